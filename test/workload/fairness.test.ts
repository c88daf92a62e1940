import { describe, expect, test } from 'vitest';
import { drawBelow, seedPrng } from '../../src/base/prng.ts';
import { weightOf } from '../../src/kernel/sched/attributes.ts';
import { textbookChoice } from '../../src/kernel/sched/policies.ts';
import type { Thread } from '../../src/kernel/thread.ts';
import { type Outcome, runWorkload } from '../../src/workload/run-workload.ts';
import type { Job } from '../../src/workload/workload.ts';
import { thorough } from '../thorough.ts';

const TICK = 20;
const LIMIT = 2000;

function run(name: string, jobs: readonly Job[], harts = 1): Outcome {
  const scheduler = textbookChoice({ name, options: {} }, TICK);
  return runWorkload({ jobs, tick: TICK, harts, scheduler, quantum: TICK }, LIMIT * TICK);
}

/** The largest distance, in ticks, between what a job had and its share, over the whole run. */
function largestLag({ stretches }: Outcome, shares: readonly number[]): number {
  const had = shares.map(() => 0);
  let largest = 0;
  for (const { job, start, end } of stretches) {
    had[job]! += (end - start) / TICK;
    shares.forEach((share, other) => {
      largest = Math.max(largest, Math.abs(had[other]! - (share * end) / TICK));
    });
  }
  return largest;
}

/** Jobs that do not end. */
function endless(count: number, of: (index: number) => Partial<Job>): Job[] {
  return Array.from({ length: count }, (_, index) => ({ name: `${index}`, arrival: 0, run: LIMIT * 4, ...of(index) }));
}

const CASES = thorough(4, 60);

describe('in a long run nobody gets far from its share', () => {
  test('under stride, by tickets: no more than a quantum for each pair of jobs', () => {
    for (let seed = 0; seed < CASES; seed++) {
      const prng = seedPrng(seed);
      const count = 2 + drawBelow(prng, 4);
      const jobs = endless(count, () => ({ tickets: 1 + drawBelow(prng, 20) }));
      const total = jobs.reduce((sum, { tickets }) => sum + tickets!, 0);
      const lag = largestLag(
        run('stride', jobs),
        jobs.map(({ tickets }) => tickets! / total),
      );
      // Between two jobs it is one quantum at most (Waldspurger and Weihl 1995); among n it may add up to n.
      expect(lag).toBeLessThanOrEqual(count);
    }
  });

  test('under fair, by weights: no more than the longest slice', () => {
    for (let seed = 0; seed < CASES; seed++) {
      const prng = seedPrng(seed);
      const jobs = endless(2 + drawBelow(prng, 4), () => ({ nice: drawBelow(prng, 11) - 5 }));
      const weights = jobs.map(({ nice }) => weightOf({ scheduling: { policy: 0, nice } } as Thread));
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      // The bound of EEVDF: |lag| is at most the largest request, and of that is the slice.
      const lag = largestLag(
        run('fair', jobs),
        weights.map((weight) => weight / total),
      );
      expect(lag).toBeLessThanOrEqual(1 + 1 / TICK);
    }
  });

  test('under fair, who sleeps and comes back takes no more than its share from then on', () => {
    const jobs = [
      { name: 'busy', arrival: 0, run: 400 },
      { name: 'late', arrival: 200, run: 200 },
    ];
    const { times } = run('fair', jobs);
    // From 200 on both have half: `late` ends at about 600, and so does `busy`.
    expect(times.map((one) => Math.round((one!.turnaround + one!.arrival) / TICK / 2))).toEqual([300, 300]);
  });

  test('under round robin everybody gets the same', () => {
    const lag = largestLag(
      run(
        'rr',
        endless(5, () => ({})),
      ),
      [0.2, 0.2, 0.2, 0.2, 0.2],
    );
    expect(lag).toBeLessThanOrEqual(1);
  });

  test('under fifo one gets all: the measure can fail', () => {
    expect(
      largestLag(
        run(
          'fifo',
          endless(2, () => ({})),
        ),
        [0.5, 0.5],
      ),
    ).toBeGreaterThan(LIMIT / 4);
  });
});
