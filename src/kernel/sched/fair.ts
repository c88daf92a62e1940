import type { Thread } from '../thread.ts';
import { hartFor, mayRunOn, NICE_ZERO_WEIGHT, weightOf } from './attributes.ts';
import type { HartSet } from './hart-set.ts';
import { Ranking } from './ranking.ts';
import {
  type Arrival,
  type Assignment,
  cyclesUsed,
  type Departure,
  NOBODY,
  type Scheduler,
  type Time,
} from './scheduler.ts';

/** How far a thread that waits may be ahead of the others or behind them when it comes back, in slices. */
const LARGEST_LAG = 2;
/** Less virtual time than a cycle is for any weight: what rounding may leave of a slice. */
const NO_TIME = 1e-3;

/** What is known of a thread. Virtual time passes for it by the cycles that it runs, the slower the more weight it has. */
interface Entity {
  /** Its own virtual time, and the virtual time by which it is to have had its slice. */
  time: number;
  deadline: number;
  /** How much virtual time it was behind the others when it began to wait. */
  lag: number;
  /** The cycles that it had used when `time` was computed. */
  used: number;
  /** The weight with which it counts; 0 while it waits. */
  weight: number;
}

/**
 * Fair shares by virtual deadlines (EEVDF, Stoica and Abdel-Wahab; Linux since 6.6). Threads that compete get harts in the
 * ratio of their weights, which nice values give. Those that have had no more than their share so far are eligible; of these
 * the one with the earliest deadline runs, for one slice. A thread that comes or wakes takes a hart at once from one
 * with a later deadline.
 */
export class Fair implements Scheduler {
  readonly alarm = Infinity;
  private readonly slice: number;
  private readonly clock: Time;
  private readonly entities = new Map<Thread, Entity>();
  /** Ready threads by deadline. */
  private readonly ready = new Ranking();
  /** Threads that have a hart. */
  private readonly running = new Set<Thread>();
  /** Ready threads that came since the last look at who must make room. */
  private readonly fresh = new Set<Thread>();
  /** Sums over the threads that compete: their weights, and their virtual times by weight. */
  private weights = 0;
  private weightedTimes = 0;

  constructor(slice: number, clock: Time) {
    this.slice = slice;
    this.clock = clock;
  }

  get readyCount(): number {
    return this.ready.size;
  }

  add(thread: Thread, why: Arrival): void {
    this.running.delete(thread);
    const entity = this.entityOf(thread);
    this.settle(thread, entity);
    if (entity.weight === 0) this.join(thread, entity);
    this.renew(entity);
    this.ready.add(thread, entity.deadline, why === 'outranked');
    if (why === 'new' || why === 'woken') this.fresh.add(thread);
  }

  remove(thread: Thread): void {
    if (!this.ready.remove(thread)) throw new Error(`thread ${thread.tid} is not in the ready list`);
    this.fresh.delete(thread);
    this.part(this.entityOf(thread));
  }

  leave(thread: Thread, why: Departure): void {
    this.running.delete(thread);
    const entity = this.entities.get(thread);
    if (entity === undefined) return;
    this.settle(thread, entity);
    if (entity.weight > 0) this.part(entity);
    if (why === 'ended') this.entities.delete(thread);
  }

  /** Who yields asks for its next slice now. */
  yield(thread: Thread): void {
    const entity = this.entityOf(thread);
    entity.deadline += this.virtual(this.slice, weightOf(thread));
  }

  pick(idle: HartSet): Assignment | undefined {
    const thread = this.best((candidate) => hartFor(candidate, idle) >= 0);
    if (thread === undefined) return undefined;
    this.ready.remove(thread);
    this.fresh.delete(thread);
    this.running.add(thread);
    return { thread, hart: hartFor(thread, idle), quantum: this.quantumLeft(this.entityOf(thread)) };
  }

  wantsHart(hart: number, running: Thread): boolean {
    const now = this.virtualNow();
    const entity = this.entityOf(running);
    this.renew(entity);
    const other = this.best((candidate) => mayRunOn(candidate, hart));
    if (other === undefined) return false;
    const rival = this.entityOf(other);
    if (entity.time > now) return rival.time <= now || rival.deadline < entity.deadline;
    return rival.time <= now && rival.deadline < entity.deadline;
  }

