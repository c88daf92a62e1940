import type { Thread } from '../thread.ts';
import { hartFor, mayRunOn } from './attributes.ts';
import type { HartSet } from './hart-set.ts';
import { ReadyQueue } from './ready-queue.ts';
import {
  type Arrival,
  type Assignment,
  cyclesUsed,
  type Departure,
  NOBODY,
  type Scheduler,
  type Time,
} from './scheduler.ts';

/** How a feedback queue is set up; lists begin with the highest level. */
export interface FeedbackSettings {
  /** Cycles of a quantum, by level. */
  readonly quanta: readonly number[];
  /** How many quanta a thread may use on a level before it goes down, by level. */
  readonly allotments: readonly number[];
  /** Every so many cycles all threads go back to the highest level; 0 for never. */
  readonly boost: number;
  /** A thread that waits gets its quantum and its allotment anew. */
  readonly stays: boolean;
  /** A thread that has waited goes to the head of its queue. */
  readonly bumps: boolean;
}

/** What is known of a thread: it is kept while the thread waits. */
interface Place {
  level: number;
  /** What is left of the quantum, in cycles, and of the quanta on this level. */
  left: number;
  quanta: number;
  /** The cycles that the thread had used when `left` was computed. */
  used: number;
  yields: boolean;
}

/**
 * A multi-level feedback queue, by the rules of OSTEP's mlfq.py. The highest level that has threads runs; those of a level
 * take turns. Who has used its quanta on a level goes down one; on the lowest it stays. What is left of a quantum is kept
 * while a thread waits, or while a higher one is in its place. A thread that runs keeps its place in its queue, so
 * whoever comes before it there takes its hart.
 */
export class FeedbackQueue implements Scheduler {
  alarm: number;
  private readonly settings: FeedbackSettings;
  private readonly time: Time;
  /** Ready and running threads, the highest level first. */
  private readonly levels: readonly ReadyQueue[];
  private readonly places = new Map<Thread, Place>();
  private running = 0;
  private ready = 0;

  constructor(settings: FeedbackSettings, time: Time) {
    this.settings = settings;
    this.time = time;
    this.levels = settings.quanta.map(() => new ReadyQueue());
    this.alarm = settings.boost === 0 ? Infinity : settings.boost;
  }

  get readyCount(): number {
    return this.ready;
  }

  add(thread: Thread, why: Arrival): void {
    const place = this.places.get(thread) ?? this.enter(thread);
    const queue = this.levels[place.level]!;
    this.ready++;
    if (!queue.has(thread)) {
      if (why === 'woken' && this.settings.bumps) queue.pushFront(thread);
      else queue.push(thread);
      return;
    }
    // It ran, and stands where it stood.
    this.running--;
    this.settle(thread, place);
    const isExpired = this.endQuantum(place);
    if (!isExpired && !place.yields) return;
    place.yields = false;
    queue.remove(thread);
    this.levels[place.level]!.push(thread);
  }

  remove(thread: Thread): void {
    if (!this.levels[this.places.get(thread)!.level]!.remove(thread)) {
      throw new Error(`thread ${thread.tid} is in no queue`);
    }
    this.ready--;
  }

  leave(thread: Thread, why: Departure): void {
    const place = this.places.get(thread);
    if (place === undefined) return;
    if (this.levels[place.level]!.remove(thread)) {
      this.running--;
      this.settle(thread, place);
      const isExpired = place.left <= 0;
      if (this.settings.stays) this.refill(place, place.level);
      if (isExpired) this.useQuantum(place);
    }
    place.yields = false;
    if (why === 'ended') this.places.delete(thread);
  }

  yield(thread: Thread): void {
    const place = this.places.get(thread);
    if (place !== undefined) place.yields = true;
  }

  pick(idle: HartSet): Assignment | undefined {
    for (const queue of this.levels) {
      for (const thread of queue) {
        if (thread.state === 'running') continue;
        const hart = hartFor(thread, idle);
        if (hart < 0) continue;
        this.ready--;
        this.running++;
        const place = this.places.get(thread)!;
        place.used = thread.userCycles;
        return { thread, hart, quantum: place.left };
      }
    }
    return undefined;
  }

