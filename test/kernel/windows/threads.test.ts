import { describe, expect, test } from 'vitest';
import { describeDeadlock } from '../../../src/system/deadlock.ts';
import { audit } from '../../system/audit.ts';
import { failure, runWindows, windowsGuest } from './windows-guest.ts';

/** `thread LABEL, ARGUMENT, FLAGS, STACK` makes a thread; its handle is in a0, its number in `number`. */
const MACRO = `
    .macro  thread label:req, argument=0, flags=0, stack=0
    li      a0, 0
    li      a1, \\stack
    la      a2, \\label
    li      a3, \\argument
    li      a4, \\flags
    la      a5, number
    syscall CreateThread
    .endm
`;
const FOREVER = 'forever: j forever\n';

describe('CreateThread', () => {
  test('runs a routine with its parameter on a stack of its own; what that returns is the exit code', () => {
    const { words, guest } = runWindows(`${MACRO}
    thread  double, 21
    mv      s0, a0
    lw      a0, number
    tell
    with    WaitForSingleObject, s0, INFINITE
    mv      a0, s0
    la      a1, number
    syscall GetExitCodeThread
    lw      a0, number
    tell
    with    CloseHandle, s0
    exit
double:
    addi    sp, sp, -1024
    sw      a0, (sp)
    lw      t0, (sp)
    add     a0, t0, t0
    addi    sp, sp, 1024
    ret`);
    expect(words).toEqual([3, 42]);
    expect(audit(guest.computer)).toEqual([]);
  });

  test('shares memory and handles; its stack is given back at its end', () => {
    const { words, guest } = runWindows(`${MACRO}
    li      s1, 300                 # more stacks than there are frames for at once
1:  thread  touch, 0, 0, 65536
    must    "the next thread"
    mv      s0, a0
    with    WaitForSingleObject, s0, INFINITE
    with    CloseHandle, s0
    addi    s1, s1, -1
    bnez    s1, 1b
    lw      a0, counter
    tell
    exit
touch:
    li      t0, 15
    mv      t1, sp
2:  addi    t1, t1, -2048
    addi    t1, t1, -2048
    sw      zero, (t1)
    addi    t0, t0, -1
    bnez    t0, 2b
    la      t0, counter
    li      t1, 1
    amoadd.w zero, t1, (t0)
    ret
    .data
    .balign 4
counter: .word 0`);
    expect(words).toEqual([300]);
    expect(audit(guest.computer)).toEqual([]);
  });

  test('ends the process with the last thread, with its code', () => {
    const { status } = runWindows(`${MACRO}
    thread  later
    call2   ExitThread, 1
later:
    call2   Sleep, 5
    li      a0, 66
    ret`);
    expect(status).toBe(66);
  });

  test('its stack ends in a page that nobody may touch', () => {
    const { words } = runWindows(
      `
    process_request child, line=line
    .data
line: .asciz "child"
    .text
    la      a0, child
    call    start_process
    call    finish_process
    tell
    exit`,
      {
        child: `${MACRO}
    thread  deep, 0, 0, 8192
    mv      s0, a0
    with    WaitForSingleObject, s0, INFINITE
    exit
deep:
    addi    sp, sp, -2048
    sw      zero, (sp)
    j       deep`,
      },
    );
    expect(words).toEqual([0xc0000005 | 0]);
  });

  test.each([
    ['flags that are not known', 'thread forever, 0, 8', 'ERROR_INVALID_PARAMETER'],
    ['a stack that is too large', 'thread forever, 0, 0, 0x7fffffff', 'ERROR_NOT_ENOUGH_MEMORY'],
    ['bad attributes', 'call2 CreateThread, 4', 'ERROR_NOACCESS'],
    ['a bad address for the number', 'call2 CreateThread, 0, 0, 0, 0, 0, 4', 'ERROR_NOACCESS'],
  ] as const)('fails for %s', (_, make, error) => {
    expect(runWindows(`${MACRO}${make}\n tell_failure\n exit\n${FOREVER}`).words).toEqual(failure(error));
  });

  test('fails when no handle or no place in the table is left, and leaves nothing behind', () => {
    const text = `${MACRO}
1:  thread  forever
    bnez    a0, 1b
    tell_failure
    exit
${FOREVER}`;
    const handles = runWindows(text, {}, { settings: { maxOpenFiles: 8 } });
    expect(handles.words).toEqual(failure('ERROR_TOO_MANY_OPEN_FILES'));
    expect(audit(handles.guest.computer)).toEqual([]);
    const table = runWindows(text, {}, { settings: { maxProcesses: 8 } });
    expect(table.words).toEqual(failure('ERROR_NO_SYSTEM_RESOURCES'));
  });
});

