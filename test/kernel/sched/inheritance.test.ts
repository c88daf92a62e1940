import { describe, expect, test } from 'vitest';
import { FUTEX_OWNER_DIED, FUTEX_WAITERS } from '../../../src/abi/locks.ts';
import { runGuest } from '../../system/guest.ts';

/** A lock at s0 that lends priority, and one that does not. */
const LENDING = `
    .macro lock
    mv      a0, s0
    li      a1, 6                   # FUTEX_LOCK_PI
    li      a3, 0
    syscall futex_time64
    .endm
    .macro unlock
    mv      a0, s0
    li      a1, 7                   # FUTEX_UNLOCK_PI
    syscall futex_time64
    .endm
`;
const PLAIN = `
    .macro lock
1:  li      t0, 1
    amoswap.w t0, t0, (s0)
    beqz    t0, 2f
    mv      a0, s0
    li      a1, 0                   # FUTEX_WAIT
    li      a2, 1
    li      a3, 0
    syscall futex_time64
    j       1b
2:
    .endm
    .macro unlock
    sw      zero, (s0)
    mv      a0, s0
    li      a1, 1                   # FUTEX_WAKE
    li      a2, 1
    syscall futex_time64
    .endm
`;

/** A low one takes the lock; then a high one wants it, and a middle one computes for long. Each says when it has ended. */
const INVERSION = `
    .macro compute turns
    li      t0, \\turns
9:  addi    t0, t0, -1
    bnez    t0, 9b
    .endm
    .macro nap
    li      a0, CLOCK_MONOTONIC
    li      a1, 0
    la      a2, nap_time
    li      a3, 0
    syscall clock_nanosleep_time64
    .endm
    share
    mv      s0, a0
    favour  PARENT
    fork
    beqz    a0, low
    nap
    fork
    beqz    a0, high
    fork
    beqz    a0, middle
    wait
    wait
    wait
    exit
low:
    favour  LOW
    lock
    compute 20000
    unlock
    print   "L"
    exit
high:
    favour  HIGH
    lock
    unlock
    print   "H"
    exit
middle:
    favour  MIDDLE
    compute 50000
    print   "M"
    exit
    .data
    .balign 8
nap_time: .word 0, 0, 20000, 0      # 2,000 cycles
    .text
`;

/** Nice values for a policy by priority; real-time priorities for any. */
const BY_NICE = `
    .equ PARENT, 0
    .equ LOW, 10
    .equ MIDDLE, 5
    .equ HIGH, 1
    .macro favour nice
    li      a0, 0
    li      a1, 0
    li      a2, \\nice
    syscall setpriority
    .endm
`;
const BY_REAL_TIME = `
    .equ PARENT, 50
    .equ LOW, 1
    .equ MIDDLE, 2
    .equ HIGH, 3
    .macro favour priority
    li      t0, \\priority
    la      a2, put_word
    sw      t0, (a2)
    li      a0, 0
    li      a1, SCHED_FIFO
    syscall sched_setscheduler
    .endm
`;

describe.each([
  ['the policy priority', BY_NICE, 'priority'],
  ['real-time priorities', BY_REAL_TIME, 'rr'],
])('under %s', (_, favour, name) => {
  const settings = { harts: 1, scheduler: { name, options: {} }, quantum: 10_000 };

  test('a lock that does not lend inverts priorities: the middle one goes before the high one', () => {
    expect(runGuest(PLAIN + favour + INVERSION, { settings }).stdout).toBe('MHL');
  });

  test('with inheritance the high one waits for the low one only', () => {
    expect(runGuest(LENDING + favour + INVERSION, { settings }).stdout).toBe('HML');
  });
});

describe('FUTEX_LOCK_PI', () => {
  const run = (text: string) => runGuest(`${LENDING}\n    share\n    mv s0, a0\n${text}\n    exit`).words;

  test('takes a free lock by the number of the thread, and gives it back', () => {
    expect(run('lock\n put a0\n lw s1, (s0)\n put s1\n unlock\n put a0\n lw s1, (s0)\n put s1')).toEqual([0, 2, 0, 0]);
  });

  test('refuses a lock that the thread holds, one that it does not hold, and one of a thread that is not there', () => {
    expect(run('lock\n lock\n put a0')).toEqual([-35]);
    expect(run('unlock\n put a0')).toEqual([-1]);
    expect(run('li t0, 999\n sw t0, (s0)\n lock\n put a0')).toEqual([-3]);
    expect(run('li t0, 1\n sw t0, (s0)\n mv a0, s0\n li a1, 8\n syscall futex_time64\n put a0')).toEqual([-11]);
  });

  test('hands the lock of a thread that ends to one that waits, and says so in the word', () => {
    const words = run(`
      fork
      bnez a0, 1f
      lock
      li a0, CLOCK_MONOTONIC
      li a1, 0
      la a2, moment
      li a3, 0
      syscall clock_nanosleep_time64
      exit
      .data
      .balign 8
      moment: .word 0, 0, 200000, 0
      .text
    1: lw t0, (s0)
      beqz t0, 1b
      lock
      put a0
      lw s1, (s0)
      put s1`);
    expect(words).toEqual([0, FUTEX_OWNER_DIED | 2]);
  });

  test('gives up at its deadline', () => {
    const words = run(`
      fork
      bnez a0, 1f
      lock
    2: j 2b
    1: mv s3, a0
    3: lw t0, (s0)
      beqz t0, 3b
      mv a0, s0
      li a1, 13                     # FUTEX_LOCK_PI2: on the monotonic clock
      la a3, moment
      syscall futex_time64
      put a0
      lw s1, (s0)
      put s1
      mv a0, s3
      li a1, SIGKILL
      syscall kill
      .data
      .balign 8
      moment: .word 0, 0, 2000000, 0
      .text`);
    expect(words).toEqual([-110, FUTEX_WAITERS | 3]);
  });

  test('sees a circle of threads that would wait for each other', () => {
    const words = run(`
      fork
      bnez a0, 1f
      addi s0, s0, 4                # the child: second lock, then the first
      lock
    2: lw t0, -4(s0)
      beqz t0, 2b
      addi s0, s0, -4
      lock
      addi s0, s0, 4
      unlock
      exit
    1: lock                         # the parent: first lock, then the second
    3: lw t0, 4(s0)
      beqz t0, 3b
      li a0, CLOCK_MONOTONIC
      li a1, 0
      la a2, moment
      li a3, 0
      syscall clock_nanosleep_time64
      addi s0, s0, 4
      lock
      put a0
      addi s0, s0, -4
      unlock
      wait
      .data
      .balign 8
      moment: .word 0, 0, 200000, 0
      .text`);
    expect(words).toEqual([-35]);
  });
});
