import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { POLLIN } from '../../../src/abi/files.ts';
import { restoreSnapshot, takeSnapshot } from '../../../src/system/snapshot.ts';
import { audit } from '../../system/audit.ts';
import { assembleBare, assembleGuest, runGuest } from '../../system/guest.ts';
import { runWindows, windowsGuest } from './windows-guest.ts';

/** Two processes and a thread that pass a turn to and fro by an event and a mutex, and bytes by a pipe. */
const WORKLOAD = `
    process_request child, line=line, inherit=1
    inheritable yes
    .data
line: .asciz "child"
    .text
    la      a0, yes
    li      a1, 0
    li      a2, 0
    li      a3, 0
    syscall CreateEvent             # 16
    la      a0, yes
    li      a1, 0
    li      a2, 0
    syscall CreateMutex             # 20
    la      a0, pipe_read
    la      a1, pipe_write          # 24, 28
    la      a2, yes
    li      a3, 0
    syscall CreatePipe
    la      a0, child
    call    start_process
    mv      s0, a0
    li      a0, 0
    li      a1, 0
    la      a2, beside
    li      a3, 0
    li      a4, 0
    li      a5, 0
    syscall CreateThread
    mv      s1, a0
    li      s2, 30
1:  call2   WaitForSingleObject, 20, INFINITE
    li      a0, 24
    la      a1, bytes
    li      a2, 8
    call    read_handle
    add     s3, s3, a0
    call2   ReleaseMutex, 20
    call2   SetEvent, 16
    addi    s2, s2, -1
    bnez    s2, 1b
    mv      a0, s0
    call    finish_process
    mv      a0, s3
    tell
    exit
beside:
    li      t0, 200000
2:  addi    t0, t0, -1
    bnez    t0, 2b
    call2   VirtualAlloc, 0, 65536, MEM_RESERVE|MEM_COMMIT, PAGE_READWRITE
    ret
`;
const CHILD = `
    li      s2, 30
1:  li      a0, 28
    la_string a1, "12345678"
    li      a2, 8
    call    write_handle
    call2   WaitForSingleObject, 16, INFINITE
    addi    s2, s2, -1
    bnez    s2, 1b
    exit
`;

describe('the computer with Windows-style processes', () => {
  test.each([{ harts: 1 }, { harts: 4 }, { harts: 3, seed: 9, round: 150, quantum: 800 }])(
    'goes the same way again, and keeps its counts: %j',
    (settings) => {
      const make = () => windowsGuest(WORKLOAD, { child: CHILD }, { settings });
      const [first, second] = [make(), make()];
      while (first.run({ pauseAfter: 7000 }).kind === 'paused') expect(audit(first.computer)).toEqual([]);
      second.finish();
      expect(first.words).toEqual([240]);
      expect(second.hash).toBe(first.hash);
      expect(audit(second.computer)).toEqual([]);
    },
  );

  test('goes on from a snapshot as it did', () => {
    const guest = windowsGuest(WORKLOAD, { child: CHILD });
    guest.run({ pauseAfter: 60_000 });
    const snapshot = takeSnapshot(guest.computer);
    guest.finish();
    const end = guest.hash;
    restoreSnapshot(guest.computer, snapshot);
    expect(audit(guest.computer)).toEqual([]);
    guest.finish();
    expect(guest.hash).toBe(end);
  });
});

test('the example of docs/windows.md does what it says', () => {
  const page = readFileSync(join(import.meta.dirname, '../../../docs/windows.md'), 'utf8');
  const [, example] = /```asm\n([\s\S]*?)```/.exec(page)!;
  const echo = assembleGuest('print "made in one call"\n exit 4');
  const { stdout, status } = runGuest(assembleBare(example!), { files: { '/bin/echo': echo } });
  expect(stdout).toBe('made in one call');
  expect(status).toBe(4);
});

describe('a program that uses both', () => {
  test('sees a Windows-style process in /proc: without a parent, stopped while suspended, its objects by kind', () => {
    const { stdout } = runWindows(
      `
    process_request child, line=line, flags=CREATE_SUSPENDED
    .data
line: .asciz "child"
status: .asciz "/proc/3/status"
link: .asciz "/proc/self/fd/3"
    .text
    call2   CreateMutex, 0, 1, 0
    la      a0, child
    call    start_process
    mv      s0, a0
    li      a0, AT_FDCWD
    la      a1, status
    li      a2, O_RDONLY
    syscall openat
    mv      s1, a0
    la      a1, room
    li      a2, 200
    syscall read
    mv      a2, a0
    la      a1, room
    li      a0, 1
    syscall write
    li      a0, AT_FDCWD
    la      a1, link
    la      a2, room
    li      a3, 100
    syscall readlinkat
    mv      a2, a0
    la      a1, room
    li      a0, 1
    syscall write
    with    TerminateProcess, s0, 0
    mv      a0, s0
    call    finish_process
    exit
    .bss
room: .zero 256`,
      { child: 'exit' },
    );
    expect(stdout).toMatch(/Name:\tchild\n(.*\n)*State:\tT \(stopped\)\n(.*\n)*PPid:\t0\n/);
    expect(stdout).toContain('anon_inode:[mutex]');
  });

  test('polls a handle, and waits for a pidfd', () => {
    const { words } = runWindows(
      `
    process_request child, line=line
    .data
line: .asciz "child"
    .balign 4
fds: .word 3, POLLIN
    .text
    la      a0, child
    call    start_process           # 16: descriptor 3
    mv      s0, a0
    with    GetProcessId, s0
    li      a1, 0
    syscall pidfd_open
    addi    a0, a0, 1               # its handle
    slli    a0, a0, 2
    call    wait_object
    tell
    la      a0, fds
    li      a1, 1
    li      a2, 0
    li      a3, 0
    syscall ppoll_time64
    tell
    la      t0, fds
    lhu     a0, 6(t0)
    tell
    exit`,
      { child: 'call2 Sleep, 3\n exit' },
    );
    expect(words).toEqual([0, 1, POLLIN]);
  });

  test('forks with handles, executes with the inheritable ones, and takes signals', () => {
    const { words } = runWindows(
      `
    inheritable yes
    .data
path: .asciz "/bin/child"
    .text
    la      a0, yes
    li      a1, 1
    li      a2, 1
    li      a3, 0
    syscall CreateEvent             # 16
    call2   CreateEvent, 0, 1, 1    # 20
    fork
    beqz    a0, 1f
    wait
    exit
1:  call2   WaitForSingleObject, 20, 0
    tell
    la      a0, path
    la      a1, arguments
    li      a2, 0
    syscall execve
    exit
    .data
    .balign 4
arguments: .word path, 0`,
      { child: 'call2 WaitForSingleObject, 16, 0\n tell\n call2 WaitForSingleObject, 20, 0\n tell\n exit' },
    );
    expect(words).toEqual([0, 0, -1]);
  });

  test('a thread of CreateThread that calls execve takes its stack with it', () => {
    const { guest, status } = runWindows(
      `
    li      a0, 0
    li      a1, 0
    la      a2, go
    li      a3, 0
    li      a4, 0
    li      a5, 0
    syscall CreateThread
    call2   Sleep, INFINITE
go: la_string a0, "/bin/child"
    li      a1, 0
    li      a2, 0
    syscall execve
    exit 1`,
      { child: 'call2 ExitThread, 9' },
    );
    expect(status).toBe(9);
    expect(audit(guest.computer)).toEqual([]);
  });
});
