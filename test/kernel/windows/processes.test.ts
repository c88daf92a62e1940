import { describe, expect, test } from 'vitest';
import { E } from '../../../src/abi/errno.ts';
import { SIG } from '../../../src/abi/signals.ts';
import { stringBytes } from '../../../src/base/bytes.ts';
import type { KernelEvent } from '../../../src/kernel/events.ts';
import { audit } from '../../system/audit.ts';
import { failure, runWindows, windowsGuest } from './windows-guest.ts';

/** Starts /bin/child and leaves its handle in s0. */
const START = `
    process_request child, line=child_line
    .data
child_line: .asciz "child"
    .text
    la      a0, child
    call    start_process
    mv      s0, a0
`;
const FOREVER = '1: j 1b';

describe('CreateProcess', () => {
  test('makes a process and gives handles to it and its thread, and their numbers', () => {
    const { words } = runWindows(
      `${START}
    la      t0, child_information
    lw      s1, PROCESS_INFORMATION_PROCESS(t0)
    lw      s2, PROCESS_INFORMATION_THREAD(t0)
    lw      s3, PROCESS_INFORMATION_PROCESS_ID(t0)
    lw      s4, PROCESS_INFORMATION_THREAD_ID(t0)
    put     s1
    put     s2
    put     s3
    put     s4
    mv      a0, s0
    syscall GetProcessId
    tell
    mv      a0, s0
    call    finish_process
    tell
    exit`,
      { child: 'call2 ExitProcess, 300' },
    );
    expect(words).toEqual([16, 20, 3, 3, 3, 300]);
  });

  test('is one call: no clone, no execve, and no frame of the creator', () => {
    const guest = windowsGuest(`${START}\n mv a0, s0\n call finish_process\n exit`, { child: FOREVER });
    const calls: string[] = [];
    guest.computer.kernel.observe((event: KernelEvent) => {
      if (event.kind === 'call') calls.push(event.call.row!.name);
    });
    guest.run({ pauseAfter: 100_000 });
    expect(calls).not.toContain('clone');
    expect(calls).not.toContain('execve');
    const [creator, made] = [2, 3].map((pid) => guest.computer.kernel.processes.get(pid)!.space);
    const frames = (space: typeof creator) => {
      const found: number[] = [];
      space!.table.forEach(0, 1 << 20, (_, pte) => found.push(pte >>> 10));
      return found;
    };
    // Both are programs of their own: only the page of the trampoline can be in both.
    const shared = frames(made).filter((frame) => frames(creator).includes(frame));
    expect(shared.length).toBeLessThanOrEqual(1);
  });

  test('cuts the command line into arguments, and looks for the program', () => {
    const program = `
    process_request show, line=line
    .data
line: .asciz "show \\"one two\\" three \\\\\\"four\\\\\\""
    .text
    la      a0, show
    call    start_process
    must    "show"
    call    finish_process
    exit`;
    const show = `
    lw      s0, (sp)
    addi    s1, sp, 4
1:  lw      a1, (s1)
    li      a0, STDOUT_HANDLE
    call    write_text
    print   "|"
    addi    s1, s1, 4
    addi    s0, s0, -1
    bnez    s0, 1b
    exit`;
    expect(runWindows(program, { show }).stdout).toBe('show|one two|three|"four"|');
  });

  test('gives the environment and the directory that are asked for', () => {
    const program = `
    process_request child, line=line, environment=block, directory=folder
    .data
line:   .asciz "child"
block:  .asciz "A=1", "B=2", ""
folder: .asciz "/tmp"
    .text
    la      a0, child
    call    start_process
    must    "child"
    call    finish_process
    exit`;
    const child = `
    lw      t0, (sp)
    addi    t0, t0, 2
    slli    t0, t0, 2
    add     s1, sp, t0
    lw      a1, 0(s1)
    li      a0, STDOUT_HANDLE
    call    write_text
    lw      a1, 4(s1)
    li      a0, STDOUT_HANDLE
    call    write_text
    la      a0, bytes
    li      a1, 64
    syscall getcwd
    la      a1, bytes
    li      a0, STDOUT_HANDLE
    call    write_text
    exit`;
    expect(runWindows(program, { child }).stdout).toBe('A=1B=2/tmp');
  });

  test('makes a suspended process, which ResumeThread starts', () => {
    const { words } = runWindows(
      `
    process_request child, line=line, flags=CREATE_SUSPENDED
    .data
line: .asciz "child"
    .text
    la      a0, child
    call    create_process
    mv      s0, a0
    mv      s1, a1
    with    WaitForSingleObject, s0, 50
    tell
    with    SuspendThread, s1
    tell
    with    ResumeThread, s1
    tell
    with    ResumeThread, s1
    tell
    with    ResumeThread, s1
    tell
    mv      a0, s0
    call    finish_process
    tell
    with    ResumeThread, s1
    tell
    exit`,
      { child: 'call2 Sleep, 1000\n call2 ExitProcess, 9' },
    );
    expect(words).toEqual([0x102, 1, 2, 1, 0, 9, 0]);
  });

  test('passes inheritable handles under their numbers, others not, and none unless asked to', () => {
    const program = (inherit: number) => `
    process_request child, line=line, inherit=${inherit}
    inheritable yes
    .data
line: .asciz "child"
    .text
    la      a0, yes
    li      a1, 1
    li      a2, 1
    li      a3, 0
    syscall CreateEvent             # 16: inheritable
    call2   CreateEvent, 0, 1, 1    # 20: not
    la      a0, child
    call    start_process
    call    finish_process
    exit`;
    const child = `
    call2   WaitForSingleObject, 16, 0
    tell
    call2   WaitForSingleObject, 20, 0
    tell
    exit`;
    expect(runWindows(program(1), { child }).words).toEqual([0, -1]);
    expect(runWindows(program(0), { child }).words).toEqual([-1, -1]);
  });

  test.each([
    ['a program that is not there', 'line=missing', 'ERROR_FILE_NOT_FOUND'],
    ['a path through a file', 'application=through', 'ERROR_PATH_NOT_FOUND'],
    ['a file that is no program', 'application=text', 'ERROR_BAD_EXE_FORMAT'],
    ['neither path nor command line', '', 'ERROR_INVALID_PARAMETER'],
    ['flags that are not known', 'line=line, flags=0x40000000', 'ERROR_INVALID_PARAMETER'],
    ['two priority classes', 'line=line, flags=IDLE_PRIORITY_CLASS|HIGH_PRIORITY_CLASS', 'ERROR_INVALID_PARAMETER'],
    ['a directory that is none', 'line=line, directory=text', 'ERROR_DIRECTORY'],
    ['a bad address', 'line=4', 'ERROR_NOACCESS'],
    ['a bad environment', 'line=line, environment=4', 'ERROR_NOACCESS'],
    ['standard handles without inheritance', 'line=line, startup=start', 'ERROR_INVALID_PARAMETER'],
    ['a standard handle that is not inheritable', 'line=line, inherit=1, startup=private', 'ERROR_INVALID_HANDLE'],
    ['a startup of another size', 'line=line, inherit=1, startup=line', 'ERROR_INVALID_PARAMETER'],
  ] as const)('fails for %s', (_, request, error) => {
    const text = `
    process_request bad, ${request}
    startup_info start
    startup_info private
    .data
missing: .asciz "/bin/missing"
through: .asciz "/bin/guest/missing"
text:    .asciz "/bin/text"
    .balign 4
line:    .asciz "guest"
    .text
    call2   CreateEvent, 0, 1, 1
    la      t0, private
    sw      a0, STARTUPINFO_STD_INPUT(t0)
    la      a0, bad
    syscall CreateProcess
    tell_failure
    exit`;
    const { words, guest } = runWindows(text, {}, { files: { '/bin/text': stringBytes('no program') } });
    expect(words).toEqual(failure(error));
    expect(audit(guest.computer)).toEqual([]);
  });

  test('fails when the table is full, and when no handle is left', () => {
    const text = `
    process_request child, line=line
    .data
line: .asciz "child"
    .text
1:  la      a0, child
    syscall CreateProcess
    bnez    a0, 1b
    tell_failure
    call2   kill, -1, SIGKILL
    exit`;
    const child = FOREVER;
    expect(runWindows(text, { child }, { settings: { maxProcesses: 8 } }).words).toEqual(
      failure('ERROR_NO_SYSTEM_RESOURCES'),
    );
    expect(runWindows(text, { child }, { settings: { maxOpenFiles: 10 } }).words).toEqual(
      failure('ERROR_TOO_MANY_OPEN_FILES'),
    );
  });
});

