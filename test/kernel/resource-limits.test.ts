import { describe, expect, test } from 'vitest';
import { E } from '../../src/abi/errno.ts';
import { SIG } from '../../src/abi/signals.ts';
import { Guest, runGuest } from '../system/guest.ts';

/** `limit` sets a soft limit, and a hard one if it is given, of the caller. */
const LIMIT = `
.macro limit resource, soft, hard=-1
    la      a2, limits
    li      t0, \\soft
    sw      t0, 0(a2)
    sw      zero, 4(a2)
    li      t0, \\hard
    sw      t0, 8(a2)
    srai    t0, t0, 31          # -1 is no limit
    sw      t0, 12(a2)
    li      a0, 0
    li      a1, \\resource
    li      a3, 0
    syscall prlimit64
.endm
.macro map pages, prot=PROT_READ | PROT_WRITE, flags=MAP_PRIVATE | MAP_ANONYMOUS
    li      a0, 0
    li      a1, (\\pages) * 4096
    li      a2, \\prot
    li      a3, \\flags
    li      a4, -1
    li      a5, 0
    syscall mmap2
.endm
.bss
.balign 8
limits: .zero 16
.text
`;

const guest = (text: string, settings = {}) => runGuest(LIMIT + text, { settings });

describe('RLIMIT_CPU', () => {
  test('sends SIGXCPU at the soft limit', () => {
    const { status } = guest('limit RLIMIT_CPU, 0\n 1: j 1b');
    expect(status).toBe(128 + SIG.SIGXCPU);
  });

  test('kills at the hard limit, whatever the process does about signals', () => {
    const run = new Guest(`${LIMIT}
      li      a0, SIGXCPU
      la      a1, ignore
      li      a2, 0
      li      a3, 8
      syscall rt_sigaction
      limit   RLIMIT_CPU, 0, 1
1:    j       1b
      .data
      .balign 8
ignore: .word SIG_IGN, 0, 0, 0`);
    expect(run.finish()).toBe(128 + SIG.SIGKILL);
    expect(run.computer.cycle).toBeGreaterThanOrEqual(100_000_000);
    expect(run.computer.cycle).toBeLessThan(100_100_000);
  });

  test('counts what all threads and no sleep take, and is inherited', () => {
    // The child of a process that sleeps half a second has its own second, and two threads use it up in half the time.
    const run = new Guest(
      `${LIMIT}
      limit   RLIMIT_CPU, 1
      li      a0, CLOCK_MONOTONIC
      li      a1, 0
      la      a2, nap
      li      a3, 0
      syscall clock_nanosleep_time64
      fork
      beqz    a0, 2f
      wait
      lw      s0, wait_info + 20
      put     s0
      exit
2:    li      a0, CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD
      li      a1, 0
      syscall clone
3:    j       3b
      .data
      .balign 8
nap:  .word 0, 0, 500000000, 0`,
      { settings: { harts: 2 } },
    );
    expect(run.finish()).toBe(0);
    expect(run.words).toEqual([SIG.SIGXCPU]);
    expect(run.computer.cycle).toBeGreaterThan(100_000_000);
    expect(run.computer.cycle).toBeLessThan(100_100_000);
  });
});

describe('RLIMIT_NPROC', () => {
  test('counts the processes of a user, zombies included, and holds for root', () => {
    // Process 1, this one and one child are three.
    const { words } = guest(`
      limit   RLIMIT_NPROC, 3
      fork
      beqz    a0, 1f
      fork
      mv      s0, a0
      put     s0
      wait
      fork
      beqz    a0, 1f
      slt     s0, zero, a0
      put     s0
      exit
1:    exit`);
    expect(words).toEqual([-E.EAGAIN, 1]);
  });

  test('does not count those of other users', () => {
    const { words } = guest(`
      limit   RLIMIT_NPROC, 2
      li      a0, 7
      syscall setuid
      fork
      beqz    a0, 1f
      slt     s0, zero, a0
      put     s0
      exit
1:    exit`);
    expect(words).toEqual([1]);
  });
});

