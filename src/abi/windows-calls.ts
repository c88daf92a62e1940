import { type CallResult, call, type Restart, type SyscallRow } from './syscall-row.ts';

/** The lowest number of a Windows-style call. */
const FIRST_WINDOWS_CALL = 0x1000;
const LAST_WINDOWS_CALL = 0x1fff;

/**
 * The Windows-style calls. Names and arguments are those of the Win32 API; the numbers are our own, since those of Windows
 * change from version to version. Arguments are in a0 to a6. CreateProcess has ten: they are in memory, in their order.
 */
// biome-ignore format: a table
const ROWS = [
  call(0x1000, 'CreateProcess',        'request:create-process-out',                                         'make a process that runs a program; gives handles to it', bool({ waits: true })),
  call(0x1001, 'ExitProcess',          'code:uint',                                                      'end the process', { result: 'none' }),
  call(0x1002, 'TerminateProcess',     'process:handle code:uint',                                       'end a process that a handle names', bool()),
  call(0x1003, 'OpenProcess',          'access:process-access inherit:bool pid:pid',                     'a handle to a process by its number', { result: 'handle' }),
  call(0x1004, 'GetExitCodeProcess',   'process:handle code:exit-code-out',                              'how a process ended, or STILL_ACTIVE', bool()),
  call(0x1005, 'GetCurrentProcessId',  '',                                                               'the number of this process', { result: 'number' }),
  call(0x1006, 'GetProcessId',         'process:handle',                                                 'the number of a process that a handle names', { result: 'id' }),
  call(0x1007, 'SetPriorityClass',     'process:handle class:priority-class',                            'say how favoured a process is', bool()),
  call(0x1008, 'GetPriorityClass',     'process:handle',                                                 'how favoured a process is', { result: 'class' }),
  call(0x1010, 'CloseHandle',          'handle:handle',                                                  'give up a handle; the last one ends its object', bool()),
  call(0x1011, 'DuplicateHandle',      'from:handle source:handle to:handle target:handle-out access:process-access inherit:bool options:duplicate-options', 'a second handle to the same object, in any process', bool()),
  call(0x1012, 'SetHandleInformation', 'handle:handle mask:handle-flags flags:handle-flags',             'say whether new processes inherit a handle', bool()),
  call(0x1013, 'GetHandleInformation', 'handle:handle flags:number-out',                                 'whether new processes inherit a handle', bool()),
  call(0x1014, 'GetStdHandle',         'which:standard-handle',                                          'the handle of standard input, output or errors', { result: 'file-handle' }),
  call(0x1015, 'SetStdHandle',         'which:standard-handle handle:handle',                            'say which handle standard input, output or errors are', bool()),
  call(0x1020, 'WaitForSingleObject',  'handle:handle timeout:milliseconds',                             'wait for an object to be signalled', wait()),
  call(0x1021, 'WaitForMultipleObjects', 'count:uint handles:handles-in all:bool timeout:milliseconds',  'wait for one or for all of several objects', wait()),
  call(0x1022, 'Sleep',                'time:milliseconds',                                              'wait for a time; 0 lets another ready thread run', { result: 'nothing', restart: 'always restarts' }),
  call(0x1030, 'CreatePipe',           'read:handle-out write:handle-out security:security-in size:uint', 'make a pipe: a handle to read, one to write', bool()),
  call(0x1031, 'ReadFile',             'handle:handle buffer:counted-out count:uint done:pointer overlapped:hex', 'read bytes; waits while a pipe or terminal is empty', bool({ waits: true })),
  call(0x1032, 'WriteFile',            'handle:handle buffer:buffer-in count:uint done:number-out overlapped:hex', 'write bytes; waits until all are written', bool({ waits: true })),
  call(0x1033, 'CreateFile',           'path:path access:file-access share:share-mode security:security-in disposition:disposition attributes:attributes template:handle', 'open a file, making it if the disposition says so', { result: 'file-handle', restart: 'always restarts' }),
  call(0x1040, 'CreateThread',         'security:security-in stack:uint start:hex parameter:hex flags:creation-flags id:number-out', 'make a thread in this process; gives a handle to it', { result: 'handle' }),
  call(0x1041, 'ExitThread',           'code:uint',                                                      'end this thread; the process too if it is the last', { result: 'none' }),
  call(0x1042, 'SuspendThread',        'thread:handle',                                                  'let a thread stand still; gives how often it was suspended', { result: 'count' }),
  call(0x1043, 'ResumeThread',         'thread:handle',                                                  'undo one SuspendThread or CREATE_SUSPENDED', { result: 'count' }),
  call(0x1044, 'GetExitCodeThread',    'thread:handle code:exit-code-out',                               'how a thread ended, or STILL_ACTIVE', bool()),
  call(0x1045, 'GetCurrentThreadId',   '',                                                               'the number of this thread', { result: 'number' }),
  call(0x1050, 'CreateEvent',          'security:security-in manual:bool signalled:bool name:path',      'make an event: set by one thread, waited for by others', { result: 'handle' }),
  call(0x1051, 'SetEvent',             'event:handle',                                                   'signal an event', bool()),
  call(0x1052, 'ResetEvent',           'event:handle',                                                   'take the signal of an event back', bool()),
  call(0x1053, 'CreateMutex',          'security:security-in owned:bool name:path',                      'make a mutex: a lock that one thread holds', { result: 'handle' }),
  call(0x1054, 'ReleaseMutex',         'mutex:handle',                                                   'give up a mutex that this thread holds', bool()),
  call(0x1055, 'CreateSemaphore',      'security:security-in initial:int maximum:int name:path',         'make a semaphore: a count that waiting takes 1 from', { result: 'handle' }),
  call(0x1056, 'ReleaseSemaphore',     'semaphore:handle count:int previous:number-out',                 'add to the count of a semaphore', bool()),
  call(0x1060, 'VirtualAlloc',         'addr:hex size:uint type:allocation-type protection:page-protection', 'reserve pages, or commit reserved ones', { result: 'address' }),
  call(0x1061, 'VirtualProtect',       'addr:hex size:uint protection:page-protection old:page-protection-out', 'change the access rights of committed pages', bool()),
  call(0x1062, 'VirtualFree',          'addr:hex size:uint type:allocation-type',                        'decommit pages, or release a reservation', bool()),
  call(0x1070, 'GetLastError',         '',                                                               'the error of the last Windows-style call of this thread that failed', { result: 'error' }),
  call(0x1071, 'SetLastError',         'error:error',                                                    'set what GetLastError gives', { result: 'nothing' }),
  call(0x1072, 'SetUnhandledExceptionFilter', 'filter:hex',                                              'set the routine that gets a fault before it ends the process; gives the old one', { result: 'hex' }),
  call(0x1073, 'ContinueException',    'answer:disposition-of-exception',                                'return from an exception filter; a filter that just returns makes it', { result: 'none' }),
] as const;

/** The name of a Windows-style call. */
export type WindowsCallName = (typeof ROWS)[number]['name'];

/** The Windows-style calls, ascending by number. */
export const WINDOWS_CALLS: readonly SyscallRow<WindowsCallName>[] = ROWS;

/** Whether a call is a Windows-style one. */
export function isWindowsCall({ number }: { readonly number: number }): boolean {
  return number >= FIRST_WINDOWS_CALL && number <= LAST_WINDOWS_CALL;
}

interface Kind {
  readonly result: CallResult;
  readonly restart?: Restart;
}

function bool({ waits = false }: { waits?: boolean } = {}): Kind {
  return { result: 'bool', restart: waits ? 'always restarts' : 'never blocks' };
}

function wait(): Kind {
  return { result: 'wait', restart: 'always restarts' };
}
