import { SCHED_FIFO } from '../../abi/scheduling.ts';
import type { Hart } from '../../machine/hart.ts';
import type { Thread } from '../thread.ts';
import { isRealTimePolicy, mayRunOn } from './attributes.ts';
import { hartFor } from './round-robin.ts';
import type { Assignment, Scheduler } from './scheduler.ts';

/**
 * The real-time policies of sched(7), before whatever `rest` decides for ordinary threads: the ready thread with the
 * highest priority runs first, and takes a hart from one with a lower priority without waiting for the end of its quantum.
 * Threads of one priority stand in a queue: SCHED_RR takes turns with the quantum `turn`, SCHED_FIFO runs until it blocks
 * or yields. One that was outranked goes on at the head of its queue. Nothing keeps a real-time thread from taking a hart
 * for itself for ever.
 */
export class RealTime implements Scheduler {
  /** Ready real-time threads, the highest priority first; those of one priority in their order. */
  private readonly ready: Thread[] = [];
  private readonly turn: number;
  private readonly rest: Scheduler;

  constructor(turn: number, rest: Scheduler) {
    this.turn = turn;
    this.rest = rest;
  }

  get readyCount(): number {
    return this.ready.length + this.rest.readyCount;
  }

  add(thread: Thread, wasOutranked = false): void {
    if (!isRealTime(thread)) {
      this.rest.add(thread, wasOutranked);
      return;
    }
    const priority = priorityOf(thread);
    const isBehind = (other: Thread) =>
      priorityOf(other) < priority || (wasOutranked && priorityOf(other) === priority);
    const index = this.ready.findIndex(isBehind);
    this.ready.splice(index < 0 ? this.ready.length : index, 0, thread);
  }

  remove(thread: Thread): void {
    const index = this.ready.indexOf(thread);
    if (index < 0) this.rest.remove(thread);
    else this.ready.splice(index, 1);
  }

  pick(idle: readonly Hart[]): Assignment | undefined {
    for (const [index, thread] of this.ready.entries()) {
      const hart = hartFor(thread, idle);
      if (hart === undefined) continue;
      this.ready.splice(index, 1);
      return { thread, hart, quantum: this.quantumOf(thread) };
    }
    return this.rest.readyCount === 0 ? undefined : this.rest.pick(idle);
  }

  wantsHart(hart: Hart, running: Thread): boolean {
    const isWanted = this.ready.some(
      (thread) => mayRunOn(thread, hart.index) && priorityOf(thread) >= priorityOf(running),
    );
    return isWanted || (!isRealTime(running) && this.rest.wantsHart(hart, running));
  }

  extend(hart: Hart, running: Thread): number {
    return isRealTime(running) ? this.quantumOf(running) : this.rest.extend(hart, running);
  }

  /** Each ready thread takes the place of the lowest priority that it may and can, on the lowest hart if several have it. */
  outranked(running: readonly (Thread | undefined)[]): readonly Thread[] {
    if (this.ready.length === 0) return this.rest.outranked(running);
    const victims = new Set(this.rest.outranked(running));
    for (const thread of this.ready) {
      let victim: Thread | undefined;
      for (const other of running) {
        if (other === undefined || victims.has(other) || !mayRunOn(thread, other.hart)) continue;
        if (priorityOf(other) < priorityOf(victim ?? thread)) victim = other;
      }
      if (victim !== undefined) victims.add(victim);
    }
    return [...victims];
  }

  quantumOf(thread: Thread): number {
    if (!isRealTime(thread)) return this.rest.quantumOf(thread);
    return thread.scheduling.policy === SCHED_FIFO ? Infinity : this.turn;
  }

  giveWay(): void {
    this.rest.giveWay();
  }
}

function isRealTime({ scheduling }: Thread): boolean {
  return isRealTimePolicy(scheduling.policy);
}

/** 0 for an ordinary thread: every real-time one goes before it. */
function priorityOf(thread: Thread): number {
  return isRealTime(thread) ? thread.scheduling.priority : 0;
}
