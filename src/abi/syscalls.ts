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
  call(19,  'eventfd2',         'value:uint flags:open-flags',                           'make a counter that can be waited for'),
  call(20,  'epoll_create1',    'flags:open-flags',                                      'make a set of descriptors to wait for'),
  call(21,  'epoll_ctl',        'epfd:fd op:epoll-op fd:fd event:epoll-event-in',        'add, change or remove a descriptor of an epoll set'),
  call(22,  'epoll_pwait',      'epfd:fd events:epoll-event-out max:int timeout:int mask:sigset-in size:uint', 'wait for events of an epoll set', interrupted),
  call(23,  'dup',              'fd:fd',                                                 'a second descriptor for the same open file'),
  call(24,  'dup3',             'old:fd new:fd flags:open-flags',                        'make `new` name the same open file as `old`'),
  call(25,  'fcntl64',          'fd:fd cmd:fcntl arg:hex',                               'descriptor flags, status flags, duplicates, locks, pipe size', restarts),
  call(29,  'ioctl',            'fd:fd request:ioctl arg:hex',                           'device control: terminal modes, window size, foreground group', restarts),
  call(32,  'flock',            'fd:fd operation:int',                                  'lock a file as a whole, for sharing or alone', restarts),
  call(33,  'mknodat',          'dir:dirfd path:path mode:octal dev:hex',                'make a file, a named pipe or a device node'),
  call(34,  'mkdirat',          'dir:dirfd path:path mode:octal',                        'make a directory'),
  call(35,  'unlinkat',         'dir:dirfd path:path flags:at-flags',                      'remove a name, or an empty directory with AT_REMOVEDIR'),
  call(36,  'symlinkat',        'target:path dir:dirfd path:path',                       'make a symbolic link'),
  call(37,  'linkat',           'olddir:dirfd old:path newdir:dirfd new:path flags:at-flags', 'give a file a second name'),
  call(43,  'statfs64',         'path:path size:uint buf:pointer',                       'size and kind of the file system of a path'),
  call(44,  'fstatfs64',        'fd:fd size:uint buf:pointer',                           'size and kind of the file system of an open file'),
  call(45,  'truncate64',       'path:path low:uint high:uint',                          'set the length of a file by its path'),
  call(46,  'ftruncate64',      'fd:fd low:uint high:uint',                              'set the length of a file'),
  call(47,  'fallocate',        'fd:fd mode:hex low:uint high:uint lengthlow:uint lengthhigh:uint', 'make room in a file, or a hole'),
  call(48,  'faccessat',        'dir:dirfd path:path mode:access',                         'may this file be read, written, executed?'),
  call(49,  'chdir',            'path:path',                                             'change the current directory'),
  call(50,  'fchdir',           'fd:fd',                                                 'change the current directory to an open one'),
  call(51,  'chroot',           'path:path',                                             'make a directory the root of this process'),
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
  call(67,  'pread64',          'fd:fd buf:buffer-out count:uint low:uint high:uint', 'read at an offset', restarts),
  call(68,  'pwrite64',         'fd:fd buf:buffer-in count:uint low:uint high:uint',  'write at an offset', restarts),
  call(69,  'preadv',           'fd:fd iov:iovec-out count:uint low:uint high:uint',     'read into several buffers at an offset', restarts),
  call(70,  'pwritev',          'fd:fd iov:iovec-in count:uint low:uint high:uint',      'write from several buffers at an offset', restarts),
  call(71,  'sendfile64',       'out:fd in:fd offset:pointer count:uint',                'copy from a file to a descriptor', restarts),
  call(74,  'signalfd4',        'fd:fd mask:sigset-in size:uint flags:open-flags',       'make a descriptor from which signals are read'),
  call(78,  'readlinkat',       'dir:dirfd path:path buf:path-out size:uint',            'where a symbolic link points'),
  call(81,  'sync',             '',                                                      'write what is in memory only to the disk', { result: 'none' }),
  call(82,  'fsync',            'fd:fd',                                                 'write a file to the disk, and wait for that'),
  call(83,  'fdatasync',        'fd:fd',                                                 'write the data of a file to the disk, and wait for that'),
  call(84,  'sync_file_range',  'fd:fd low:uint high:uint lengthlow:uint lengthhigh:uint flags:hex', 'write a part of a file to the disk'),
  call(85,  'timerfd_create',   'clock:clock flags:open-flags',                          'make a timer that can be waited for'),
  call(90,  'capget',           'header:pointer data:pointer',                           'the capabilities of a thread'),
  call(91,  'capset',           'header:pointer data:pointer',                           'give capabilities up'),
  call(93,  'exit',             'status:int',                                            'end this thread; the process too if it is the last', { result: 'none' }),
  call(94,  'exit_group',       'status:int',                                            'end the process', { result: 'none' }),
  call(95,  'waitid',           'type:id-type id:pid info:siginfo-out options:wait-options usage:pointer', 'wait for a child to end, stop or continue', restarts),
  call(96,  'set_tid_address',  'addr:hex',                                              'the word to clear and wake when this thread ends; gives its id'),
  call(99,  'set_robust_list',  'head:hex size:uint',                                    'where this thread keeps the list of locks it holds'),
  call(100, 'get_robust_list',  'tid:pid head:pointer size:pointer',                     'where a thread keeps the list of locks it holds'),
  call(102, 'getitimer',        'which:interval-timer value:itimerval-out',              'what is left of an interval timer'),
  call(103, 'setitimer',        'which:interval-timer new:itimerval-in old:itimerval-out', 'set an interval timer: SIGALRM, SIGVTALRM, SIGPROF'),
  call(107, 'timer_create',     'clock:clock event:pointer id:pointer',                  'make a timer that sends a signal'),
  call(109, 'timer_getoverrun', 'id:int',                                                'how often a timer expired before its signal was taken'),
  call(111, 'timer_delete',     'id:int',                                                'remove a timer'),
  call(118, 'sched_setparam',   'pid:pid param:pointer',                                 'set the priority of a real-time thread'),
  call(119, 'sched_setscheduler', 'pid:pid policy:int param:pointer',                   'set the scheduling policy of a thread'),
  call(120, 'sched_getscheduler', 'pid:pid',                                            'the scheduling policy of a thread'),
  call(121, 'sched_getparam',   'pid:pid param:pointer',                                 'the priority of a real-time thread'),
  call(122, 'sched_setaffinity', 'pid:pid size:uint mask:pointer',                      'say which harts a thread may run on'),
  call(123, 'sched_getaffinity', 'pid:pid size:uint mask:pointer',                      'which harts a thread may run on'),
  call(124, 'sched_yield',      '',                                                      'let another ready thread run'),
  call(125, 'sched_get_priority_max', 'policy:int',                                     'the highest priority of a policy'),
  call(126, 'sched_get_priority_min', 'policy:int',                                     'the lowest priority of a policy'),
  call(129, 'kill',             'pid:pid sig:signal',                                    'send a signal to a process, a group (-pgid) or all (-1)'),
  call(130, 'tkill',            'tid:pid sig:signal',                                    'send a signal to a thread'),
  call(131, 'tgkill',           'tgid:pid tid:pid sig:signal',                           'send a signal to a thread of a process'),
  call(132, 'sigaltstack',      'new:pointer old:pointer',                               'set a stack for signal handlers'),
  call(133, 'rt_sigsuspend',    'mask:sigset-in size:uint',                              'wait for a signal with another mask', interrupted),
  call(134, 'rt_sigaction',     'sig:signal new:sigaction-in old:sigaction-out size:uint', 'say what a signal does to this process'),
  call(135, 'rt_sigprocmask',   'how:int new:sigset-in old:sigset-out size:uint',        'block or unblock signals'),
  call(136, 'rt_sigpending',    'set:sigset-out size:uint',                              'which signals wait, being blocked'),
  call(138, 'rt_sigqueueinfo',  'pid:pid sig:signal info:siginfo-in',                    'send a signal with data to a process'),
  call(139, 'rt_sigreturn',     '',                                                      'return from a signal handler', { result: 'none' }),
  call(140, 'setpriority',      'which:int who:int nice:int',                            'set the nice value of a thread, a group or a user'),
  call(141, 'getpriority',      'which:int who:int',                                     '20 - nice value of a thread, a group or a user'),
  call(143, 'setregid',         'gid:int egid:int',                                      'set the real and the effective group'),
  call(144, 'setgid',           'gid:int',                                               'set the group'),
  call(145, 'setreuid',         'uid:int euid:int',                                      'set the real and the effective user'),
  call(146, 'setuid',           'uid:int',                                               'set the user'),
  call(147, 'setresuid',        'uid:int euid:int suid:int',                             'set the real, effective and saved user'),
  call(148, 'getresuid',        'uid:pointer euid:pointer suid:pointer',                 'the real, effective and saved user'),
  call(149, 'setresgid',        'gid:int egid:int sgid:int',                             'set the real, effective and saved group'),
  call(150, 'getresgid',        'gid:pointer egid:pointer sgid:pointer',                 'the real, effective and saved group'),
  call(151, 'setfsuid',         'uid:int',                                               'the user for file access; gives the old one'),
  call(152, 'setfsgid',         'gid:int',                                               'the group for file access; gives the old one'),
  call(153, 'times',            'buf:pointer',                                           'processor time of the process and its children; gives clock ticks'),
  call(154, 'setpgid',          'pid:pid pgid:pid',                                      'put a process into a group'),
  call(155, 'getpgid',          'pid:pid',                                               'the group of a process'),
  call(156, 'getsid',           'pid:pid',                                               'the session of a process'),
  call(157, 'setsid',           '',                                                      'start a session and a group, without a terminal'),
  call(158, 'getgroups',        'count:int list:pointer',                                'the supplementary groups'),
  call(159, 'setgroups',        'count:int list:pointer',                                'set the supplementary groups'),
  call(160, 'uname',            'buf:pointer',                                           'the name and version of the system'),
  call(165, 'getrusage',        'who:int usage:pointer',                                 'what a process, its children or a thread used'),
  call(166, 'umask',            'mask:octal',                                            'the permission bits that new files do not get'),
  call(167, 'prctl',            'option:int a:hex b:hex c:hex d:hex',                    'settings of a process: name, death of the parent, adoption of orphans'),
  call(168, 'getcpu',           'cpu:pointer node:pointer cache:pointer',                'the hart that this thread runs on'),
  call(172, 'getpid',           '',                                                      'the id of this process'),
  call(173, 'getppid',          '',                                                      'the id of the parent'),
  call(174, 'getuid',           '',                                                      'the user id'),
  call(175, 'geteuid',          '',                                                      'the effective user id'),
  call(176, 'getgid',           '',                                                      'the group id'),
  call(177, 'getegid',          '',                                                      'the effective group id'),
  call(178, 'gettid',           '',                                                      'the id of this thread'),
  call(179, 'sysinfo',          'info:pointer',                                          'uptime, memory, number of processes'),
  call(198, 'socket',           'family:int type:hex protocol:int',                      'make a socket'),
  call(199, 'socketpair',       'family:int type:hex protocol:int fds:pipe-out',         'make two sockets that are connected'),
  call(200, 'bind',             'fd:fd addr:pointer size:uint',                          'give a socket an address'),
  call(201, 'listen',           'fd:fd backlog:int',                                     'let others connect to a socket'),
  call(202, 'accept',           'fd:fd addr:pointer size:pointer',                       'take the next connection', restarts),
  call(203, 'connect',          'fd:fd addr:pointer size:uint',                          'connect to an address', restarts),
  call(204, 'getsockname',      'fd:fd addr:pointer size:pointer',                       'the address of a socket'),
  call(205, 'getpeername',      'fd:fd addr:pointer size:pointer',                       'the address of the other end'),
  call(206, 'sendto',           'fd:fd buf:buffer-in count:uint flags:hex addr:pointer size:uint', 'send bytes', restarts),
  call(207, 'recvfrom',         'fd:fd buf:buffer-out count:uint flags:hex addr:pointer size:pointer', 'receive bytes', restarts),
  call(208, 'setsockopt',       'fd:fd level:int option:int value:pointer size:uint',    'set an option of a socket'),
  call(209, 'getsockopt',       'fd:fd level:int option:int value:pointer size:pointer', 'an option of a socket'),
  call(210, 'shutdown',         'fd:fd how:int',                                         'close one direction of a connection'),
  call(211, 'sendmsg',          'fd:fd message:pointer flags:hex',                       'send bytes and descriptors', restarts),
  call(212, 'recvmsg',          'fd:fd message:pointer flags:hex',                       'receive bytes and descriptors', restarts),
  call(214, 'brk',              'addr:hex',                                              'move the end of the heap; gives the end there is', hex),
  call(215, 'munmap',           'addr:hex length:uint',                                  'unmap pages'),
  call(216, 'mremap',           'old:hex oldsize:uint newsize:uint flags:hex new:hex',   'change the size of a mapping, or move it', hex),
  call(220, 'clone',            'flags:clone-flags stack:hex ptid:hex tls:hex ctid:hex', 'make a process (fork) or a thread'),
  call(221, 'execve',           'path:path argv:string-list envp:pointer',               'replace the program of this process'),
  call(222, 'mmap2',            'addr:hex length:uint prot:prot flags:map-flags fd:int pages:hex', 'map a file or new memory', hex),
  call(223, 'fadvise64_64',     'fd:fd low:uint high:uint lengthlow:uint lengthhigh:uint advice:int', 'say how a file will be read'),
  call(226, 'mprotect',         'addr:hex length:uint prot:prot',                        'change the access rights of pages'),
  call(227, 'msync',            'addr:hex length:uint flags:hex',                        'write mapped pages to their file'),
  call(228, 'mlock',            'addr:hex length:uint',                                  'keep pages in memory'),
  call(229, 'munlock',          'addr:hex length:uint',                                  'keep pages in memory no longer'),
  call(230, 'mlockall',         'flags:hex',                                             'keep all pages in memory'),
  call(231, 'munlockall',       '',                                                      'keep no pages in memory any longer'),
  call(232, 'mincore',          'addr:hex length:uint vec:pointer',                      'which pages are in memory'),
  call(233, 'madvise',          'addr:hex length:uint advice:int',                       'give pages up, or say how they will be used'),
  call(242, 'accept4',          'fd:fd addr:pointer size:pointer flags:open-flags',      'take the next connection', restarts),
  call(259, 'riscv_flush_icache', 'start:hex end:hex flags:hex',                         'make stores visible to instruction fetches'),
  call(261, 'prlimit64',        'pid:pid resource:int new:pointer old:pointer',          'limits on what a process may use'),
  call(274, 'sched_setattr',    'pid:pid attr:pointer flags:hex',                        'set policy, nice value and priority of a thread'),
  call(275, 'sched_getattr',    'pid:pid attr:pointer size:uint flags:hex',              'policy, nice value and priority of a thread'),
  call(276, 'renameat2',        'olddir:dirfd old:path newdir:dirfd new:path flags:hex', 'rename a file'),
  call(278, 'getrandom',        'buf:buffer-out count:uint flags:hex',                   'random bytes, the same in every run with the same seed'),
  call(279, 'memfd_create',     'name:path flags:hex',                                   'make a file without a name'),
  call(283, 'membarrier',       'command:int flags:hex cpu:int',                         'order memory accesses between harts'),
  call(284, 'mlock2',           'addr:hex length:uint flags:hex',                        'keep pages in memory'),
  call(285, 'copy_file_range',  'in:fd inoffset:pointer out:fd outoffset:pointer length:uint flags:hex', 'copy from one file to another'),
  call(286, 'preadv2',          'fd:fd iov:iovec-out count:uint low:uint high:uint flags:hex', 'read into several buffers at an offset or the current one', restarts),
  call(287, 'pwritev2',         'fd:fd iov:iovec-in count:uint low:uint high:uint flags:hex', 'write from several buffers at an offset or the current one', restarts),
  call(291, 'statx',            'dir:dirfd path:path flags:at-flags mask:hex buf:pointer', 'type, size, owner, times of a file'),
  call(297, 'rt_tgsigqueueinfo', 'tgid:pid tid:pid sig:signal info:siginfo-in',           'send a signal with data to a thread'),
  call(403, 'clock_gettime64',  'clock:clock time:timespec-out',                         'what time it is'),
  call(406, 'clock_getres_time64', 'clock:clock time:timespec-out',                      'how fine a clock is'),
  call(407, 'clock_nanosleep_time64', 'clock:clock flags:hex time:timespec-in left:pointer', 'sleep', interrupted),
  call(408, 'timer_gettime64',  'id:int value:itimerspec-out',                           'what is left of a timer'),
  call(409, 'timer_settime64',  'id:int flags:hex new:itimerspec-in old:itimerspec-out', 'start or stop a timer'),
  call(410, 'timerfd_gettime64', 'fd:fd value:itimerspec-out',                            'what is left of a timer descriptor'),
  call(411, 'timerfd_settime64', 'fd:fd flags:hex new:itimerspec-in old:itimerspec-out',  'start or stop a timer descriptor'),
  call(412, 'utimensat_time64', 'dir:dirfd path:path times:timespec-pair-in flags:at-flags', 'set the times of a file'),
  call(413, 'pselect6_time64',  'count:int in:pointer out:pointer except:pointer timeout:timespec-in mask:pointer', 'wait until one of several descriptors is ready', interrupted),
  call(414, 'ppoll_time64',     'fds:pollfd-in count:uint timeout:timespec-in mask:sigset-in size:uint', 'wait until one of several descriptors is ready', interrupted),
  call(421, 'rt_sigtimedwait_time64', 'set:sigset-in info:siginfo-out timeout:timespec-in size:uint', 'take one of several signals, waiting for it', interrupted),
  call(422, 'futex_time64',     'addr:hex op:int value:uint timeout:pointer addr2:hex bits:hex', 'wait for a word to change; wake who waits', restarts),
  call(423, 'sched_rr_get_interval_time64', 'pid:pid interval:timespec-out',            'the quantum of a thread'),
  call(424, 'pidfd_send_signal', 'pidfd:fd sig:signal info:pointer flags:hex',            'send a signal to the process of a descriptor'),
  call(434, 'pidfd_open',       'pid:pid flags:open-flags',                              'a descriptor that names a process'),
  call(436, 'close_range',      'first:uint last:uint flags:hex',                        'give up a range of descriptors'),
  call(439, 'faccessat2',       'dir:dirfd path:path mode:access flags:at-flags',        'may this file be read, written, executed?'),
  call(441, 'epoll_pwait2',     'epfd:fd events:epoll-event-out max:int timeout:timespec-in mask:sigset-in size:uint', 'wait for events of an epoll set', interrupted),
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
