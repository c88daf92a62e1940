import type { Hart } from '../../machine/hart.ts';
import type { Thread } from '../thread.ts';

/** A decision: `thread` runs on `hart` for up to `quantum` cycles. */
export interface Assignment {
  readonly thread: Thread;
  readonly hart: Hart;
  readonly quantum: number;
}

/**
 * A scheduling policy: it keeps the ready threads and says which runs next, where and how long. It is part of the
 * computer's state, so it holds plain data, and its decisions depend on nothing else.
 */
export interface Scheduler {
  /** `thread` became ready: it is new, was woken, or its quantum is over. */
  add(thread: Thread): void;
  /** `thread`, which is ready, may not run any more. */
  remove(thread: Thread): void;
  /** Takes the next thread to run on one of the `idle` harts (ascending by index, at least one); undefined for none. */
  pick(idle: readonly Hart[]): Assignment | undefined;
  /** Whether the thread on `hart`, whose quantum is over, must make room; else it gets another quantum. */
  wantsHart(hart: Hart): boolean;
  /** How long a thread that stays on `hart` may run on. */
  extend(hart: Hart): number;
  /** Every hart is idle and nothing will happen by itself: whatever kept ready threads from running must give way. */
  giveWay(): void;
  /** How many threads are ready. */
  readonly readyCount: number;
}
