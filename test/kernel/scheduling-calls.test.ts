import { describe, expect, test } from 'vitest';
import { runGuest } from '../system/guest.ts';

/** Room for a mask or a struct sched_param, and the calls that the tests make. */
const CALLS = `
.macro allow harts, pid=0       # set the affinity of a thread
    li      t0, \\harts
    la      a2, parameter
    sw      t0, (a2)
    li      a0, \\pid
    li      a1, 4
    syscall sched_setaffinity
.endm
.macro policy which, priority, pid=0
    li      t0, \\priority
    la      a2, parameter
    sw      t0, (a2)
    li      a0, \\pid
    li      a1, \\which
    syscall sched_setscheduler
.endm
.macro hart                     # a0 = the hart this runs on
    la      a0, cpu
    li      a1, 0
    syscall getcpu
    lw      a0, cpu
.endm
.bss
.balign 4
parameter: .zero 8
cpu: .zero 4
ends: .zero 8
.text
`;

function guest(text: string, settings = {}) {
  return runGuest(`${CALLS}${text}`, { settings });
}

describe('affinity', () => {
  test('moves the caller before its call returns', () => {
    const { words } = guest(
      `
      allow   4
      hart
      put     a0
      allow   1
      hart
      put     a0
      exit`,
      { harts: 4 },
    );
    expect(words).toEqual([2, 0]);
  });

  test('moves a thread that runs elsewhere', () => {
    const { words } = guest(
      `
      allow   1
      share
      mv      s0, a0
      fork
      bnez    a0, 2f
      allow   2
1:    hart
      sw      a0, (s0)
      lw      t0, 4(s0)         # until the parent has seen where it is
      beqz    t0, 1b
      exit
2:    mv      s1, a0
3:    lw      t0, (s0)
      li      t1, 1
      bne     t0, t1, 3b
      la      a2, parameter
      li      t0, 8
      sw      t0, (a2)
      mv      a0, s1
      li      a1, 4
      syscall sched_setaffinity
4:    lw      t0, (s0)
      li      t1, 3
      bne     t0, t1, 4b
      put     t0
      li      t0, 1
      sw      t0, 4(s0)
      wait
      exit`,
      { harts: 4 },
    );
    expect(words).toEqual([3]);
  });

  test('binds children too, though other harts are idle', () => {
    const { words } = guest(
      `
      allow   2
      share
      mv      s0, a0
      fork
      bnez    a0, 2f
      hart
      sw      a0, (s0)
      exit
2:    hart
      put     a0
      wait
      lw      a0, (s0)
      put     a0
      exit`,
      { harts: 4 },
    );
    expect(words).toEqual([1, 1]);
  });
});

/** Two children count until the parent, which sleeps, stops them; `first` and `second` run at their starts. */
function race(first: string, second: string): [number, number] {
  const child = (start: string, offset: number) => `
    fork
    bnez    a0, 2f
    ${start}
1:  lw      t0, ${offset}(s0)
    addi    t0, t0, 1
    sw      t0, ${offset}(s0)
    lw      t1, 8(s0)
    beqz    t1, 1b
    exit
2:`;
  const { words } = guest(
    `
    share
    mv      s0, a0
    ${child(first, 0)}
    ${child(second, 4)}
    .data
    .balign 8
duration: .word 0, 0, 50000000, 0
    .text
    li      a0, CLOCK_MONOTONIC
    li      a1, 0
    la      a2, duration
    li      a3, 0
    syscall clock_nanosleep_time64
    li      t0, 1
    sw      t0, 8(s0)
    lw      a0, 0(s0)
    put     a0
    lw      a0, 4(s0)
    put     a0
    wait
    wait
    exit`,
    { harts: 1, quantum: 10_000 },
  );
  return [words[0]!, words[1]!];
}

const nice = (value: number) => `
    li      a0, PRIO_PROCESS
    li      a1, 0
    li      a2, ${value}
    syscall setpriority`;

describe('nice values', () => {
  test('share a hart in the ratio of their weights', () => {
    const [first, second] = race('', nice(5));
    expect(first / second).toBeGreaterThan(2.9);
    expect(first / second).toBeLessThan(3.2);
  });

  test('below 0 favour a thread', () => {
    const [first, second] = race('', nice(-5));
    expect(second / first).toBeGreaterThan(2.8);
    expect(second / first).toBeLessThan(3.3);
  });

  test('change nothing when they are equal', () => {
    const [first, second] = race(nice(7), nice(7));
    expect(first / second).toBeGreaterThan(0.95);
    expect(first / second).toBeLessThan(1.05);
  });
});

