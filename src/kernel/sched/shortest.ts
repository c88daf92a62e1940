import type { Thread } from '../thread.ts';
import type { Order } from './ranked.ts';
import { cyclesUsed, type Time } from './scheduler.ts';

/**
 * Shortest job first, by the lengths that threads have declared; those that declared none come last, in the order of their
 * arrival. Nobody is put off its hart.
 */
export class ShortestFirst implements Order {
  readonly preempts: boolean = false;
  readonly ties = 'by arrival';
  readonly alarm = Infinity;

  rank({ scheduling: { length } }: Thread): number {
    return length === 0 ? Infinity : length;
  }

  rankRunning(thread: Thread): number {
    return this.rank(thread);
  }

  quantumOf(): number {
    return Infinity;
  }
}

/** Shortest remaining time: whoever has the least left of its declared length runs, and puts others off their harts. */
export class ShortestRemaining implements Order {
  readonly preempts = true;
  readonly ties = 'by arrival';
  readonly alarm = Infinity;
  private readonly time: Time;

  constructor(time: Time) {
    this.time = time;
  }

  rank(thread: Thread): number {
    const { length } = thread.scheduling;
    return length === 0 ? Infinity : Math.max(0, length - cyclesUsed(thread, this.time.cycle));
  }

  rankRunning(thread: Thread): number {
    return this.rank(thread);
  }

  quantumOf(): number {
    return Infinity;
  }
}