describe('a Windows-style process', () => {
  test('has no parent that a call can observe: getppid gives 0, and waitid does not see it', () => {
    const { words } = runWindows(
      `${START}
    wait
    tell
    mv      a0, s0
    call    finish_process
    tell
    exit`,
      { child: 'syscall getppid\n tell\n call2 ExitProcess, 5' },
    );
    expect(words.sort()).toEqual([-E.ECHILD, 0, 5].sort());
  });

  test('is gone when it has ended and the last handle is closed, in whichever order', () => {
    const child = 'call2 ExitProcess, 5';
    const guest = windowsGuest(
      `${START}
    with    WaitForSingleObject, s0, INFINITE
    call2   Sleep, 1
    call2   Sleep, 1
    with    CloseHandle, s0
    call2   Sleep, 1
    exit`,
      { child },
    );
    const seen: boolean[] = [];
    guest.computer.kernel.observe((event: KernelEvent) => {
      if (event.kind === 'call' && event.call.row!.name === 'Sleep') seen.push(guest.computer.kernel.processes.has(3));
    });
    expect(guest.finish()).toBe(0);
    expect(seen).toEqual([true, true, false]);

    const early = windowsGuest(`${START}\n with CloseHandle, s0\n call2 Sleep, 50\n exit`, { child });
    early.finish();
    expect([...early.computer.kernel.processes.keys()]).toEqual([1]);
  });

  test('is not kept by the end of its creator, and its UNIX child goes to process 1 when it ends', () => {
    const child = `
    fork
    beqz    a0, 1f
    call2   ExitProcess, 0
1:  call2   Sleep, 20
    syscall getppid
    tell
    exit`;
    const { words } = runWindows(`${START}\n mv a0, s0\n call finish_process\n call2 Sleep, 100\n exit`, { child });
    expect(words).toEqual([1]);
  });

  test('is ended by kill as any other, with an exit code that tells the signal', () => {
    const { words } = runWindows(
      `${START}
    with    GetProcessId, s0
    li      a1, SIGKILL
    syscall kill
    tell
    mv      a0, s0
    call    finish_process
    tell
    exit`,
      { child: FOREVER },
    );
    expect(words).toEqual([0, 128 + SIG.SIGKILL]);
  });

  test('counts for the limit of processes as long as a handle is open', () => {
    const text = `
    process_request child, line=line
    .data
line: .asciz "child"
    .text
    li      s1, 20
1:  la      a0, child
    call    start_process
    must    "the next one"
    call    finish_process          # which closes the handle
    addi    s1, s1, -1
    bnez    s1, 1b
    exit`;
    const { status, guest } = runWindows(text, { child: 'exit' }, { settings: { maxProcesses: 4 } });
    expect(status).toBe(0);
    expect(audit(guest.computer)).toEqual([]);
  });

  test('gets Ctrl-C by its console, though it is in no foreground group', () => {
    const run = (flags: string) => {
      const guest = windowsGuest(
        `
    process_request child, line=line, flags=${flags}
    .data
line: .asciz "child"
    .text
    li      a0, SIGINT
    li      a1, SIG_IGN
    la      a1, ignore
    li      a2, 0
    li      a3, 8
    syscall rt_sigaction
    la      a0, child
    call    start_process
    mv      s0, a0
    with    WaitForSingleObject, s0, 100
    tell
    la      a1, number
    mv      a0, s0
    syscall GetExitCodeProcess
    lw      a0, number
    tell
    call2   kill, -1, SIGKILL
    exit
    .data
    .balign 4
ignore: .word SIG_IGN, 0, 0, 0`,
        { child: FOREVER },
        { streams: ['terminal', 'stream', 'stream'], terminal: { rows: 24, columns: 80 } },
      );
      guest.run({ pauseAfter: 200_000 });
      guest.computer.type(stringBytes('\x03'));
      guest.finish();
      return guest.words;
    };
    expect(run('0')).toEqual([0, 0xc000013a | 0]);
    expect(run('CREATE_NEW_PROCESS_GROUP')).toEqual([0x102, 259]);
    expect(run('DETACHED_PROCESS')).toEqual([0x102, 259]);
  });

  test('shares its console with what it forks: that may read from it, and gets Ctrl-C', () => {
    const guest = windowsGuest(
      `${START}
    mv      a0, s0
    call    finish_process
    tell
    exit`,
      {
        child: `
    fork
    beqz    a0, 1f
    wait
    lw      s0, wait_info + SIGINFO_STATUS
    mv      a0, s0
    syscall ExitProcess
1:  li      a0, 0
    la      a1, bytes
    li      a2, 4
    syscall read
    tell
2:  j       2b`,
      },
      { streams: ['terminal', 'stream', 'stream'], terminal: { rows: 24, columns: 80 } },
    );
    guest.run({ pauseAfter: 100_000 });
    guest.computer.type(stringBytes('ab\r'));
    guest.run({ pauseAfter: 100_000 });
    guest.computer.type(stringBytes('\x03'));
    guest.run({ limit: 1e9 });
    expect(guest.words).toEqual([3]);
    expect([...guest.computer.kernel.processes.keys()]).toEqual([1]);
  });
});

