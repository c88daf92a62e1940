/** What a row of the tables of system calls says: `syscalls.ts` and `windows-calls.ts`. */

/** What an argument is; it decides how strace prints it. `out` kinds are printed after the call. */
export type ArgKind =
  | 'int' // a signed number
  | 'uint'
  | 'hex' // an address or a bit mask
  | 'octal' // a file mode
  | 'fd'
  | 'dirfd' // a descriptor or AT_FDCWD
  | 'pid'
  | 'path' // a zero-terminated string
  | 'string-list' // an array of strings, ended by a null pointer
  | 'buffer-in' // bytes whose count is the next argument
  | 'buffer-out' // bytes whose count is the result
  | 'path-out' // a string that the call writes, its length the result
  | 'iovec-in' // an array of buffers whose count is the next argument
  | 'iovec-out'
  | 'pipe-out' // two descriptors
  | 'signal'
  | 'open-flags'
  | 'at-flags'
  | 'access' // what `faccessat` asks for
  | 'clone-flags'
  | 'prot'
  | 'map-flags'
  | 'wait-options'
  | 'id-type'
  | 'clock'
  | 'timespec-in'
  | 'timespec-out'
  | 'timespec-pair-in'
  | 'itimerspec-in'
  | 'itimerspec-out'
  | 'itimerval-in'
  | 'itimerval-out'
  | 'pollfd-in' // an array of struct pollfd whose count is the next argument
  | 'epoll-op'
  | 'epoll-event-in'
  | 'epoll-event-out' // an array of struct epoll_event whose count is the result
  | 'interval-timer'
  | 'siginfo-in'
  | 'siginfo-out'
  | 'sigset-in'
  | 'sigset-out'
  | 'sigaction-in'
  | 'sigaction-out'
  | 'ioctl'
  | 'fcntl'
  | 'seek'
  | 'pointer' // an address of something that is not shown
  | WindowsArgKind;

/** Kinds of arguments of Windows-style calls. */
export type WindowsArgKind =
  | 'handle'
  | 'standard-handle'
  | 'bool'
  | 'milliseconds'
  | 'error'
  | 'process-access'
  | 'file-access'
  | 'share-mode'
  | 'disposition'
  | 'attributes'
  | 'duplicate-options'
  | 'handle-flags'
  | 'creation-flags'
  | 'priority-class'
  | 'allocation-type'
  | 'page-protection'
  | 'disposition-of-exception'
  | 'create-process-out' // a CREATEPROCESS, whose last field names room for what the call writes
  | 'security-in' // a SECURITY_ATTRIBUTES
  | 'handles-in' // an array of handles whose count is the argument before
  | 'counted-out' // bytes whose count the call writes to the word that the argument after the next points to
  | 'handle-out'
  | 'number-out'
  | 'exit-code-out'
  | 'page-protection-out';

/**
 * What a signal handler that ran during a blocked call does to it: restarts it (if SA_RESTART) or not (signal(7)). A
 * Windows-style call knows no signals: it is always restarted.
 */
export type Restart = 'restarts' | 'interrupted' | 'always restarts' | 'never blocks';

/**
 * What a call leaves in a0. For a Windows-style call it decides which value tells of a failure (`failureOf`): then
 * GetLastError tells which.
 */
export type CallResult =
  | 'int'
  | 'hex'
  | 'none' // it does not return
  | 'bool'
  | 'handle'
  | 'file-handle' // a handle, INVALID_HANDLE_VALUE on failure
  | 'address'
  | 'wait' // what a wait gives
  | 'count'
  | 'class' // a priority class
  | 'id' // the number of a process
  | 'number' // it cannot fail
  | 'error' // the last error
  | 'nothing';

/** One system call. */
export interface SyscallRow<Name extends string = string> {
  readonly number: number;
  readonly name: Name;
  /** `name:kind` for each argument, in order. */
  readonly args: readonly (readonly [name: string, kind: ArgKind])[];
  readonly result: CallResult;
  readonly restart: Restart;
  readonly summary: string;
}

/** A row; `args` is the arguments as `name:kind`, in order. */
export function call<const Name extends string>(
  number: number,
  name: Name,
  args: string,
  summary: string,
  { result = 'int', restart = 'never blocks' }: { result?: CallResult; restart?: Restart } = {},
): SyscallRow<Name> {
  const pairs = args === '' ? [] : args.split(' ').map((arg) => arg.split(':') as [string, ArgKind]);
  return { number, name, args: pairs, result, restart, summary };
}

const FAILURES: Readonly<Partial<Record<CallResult, number>>> = {
  bool: 0,
  handle: 0,
  'file-handle': -1,
  address: 0,
  wait: -1,
  count: -1,
  class: 0,
  id: 0,
};

/** The result (as a signed word) with which a Windows-style call fails; undefined if it cannot, or is a UNIX call. */
export function failureOf(row: SyscallRow): number | undefined {
  return FAILURES[row.result];
}
