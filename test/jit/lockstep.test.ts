import { describe, expect, test } from 'vitest';
import { drawBelow, seedPrng } from '../../src/base/prng.ts';
import type { JitMode } from '../../src/jit/translator.ts';
import { thorough } from '../thorough.ts';
import { RandomRun } from './lockstep.ts';

const OTHERS: readonly JitMode[] = ['on', 'always'];

/** Runs `seed`'s program in slices that `slice` draws, in step with the interpreter. */
function compare(seed: number, mode: JitMode, cycles: number, slice: () => number): void {
  const [expected, other] = [new RandomRun(seed, 'off'), new RandomRun(seed, mode)];
  while (expected.hart.cycle < cycles) {
    const length = slice();
    const what = `seed ${seed}, --jit ${mode}, ${length} cycles from ${expected.hart.cycle}`;
    const found = expected.run(length);
    expect(other.run(length), what).toBe(found);
  }
  expect(other.memoryHash, `memory of seed ${seed}, --jit ${mode}`).toBe(expected.memoryHash);
}

describe.each(OTHERS)('random programs with --jit %s', (mode) => {
  test('do what they do under the interpreter, in slices of any length', () => {
    for (let seed = 0; seed < thorough(12, 2000); seed++) {
      const prng = seedPrng(seed);
      compare(seed, mode, 12_000, () => 1 + drawBelow(prng, drawBelow(prng, 3) === 0 ? 40 : 3000));
    }
  });

  test('are stopped at every cycle', () => {
    for (let seed = 5000; seed < 5000 + thorough(3, 200); seed++) compare(seed, mode, 1500, () => 1);
  });

  test('are stopped alike by quanta from 1 to 1000 cycles', () => {
    for (let quantum = 1; quantum <= 1000; quantum += thorough(83, 1)) {
      compare(6000 + quantum, mode, Math.max(2000, 3 * quantum), () => quantum);
    }
  });
});
