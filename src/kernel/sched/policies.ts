import type { PrngState } from '../../base/prng.ts';
import { Ranked } from './ranked.ts';
import { RoundRobin } from './round-robin.ts';
import type { Scheduler, Time } from './scheduler.ts';
import { ShortestFirst, ShortestRemaining } from './shortest.ts';

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
  const { options, textbook } = policyByName(choice.name);
  const scaled = Object.entries(textbook).map(([name, value]) => {
    const isTime = options.find((option) => option.name === name)?.kind.startsWith('cycles') === true;
    return [name, isTime && typeof value === 'number' ? value * tick : value] as const;
  });
  return { name: choice.name, options: { ...Object.fromEntries(scaled), ...choice.options } };
}

/** Makes the policy that is chosen; `quantum` is that of the computer. */
export function makePolicy(choice: PolicyChoice, quantum: number, context: PolicyContext): Scheduler {
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
