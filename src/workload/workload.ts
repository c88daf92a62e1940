/**
 * The room `workload/`: workloads that nobody writes in assembly. A workload is a list of jobs, as the textbooks have them;
 * `job-program.ts` makes a program of each, `run-workload.ts` runs them on a computer and `measurements.ts` reads from its
 * events what became of them. Nothing here decides who runs when: that is the kernel's, and its policy's.
 */
import type { CacheSettings } from '../kernel/sched/caches.ts';
import type { Settings } from '../system/settings.ts';

/** A job; all times in ticks. */
export interface Job {
  readonly name: string;
  /** When it comes. */
  readonly arrival: number;
  /** How long it computes in all. */
  readonly run: number;
  /** After each `every` ticks of computing, unless it ends then, it waits `length` ticks for input or output. */
  readonly io?: { readonly every: number; readonly length: number };
  readonly tickets?: number;
  /** Under the policy `priority`: the higher one goes first. */
  readonly priority?: number;
  readonly nice?: number;
  /** A real-time policy of sched(7), which goes before all others. */
  readonly realTime?: { readonly policy: 'fifo' | 'rr'; readonly priority: number };
  /** The harts that it may run on; all, if left out. */
  readonly affinity?: readonly number[];
  /** How much of a cache it fills. */
  readonly workingSet?: number;
}

/** Jobs, and the computer that they run on. */
export interface Workload {
  readonly jobs: readonly Job[];
  /** Cycles in a tick. */
  readonly tick: number;
  readonly harts: number;
  readonly scheduler: Settings['scheduler'];
  readonly quantum: number;
  /** Caches that jobs must warm up; `run` is then what a job takes with a cold one. */
  readonly cache?: CacheSettings;
}
