import { drawBelow, type PrngState } from '../../base/prng.ts';
import type { Thread } from '../thread.ts';
import { hartFor, mayRunOn, weighQuantum } from './attributes.ts';
import type { HartSet } from './hart-set.ts';
import { ReadyQueue } from './ready-queue.ts';
import type { Assignment, Scheduler } from './scheduler.ts';

/**
 * Round robin: one queue for all harts, first come, first served. A thread goes to the hart it ran on last if that is
 * idle, else to the lowest idle one that it may run on. With a generator, quanta are drawn from half to one and a half
 * times the given one. Nice values make them longer or shorter. With a quantum of Infinity this is FIFO.
 */
export class RoundRobin implements Scheduler {
  readonly alarm = Infinity;
  private readonly queue = new ReadyQueue();
  private readonly quantum: number;
  private readonly prng: PrngState | undefined;

  constructor(quantum: number, prng?: PrngState) {
    this.quantum = quantum;
    this.prng = prng;
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
    for (let thread = this.queue.first; thread !== undefined; thread = this.queue.behind(thread)) {
      const hart = hartFor(thread, idle);
      if (hart < 0) continue;
      this.queue.remove(thread);
      return { thread, hart, quantum: this.drawQuantum(thread) };
    }
    return undefined;
  }

  wantsHart(hart: number): boolean {
    for (let thread = this.queue.first; thread !== undefined; thread = this.queue.behind(thread)) {
      if (mayRunOn(thread, hart)) return true;
    }
    return false;
  }

  extend(_hart: number, running: Thread): number {
    return this.drawQuantum(running);
  }

  quantumOf(thread: Thread): number {
    return weighQuantum(this.quantum, thread);
  }

  private drawQuantum(thread: Thread): number {
    if (this.prng === undefined) return this.quantumOf(thread);
    return weighQuantum(Math.max(1, Math.floor(this.quantum / 2) + drawBelow(this.prng, this.quantum)), thread);
  }
}
