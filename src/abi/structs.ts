/**
 * The structures that system calls pass through memory, as riscv32 Linux lays them out: size and field offsets in bytes.
 * Kernel, strace and the assembly constants take them from here. A field is a word unless its comment says otherwise.
 */
// biome-ignore format: a table
export const STRUCTS = {
  /** statx(2): mask; sizes and times are 64 bits, mode 16, a time is seconds (8) and nanoseconds (4). */
  statx: {
    bytes: 256,
    fields: {
      mask: 0, blksize: 4, nlink: 16, uid: 20, gid: 24, mode: 28, ino: 32, size: 40, blocks: 48,
      atime: 64, btime: 80, ctime: 96, mtime: 112, rdev_major: 128, rdev_minor: 132, dev_major: 136, dev_minor: 140,
    },
  },
  /** getdents64(2): ino and off are 64 bits, reclen 16, type 8; the name ends with a zero byte. */
  dirent: { bytes: 19, fields: { ino: 0, off: 8, reclen: 16, type: 18, name: 19 } },
  /** 64-bit seconds and nanoseconds. */
  timespec: { bytes: 16, fields: { sec: 0, nsec: 8 } },
  /** sigaction(2): what depends on the kind of signal begins at 12. */
  siginfo: { bytes: 128, fields: { signo: 0, errno: 4, code: 8, pid: 12, uid: 16, status: 20, addr: 12 } },
  /** rt_sigaction(2): the mask is 64 bits; there is no restorer. */
  sigaction: { bytes: 16, fields: { handler: 0, flags: 4, mask: 8 } },
  /** sigaltstack(2). */
  stack: { bytes: 12, fields: { sp: 0, flags: 4, size: 8 } },
  /** getrusage(2): 32-bit seconds and microseconds; counts. */
  rusage: {
    bytes: 72,
    fields: { utime_sec: 0, utime_usec: 4, stime_sec: 8, stime_usec: 12, maxrss: 16, minflt: 32, majflt: 36, nvcsw: 64, nivcsw: 68 },
  },
  /** ioctl_tty(2): the control characters are bytes. */
  termios: { bytes: 36, fields: { iflag: 0, oflag: 4, cflag: 8, lflag: 12, line: 16, cc: 17 } },
  /** ioctl_tty(2): half words. */
  winsize: { bytes: 8, fields: { rows: 0, cols: 2 } },
  /** sched_setattr(2): flags, runtime, deadline and period are 64 bits. */
  sched_attr: {
    bytes: 48,
    fields: { size: 0, policy: 4, flags: 8, nice: 16, priority: 20, runtime: 24, deadline: 32, period: 40 },
  },
  /** times(2): clock ticks. */
  tms: { bytes: 16, fields: { utime: 0, stime: 4, cutime: 8, cstime: 12 } },
  /** prlimit(2): both are 64 bits. */
  rlimit: { bytes: 16, fields: { cur: 0, max: 8 } },
  /** readv(2). */
  iovec: { bytes: 8, fields: { base: 0, len: 4 } },
  /** poll(2): half words. */
  pollfd: { bytes: 8, fields: { fd: 0, events: 4, revents: 6 } },
  /** epoll_ctl(2): the data is 64 bits. */
  epoll_event: { bytes: 16, fields: { events: 0, data: 8 } },
  /** setitimer(2): 32-bit seconds and microseconds. */
  itimerval: { bytes: 16, fields: { interval_sec: 0, interval_usec: 4, value_sec: 8, value_usec: 12 } },
  /** timer_settime(2): timespecs. */
  itimerspec: { bytes: 32, fields: { interval: 0, value: 16 } },
  /** timer_create(2). */
  sigevent: { bytes: 64, fields: { value: 0, signo: 4, notify: 8, tid: 12 } },
  /** signalfd(2): ptr, utime, stime and addr are 64 bits. */
  signalfd_siginfo: {
    bytes: 128,
    fields: {
      signo: 0, errno: 4, code: 8, pid: 12, uid: 16, fd: 20, tid: 24, band: 28, overrun: 32, trapno: 36, status: 40,
      int: 44, ptr: 48, utime: 56, stime: 64, addr: 72,
    },
  },
  /** sendmsg(2). */
  msghdr: { bytes: 28, fields: { name: 0, namelen: 4, iov: 8, iovlen: 12, control: 16, controllen: 20, flags: 24 } },
  /** cmsg(3): the data follows. */
  cmsghdr: { bytes: 12, fields: { len: 0, level: 4, type: 8 } },
  /** unix(7): the family is a half word, then the path. */
  sockaddr_un: { bytes: 110, fields: { family: 0, path: 2 } },
  /** fcntl(2): types of two bytes. */
  flock: { bytes: 16, fields: { type: 0, whence: 2, start: 4, len: 8, pid: 12 } },
  /** fcntl(2) with 64-bit start and length. */
  flock64: { bytes: 32, fields: { type: 0, whence: 2, start: 8, len: 16, pid: 24 } },
  /** statfs(2): counts of blocks and files are 64 bits. */
  statfs64: {
    bytes: 88,
    fields: {
      type: 0, bsize: 4, blocks: 8, bfree: 16, bavail: 24, files: 32, ffree: 40, fsid: 48, namelen: 56, frsize: 60, flags: 64,
    },
  },
  /** CreateProcess: its arguments in their order; addresses but for inherit_handles and creation_flags. */
  createprocess: {
    bytes: 40,
    fields: {
      application: 0, command_line: 4, process_attributes: 8, thread_attributes: 12, inherit_handles: 16,
      creation_flags: 20, environment: 24, current_directory: 28, startup_info: 32, process_information: 36,
    },
  },
  /** CreateProcess: cb is the size of the structure; the standard handles count if flags has STARTF_USESTDHANDLES. */
  startupinfo: { bytes: 68, fields: { cb: 0, flags: 44, std_input: 56, std_output: 60, std_error: 64 } },
  /** CreateProcess: what it gives. */
  process_information: { bytes: 16, fields: { process: 0, thread: 4, process_id: 8, thread_id: 12 } },
  /** CreatePipe, CreateProcess and others: only inherit_handle counts. */
  security_attributes: { bytes: 12, fields: { length: 0, descriptor: 4, inherit_handle: 8 } },
  /** SetUnhandledExceptionFilter: what a0 of the filter points to. */
  exception_pointers: { bytes: 8, fields: { record: 0, context: 4 } },
  /** SetUnhandledExceptionFilter: information is 15 words; of an access violation what was tried, and the address. */
  exception_record: {
    bytes: 80,
    fields: { code: 0, flags: 4, next: 8, address: 12, parameters: 16, information: 20 },
  },
  /** SetUnhandledExceptionFilter: pc, and register n at 4 * n. */
  context: {
    bytes: 128,
    fields: {
      pc: 0, ra: 4, sp: 8, gp: 12, tp: 16, t0: 20, t1: 24, t2: 28, s0: 32, s1: 36, a0: 40, a1: 44, a2: 48, a3: 52, a4: 56,
      a5: 60, a6: 64, a7: 68, s2: 72, s3: 76, s4: 80, s5: 84, s6: 88, s7: 92, s8: 96, s9: 100, s10: 104, s11: 108, t3: 112,
      t4: 116, t5: 120, t6: 124,
    },
  },
  /** uname(2): strings of 65 bytes. */
  utsname: { bytes: 390, fields: { sysname: 0, nodename: 65, release: 130, version: 195, machine: 260, domainname: 325 } },
} as const satisfies Record<string, { readonly bytes: number; readonly fields: Readonly<Record<string, number>> }>;
