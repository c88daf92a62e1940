import { describe, expect, test } from 'vitest';
import { SIG } from '../../../src/abi/signals.ts';
import { audit } from '../../system/audit.ts';
import { failure, runWindows } from './windows-guest.ts';

/** A thread that runs from `label` with a0 = s-register arguments of its own; its handle in `register`. */
function thread(label: string, register: string): string {
  return `
    li      a0, 0
    li      a1, 0
    la      a2, ${label}
    li      a3, 0
    li      a4, 0
    li      a5, 0
    syscall CreateThread
    mv      ${register}, a0
`;
}

const TIMEOUT = 0x102;
const ABANDONED = 0x80;

describe('WaitForSingleObject', () => {
  test('gives up after its time, to the cycle', () => {
    const { words } = runWindows(`
    call2   CreateEvent, 0, 1, 0
    mv      s0, a0
    with    WaitForSingleObject, s0, 0
    tell
    call2   clock_gettime64, CLOCK_MONOTONIC, 0x0
    la      a1, bytes
    li      a0, CLOCK_MONOTONIC
    syscall clock_gettime64
    with    WaitForSingleObject, s0, 25
    tell
    la      a1, bytes + 16
    li      a0, CLOCK_MONOTONIC
    syscall clock_gettime64
    la      t0, bytes
    lw      t1, 8(t0)
    lw      t2, 24(t0)
    sub     a0, t2, t1
    tell
    exit`);
    expect(words.slice(0, 2)).toEqual([TIMEOUT, TIMEOUT]);
    expect(words[2]).toBeGreaterThanOrEqual(25_000_000);
    expect(words[2]).toBeLessThan(25_010_000);
  });

  test('waits for what can be read, such as a pipe', () => {
    const { words } = runWindows(`
    la      a0, pipe_read
    la      a1, pipe_write
    li      a2, 0
    li      a3, 0
    syscall CreatePipe
    lw      s0, pipe_read
    with    WaitForSingleObject, s0, 1
    tell
    lw      a0, pipe_write
    la_string a1, "x"
    call    write_text
    with    WaitForSingleObject, s0, INFINITE
    tell
    exit`);
    expect(words).toEqual([TIMEOUT, 0]);
  });

  test('fails for what is no handle', () => {
    const { words } = runWindows('call2 WaitForSingleObject, 4096, 0\n tell_failure\n exit');
    expect(words).toEqual(failure('ERROR_INVALID_HANDLE', -1));
  });

  test('a handler that runs meanwhile does not end it', () => {
    const { words } = runWindows(`
    li      a0, SIGUSR1
    la      a1, action
    li      a2, 0
    li      a3, 8
    syscall rt_sigaction
    syscall getpid
    mv      s2, a0
    fork
    bnez    a0, 1f
    call2   Sleep, 5
    with    kill, s2, SIGUSR1
    exit
1:  call2   CreateEvent, 0, 1, 0
    mv      s0, a0
    with    WaitForSingleObject, s0, 20
    tell
    lw      a0, number              # the handler ran
    tell
    exit
handler:
    la      t0, number
    sw      a0, (t0)
    ret
    .data
    .balign 4
action: .word handler, 0, 0, 0`);
    expect(words).toEqual([TIMEOUT, SIG.SIGUSR1]);
  });
});

