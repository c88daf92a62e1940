import { CLOCK_MONOTONIC } from '../abi/processes.ts';
import { SI_TIMER, SIG } from '../abi/signals.ts';
import { cpuCycles, startCpuTimer, stopCpuTimer } from './cpu-timers.ts';
import type { Alarm } from './deadlines.ts';
import type { Kernel } from './kernel.ts';
import type { Process } from './process.ts';
import { kernelDetails, sendSignal, sendThreadSignal } from './signal.ts';
import type { Thread } from './thread.ts';
import { passDue, type TimerSetting, timeLeft } from './timer-setting.ts';

/** The highest overrun count that is told (DELAYTIMER_MAX). */
const OVERRUN_MAX = 0x7fffffff;

/** What an expired timer does: an interval timer sends a plain signal; a POSIX timer sends one with its id and a value. */
export type TimerNotice =
  | { readonly kind: 'interval'; readonly signal: number }
  | { readonly kind: 'none' }
  | {
      readonly kind: 'signal';
      readonly id: number;
      readonly signal: number;
      readonly value: number;
      /** The one thread that is told (SIGEV_THREAD_ID). */
      readonly target: Thread | undefined;
    };

/**
 * A timer of setitimer(2) or timer_create(2). As under Linux, one whose signal has not been taken yet does not run on: how
 * often it was due meanwhile is counted when the signal is taken, and from there it goes on in its interval.
 */
export class Timer implements Alarm {
  readonly process: Process;
  /** Whose cycles in user mode it counts; undefined for those of the computer. */
  readonly clock: Process | Thread | undefined;
  readonly notice: TimerNotice;
  /** CLOCK_ number: what absolute times are counted by. */
  readonly clockId: number;
  readonly setting: TimerSetting = { next: Infinity, interval: 0 };
  /** It was due and goes on when its signal is taken. */
  isWaiting = false;
  /** Its signal is among the pending ones. */
  isQueued = false;
  /** How often it was due besides, since its signal was sent, and before that was taken last. */
  private overruns = 0;
  lastOverruns = 0;

  constructor(process: Process, clock: Process | Thread | undefined, notice: TimerNotice, clockId = CLOCK_MONOTONIC) {
    this.process = process;
    this.clock = clock;
    this.notice = notice;
    this.clockId = clockId;
  }

  /** The time that it goes by. */
  now(kernel: Kernel): number {
    return this.clock === undefined ? kernel.now() : cpuCycles(kernel, this.clock);
  }

  left(kernel: Kernel): number {
    return timeLeft(this.setting, this.now(kernel));
  }

  /** Starts it anew; `next` Infinity turns it off. */
  set(kernel: Kernel, next: number, interval: number): void {
    this.stop(kernel);
    this.isWaiting = false;
    this.overruns = 0;
    this.lastOverruns = 0;
    Object.assign(this.setting, { next, interval });
    this.start(kernel);
  }

  stop(kernel: Kernel): void {
    if (this.clock === undefined) kernel.deadlines.remove(this);
    else stopCpuTimer(kernel, this);
  }

  ring(kernel: Kernel): void {
    this.expire(kernel);
  }

  /** It is due. */
  expire(kernel: Kernel): void {
    const { notice, setting } = this;
    this.isWaiting = setting.interval > 0;
    if (!this.isWaiting) setting.next = Infinity;
    switch (notice.kind) {
      case 'none':
        break;
      case 'interval':
        sendSignal(kernel, this.process, notice.signal, kernelDetails());
        // Linux lets only SIGALRM wait to be taken: processor time does not pass unnoticed.
        if (this.isWaiting && notice.signal !== SIG.SIGALRM) this.goOn(kernel);
        break;
      case 'signal':
        if (this.isQueued) this.overruns++;
        else this.isQueued = this.send(kernel);
    }
  }

  /** Its signal is taken: gives how often it was due besides, and lets it go on. */
  taken(kernel: Kernel): number {
    this.isQueued = false;
    if (this.isWaiting) this.overruns += this.goOn(kernel) - 1;
    this.lastOverruns = Math.min(this.overruns, OVERRUN_MAX);
    this.overruns = 0;
    return this.lastOverruns;
  }

  /** Lets a timer that waits run again; how often it was due. */
  goOn(kernel: Kernel): number {
    this.isWaiting = false;
    const count = passDue(this.setting, this.now(kernel));
    this.start(kernel);
    return count;
  }

  private send(kernel: Kernel): boolean {
    const { notice, process } = this;
    if (notice.kind !== 'signal') return false;
    const { signal, target, value } = notice;
    const details = { code: SI_TIMER, pid: 0, uid: 0, status: value, addr: 0, timer: this };
    const sending =
      target === undefined
        ? sendSignal(kernel, process, signal, details)
        : sendThreadSignal(kernel, target, signal, details);
    return sending === 'sent';
  }

  private start(kernel: Kernel): void {
    if (this.setting.next === Infinity) return;
    if (this.clock === undefined) kernel.deadlines.add(this, this.setting.next);
    else startCpuTimer(kernel, this);
  }
}

/** The timers of a process. */
export interface ProcessTimers {
  /** Those of setitimer, by ITIMER_ number, as far as they have been set. */
  readonly interval: (Timer | undefined)[];
  /** Those of timer_create, by id. */
  readonly created: Map<number, Timer>;
  nextId: number;
}

export function newTimers(): ProcessTimers {
  return { interval: [undefined, undefined, undefined], created: new Map(), nextId: 0 };
}

/** Removes the timers that timer_create made: they do not survive execve. */
export function deleteCreatedTimers(kernel: Kernel, process: Process): void {
  for (const timer of process.timers.created.values()) timer.set(kernel, Infinity, 0);
  process.timers.created.clear();
  process.timers.nextId = 0;
}

/** Removes every timer of a process that ends. */
export function deleteTimers(kernel: Kernel, process: Process): void {
  deleteCreatedTimers(kernel, process);
  for (const timer of process.timers.interval.splice(0)) timer?.stop(kernel);
}

/** `signal` is no longer ignored: timers go on that could not send it. */
export function resumeIgnoredTimers(kernel: Kernel, process: Process, signal: number): void {
  for (const timer of process.timers.created.values()) {
    const { notice, isWaiting, isQueued } = timer;
    if (notice.kind === 'signal' && notice.signal === signal && isWaiting && !isQueued) timer.goOn(kernel);
  }
}
