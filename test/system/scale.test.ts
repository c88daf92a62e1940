import { describe, expect, test } from 'vitest';
import type { Settings } from '../../src/system/settings.ts';
import { thorough } from '../thorough.ts';
import { audit, objectsOf } from './audit.ts';
import { Guest } from './guest.ts';

const LARGE: Partial<Settings> = { ramBytes: 2 ** 30, maxProcesses: 20_000 };

/** Makes `count` processes that wait for a byte of a pipe; then waits as well, so that nothing happens any more. */
function crowd(count: number): string {
  return `
    la      a0, ends
    li      a1, 0
    syscall pipe2
    li      s1, ${count}
1:  beqz    s1, 2f
    addi    s1, s1, -1
    fork
    bnez    a0, 1b
2:  lw      a0, ends
    addi    a1, sp, -16
    li      a2, 1
    syscall read
    exit
    .bss
    .balign 8
ends: .zero 8`;
}

/** Frames in use and objects of the kernel, once a crowd waits. */
function measureCrowd(count: number) {
  const guest = new Guest(crowd(count), { settings: LARGE });
  expect(guest.run().kind).toBe('deadlock');
  expect(guest.computer.kernel.processes.size).toBe(count + 2);
  return { used: guest.computer.machine.frames.total - guest.freeFrames, objects: objectsOf(guest.computer).length };
}

test('a process that sleeps costs its page tables, its own frames, and some tens of small objects', () => {
  const few = measureCrowd(10);
  const count = thorough(200, 10_000);
  const many = measureCrowd(10 + count);
  // A first-level table, and second-level tables for code and for the stack. The page that read takes the byte to comes with it.
  expect((many.used - few.used) / count).toBe(3);
  expect((many.objects - few.objects) / count).toBeLessThan(80);
});

/** Makes `count` children one after the other; the exit statuses that do not fit are the program's own. */
function forks(count: number): string {
  return `
    li      s1, ${count}
1:  fork
    beqz    a0, 3f
    wait
    bnez    a0, 2f
    lw      t0, wait_info + 20
    addi    t0, t0, -7
    bnez    t0, 2f
    addi    s1, s1, -1
    bnez    s1, 1b
    exit
2:  exit    1
3:  exit    7`;
}

test('frames, numbers and records of processes that are gone serve for others', () => {
  const settings = { ramBytes: 4 << 20, harts: 1 };
  const [few, many] = [10, thorough(3_000, 100_000)].map((count) => {
    const guest = new Guest(forks(count), { settings });
    const { kernel, machine } = guest.computer;
    guest.computer.kernel.observe((event) => {
      if (event.kind === 'exit') expect(event.thread.process.pid).toBeLessThanOrEqual(32_768);
    });
    expect(guest.finish(1e9)).toBe(0);
    expect(kernel.forkCount).toBe(count + 2);
    expect(audit(guest.computer)).toEqual([]);
    const touched = machine.memory.u32.findLastIndex((word) => word !== 0);
    return { free: guest.freeFrames, objects: objectsOf(guest.computer).length, touched: touched >>> 10 };
  });
  expect(many).toEqual(few);
});

describe('a large computer', () => {
  test('has 64 harts, which all have their share of the work', () => {
    const guest = new Guest(
      `
    share
    mv      s0, a0
    li      s1, 256
1:  fork
    beqz    a0, 3f
    addi    s1, s1, -1
    bnez    s1, 1b
    li      s1, 256
2:  wait
    addi    s1, s1, -1
    bnez    s1, 2b
    lw      s2, (s0)
    put     s2
    exit
3:  li      t0, 20000
4:  addi    t0, t0, -1
    bnez    t0, 4b
    amoadd.w t0, s1, (s0)
    exit`,
      { settings: { harts: 64, quantum: 5000 } },
    );
    expect(guest.finish()).toBe(0);
    expect(guest.words).toEqual([(256 * 257) / 2]);
    for (const hart of guest.computer.machine.harts) expect(hart.instret).toBeGreaterThan(40_000);
    expect(audit(guest.computer)).toEqual([]);
  });

  test('gives a process nearly all of 1 GiB', () => {
    const guest = new Guest(
      `
    li      a0, 0
    li      a1, 960 << 20
    li      a2, PROT_READ | PROT_WRITE
    li      a3, MAP_PRIVATE | MAP_ANONYMOUS
    li      a4, -1
    li      a5, 0
    syscall mmap2
    li      t1, 960 << 20
    add     t1, a0, t1
    mv      t0, a0
    li      t2, 4 << 20
    li      s0, 0
1:  sw      t0, 4(t0)
    add     t0, t0, t2
    bltu    t0, t1, 1b
2:  sub     t0, t0, t2
    lw      t3, 4(t0)
    sub     t3, t3, t0
    or      s0, s0, t3
    bgtu    t0, a0, 2b
    put     s0
    exit`,
      { settings: LARGE },
    );
    expect(guest.finish()).toBe(0);
    expect(guest.words).toEqual([0]);
  });
});
