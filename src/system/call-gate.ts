import { ENVIRONMENT_CALL } from '../isa/traps.ts';
import { answerQuestion, isSimpleCall } from '../kernel/call-entry.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { type CallGate, ENDS_RUN, GOES_ON, type Hart, NOT_SERVED } from '../machine/hart.ts';
import { EXIT_COUNT } from '../machine/outcome.ts';

/**
 * Serves system calls in the middle of a hart's run, for translated code, so that the hart need not stop. It is opened for runs
 * in which that makes no difference: the hart is the only busy one, and nothing happens before the next round or alarm.
 */
export class QuickGate implements CallGate {
  private kernel: Kernel | undefined;
  /** Calls from this cycle on are not served. */
  private until = 0;
  /** When the next alarm was to ring when the gate was opened: for that the length of the run was chosen. */
  private alarm = 0;
  /** The cycle of the hart's timer interrupt when the gate was opened. */
  private timer = 0;
  private isQuiet = false;
  private hiddenSteps = 0;

  /** Opens the gate for calls that `hart` makes before the end of the round. */
  open(kernel: Kernel, hart: Hart, roundEnd: number): void {
    this.kernel = kernel;
    this.alarm = kernel.nextAlarm;
    this.until = Math.min(roundEnd, this.alarm);
    this.timer = kernel.timers[hart.index]!;
    this.isQuiet = kernel.isQuiet;
    this.hiddenSteps = 0;
  }

  /** Steps of the calls that were served since it was opened or last asked: those that the hart's `instret` does not count. */
  takeHiddenSteps(): number {
    const { hiddenSteps } = this;
    this.hiddenSteps = 0;
    return hiddenSteps;
  }

  answer(hart: Hart, cycle: number): boolean {
    if (!this.isQuiet || cycle >= this.until) return false;
    const kernel = this.kernel!;
    if (!answerQuestion(kernel, hart)) return false;
    kernel.setClock(cycle);
    this.hiddenSteps++;
    return true;
  }

  serve(hart: Hart): number {
    if (hart.cycle >= this.until || !isSimpleCall(hart)) return NOT_SERVED;
    return this.enter(this.kernel!, hart);
  }

  /** After a call that ended the run of `hart`: whether it may go on to `end` as before, with the thread that it has now. */
  mayGoOn(hart: Hart, end: number): boolean {
    const kernel = this.kernel!;
    if (kernel.running[hart.index] === undefined || kernel.timers[hart.index]! < end) return false;
    return kernel.mainEnding === undefined && this.isStillAlone(kernel);
  }

  /** Whether what the length of the run was chosen by is as it was. */
  private isStillAlone(kernel: Kernel): boolean {
    return kernel.busy.length <= 1 && !kernel.needsRoundEnd && kernel.nextAlarm >= this.alarm;
  }

  /** Enters the kernel as if the hart had trapped, which is a step, and so is the entry. */
  private enter(kernel: Kernel, hart: Hart): number {
    const { x, pc, instret } = hart;
    const { version } = hart.code;
    const thread = kernel.running[hart.index];
    hart.outcome.trap(ENVIRONMENT_CALL, 0);
    kernel.enter(hart, 'trap');
    this.hiddenSteps += 2 - (hart.instret - instret);
    const isBehindCall = kernel.running[hart.index] === thread && hart.pc === pc + 4 && hart.x === x;
    if (!isBehindCall || hart.code.version !== version || kernel.timers[hart.index] !== this.timer) return ENDS_RUN;
    if (!this.isStillAlone(kernel)) return ENDS_RUN;
    this.isQuiet = kernel.isQuiet;
    hart.outcome.exit = EXIT_COUNT;
    return GOES_ON;
  }
}
