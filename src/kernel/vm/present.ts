import { SEGV_MAPERR, SIG } from '../../abi/signals.ts';
import type { Kernel } from '../kernel.ts';
import { exceedsStackLimit } from '../limits.ts';
import type { Process } from '../process.ts';
import { type AccessKind, type FaultOutcome, resolveFault } from './fault.ts';
import type { Space } from './space.ts';
import { UserMemory } from './user-memory.ts';

/** The memory of `process`, for the kernel to read and write. */
export function memoryOf(kernel: Kernel, process: Process): UserMemory {
  return new UserMemory(kernel.machine, process.space, {
    supplyPage: (space, addr, write) => faultIn(kernel, process, space, addr, write),
  });
}

/** Makes the page at `addr` present as by a fault of `process` itself; whether it could. */
export function faultIn(kernel: Kernel, process: Process, space: Space, addr: number, write: boolean): boolean {
  const { kind } = presentPage(kernel, process, space, addr, write ? 'write' : 'read');
  return kind === 'minor' || kind === 'major' || kind === 'copied';
}

/** Resolves a page fault and counts it. */
export function presentPage(
  kernel: Kernel,
  process: Process,
  space: Space,
  addr: number,
  kind: AccessKind,
): FaultOutcome {
  const outcome: FaultOutcome = exceedsStackLimit(process, space, addr)
    ? { kind: 'signal', signal: SIG.SIGSEGV, code: SEGV_MAPERR }
    : resolveFault(kernel.machine, kernel.files, space, addr, kind);
  if (outcome.kind === 'major') process.usage.majorFaults++;
  else if (outcome.kind !== 'signal') process.usage.minorFaults++;
  if (kernel.isObserved && process.threads.length > 0) {
    const thread = kernel.current?.process === process ? kernel.current : process.threads[0]!;
    const frame = 'frame' in outcome ? outcome.frame : 0;
    kernel.emit({ kind: 'fault', cycle: kernel.now(), thread, addr, access: kind, outcome: outcome.kind, frame });
  }
  return outcome;
}
