import { expect, test } from 'vitest';
import { WORKLOAD } from '../system/workload.ts';
import { straightHashes, walk } from './walks.ts';

const SETTINGS = [{}, { harts: 1, quantum: 500 }, { harts: 3, round: 10, quantum: 33, seed: 1 }];

test.each([1, 2, 3, 4, 5, 6])('a random walk (seed %i) meets only states of the straight run', (seed) => {
  const settings = SETTINGS[seed % SETTINGS.length]!;
  const visits = walk(WORKLOAD, settings, seed, 60);
  const straight = straightHashes(WORKLOAD, settings, visits);
  for (const { step, hash } of visits) expect({ step, hash }).toEqual({ step, hash: straight.get(step) });
});
