/**
 * The system calls: one row each, from which the kernel's dispatch, strace, the assembly constants and the reference
 * pages are derived. Numbers and argument orders are those of riscv32 Linux.
 */

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
  | 'siginfo-out'
  | 'sigset-in'
  | 'sigset-out'
  | 'sigaction-in'
  | 'sigaction-out'
  | 'ioctl'
  | 'fcntl'
  | 'seek'
  | 'pointer'; // an address of something that is not shown

/** What a signal handler that ran during a blocked call does to it: restarts it (if SA_RESTART) or not (signal(7)). */
export type Restart = 'restarts' | 'interrupted' | 'never blocks';

/** One system call. */
export interface SyscallRow<Name extends string = string> {
  readonly number: number;
  readonly name: Name;
  /** `name:kind` for each argument, in order. */
  readonly args: readonly (readonly [name: string, kind: ArgKind])[];
  readonly result: 'int' | 'hex' | 'none';
  readonly restart: Restart;
  readonly summary: string;
}

type Result = SyscallRow['result'];

function call<const Name extends string>(
  number: number,
  name: Name,
  args: string,
  summary: string,
  { result = 'int', restart = 'never blocks' }: { result?: Result; restart?: Restart } = {},
): SyscallRow<Name> {
  const pairs = args === '' ? [] : args.split(' ').map((arg) => arg.split(':') as [string, ArgKind]);
  return { number, name, args: pairs, result, restart, summary };
}

const restarts = { restart: 'restarts' } as const;
const interrupted = { restart: 'interrupted' } as const;
const hex = { result: 'hex' } as const;

