import { drawBelow, type PrngState } from '../../base/prng.ts';
import type { Hart } from '../../machine/hart.ts';
import type { Thread } from '../thread.ts';
import type { Assignment, Scheduler } from './scheduler.ts';

/**
 * Round robin: one queue for all harts, first come, first served. A thread goes to the hart it ran on last if that is
 * idle, else to the lowest idle one. With a generator, quanta are drawn from half to one and a half times the given one.
 */
export class RoundRobin implements Scheduler {
  private readonly queue: Thread[] = [];
  private readonly quantum: number;
  private readonly prng: PrngState | undefined;

  constructor(quantum: number, prng?: PrngState) {
    this.quantum = quantum;
    this.prng = prng;
  }

  get readyCount(): number {
    return this.queue.length;
  }

  add(thread: Thread): void {
    this.queue.push(thread);
  }

  remove(thread: Thread): void {
    const index = this.queue.indexOf(thread);
    if (index < 0) throw new Error(`thread ${thread.tid} is not in the ready queue`);
    this.queue.splice(index, 1);
  }

  pick(idle: readonly Hart[]): Assignment | undefined {
    const thread = this.queue.shift();
    if (thread === undefined) return undefined;
    const hart = idle.find((candidate) => candidate.index === thread.hart) ?? idle[0]!;
    return { thread, hart, quantum: this.drawQuantum() };
  }

  wantsHart(): boolean {
    return this.queue.length > 0;
  }

  extend(): number {
    return this.drawQuantum();
  }

  giveWay(): void {}

  private drawQuantum(): number {
    if (this.prng === undefined) return this.quantum;
    return Math.max(1, Math.floor(this.quantum / 2) + drawBelow(this.prng, this.quantum));
  }
}
