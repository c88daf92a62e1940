import { describe, expect, test } from 'vitest';
import { runGuest } from '../system/guest.ts';

/** `show` writes a file to standard output. */
const SHOW = `
.macro show path
    la_string a1, "\\path"
    li      a0, AT_FDCWD
    li      a2, O_RDONLY
    li      a3, 0
    syscall openat
    mv      s11, a0
9:  mv      a0, s11
    la      a1, text
    li      a2, 4096
    syscall read
    blez    a0, 8f
    mv      a2, a0
    li      a0, 1
    la      a1, text
    syscall write
    j       9b
8:  mv      a0, s11
    syscall close
.endm
.macro nap nanoseconds
    la      a2, moment
    li      t0, \\nanoseconds
    sw      t0, 8(a2)
    li      a0, CLOCK_MONOTONIC
    li      a1, 0
    li      a3, 0
    syscall clock_nanosleep_time64
.endm
.bss
.balign 8
moment: .zero 16
text: .zero 4096
.text
`;

const lines = (text: string, settings = {}) => runGuest(SHOW + text, { settings }).stdout.split('\n');

describe('/proc/stat', () => {
  test('tells busy from idle time, hart by hart', () => {
    const [all, first, second] = lines(
      `
      nap     300000000
      li      t0, 10000000      # a fifth of a second: two instructions each
1:    addi    t0, t0, -1
      bnez    t0, 1b
      show    /proc/stat
      exit`,
      { harts: 2 },
    );
    expect(all).toBe('cpu  20 0 0 80 0 0 0 0 0 0');
    expect(first).toBe('cpu0 20 0 0 30 0 0 0 0 0 0');
    expect(second).toBe('cpu1 0 0 0 50 0 0 0 0 0 0');
  });

  test('tells nice time', () => {
    const [all] = lines(
      `
      li      a0, PRIO_PROCESS
      li      a1, 0
      li      a2, 1
      syscall setpriority
      li      t0, 5000000
1:    addi    t0, t0, -1
      bnez    t0, 1b
      show    /proc/stat
      exit`,
      { harts: 1 },
    );
    expect(all).toBe('cpu  0 10 0 0 0 0 0 0 0 0');
  });

  test('counts what runs and what was made', () => {
    const text = lines(`
      fork
      beqz    a0, 1f
      wait
      show    /proc/stat
      exit
1:    exit`);
    // Process 1, this one and its child.
    expect(text).toContain('processes 3');
    expect(text).toContain('procs_running 1');
  });
});

test('/proc/uptime adds up what harts were idle', () => {
  expect(lines('nap 250000000\n show /proc/uptime\n exit', { harts: 4 })[0]).toBe('0.25 1.00');
});

test('/proc/loadavg counts threads that run or could at every fifth second', () => {
  const text = lines(
    `
    la      a2, moment
    li      t0, 4
    sw      t0, (a2)
    nap     950000000
    show    /proc/loadavg
    li      t0, 5000000         # a tenth of a second, with the fifth in it
1:  addi    t0, t0, -1
    bnez    t0, 1b
    show    /proc/loadavg
    exit`,
    { harts: 1 },
  );
  // Process 1 and this one.
  expect(text).toEqual(['0.00 0.00 0.00 1/2 2', '0.08 0.02 0.01 1/2 2', '']);
});

test('/proc/cpuinfo has a block for each hart', () => {
  const text = lines('show /proc/cpuinfo\n exit', { harts: 3 });
  expect(text.filter((line) => line.startsWith('processor')).length).toBe(3);
});

test('/proc/mounts shows what is mounted', () => {
  expect(lines('show /proc/mounts\n exit')).toEqual([
    'rootfs / rootfs rw,relatime 0 0',
    'proc /proc proc rw,relatime 0 0',
    '',
  ]);
});

describe('/proc/self/maps', () => {
  test('has program, heap, stack and return from signals, with columns as on a 32-bit Linux', () => {
    const text = lines(`
      li      a0, 0
      syscall brk
      addi    a0, a0, 1
      syscall brk
      show    /proc/self/maps
      exit`);
    const shown = text.slice(0, -1).map((line) => [line.slice(18, 22), line.slice(49)]);
    expect(shown).toEqual([
      ['r-xp', '/bin/guest'],
      ['r--p', '/bin/guest'],
      ['rw-p', ''],
      ['rw-p', '[heap]'],
      ['rw-p', '[stack]'],
      ['r-xp', '[vdso]'],
    ]);
    expect(text[0]).toMatch(/^00010000-0001[0-9a-f]000 r-xp 00000000 00:01 \d+ +\/bin\/guest$/);
    expect(text[4]).toMatch(/^7ffdd000-7fffe000 rw-p 00000000 00:00 0 {10}\[stack\]$/);
  });

  test('shows a stack that has grown down to where it is used', () => {
    const text = lines(`
      li      t0, STACK_TOP - 0x100000
      sw      t0, (t0)
      show    /proc/self/maps
      exit`);
    expect(text.find((line) => line.endsWith('[stack]'))).toMatch(/^7fefe000-7fffe000 /);
  });
});

test('a descriptor of a stream of the host can be opened by its name', () => {
  const { stdout } = runGuest(`
    la_string a1, "/proc/self/fd/1"
    li      a0, AT_FDCWD
    li      a2, O_WRONLY
    li      a3, 0
    syscall openat
    la_string a1, "hello"
    li      a2, 5
    syscall write
    exit`);
  expect(stdout).toBe('hello');
});

describe('/proc/PID/stat', () => {
  test('counts the time of a process that has not left its hart', () => {
    const [stat] = lines(`
      li      t0, 10000000      # a fifth of a second: two instructions each
1:    addi    t0, t0, -1
      bnez    t0, 1b
      show    /proc/self/stat
      exit`);
    expect(stat!.split(' ')[13]).toBe('20');
  });
});
