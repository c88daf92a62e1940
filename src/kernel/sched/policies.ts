import type { PrngState } from '../../base/prng.ts';
import { Affine } from './affine.ts';
import { ByPriority } from './by-priority.ts';
import { Fair } from './fair.ts';
import { FeedbackQueue } from './feedback.ts';
import { Lottery } from './lottery.ts';
import { MultiQueue } from './multi.ts';
import { Plugged } from './plugged.ts';
import type { Policy } from './policy.ts';
import { Ranked } from './ranked.ts';
import { RoundRobin } from './round-robin.ts';
import type { Scheduler, Time } from './scheduler.ts';
import { ShortestFirst, ShortestRemaining } from './shortest.ts';
import { Stride } from './stride.ts';

/** The value of an option: a number, a list of numbers, or whether it is set. */
export type OptionValue = number | readonly number[] | boolean;

/** An option of a policy. */
export interface PolicyOption {
  readonly name: string;
  readonly summary: string;
  /** What it holds: a span of time in cycles, several of them, a count, several of them, or a yes or no. */
  readonly kind: 'cycles' | 'cycles list' | 'count' | 'count list' | 'flag';
  /** What it is if it is not given; 'quantum' for the quantum of the computer. */
  readonly initial: OptionValue | 'quantum';
  readonly min: number;
}

/** What a policy is made from, besides its options. */
export interface PolicyContext {
  readonly time: Time;
  readonly harts: number;
  /** Draws quanta in a computer with a seed. */
  readonly prng: PrngState | undefined;
}

/** The options of one policy by name, each of its kind. */
export interface PolicyValues {
  number(name: string): number;
  numbers(name: string): readonly number[];
  flag(name: string): boolean;
}

/** A policy that `--scheduler` knows. */
export interface PolicyRow {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly PolicyOption[];
  /** What is wrong with options that are each right by themselves. */
  readonly check?: (options: Readonly<Record<string, OptionValue>>) => string | undefined;
  /** Options of a workload of textbook jobs that are not given, times in ticks: those of the simulators. */
  readonly textbook: Readonly<Record<string, OptionValue>>;
  readonly make: (values: PolicyValues, context: PolicyContext) => Scheduler;
}

/** Which policy a computer has: a row, and those of its options that are not as usual. */
export interface PolicyChoice {
  readonly name: string;
  /** One that a user wrote, with all of its options; then the name is that of its file. */
  readonly module?: Policy<unknown>;
  readonly options: Readonly<Record<string, OptionValue>>;
}

const QUANTUM: PolicyOption = {
  name: 'quantum',
  summary: 'how long a thread runs while others wait',
  kind: 'cycles',
  initial: 'quantum',
  min: 1,
};

