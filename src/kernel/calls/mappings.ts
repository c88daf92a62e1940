import { E } from '../../abi/errno.ts';
import * as m from '../../abi/memory.ts';
import { type Call, STALLED } from '../call.ts';
import { exceedsMemoryLimit } from '../limits.ts';
import { type Area, isData } from '../vm/area.ts';

const PAGE = 4096;
const USER_PAGES = m.USER_END / PAGE;
/** Advice that says how pages will be used, which changes nothing here. */
const HINTS: readonly number[] = [0, 1, 2, 3, 14, 15, 16, 17, 20, 21];

/** Calls about pages that are mapped already: their size and place, their file, whether they are in memory. */
export const mappingCalls = {
  mremap(call: Call): number {
    const [oldAddr, oldSize, newSize, flags, newAddr] = call.args as [number, number, number, number, number];
    const { space } = call.process;
    const isFixed = (flags & m.MREMAP_FIXED) !== 0;
    const mayMove = (flags & m.MREMAP_MAYMOVE) !== 0;
    if ((flags & ~(m.MREMAP_FIXED | m.MREMAP_MAYMOVE)) !== 0 || (isFixed && !mayMove)) return -E.EINVAL;
    const [start, oldPages, newPages] = [oldAddr / PAGE, Math.ceil(oldSize / PAGE), Math.ceil(newSize / PAGE)];
    if (oldAddr % PAGE !== 0 || newPages === 0) return -E.EINVAL;
    const target = newAddr / PAGE;
    if (isFixed) {
      if (newAddr % PAGE !== 0 || target + newPages > USER_PAGES) return -E.EINVAL;
      if (start < target + newPages && target < start + oldPages) return -E.EINVAL;
      if (newAddr < m.MMAP_MIN_ADDR) return -E.EPERM;
    }
    const area = space.areaAt(start);
    if (area === undefined) return -E.EFAULT;
    if (oldPages === 0 && !area.isShared) return -E.EINVAL;
    if (start + oldPages > area.end) return -E.EFAULT;
    if (newPages > oldPages && exceedsMemoryLimit(call.process, newPages - oldPages, isData(area))) return -E.ENOMEM;
    if (call.kernel.mustStall(space, call.hart)) return STALLED;
    if (!isFixed && oldPages > 0) {
      if (newPages <= oldPages) {
        space.remove(start + newPages, start + oldPages);
        return oldAddr;
      }
      if (start + oldPages === area.end && space.isFree(area.end, start + newPages) && isBelowStack(start + newPages)) {
        space.grow(area, start + newPages);
        return oldAddr;
      }
    }
    return mayMove ? moveArea(call, area, { start, oldPages, newPages, target: isFixed ? target : -1 }) : -E.ENOMEM;
  },

  msync(call: Call): number {
    const [addr, length, flags] = call.args as [number, number, number];
    const known = m.MS_ASYNC | m.MS_INVALIDATE | m.MS_SYNC;
    const isBoth = (flags & m.MS_ASYNC) !== 0 && (flags & m.MS_SYNC) !== 0;
    if ((flags & ~known) !== 0 || isBoth || addr % PAGE !== 0) return -E.EINVAL;
    return forRange(call, addr, length, (area, start, end) => call.process.space.writeBack(area, start, end));
  },

  madvise(call: Call): number {
    const [addr, length, advice] = call.args as [number, number, number];
    const isKnown = HINTS.includes(advice) || advice === m.MADV_DONTNEED || advice === m.MADV_FREE;
    if (!isKnown || addr % PAGE !== 0) return -E.EINVAL;
    const { space } = call.process;
    if (advice === m.MADV_DONTNEED && call.kernel.mustStall(space, call.hart)) return STALLED;
    return forRange(call, addr, length, (_area, start, end) => {
      if (advice === m.MADV_DONTNEED) space.forgetPages(start, end);
    });
  },

  /** Nothing is ever swapped out: locking makes pages present, and that is all. */
  mlock: (call: Call) => lockPages(call, 0),
  mlock2: (call: Call) => lockPages(call, call.args[2]!),
  munlock: (call: Call) => forRange(call, call.args[0]! & -PAGE, sizeFrom(call), () => {}),
  munlockall: () => 0,

  mlockall(call: Call): number {
    const flags = call.args[0]!;
    const known = m.MCL_CURRENT | m.MCL_FUTURE | m.MCL_ONFAULT;
    return flags === 0 || (flags & ~known) !== 0 || flags === m.MCL_ONFAULT ? -E.EINVAL : 0;
  },

  mincore(call: Call): number {
    const [addr, length, vector] = call.args as [number, number, number];
    if (addr % PAGE !== 0) return -E.EINVAL;
    if (addr + length > m.USER_END) return -E.ENOMEM;
    const first = addr / PAGE;
    const found = new Uint8Array(Math.ceil(length / PAGE));
    if (!call.memory.prepare(vector, found.length, true)) return -E.EFAULT;
    const { space } = call.process;
    const error = forRange(call, addr, length, (area, start, end) => {
      for (let page = start; page < end; page++) found[page - first] = Number(space.isInMemory(area, page));
    });
    if (error === 0) call.memory.write(vector, found);
    return error;
  },
};

/** Moves a part of an area, or (no pages) maps the same shared object once more. */
function moveArea(
  call: Call,
  area: Area,
  { start, oldPages, newPages, target }: { start: number; oldPages: number; newPages: number; target: number },
): number {
  const { space } = call.process;
  const place = target >= 0 ? target : space.findGap(newPages);
  if (place < 0) return -E.ENOMEM;
  if (target >= 0) space.remove(place, place + newPages);
  if (oldPages > newPages) space.remove(start + newPages, start + oldPages);
  const kept = Math.min(oldPages, newPages);
  return space.move(area, start, start + kept, place, place + newPages) ? place * PAGE : -E.ENOMEM;
}

/** Calls `act` for each stretch of a range; ENOMEM if a part of it is not mapped, after the rest has been done. */
function forRange(
  call: Call,
  addr: number,
  length: number,
  act: (area: Area, start: number, end: number) => void,
): number {
  const start = addr / PAGE;
  const end = Math.ceil((addr + length) / PAGE);
  if (end > USER_PAGES) return -E.ENOMEM;
  let mapped = 0;
  for (const area of [...call.process.space.areas]) {
    const [from, to] = [Math.max(area.start, start), Math.min(area.end, end)];
    if (from >= to) continue;
    act(area, from, to);
    mapped += to - from;
  }
  return mapped === end - start ? 0 : -E.ENOMEM;
}

function lockPages(call: Call, flags: number): number {
  if ((flags & ~m.MLOCK_ONFAULT) !== 0) return -E.EINVAL;
  let isPresent = true;
  const error = forRange(call, call.args[0]! & -PAGE, sizeFrom(call), (area, start, end) => {
    if (flags !== 0) return;
    const writes = isData(area);
    isPresent &&= call.memory.prepare(start * PAGE, (end - start) * PAGE, writes);
  });
  return error !== 0 || isPresent ? error : -E.ENOMEM;
}

/** The length a1 of a range from the start of the page that a0 is in. */
function sizeFrom(call: Call): number {
  return call.args[1]! + (call.args[0]! % PAGE);
}

function isBelowStack(page: number): boolean {
  return page * PAGE <= m.STACK_TOP - m.STACK_LIMIT - PAGE;
}
