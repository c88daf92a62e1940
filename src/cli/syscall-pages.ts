import type { ArgKind, SyscallRow } from '../abi/syscall-row.ts';
import { SYSCALLS } from '../abi/syscalls.ts';
import { isWindowsCall } from '../abi/windows-calls.ts';
import { twoColumns, wrap } from './columns.ts';

const NAME_COLUMN = 30;

/** What an argument of each kind is, for a reader of the reference. */
const KINDS: Readonly<Record<ArgKind, string>> = {
  int: 'a number',
  uint: 'a number, unsigned',
  hex: 'an address or bits; 0 for none',
  octal: 'permission bits',
  fd: 'a descriptor',
  dirfd: 'the directory a relative path starts from, or AT_FDCWD',
  pid: 'a process',
  path: 'address of a zero-terminated string',
  'string-list': 'address of an array of string addresses, ended by 0',
  'buffer-in': 'address of bytes to take',
  'buffer-out': 'address of room for bytes',
  'path-out': 'address of room for a string',
  'iovec-in': 'address of an array of buffers (address, length) to take',
  'iovec-out': 'address of an array of buffers (address, length) to fill',
  'pipe-out': 'address of two words: where to read, where to write',
  signal: 'a signal',
  'open-flags': 'O_ flags',
  'at-flags': 'AT_ flags',
  access: 'R_OK, W_OK, X_OK, or 0: is it there?',
  'clone-flags': 'CLONE_ flags and the signal for the parent at the end',
  prot: 'PROT_ flags',
  'map-flags': 'MAP_ flags',
  'wait-options': 'WEXITED, WSTOPPED, WCONTINUED, WNOHANG, WNOWAIT',
  'id-type': 'P_ALL, P_PID, P_PGID or P_PIDFD',
  clock: 'a CLOCK_ number',
  'timespec-in': 'address of a time: seconds (8 bytes), nanoseconds',
  'timespec-out': 'address of room for a time, or 0',
  'timespec-pair-in': 'address of two times: access, modification; 0 for now',
  'itimerspec-in': 'address of an itimerspec: interval, then value, 0 for off',
  'itimerspec-out': 'address of room for an itimerspec, or 0',
  'itimerval-in': 'address of an itimerval: interval, then value, 0 for off',
  'itimerval-out': 'address of room for an itimerval, or 0',
  'pollfd-in': 'address of an array of descriptors (fd, events, revents)',
  'epoll-op': 'EPOLL_CTL_ADD, EPOLL_CTL_MOD or EPOLL_CTL_DEL',
  'epoll-event-in': 'address of an epoll_event: EPOLL and POLL bits, data',
  'epoll-event-out': 'address of room for an array of epoll_event',
  'interval-timer': 'ITIMER_REAL, ITIMER_VIRTUAL or ITIMER_PROF',
  'siginfo-in': 'address of a siginfo',
  'siginfo-out': 'address of room for a siginfo',
  'sigset-in': 'address of a signal set (8 bytes)',
  'sigset-out': 'address of room for a signal set, or 0',
  'sigaction-in': 'address of a sigaction, or 0',
  'sigaction-out': 'address of room for a sigaction, or 0',
  ioctl: 'what to do: a TC or TIO number',
  fcntl: 'what to do: an F_ number',
  seek: 'SEEK_SET, SEEK_CUR or SEEK_END',
  pointer: 'an address',
  handle: 'a handle',
  'standard-handle': 'STD_INPUT_HANDLE, STD_OUTPUT_HANDLE or STD_ERROR_HANDLE',
  bool: '1 for yes, 0 for no',
  milliseconds: 'thousandths of a second, or INFINITE',
  error: 'an ERROR_ number',
  'process-access': 'PROCESS_ bits: what the handle is to be good for',
  'file-access': 'GENERIC_READ, GENERIC_WRITE, FILE_APPEND_DATA',
  'share-mode': 'FILE_SHARE_ bits: what others may do with it meanwhile',
  disposition: 'CREATE_NEW, CREATE_ALWAYS, OPEN_EXISTING, OPEN_ALWAYS or TRUNCATE_EXISTING',
  attributes: 'FILE_ATTRIBUTE_NORMAL or 0',
  'duplicate-options': 'DUPLICATE_CLOSE_SOURCE, DUPLICATE_SAME_ACCESS',
  'handle-flags': 'HANDLE_FLAG_INHERIT or 0',
  'creation-flags': 'CREATE_SUSPENDED or 0',
  'priority-class': 'a _PRIORITY_CLASS number',
  'allocation-type': 'MEM_ bits',
  'page-protection': 'a PAGE_ number',
  'disposition-of-exception': 'EXCEPTION_CONTINUE_EXECUTION, EXCEPTION_CONTINUE_SEARCH or EXCEPTION_EXECUTE_HANDLER',
  'create-process-out': 'address of a CREATEPROCESS: the ten arguments of CreateProcess, a word each',
  'security-in': 'address of a SECURITY_ATTRIBUTES, which says whether the handle is inherited, or 0',
  'handles-in': 'address of an array of handles',
  'counted-out': 'address of room for bytes',
  'handle-out': 'address of a word for a handle',
  'number-out': 'address of a word for a number, or 0',
  'exit-code-out': 'address of a word for the exit code',
  'page-protection-out': 'address of a word for the PAGE_ number there was',
};