/** Every policy. */
export const POLICIES: readonly PolicyRow[] = [
  {
    name: 'fifo',
    summary: 'first come, first served: a thread runs until it waits or ends',
    options: [],
    textbook: {},
    make: () => new RoundRobin(Infinity),
  },
  {
    name: 'sjf',
    summary: 'shortest job first, by declared lengths; nobody is put off a hart',
    options: [],
    textbook: {},
    make: () => new Ranked(new ShortestFirst()),
  },
  {
    name: 'srtf',
    summary: 'shortest remaining time first, by declared lengths',
    options: [],
    textbook: {},
    make: (_, { time }) => new Ranked(new ShortestRemaining(time)),
  },
  {
    name: 'rr',
    summary: 'round robin: everybody in turn, for a quantum',
    options: [QUANTUM],
    textbook: { quantum: 1 },
    make: (values, { prng }) => new RoundRobin(values.number('quantum'), prng),
  },
  {
    name: 'priority',
    summary: 'the highest priority runs, and takes harts from lower ones; equals take turns',
    options: [
      QUANTUM,
      { name: 'aging', summary: 'whoever waits gains one each time; 0 for never', kind: 'cycles', initial: 0, min: 0 },
    ],
    textbook: { quantum: 1 },
    make: (values) => new Ranked(new ByPriority(values.number('quantum'), values.number('aging'))),
  },
  {
    name: 'mlfq',
    summary: 'multi-level feedback queue: who uses up its time goes down a level',
    options: [
      { ...QUANTUM, kind: 'cycles list', summary: 'time slice; for each level: 10/20/40, the highest first' },
      { name: 'queues', summary: 'levels, unless lists say how many', kind: 'count', initial: 3, min: 1 },
      {
        name: 'allotment',
        summary: 'slices before a thread goes down; or for each level',
        kind: 'count list',
        initial: 1,
        min: 1,
      },
      { name: 'boost', summary: 'all go back to the highest level; 0 for never', kind: 'cycles', initial: 0, min: 0 },
      {
        name: 'stay',
        summary: 'who waits for I/O gets a new slice on its level',
        kind: 'flag',
        initial: false,
        min: 0,
      },
      {
        name: 'iobump',
        summary: 'who comes from I/O goes to the head of its queue',
        kind: 'flag',
        initial: false,
        min: 0,
      },
    ],
    textbook: { quantum: 10 },
    check: (options) => {
      const lengths = ['quantum', 'allotment'].map((name) => [options[name] ?? 0].flat().length);
      const several = [...lengths.filter((length) => length > 1), ...[options.queues ?? []].flat()];
      return new Set(several).size > 1 ? 'quantum, allotment and queues say different numbers of levels' : undefined;
    },
    make: (values, { time }) => {
      const quanta = values.numbers('quantum');
      const allotments = values.numbers('allotment');
      const listed = Math.max(quanta.length, allotments.length);
      const levels = listed > 1 ? listed : values.number('queues');
      const perLevel = (list: readonly number[]) => Array.from({ length: levels }, (_, at) => list[at] ?? list[0]!);
      return new FeedbackQueue(
        {
          quanta: perLevel(quanta),
          allotments: perLevel(allotments),
          boost: values.number('boost'),
          stays: values.flag('stay'),
          bumps: values.flag('iobump'),
        },
        time,
      );
    },
  },
  {
    name: 'lottery',
    summary: 'for each quantum a ticket is drawn, and its holder runs',
    options: [
      QUANTUM,
      { name: 'seed', summary: "the generator's, as in Python", kind: 'count', initial: 0, min: 0 },
      { name: 'whole', summary: 'the rest of a quantum given up passes idly', kind: 'flag', initial: false, min: 0 },
    ],
    textbook: { quantum: 1, whole: true },
    make: (values, { time }) => {
      const options = { quantum: values.number('quantum'), seed: values.number('seed'), isWhole: values.flag('whole') };
      return new Lottery(options, time);
    },
  },
  {
    name: 'stride',
    summary: 'shares by tickets without chance: who is furthest behind runs',
    options: [QUANTUM],
    textbook: { quantum: 1 },
    make: (values, { time }) => new Ranked(new Stride(values.number('quantum'), time)),
  },
  {
    name: 'fair',
    summary: "shares by nice values, by virtual deadlines: Linux's EEVDF",
    options: [{ ...QUANTUM, summary: 'the slice that a thread asks for' }],
    textbook: { quantum: 1 },
    make: (values, { time }) => new Fair(values.number('quantum'), time),
  },
  {
    name: 'affinity',
    summary: 'round robin, but a thread waits for the hart that it ran on last',
    options: [QUANTUM, { name: 'patience', summary: 'how long it waits', kind: 'cycles', initial: 200_000, min: 0 }],
    textbook: { quantum: 10, patience: 20 },
    make: (values, { time }) => new Affine(values.number('quantum'), values.number('patience'), time),
  },
  {
    name: 'multi',
    summary: 'harts are interrupted together; one queue for all, or one each with stealing',
    options: [
      QUANTUM,
      { name: 'local', summary: 'each hart has a queue of its own', kind: 'flag', initial: false, min: 0 },
      {
        name: 'peek',
        summary: 'how often an empty queue looks into another; 0 for never',
        kind: 'cycles',
        initial: 0,
        min: 0,
      },
      { name: 'tick', summary: 'harts get threads at multiples of this only', kind: 'cycles', initial: 1, min: 1 },
      { name: 'seed', summary: 'draws whom to steal from, as in Python', kind: 'count', initial: 0, min: 0 },
    ],
    textbook: { quantum: 10, peek: 30, tick: 1 },
    make: (values, { time, harts }) => {
      const [quantum, peek, tick, seed] = ['quantum', 'peek', 'tick', 'seed'].map((name) => values.number(name));
      return new MultiQueue(
        { harts, quantum: quantum!, peek: peek!, tick: tick!, seed: seed!, isLocal: values.flag('local') },
        time,
      );
    },
  },
];

/** The policy of a computer that nobody asked to be different. */
export const DEFAULT_POLICY: PolicyChoice = { name: 'rr', options: {} };

/** The row called `name`. */
export function policyByName(name: string): PolicyRow {
  const row = POLICIES.find((policy) => policy.name === name);
  if (row === undefined) throw new Error(`no policy is called ${name}`);
  return row;
}

/** `choice` with the options of the textbooks where none are given; a tick has `tick` cycles. */
export function textbookChoice(choice: PolicyChoice, tick: number): PolicyChoice {
  if (choice.module !== undefined) return choice;
  const { options, textbook } = policyByName(choice.name);
  const scaled = Object.entries(textbook).map(([name, value]) => {
    const isTime = options.find((option) => option.name === name)?.kind.startsWith('cycles') === true;
    return [name, isTime && typeof value === 'number' ? value * tick : value] as const;
  });
  return { name: choice.name, options: { ...Object.fromEntries(scaled), ...choice.options } };
}

/** Makes the policy that is chosen; `quantum` is that of the computer. */
export function makePolicy(choice: PolicyChoice, quantum: number, context: PolicyContext): Scheduler {
  if (choice.module !== undefined) {
    const given = Object.entries(choice.options).map(([name, value]) => [name, Number(value)] as const);
    return new Plugged(choice.module, Object.freeze(Object.fromEntries(given)), quantum, context);
  }
  const row = policyByName(choice.name);
  return row.make(valuesOf(row, choice, quantum), context);
}

function valuesOf(row: PolicyRow, choice: PolicyChoice, quantum: number): PolicyValues {
  const find = (name: string): OptionValue => {
    const { initial } = row.options.find((option) => option.name === name)!;
    return choice.options[name] ?? (initial === 'quantum' ? quantum : initial);
  };
  return {
    number: (name) => Number(find(name)),
    numbers: (name) => [find(name)].flat().map(Number),
    flag: (name) => find(name) === true,
  };
}