describe('ExitProcess, TerminateProcess, GetExitCodeProcess', () => {
  test('an exit code has 32 bits; a parent in the way of UNIX sees eight of them', () => {
    expect(runWindows('call2 ExitProcess, 0x1ff07').status).toBe(7);
    const { words } = runWindows(`
    fork
    beqz    a0, 1f
    wait
    lw      a0, wait_info + SIGINFO_STATUS
    tell
    exit
1:  call2   ExitProcess, 0x1ff07`);
    expect(words).toEqual([7]);
  });

  test('GetExitCodeProcess gives STILL_ACTIVE before the end; TerminateProcess sets the code', () => {
    const { words } = runWindows(
      `${START}
    la      s1, number
    mv      a0, s0
    mv      a1, s1
    syscall GetExitCodeProcess
    lw      a0, (s1)
    tell
    with    TerminateProcess, s0, 0x12345
    tell
    with    WaitForSingleObject, s0, INFINITE
    tell
    mv      a0, s0
    mv      a1, s1
    syscall GetExitCodeProcess
    lw      a0, (s1)
    tell
    with    TerminateProcess, s0, 1
    tell_failure
    exit`,
      { child: FOREVER },
    );
    expect(words).toEqual([259, 1, 0, 0x12345, ...failure('ERROR_ACCESS_DENIED')]);
  });

  test('TerminateProcess ends a suspended process, and the caller itself', () => {
    const { words } = runWindows(
      `
    process_request child, line=line, flags=CREATE_SUSPENDED
    .data
line: .asciz "child"
    .text
    la      a0, child
    call    start_process
    mv      s0, a0
    with    TerminateProcess, s0, 4
    mv      a0, s0
    call    finish_process
    tell
    exit`,
      { child: FOREVER },
    );
    expect(words).toEqual([4]);
    const own = runWindows(`${START}\n mv a0, s0\n call finish_process\n tell\n exit`, {
      child: 'call2 TerminateProcess, CURRENT_PROCESS, 77\n 1: j 1b',
    });
    expect(own.words).toEqual([77]);
  });

  test.each([
    ['SIGSEGV', 'lw a0, 0(zero)', 0xc0000005],
    ['an illegal instruction', '.word 0', 0xc000001d],
    ['a breakpoint', 'ebreak', 0x80000003],
    ['exit_group', 'exit 3', 3],
  ])('the exit code after %s', (_, child, code) => {
    const { words } = runWindows(`${START}\n mv a0, s0\n call finish_process\n tell\n exit`, { child });
    expect(words).toEqual([code | 0]);
  });

  test.each([
    ['TerminateProcess', '4096', 'ERROR_INVALID_HANDLE'],
    ['TerminateProcess', 'STDOUT_HANDLE', 'ERROR_INVALID_HANDLE'],
    ['GetExitCodeProcess', '0', 'ERROR_INVALID_HANDLE'],
    ['GetExitCodeProcess', 'CURRENT_PROCESS, 4', 'ERROR_NOACCESS'],
    ['GetProcessId', 'STDOUT_HANDLE', 'ERROR_INVALID_HANDLE'],
    ['OpenProcess', 'PROCESS_ALL_ACCESS, 0, 999', 'ERROR_INVALID_PARAMETER'],
    ['SetPriorityClass', 'CURRENT_PROCESS, 3', 'ERROR_INVALID_PARAMETER'],
    ['SetPriorityClass', '4096, NORMAL_PRIORITY_CLASS', 'ERROR_INVALID_HANDLE'],
    ['GetPriorityClass', '4096', 'ERROR_INVALID_HANDLE'],
  ] as const)('%s %s fails', (name, args, error) => {
    expect(runWindows(`call2 ${name}, ${args}\n tell_failure\n exit`).words).toEqual(failure(error));
  });
});

