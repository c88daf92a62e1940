import { expect, test } from 'vitest';
import { stateOf } from '../../src/kernel/fs/proc-subject.ts';
import { restoreSnapshot, takeSnapshot } from '../../src/system/snapshot.ts';
import { Guest, type GuestOptions } from './guest.ts';

const LATENCY = 50_000;
/** The number of the first program. */
const READER = 2;

/** Reads the first 100 bytes of /data twice, and writes down the cycles that each reading took. */
const READ_TWICE = `
        la      a1, path
        li      a0, AT_FDCWD
        li      a2, O_RDONLY
        syscall openat
        mv      s1, a0
        la      a1, buffer              # the page of the executable is there from now on
        sw      zero, (a1)
        call    read_timed
        call    read_timed
        exit
read_timed:
        mv      s3, ra
        rdcycle s2
        mv      a0, s1
        la      a1, buffer
        li      a2, 100
        syscall read
        rdcycle t0
        sub     s2, t0, s2
        put     s2
        jr      s3
        .bss
buffer: .zero 128
        .section .rodata
path:   .asciz "/data"
`;

const withData = (diskLatency: number, harts = 1): GuestOptions => ({
  settings: { diskLatency, harts },
  files: { '/data': new Uint8Array(10_000).fill(7) },
});

test('the first reading of a page waits for the disk, the second finds it in the page cache', () => {
  const guest = new Guest(READ_TWICE, withData(LATENCY));
  guest.finish();
  const [first, second] = guest.words;
  expect([Math.floor(first! / LATENCY), Math.floor(second! / LATENCY)]).toEqual([1, 0]);
});

test('without latency nobody waits', () => {
  const guest = new Guest(READ_TWICE, withData(0));
  guest.finish();
  expect(Math.max(...guest.words)).toBeLessThan(100);
});

test('a thread that waits for the disk leaves its hart to another', () => {
  const guest = new Guest(
    `
        fork
        bnez    a0, reader
1:      addi    s0, s0, 1               # the child counts on the only hart
        j       1b
reader: la      a1, path
        li      a0, AT_FDCWD
        li      a2, O_RDONLY
        syscall openat
        la      a1, buffer
        li      a2, 100
        syscall read
        exit
        .bss
buffer: .zero 128
        .section .rodata
path:   .asciz "/data"
`,
    withData(LATENCY),
  );
  const blocked: number[] = [];
  const taken: number[] = [];
  guest.computer.kernel.observe((event) => {
    if (event.kind === 'block' && event.reason === 'disk' && event.thread.tid === READER) blocked.push(event.cycle);
    if (event.kind === 'switch' && event.thread?.tid === READER + 1) taken.push(event.cycle);
  });
  guest.run({ limit: 10 * LATENCY });
  expect(taken).toContain(blocked.at(-1));
});

test('/proc shows a process that waits for the disk as D', () => {
  const guest = new Guest(READ_TWICE, withData(LATENCY));
  guest.run({ limit: LATENCY / 2 });
  expect(stateOf({ process: guest.computer.kernel.processes.get(READER)!, thread: undefined })).toBe('D (disk sleep)');
});

test('the disk serves one request at a time, in the order in which they come', () => {
  const guest = new Guest(
    `
        fork
        mv      s4, a0                  # both read, the child the second page
        la      a1, path
        li      a0, AT_FDCWD
        li      a2, O_RDONLY
        syscall openat
        mv      s1, a0
        la      a1, buffer
        sw      zero, (a1)
        li      a3, 0
        bnez    s4, 1f
        li      a3, 4096
1:      rdcycle s2
        mv      a0, s1
        la      a1, buffer
        li      a2, 100
        li      a4, 0
        syscall pread64
        rdcycle t0
        sub     s2, t0, s2
        bnez    s4, 2f
        put     s2
        exit
2:      wait
        put     s2
        exit
        .bss
buffer: .zero 128
        .section .rodata
path:   .asciz "/data"
`,
    withData(LATENCY, 2),
  );
  guest.finish();
  const times = guest.words.map((cycles) => Math.round(cycles / LATENCY)).sort();
  expect(times).toEqual([1, 2]);
});

test('sendfile waits for the disk as a reading does', () => {
  const sends = READ_TWICE.replace(
    /mv {6}a0, s1\s+la {6}a1, buffer\s+li {6}a2, 100\s+syscall read/,
    'li a0, 1\n mv a1, s1\n li a2, 0\n li a3, 4\n syscall sendfile64',
  );
  const guest = new Guest(sends, withData(LATENCY));
  guest.finish();
  const [data, first, more, second] = guest.words;
  expect([data, more]).toEqual([0x07070707, 0x07070707]);
  expect([Math.floor(first! / LATENCY), Math.floor(second! / LATENCY)]).toEqual([1, 0]);
});

test('fsync waits for the disk once after a write', () => {
  const guest = new Guest(
    `
        la      a1, path
        li      a0, AT_FDCWD
        li      a2, O_WRONLY | O_CREAT
        li      a3, 0x1ff
        syscall openat
        mv      s1, a0
        la      a1, path
        li      a2, 4
        syscall write
        call    sync_timed
        call    sync_timed
        exit
sync_timed:
        mv      s3, ra
        rdcycle s2
        mv      a0, s1
        syscall fsync
        rdcycle t0
        sub     s2, t0, s2
        put     s2
        jr      s3
        .section .rodata
path:   .asciz "/new"
`,
    withData(LATENCY),
  );
  guest.finish();
  expect(guest.words.map((cycles) => Math.floor(cycles / LATENCY))).toEqual([1, 0]);
});

test('a wait for the disk goes on from a snapshot', () => {
  const guest = new Guest(READ_TWICE, withData(LATENCY));
  guest.run({ limit: LATENCY * 1.5 });
  const snapshot = takeSnapshot(guest.computer);
  guest.finish();
  const end = guest.hash;
  restoreSnapshot(guest.computer, snapshot);
  guest.finish();
  expect(guest.hash).toBe(end);
});
