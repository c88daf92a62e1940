import { PROT_EXEC, PROT_READ, PROT_WRITE } from '../abi/memory.ts';
import { SIG } from '../abi/signals.ts';
import {
  BREAKPOINT,
  DIVIDE_BY_ZERO,
  ILLEGAL_INSTRUCTION,
  INSTRUCTION_MISALIGNED,
  INSTRUCTION_PAGE_FAULT,
  LOAD_MISALIGNED,
  LOAD_PAGE_FAULT,
  STORE_MISALIGNED,
  STORE_PAGE_FAULT,
} from '../isa/traps.ts';
import type { Thread } from '../kernel/thread.ts';
import type { Hart } from '../machine/hart.ts';

/** A trap that the kernel is about to answer with a signal. */
export interface ComingSignal {
  readonly signal: number;
  readonly addr: number;
}

const RIGHTS: ReadonlyMap<number, number> = new Map([
  [INSTRUCTION_PAGE_FAULT, PROT_EXEC],
  [LOAD_PAGE_FAULT, PROT_READ | PROT_WRITE],
  [STORE_PAGE_FAULT, PROT_WRITE],
]);

const SIGNALS: ReadonlyMap<number, number> = new Map([
  [INSTRUCTION_MISALIGNED, SIG.SIGBUS],
  [LOAD_MISALIGNED, SIG.SIGBUS],
  [STORE_MISALIGNED, SIG.SIGBUS],
  [ILLEGAL_INSTRUCTION, SIG.SIGILL],
  [BREAKPOINT, SIG.SIGTRAP],
  [DIVIDE_BY_ZERO, SIG.SIGFPE],
]);

/** The signal that the trap of `thread` on `hart` will earn, before the kernel has seen it; undefined if none. */
export function comingSignal(thread: Thread, hart: Hart): ComingSignal | undefined {
  const { process } = thread;
  const needed = RIGHTS.get(hart.trapCause);
  let signal = SIGNALS.get(hart.trapCause);
  if (needed !== undefined) {
    const area = process.space.areaAt(hart.trapValue >>> 12);
    if (area !== undefined && (area.prot & needed) !== 0) return undefined;
    signal = SIG.SIGSEGV;
  }
  if (signal === undefined) return undefined;
  return { signal, addr: needed === undefined ? hart.pc : hart.trapValue };
}
