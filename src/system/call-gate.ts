import { ENVIRONMENT_CALL } from '../isa/traps.ts';
import { answerQuestion, isSimpleCall, questionOf } from '../kernel/call-entry.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { type CallGate, ENDS_RUN, GOES_ON, type Hart, NOT_SERVED, RESUMES } from '../machine/hart.ts';
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
  /** Whether `Kernel.isQuiet` was so when a question was asked after the last entry into the kernel. */
  private isKnownQuiet = false;
  /** The cycle of the last question that was answered: nobody needs the kernel's clock before the next entry. */
  private answered = 0;
  /** Where the run began, and how far it goes. */
  private start = 0;
  private end = 0;
  private hiddenSteps = 0;
  /** Whether a call after which the hart resumed was served since the gate was opened: its timer may be another one. */
  hasResumed = false;

  /** Opens the gate for calls that `hart` makes before the end of the round, on its way to the cycle `end`. */
  open(kernel: Kernel, hart: Hart, roundEnd: number, end: number): void {
    this.kernel = kernel;
    this.alarm = kernel.nextAlarm;
    this.until = Math.min(roundEnd, this.alarm);
    this.timer = kernel.timers[hart.index]!;
    this.isKnownQuiet = false;
    this.start = hart.cycle;
    this.end = end;
    this.answered = 0;
    this.hiddenSteps = 0;
    this.hasResumed = false;
  }

  /** The run is over. Gives the steps of the calls that were served, as far as the hart's `instret` does not count them. */
  close(): number {
    this.kernel!.setClock(this.answered);
    return this.hiddenSteps;
  }

  answer(hart: Hart, cycle: number): boolean {
    const question = questionOf(hart);
    if (cycle >= this.until || question === undefined) return false;
    const kernel = this.kernel!;
    this.isKnownQuiet ||= kernel.isQuiet;
    if (!this.isKnownQuiet) return false;
    answerQuestion(kernel, hart, question);
    this.answered = cycle;
    this.hiddenSteps++;
    return true;
  }

  serve(hart: Hart): number {
    if (hart.cycle >= this.until || !isSimpleCall(hart)) return NOT_SERVED;
    return this.enter(this.kernel!, hart);
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
    if (!this.mayGoOn(kernel, hart)) return ENDS_RUN;
    const isBehindCall = kernel.running[hart.index] === thread && hart.pc === pc + 4 && hart.x === x;
    const isAsBefore = hart.code.version === version && kernel.timers[hart.index] === this.timer;
    this.timer = kernel.timers[hart.index]!;
    this.isKnownQuiet = false;
    hart.outcome.exit = EXIT_COUNT;
    if (isBehindCall && isAsBefore) return GOES_ON;
    this.hasResumed = true;
    return RESUMES;
  }

  /** Whether `hart` may go on as it was told, with the thread that it has now. */
  private mayGoOn(kernel: Kernel, hart: Hart): boolean {
    if (kernel.running[hart.index] === undefined || kernel.timers[hart.index]! < this.end) return false;
    // Its length allows for two steps in each cycle.
    return this.hiddenSteps <= hart.cycle - this.start && kernel.mainEnding === undefined && this.isStillAlone(kernel);
  }
}
