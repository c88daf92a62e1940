import { expect, test } from 'vitest';
import { CYCLES_PER_SECOND } from '../../src/abi/processes.ts';
import { LoadAverage } from '../../src/kernel/load-average.ts';

const MINUTE = 60 * CYCLES_PER_SECOND;

test('one busy thread takes the averages towards 1 as in Linux', () => {
  const load = new LoadAverage();
  load.sample(MINUTE, 1);
  // 1 - 1/e of the way in the minute, a fifth and a fifteenth of a minute's decay in the others.
  expect(load.texts).toEqual(['0.63', '0.18', '0.06']);
  load.sample(60 * MINUTE, 1);
  expect(load.texts).toEqual(['1.00', '1.00', '1.00']);
});

test('an average falls to a third in its time', () => {
  const load = new LoadAverage();
  load.sample(60 * MINUTE, 4);
  load.sample(61 * MINUTE, 0);
  expect(load.texts[0]).toBe('1.47');
});

test('nothing happens before a sample is due', () => {
  const load = new LoadAverage();
  load.sample(5 * CYCLES_PER_SECOND - 1, 100);
  expect(load.texts).toEqual(['0.00', '0.00', '0.00']);
  load.sample(5 * CYCLES_PER_SECOND, 100);
  expect(load.texts[0]).toBe('8.01');
});

test('it makes no difference how many samples are taken at once', () => {
  const [together, singly] = [new LoadAverage(), new LoadAverage()];
  const loads = [3, 0, 7, 0];
  loads.forEach((active, index) => {
    together.sample((index + 1) * 500 * MINUTE, active);
    for (let at = 1; at <= 500 * 60; at++) singly.sample((index * 500 * 60 + at) * CYCLES_PER_SECOND, active);
    expect(together).toEqual(singly);
  });
});

test('a year of idleness is passed over', () => {
  const load = new LoadAverage();
  load.sample(MINUTE, 5);
  load.sample(366 * 24 * 60 * MINUTE, 0);
  expect(load.texts).toEqual(['0.00', '0.00', '0.00']);
  expect(load.next % (5 * CYCLES_PER_SECOND)).toBe(0);
  expect(load.next).toBeGreaterThan(366 * 24 * 60 * MINUTE);
});
