import { describe, expect, test } from 'vitest';
import { audit } from '../../system/audit.ts';
import { failure, runWindows } from './windows-guest.ts';

describe('a handle and a descriptor', () => {
  test('are two numbers for one object: handle = 4 * (descriptor + 1)', () => {
    const { stdout, guest } = runWindows(`
    la      a0, pipe_read
    la      a1, pipe_write
    li      a2, 0
    li      a3, 0
    syscall CreatePipe
    lw      s0, pipe_read
    lw      s1, pipe_write
    la_string a1, "native"
    srli    a0, s1, 2               # write to the descriptor
    addi    a0, a0, -1
    li      a2, 6
    syscall write
    mv      a0, s0                  # read from the handle
    la      a1, bytes
    li      a2, 64
    call    read_handle
    mv      a2, a0
    la      a1, bytes
    li      a0, STDOUT_HANDLE + 3   # the two low bits do not count
    call    write_handle
    srli    a0, s0, 2               # what close closes, CloseHandle does not find
    addi    a0, a0, -1
    syscall close
    mv      a0, s0
    syscall CloseHandle
    tell_failure
    exit`);
    expect(stdout.slice(0, 6)).toBe('native');
    expect(guest.words).toHaveLength(3);
    expect(audit(guest.computer)).toEqual([]);
  });

  test('are closed once, whoever does it', () => {
    const { words } = runWindows(`
    call2   CreateEvent, 0, 1, 1
    mv      s0, a0
    with    CloseHandle, s0
    tell
    with    CloseHandle, s0
    tell_failure
    call2   CloseHandle, 0
    tell_failure
    call2   CloseHandle, CURRENT_PROCESS
    tell
    exit`);
    expect(words).toEqual([1, ...failure('ERROR_INVALID_HANDLE'), ...failure('ERROR_INVALID_HANDLE'), 1]);
  });

  test('inheritance and FD_CLOEXEC are one flag', () => {
    const { words } = runWindows(`
    call2   CreateEvent, 0, 1, 1    # handle 16, descriptor 3
    call2   fcntl64, 3, F_GETFD
    tell
    call2   SetHandleInformation, 16, HANDLE_FLAG_INHERIT, HANDLE_FLAG_INHERIT
    tell
    call2   fcntl64, 3, F_GETFD
    tell
    la      s0, number
    li      a0, 16
    mv      a1, s0
    syscall GetHandleInformation
    lw      a0, (s0)
    tell
    call2   fcntl64, 3, F_SETFD, FD_CLOEXEC
    li      a0, 16
    mv      a1, s0
    syscall GetHandleInformation
    lw      a0, (s0)
    tell
    exit`);
    expect(words).toEqual([1, 1, 0, 1, 0]);
  });

  test.each([
    ['SetHandleInformation', '4096, 1, 1', 'ERROR_INVALID_HANDLE'],
    ['SetHandleInformation', '4, 2, 2', 'ERROR_INVALID_PARAMETER'],
    ['GetHandleInformation', '4096', 'ERROR_INVALID_HANDLE'],
    ['GetHandleInformation', '4, 4', 'ERROR_NOACCESS'],
    ['SetStdHandle', '1, 4', 'ERROR_INVALID_HANDLE'],
  ] as const)('%s %s fails', (name, args, error) => {
    expect(runWindows(`call2 ${name}, ${args}\n tell_failure\n exit`).words).toEqual(failure(error));
  });
});

