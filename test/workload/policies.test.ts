import { describe, expect, test } from 'vitest';
import { drawChoice, drawFraction, seedTwister } from '../../src/base/mt19937.ts';
import { drawBelow, type PrngState, seedPrng } from '../../src/base/prng.ts';
import { type OptionValue, type PolicyChoice, textbookChoice } from '../../src/kernel/sched/policies.ts';
import { runWorkload } from '../../src/workload/run-workload.ts';
import type { Job, Workload } from '../../src/workload/workload.ts';
import { thorough } from '../thorough.ts';
import {
  joined,
  modelFair,
  modelFeedback,
  modelLottery,
  modelMulti,
  modelPriority,
  modelQueue,
  modelStride,
  type Stretch,
} from './models.ts';

const TICK = 20;
const CASES = thorough(12, 200);

/** A policy with options in ticks. */
function policy(name: string, options: Record<string, OptionValue> = {}): PolicyChoice {
  const times = ['quantum', 'boost', 'aging', 'patience', 'peek', 'tick'];
  const scale = (key: string, value: OptionValue): OptionValue => {
    if (!times.includes(key) || typeof value === 'boolean') return value;
    return typeof value === 'number' ? value * TICK : value.map((part) => part * TICK);
  };
  const scaled = Object.entries(options).map(([key, value]) => [key, scale(key, value)] as const);
  return textbookChoice({ name, options: Object.fromEntries(scaled) }, TICK);
}

/** Runs jobs on the computer; who had which hart when, in ticks. */
function run(jobs: readonly Job[], scheduler: PolicyChoice, harts = 1, cache?: Workload['cache']): Stretch[] {
  const outcome = runWorkload({ jobs, tick: TICK, harts, scheduler, quantum: TICK, cache }, 1e7);
  expect(outcome.times).not.toContain(undefined);
  const inTicks = outcome.stretches.map(({ job, hart, start, end }) => ({
    job,
    hart,
    start: start / TICK,
    // With a warm cache a job may end within a tick, of which the simulators count the whole.
    end: cache === undefined ? end / TICK : Math.ceil(end / TICK),
  }));
  return joined(inTicks);
}

function drawJobs(prng: PrngState, has: { io?: boolean; arrivals?: boolean }, most = 5): Job[] {
  return Array.from({ length: 1 + drawBelow(prng, most) }, (_, index) => {
    const every = 1 + drawBelow(prng, 6);
    const io = has.io === true && drawBelow(prng, 3) > 0 ? { every, length: 1 + drawBelow(prng, 6) } : undefined;
    const arrival = has.arrivals === true ? drawBelow(prng, 12) : 0;
    return { name: String(index), arrival, run: 1 + drawBelow(prng, 20), ...(io && { io }) };
  });
}

/** Compares the computer with a model on random workloads. */
function compare(make: (prng: PrngState) => { jobs: Job[]; ours: () => Stretch[]; model: () => Stretch[] }): void {
  for (let seed = 0; seed < CASES; seed++) {
    const { jobs, ours, model } = make(seedPrng(seed));
    expect({ seed, jobs, stretches: ours() }).toEqual({ seed, jobs, stretches: model() });
  }
}

const byArrival = () => 0;

