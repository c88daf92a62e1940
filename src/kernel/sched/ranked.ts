import type { Thread } from '../thread.ts';
import { hartFor, mayRunOn } from './attributes.ts';
import type { HartSet } from './hart-set.ts';
import { Ranking } from './ranking.ts';
import { type Arrival, type Assignment, type Departure, NOBODY, type Scheduler } from './scheduler.ts';

/** What a policy that is an order of threads has to say. Ranks are compared: the lower one goes first. */
export interface Order {
  /** Whether a ready thread takes the hart of one with a higher rank at once, or only when that gives it up. */
  readonly preempts: boolean;
  /** How threads of one rank follow each other. */
  readonly ties: 'by arrival' | 'by number';
  /** The rank that `thread` keeps while it is ready. */
  rank(thread: Thread, why: Arrival): number;
  /** The rank that `thread`, which runs, has now. */
  rankRunning(thread: Thread): number;
  quantumOf(thread: Thread): number;
  /** `thread` gets a hart; `rank` is the one that it had while it was ready. */
  start?(thread: Thread, rank: number): void;
  leave?(thread: Thread, why: Departure): void;
  readonly alarm: number;
  ring?(cycle: number): void;
}

/** One ready list for all harts, in the order that `order` gives. */
export class Ranked implements Scheduler {
  private readonly ready = new Ranking();
  private readonly order: Order;

  constructor(order: Order) {
    this.order = order;
  }

  get readyCount(): number {
    return this.ready.size;
  }

  get alarm(): number {
    return this.order.alarm;
  }

  add(thread: Thread, why: Arrival): void {
    const rank = this.order.rank(thread, why);
    if (this.order.ties === 'by number') this.ready.addByNumber(thread, rank);
    else this.ready.add(thread, rank, why === 'outranked');
  }

  remove(thread: Thread): void {
    if (!this.ready.remove(thread)) throw new Error(`thread ${thread.tid} is not in the ready list`);
  }

  leave(thread: Thread, why: Departure): void {
    this.order.leave?.(thread, why);
  }

  pick(idle: HartSet): Assignment | undefined {
    for (const thread of this.ready) {
      const hart = hartFor(thread, idle);
      if (hart < 0) continue;
      const rank = this.ready.rankOf(thread)!;
      this.ready.remove(thread);
      this.order.start?.(thread, rank);
      return { thread, hart, quantum: this.order.quantumOf(thread) };
    }
    return undefined;
  }

  wantsHart(hart: number, running: Thread): boolean {
    const rank = this.order.rankRunning(running);
    for (const thread of this.ready) {
      const other = this.ready.rankOf(thread)!;
      if (other > rank) return false;
      const isFirst = other < rank || this.order.ties === 'by arrival' || thread.tid < running.tid;
      if (isFirst && mayRunOn(thread, hart)) return true;
    }
    return false;
  }

  extend(_hart: number, running: Thread): number {
    return this.order.quantumOf(running);
  }

  outranked(running: readonly (Thread | undefined)[]): readonly Thread[] {
    if (!this.order.preempts || this.ready.size === 0) return NOBODY;
    return this.ready.findOutranked(running, (thread) => this.order.rankRunning(thread), NOBODY);
  }

  quantumOf(thread: Thread): number {
    return this.order.quantumOf(thread);
  }

  ring(cycle: number): readonly Thread[] {
    this.order.ring?.(cycle);
    return NOBODY;
  }
}