describe('memory limits', () => {
  test('RLIMIT_AS refuses what would be too much in all', () => {
    const { words } = guest(`
      limit   RLIMIT_AS, 0x100000
      map     512
      mv      s0, a0
      put     s0
      map     100
      slti    s0, a0, 0
      put     s0
      li      a0, 0
      syscall brk
      mv      s1, a0
      li      t0, 0x100000
      add     a0, a0, t0
      syscall brk
      sub     s1, a0, s1
      put     s1
      exit`);
    expect(words).toEqual([-E.ENOMEM, 0, 0]);
  });

  test('RLIMIT_DATA refuses what is private and can be written', () => {
    const { words } = guest(`
      limit   RLIMIT_DATA, 0x40000
      map     100
      mv      s0, a0
      put     s0
      map     100, PROT_READ
      slti    s0, a0, 0
      put     s0
      map     100, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS
      slti    s0, a0, 0
      put     s0
      li      a0, 0
      syscall brk
      mv      s1, a0
      li      t0, 0x40000
      add     a0, a0, t0
      syscall brk
      sub     s1, a0, s1
      put     s1
      exit`);
    expect(words).toEqual([-E.ENOMEM, 0, 0, 0]);
  });

  test('RLIMIT_STACK stops the stack where it says', () => {
    const touch = (below: number) => `
      limit   RLIMIT_STACK, 0x10000
      li      t0, STACK_TOP - ${below}
      lw      t1, (t0)
      exit`;
    expect(guest(touch(0x10000)).status).toBe(0);
    expect(guest(touch(0x10004)).status).toBe(128 + SIG.SIGSEGV);
  });

  test('RLIMIT_STACK leaves pages in use alone, and what the kernel writes stays within it', () => {
    const { words } = guest(`
      li      t0, STACK_TOP - 0x20000
      sw      t0, (t0)
      limit   RLIMIT_STACK, 0x10000
      li      t0, STACK_TOP - 0x20000
      lw      s0, (t0)
      put     s0
      li      a0, 0
      la      a0, limits
      li      a0, CLOCK_MONOTONIC
      li      a1, STACK_TOP - 0x30000
      syscall clock_gettime64
      mv      s0, a0
      put     s0
      exit`);
    expect(words).toEqual([0x7fffe000 - 0x20000, -E.EFAULT]);
  });

  test('RLIMIT_STACK bounds the arguments of a program', () => {
    // 160 KiB of arguments: more than a quarter of 512 KiB, and than the least.
    const run = (limit: string) =>
      guest(`
      ${limit}
      la      t0, strings
      la      t1, long
      li      t2, 16
1:    sw      t1, (t0)
      addi    t0, t0, 4
      addi    t2, t2, -1
      bnez    t2, 1b
      la      t0, long
      li      t1, 'x'
      li      t2, 10 * 1024 - 1
2:    sb      t1, (t0)
      addi    t0, t0, 1
      addi    t2, t2, -1
      bnez    t2, 2b
      la_string a0, "/bin/none"
      la      a1, strings
      li      a2, 0
      syscall execve
      mv      s0, a0
      put     s0
      exit
      .bss
      .balign 4
strings: .zero 17 * 4
long: .zero 10 * 1024`);
    expect(run('').words).toEqual([-E.ENOENT]);
    expect(run('limit RLIMIT_STACK, 0x80000').words).toEqual([-E.E2BIG]);
  });
});

describe('limits', () => {
  test('hard ones are raised by root only, and descriptors not even by root', () => {
    const { words } = guest(`
      limit   RLIMIT_CORE, 5, 5
      mv      s0, a0
      put     s0
      limit   RLIMIT_CORE, 6, 6
      mv      s0, a0
      put     s0
      limit   RLIMIT_NOFILE, 6, 100000
      mv      s0, a0
      put     s0
      li      a0, 7
      syscall setuid
      limit   RLIMIT_CORE, 5, 5
      mv      s0, a0
      put     s0
      limit   RLIMIT_CORE, 6, 6
      mv      s0, a0
      put     s0
      exit`);
    expect(words).toEqual([0, 0, -E.EPERM, 0, -E.EPERM]);
  });
});