// biome-ignore format: a table
const ROWS = [
  call(17,  'getcwd',           'buf:path-out size:uint',                                'the path of the current directory'),
  call(23,  'dup',              'fd:fd',                                                 'a second descriptor for the same open file'),
  call(24,  'dup3',             'old:fd new:fd flags:open-flags',                        'make `new` name the same open file as `old`'),
  call(25,  'fcntl64',          'fd:fd cmd:fcntl arg:hex',                               'descriptor flags, status flags, duplicates, pipe size'),
  call(29,  'ioctl',            'fd:fd request:ioctl arg:hex',                           'device control: terminal modes, window size, foreground group', restarts),
  call(33,  'mknodat',          'dir:dirfd path:path mode:octal dev:hex',                'make a file, a named pipe or a device node'),
  call(34,  'mkdirat',          'dir:dirfd path:path mode:octal',                        'make a directory'),
  call(35,  'unlinkat',         'dir:dirfd path:path flags:at-flags',                      'remove a name, or an empty directory with AT_REMOVEDIR'),
  call(36,  'symlinkat',        'target:path dir:dirfd path:path',                       'make a symbolic link'),
  call(37,  'linkat',           'olddir:dirfd old:path newdir:dirfd new:path flags:at-flags', 'give a file a second name'),
  call(46,  'ftruncate64',      'fd:fd low:uint high:uint',                              'set the length of a file'),
  call(48,  'faccessat',        'dir:dirfd path:path mode:access',                         'may this file be read, written, executed?'),
  call(49,  'chdir',            'path:path',                                             'change the current directory'),
  call(50,  'fchdir',           'fd:fd',                                                 'change the current directory to an open one'),
  call(52,  'fchmod',           'fd:fd mode:octal',                                      'change the permission bits of an open file'),
  call(53,  'fchmodat',         'dir:dirfd path:path mode:octal',                        'change the permission bits of a file'),
  call(54,  'fchownat',         'dir:dirfd path:path uid:int gid:int flags:at-flags',      'change the owner of a file'),
  call(55,  'fchown',           'fd:fd uid:int gid:int',                                 'change the owner of an open file'),
  call(56,  'openat',           'dir:dirfd path:path flags:open-flags mode:octal',       'open a file, making it if O_CREAT is given', restarts),
  call(57,  'close',            'fd:fd',                                                 'give up a descriptor'),
  call(59,  'pipe2',            'fds:pipe-out flags:open-flags',                         'make a pipe: a descriptor to read, one to write'),
  call(61,  'getdents64',       'fd:fd buf:pointer size:uint',                           'the next entries of an open directory'),
  call(62,  'llseek',           'fd:fd high:uint low:uint result:pointer whence:seek',   'move the offset of an open file'),
  call(63,  'read',             'fd:fd buf:buffer-out count:uint',                       'read bytes; waits while a pipe or terminal is empty', restarts),
  call(64,  'write',            'fd:fd buf:buffer-in count:uint',                        'write bytes; waits while a pipe is full', restarts),
  call(65,  'readv',            'fd:fd iov:iovec-out count:uint',                        'read into several buffers', restarts),
  call(66,  'writev',           'fd:fd iov:iovec-in count:uint',                         'write from several buffers', restarts),
  call(67,  'pread64',          'fd:fd buf:buffer-out count:uint pad:uint low:uint high:uint', 'read at an offset', restarts),
  call(68,  'pwrite64',         'fd:fd buf:buffer-in count:uint pad:uint low:uint high:uint',  'write at an offset', restarts),
  call(78,  'readlinkat',       'dir:dirfd path:path buf:path-out size:uint',            'where a symbolic link points'),
  call(93,  'exit',             'status:int',                                            'end this thread; the process too if it is the last', { result: 'none' }),
  call(94,  'exit_group',       'status:int',                                            'end the process', { result: 'none' }),
  call(95,  'waitid',           'type:id-type id:pid info:siginfo-out options:wait-options usage:pointer', 'wait for a child to end, stop or continue', restarts),
  call(96,  'set_tid_address',  'addr:hex',                                              'the word to clear and wake when this thread ends; gives its id'),
  call(99,  'set_robust_list',  'head:hex size:uint',                                    'where this thread keeps the list of locks it holds'),
  call(124, 'sched_yield',      '',                                                      'let another ready thread run'),
  call(129, 'kill',             'pid:pid sig:signal',                                    'send a signal to a process, a group (-pgid) or all (-1)'),
  call(130, 'tkill',            'tid:pid sig:signal',                                    'send a signal to a thread'),
  call(131, 'tgkill',           'tgid:pid tid:pid sig:signal',                           'send a signal to a thread of a process'),
  call(132, 'sigaltstack',      'new:pointer old:pointer',                               'set a stack for signal handlers'),
  call(133, 'rt_sigsuspend',    'mask:sigset-in size:uint',                              'wait for a signal with another mask', interrupted),
  call(134, 'rt_sigaction',     'sig:signal new:sigaction-in old:sigaction-out size:uint', 'say what a signal does to this process'),
  call(135, 'rt_sigprocmask',   'how:int new:sigset-in old:sigset-out size:uint',        'block or unblock signals'),
  call(136, 'rt_sigpending',    'set:sigset-out size:uint',                              'which signals wait, being blocked'),
  call(139, 'rt_sigreturn',     '',                                                      'return from a signal handler', { result: 'none' }),
  call(154, 'setpgid',          'pid:pid pgid:pid',                                      'put a process into a group'),
  call(155, 'getpgid',          'pid:pid',                                               'the group of a process'),
  call(156, 'getsid',           'pid:pid',                                               'the session of a process'),
  call(157, 'setsid',           '',                                                      'start a session and a group, without a terminal'),
  call(160, 'uname',            'buf:pointer',                                           'the name and version of the system'),
  call(166, 'umask',            'mask:octal',                                            'the permission bits that new files do not get'),
  call(172, 'getpid',           '',                                                      'the id of this process'),
  call(173, 'getppid',          '',                                                      'the id of the parent'),
  call(174, 'getuid',           '',                                                      'the user id'),
  call(175, 'geteuid',          '',                                                      'the effective user id'),
  call(176, 'getgid',           '',                                                      'the group id'),
  call(177, 'getegid',          '',                                                      'the effective group id'),
  call(178, 'gettid',           '',                                                      'the id of this thread'),
  call(179, 'sysinfo',          'info:pointer',                                          'uptime, memory, number of processes'),
  call(214, 'brk',              'addr:hex',                                              'move the end of the heap; gives the end there is', hex),
  call(215, 'munmap',           'addr:hex length:uint',                                  'unmap pages'),
  call(220, 'clone',            'flags:clone-flags stack:hex ptid:hex tls:hex ctid:hex', 'make a process (fork) or a thread'),
  call(221, 'execve',           'path:path argv:string-list envp:pointer',               'replace the program of this process'),
  call(222, 'mmap2',            'addr:hex length:uint prot:prot flags:map-flags fd:int pages:hex', 'map a file or new memory', hex),
  call(226, 'mprotect',         'addr:hex length:uint prot:prot',                        'change the access rights of pages'),
  call(259, 'riscv_flush_icache', 'start:hex end:hex flags:hex',                         'make stores visible to instruction fetches'),
  call(261, 'prlimit64',        'pid:pid resource:int new:pointer old:pointer',          'limits on what a process may use'),
  call(276, 'renameat2',        'olddir:dirfd old:path newdir:dirfd new:path flags:hex', 'rename a file'),
  call(278, 'getrandom',        'buf:buffer-out count:uint flags:hex',                   'random bytes, the same in every run with the same seed'),
  call(291, 'statx',            'dir:dirfd path:path flags:at-flags mask:hex buf:pointer', 'type, size, owner, times of a file'),
  call(403, 'clock_gettime64',  'clock:clock time:timespec-out',                         'what time it is'),
  call(406, 'clock_getres_time64', 'clock:clock time:timespec-out',                      'how fine a clock is'),
  call(407, 'clock_nanosleep_time64', 'clock:clock flags:hex time:timespec-in left:timespec-out', 'sleep', interrupted),
  call(412, 'utimensat_time64', 'dir:dirfd path:path times:timespec-pair-in flags:at-flags', 'set the times of a file'),
  call(422, 'futex_time64',     'addr:hex op:int value:uint timeout:pointer addr2:hex bits:hex', 'wait for a word to change; wake who waits', restarts),
] as const;

/** The name of a system call. */
export type SyscallName = (typeof ROWS)[number]['name'];

/** Every system call, ascending by number. */
export const SYSCALLS: readonly SyscallRow<SyscallName>[] = ROWS;

const byNumber = new Map(SYSCALLS.map((row) => [row.number, row]));

/** The call with `number`, if the kernel has it. */
export function syscallByNumber(number: number): SyscallRow<SyscallName> | undefined {
  return byNumber.get(number);
}
