import { drawFraction, seedTwister, type TwisterState } from '../../base/mt19937.ts';
import type { Thread } from '../thread.ts';
import { mayRunOn, ticketsOf } from './attributes.ts';
import type { HartSet } from './hart-set.ts';
import { Ranking } from './ranking.ts';
import type { Assignment, Scheduler, Time } from './scheduler.ts';

/** A draw is a number below this one, as in OSTEP's lottery.py. */
const DRAWS = 1_000_001;

/**
 * A lottery, by the rules of OSTEP's lottery.py: for each quantum a ticket is drawn, and its holder runs. Tickets are
 * counted in the order of the threads' numbers; the generator is Python's. If quanta are `whole`, a hart that is given
 * up early stays idle until the quantum is over.
 */
export class Lottery implements Scheduler {
  private readonly ready = new Ranking();
  private readonly quantum: number;
  private readonly isWhole: boolean;
  private readonly time: Time;
  private readonly twister: TwisterState;
  /** When the quantum that began last on each hart is over. */
  private readonly quantumEnds: number[] = [];

  constructor(options: { quantum: number; seed: number; isWhole: boolean }, time: Time) {
    this.quantum = options.quantum;
    this.isWhole = options.isWhole;
    this.twister = seedTwister(options.seed);
    this.time = time;
  }

  get readyCount(): number {
    return this.ready.size;
  }

  /** When a hart that stands idle may be filled. */
  get alarm(): number {
    if (!this.isWhole) return Infinity;
    const { cycle } = this.time;
    return this.quantumEnds.reduce((least, end) => (end > cycle ? Math.min(least, end) : least), Infinity);
  }

  add(thread: Thread): void {
    this.ready.addByNumber(thread, 0);
  }

  remove(thread: Thread): void {
    if (!this.ready.remove(thread)) throw new Error(`thread ${thread.tid} has no ticket in this draw`);
  }

  pick(idle: HartSet): Assignment | undefined {
    const { cycle } = this.time;
    for (const hart of idle) {
      if (this.isWhole && (this.quantumEnds[hart] ?? 0) > cycle) continue;
      const thread = this.draw(hart);
      if (thread === undefined) continue;
      this.ready.remove(thread);
      this.quantumEnds[hart] = cycle + this.quantum;
      return { thread, hart, quantum: this.quantum };
    }
    return undefined;
  }

  /** There is a draw for each quantum, and whoever ran takes part in it. */
  wantsHart(): boolean {
    return this.ready.size > 0;
  }

  /** A draw with one ticket holder. */
  extend(hart: number): number {
    drawFraction(this.twister);
    this.quantumEnds[hart] = this.time.cycle + this.quantum;
    return this.quantum;
  }

  quantumOf(): number {
    return this.quantum;
  }

  private draw(hart: number): Thread | undefined {
    let total = 0;
    for (const thread of this.ready) if (mayRunOn(thread, hart)) total += ticketsOf(thread);
    if (total === 0) return undefined;
    let ticket = Math.floor(drawFraction(this.twister) * DRAWS) % total;
    for (const thread of this.ready) {
      if (!mayRunOn(thread, hart)) continue;
      ticket -= ticketsOf(thread);
      if (ticket < 0) return thread;
    }
    return undefined;
  }
}
