import type { Thread } from '../thread.ts';
import type { HartSet } from './hart-set.ts';

/** A decision: `thread` runs on the hart with index `hart` for up to `quantum` cycles. */
export interface Assignment {
  readonly thread: Thread;
  readonly hart: number;
  readonly quantum: number;
}

/**
 * Why a thread is ready: it is new; it was woken or goes on after a stop; its quantum is over, or it yielded; it had to make
 * room before that; its attributes have changed while it was ready.
 */
export type Arrival = 'new' | 'woken' | 'expired' | 'outranked' | 'changed';

/** Why a thread that ran is not ready now. A thread may also end while it is blocked or stopped. */
export type Departure = 'blocked' | 'stopped' | 'ended';

/** The clock that a policy may look at. */
export interface Time {
  /** Virtual time. */
  readonly cycle: number;
}

/**
 * A scheduling policy: it keeps the ready threads and says which runs next, where and how long. It is part of the
 * computer's state, so it holds plain data, and its decisions depend on nothing else. No thread runs where its affinity
 * does not let it (`mayRunOn`); while a thread is ready its attributes do not change. A method that a policy lacks would do nothing,
 * or name nobody.
 *
 * The room `sched/`: `policies.ts` is the table of all policies with their options. `round-robin.ts`, `feedback.ts`, `lottery.ts`,
 * `fair.ts`, `affine.ts`, `multi.ts` and `ranked.ts` are the policies, the last one for those that are an order (`shortest.ts`, `by-priority.ts`, `stride.ts`);
 * `plugged.ts` is one that a user wrote against `policy.ts`. `real-time.ts` and `scripted.ts` go before whatever policy
 * there is. `ready-queue.ts` and `ranking.ts` hold ready threads, `hart-set.ts` idle harts, `attributes.ts` says what is known of a thread,
 * `inheritance.ts` what it borrows from those that wait for its locks, `caches.ts` where it runs well.
 */
export interface Scheduler {
  /** How many threads are ready. */
  readonly readyCount: number;
  /** `thread` became ready. */
  add(thread: Thread, why: Arrival): void;
  /** `thread`, which is ready, may not run any more, or its attributes are about to change. */
  remove(thread: Thread): void;
  /** `thread`, which is not ready, gave up its hart or ended. */
  leave?(thread: Thread, why: Departure): void;
  /** `thread`, which runs, lets others go first: `wantsHart` is asked next. */
  yield?(thread: Thread): void;
  /** Takes the next thread to run on one of the `idle` harts (at least one); undefined for none. */
  pick(idle: HartSet): Assignment | undefined;
  /** Whether `running` on `hart`, whose quantum is over, must make room; else it gets another quantum. */
  wantsHart(hart: number, running: Thread): boolean;
  /** How long `running`, which stays on `hart`, may run on. */
  extend(hart: number, running: Thread): number;
  /** Of the running threads, by hart, those that must make room for ready ones now. */
  outranked?(running: readonly (Thread | undefined)[]): readonly Thread[];
  /** The quantum that `thread` usually gets; Infinity if nobody takes turns with it. */
  quantumOf(thread: Thread): number;
  /** Every hart is idle and nothing will happen by itself: whatever kept ready threads from running must give way. */
  giveWay?(): void;
  /** The cycle at which the policy wants to be rung; Infinity for never. It counts while a thread runs or is ready. */
  readonly alarm: number;
  /**
   * The cycle of the alarm has come, or has passed while all threads slept: `alarm` must lie after it then. Gives the
   * running threads whose quanta have changed; `extend` says how long they may run on.
   */
  ring?(cycle: number): readonly Thread[];
}

/** For policies that put no thread off its hart before its time, or not now. */
export const NOBODY: readonly Thread[] = [];

/** The cycles that `thread` has run in all, up to `cycle` if it is running. */
export function cyclesUsed(thread: Thread, cycle: number): number {
  return thread.userCycles + (thread.state === 'running' ? Math.max(0, cycle - thread.runningSince) : 0);
}
