import { drawChoice, seedTwister, type TwisterState } from '../../base/mt19937.ts';
import type { Thread } from '../thread.ts';
import { mayRunOn } from './attributes.ts';
import type { HartSet } from './hart-set.ts';
import { ReadyQueue } from './ready-queue.ts';
import { type Arrival, type Assignment, NOBODY, type Scheduler, type Time } from './scheduler.ts';

/** How queues and harts belong together; times in cycles. */
export interface MultiSettings {
  readonly harts: number;
  /** All harts are interrupted together, at multiples of this. */
  readonly quantum: number;
  /** Each hart has a queue of its own, instead of one for all. */
  readonly isLocal: boolean;
  /** At multiples of this a hart whose queue is empty looks into another one, drawn by lot; 0 for never. */
  readonly peek: number;
  /** Harts get threads at multiples of this only. */
  readonly tick: number;
  readonly seed: number;
}

/**
 * Queues of several harts, by the rules of OSTEP's multi.py: one queue for all, or one for each with work stealing. New
 * threads are dealt out to the harts' queues in turn; one that was interrupted goes to the end of the queue of its hart.
 */
export class MultiQueue implements Scheduler {
  private readonly settings: MultiSettings;
  private readonly time: Time;
  private readonly queues: readonly ReadyQueue[];
  /** Threads that no hart has in its queue yet, and the hart whose turn it is to get one. */
  private undealt: Thread[] = [];
  private turn = 0;
  private nextPeek: number;
  private readonly twister: TwisterState;

  constructor(settings: MultiSettings, time: Time) {
    this.settings = settings;
    this.time = time;
    this.queues = Array.from({ length: settings.isLocal ? settings.harts : 1 }, () => new ReadyQueue());
    this.nextPeek = settings.isLocal && settings.harts > 1 && settings.peek > 0 ? settings.peek : Infinity;
    this.twister = seedTwister(settings.seed);
  }

  get readyCount(): number {
    return this.queues.reduce((sum, queue) => sum + queue.size, this.undealt.length);
  }

  get alarm(): number {
    const { cycle } = this.time;
    const { tick } = this.settings;
    return cycle % tick === 0 ? this.nextPeek : Math.min(this.nextPeek, cycle - (cycle % tick) + tick);
  }

  add(thread: Thread, why: Arrival): void {
    const hasHart = thread.hart >= 0 && mayRunOn(thread, thread.hart) && why !== 'new';
    if (!this.settings.isLocal) this.queues[0]!.push(thread);
    else if (hasHart) this.queues[thread.hart]!.push(thread);
    else this.undealt.push(thread);
  }

  remove(thread: Thread): void {
    if (this.queues.some((queue) => queue.remove(thread))) return;
    const at = this.undealt.indexOf(thread);
    if (at < 0) throw new Error(`thread ${thread.tid} is in no queue`);
    this.undealt.splice(at, 1);
  }

  pick(idle: HartSet): Assignment | undefined {
    const { cycle } = this.time;
    const { tick, quantum, isLocal } = this.settings;
    if (cycle % tick !== 0) return undefined;
    this.deal();
    for (const hart of idle) {
      const queue = this.queues[isLocal ? hart : 0]!;
      for (const thread of queue) {
        if (!mayRunOn(thread, hart)) continue;
        queue.remove(thread);
        return { thread, hart, quantum: quantum - (cycle % quantum) };
      }
    }
    return undefined;
  }

  /** Everybody goes through a queue. */
  wantsHart(): boolean {
    return true;
  }

  extend(): number {
    return this.settings.quantum - (this.time.cycle % this.settings.quantum);
  }

  quantumOf(): number {
    return this.settings.quantum;
  }

  /** Time to look into the queues of others. */
  ring(cycle: number): readonly Thread[] {
    if (this.nextPeek <= cycle) this.lookAround(cycle);
    return NOBODY;
  }

  private lookAround(cycle: number): void {
    const isNow = cycle % this.settings.peek === 0;
    this.nextPeek = (Math.floor(cycle / this.settings.peek) + 1) * this.settings.peek;
    if (!isNow) return;
    this.deal();
    for (const [hart, queue] of this.queues.entries()) if (queue.size === 0) this.steal(hart, queue);
  }

  private steal(hart: number, queue: ReadyQueue): void {
    const choice = drawChoice(this.twister, this.queues.length - 1);
    const victim = this.queues[choice < hart ? choice : choice + 1]!;
    for (const thread of victim) {
      if (!mayRunOn(thread, hart)) continue;
      victim.remove(thread);
      queue.push(thread);
      return;
    }
  }

  /** Deals new threads out: each hart in turn gets the first that it may run. */
  private deal(): void {
    const { harts } = this.settings;
    for (let idle = 0; this.undealt.length > 0 && idle < harts; this.turn = (this.turn + 1) % harts) {
      const at = this.undealt.findIndex((thread) => mayRunOn(thread, this.turn));
      idle = at < 0 ? idle + 1 : 0;
      if (at >= 0) this.queues[this.turn]!.push(this.undealt.splice(at, 1)[0]!);
    }
  }
}