describe('an event', () => {
  test('that resets itself lets one wait through; one reset by hand lets all through', () => {
    const { words } = runWindows(`
    call2   CreateEvent, 0, 0, 1
    mv      s0, a0
    call2   CreateEvent, 0, 1, 1
    mv      s1, a0
    .irp    event, s0, s0, s1, s1
    with    WaitForSingleObject, \\event, 0
    tell
    .endr
    with    ResetEvent, s1
    tell
    with    WaitForSingleObject, s1, 0
    tell
    with    SetEvent, s0
    tell
    with    WaitForSingleObject, s0, 0
    tell
    exit`);
    expect(words).toEqual([0, TIMEOUT, 0, 0, 1, TIMEOUT, 1, 0]);
  });

  test('is set by one thread and waited for by another, and only one of three gets the signal', () => {
    const { words, guest } = runWindows(
      `
    call2   CreateEvent, 0, 0, 0
    mv      s0, a0
    la      t0, event
    sw      a0, (t0)
    ${thread('waiter', 's1')}${thread('waiter', 's2')}${thread('waiter', 's3')}
    call2   Sleep, 1
    with    SetEvent, s0
    call2   Sleep, 1
    lw      a0, passed
    tell
    with    SetEvent, s0
    call2   Sleep, 1
    with    SetEvent, s0
    .irp    thread, s1, s2, s3
    with    WaitForSingleObject, \\thread, INFINITE
    .endr
    lw      a0, passed
    tell
    exit
waiter:
    lw      a0, event
    li      a1, INFINITE
    syscall WaitForSingleObject
    la      t0, passed
    li      t1, 1
    amoadd.w zero, t1, (t0)
    ret
    .data
    .balign 4
event:  .word 0
passed: .word 0`,
    );
    expect(words).toEqual([1, 3]);
    expect(audit(guest.computer)).toEqual([]);
  });

  test('with a name is found by another process; a second Create tells that it was there', () => {
    const program = `
    process_request child, line=line
    .data
line: .asciz "child"
name: .asciz "ready"
    .text
    call2   SetLastError, 99
    li      a0, 0
    li      a1, 1
    li      a2, 0
    la      a3, name
    syscall CreateEvent
    mv      s0, a0
    syscall GetLastError
    tell
    la      a0, child
    call    start_process
    mv      s1, a0
    with    WaitForSingleObject, s0, INFINITE
    mv      a0, s1
    call    finish_process
    li      a0, 0
    li      a1, 0
    la      a2, name
    syscall CreateMutex             # the name is taken by something else
    tell_failure
    with    CloseHandle, s0         # the last handle: the name is free
    li      a0, 0
    li      a1, 0
    la      a2, name
    syscall CreateMutex
    tell_failure
    exit`;
    const child = `
    .data
name: .asciz "ready"
    .text
    li      a0, 0
    li      a1, 1
    li      a2, 0
    la      a3, name
    syscall CreateEvent
    mv      s0, a0
    tell_failure
    with    SetEvent, s0
    exit`;
    expect(runWindows(program, { child }).words).toEqual([
      0,
      ...failure('ERROR_ALREADY_EXISTS', 16),
      ...failure('ERROR_INVALID_HANDLE'),
      ...failure('ERROR_SUCCESS', 16),
    ]);
  });

  test.each([
    ['SetEvent', 'STDOUT_HANDLE'],
    ['SetEvent', '4096'],
    ['ResetEvent', 'STDOUT_HANDLE'],
    ['ReleaseMutex', 'STDOUT_HANDLE'],
    ['ReleaseSemaphore', 'STDOUT_HANDLE, 1'],
  ])('%s %s fails: the handle is no such thing', (name, args) => {
    expect(runWindows(`call2 ${name}, ${args}\n tell_failure\n exit`).words).toEqual(failure('ERROR_INVALID_HANDLE'));
  });

  test.each(['CreateEvent', 'CreateMutex', 'CreateSemaphore'])('%s fails for bad attributes', (name) => {
    const { words } = runWindows(`call2 ${name}, 4, 1, 1\n tell_failure\n exit`);
    expect(words).toEqual(failure('ERROR_NOACCESS'));
  });
});

