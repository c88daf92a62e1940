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
  /** readv(2). */
  iovec: { bytes: 8, fields: { base: 0, len: 4 } },
  /** uname(2): strings of 65 bytes. */
  utsname: { bytes: 390, fields: { sysname: 0, nodename: 65, release: 130, version: 195, machine: 260, domainname: 325 } },
} as const satisfies Record<string, { readonly bytes: number; readonly fields: Readonly<Record<string, number>> }>;
