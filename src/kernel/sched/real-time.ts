import { SCHED_FIFO } from '../../abi/scheduling.ts';
import type { Thread } from '../thread.ts';
import { hartFor, isRealTimePolicy, mayRunOn } from './attributes.ts';
import type { HartSet } from './hart-set.ts';
import { strongest } from './inheritance.ts';
import { Ranking } from './ranking.ts';
import { type Arrival, type Assignment, type Departure, NOBODY, type Scheduler } from './scheduler.ts';

/**
 * The real-time policies of sched(7), before whatever `rest` decides for ordinary threads: the ready thread with the
 * highest priority runs first, and takes a hart from one with a lower priority without waiting for the end of its quantum.
 * Threads of one priority stand in a queue: SCHED_RR takes turns with the quantum `turn`, SCHED_FIFO runs until it blocks
 * or yields. One that was outranked goes on at the head of its queue. Nothing keeps a real-time thread from taking a hart
 * for itself for ever.
 */
export class RealTime implements Required<Scheduler> {
  /** Ready real-time threads; the rank is the priority, negated. */
  private readonly ready = new Ranking();
  private readonly turn: number;
  private readonly rest: Scheduler;

  constructor(turn: number, rest: Scheduler) {
    this.turn = turn;
    this.rest = rest;
  }

  get readyCount(): number {
    return this.ready.size + this.rest.readyCount;
  }

  get alarm(): number {
    return this.rest.alarm;
  }

  add(thread: Thread, why: Arrival): void {
    if (!isRealTime(thread)) {
      this.rest.add(thread, why);
      return;
    }
    // It may have been an ordinary one when it got its hart.
    this.rest.leave?.(thread, 'stopped');
    this.ready.add(thread, rankOf(thread), why === 'outranked');
  }

  remove(thread: Thread): void {
    if (!this.ready.remove(thread)) this.rest.remove(thread);
  }

  leave(thread: Thread, why: Departure): void {
    this.rest.leave?.(thread, why);
  }

  yield(thread: Thread): void {
    this.rest.yield?.(thread);
  }

  pick(idle: HartSet): Assignment | undefined {
    return this.pickReal(idle) ?? (this.rest.readyCount === 0 ? undefined : this.rest.pick(idle));
  }

  private pickReal(idle: HartSet): Assignment | undefined {
    if (this.ready.size === 0) return undefined;
    for (const thread of this.ready) {
      const hart = hartFor(thread, idle);
      if (hart < 0) continue;
      this.ready.remove(thread);
      return { thread, hart, quantum: this.quantumOf(thread) };
    }
    return undefined;
  }

  wantsHart(hart: number, running: Thread): boolean {
    for (const thread of this.ready) {
      if (rankOf(thread) > rankOf(running)) break;
      if (mayRunOn(thread, hart)) return true;
    }
    return !isRealTime(running) && this.rest.wantsHart(hart, running);
  }

  extend(hart: number, running: Thread): number {
    return isRealTime(running) ? this.quantumOf(running) : this.rest.extend(hart, running);
  }

  outranked(running: readonly (Thread | undefined)[]): readonly Thread[] {
    const { rest, ready } = this;
    const others = rest.outranked?.(hasRealTime(running) ? running.map(onlyOrdinary) : running) ?? NOBODY;
    return ready.size === 0 ? others : ready.findOutranked(running, rankOf, others);
  }

  quantumOf(thread: Thread): number {
    if (!isRealTime(thread)) return this.rest.quantumOf(thread);
    return thread.scheduling.policy === SCHED_FIFO ? Infinity : this.turn;
  }

  giveWay(): void {
    this.rest.giveWay?.();
  }

  ring(cycle: number): readonly Thread[] {
    return this.rest.ring?.(cycle) ?? NOBODY;
  }
}

/** Whether it is one, or one lends its priority to it. */
function isRealTime(thread: Thread): boolean {
  return rankOf(thread) < 0;
}

/** 0 for an ordinary thread: every real-time one goes before it. */
function rankOf(thread: Thread): number {
  return -strongest(thread, ownPriority);
}

function ownPriority({ scheduling: { policy, priority } }: Thread): number {
  return isRealTimePolicy(policy) ? priority : 0;
}

function hasRealTime(threads: readonly (Thread | undefined)[]): boolean {
  for (const thread of threads) if (thread !== undefined && isRealTime(thread)) return true;
  return false;
}

/** The rest decides among its own threads. */
function onlyOrdinary(thread: Thread | undefined): Thread | undefined {
  return thread === undefined || isRealTime(thread) ? undefined : thread;
}