  wantsHart(hart: number, running: Thread): boolean {
    const place = this.placeOfRunning(running);
    this.settle(running, place);
    if (place.left > 0 && !place.yields) return false;
    // Who leaves the head of its queue makes room for its equals; who goes down, for those between as well.
    const last = place.left <= 0 && place.quanta === 1 ? place.level + 1 : place.level;
    for (const queue of this.levels.slice(0, last + 1)) {
      for (const thread of queue) if (thread.state !== 'running' && mayRunOn(thread, hart)) return true;
    }
    return false;
  }

  extend(_hart: number, running: Thread): number {
    const place = this.placeOfRunning(running);
    const queue = this.levels[place.level]!;
    if (this.endQuantum(place) || place.yields) {
      queue.remove(running);
      this.levels[place.level]!.push(running);
    }
    place.yields = false;
    return place.left;
  }

  /** The threads that come first in the order of the queues should run, each where it may. */
  outranked(running: readonly (Thread | undefined)[]): readonly Thread[] {
    if (this.ready === 0 || this.running === 0) return NOBODY;
    const order = this.upToLastRunning();
    const heirs = order.filter((thread) => thread.state !== 'running');
    const victims: Thread[] = [];
    // Those that come last make room first, each for a ready thread before it that may have its hart.
    for (let at = order.length - 1; at >= 0 && heirs.length > 0; at--) {
      const thread = order[at]!;
      if (thread.state !== 'running') {
        if (heirs.at(-1) === thread) heirs.pop();
        continue;
      }
      const heir = heirs.findIndex((other) => running[thread.hart] === thread && mayRunOn(other, thread.hart));
      if (heir < 0) continue;
      heirs.splice(heir, 1);
      victims.push(thread);
    }
    return victims;
  }

  quantumOf(thread: Thread): number {
    return this.settings.quanta[this.places.get(thread)?.level ?? 0]!;
  }

  /** Boosts: the lowest level is emptied first, and everybody begins anew. */
  ring(cycle: number): readonly Thread[] {
    while (this.alarm <= cycle) this.alarm += this.settings.boost;
    const highest = this.levels[0]!;
    for (const queue of this.levels.slice(1).reverse()) {
      for (const thread of queue) {
        queue.remove(thread);
        highest.push(thread);
      }
    }
    for (const [thread, place] of this.places) {
      this.refill(place, 0);
      place.used = cyclesUsed(thread, this.time.cycle);
    }
    return [...highest].filter(({ state }) => state === 'running');
  }

  /** The threads in the order of the queues, up to the last one that runs. */
  private upToLastRunning(): Thread[] {
    const order: Thread[] = [];
    let seen = 0;
    for (const queue of this.levels) {
      for (const thread of queue) {
        order.push(thread);
        if (thread.state === 'running' && ++seen === this.running) return order;
      }
    }
    return order;
  }

  /** The place of a thread that runs; it may have come to its hart under another policy. */
  private placeOfRunning(thread: Thread): Place {
    const place = this.places.get(thread) ?? this.enter(thread);
    const queue = this.levels[place.level]!;
    if (!queue.has(thread)) {
      place.used = cyclesUsed(thread, this.time.cycle);
      queue.push(thread);
      this.running++;
    }
    return place;
  }

  private enter(thread: Thread): Place {
    const place = { level: 0, left: 0, quanta: 0, used: thread.userCycles, yields: false };
    this.refill(place, 0);
    this.places.set(thread, place);
    return place;
  }

  private refill(place: Place, level: number): void {
    place.level = level;
    place.left = this.settings.quanta[level]!;
    place.quanta = this.settings.allotments[level]!;
  }

  private settle(thread: Thread, place: Place): void {
    const used = cyclesUsed(thread, this.time.cycle);
    place.left -= used - place.used;
    place.used = used;
  }

  /** Whether the quantum is over; then the thread gets its next one. */
  private endQuantum(place: Place): boolean {
    if (place.left > 0) return false;
    place.left = this.settings.quanta[place.level]!;
    this.useQuantum(place);
    return true;
  }

  /** A quantum of the allotment is used up; after the last one the thread goes down. */
  private useQuantum(place: Place): void {
    place.quanta--;
    if (place.quanta === 0) this.refill(place, Math.min(place.level + 1, this.levels.length - 1));
    else if (place.left <= 0) place.left = this.settings.quanta[place.level]!;
  }
}
