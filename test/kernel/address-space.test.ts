import { describe, expect, test } from 'vitest';
import { SIG } from '../../src/abi/signals.ts';
import { Guest, runGuest } from '../system/guest.ts';

const KILLED_BY_SEGV = 128 + SIG.SIGSEGV;

describe('an address space', () => {
  test.each([
    ['a null pointer', '    lw t0, (zero)'],
    ['a write through a null pointer', '    sw t0, 8(zero)'],
    ['a jump to 0', '    jr zero'],
    ['an address above the user part', '    li t0, 0x80000000\n    lw t0, (t0)'],
    ['the last address', '    li t0, -4\n    lw t0, (t0)'],
    ['a gap', '    li t0, 0x30000000\n    lw t0, (t0)'],
    ['a word that ends beyond the last page', '    li t0, 0x7fffeffd\n    lw t0, (t0)'],
    ['the guard page below the stack', '    li t0, 0x7fffe000 - 8 * 1024 * 1024 - 4\n    sw t0, (t0)'],
    ['a write to text', '    la t0, _start\n    sw zero, (t0)'],
    ['data as code', '    la t0, put_word\n    jr t0'],
  ])('gives SIGSEGV for %s', (_, text) => {
    expect(runGuest(`${text}\n    exit`).status).toBe(KILLED_BY_SEGV);
  });

  test('never has page 0, not even when asked for', () => {
    const { words } = runGuest(`
    li      a0, 0
    li      a1, 4096
    li      a2, PROT_READ | PROT_WRITE
    li      a3, MAP_PRIVATE | MAP_ANONYMOUS | 0x10  # MAP_FIXED
    li      a4, -1
    li      a5, 0
    syscall mmap2
    mv      s0, a0
    put     s0
    exit`);
    expect(words).toEqual([-1]); // EPERM
  });

  test('has a stack that grows to 8 MiB and no further', () => {
    const push = (bytes: number) => `
    li      t0, 0x7fffe000
    li      t1, ${bytes}
    sub     t0, t0, t1
1:  sw      zero, (t0)
    exit`;
    expect(runGuest(push(8 << 20)).status).toBe(0);
    expect(runGuest(push((8 << 20) + 4)).status).toBe(KILLED_BY_SEGV);
  });

  test('leaves the page below the stack free when the rest is filled with mmap', () => {
    const guest = new Guest(`
1:  li      a0, 0
    li      a1, 16 * 1024 * 1024
    li      a2, PROT_READ | PROT_WRITE
    li      a3, MAP_PRIVATE | MAP_ANONYMOUS
    li      a4, -1
    li      a5, 0
    syscall mmap2
    bgez    a0, 1b
2:  li      a0, 0
    li      a1, 4096
    li      a2, PROT_READ | PROT_WRITE
    li      a3, MAP_PRIVATE | MAP_ANONYMOUS
    li      a4, -1
    li      a5, 0
    syscall mmap2
    bgez    a0, 2b
    syscall getuid
    li      t0, 0x7fffe000 - 8 * 1024 * 1024 - 4
    sw      zero, (t0)
    exit`);
    expect(guest.finish()).toBe(KILLED_BY_SEGV);
  });
});

describe('memory that runs out', () => {
  test('lets a runaway recursion die of SIGSEGV, with all frames given back', () => {
    const guest = new Guest(
      `
    fork
    beqz    a0, recurse
    wait
    lw      s0, wait_info + 20
    put     s0
    exit
recurse:
    addi    sp, sp, -512
    sw      ra, (sp)
    call    recurse`,
      { settings: { ramBytes: 32 << 20 } },
    );
    const free = guest.freeFrames;
    expect(guest.finish()).toBe(0);
    expect(guest.words).toEqual([SIG.SIGSEGV]);
    expect(guest.freeFrames).toBeGreaterThanOrEqual(free);
  });

  test('kills a process that touches more than there is; its frames come back and others go on', () => {
    const guest = new Guest(
      `
    wait
    fork
    beqz    a0, hog
    wait
    lw      s0, wait_info + 20
    put     s0
    fork                            # there is memory again
    beqz    a0, 1f
    wait
    exit
1:  exit    4
hog:
    li      a0, 0
    li      a1, 64 * 1024 * 1024
    li      a2, PROT_READ | PROT_WRITE
    li      a3, MAP_PRIVATE | MAP_ANONYMOUS
    li      a4, -1
    li      a5, 0
    syscall mmap2
    li      t0, 4096
2:  sw      a0, (a0)
    add     a0, a0, t0
    j       2b`,
      { settings: { ramBytes: 2 << 20 } },
    );
    const free = guest.freeFrames;
    expect(guest.finish()).toBe(0);
    expect(guest.words).toEqual([SIG.SIGKILL]);
    expect(free - guest.freeFrames).toBeLessThan(3);
  });

  test('can be taken and given back for ever within one round', () => {
    const { status } = runGuest(
      `
    li      s0, 2000
1:  li      a0, 0
    li      a1, 4096 * 16
    li      a2, PROT_READ | PROT_WRITE
    li      a3, MAP_PRIVATE | MAP_ANONYMOUS
    li      a4, -1
    li      a5, 0
    syscall mmap2
    mv      s1, a0
    li      t0, 4096
    li      t1, 16
2:  sw      a0, (a0)
    add     a0, a0, t0
    addi    t1, t1, -1
    bnez    t1, 2b
    mv      a0, s1
    li      a1, 4096 * 16
    syscall munmap
    addi    s0, s0, -1
    bnez    s0, 1b
    exit`,
      { settings: { ramBytes: 1 << 20, round: 1_000_000_000 } },
    );
    expect(status).toBe(0);
  });
});
