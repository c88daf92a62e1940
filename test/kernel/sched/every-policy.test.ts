import { describe, expect, test } from 'vitest';
import { decodePlain, encodePlain } from '../../../src/base/plain-data.ts';
import { POLICIES, type PolicyChoice } from '../../../src/kernel/sched/policies.ts';
import { loadComputer, type SavedComputer, saveComputer } from '../../../src/system/saved.ts';
import { stateHash } from '../../../src/system/state-hash.ts';
import { Guest } from '../../system/guest.ts';
import { WORKLOAD } from '../../system/workload.ts';
import { thorough } from '../../thorough.ts';

/** Each policy as it is, and with all that its options can switch on. */
const CHOICES: [string, PolicyChoice][] = POLICIES.flatMap(({ name, options }) => {
  const flags = options.filter(({ kind }) => kind === 'flag').map((option) => [option.name, true] as const);
  const times = options.filter(({ kind }) => kind === 'cycles').map((option) => [option.name, 700] as const);
  const all = Object.fromEntries([...flags, ...times]);
  return [{}, ...(Object.keys(all).length === 0 ? [] : [all])].map((chosen): [string, PolicyChoice] => [
    `${name} ${JSON.stringify(chosen)}`,
    { name, options: chosen },
  ]);
});
/** How many harts, and whether what falls on one cycle happens in the order of the textbooks. */
const COMPUTERS: readonly (readonly [number, boolean])[] = [
  [2, true],
  [3, false],
  [4, true],
  [2, false],
];

/** Threads that change how they are scheduled, stop, go on, and are killed while they run, wait or are ready. */
const CHANGES = `
    li      s0, 12                  # children
1:  fork
    beqz    a0, child
    addi    s0, s0, -1
    bnez    s0, 1b
    li      t0, 10                  # before its children, whatever they are
    la      a2, put_word
    sw      t0, (a2)
    li      a0, 0
    li      a1, SCHED_RR
    syscall sched_setscheduler
    li      s1, 40
2:  andi    t0, s1, 7
    addi    a0, t0, 3
    li      a1, SIGSTOP
    syscall kill
    addi    a0, s1, -10
    andi    a0, a0, 7
    addi    a0, a0, 4
    li      a1, SIGCONT
    syscall kill
    li      a0, PRIO_PROCESS
    andi    t0, s1, 7
    addi    a1, t0, 5
    andi    a2, s1, 15
    syscall setpriority
    li      t0, 1                   # one goes to SCHED_RR, and back
    la      a2, put_word
    sw      t0, (a2)
    andi    t0, s1, 3
    addi    a0, t0, 4
    li      a1, SCHED_RR
    syscall sched_setscheduler
    la      a2, put_word
    sw      zero, (a2)
    andi    t0, s1, 1
    addi    a0, t0, 4
    li      a1, SCHED_OTHER
    syscall sched_setscheduler
    la      a2, masks
    andi    t0, s1, 4
    add     a2, a2, t0
    andi    t0, s1, 7
    addi    a0, t0, 3
    li      a1, 4
    syscall sched_setaffinity
    addi    s1, s1, -1
    bnez    s1, 2b
    li      s0, 12
3:  addi    a0, s0, 2
    li      a1, SIGKILL
    syscall kill
    addi    s0, s0, -1
    bnez    s0, 3b
    li      s0, 12
4:  wait
    addi    s0, s0, -1
    bnez    s0, 4b
    exit    3
child:
    andi    t0, s0, 3
    beqz    t0, 6f
5:  syscall sched_yield
    addi    s2, s2, 1
    j       5b
6:  li      a0, CLOCK_MONOTONIC
    li      a1, 0
    la      a2, moment
    li      a3, 0
    syscall clock_nanosleep_time64
    j       6b
    .data
    .balign 8
moment: .word 0, 0, 3000, 0
masks: .word 1, 2
    .text
`;

function finish(program: string, scheduler: PolicyChoice, harts: number, textbookOrder: boolean) {
  const guest = new Guest(program, { settings: { harts, scheduler, round: 500, quantum: 1000, textbookOrder } });
  const status = guest.finish();
  return { status, stdout: guest.stdout, hash: guest.hash };
}

const usual = finish(WORKLOAD, { name: 'rr', options: {} }, 1, false);

describe.each(CHOICES)('%s', (_, scheduler) => {
  test.each(COMPUTERS.slice(0, thorough(2, 4)))(
    'runs a family at work on %i harts (textbook order: %s), to the same end and each time alike',
    (harts, order) => {
      const first = finish(WORKLOAD, scheduler, harts, order);
      expect(first.stdout).toBe(usual.stdout);
      expect(first.status).toBe(usual.status);
      if (harts === 3) expect(finish(WORKLOAD, scheduler, harts, order).hash).toBe(first.hash);
    },
  );

  test.each([1, 2].slice(0, thorough(1, 2)))(
    'stands threads that stop, change and are killed, on %i harts',
    (harts) => {
      expect(finish(CHANGES, scheduler, harts, false).status).toBe(3);
    },
  );

  test('is saved with the computer, and goes on as it would have', () => {
    const guest = new Guest(WORKLOAD, { settings: { harts: 2, scheduler, quantum: 1000 } });
    guest.run({ pauseAfter: 40_000 });
    const host = { readInput: () => new Uint8Array(), writeOutput: () => undefined, writeTerminal: () => undefined };
    const saved = decodePlain(encodePlain(saveComputer(guest.computer))) as SavedComputer;
    const loaded = loadComputer(saved, host, []);
    guest.finish();
    for (let halt = loaded.run(); halt.kind !== 'ended'; halt = loaded.run()) {
      if (halt.kind !== 'idle') throw new Error(halt.kind);
      loaded.skipIdle(halt.cycle);
    }
    expect(stateHash(loaded)).toBe(guest.hash);
  });
});
