import { describe, expect, test } from 'vitest';
import { E } from '../../src/abi/errno.ts';
import { audit } from '../system/audit.ts';
import { Guest, runGuest } from '../system/guest.ts';

/** Process 1 starts a fork bomb, lets it burn for a while, kills everybody, and tells whether forking works again. */
const BOMB = `
    wait                            # the page for it is there from now on
    syscall getgid
    fork
    beqz    a0, bomb
    li      a0, CLOCK_MONOTONIC
    li      a1, 0
    la      a2, nap
    li      a3, 0
    syscall clock_nanosleep_time64
    li      a0, -1
    li      a1, SIGKILL
    syscall kill
1:  wait
    bgez    a0, 1b
    put     a0                      # no child is left
    syscall getuid
    fork
    beqz    a0, 2f
    wait
    lw      s0, wait_info + 20
    put     s0
    exit
2:  exit    5
bomb:
    fork
    j       bomb
    .data
    .balign 8
nap: .word 0, 0, 100000, 0          # 10,000 cycles
`;

describe('a fork bomb', () => {
  test.each([
    ['EAGAIN at the limit of processes', E.EAGAIN, { maxProcesses: 60, quantum: 1000 }],
    ['EAGAIN on one hart', E.EAGAIN, { maxProcesses: 60, quantum: 1000, harts: 1 }],
    ['EAGAIN in short rounds', E.EAGAIN, { maxProcesses: 60, quantum: 1000, round: 10, seed: 4 }],
    ['ENOMEM when memory is full', E.ENOMEM, { maxProcesses: 4096, quantum: 1000, ramBytes: 1 << 20 }],
  ])('gets %s, and when it is killed all is as before', (_, error, settings) => {
    const guest = new Guest(BOMB, { isInit: true, settings });
    const free: number[] = [];
    const errors = new Set<number>();
    guest.computer.kernel.observe((event) => {
      if (event.kind !== 'return') return;
      if (/^get[gu]id$/.test(event.call.row?.name ?? '')) free.push(guest.freeFrames);
      if (event.call.row?.name === 'clone' && event.result < 0) errors.add(-event.result);
    });
    expect(guest.finish(2e6)).toBe(0);
    expect(guest.words).toEqual([-E.ECHILD, 5]);
    expect([...errors]).toContain(error);
    // Two pages more: of the executable, and the process's own copy, for the word that `put` writes.
    expect(free[0]! - free[1]!).toBeLessThanOrEqual(2);
    expect(audit(guest.computer)).toEqual([]);
  });
});

describe('a process that asks for too much', () => {
  test('gets E2BIG for arguments that name one long string many times over', () => {
    const started = process.memoryUsage().heapUsed;
    const { words } = runGuest(`
    la      t0, text
    li      t1, 30000
    la      t2, argv
    li      t3, 'x'
1:  sb      t3, (t0)
    sw      t4, (t2)
    addi    t0, t0, 1
    addi    t2, t2, 4
    addi    t1, t1, -1
    bnez    t1, 1b
    la      t4, text
    la      t2, argv
    li      t1, 30000
2:  sw      t4, (t2)
    addi    t2, t2, 4
    addi    t1, t1, -1
    bnez    t1, 2b
    la      a0, path
    la      a1, argv
    li      a2, 0
    syscall execve
    mv      s0, a0
    put     s0
    exit
    .data
path: .asciz "/bin/guest"
    .bss
    .balign 4
text: .zero 30004
argv: .zero 4 * 30001
`);
    expect(words).toEqual([-E.E2BIG]);
    expect(process.memoryUsage().heapUsed - started).toBeLessThan(200 << 20);
  });

  test('gets EMFILE at the limit of open files', () => {
    const { words } = runGuest(
      `
    li      s1, 0
1:  li      a0, 0
    syscall dup
    mv      s0, a0
    addi    s1, s1, 1
    bgez    s0, 1b
    put     s0
    put     s1
    exit`,
      { settings: { maxOpenFiles: 20 } },
    );
    expect(words).toEqual([-E.EMFILE, 18]);
  });

  test('gets ENOMEM for more addresses than there are', () => {
    const { words } = runGuest(`
    li      a0, 0
    li      a1, 0x7fffffff
    li      a2, PROT_READ
    li      a3, MAP_PRIVATE | MAP_ANONYMOUS
    li      a4, -1
    li      a5, 0
    syscall mmap2
    mv      s0, a0
    put     s0
    exit`);
    expect(words).toEqual([-E.ENOMEM]);
  });

  test('gets the heap end that there is when brk cannot have what it asks for', () => {
    const { words } = runGuest(`
    li      a0, 0
    syscall brk
    mv      s0, a0
    li      a0, 0x7ffff000
    syscall brk
    sub     s0, a0, s0
    put     s0
    exit`);
    expect(words).toEqual([0]);
  });
});
