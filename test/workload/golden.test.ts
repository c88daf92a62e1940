import { expect, test } from 'vitest';
import { parseJobs } from '../../src/cli/job-list.ts';
import { type OptionValue, textbookChoice } from '../../src/kernel/sched/policies.ts';
import { runWorkload } from '../../src/workload/run-workload.ts';
import type { Job } from '../../src/workload/workload.ts';

const TICK = 100;

/** Response, turnaround and wait of each job in ticks. */
function times(name: string, list: string, options: Record<string, OptionValue> = {}, harts = 1): string {
  const jobs = parseJobs(list, 5, name === 'mlfq');
  if (typeof jobs === 'string') throw new Error(jobs);
  return timesOf(name, jobs, options, harts);
}

function timesOf(name: string, jobs: readonly Job[], options: Record<string, OptionValue>, harts = 1): string {
  const scheduler = textbookChoice({ name, options }, TICK);
  const outcome = runWorkload({ jobs, tick: TICK, harts, scheduler, quantum: 10 * TICK }, 1e7);
  return outcome.times.map((one) => `${one!.response / TICK}/${one!.turnaround / TICK}/${one!.wait / TICK}`).join(' ');
}

// The values of OSTEP's simulators, and of its answers to their homework.
test.each([
  ['fifo', '5,10,15', '0/5/0 5/15/5 15/30/15'],
  ['sjf', '5,10,15', '0/5/0 5/15/5 15/30/15'],
  ['rr', '5,10,15', '0/13/8 1/24/14 2/30/15'],
  ['fifo', '300,200,100', '0/300/0 300/500/300 500/600/500'],
  ['sjf', '5,3,5,3', '6/11/6 0/3/0 11/16/11 3/6/3'],
])('%s of %s', (name, list, expected) => {
  expect(times(name, list)).toBe(expected);
});

test('mlfq: a short job that comes later overtakes a long one', () => {
  expect(times('mlfq', '0,180,0:100,20,0')).toBe('0/200/20 0/20/0');
});

test('mlfq: with a boost the long job gets its turn', () => {
  expect(times('mlfq', '0,120,0:100,20,0', { boost: 50 * TICK })).toBe('0/130/10 10/40/20');
});

test('multi: three jobs on two harts end at 150', () => {
  expect(times('multi', 'a:100:100,b:100:50,c:100:50', {}, 2)).toBe('0/140/40 0/150/50 10/150/50');
});

test('priority with aging lets a low job in before the high one has ended, and without it does not', () => {
  const jobs = [
    { name: 'high', arrival: 0, run: 30, priority: 5 },
    { name: 'low', arrival: 0, run: 3, priority: 1 },
  ];
  expect(timesOf('priority', jobs, {})).toBe('0/30/0 30/33/30');
  // `low` gains one at 8, 16, 24: too late.
  expect(timesOf('priority', jobs, { aging: 8 * TICK })).toBe('0/30/0 30/33/30');
  // At 16 it has 5, and gets a turn when the quantum of `high` is over at 17; then it has 1 again.
  expect(timesOf('priority', jobs, { aging: 4 * TICK })).toBe('0/31/1 17/33/30');
});

test('a higher priority takes the hart at once', () => {
  const jobs = [
    { name: 'low', arrival: 0, run: 10, priority: 1 },
    { name: 'high', arrival: 4, run: 3, priority: 2 },
  ];
  expect(timesOf('priority', jobs, {})).toBe('0/13/3 0/3/0');
});

test('real-time jobs go before every policy', () => {
  const jobs: Job[] = [
    { name: 'usual', arrival: 0, run: 10 },
    { name: 'fifo', arrival: 2, run: 3, realTime: { policy: 'fifo', priority: 1 } },
  ];
  for (const name of ['fifo', 'rr', 'mlfq', 'lottery', 'stride', 'fair', 'priority']) {
    expect(timesOf(name, jobs, {})).toBe('0/13/3 0/3/0');
  }
});

test('affinity keeps jobs where their caches are warm, and all end sooner; without patience they move', () => {
  const jobs = [0, 1, 2, 3, 4].map((index) => ({ name: `${index}`, arrival: 0, run: 120, workingSet: 90 }));
  const end = (name: string, options: Record<string, OptionValue>) => {
    const scheduler = textbookChoice({ name, options: { quantum: 10 * TICK, ...options } }, TICK);
    const cache = { size: 100, warmup: 10 * TICK, slowdown: 2 };
    return runWorkload({ jobs, tick: TICK, harts: 3, scheduler, quantum: TICK, cache }, 1e7).end / TICK;
  };
  const patient = end('affinity', { patience: 5 * TICK });
  expect(patient).toBeLessThan(end('affinity', { patience: 0 }));
  expect(end('affinity', { patience: 0 })).toBe(end('rr', {}));
});
