import type { Kernel } from '../kernel/kernel.ts';
import type { Process } from '../kernel/process.ts';
import { resolveFault } from '../kernel/vm/fault.ts';
import { PAGE_SHIFT, PAGE_SIZE } from '../machine/memory.ts';
import { makePte, PTE_COW, PTE_SHARED, PTE_U, PTE_V, PTE_W, pteFrame } from '../machine/page-table.ts';

/**
 * Writes `bytes` at `addr` of a process whatever its rights there, as ptrace does: code too. A page that others share is
 * copied first, unless it is meant to be shared. False, with nothing written beyond that page, at a bad address.
 */
export function pokeMemory(kernel: Kernel, process: Process, addr: number, bytes: Uint8Array): boolean {
  const { machine } = kernel;
  for (let done = 0; done < bytes.length; ) {
    const at = (addr + done) >>> 0;
    const frame = ownFrame(kernel, process, at);
    if (frame === 0) return false;
    const inPage = at % PAGE_SIZE;
    const count = Math.min(PAGE_SIZE - inPage, bytes.length - done);
    machine.willWrite(frame);
    machine.memory.frameBytes(frame).set(bytes.subarray(done, done + count), inPage);
    done += count;
  }
  return true;
}

/** A frame for the page at `addr` whose writing nobody else sees who should not; 0 if there is none. */
function ownFrame(kernel: Kernel, process: Process, addr: number): number {
  const { machine, files } = kernel;
  const { space } = process;
  const page = addr >>> PAGE_SHIFT;
  if ((space.table.get(page) & PTE_V) === 0) {
    for (const kind of ['read', 'execute', 'write'] as const) {
      const { kind: outcome } = resolveFault(machine, files, space, addr, kind);
      if (outcome !== 'signal') break;
    }
  }
  const pte = space.table.get(page);
  if ((pte & (PTE_V | PTE_U)) !== (PTE_V | PTE_U)) return 0;
  const frame = pteFrame(pte);
  if ((pte & PTE_SHARED) !== 0 || machine.frames.references(frame) === 1) return frame;
  const copy = machine.frames.allocateUnzeroed();
  if (copy === 0) return 0;
  machine.memory.frameBytes(copy).set(machine.memory.frameBytes(frame));
  machine.frames.release(frame);
  const flags = pte & 0x3ff;
  space.table.set(page, makePte(copy, (flags & PTE_COW) === 0 ? flags : (flags & ~PTE_COW) | PTE_W));
  machine.flushPage(space.table.root, page);
  return copy;
}