const RESULTS: Readonly<Record<SyscallRow['result'], string>> = {
  int: '0 or a count, or a negative error number',
  hex: 'an address, or a negative error number',
  none: 'does not return',
  bool: '1, or 0 on failure',
  handle: 'a handle, or 0 on failure',
  'file-handle': 'a handle, or INVALID_HANDLE_VALUE on failure',
  address: 'an address, or 0 on failure',
  wait: 'WAIT_OBJECT_0 and the index of the object, WAIT_ABANDONED_0 and the index, WAIT_TIMEOUT, or WAIT_FAILED',
  count: 'a count, or -1 on failure',
  class: 'a _PRIORITY_CLASS number, or 0 on failure',
  id: 'the number of a process, or 0 on failure',
  number: 'a number',
  error: 'an ERROR_ number',
  nothing: 'nothing that means anything',
};

const RESTARTS: Readonly<Record<SyscallRow['restart'], string>> = {
  'never blocks': 'it never waits',
  restarts: 'a signal handler with SA_RESTART starts it again, another ends it with EINTR',
  interrupted: 'a signal handler ends it with EINTR',
  'always restarts': 'a signal handler that runs meanwhile does not end it',
};

/** Every system call, by number. */
export function syscallOverview(): string {
  const rows = SYSCALLS.map(({ number, name, summary }): [string, string] => [
    `${callNumber(number).padStart(6)}  ${name}`,
    summary,
  ]);
  return [...twoColumns(rows, NAME_COLUMN), '', 'kernlet syscalls NAME tells more of one.']
    .map((line) => `${line}\n`)
    .join('');
}

/** All about the call with this name or number; undefined if there is none. */
export function syscallPage(name: string): string | undefined {
  const row = SYSCALLS.find(
    (candidate) => candidate.name.toLowerCase() === name.toLowerCase() || candidate.number === Number(name),
  );
  if (row === undefined) return undefined;
  const lines = [
    `${row.name}(${row.args.map(([argument]) => argument).join(', ')})`,
    `  ${wrap(row.summary, 2)}`,
    '',
    'Registers',
    ...twoColumns(
      [
        ['  a7', `${callNumber(row.number)}, the number of the call`],
        ...row.args.map(([argument, kind], index): [string, string] => [`  a${index}`, `${argument}: ${KINDS[kind]}`]),
        ['  a0', `afterwards: ${RESULTS[row.result]}`],
      ],
      6,
    ),
    '',
    'Waiting',
    `  ${wrap(RESTARTS[row.restart], 2)}`,
    '',
    'Example',
    ...row.args.map(([name], index) => `${`  li a${index}, 0`.padEnd(14)}# ${name}`),
    `  li a7, ${callNumber(row.number)}`,
    '  ecall',
    '',
    furtherReading(row),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

/** Numbers that Linux does not have are written in hexadecimal. */
const FIRST_OWN_NUMBER = 0x1000;
/** Calls of this kernel alone begin here. */
const FIRST_PRIVATE_NUMBER = 0x2000;

/** Where more is said about a call. */
function furtherReading(row: SyscallRow): string {
  if (isWindowsCall(row)) return 'See docs/windows.md, and learn.microsoft.com/windows/win32 for Windows itself.';
  if (row.number >= FIRST_PRIVATE_NUMBER) return 'No other system has it. See docs/schedulers.md.';
  return `See ${manualName(row.name)}(2) in the Linux manual.`;
}

/** The number of a call as it is shown. */
export function callNumber(number: number): string {
  return number < FIRST_OWN_NUMBER ? String(number) : `0x${number.toString(16)}`;
}

/** The manual describes variants of a call under its plain name. */
function manualName(name: string): string {
  return name
    .replace(/(_time64|64)$/, '')
    .replace(/^rt_/, '')
    .replace(/^mmap2$/, 'mmap');
}