  extend(_hart: number, running: Thread): number {
    const entity = this.entityOf(running);
    this.running.add(running);
    if (entity.weight === 0) this.join(running, entity);
    this.renew(entity);
    return this.quantumLeft(entity);
  }

  outranked(running: readonly (Thread | undefined)[]): readonly Thread[] {
    if (this.fresh.size === 0) return NOBODY;
    const now = this.virtualNow();
    const victims: Thread[] = [];
    for (const thread of this.fresh) {
      const entity = this.entities.get(thread);
      if (entity === undefined || this.ready.rankOf(thread) === undefined || entity.time > now) continue;
      let victim: Thread | undefined;
      let latest = entity.deadline;
      for (const other of running) {
        if (other === undefined || victims.includes(other) || !mayRunOn(thread, other.hart)) continue;
        const { deadline } = this.entityOf(other);
        if (deadline <= latest) continue;
        victim = other;
        latest = deadline;
      }
      if (victim !== undefined) victims.push(victim);
    }
    // Until they have made room, the answer stays the same.
    if (victims.length === 0) this.fresh.clear();
    return victims;
  }

  quantumOf(): number {
    return this.slice;
  }

  /** The eligible ready thread with the earliest deadline that `mayRun`; if none is eligible, any. */
  private best(mayRun: (thread: Thread) => boolean): Thread | undefined {
    const now = this.virtualNow();
    let first: Thread | undefined;
    for (const thread of this.ready) {
      if (!mayRun(thread)) continue;
      if (this.entityOf(thread).time <= now) return thread;
      first ??= thread;
    }
    return first;
  }

  /** The virtual time of all that compete: the mean of theirs, by weight. */
  private virtualNow(): number {
    for (const thread of this.running) this.settle(thread, this.entityOf(thread));
    return this.weights === 0 ? 0 : this.weightedTimes / this.weights;
  }

  private entityOf(thread: Thread): Entity {
    let entity = this.entities.get(thread);
    if (entity === undefined) {
      entity = { time: 0, deadline: 0, lag: 0, used: cyclesUsed(thread, this.clock.cycle), weight: 0 };
      this.entities.set(thread, entity);
    }
    return entity;
  }

  private settle(thread: Thread, entity: Entity): void {
    const used = cyclesUsed(thread, this.clock.cycle);
    const passed = entity.weight === 0 ? 0 : this.virtual(used - entity.used, entity.weight);
    entity.time += passed;
    this.weightedTimes += passed * entity.weight;
    entity.used = used;
  }

  /** `thread` competes from now on, as far behind the others as it was. */
  private join(thread: Thread, entity: Entity): void {
    const weight = weightOf(thread);
    entity.time = this.virtualNow() - entity.lag;
    entity.deadline = entity.time + this.virtual(this.slice, weight);
    entity.weight = weight;
    this.weights += weight;
    this.weightedTimes += entity.time * weight;
  }

  private part(entity: Entity): void {
    const largest = LARGEST_LAG * this.virtual(this.slice, entity.weight);
    const lag = this.virtualNow() - entity.time;
    entity.lag = Math.max(-largest, Math.min(lag, largest));
    this.weights -= entity.weight;
    this.weightedTimes = this.weights === 0 ? 0 : this.weightedTimes - entity.time * entity.weight;
    entity.weight = 0;
  }

  /** Who has had its slice asks for the next one. */
  private renew(entity: Entity): void {
    if (entity.weight > 0 && entity.deadline - entity.time < NO_TIME) {
      entity.deadline = entity.time + this.virtual(this.slice, entity.weight);
    }
  }

  private quantumLeft({ time, deadline, weight }: Entity): number {
    return Math.max(1, Math.round(((deadline - time) * weight) / NICE_ZERO_WEIGHT));
  }

  private virtual(cycles: number, weight: number): number {
    return (cycles * NICE_ZERO_WEIGHT) / weight;
  }
}
