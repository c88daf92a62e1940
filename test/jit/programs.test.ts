import { describe, expect, test, vi } from 'vitest';
import { drawBelow, seedPrng } from '../../src/base/prng.ts';
import { POLICIES } from '../../src/kernel/sched/policies.ts';
import { ENDS_RUN, GOES_ON, RESUMES } from '../../src/machine/hart.ts';
import { QuickGate } from '../../src/system/call-gate.ts';
import type { Settings } from '../../src/system/settings.ts';
import { binPrograms } from '../guest/compare.ts';
import type { GuestRun } from '../guest/guest-run.ts';
import { lifeCases } from '../guest/life.cases.ts';
import { shellCases } from '../guest/shell.cases.ts';
import { toolCases } from '../guest/tools.cases.ts';
import { Guest } from '../system/guest.ts';
import { CALLERS, spinners } from '../system/stretches.ts';
import { WORKLOAD } from '../system/workload.ts';
import { thorough } from '../thorough.ts';
import { expectSameEnd, MODES } from './modes.ts';

/** Lets a timer send signals again and again, */
const START_TIMER = `
    .equ    SIGALRM_NUMBER, 14
    li      a0, SIGALRM_NUMBER
    la      a1, action
    li      a2, 0
    li      a3, 8
    syscall rt_sigaction
    li      a0, 0
    la      a1, interval
    li      a2, 0
    syscall setitimer
`;
/** and counts them in the data section, which this begins. */
const SIGNAL_COUNTER = `
handler:
    la      t0, count
    lw      t1, (t0)
    addi    t1, t1, 1
    sw      t1, (t0)
    ret

    .data
    .balign 8
interval: .word 0, 30, 0, 30        # 3,000 cycles
action: .word handler, 0, 0, 0, 0
count: .word 0
`;

/** A process that catches a timer's signals in the middle of a computation, and asks who it is all the time. */
const INTERRUPTED = `
${START_TIMER}
    li      s0, 0
    li      s1, 3000
    la      s3, numbers
1:  lw      t1, (s3)
    add     t1, t1, s1
    sw      t1, (s3)
    lw      t2, 4(s3)
    xor     t2, t2, t1
    sw      t2, 4(s3)
    syscall getpid
    add     s0, s0, a0
    lw      t0, count
    li      t1, 40
    bge     t0, t1, 2f
    addi    s1, s1, -1
    j       1b
2:  put     t0
    exit    3

${SIGNAL_COUNTER}
numbers: .word 1, 2
`;

/** A process that writes functions anew, calls them, and lets a child do the same with its copy of the page. */
const SELF_MODIFYING = `
    li      a0, 0
    li      a1, 4096
    li      a2, PROT_READ | PROT_WRITE | PROT_EXEC
    li      a3, MAP_PRIVATE | MAP_ANONYMOUS
    li      a4, -1
    li      a5, 0
    syscall mmap2
    mv      s0, a0
    li      s1, 6
    li      s3, 0
1:  slli    t0, s1, 20              # addi a0, a0, s1
    li      t1, 0x00050513
    or      t0, t0, t1
    sw      t0, (s0)
    li      t0, 0x00008067          # ret
    sw      t0, 4(s0)
    fence.i
    li      s2, 3000
2:  mv      a0, s3
    jalr    s0
    mv      s3, a0
    addi    s2, s2, -1
    bnez    s2, 2b
    li      t0, 3
    bne     s1, t0, 3f
    fork
    bnez    a0, 3f
    li      s1, 20
3:  addi    s1, s1, -1
    bnez    s1, 1b
    put     s3
4:  wait
    bgez    a0, 4b
    exit
`;

/**
 * Two processes that talk by pipes, one of them interrupted by a timer's signals; then one that reads the instruction behind
 * its call of read, each time another one, and last writes to a pipe that nobody reads.
 */
const TALKERS = `
    la      a0, there
    li      a1, 0
    syscall pipe2
    la      a0, back
    li      a1, 0
    syscall pipe2
    fork
    bnez    a0, parent
    lw      a0, there + 4
    syscall close
1:  lw      a0, there
    la      a1, word
    li      a2, 4
    syscall read
    beqz    a0, 2f
    lw      t1, word
    addi    t1, t1, 3
    sw      t1, word, t0
    lw      a0, back + 4
    la      a1, word
    li      a2, 4
    syscall write
    j       1b
2:  exit    7

parent:
${START_TIMER}
    li      s0, 1200
1:  lw      a0, there + 4
    la      a1, word
    li      a2, 4
    syscall write
2:  lw      a0, back
    la      a1, word
    li      a2, 4
    syscall read
    bltz    a0, 2b
    addi    s0, s0, -1
    bnez    s0, 1b
    lw      a0, there + 4
    syscall close
    wait
    lw      t0, word
    put     t0

    li      a0, 0
    li      a1, 4096
    li      a2, PROT_READ | PROT_WRITE | PROT_EXEC
    li      a3, MAP_PRIVATE | MAP_ANONYMOUS
    li      a4, -1
    li      a5, 0
    syscall mmap2
    mv      s1, a0
    li      t0, 0x03f00893          # li a7, 63
    sw      t0, (s1)
    li      t0, 0x00000073          # ecall
    sw      t0, 4(s1)
    li      t0, 0x00008067          # ret
    sw      t0, 12(s1)
    la      a0, there
    li      a1, 0
    syscall pipe2
    li      s0, 150
    li      s3, 0
1:  slli    t0, s0, 20              # addi a0, a0, s0
    li      t1, 0x00050513
    or      t0, t0, t1
    sw      t0, word, t1
    lw      a0, there + 4
    la      a1, word
    li      a2, 4
    syscall write
    lw      a0, there
    addi    a1, s1, 8
    li      a2, 4
    jalr    s1
    add     s3, s3, a0
    addi    s0, s0, -1
    bnez    s0, 1b
    put     s3
    lw      a0, there
    syscall close
    lw      a0, there + 4
    la      a1, word
    li      a2, 4
    syscall write
    exit    9

${SIGNAL_COUNTER}
word:   .word 1
there:  .zero 8
back:   .zero 8
`;

