import { SCHED_OTHER, SCHED_RR } from '../../abi/scheduling.ts';
import * as w from '../../abi/windows.ts';
import type { Kernel } from '../kernel.ts';
import type { Process } from '../process.ts';
import { isRealTimePolicy, newAttributes, type SchedulingAttributes } from '../sched/attributes.ts';

/** What a priority class is for the scheduler. `leastNice` is the lowest nice value that still counts as it. */
interface ClassRow {
  readonly number: number;
  readonly attributes: Pick<SchedulingAttributes, 'policy' | 'priority' | 'nice'>;
  readonly leastNice: number;
}

// biome-ignore format: a table
const CLASSES: readonly ClassRow[] = [
  { number: w.IDLE_PRIORITY_CLASS,         attributes: { policy: SCHED_OTHER, priority: 0,  nice: 15 },  leastNice: 11 },
  { number: w.BELOW_NORMAL_PRIORITY_CLASS, attributes: { policy: SCHED_OTHER, priority: 0,  nice: 7 },   leastNice: 4 },
  { number: w.NORMAL_PRIORITY_CLASS,       attributes: { policy: SCHED_OTHER, priority: 0,  nice: 0 },   leastNice: -3 },
  { number: w.ABOVE_NORMAL_PRIORITY_CLASS, attributes: { policy: SCHED_OTHER, priority: 0,  nice: -7 },  leastNice: -10 },
  { number: w.HIGH_PRIORITY_CLASS,         attributes: { policy: SCHED_OTHER, priority: 0,  nice: -15 }, leastNice: -20 },
  { number: w.REALTIME_PRIORITY_CLASS,     attributes: { policy: SCHED_RR,    priority: 24, nice: 0 },   leastNice: Infinity },
];

/** Every bit that stands for a class. */
export const PRIORITY_CLASSES = CLASSES.reduce((bits, { number }) => bits | number, 0);

/** Whether `number` is a class. */
export function isPriorityClass(number: number): boolean {
  return CLASSES.some((row) => row.number === number);
}

/** Whether a class favours over others, which is for root, as a negative nice value is. */
export function isFavour(number: number): boolean {
  const { attributes } = CLASSES.find((row) => row.number === number)!;
  return attributes.nice < 0 || isRealTimePolicy(attributes.policy);
}

/** What the threads of a new process of the class start with; they may run where `creator` may. */
export function attributesOfClass(number: number, creator: SchedulingAttributes): SchedulingAttributes {
  const { attributes } = CLASSES.find((row) => row.number === number)!;
  return { ...newAttributes(), ...attributes, affinity: creator.affinity };
}

/** Gives every thread of the process the class. */
export function setPriorityClass(kernel: Kernel, process: Process, number: number): void {
  const { attributes } = CLASSES.find((row) => row.number === number)!;
  for (const thread of process.threads) if (thread.state !== 'ended') kernel.changeScheduling(thread, attributes);
}

/** The class of a process: that of its first thread. */
export function priorityClassOf(process: Process): number {
  const { policy, nice } = process.threads[0]!.scheduling;
  if (isRealTimePolicy(policy)) return w.REALTIME_PRIORITY_CLASS;
  return CLASSES.find(({ leastNice }) => nice >= leastNice)!.number;
}

/** The class of a new process whose creator does not say: normal, or what the creator has if that is less. */
export function inheritedClass(creator: Process): number {
  const own = priorityClassOf(creator);
  return own === w.IDLE_PRIORITY_CLASS || own === w.BELOW_NORMAL_PRIORITY_CLASS ? own : w.NORMAL_PRIORITY_CLASS;
}