describe('real-time threads', () => {
  test('take the hart when they are woken, though the quantum is not over', () => {
    const text = (start: string) => `
      la      a0, ends
      li      a1, 0
      syscall pipe2
      fork
      bnez    a0, 2f
      ${start}
      lw      a0, ends
      la      a1, parameter
      li      a2, 1
      syscall read
      print   "reader "
      exit
2:    la      a2, parameter     # until the reader sleeps
      li      s0, 100000
3:    addi    s0, s0, -1
      bnez    s0, 3b
      syscall sched_yield
      lw      a0, ends+4
      la      a1, parameter
      li      a2, 1
      syscall write
      print   "writer "
      wait
      exit`;
    const settings = { harts: 1 };
    expect(guest(text(''), settings).stdout).toBe('writer reader ');
    expect(guest(text('policy SCHED_FIFO, 10'), settings).stdout).toBe('reader writer ');
    expect(guest(text('policy SCHED_RR, 1'), settings).stdout).toBe('reader writer ');
  });

  test('leave nothing to others until they sleep', () => {
    const [first, second] = race(
      '',
      'policy SCHED_FIFO, 1\n li t0, 0\n 3: addi t0, t0, 1\n li t1, 1000000\n bne t0, t1, 3b\n exit',
    );
    expect(second).toBe(0);
    expect(first).toBeGreaterThan(100_000);
  });

  test('of one priority take turns under SCHED_RR', () => {
    const { stdout } = guest(
      `
      policy  SCHED_RR, 5
      share
      mv      s0, a0
      fork
      beqz    a0, 2f
1:    lw      t0, (s0)          # only another turn can end this
      beqz    t0, 1b
      print   "turn"
      exit
2:    li      t0, 1
      sw      t0, (s0)
      exit`,
      { harts: 1 },
    );
    expect(stdout).toBe('turn');
  });

  test('take a hart at the end of the round, the one of the lowest priority', () => {
    // Two threads count on two harts, one of them with priority; a third one with a higher priority displaces the other.
    const { words } = guest(
      `
      share
      mv      s0, a0
      fork
      bnez    a0, 2f
      allow   1
      policy  SCHED_FIFO, 5
      li      t0, 1
      sw      t0, 0(s0)
1:    lw      t0, 4(s0)
      beqz    t0, 1b
      exit
2:    lw      t0, (s0)
      beqz    t0, 2b
      fork
      bnez    a0, 3f
      policy  SCHED_FIFO, 9
      li      a0, CLOCK_MONOTONIC
      li      a1, 0
      la      a2, moment
      li      a3, 0
      syscall clock_nanosleep_time64
      hart
      put     a0
      li      t0, 1
      sw      t0, 4(s0)
      exit
      .data
      .balign 8
moment: .word 0, 0, 3000000, 0
      .text
3:    lw      t0, 4(s0)
      beqz    t0, 3b
      wait
      wait
      exit`,
      { harts: 2 },
    );
    expect(words).toEqual([1]);
  });
});

describe('membarrier', () => {
  test('has nothing to wait for', () => {
    const { words } = guest(`
      li      a0, MEMBARRIER_CMD_PRIVATE_EXPEDITED
      li      a1, 0
      syscall membarrier
      mv      s0, a0
      put     s0
      li      a0, 3
      li      a1, 0
      syscall membarrier
      mv      s0, a0
      put     s0
      exit`);
    expect(words).toEqual([0, -22]);
  });
});

describe('sched_hint', () => {
  const hint = (what: number, value: number, pid = 0) =>
    `li a0, ${pid}\n li a1, ${what}\n li a2, ${value}\n syscall sched_hint\n put a0\n`;

  test('declares what a policy may want to know, of the caller or of another thread', () => {
    const { guest: run, words } = guest(`${hint(1, 5000)}${hint(2, 7)}${hint(3, 9, 2)}${hint(4, 11)}\n exit`);
    expect(words).toEqual([0, 0, 0, 0]);
    expect(run.computer.kernel.main!.threads[0]!.scheduling).toMatchObject({
      length: 5000,
      tickets: 7,
      rank: 9,
      workingSet: 11,
    });
  });

  test('refuses what it does not know, and threads that are not there', () => {
    expect(guest(`${hint(5, 1)}${hint(1, 1, 999)}\n exit`).words).toEqual([-22, -3]);
  });
});
