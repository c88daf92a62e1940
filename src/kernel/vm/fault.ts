import { PROT_EXEC, PROT_READ, PROT_WRITE } from '../../abi/memory.ts';
import { BUS_ADRERR, SEGV_ACCERR, SEGV_MAPERR, SIG } from '../../abi/signals.ts';
import type { Machine } from '../../machine/machine.ts';
import { PAGE_SIZE } from '../../machine/memory.ts';
import { PTE_COW, PTE_V, pteFrame } from '../../machine/page-table.ts';
import type { FileSystem } from '../fs/file-system.ts';
import { type Area, pageEntry } from './area.ts';
import type { Space } from './space.ts';

/** What the program wanted to do with the page. */
export type AccessKind = 'read' | 'write' | 'execute';

/**
 * How a page fault ends: `minor` without and `major` with reading a file of the host, `copied` when a copy-on-write
 * frame was copied; otherwise the signal that the program gets. `no memory` is what Linux's out-of-memory killer
 * answers with SIGKILL.
 */
export type FaultOutcome =
  | { readonly kind: 'minor' | 'major' | 'copied'; readonly frame: number }
  | { readonly kind: 'signal'; readonly signal: number; readonly code: number }
  | { readonly kind: 'no memory' };

const NEEDED = {
  read: PROT_READ | PROT_WRITE,
  write: PROT_WRITE,
  execute: PROT_EXEC,
};
const NO_MEMORY: FaultOutcome = { kind: 'no memory' };

/** Makes the page at `addr` present for an access of `kind`, or says which signal the access earns. */
export function resolveFault(
  machine: Machine,
  files: FileSystem,
  space: Space,
  addr: number,
  kind: AccessKind,
): FaultOutcome {
  const page = addr >>> 12;
  const area = space.areaAt(page);
  if (area === undefined) return { kind: 'signal', signal: SIG.SIGSEGV, code: SEGV_MAPERR };
  if ((area.prot & NEEDED[kind]) === 0) return { kind: 'signal', signal: SIG.SIGSEGV, code: SEGV_ACCERR };
  const pte = space.table.get(page);
  if ((pte & PTE_V) === 0) return firstTouch(machine, files, space, area, page, kind);
  if (kind === 'write' && (pte & PTE_COW) !== 0) return copyOnWrite(machine, space, area, page, pteFrame(pte));
  // Present with enough rights: another hart or the kernel was quicker, or a TLB held older rights.
  machine.flushPage(space.table.root, page);
  return { kind: 'minor', frame: pteFrame(pte) };
}

/** Whether a write to `addr` would find a frame that must be copied or claimed first. */
export function isCopyOnWrite(space: Space, addr: number): boolean {
  return (space.table.get(addr >>> 12) & PTE_COW) !== 0;
}

function firstTouch(
  machine: Machine,
  files: FileSystem,
  space: Space,
  area: Area,
  page: number,
  kind: AccessKind,
): FaultOutcome {
  const { backing } = area;
  const offset = (page - area.start) * PAGE_SIZE;
  if (backing.kind === 'anonymous' || (offset >= backing.bytes && !area.isShared)) {
    return enter(machine, space, page, machine.frames.allocate(), area, false, 'minor');
  }
  const index = backing.firstPage + (page - area.start);
  const isRead = !backing.inode.pages.has(index);
  const cached = files.data.page(backing.inode, index);
  if (cached === 0) return NO_MEMORY;
  if (cached < 0) return { kind: 'signal', signal: SIG.SIGBUS, code: BUS_ADRERR };
  const result = isRead && backing.inode.source !== undefined ? 'major' : 'minor';
  const ownBytes = backing.bytes - offset;
  const isPartial = ownBytes < PAGE_SIZE && !area.isShared;
  if (isPartial || (kind === 'write' && !area.isShared)) {
    const frame = copyFrame(machine, cached);
    if (frame !== 0 && isPartial) machine.memory.frameBytes(frame).fill(0, ownBytes);
    return enter(machine, space, page, frame, area, false, result);
  }
  machine.frames.retain(cached);
  return enter(machine, space, page, cached, area, true, result);
}

/** Maps `frame` (0: there was none) under `page`; its count goes to the mapping. */
function enter(
  machine: Machine,
  space: Space,
  page: number,
  frame: number,
  area: Area,
  copyLater: boolean,
  kind: 'minor' | 'major',
): FaultOutcome {
  if (frame === 0) return NO_MEMORY;
  if (space.map(page, pageEntry(area, frame, { copyOnWrite: copyLater }))) return { kind, frame };
  machine.frames.release(frame);
  return NO_MEMORY;
}

function copyOnWrite(machine: Machine, space: Space, area: Area, page: number, frame: number): FaultOutcome {
  // The last holder writes to the frame itself: nobody else can see it.
  const isOurs = machine.frames.references(frame) === 1;
  const own = isOurs ? frame : copyFrame(machine, frame);
  if (own === 0) return NO_MEMORY;
  if (!isOurs) machine.frames.release(frame);
  space.table.set(page, pageEntry(area, own, { copyOnWrite: false }));
  machine.flushPage(space.table.root, page);
  return { kind: isOurs ? 'minor' : 'copied', frame: own };
}

/** A new frame with the content of `frame`, 0 if there is none. */
function copyFrame(machine: Machine, frame: number): number {
  const copy = machine.frames.allocateUnzeroed();
  if (copy !== 0) machine.memory.frameBytes(copy).set(machine.memory.frameBytes(frame));
  return copy;
}