describe('OpenProcess', () => {
  test('gives a handle that is good for what was asked, and for no more', () => {
    const { words } = runWindows(`
    syscall GetCurrentProcessId
    mv      a2, a0
    li      a0, PROCESS_QUERY_LIMITED_INFORMATION
    li      a1, 0
    syscall OpenProcess
    mv      s0, a0
    with    GetProcessId, s0
    tell
    with    TerminateProcess, s0, 1
    tell_failure
    with    WaitForSingleObject, s0, 0
    tell_failure
    exit`);
    expect(words).toEqual([2, ...failure('ERROR_ACCESS_DENIED'), ...failure('ERROR_ACCESS_DENIED', -1)]);
  });

  test('lets a handle wait for a UNIX process and end it; init cannot be ended', () => {
    const { words } = runWindows(`
    fork
    beqz    a0, forever
    mv      a2, a0
    li      a0, PROCESS_ALL_ACCESS
    li      a1, 0
    syscall OpenProcess
    mv      s0, a0
    with    TerminateProcess, s0, 6
    tell
    with    WaitForSingleObject, s0, INFINITE
    tell
    wait
    lw      a0, wait_info + SIGINFO_STATUS
    tell
    mv      a0, s0
    call    finish_process
    tell
    call2   OpenProcess, PROCESS_ALL_ACCESS, 0, 1
    li      a1, 0
    syscall TerminateProcess
    tell_failure
    exit
forever: j forever`);
    expect(words).toEqual([1, 0, SIG.SIGKILL, 6, ...failure('ERROR_ACCESS_DENIED')]);
  });

  test('is refused to another user', () => {
    const { words } = runWindows(
      'call2 setuid, 1000\n call2 OpenProcess, PROCESS_ALL_ACCESS, 0, 1\n tell_failure\n exit',
    );
    expect(words).toEqual(failure('ERROR_ACCESS_DENIED'));
  });
});

