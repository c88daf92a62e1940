import type { Thread } from '../thread.ts';
import { strongest } from './inheritance.ts';
import type { Order } from './ranked.ts';
import type { Arrival, Departure } from './scheduler.ts';

/**
 * Priorities that threads have declared, or 20 - nice for those that have not; the highest runs, and puts lower ones off
 * their harts. Those of one priority take turns. With `aging`, whoever waits gains one at each multiple of so many cycles,
 * and keeps what it has gained until its quantum is over or it waits for something else.
 */
export class ByPriority implements Order {
  readonly preempts = true;
  readonly ties = 'by arrival';
  alarm: number;
  private readonly quantum: number;
  private readonly aging: number;
  /** How often those that wait have gained: a rank is the priority negated, plus what this was when it was given. */
  private gains = 0;
  /** What running threads have gained by waiting. */
  private readonly gained = new Map<Thread, number>();

  constructor(quantum: number, aging: number) {
    this.quantum = quantum;
    this.aging = aging;
    this.alarm = aging === 0 ? Infinity : aging;
  }

  rank(thread: Thread, why: Arrival): number {
    const kept = why === 'outranked' ? (this.gained.get(thread) ?? 0) : 0;
    this.gained.delete(thread);
    return this.gains - priorityOf(thread) - kept;
  }

  rankRunning(thread: Thread): number {
    return this.gains - priorityOf(thread) - (this.gained.get(thread) ?? 0);
  }

  quantumOf(): number {
    return this.quantum;
  }

  start(thread: Thread, rank: number): void {
    const gain = this.gains - rank - priorityOf(thread);
    if (gain > 0) this.gained.set(thread, gain);
  }

  leave(thread: Thread, _why: Departure): void {
    this.gained.delete(thread);
  }

  ring(cycle: number): void {
    while (this.alarm <= cycle) {
      this.alarm += this.aging;
      this.gains++;
    }
  }
}

/** The priority of a thread, or that of a thread that waits for one of its locks, if it is higher. */
function priorityOf(thread: Thread): number {
  return strongest(thread, ({ scheduling: { rank, nice } }) => (rank === 0 ? 20 - nice : rank));
}
