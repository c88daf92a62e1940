import { expect, test } from 'vitest';
import type { Settings } from '../../src/system/settings.ts';
import { WORKLOAD } from '../system/workload.ts';
import { thorough } from '../thorough.ts';
import { straightHashes, walk } from './walks.ts';

/** Two threads and a child at work, and a timer whose signals interrupt what they do. */
const SIGNALS = `
      li      a0, SIGALRM
      la      a1, action
      li      a2, 0
      li      a3, 8
      syscall rt_sigaction
      li      a0, ITIMER_REAL
      la      a1, timer
      li      a2, 0
      syscall setitimer
      li      a0, CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD
      la      a1, stack_end
      li      a2, 0
      li      a3, 0
      li      a4, 0
      syscall clone
      la      s0, shared
      li      s1, 400
      bnez    a0, 1f
      li      s1, 700
  1:  li      t0, 1
      amoadd.w t1, t0, (s0)
      addi    s1, s1, -1
      andi    t0, s1, 63
      bnez    t0, 2f
      syscall sched_yield
  2:  bnez    s1, 1b
      fork
      beqz    a0, 3f
      wait
  3:  li      a0, 0
      syscall exit
  handler:
      la      t0, shared
      lw      t1, 4(t0)
      addi    t1, t1, 1
      sw      t1, 4(t0)
      ret
      .data
      .balign 8
  action: .word handler, SA_RESTART, 0, 0
  timer:  .word 0, 20, 0, 20              # 2,000 cycles
      .bss
      .balign 16
  shared: .zero 8
      .balign 16
      .zero   1024
  stack_end:
`;

const PROGRAMS = [WORKLOAD, SIGNALS];
const SETTINGS: readonly Partial<Settings>[] = [
  {},
  { harts: 1, quantum: 500 },
  { harts: 3, round: 10, quantum: 33, seed: 1 },
  { harts: 2, round: 100, seed: 7 },
];

const seeds = Array.from({ length: thorough(4, 200) }, (_, seed) => seed);

test.each(seeds)('a random walk (seed %i) meets only states of the straight run', (seed) => {
  const program = PROGRAMS[seed % PROGRAMS.length]!;
  const settings = SETTINGS[(seed >> 1) % SETTINGS.length]!;
  const visits = walk(program, settings, seed, 40);
  const straight = straightHashes(program, settings, visits);
  for (const { step, hash } of visits) expect({ step, hash }).toEqual({ step, hash: straight.get(step) });
});

test('the walk would notice another way', () => {
  const visits = walk(SIGNALS, {}, 3, 5);
  const straight = straightHashes(SIGNALS, { quantum: 777, seed: 5 }, visits);
  expect(visits.every(({ step, hash }) => straight.get(step) === hash)).toBe(false);
});
