import type { Thread } from '../thread.ts';
import { hartFor, mayRunOn } from './attributes.ts';
import type { HartSet } from './hart-set.ts';
import { ReadyQueue } from './ready-queue.ts';
import { type Assignment, NOBODY, type Scheduler, type Time } from './scheduler.ts';

/**
 * Round robin with soft affinity: a thread waits for the hart that it ran on last, whose cache may still be warm for it, and
 * goes elsewhere only when it has waited for `patience`.
 */
export class Affine implements Scheduler {
  /** When the first thread loses patience for which a hart stands idle. */
  alarm = Infinity;
  private readonly queue = new ReadyQueue();
  private readonly quantum: number;
  private readonly patience: number;
  private readonly time: Time;

  constructor(quantum: number, patience: number, time: Time) {
    this.quantum = quantum;
    this.patience = patience;
    this.time = time;
  }

  get readyCount(): number {
    return this.queue.size;
  }

  add(thread: Thread): void {
    this.queue.push(thread);
  }

  remove(thread: Thread): void {
    if (!this.queue.remove(thread)) throw new Error(`thread ${thread.tid} is not in the ready queue`);
  }

  pick(idle: HartSet): Assignment | undefined {
    this.alarm = Infinity;
    for (const thread of this.queue) {
      const hart = hartFor(thread, idle);
      if (hart < 0) continue;
      if (!this.takes(thread, hart)) {
        this.alarm = Math.min(this.alarm, thread.readyAt + this.patience);
        continue;
      }
      this.queue.remove(thread);
      return { thread, hart, quantum: this.quantum };
    }
    return undefined;
  }

  wantsHart(hart: number): boolean {
    for (const thread of this.queue) if (mayRunOn(thread, hart) && this.takes(thread, hart)) return true;
    return false;
  }

  extend(): number {
    return this.quantum;
  }

  quantumOf(): number {
    return this.quantum;
  }

  /** The harts are filled next, which looks at everybody anew. */
  ring(): readonly Thread[] {
    this.alarm = Infinity;
    return NOBODY;
  }

  /** Whether `thread` is content with this hart by now. */
  private takes(thread: Thread, hart: number): boolean {
    if (thread.hart === hart || thread.hart < 0 || !mayRunOn(thread, thread.hart)) return true;
    return this.time.cycle - thread.readyAt >= this.patience;
  }
}
