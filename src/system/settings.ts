import type { JitMode } from '../jit/translator.ts';
import type { CacheSettings } from '../kernel/sched/caches.ts';
import { DEFAULT_POLICY, type PolicyChoice } from '../kernel/sched/policies.ts';
import type { Slice } from '../kernel/sched/scripted.ts';

/** How a computer is built; two computers with the same settings, programs and inputs run alike, cycle by cycle. */
export interface Settings {
  /** Virtual cores, 1 to 64. */
  readonly harts: number;
  /** Physical memory in bytes, a multiple of 4096. */
  readonly ramBytes: number;
  /** Cycles that a thread may run before another one that is ready gets its hart. */
  readonly quantum: number;
  /** Cycles in a round: how far harts run between two moments at which they are brought together. */
  readonly round: number;
  /** Draws round lengths, the order of harts and quanta; undefined for fixed ones. */
  readonly seed: number | undefined;
  /** The policy that decides who runs next. */
  readonly scheduler: PolicyChoice;
  /** Slices by hart, to be run before the scheduler decides by itself. */
  readonly schedule: readonly (readonly Slice[])[];
  /** Division by zero traps in the first program, whatever its executable says. */
  readonly divTrap: boolean;
  readonly maxProcesses: number;
  readonly maxOpenFiles: number;
  /** Cycles charged for each entry into the kernel. */
  readonly entryCycles: number;
  /**
   * What falls on one cycle happens in the order of textbook simulators: calls, ends of quanta, alarms, and then idle harts get
   * threads; and no hart runs past an alarm. Else alarms come first, and each of these fills idle harts at once.
   */
  readonly textbookOrder: boolean;
  /** How caches of harts work; undefined if they make no difference. */
  readonly cache: CacheSettings | undefined;
  /** Cycles that the disk takes for a request; with 0 nobody waits for it. */
  readonly diskLatency: number;
  /** When code is translated to WebAssembly; no guest can tell. */
  readonly jit: JitMode;
}

/** The settings of a computer that nobody asked to be different. */
export const DEFAULT_SETTINGS: Settings = {
  harts: 4,
  ramBytes: 64 * 1024 * 1024,
  quantum: 100_000,
  round: 10_000,
  seed: undefined,
  scheduler: DEFAULT_POLICY,
  schedule: [],
  divTrap: false,
  maxProcesses: 4096,
  maxOpenFiles: 1024,
  entryCycles: 0,
  cache: undefined,
  textbookOrder: false,
  diskLatency: 0,
  jit: 'on',
};
