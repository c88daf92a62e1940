import { SCHED_FIFO, SCHED_IDLE, SCHED_OTHER, SCHED_RR } from '../../abi/scheduling.ts';
import type { Thread } from '../thread.ts';
import type { HartSet } from './hart-set.ts';

/** How a thread is to be scheduled (sched(7)); all of it belongs to the thread, and children inherit it. */
export interface SchedulingAttributes {
  /** SCHED_OTHER, SCHED_BATCH, SCHED_IDLE, SCHED_FIFO or SCHED_RR. */
  policy: number;
  /** 1 to 99 for SCHED_FIFO and SCHED_RR, else 0; the higher one goes first. */
  priority: number;
  /** -20 to 19; the lower, the longer its quanta. */
  nice: number;
  /** Whether children start as ordinary threads. */
  resetsOnFork: boolean;
  /** The harts it may run on: bits for harts 0 to 31 and 32 to 63. */
  affinity: readonly [low: number, high: number];
  // What the thread has declared of itself; 0 stands for nothing.
  /** The cycles that it will run in all; children do not inherit it. */
  length: number;
  /** Its tickets for policies that draw or share. */
  tickets: number;
  /** Its priority under the policy that goes by them: the higher one goes first. */
  rank: number;
  /** How much of a cache it needs to run warm. */
  workingSet: number;
}

/**
 * Linux's weights for nice -20 to 19: each step is a factor of about 1.25, and 0 has 1024. Two threads that compete for a
 * hart share it in the ratio of their weights.
 */
// biome-ignore format: a table
const NICE_WEIGHTS = [
  88761, 71755, 56483, 46273, 36291, 29154, 23254, 18705, 14949, 11916,
   9548,  7620,  6100,  4904,  3906,  3121,  2501,  1991,  1586,  1277,
   1024,   820,   655,   526,   423,   335,   272,   215,   172,   137,
    110,    87,    70,    56,    45,    36,    29,    23,    18,    15,
];
/** The weight of nice 0. */
export const NICE_ZERO_WEIGHT = 1024;
const IDLE_WEIGHT = 3;

/** Those of an ordinary thread that may run everywhere. */
const ORDINARY: SchedulingAttributes = {
  policy: SCHED_OTHER,
  priority: 0,
  nice: 0,
  resetsOnFork: false,
  affinity: [-1, -1],
  length: 0,
  tickets: 0,
  rank: 0,
  workingSet: 0,
};

/** An ordinary thread that may run everywhere. */
export function newAttributes(): SchedulingAttributes {
  return copyAttributes(ORDINARY);
}

/** What a child of a thread with `attributes` starts with. */
export function inheritAttributes(attributes: SchedulingAttributes): SchedulingAttributes {
  const { resetsOnFork, policy, affinity } = attributes;
  const own = copyAttributes(resetsOnFork && isRealTimePolicy(policy) ? ORDINARY : attributes);
  own.affinity = affinity;
  own.length = 0;
  if (resetsOnFork) {
    own.nice = Math.max(0, own.nice);
    own.resetsOnFork = false;
  }
  return own;
}

/** All are made here, so that they are of one shape for the host: each switch reads them. */
function copyAttributes({
  policy,
  priority,
  nice,
  resetsOnFork,
  affinity,
  length,
  tickets,
  rank,
  workingSet,
}: SchedulingAttributes): SchedulingAttributes {
  return { policy, priority, nice, resetsOnFork, affinity, length, tickets, rank, workingSet };
}

/** Whether threads of `policy` go before all others, by priority. */
export function isRealTimePolicy(policy: number): boolean {
  return policy === SCHED_FIFO || policy === SCHED_RR;
}

/** Whether the affinity of `thread` lets it run on the hart with index `hart`. */
export function mayRunOn({ scheduling: { affinity } }: Thread, hart: number): boolean {
  return ((affinity[hart >>> 5]! >>> (hart & 31)) & 1) !== 0;
}

/** Of the `idle` harts the one that `thread` ran on last, else the lowest that it may run on; -1 if there is none. */
export function hartFor(thread: Thread, idle: HartSet): number {
  const { hart } = thread;
  if (hart >= 0 && idle.has(hart) && mayRunOn(thread, hart)) return hart;
  return idle.lowestOf(thread.scheduling.affinity);
}

/** The tickets of a thread: those that it has declared, else 100 for nice 0, and more or fewer by weight. */
export function ticketsOf(thread: Thread): number {
  return thread.scheduling.tickets || Math.max(1, Math.round((100 * weightOf(thread)) / NICE_ZERO_WEIGHT));
}

/** Its weight by its nice value; 1024 for nice 0. */
export function weightOf({ scheduling: { policy, nice } }: Thread): number {
  return policy === SCHED_IDLE ? IDLE_WEIGHT : NICE_WEIGHTS[nice + 20]!;
}

/** The quantum of an ordinary thread: `cycles` for nice 0, longer or shorter by weight, at least one cycle. */
export function weighQuantum(cycles: number, thread: Thread): number {
  const weight = weightOf(thread);
  return weight === NICE_ZERO_WEIGHT ? cycles : Math.max(1, Math.floor((cycles * weight) / NICE_ZERO_WEIGHT));
}
