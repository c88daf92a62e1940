import type { Thread } from '../thread.ts';
import { ticketsOf } from './attributes.ts';
import type { Order } from './ranked.ts';
import { type Arrival, cyclesUsed, type Departure, type Time } from './scheduler.ts';

/** How far a thread with one ticket goes in a quantum. */
const FULL_STRIDE = 10_000;

interface Runner {
  /** How far it has gone. */
  pass: number;
  /** The cycles that it had used when that was computed. */
  used: number;
}

/**
 * Stride scheduling (Waldspurger and Weihl): in a quantum a thread goes forward by a stride, the shorter the more
 * tickets it has, and the one that is furthest behind runs next; of several the one with the lowest number. One that
 * used part of a quantum goes part of its stride. One that comes or has waited starts where those are that run.
 */
export class Stride implements Order {
  readonly preempts = false;
  readonly ties = 'by number';
  readonly alarm = Infinity;
  private readonly quantum: number;
  private readonly time: Time;
  private readonly runners = new Map<Thread, Runner>();
  /** Where the thread was that got a hart last. */
  private front = 0;

  constructor(quantum: number, time: Time) {
    this.quantum = quantum;
    this.time = time;
  }

  rank(thread: Thread, why: Arrival): number {
    const runner = this.settle(thread);
    if (why === 'new' || why === 'woken') runner.pass = Math.max(runner.pass, this.front);
    return runner.pass;
  }

  rankRunning(thread: Thread): number {
    return this.settle(thread).pass;
  }

  quantumOf(): number {
    return this.quantum;
  }

  start(_thread: Thread, rank: number): void {
    this.front = Math.max(this.front, rank);
  }

  leave(thread: Thread, why: Departure): void {
    if (why === 'ended') this.runners.delete(thread);
    else this.settle(thread);
  }

  /** Moves a thread forward for what it has run. */
  private settle(thread: Thread): Runner {
    const used = cyclesUsed(thread, this.time.cycle);
    let runner = this.runners.get(thread);
    if (runner === undefined) {
      runner = { pass: this.front, used };
      this.runners.set(thread, runner);
    }
    runner.pass += ((FULL_STRIDE / ticketsOf(thread)) * (used - runner.used)) / this.quantum;
    runner.used = used;
    return runner;
  }
}
