import { expect, test } from 'vitest';
import { isFailure } from '../../src/abi/syscalls.ts';
import { Strace } from '../../src/trace/strace.ts';
import { windowsGuest } from '../kernel/windows/windows-guest.ts';

function trace(text: string, programs: Readonly<Record<string, string>> = {}): string[] {
  const lines: string[] = [];
  const guest = windowsGuest(text, programs);
  const strace = new Strace((line) => lines.push(line.trimEnd().replace(/ +=/, ' =')));
  guest.computer.kernel.observe((event) => strace.observe(event));
  guest.finish();
  return lines;
}

test('calls are shown in the terms of Windows: TRUE, handles, names of errors and waits', () => {
  const lines = trace(`
    call2   CreateEvent, 0, 1, 0, 0
    mv      s0, a0
    with    WaitForSingleObject, s0, 5
    with    WaitForSingleObject, s0, INFINITE - INFINITE
    with    SetEvent, s0
    call2   CloseHandle, 4096
    syscall GetLastError
    call2   GetStdHandle, STD_OUTPUT_HANDLE
    call2   GetStdHandle, 0
    call2   SetHandleInformation, 16, HANDLE_FLAG_INHERIT, HANDLE_FLAG_INHERIT
    call2   VirtualAlloc, 0x50000000, 4096, MEM_RESERVE|MEM_COMMIT, PAGE_READWRITE
    call2   VirtualFree, 0x50000000, 0, MEM_RELEASE
    call2   SetPriorityClass, CURRENT_PROCESS, IDLE_PRIORITY_CLASS
    call2   GetPriorityClass, CURRENT_PROCESS
    call2   Sleep, 2
    call2   OpenProcess, SYNCHRONIZE|PROCESS_TERMINATE, 1, 77
    call2   OpenProcess, PROCESS_ALL_ACCESS, 0, 2
    call2   SetUnhandledExceptionFilter, 0
    call2   ExitProcess, 3`);
  expect(lines).toEqual([
    'CreateEvent(NULL, TRUE, FALSE, NULL) = 0x10',
    'WaitForSingleObject(0x10, 5) = WAIT_TIMEOUT',
    'WaitForSingleObject(0x10, 0) = WAIT_TIMEOUT',
    'SetEvent(0x10) = TRUE',
    'CloseHandle(0x1000) = FALSE ERROR_INVALID_HANDLE (The handle is invalid.)',
    'GetLastError() = ERROR_INVALID_HANDLE',
    'GetStdHandle(STD_OUTPUT_HANDLE) = 0x8',
    'GetStdHandle(0x0) = INVALID_HANDLE_VALUE ERROR_INVALID_HANDLE (The handle is invalid.)',
    'SetHandleInformation(0x10, HANDLE_FLAG_INHERIT, HANDLE_FLAG_INHERIT) = TRUE',
    'VirtualAlloc(0x50000000, 4096, MEM_COMMIT|MEM_RESERVE, PAGE_READWRITE) = 0x50000000',
    'VirtualFree(0x50000000, 0, MEM_RELEASE) = TRUE',
    'SetPriorityClass(GetCurrentProcess(), IDLE_PRIORITY_CLASS) = TRUE',
    'GetPriorityClass(GetCurrentProcess()) = IDLE_PRIORITY_CLASS',
    'Sleep(2) = void',
    'OpenProcess(SYNCHRONIZE|PROCESS_TERMINATE, TRUE, 77) = NULL ERROR_INVALID_PARAMETER (The parameter is incorrect.)',
    'OpenProcess(PROCESS_ALL_ACCESS, FALSE, 2) = 0x14',
    'SetUnhandledExceptionFilter(0) = NULL',
    'ExitProcess(3) = ?',
    '+++ exited with 3 +++',
  ]);
});

test('what a call writes is shown with it: handles, bytes, exit codes, protections', () => {
  const lines = trace(`
    inheritable yes
    la      a0, pipe_read
    la      a1, pipe_write
    la      a2, yes
    li      a3, 512
    syscall CreatePipe
    li      a0, 20
    la_string a1, "two\\n"
    li      a2, 4
    la      a3, number
    li      a4, 0
    syscall WriteFile
    li      a0, 16
    la      a1, bytes
    li      a2, 64
    la      a3, number
    syscall ReadFile
    li      a0, CURRENT_PROCESS
    la      a1, number
    syscall GetExitCodeProcess
    li      a0, 2
    la      a1, pipe_read
    li      a2, 1
    li      a3, 0
    syscall WaitForMultipleObjects
    li      a0, CURRENT_PROCESS
    li      a1, 16
    li      a2, CURRENT_PROCESS
    la      a3, number
    li      a4, 0
    li      a5, 0
    li      a6, DUPLICATE_SAME_ACCESS | DUPLICATE_CLOSE_SOURCE
    syscall DuplicateHandle
    exit`);
  expect(lines.map((line) => line.replace(/0x1[0-9a-f]{4}/g, 'ADDR'))).toEqual([
    'CreatePipe([0x10], [0x14], {bInheritHandle=TRUE}, 512) = TRUE',
    String.raw`WriteFile(0x14, "two\n", 4, [4], 0) = TRUE`,
    String.raw`ReadFile(0x10, "two\n", 64, ADDR, 0) = TRUE`,
    'GetExitCodeProcess(GetCurrentProcess(), [STILL_ACTIVE]) = TRUE',
    'WaitForMultipleObjects(2, [0x10, 0x14], TRUE, 0) = WAIT_TIMEOUT',
    'DuplicateHandle(GetCurrentProcess(), 0x10, GetCurrentProcess(), [0x18], 0, FALSE, DUPLICATE_CLOSE_SOURCE|DUPLICATE_SAME_ACCESS) = TRUE',
    'exit_group(0) = ?',
    '+++ exited with 0 +++',
  ]);
});

test('CreateProcess shows its ten arguments by name, and what it gave', () => {
  const lines = trace(
    `
    process_request child, line=line, flags=CREATE_SUSPENDED, inherit=1, startup=start
    startup_info start
    .data
line: .asciz "child x"
    .text
    la      t0, start
    sw      zero, STARTUPINFO_STD_INPUT(t0)
    call2   SetHandleInformation, 8, 1, 1
    la      a0, child
    call    create_process
    mv      s0, a0
    with    TerminateProcess, s0, 5
    mv      a0, s0
    call    finish_process
    exit`,
    { child: 'exit' },
  );
  expect(lines[1]!.replace(/^\[pid \d+\] /, '')).toBe(
    'CreateProcess({lpApplicationName=NULL, lpCommandLine="child x", bInheritHandles=TRUE, ' +
      'dwCreationFlags=CREATE_SUSPENDED, lpEnvironment=NULL, lpCurrentDirectory=NULL, ' +
      'lpStartupInfo={dwFlags=STARTF_USESTDHANDLES, hStdInput=0x0, hStdOutput=0x8, hStdError=0xc}, ' +
      'lpProcessInformation={hProcess=0x10, hThread=0x14, dwProcessId=3, dwThreadId=3}}) = TRUE',
  );
});

test.each([
  ['CloseHandle', 0, true],
  ['CloseHandle', 1, false],
  ['WaitForSingleObject', -1, true],
  ['WaitForSingleObject', 0, false],
  ['VirtualAlloc', -65536, false],
  ['GetLastError', -5, false],
  ['read', -9, true],
  ['mmap2', -65536, false],
])('whether %s has failed that gave %i: %s', (name, result, expected) => {
  expect(isFailure(name, result)).toBe(expected);
});
