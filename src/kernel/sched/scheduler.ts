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
 * computer's state, so it holds plain data, and its decisions depend on nothing else. No thread runs where its affinity
 * does not let it (`mayRunOn`); while a thread is ready its attributes do not change.
 */
export interface Scheduler {
  /**
   * `thread` became ready: it is new, was woken, its quantum is over, or, if it `wasOutranked`, it had to make room before
   * that.
   */
  add(thread: Thread, wasOutranked?: boolean): void;
  /** `thread`, which is ready, may not run any more. */
  remove(thread: Thread): void;
  /** Takes the next thread to run on one of the `idle` harts (ascending by index, at least one); undefined for none. */
  pick(idle: readonly Hart[]): Assignment | undefined;
  /** Whether `running` on `hart`, whose quantum is over, must make room; else it gets another quantum. */
  wantsHart(hart: Hart, running: Thread): boolean;
  /** How long `running`, which stays on `hart`, may run on. */
  extend(hart: Hart, running: Thread): number;
  /** Of the running threads, by hart, those that must make room for ready ones now. */
  outranked(running: readonly (Thread | undefined)[]): readonly Thread[];
  /** The quantum that `thread` usually gets; Infinity if nobody takes turns with it. */
  quantumOf(thread: Thread): number;
  /** Every hart is idle and nothing will happen by itself: whatever kept ready threads from running must give way. */
  giveWay(): void;
  /** How many threads are ready. */
  readonly readyCount: number;
}