describe('on any workload of one hart the computer does what the model does', () => {
  test('under fifo', () => {
    compare((prng) => {
      const jobs = drawJobs(prng, { io: true, arrivals: true });
      const model = () => modelQueue(jobs, { compare: byArrival, quantum: Infinity, preempts: false });
      return { jobs, ours: () => run(jobs, policy('fifo')), model };
    });
  });

  test('under sjf', () => {
    compare((prng) => {
      const jobs = drawJobs(prng, { io: true, arrivals: true });
      const length = ({ job }: { job: number }) => jobs[job]!.run;
      const rules = { compare: (a: { job: number }, b: { job: number }) => length(a) - length(b), preempts: false };
      return {
        jobs,
        ours: () => run(jobs, policy('sjf')),
        model: () => modelQueue(jobs, { ...rules, quantum: Infinity }),
      };
    });
  });

  test('under srtf', () => {
    compare((prng) => {
      const jobs = drawJobs(prng, { io: true, arrivals: true });
      const rules = { compare: (a: { left: number }, b: { left: number }) => a.left - b.left, preempts: true };
      return {
        jobs,
        ours: () => run(jobs, policy('srtf')),
        model: () => modelQueue(jobs, { ...rules, quantum: Infinity }),
      };
    });
  });

  test('under rr', () => {
    compare((prng) => {
      const jobs = drawJobs(prng, { io: true, arrivals: true });
      const quantum = 1 + drawBelow(prng, 6);
      const model = () => modelQueue(jobs, { compare: byArrival, quantum, preempts: false });
      return { jobs, ours: () => run(jobs, policy('rr', { quantum })), model };
    });
  });

  test('under mlfq with any of its options', () => {
    compare((prng) => {
      const jobs = drawJobs(prng, { io: true, arrivals: true });
      const levels = 1 + drawBelow(prng, 4);
      const drawList = (most: number) => Array.from({ length: levels }, () => 1 + drawBelow(prng, most));
      const [quanta, allotments] = [drawList(6), drawList(3)];
      const boost = drawBelow(prng, 3) === 0 ? 0 : 3 + drawBelow(prng, 20);
      const [stays, bumps] = [drawBelow(prng, 2) === 1, drawBelow(prng, 2) === 1];
      const options = { queues: levels, quantum: quanta, allotment: allotments, boost, stay: stays, iobump: bumps };
      const model = () => modelFeedback(jobs, { quanta, allotments, boost, stays, bumps });
      return { jobs, ours: () => run(jobs, policy('mlfq', options)), model };
    });
  });

  test('under lottery', () => {
    compare((prng) => {
      const jobs = drawJobs(prng, {}).map((job) => ({ ...job, tickets: 1 + drawBelow(prng, 200) }));
      const quantum = 1 + drawBelow(prng, 4);
      const seed = drawBelow(prng, 1000);
      const twister = seedTwister(seed);
      const model = () => modelLottery(jobs, quantum, () => drawFraction(twister));
      return { jobs, ours: () => run(jobs, policy('lottery', { quantum, seed })), model };
    });
  });

  test('under priority, with aging and without', () => {
    compare((prng) => {
      const jobs = drawJobs(prng, { io: true, arrivals: true }).map((job) => ({
        ...job,
        priority: 1 + drawBelow(prng, 4),
      }));
      const quantum = 1 + drawBelow(prng, 5);
      const aging = drawBelow(prng, 3) === 0 ? 0 : 1 + drawBelow(prng, 8);
      const model = () => modelPriority(jobs, quantum, aging);
      return { jobs, ours: () => run(jobs, policy('priority', { quantum, aging })), model };
    });
  });

  test('under stride', () => {
    compare((prng) => {
      const jobs = drawJobs(prng, {}).map((job) => ({ ...job, tickets: 2 ** drawBelow(prng, 5) }));
      const quantum = 1 + drawBelow(prng, 4);
      return { jobs, ours: () => run(jobs, policy('stride', { quantum })), model: () => modelStride(jobs, quantum) };
    });
  });

  test('under fair', () => {
    compare((prng) => {
      // Nice values whose weights are such that no two virtual times are nearly equal.
      const jobs = drawJobs(prng, {}).map((job) => ({ ...job, nice: 5 * drawBelow(prng, 3) }));
      const weights = jobs.map(({ nice }) => ({ 0: 1024, 5: 335, 10: 110 })[nice]!);
      return { jobs, ours: () => run(jobs, policy('fair')), model: () => modelFair(jobs, weights) };
    });
  });
});

describe('on any workload of several harts the computer does what the model of multi.py does', () => {
  test.each([
    ['with one queue', false],
    ['with a queue for each hart', true],
  ])('%s', (_, isLocal) => {
    compare((prng) => {
      const harts = 1 + drawBelow(prng, 4);
      const jobs = drawJobs(prng, {}, 8).map((job) => {
        const affinity = Array.from({ length: harts }, (_, hart) => hart).filter(() => drawBelow(prng, 3) > 0);
        return affinity.length > 0 && drawBelow(prng, 2) === 0 ? { ...job, affinity } : job;
      });
      const quantum = 1 + drawBelow(prng, 6);
      const peek = drawBelow(prng, 3) === 0 ? 0 : 1 + drawBelow(prng, 9);
      const seed = drawBelow(prng, 1000);
      const twister = seedTwister(seed);
      const choose = (count: number) => drawChoice(twister, count);
      const options = { quantum, peek, seed, local: isLocal };
      const model = () => modelMulti(jobs, { harts, quantum, isLocal, peek, choose });
      return { jobs, ours: () => run(jobs, policy('multi', options), harts), model };
    });
  });

  test('under affinity without patience, which is round robin', () => {
    compare((prng) => {
      const harts = 1 + drawBelow(prng, 4);
      const jobs = drawJobs(prng, { io: true, arrivals: true }, 8);
      const quantum = 1 + drawBelow(prng, 5);
      const ours = () => run(jobs, policy('affinity', { quantum, patience: 0 }), harts);
      return { jobs, ours, model: () => run(jobs, policy('rr', { quantum }), harts) };
    });
  });

  test.each([
    ['one queue', false],
    ['a queue for each hart', true],
  ])('with caches and %s', (_, isLocal) => {
    compare((prng) => {
      const harts = 1 + drawBelow(prng, 3);
      const jobs = drawJobs(prng, {}, 6).map((job) => ({ ...job, workingSet: 10 * (1 + drawBelow(prng, 12)) }));
      const quantum = 1 + drawBelow(prng, 8);
      const cache = { size: 100, warmup: 1 + drawBelow(prng, 8), rate: 2 };
      const settings = { size: cache.size, warmup: cache.warmup * TICK, slowdown: cache.rate };
      const model = () => modelMulti(jobs, { harts, quantum, isLocal, peek: 0, choose: () => 0, cache });
      const ours = () => run(jobs, policy('multi', { quantum, peek: 0, local: isLocal }), harts, settings);
      return { jobs, ours, model };
    });
  });
});
