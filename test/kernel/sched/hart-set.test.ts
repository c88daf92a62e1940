import { expect, test } from 'vitest';
import { HartSet } from '../../../src/kernel/sched/hart-set.ts';

test('holds harts of both halves, and gives them in order', () => {
  const harts = new HartSet([40, 3, 63, 31, 32, 0]);
  expect([...harts]).toEqual([0, 3, 31, 32, 40, 63]);
  for (const gone of [0, 31, 32, 5]) harts.delete(gone);
  expect([...harts]).toEqual([3, 40, 63]);
  expect([3, 31, 32, 40, 63].map((index) => harts.has(index))).toEqual([true, false, false, true, true]);
  expect(harts.isEmpty).toBe(false);
  for (const gone of harts) harts.delete(gone);
  expect(harts.isEmpty).toBe(true);
});

test.each([
  [[-1, -1], 31],
  [[0x7fffffff, -1], 33],
  [[0, 1 << 31], 63],
  [[1, 1], -1],
] as const)('finds the lowest one of affinity %j', (affinity, lowest) => {
  expect(new HartSet([63, 33, 31]).lowestOf(affinity)).toBe(lowest);
});
