import { describe, expect, test } from 'vitest';
import type { Settings } from '../../src/system/settings.ts';
import { runGuest } from './guest.ts';

const PROCESSES = 4;
const STEPS = 50;

/** `PROCESSES` processes, each of which adds to the shared word `(s1)` in its own way, `STEPS` times; prints the word. */
function counting(step: string): string {
  return `
    share
    mv      s0, a0                  # a lock at 0, the counter at 64
    addi    s1, s0, 64
    li      s2, ${PROCESSES}
1:  fork
    beqz    a0, child
    addi    s2, s2, -1
    bnez    s2, 1b
    li      s2, ${PROCESSES}
2:  wait
    addi    s2, s2, -1
    bnez    s2, 2b
    lw      s3, (s1)
    put     s3
    exit
child:
    li      s3, ${STEPS}
    li      t2, 1
3:
${step}
    addi    s3, s3, -1
    bnez    s3, 3b
    exit
`;
}

const LOCKED = counting(`
4:  lr.w.aq t0, (s0)                # take the lock
    bnez    t0, 4b
    sc.w    t0, t2, (s0)
    bnez    t0, 4b
    lw      t1, (s1)
    addi    t1, t1, 1
    sw      t1, (s1)
    amoswap.w.rl zero, zero, (s0)   # release it
`);

const RESERVED = counting(`
4:  lr.w    t0, (s1)
    addi    t0, t0, 1
    sc.w    t1, t0, (s1)
    bnez    t1, 4b
`);

const ATOMIC = counting('    amoadd.w zero, t2, (s1)');

const UNLOCKED = counting(`
    lw      t0, (s1)
    addi    t0, t0, 1
    sw      t0, (s1)
`);

const ROUNDS = [1, 2, 3, 5, 10, 33, 100, 1000, 3333, 10_000];
const SEEDS = Array.from({ length: 50 }, (_, index) => index + 1);

function count(program: string, settings: Partial<Settings>): number {
  return runGuest(program, { settings: { quantum: 500, ...settings } }).words[0]!;
}

describe.each([
  ['a spin lock of LR and SC', LOCKED],
  ['a counter of LR and SC', RESERVED],
  ['a counter of AMOs', ATOMIC],
])('%s', (_, program) => {
  test.each(ROUNDS)('counts right in rounds of %i cycles, on any number of harts', (round) => {
    for (const harts of [1, 2, 4, 5]) expect(count(program, { round, harts })).toBe(PROCESSES * STEPS);
  });

  test('counts right for every seed from 1 to 50', () => {
    for (const seed of SEEDS) {
      const round = ROUNDS[seed % ROUNDS.length]!;
      expect([seed, count(program, { seed, round })]).toEqual([seed, PROCESSES * STEPS]);
    }
  });

  test('makes progress with a quantum of 1', () => {
    expect(count(program, { harts: 1, quantum: 1 })).toBe(PROCESSES * STEPS);
    expect(count(program, { harts: 2, quantum: 1, round: 7 })).toBe(PROCESSES * STEPS);
  });
});

describe('a counter without a lock', () => {
  const totals = SEEDS.map((seed) => count(UNLOCKED, { seed, round: 20 }));

  test('loses updates for some seeds, and not the same number for all', () => {
    expect(Math.min(...totals)).toBeLessThan(PROCESSES * STEPS);
    expect(new Set(totals).size).toBeGreaterThan(5);
    expect(Math.max(...totals)).toBeLessThanOrEqual(PROCESSES * STEPS);
  });

  test('loses exactly the same for the same seed', () => {
    expect(SEEDS.map((seed) => count(UNLOCKED, { seed, round: 20 }))).toEqual(totals);
  });

  test('loses nothing on one hart if the quantum is longer than the work', () => {
    expect(count(UNLOCKED, { harts: 1, quantum: 100_000 })).toBe(PROCESSES * STEPS);
  });
});