describe('standard handles', () => {
  test('are 4, 8 and 12 at first, and what SetStdHandle says', () => {
    const { words } = runWindows(`
    call2   GetStdHandle, STD_INPUT_HANDLE
    tell
    call2   GetStdHandle, STD_OUTPUT_HANDLE
    tell
    call2   SetStdHandle, STD_ERROR_HANDLE, 4096
    tell
    call2   GetStdHandle, STD_ERROR_HANDLE
    tell
    call2   GetStdHandle, 5
    tell_failure
    exit`);
    expect(words).toEqual([4, 8, 1, 4096, ...failure('ERROR_INVALID_HANDLE', -1)]);
  });

  test('of a new process are those of the creator, inheritable or not', () => {
    const program = `
    process_request child, line=line
    .data
line: .asciz "child"
    .text
    la      a0, pipe_read
    la      a1, pipe_write
    li      a2, 0
    li      a3, 0
    syscall CreatePipe
    li      a0, STD_OUTPUT_HANDLE
    lw      a1, pipe_write
    syscall SetStdHandle
    la      a0, child
    call    start_process
    call    finish_process
    lw      a0, pipe_read
    la      a1, bytes
    li      a2, 64
    call    read_handle
    mv      a2, a0
    la      a1, bytes
    li      a0, STDOUT_HANDLE
    call    write_handle
    exit`;
    expect(runWindows(program, { child: 'print "piped"\n exit' }).stdout).toBe('piped');
  });

  test('named by a STARTUPINFO are the only handles to their objects in the new process: a pipe ends when it should', () => {
    const program = `
    process_request child, line=line, inherit=1, startup=start
    startup_info start
    inheritable yes
    .data
line: .asciz "child"
    .text
    la      a0, pipe_read
    la      a1, pipe_write
    la      a2, yes
    li      a3, 0
    syscall CreatePipe
    lw      a0, pipe_read
    li      a1, HANDLE_FLAG_INHERIT
    li      a2, 0
    syscall SetHandleInformation
    lw      t0, pipe_write
    la      t1, start
    sw      t0, STARTUPINFO_STD_OUTPUT(t1)
    la      a0, child
    call    start_process
    mv      s0, a0
    lw      a0, pipe_write
    syscall CloseHandle
    lw      a0, pipe_read
    la      a1, bytes
    li      a2, 64
    call    read_handle
    tell
    lw      a0, pipe_read
    la      a1, bytes
    li      a2, 64
    la      a3, number
    li      a4, 0
    syscall ReadFile                # the child has closed its only end, and goes on
    tell_failure
    with    TerminateProcess, s0, 0
    mv      a0, s0
    call    finish_process
    exit`;
    const child = 'print "four"\n call2 CloseHandle, STDOUT_HANDLE\n 1: j 1b';
    expect(runWindows(program, { child }).words).toEqual([4, ...failure('ERROR_BROKEN_PIPE')]);
  });
});