describe('SuspendThread and ResumeThread', () => {
  test('count: a thread runs when it was resumed as often as suspended', () => {
    const { words } = runWindows(`${MACRO}
    thread  count, 0, CREATE_SUSPENDED
    mv      s0, a0
    call2   Sleep, 1
    lw      s1, counter
    with    ResumeThread, s0
    tell
    call2   Sleep, 1
    with    SuspendThread, s0
    tell
    call2   Sleep, 1                # it stands still now
    lw      s2, counter
    call2   Sleep, 1
    lw      s3, counter
    sub     a0, s3, s2
    tell
    mv      a0, s1
    tell
    snez    a0, s2
    tell
    with    SuspendThread, s0
    tell
    with    ResumeThread, s0
    tell
    with    ResumeThread, s0
    tell
    call2   Sleep, 1
    lw      s4, counter
    sgtu    a0, s4, s3
    tell
    exit
count:
    la      t0, counter
1:  lw      t1, (t0)
    addi    t1, t1, 1
    sw      t1, (t0)
    j       1b
    .data
    .balign 4
counter: .word 0`);
    expect(words).toEqual([1, 0, 0, 0, 1, 1, 2, 1, 1]);
  });

  test('a thread may suspend itself, and one that waits stays suspended when its wait is over', () => {
    const { words } = runWindows(`${MACRO}
    thread  self
    mv      s0, a0
    thread  sleeper
    mv      s1, a0
    call2   Sleep, 1
    with    SuspendThread, s1
    with    WaitForSingleObject, s0, 20
    tell
    with    WaitForSingleObject, s1, 0
    tell
    with    ResumeThread, s0
    tell
    with    ResumeThread, s1
    tell
    with    WaitForSingleObject, s0, INFINITE
    tell
    with    WaitForSingleObject, s1, INFINITE
    tell
    with    SuspendThread, s0
    tell_failure
    exit
self:
    call2   SuspendThread, CURRENT_THREAD
    call2   ExitThread, 0
sleeper:
    call2   Sleep, 5
    call2   ExitThread, 0`);
    expect(words).toEqual([0x102, 0x102, 1, 1, 0, 0, ...failure('ERROR_ACCESS_DENIED', -1)]);
  });

  test.each([
    ['SuspendThread', '4096', -1],
    ['ResumeThread', 'STDOUT_HANDLE', -1],
    ['GetExitCodeThread', 'CURRENT_PROCESS', 0],
  ] as const)('%s %s fails', (name, args, result) => {
    expect(runWindows(`call2 ${name}, ${args}\n tell_failure\n exit`).words).toEqual(
      failure('ERROR_INVALID_HANDLE', result),
    );
  });

  test('all threads suspended and nobody to resume them is a deadlock, which says so', () => {
    const guest = windowsGuest('call2 SuspendThread, CURRENT_THREAD\n exit');
    expect(guest.run()).toEqual({ kind: 'deadlock' });
    expect(describeDeadlock(guest.computer.kernel)).toContain('process 2 (guest) is suspended: nobody resumes it');
    const waiting = windowsGuest('call2 CreateEvent, 0, 1, 0\n li a1, INFINITE\n syscall WaitForSingleObject');
    expect(waiting.run()).toEqual({ kind: 'deadlock' });
    expect(describeDeadlock(waiting.computer.kernel)).toContain('waits for an object to be signalled');
  });
});

describe('GetExitCodeThread, GetCurrentThreadId', () => {
  test('tell of this thread, and of one that lives', () => {
    const { words } = runWindows(`
    syscall GetCurrentThreadId
    tell
    li      a0, CURRENT_THREAD
    la      a1, number
    syscall GetExitCodeThread
    lw      a0, number
    tell
    call2   GetExitCodeThread, CURRENT_THREAD, 4
    tell_failure
    exit`);
    expect(words).toEqual([2, 259, ...failure('ERROR_NOACCESS')]);
  });

  test('a thread that ended with its process has the code of the process', () => {
    const { words } = runWindows(
      `
    process_request child, line=line
    .data
line: .asciz "child"
    .text
    la      a0, child
    call    create_process
    mv      s0, a0
    mv      s1, a1
    with    CloseHandle, s0         # the handle to the thread is enough
    with    WaitForSingleObject, s1, INFINITE
    mv      a0, s1
    la      a1, number
    syscall GetExitCodeThread
    lw      a0, number
    tell
    with    CloseHandle, s1
    exit`,
      { child: 'call2 ExitProcess, 12' },
    );
    expect(words).toEqual([12]);
  });
});
