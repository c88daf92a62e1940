import { answerAtOnce } from '../kernel/call-entry.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { CallGate, Hart } from '../machine/hart.ts';

/**
 * Answers system calls in the middle of a hart's run, for translated code, so that the hart need not stop. It is opened for runs
 * in which that makes no difference: the hart is the only busy one, nobody looks on, and the kernel has nothing else to do
 * before the next round or alarm.
 */
export class QuickGate implements CallGate {
  private answered = 0;
  private kernel: Kernel | undefined;
  /** Calls from this cycle on are not answered. */
  private until = 0;

  /** Opens the gate for calls before the cycle `until`. */
  open(kernel: Kernel, until: number): void {
    this.kernel = kernel;
    this.until = until;
    this.answered = 0;
  }

  /** How many calls were answered since it was opened or last asked. */
  takeAnswered(): number {
    const { answered } = this;
    this.answered = 0;
    return answered;
  }

  answer(hart: Hart, cycle: number): boolean {
    const { kernel } = this;
    if (kernel === undefined || cycle >= this.until || !answerAtOnce(kernel, hart)) return false;
    kernel.setClock(cycle);
    this.answered++;
    return true;
  }
}