describe('DuplicateHandle', () => {
  /** Starts /bin/child with a handle to it in s0. */
  const START = `
    process_request child, line=line
    .data
line: .asciz "child"
    .text
    la      a0, child
    call    start_process
    mv      s0, a0
`;

  test('gives a handle away: to another process, which can then do what the handle is good for', () => {
    // The child waits until a handle to its creator's event is there under number 16, and signals it.
    const child = `
1:  call2   SetEvent, 16
    beqz    a0, 1b
    exit`;
    const { words, guest } = runWindows(
      `${START}
    call2   CreateEvent, 0, 1, 0
    mv      s1, a0
    li      a0, CURRENT_PROCESS
    mv      a1, s1
    mv      a2, s0
    la      a3, number
    li      a4, 0
    li      a5, 0
    li      a6, DUPLICATE_SAME_ACCESS
    syscall DuplicateHandle
    tell
    lw      a0, number
    tell
    with    WaitForSingleObject, s1, INFINITE
    tell
    mv      a0, s0
    call    finish_process
    exit`,
      { child },
    );
    expect(words).toEqual([1, 16, 0]);
    expect(audit(guest.computer)).toEqual([]);
  });

  test('a process can be given away: who has the handle ends it', () => {
    const killer = `
1:  call2   TerminateProcess, 16, 42
    beqz    a0, 1b
    exit`;
    const { words, guest } = runWindows(
      `
    process_request victim, line=victim_line
    process_request killer, line=killer_line
    .data
victim_line: .asciz "victim"
killer_line: .asciz "killer"
    .text
    la      a0, victim
    call    start_process
    mv      s0, a0
    la      a0, killer
    call    start_process
    mv      s1, a0
    li      a0, CURRENT_PROCESS
    mv      a1, s0
    mv      a2, s1
    li      a3, 0
    li      a4, 0
    li      a5, 0
    li      a6, DUPLICATE_SAME_ACCESS
    syscall DuplicateHandle
    tell
    mv      a0, s0
    call    finish_process
    tell
    mv      a0, s1
    call    finish_process
    exit`,
      { victim: '1: j 1b', killer },
    );
    expect(words).toEqual([1, 42]);
    expect(guest.computer.kernel.processes.size).toBe(1);
  });

  test('closes the source if asked to, in whichever process, and can do no more than that', () => {
    const { words, guest } = runWindows(
      `${START}
    call2   CreateEvent, 0, 1, 0
    mv      s1, a0
    li      a0, CURRENT_PROCESS     # move it
    mv      a1, s1
    mv      a2, s0
    la      a3, number
    li      a4, 0
    li      a5, 0
    li      a6, DUPLICATE_SAME_ACCESS | DUPLICATE_CLOSE_SOURCE
    syscall DuplicateHandle
    tell
    with    SetEvent, s1
    tell_failure
    mv      a0, s0                  # close it there
    lw      a1, number
    li      a2, 0
    li      a3, 0
    li      a6, DUPLICATE_CLOSE_SOURCE
    syscall DuplicateHandle
    tell
    with    TerminateProcess, s0, 0
    mv      a0, s0
    call    finish_process
    exit`,
      { child: '1: j 1b' },
    );
    expect(words).toEqual([1, ...failure('ERROR_INVALID_HANDLE'), 1]);
    expect(audit(guest.computer)).toEqual([]);
  });

  test('makes a real handle of one that only means the caller; rights can only become fewer', () => {
    const { words, guest } = runWindows(`
    li      a0, CURRENT_PROCESS
    li      a1, CURRENT_PROCESS
    li      a2, CURRENT_PROCESS
    la      a3, number
    li      a4, SYNCHRONIZE
    li      a5, 0
    li      a6, 0
    syscall DuplicateHandle
    tell
    lw      s0, number
    with    GetProcessId, s0
    tell_failure
    with    WaitForSingleObject, s0, 0
    tell
    li      a0, CURRENT_PROCESS
    mv      a1, s0
    li      a2, CURRENT_PROCESS
    la      a3, number
    li      a4, PROCESS_ALL_ACCESS
    li      a5, 0
    li      a6, 0
    syscall DuplicateHandle
    tell_failure
    with    CloseHandle, s0
    exit`);
    expect(words).toEqual([1, ...failure('ERROR_ACCESS_DENIED'), 0x102, ...failure('ERROR_ACCESS_DENIED')]);
    expect(audit(guest.computer)).toEqual([]);
  });

  test.each([
    ['a source process that is none', 'STDOUT_HANDLE, 4, CURRENT_PROCESS', 'ERROR_INVALID_HANDLE'],
    ['a source that is not open', 'CURRENT_PROCESS, 4096, CURRENT_PROCESS', 'ERROR_INVALID_HANDLE'],
    ['a target that is no process', 'CURRENT_PROCESS, 4, 8', 'ERROR_INVALID_HANDLE'],
    ['a bad address', 'CURRENT_PROCESS, 4, CURRENT_PROCESS, 4', 'ERROR_NOACCESS'],
  ] as const)('fails for %s', (_, args, error) => {
    expect(runWindows(`call2 DuplicateHandle, ${args}\n tell_failure\n exit`).words).toEqual(failure(error));
  });

  test('fails for a process that has ended', () => {
    const { words } = runWindows(
      `${START}
    with    WaitForSingleObject, s0, INFINITE
    li      a0, CURRENT_PROCESS
    li      a1, 4
    mv      a2, s0
    la      a3, number
    li      a4, 0
    li      a5, 0
    li      a6, DUPLICATE_SAME_ACCESS
    syscall DuplicateHandle
    tell_failure
    exit`,
      { child: 'exit' },
    );
    expect(words).toEqual(failure('ERROR_ACCESS_DENIED'));
  });
});