describe('priority classes', () => {
  test('are nice values and, at the top, a real-time policy', () => {
    const { words } = runWindows(`
    .irp    class, IDLE, BELOW_NORMAL, NORMAL, ABOVE_NORMAL, HIGH, REALTIME
    call2   SetPriorityClass, CURRENT_PROCESS, \\class\\()_PRIORITY_CLASS
    call2   GetPriorityClass, CURRENT_PROCESS
    tell
    call2   getpriority, PRIO_PROCESS, 0
    tell
    .endr
    exit`);
    expect(words).toEqual([0x40, 5, 0x4000, 13, 0x20, 20, 0x8000, 27, 0x80, 35, 0x100, 20]);
  });

  test('a new process is normal, or as modest as its creator', () => {
    const child = 'call2 GetPriorityClass, CURRENT_PROCESS\n tell\n exit';
    const run = (own: string, flags = '0') =>
      runWindows(
        `
    process_request child, line=line, flags=${flags}
    .data
line: .asciz "child"
    .text
    call2   SetPriorityClass, CURRENT_PROCESS, ${own}_PRIORITY_CLASS
    la      a0, child
    call    start_process
    must    "child"
    call    finish_process
    exit`,
        { child },
      ).words;
    expect(run('HIGH')).toEqual([0x20]);
    expect(run('IDLE')).toEqual([0x40]);
    expect(run('NORMAL', 'HIGH_PRIORITY_CLASS')).toEqual([0x80]);
  });

  test('favour is for root', () => {
    const { words } = runWindows(
      'call2 setuid, 1000\n call2 SetPriorityClass, CURRENT_PROCESS, HIGH_PRIORITY_CLASS\n tell_failure\n exit',
    );
    expect(words).toEqual(failure('ERROR_PRIVILEGE_NOT_HELD'));
  });
});
