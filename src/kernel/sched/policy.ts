/**
 * What a scheduling policy of your own looks like: a module whose default export, or export called `policy`, is a `Policy`.
 * This file has types only; import it as a type, or copy it. `docs/schedulers.md` has a complete example.
 */

/** A thread as a policy sees it. It is a picture of one moment: changing it changes nothing. */
export interface Task {
  /** Its number. */
  readonly id: number;
  readonly name: string;
  /** The hart that it runs on or ran on last; -1 before it first ran. */
  readonly hart: number;
  /** -20 to 19; the lower, the more it is to get. */
  readonly nice: number;
  /** What it has declared of itself: its priority, tickets, and length in cycles; 0 if it has not. */
  readonly priority: number;
  readonly tickets: number;
  readonly length: number;
  /** The cycles that it has run in all. */
  readonly used: number;
  /** The cycle since which it is ready, or runs. */
  readonly since: number;
}

/** What else a policy may know. */
export interface World {
  /** Virtual time, in cycles. */
  readonly now: number;
  /** How many harts there are. */
  readonly harts: number;
  /** The quantum of the computer, in cycles (--quantum). */
  readonly quantum: number;
  /** The options of the policy as they were given, or their defaults. */
  readonly options: Readonly<Record<string, number>>;
  /** The next random number from 0 to below 1, the same in every run. Use it, not Math.random. */
  random(): number;
}

/**
 * A policy. Only `pick` must be there. What it must remember belongs into `state`, which may hold numbers, texts, booleans,
 * lists, objects, maps and sets, and nothing else: so the computer can be saved, and can go back in time.
 */
export interface Policy<State = undefined> {
  /** Options, with their defaults: `--scheduler ./mine.ts:name=value`. */
  readonly options?: Readonly<Record<string, number>>;
  /** Makes the state at the start. */
  start?(world: World): State;
  /**
   * The task that runs next on `hart`, one of `ready`: those that may run there, in the order in which they became ready;
   * there is at least one. Undefined leaves the hart idle for now.
   */
  pick(state: State, ready: readonly Task[], hart: number, world: World): Choice | undefined;
  /** `task` became ready. */
  ready?(state: State, task: Task, why: 'new' | 'woken' | 'expired' | 'outranked' | 'changed', world: World): void;
  /** `task` gave up its hart, or ended. */
  gone?(state: State, task: Task, why: 'blocked' | 'stopped' | 'ended', world: World): void;
  /** Whether one of `ready` takes the hart of `running` now. It is asked when tasks become ready. */
  preempts?(state: State, running: Task, ready: readonly Task[], world: World): boolean;
}

/** A decision: the number of a task, and for how many cycles; without these for the quantum of the computer. */
export type Choice = number | { readonly id: number; readonly quantum?: number };
