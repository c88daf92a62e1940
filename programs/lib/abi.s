# abi.s: numbers of the Linux riscv32 interface
#
# One constant a line, grouped by family. A system call takes its number in a7 and its arguments in a0..a5;
# the result is in a0, where -4095..-1 stand for an error number, negated.

.ifndef ABI_S
.equ ABI_S, 1

# System calls: the macro `syscall read` of macros.s expands to SYS_read.
.equ SYS_getcwd,                   17
.equ SYS_dup,                      23
.equ SYS_dup3,                     24
.equ SYS_fcntl64,                  25
.equ SYS_ioctl,                    29
.equ SYS_mkdirat,                  34
.equ SYS_unlinkat,                 35
.equ SYS_symlinkat,                36
.equ SYS_linkat,                   37
.equ SYS_chdir,                    49
.equ SYS_openat,                   56
.equ SYS_close,                    57
.equ SYS_pipe2,                    59
.equ SYS_getdents64,               61
.equ SYS_llseek,                   62
.equ SYS_read,                     63
.equ SYS_write,                    64
.equ SYS_readv,                    65
.equ SYS_writev,                   66
.equ SYS_readlinkat,               78
.equ SYS_exit,                     93
.equ SYS_exit_group,               94
.equ SYS_waitid,                   95
.equ SYS_set_tid_address,          96
.equ SYS_sched_yield,              124
.equ SYS_kill,                     129
.equ SYS_rt_sigaction,             134
.equ SYS_rt_sigprocmask,           135
.equ SYS_setpgid,                  154
.equ SYS_getpgid,                  155
.equ SYS_setsid,                   157
.equ SYS_uname,                    160
.equ SYS_getpid,                   172
.equ SYS_getppid,                  173
.equ SYS_getuid,                   174
.equ SYS_geteuid,                  175
.equ SYS_getgid,                   176
.equ SYS_getegid,                  177
.equ SYS_gettid,                   178
.equ SYS_brk,                      214
.equ SYS_munmap,                   215
.equ SYS_clone,                    220
.equ SYS_execve,                   221
.equ SYS_mmap2,                    222
.equ SYS_mprotect,                 226
.equ SYS_renameat2,                276
.equ SYS_statx,                    291
.equ SYS_clock_gettime64,          403
.equ SYS_clock_nanosleep_time64,   407
.equ SYS_utimensat_time64,         412

# Error numbers; their texts are in errors.s.
.equ EPERM,           1
.equ ENOENT,          2
.equ ESRCH,           3
.equ EINTR,           4
.equ EIO,             5
.equ ENXIO,           6
.equ E2BIG,           7
.equ ENOEXEC,         8
.equ EBADF,           9
.equ ECHILD,          10
.equ EAGAIN,          11
.equ ENOMEM,          12
.equ EACCES,          13
.equ EFAULT,          14
.equ ENOTBLK,         15
.equ EBUSY,           16
.equ EEXIST,          17
.equ EXDEV,           18
.equ ENODEV,          19
.equ ENOTDIR,         20
.equ EISDIR,          21
.equ EINVAL,          22
.equ ENFILE,          23
.equ EMFILE,          24
.equ ENOTTY,          25
.equ ETXTBSY,         26
.equ EFBIG,           27
.equ ENOSPC,          28
.equ ESPIPE,          29
.equ EROFS,           30
.equ EMLINK,          31
.equ EPIPE,           32
.equ EDOM,            33
.equ ERANGE,          34
.equ EDEADLK,         35
.equ ENAMETOOLONG,    36
.equ ENOLCK,          37
.equ ENOSYS,          38
.equ ENOTEMPTY,       39
.equ ELOOP,           40
.equ MAX_ERRNO,       4095

# Standard descriptors
.equ STDIN,           0
.equ STDOUT,          1
.equ STDERR,          2

# Flags of openat and pipe2
.equ O_RDONLY,        0x0
.equ O_WRONLY,        0x1
.equ O_RDWR,          0x2
.equ O_CREAT,         0x40
.equ O_EXCL,          0x80
.equ O_NOCTTY,        0x100
.equ O_TRUNC,         0x200
.equ O_APPEND,        0x400
.equ O_NONBLOCK,      0x800
.equ O_LARGEFILE,     0x8000
.equ O_DIRECTORY,     0x10000
.equ O_NOFOLLOW,      0x20000
.equ O_CLOEXEC,       0x80000

# Directory descriptors and flags of the ...at calls
.equ AT_FDCWD,              -100
.equ AT_SYMLINK_NOFOLLOW,   0x100
.equ AT_REMOVEDIR,          0x200
.equ AT_SYMLINK_FOLLOW,     0x400
.equ AT_EMPTY_PATH,         0x1000

# llseek
.equ SEEK_SET,        0
.equ SEEK_CUR,        1
.equ SEEK_END,        2

# fcntl64
.equ F_DUPFD,         0
.equ F_GETFD,         1
.equ F_SETFD,         2
.equ F_GETFL,         3
.equ F_SETFL,         4
.equ F_DUPFD_CLOEXEC, 1030
.equ FD_CLOEXEC,      1

# File types and permission bits of a mode
.equ S_IFMT,          0xf000
.equ S_IFIFO,         0x1000
.equ S_IFCHR,         0x2000
.equ S_IFDIR,         0x4000
.equ S_IFBLK,         0x6000
.equ S_IFREG,         0x8000
.equ S_IFLNK,         0xa000
.equ S_IFSOCK,        0xc000
.equ S_ISUID,         0x800
.equ S_ISGID,         0x400
.equ S_ISVTX,         0x200
.equ S_PERMISSIONS,   0xfff