/** Processes that hand the hart on with hardly an instruction between their calls. */
const YIELDERS = `
    fork
    fork
    li      s0, 2000
    li      a7, SYS_sched_yield
1:  ecall
    addi    s0, s0, -1
    bnez    s0, 1b
2:  wait
    bgez    a0, 2b
    exit
`;

/** State hashes at pauses of random lengths, and at the end. */
function hashes(program: string, settings: Partial<Settings>, seed: number): string[] {
  const guest = new Guest(program, { settings });
  const prng = seedPrng(seed);
  const found: string[] = [];
  for (let pause = 0; pause < 60; pause++) {
    const halt = guest.run({ pauseAfter: 1 + drawBelow(prng, drawBelow(prng, 3) === 0 ? 100 : 30_000), limit: 3e6 });
    found.push(`${guest.hash} after ${guest.computer.steps} steps, ${halt.kind}`);
    if (halt.kind !== 'paused') break;
  }
  guest.run({ limit: 3e6 });
  return [...found, guest.hash, guest.stdout];
}

const PROGRAMS = { WORKLOAD, CALLERS, INTERRUPTED, SELF_MODIFYING, TALKERS, YIELDERS, SPINNERS: spinners(3) };
const SETTINGS: readonly Partial<Settings>[] = [
  {},
  { harts: 1 },
  { harts: 1, quantum: 777 },
  { harts: 3, round: 500, quantum: 50 },
  { harts: 2, seed: 5, quantum: 3000 },
  { harts: 4, entryCycles: 20 },
];

describe.each(Object.entries(PROGRAMS))('the state of %s at any moment', (_, program) => {
  const settings = SETTINGS.slice(0, thorough(2, SETTINGS.length));
  test.each(settings)('is the same with --jit on, off and always: %j', (setting) => {
    for (let seed = 0; seed < thorough(1, 10); seed++) {
      const [off, ...others] = MODES.map((jit) => hashes(program, { ...setting, jit }, seed));
      for (const other of others) expect(other).toEqual(off);
    }
  });
});

test.each(POLICIES.map(({ name }) => name))(
  'under the policy %s talkers go on the same with --jit on, off and always',
  (name) => {
    for (const harts of [1, 2]) {
      const setting = { harts, quantum: 700, scheduler: { name, options: {} } };
      const [off, ...others] = MODES.map((jit) => hashes(TALKERS, { ...setting, jit }, harts));
      for (const other of others) expect(other).toEqual(off);
    }
  },
);

/** What the gate answered while `guest` ran, by how often. */
function answers(guest: Guest): number[] {
  const served = vi.spyOn(QuickGate.prototype, 'serve');
  guest.run({ limit: 3e6 });
  const counts = [0, 0, 0, 0];
  for (const { value } of served.mock.results) counts[value as number]!++;
  served.mockRestore();
  return counts;
}

test('calls are served in the middle of runs, those that block too', () => {
  const settings = { harts: 1, jit: 'on' } as const;
  const talkers = new Guest(TALKERS, { settings });
  const talk = answers(talkers);
  // Each read gives 4, to which the instruction that it read adds the number of rounds that are left.
  expect(talkers.words).toEqual([1 + 3 * 1200, 4 * 150 + (150 * 151) / 2]);
  expect(talk[GOES_ON]).toBeGreaterThan(100);
  // Signals wait for the end of a round.
  expect(talk[ENDS_RUN]).toBeGreaterThan(1000);
  expect(answers(new Guest(YIELDERS, { settings }))[RESUMES]).toBeGreaterThan(1000);
});

/** Every program of /bin at work, and many of them together. */
const RUNS: readonly GuestRun[] = [
  ...toolCases.map(({ command: [name, ...args], stdin, files }) => ({ program: `/bin/${name}`, args, stdin, files })),
  ...[...shellCases, ...lifeCases].map(({ script, stdin, files }) => ({
    program: '/bin/sh',
    args: ['-c', script],
    stdin,
    files,
  })),
].map(({ stdin, files, ...run }) => ({ ...run, ...(stdin && { stdin }), ...(files && { files }) }));

test('programs of /bin end in the same state with --jit on, off and always', { timeout: 600_000 }, async () => {
  const programs = await binPrograms();
  const every = thorough(250, 1);
  for (const run of RUNS.filter((_, index) => index % every === 7 % every)) expectSameEnd(run, programs);
});