describe('a mutex', () => {
  test('belongs to one thread, which may take it again and must give it up as often', () => {
    const { words } = runWindows(`
    call2   CreateMutex, 0, 1
    mv      s0, a0
    la      t0, mutex
    sw      a0, (t0)
    with    WaitForSingleObject, s0, 0
    tell
    ${thread('other', 's1')}
    with    WaitForSingleObject, s1, INFINITE
    with    ReleaseMutex, s0
    tell
    ${thread('other', 's1')}
    with    WaitForSingleObject, s1, INFINITE
    with    ReleaseMutex, s0
    tell
    with    ReleaseMutex, s0
    tell_failure
    ${thread('other', 's1')}
    with    WaitForSingleObject, s1, INFINITE
    exit
other:
    lw      a0, mutex
    li      a1, 0
    syscall WaitForSingleObject
    tell
    lw      a0, mutex
    syscall ReleaseMutex
    tell
    li      a0, 0
    ret
    .data
    .balign 4
mutex: .word 0`);
    expect(words).toEqual([0, TIMEOUT, 0, 1, TIMEOUT, 0, 1, ...failure('ERROR_NOT_OWNER'), 0, 1]);
  });

  test('that its owner did not give up is abandoned: the next owner is told, once', () => {
    const { words, guest } = runWindows(`
    call2   CreateMutex, 0, 0
    mv      s0, a0
    la      t0, mutex
    sw      a0, (t0)
    ${thread('taker', 's1')}
    with    WaitForSingleObject, s0, INFINITE
    tell
    with    ReleaseMutex, s0
    with    WaitForSingleObject, s0, INFINITE
    tell
    with    CloseHandle, s0
    exit
taker:
    lw      a0, mutex
    li      a1, INFINITE
    syscall WaitForSingleObject
    call2   Sleep, 3
    ret
    .data
    .balign 4
mutex: .word 0`);
    expect([0, ABANDONED]).toContain(words[0]);
    expect(words[1]).toBe(0);
    expect(audit(guest.computer)).toEqual([]);
  });

  test('keeps a count right that two processes add to; without it the count goes wrong', () => {
    const child = (name: string) => `
    .data
name: .asciz "${name}"
    .text
    li      a0, 0
    li      a1, 0
    la      a2, name
    syscall CreateMutex
    mv      s0, a0
    li      s2, 200
1:  with    WaitForSingleObject, s0, INFINITE
    li      a0, 3
    la      a1, number
    li      a2, 4
    li      a3, 0
    li      a4, 0
    syscall pread64
    lw      s3, number
    addi    s3, s3, 1
    la      t0, number
    sw      s3, (t0)
    li      t0, 300                 # long enough for the other one to look
2:  addi    t0, t0, -1
    bnez    t0, 2b
    li      a0, 3
    la      a1, number
    li      a2, 4
    li      a3, 0
    li      a4, 0
    syscall pwrite64
    with    ReleaseMutex, s0
    addi    s2, s2, -1
    bnez    s2, 1b
    exit`;
    const program = `
    process_request first, line=first_line, inherit=1
    process_request second, line=second_line, inherit=1
    .data
first_line:  .asciz "first"
second_line: .asciz "second"
    .text
    la_string a0, "count"
    li      a1, 0
    syscall memfd_create
    call2   ftruncate64, 3, 4
    la      a0, first
    call    start_process
    mv      s0, a0
    la      a0, second
    call    start_process
    mv      s1, a0
    mv      a0, s0
    call    finish_process
    mv      a0, s1
    call    finish_process
    li      a0, 3
    la      a1, number
    li      a2, 4
    li      a3, 0
    li      a4, 0
    syscall pread64
    lw      a0, number
    tell
    exit`;
    const settings = { harts: 2, quantum: 500, round: 100 };
    const run = (first: string, second: string) =>
      runWindows(program, { first: child(first), second: child(second) }, { settings }).words[0]!;
    expect(run('count', 'count')).toBe(400);
    expect(run('count', 'another')).toBeLessThan(400);
  });
});

describe('a semaphore', () => {
  test('counts: each wait takes one, and no more can be added than fit', () => {
    const { words } = runWindows(`
    call2   CreateSemaphore, 0, 2, 3
    mv      s0, a0
    .rept   3
    with    WaitForSingleObject, s0, 0
    tell
    .endr
    mv      a0, s0
    li      a1, 3
    la      a2, number
    syscall ReleaseSemaphore
    tell
    lw      a0, number
    tell
    with    ReleaseSemaphore, s0, 1
    tell_failure
    with    ReleaseSemaphore, s0, 0
    tell_failure
    with    WaitForSingleObject, s0, 0
    with    ReleaseSemaphore, s0, 1, 4
    tell_failure
    exit`);
    expect(words).toEqual([
      ...[0, 0, TIMEOUT, 1, 0],
      ...failure('ERROR_TOO_MANY_POSTS'),
      ...failure('ERROR_INVALID_PARAMETER'),
      ...failure('ERROR_NOACCESS'),
    ]);
  });

  test.each(['-1, 3', '4, 3', '0, 0'])('cannot be made with %s', (args) => {
    const { words } = runWindows(`call2 CreateSemaphore, 0, ${args}\n tell_failure\n exit`);
    expect(words).toEqual(failure('ERROR_INVALID_PARAMETER'));
  });
});

