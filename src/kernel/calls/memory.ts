import { E } from '../../abi/errno.ts';
import { O_ACCMODE, O_RDONLY, O_RDWR, O_WRONLY } from '../../abi/files.ts';
import { F_SEAL_FUTURE_WRITE, F_SEAL_WRITE } from '../../abi/locks.ts';
import * as m from '../../abi/memory.ts';
import { type Call, STALLED } from '../call.ts';
import type { FileInode } from '../fs/inode.ts';
import { exceedsMemoryLimit } from '../limits.ts';
import type { Backing } from '../vm/area.ts';

const PAGE = 4096;
const PROTECTIONS = m.PROT_READ | m.PROT_WRITE | m.PROT_EXEC;
const USER_PAGES = m.USER_END / PAGE;

/** Calls that change the address space. */
export const memoryCalls = {
  /** Gives the end of the heap that there is: the wanted one if it could be had. */
  brk(call: Call): number {
    const { space } = call.process;
    const wanted = call.args[0]!;
    if (wanted < space.heapStart) return space.heapEnd;
    const oldPage = Math.ceil(space.heapEnd / PAGE);
    const newPage = Math.ceil(wanted / PAGE);
    if (newPage > oldPage) {
      const exceeds = exceedsMemoryLimit(call.process, newPage - oldPage, true);
      if (newPage > m.MMAP_BASE / PAGE || !space.isFree(oldPage, newPage) || exceeds) return space.heapEnd;
      const prot = m.PROT_READ | m.PROT_WRITE;
      space.add({
        start: oldPage,
        end: newPage,
        prot,
        isShared: false,
        backing: { kind: 'anonymous' },
        label: '[heap]',
      });
    } else if (newPage < oldPage) {
      if (call.kernel.mustStall(space, call.hart)) return STALLED;
      space.remove(newPage, oldPage);
    }
    space.heapEnd = wanted;
    return wanted;
  },

  mmap2(call: Call): number {
    const [addr, length, prot, flags, , firstPage] = call.args as [number, number, number, number, number, number];
    const sharing = flags & (m.MAP_SHARED | m.MAP_PRIVATE);
    if (length === 0 || (sharing !== m.MAP_SHARED && sharing !== m.MAP_PRIVATE)) return -E.EINVAL;
    const pages = Math.ceil(length / PAGE);
    const backing = backingFor(call, pages, firstPage, sharing === m.MAP_SHARED);
    if (typeof backing === 'number') return backing;
    const start = placeFor(call, addr, pages, flags);
    if (start < 0) return start;
    const isShared = sharing === m.MAP_SHARED;
    const isData = !isShared && (prot & m.PROT_WRITE) !== 0;
    if (exceedsMemoryLimit(call.process, pages, isData)) return -E.ENOMEM;
    const { space } = call.process;
    if ((flags & m.MAP_FIXED) !== 0) {
      if (call.kernel.mustStall(space, call.hart)) return STALLED;
      space.remove(start, start + pages);
    }
    space.add({
      start,
      end: start + pages,
      prot: prot & PROTECTIONS,
      isShared,
      backing,
      label: '',
    });
    return start * PAGE;
  },

  munmap(call: Call): number {
    const [addr, length] = call.args as [number, number];
    const end = Math.ceil((addr + length) / PAGE);
    if (addr % PAGE !== 0 || length === 0 || end > USER_PAGES) return -E.EINVAL;
    if (call.kernel.mustStall(call.process.space, call.hart)) return STALLED;
    call.process.space.remove(addr / PAGE, end);
    return 0;
  },

  mprotect(call: Call): number {
    const [addr, length, prot] = call.args as [number, number, number];
    const start = addr / PAGE;
    const end = Math.ceil((addr + length) / PAGE);
    if (addr % PAGE !== 0 || (prot & ~PROTECTIONS) !== 0) return -E.EINVAL;
    if (length === 0) return 0;
    if (end > USER_PAGES) return -E.ENOMEM;
    if ((prot & m.PROT_WRITE) !== 0 && isReadOnlySharing(call, start, end)) return -E.EACCES;
    if (call.kernel.mustStall(call.process.space, call.hart)) return STALLED;
    return call.process.space.protect(start, end, prot) ? 0 : -E.ENOMEM;
  },

  /** Instruction fetches see stores at once here; the call only checks its flags. */
  riscv_flush_icache: (call: Call) => ((call.args[2]! & ~1) === 0 ? 0 : -E.EINVAL),
};

/** What the new area shows: nothing, or the file of descriptor a4. */
function backingFor(call: Call, pages: number, firstPage: number, isShared: boolean): Backing | number {
  const [, , prot, flags, fd] = call.args as [number, number, number, number, number];
  const { files } = call.kernel;
  const bytes = pages * PAGE;
  if ((flags & m.MAP_ANONYMOUS) !== 0) {
    if (!isShared) return { kind: 'anonymous' };
    return {
      kind: 'file',
      inode: files.newUnnamedFile(bytes),
      firstPage: 0,
      bytes,
    };
  }
  const object = call.object(fd);
  if (object === undefined) return -E.EBADF;
  const mode = object.flags & O_ACCMODE;
  if (mode === O_WRONLY) return -E.EACCES;
  if (isShared && (prot & m.PROT_WRITE) !== 0 && mode !== O_RDWR) return -E.EACCES;
  if (object.kind !== 'file' || object.inode.kind !== 'file' || object.inode.source?.kind === 'proc') return -E.ENODEV;
  const inode: FileInode = object.inode;
  const { seals = 0 } = inode;
  const isSealed = (seals & (F_SEAL_WRITE | F_SEAL_FUTURE_WRITE)) !== 0;
  if (isShared && isSealed && (prot & m.PROT_WRITE) !== 0) return -E.EPERM;
  // A shared mapping of a file that may not be written keeps that in the area: see isReadOnlySharing.
  return {
    kind: 'file',
    inode,
    firstPage,
    bytes,
    isReadOnly: isShared && (mode === O_RDONLY || isSealed),
  };
}

/** The first page of the new area, or a negative error number. */
function placeFor(call: Call, addr: number, pages: number, flags: number): number {
  const { space } = call.process;
  const start = addr / PAGE;
  if ((flags & (m.MAP_FIXED | m.MAP_FIXED_NOREPLACE)) !== 0) {
    if (addr % PAGE !== 0) return -E.EINVAL;
    if (addr < m.MMAP_MIN_ADDR) return -E.EPERM;
    if (start + pages > USER_PAGES) return -E.ENOMEM;
    const isTaken = (flags & m.MAP_FIXED_NOREPLACE) !== 0 && !space.isFree(start, start + pages);
    return isTaken ? -E.EEXIST : start;
  }
  if (pages > USER_PAGES) return -E.ENOMEM;
  const hint = Math.floor(start);
  const isBelowStack = (hint + pages) * PAGE <= m.STACK_TOP - m.STACK_LIMIT - PAGE;
  if (addr >= m.PROGRAM_BASE && isBelowStack && space.isFree(hint, hint + pages)) return hint;
  const gap = space.findGap(pages);
  return gap < 0 ? -E.ENOMEM : gap;
}

/** Whether some page of a range shows a file, shared, that may not be written. */
export function isReadOnlySharing(call: Call, start: number, end: number): boolean {
  return call.process.space.areas.some(
    ({ backing, ...area }) => area.start < end && area.end > start && backing.kind === 'file' && backing.isReadOnly,
  );
}
