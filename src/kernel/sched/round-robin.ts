import { drawBelow, type PrngState } from '../../base/prng.ts';
import type { Hart } from '../../machine/hart.ts';
import type { Thread } from '../thread.ts';
import { mayRunOn, weighQuantum } from './attributes.ts';
import type { Assignment, Scheduler } from './scheduler.ts';

const NOBODY: readonly Thread[] = [];

/**
 * Round robin: one queue for all harts, first come, first served. A thread goes to the hart it ran on last if that is
 * idle, else to the lowest idle one that it may run on. With a generator, quanta are drawn from half to one and a half
 * times the given one. Nice values make them longer or shorter.
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
    for (const [index, thread] of this.queue.entries()) {
      const hart = hartFor(thread, idle);
      if (hart === undefined) continue;
      this.queue.splice(index, 1);
      return { thread, hart, quantum: this.drawQuantum(thread) };
    }
    return undefined;
  }

  wantsHart(hart: Hart): boolean {
    return this.queue.some((thread) => mayRunOn(thread, hart.index));
  }

  extend(_hart: Hart, running: Thread): number {
    return this.drawQuantum(running);
  }

  outranked(): readonly Thread[] {
    return NOBODY;
  }

  quantumOf(thread: Thread): number {
    return weighQuantum(this.quantum, thread);
  }

  giveWay(): void {}

  private drawQuantum(thread: Thread): number {
    if (this.prng === undefined) return this.quantumOf(thread);
    return weighQuantum(Math.max(1, Math.floor(this.quantum / 2) + drawBelow(this.prng, this.quantum)), thread);
  }
}

/** Of the `idle` harts the one that `thread` ran on last, else the lowest that it may run on. */
export function hartFor(thread: Thread, idle: readonly Hart[]): Hart | undefined {
  const allowed = idle.filter((hart) => mayRunOn(thread, hart.index));
  return allowed.find((hart) => hart.index === thread.hart) ?? allowed[0];
}