# struct statx
.equ STATX_BASIC_STATS,   0x7ff
.equ STATX_MASK,          0
.equ STATX_BLKSIZE,       4
.equ STATX_NLINK,         16
.equ STATX_UID,           20
.equ STATX_GID,           24
.equ STATX_MODE,          28
.equ STATX_INO,           32
.equ STATX_SIZE,          40
.equ STATX_BLOCKS,        48
.equ STATX_ATIME,         64
.equ STATX_BTIME,         80
.equ STATX_CTIME,         96
.equ STATX_MTIME,         112
.equ STATX_RDEV_MAJOR,    128
.equ STATX_RDEV_MINOR,    132
.equ STATX_DEV_MAJOR,     136
.equ STATX_DEV_MINOR,     140
.equ STATX_BYTES,         256

# struct linux_dirent64
.equ DIRENT_INO,      0
.equ DIRENT_OFF,      8
.equ DIRENT_RECLEN,   16
.equ DIRENT_TYPE,     18
.equ DIRENT_NAME,     19
.equ DT_DIR,          4

# struct timespec with 64-bit seconds, and the clocks
.equ TIMESPEC_SEC,      0
.equ TIMESPEC_NSEC,     8
.equ TIMESPEC_BYTES,    16
.equ CLOCK_REALTIME,    0
.equ CLOCK_MONOTONIC,   1
.equ TIMER_ABSTIME,     1
.equ UTIME_NOW,         0x3fffffff
.equ UTIME_OMIT,        0x3ffffffe

# clone
.equ CLONE_VM,        0x100
.equ CLONE_VFORK,     0x4000

# waitid and struct siginfo
.equ P_ALL,           0
.equ P_PID,           1
.equ P_PGID,          2
.equ WNOHANG,         1
.equ WSTOPPED,        2
.equ WEXITED,         4
.equ WCONTINUED,      8
.equ WNOWAIT,         0x1000000
.equ SIGINFO_SIGNO,   0
.equ SIGINFO_CODE,    8
.equ SIGINFO_PID,     12
.equ SIGINFO_UID,     16
.equ SIGINFO_STATUS,  20
.equ SIGINFO_BYTES,   128
.equ CLD_EXITED,      1
.equ CLD_KILLED,      2
.equ CLD_DUMPED,      3
.equ CLD_STOPPED,     5
.equ CLD_CONTINUED,   6

# struct rusage, as waitid fills it
.equ RUSAGE_UTIME_SEC,    0
.equ RUSAGE_UTIME_USEC,   4
.equ RUSAGE_STIME_SEC,    8
.equ RUSAGE_STIME_USEC,   12
.equ RUSAGE_BYTES,        72

# Signals
.equ SIGHUP,          1
.equ SIGINT,          2
.equ SIGQUIT,         3
.equ SIGILL,          4
.equ SIGTRAP,         5
.equ SIGABRT,         6
.equ SIGBUS,          7
.equ SIGFPE,          8
.equ SIGKILL,         9
.equ SIGUSR1,         10
.equ SIGSEGV,         11
.equ SIGUSR2,         12
.equ SIGPIPE,         13
.equ SIGALRM,         14
.equ SIGTERM,         15
.equ SIGSTKFLT,       16
.equ SIGCHLD,         17
.equ SIGCONT,         18
.equ SIGSTOP,         19
.equ SIGTSTP,         20
.equ SIGTTIN,         21
.equ SIGTTOU,         22
.equ SIGURG,          23
.equ SIGXCPU,         24
.equ SIGXFSZ,         25
.equ SIGVTALRM,       26
.equ SIGPROF,         27
.equ SIGWINCH,        28
.equ SIGIO,           29
.equ SIGPWR,          30
.equ SIGSYS,          31

# rt_sigaction (struct: handler, flags, 8-byte mask) and rt_sigprocmask
.equ SIG_DFL,             0
.equ SIG_IGN,             1
.equ SIGACTION_HANDLER,   0
.equ SIGACTION_FLAGS,     4
.equ SIGACTION_MASK,      8
.equ SIGACTION_BYTES,     16
.equ SIGSET_BYTES,        8
.equ SA_RESTART,          0x10000000
.equ SIG_BLOCK,           0
.equ SIG_UNBLOCK,         1
.equ SIG_SETMASK,         2

# Terminal requests of ioctl
.equ TCGETS,          0x5401
.equ TCSETS,          0x5402
.equ TCSETSW,         0x5403
.equ TCSETSF,         0x5404
.equ TIOCSCTTY,       0x540e
.equ TIOCGPGRP,       0x540f
.equ TIOCSPGRP,       0x5410
.equ TIOCGWINSZ,      0x5413
.equ WINSIZE_ROWS,    0
.equ WINSIZE_COLS,    2
.equ WINSIZE_BYTES,   8

# struct termios as TCGETS fills it
.equ TERMIOS_IFLAG,   0
.equ TERMIOS_OFLAG,   4
.equ TERMIOS_CFLAG,   8
.equ TERMIOS_LFLAG,   12
.equ TERMIOS_CC,      17
.equ TERMIOS_BYTES,   36
.equ ISIG,            0x1
.equ ICANON,          0x2
.equ ECHO,            0x8
.equ ICRNL,           0x100

# brk, mmap2
.equ PROT_NONE,       0
.equ PROT_READ,       1
.equ PROT_WRITE,      2
.equ PROT_EXEC,       4
.equ MAP_SHARED,      1
.equ MAP_PRIVATE,     2
.equ MAP_FIXED,       0x10
.equ MAP_ANONYMOUS,   0x20
.equ PAGE_BYTES,      4096

.equ PATH_MAX,        4096

.endif
