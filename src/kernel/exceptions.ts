import { BUS_ADRALN, CLD_KILLED, FPE_INTDIV, ILL_ILLOPC, SIG, TRAP_BRKPT } from '../abi/signals.ts';
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
import type { Hart } from '../machine/hart.ts';
import type { Kernel } from './kernel.ts';
import { endProcess } from './lifecycle.ts';
import { forceSignal } from './signal.ts';
import type { Thread } from './thread.ts';
import type { AccessKind } from './vm/fault.ts';
import { presentPage } from './vm/present.ts';

/** Answers a trap other than a system call: a page fault is resolved, anything else becomes a signal. */
export function handleException(kernel: Kernel, thread: Thread, hart: Hart): void {
  switch (hart.trapCause) {
    case INSTRUCTION_PAGE_FAULT:
      return pageFault(kernel, thread, hart, 'execute');
    case LOAD_PAGE_FAULT:
      return pageFault(kernel, thread, hart, 'read');
    case STORE_PAGE_FAULT:
      return pageFault(kernel, thread, hart, 'write');
    case INSTRUCTION_MISALIGNED:
    case LOAD_MISALIGNED:
    case STORE_MISALIGNED:
      return force(kernel, thread, SIG.SIGBUS, BUS_ADRALN, hart.trapValue);
    case ILLEGAL_INSTRUCTION:
      return force(kernel, thread, SIG.SIGILL, ILL_ILLOPC, hart.pc);
    case BREAKPOINT:
      return force(kernel, thread, SIG.SIGTRAP, TRAP_BRKPT, hart.pc);
    case DIVIDE_BY_ZERO:
      return force(kernel, thread, SIG.SIGFPE, FPE_INTDIV, hart.pc);
    default:
      throw new Error(`unexpected trap cause ${hart.trapCause} at pc 0x${hart.pc.toString(16)}`);
  }
}

function pageFault(kernel: Kernel, thread: Thread, hart: Hart, kind: AccessKind): void {
  const outcome = presentPage(kernel, thread.process, thread.process.space, hart.trapValue, kind);
  if (outcome.kind === 'signal') force(kernel, thread, outcome.signal, outcome.code, hart.trapValue);
  if (outcome.kind === 'no memory') endProcess(kernel, thread.process, { code: CLD_KILLED, status: SIG.SIGKILL });
}

function force(kernel: Kernel, thread: Thread, signal: number, code: number, addr: number): void {
  forceSignal(kernel, thread, signal, { code, pid: 0, uid: 0, status: 0, addr });
}
