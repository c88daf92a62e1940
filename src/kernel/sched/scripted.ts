import type { Thread } from '../thread.ts';
import { HartSet } from './hart-set.ts';
import { type Arrival, type Assignment, type Departure, NOBODY, type Scheduler } from './scheduler.ts';

/** A line of a schedule: hart `hart` runs thread `tid` for `cycles`. */
export interface Slice {
  readonly hart: number;
  readonly tid: number;
  readonly cycles: number;
}

/**
 * A schedule stated beforehand. Each hart takes its slices in order; one whose thread is not ready waits for it,
 * unless nothing else can happen; one whose thread gives up the hart early is over. When a hart's slices are used up, `rest` decides.
 */
export class Scripted implements Required<Scheduler> {
  private readonly slices: Slice[][];
  private readonly ready: Thread[] = [];
  private readonly rest: Required<Scheduler>;

  /** `slices` by hart. */
  constructor(slices: Slice[][], rest: Required<Scheduler>) {
    this.slices = slices;
    this.rest = rest;
  }

  get readyCount(): number {
    return this.ready.length + this.rest.readyCount;
  }

  get alarm(): number {
    return this.rest.alarm;
  }

  add(thread: Thread, why: Arrival): void {
    if (this.isScripted(thread.tid)) this.ready.push(thread);
    else this.rest.add(thread, why);
  }

  remove(thread: Thread): void {
    const index = this.ready.indexOf(thread);
    if (index < 0) this.rest.remove(thread);
    else this.ready.splice(index, 1);
  }

  leave(thread: Thread, why: Departure): void {
    this.rest.leave(thread, why);
  }

  yield(thread: Thread): void {
    this.rest.yield(thread);
  }

  pick(idle: HartSet): Assignment | undefined {
    this.releaseUnscripted();
    for (const hart of idle) {
      const slice = this.slices[hart]?.[0];
      if (slice === undefined) continue;
      const index = this.ready.findIndex((thread) => thread.tid === slice.tid);
      if (index < 0) continue;
      this.slices[hart]!.shift();
      return {
        thread: this.ready.splice(index, 1)[0]!,
        hart,
        quantum: slice.cycles,
      };
    }
    const free = new HartSet([...idle].filter((hart) => (this.slices[hart]?.length ?? 0) === 0));
    return free.isEmpty ? undefined : this.rest.pick(free);
  }

  wantsHart(hart: number, running: Thread): boolean {
    if ((this.slices[hart]?.length ?? 0) > 0) return true;
    return this.rest.wantsHart(hart, running);
  }

  extend(hart: number, running: Thread): number {
    return this.rest.extend(hart, running);
  }

  /** What the schedule states runs as long as it says. */
  outranked(running: readonly (Thread | undefined)[]): readonly Thread[] {
    return this.slices.some((slices) => slices.length > 0) ? NOBODY : this.rest.outranked(running);
  }

  quantumOf(thread: Thread): number {
    return this.rest.quantumOf(thread);
  }

  /** The first slice of every hart waits for a thread that cannot come: those are given up. */
  giveWay(): void {
    for (const slices of this.slices) slices.shift();
    this.rest.giveWay();
  }

  ring(cycle: number): readonly Thread[] {
    return this.rest.ring(cycle);
  }

  private isScripted(tid: number): boolean {
    return this.slices.some((slices) => slices.some((slice) => slice.tid === tid));
  }

  /** Threads whose last slice is over belong to the rest. */
  private releaseUnscripted(): void {
    for (let at = 0; at < this.ready.length; ) {
      const thread = this.ready[at]!;
      if (this.isScripted(thread.tid)) at++;
      else this.rest.add(this.ready.splice(at, 1)[0]!, 'new');
    }
  }
}