describe('WaitForMultipleObjects', () => {
  const EVENTS = `
    la      s4, handles
    .irp    n, 0, 4, 8
    call2   CreateEvent, 0, 0, 0
    sw      a0, \\n(s4)
    .endr
    lw      s0, 0(s4)
    lw      s1, 4(s4)
    lw      s2, 8(s4)
    j       1f
    .data
    .balign 4
handles: .zero 12
    .text
1:
    .macro  wait_many all:req, timeout=0, count=3
    li      a0, \\count
    mv      a1, s4
    li      a2, \\all
    li      a3, \\timeout
    syscall WaitForMultipleObjects
    .endm
`;

  test('for any gives the index of the first one that is signalled, and takes only that', () => {
    const { words } = runWindows(`${EVENTS}
    wait_many 0
    tell
    with    SetEvent, s2
    with    SetEvent, s1
    .rept   3
    wait_many 0
    tell
    .endr
    exit`);
    expect(words).toEqual([TIMEOUT, 1, 2, TIMEOUT]);
  });

  test('for all takes nothing until all are signalled at once', () => {
    const { words } = runWindows(`${EVENTS}
    with    SetEvent, s0
    with    SetEvent, s1
    wait_many 1, 2
    tell
    with    WaitForSingleObject, s0, 0     # still there
    tell
    with    SetEvent, s0
    with    SetEvent, s2
    wait_many 1, INFINITE
    tell
    wait_many 0
    tell
    exit`);
    expect(words).toEqual([TIMEOUT, 0, 0, TIMEOUT]);
  });

  test('wakes for whichever of several processes ends first', () => {
    const { words, guest } = runWindows(
      `
    process_request slow, line=slow_line
    process_request fast, line=fast_line
    .data
slow_line: .asciz "slow"
fast_line: .asciz "fast"
    .balign 4
both: .word 0, 0
    .text
    la      s4, both
    la      a0, slow
    call    start_process
    sw      a0, 0(s4)
    la      a0, fast
    call    start_process
    sw      a0, 4(s4)
    .irp    all, 0, 1
    li      a0, 2
    mv      a1, s4
    li      a2, \\all
    li      a3, INFINITE
    syscall WaitForMultipleObjects
    tell
    .endr
    exit`,
      { slow: 'call2 Sleep, 20\n exit', fast: 'call2 Sleep, 10\n exit' },
    );
    expect(words).toEqual([1, 0]);
    expect(guest.computer.kernel.processes.size).toBe(1);
  });

  test.each([
    ['no object', '0, 0, 0', 'ERROR_INVALID_PARAMETER'],
    ['more than 64', '65, 0, 0', 'ERROR_INVALID_PARAMETER'],
    ['a bad address', '2, 4, 0', 'ERROR_NOACCESS'],
  ] as const)('fails for %s', (_, args, error) => {
    const { words } = runWindows(`call2 WaitForMultipleObjects, ${args}, 0\n tell_failure\n exit`);
    expect(words).toEqual(failure(error, -1));
  });

  test('fails for a bad handle, and for one object twice where all are wanted', () => {
    const { words } = runWindows(`${EVENTS}
    sw      s0, 4(s4)
    wait_many 1
    tell_failure
    li      t0, 4096
    sw      t0, 4(s4)
    wait_many 0
    tell_failure
    exit`);
    expect(words).toEqual([...failure('ERROR_INVALID_PARAMETER', -1), ...failure('ERROR_INVALID_HANDLE', -1)]);
  });
});

describe('Sleep', () => {
  test('lasts its milliseconds, and with 0 lets another ready thread run', () => {
    const { words } = runWindows(
      `
    la      a1, bytes
    li      a0, CLOCK_MONOTONIC
    syscall clock_gettime64
    call2   Sleep, 7
    la      a1, bytes + 16
    li      a0, CLOCK_MONOTONIC
    syscall clock_gettime64
    la      t0, bytes
    lw      t1, 8(t0)
    lw      t2, 24(t0)
    sub     s0, t2, t1
    ${thread('other', 's1')}
    call2   Sleep, 0
    lw      a0, number
    tell
    mv      a0, s0
    tell
    exit
other:
    la      t0, number
    li      t1, 1
    sw      t1, (t0)
    ret`,
      {},
      { settings: { harts: 1 } },
    );
    expect(words[0]).toBe(1);
    expect(words[1]).toBeGreaterThanOrEqual(7_000_000);
    expect(words[1]).toBeLessThan(7_010_000);
  });
});

describe('GetLastError', () => {
  test('belongs to the thread, and a call that succeeds leaves it alone', () => {
    const { words } = runWindows(`
    call2   CloseHandle, 4096
    ${thread('other', 's1')}
    with    WaitForSingleObject, s1, INFINITE
    syscall GetLastError
    tell
    call2   SetLastError, 1234
    syscall GetLastError
    tell
    exit
other:
    syscall GetLastError
    tell
    call2   OpenProcess, 0, 0, 999
    syscall GetLastError
    tell
    li      a0, 0
    ret`);
    expect(words).toEqual([0, 87, 6, 1234]);
  });
});
