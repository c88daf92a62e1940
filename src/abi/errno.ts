/** A Linux error number: its value, name, and the text that strerror gives (errno(3)). */
export interface ErrnoRow {
  readonly number: number;
  readonly name: string;
  readonly text: string;
}

// biome-ignore format: a table
const ROWS = [
  [1,   'EPERM',        'Operation not permitted'],
  [2,   'ENOENT',       'No such file or directory'],
  [3,   'ESRCH',        'No such process'],
  [4,   'EINTR',        'Interrupted system call'],
  [5,   'EIO',          'Input/output error'],
  [6,   'ENXIO',        'No such device or address'],
  [7,   'E2BIG',        'Argument list too long'],
  [8,   'ENOEXEC',      'Exec format error'],
  [9,   'EBADF',        'Bad file descriptor'],
  [10,  'ECHILD',       'No child processes'],
  [11,  'EAGAIN',       'Resource temporarily unavailable'],
  [12,  'ENOMEM',       'Cannot allocate memory'],
  [13,  'EACCES',       'Permission denied'],
  [14,  'EFAULT',       'Bad address'],
  [15,  'ENOTBLK',      'Block device required'],
  [16,  'EBUSY',        'Device or resource busy'],
  [17,  'EEXIST',       'File exists'],
  [18,  'EXDEV',        'Invalid cross-device link'],
  [19,  'ENODEV',       'No such device'],
  [20,  'ENOTDIR',      'Not a directory'],
  [21,  'EISDIR',       'Is a directory'],
  [22,  'EINVAL',       'Invalid argument'],
  [23,  'ENFILE',       'Too many open files in system'],
  [24,  'EMFILE',       'Too many open files'],
  [25,  'ENOTTY',       'Inappropriate ioctl for device'],
  [26,  'ETXTBSY',      'Text file busy'],
  [27,  'EFBIG',        'File too large'],
  [28,  'ENOSPC',       'No space left on device'],
  [29,  'ESPIPE',       'Illegal seek'],
  [30,  'EROFS',        'Read-only file system'],
  [31,  'EMLINK',       'Too many links'],
  [32,  'EPIPE',        'Broken pipe'],
  [33,  'EDOM',         'Numerical argument out of domain'],
  [34,  'ERANGE',       'Numerical result out of range'],
  [35,  'EDEADLK',      'Resource deadlock avoided'],
  [36,  'ENAMETOOLONG', 'File name too long'],
  [37,  'ENOLCK',       'No locks available'],
  [38,  'ENOSYS',       'Function not implemented'],
  [39,  'ENOTEMPTY',    'Directory not empty'],
  [40,  'ELOOP',        'Too many levels of symbolic links'],
  [75,  'EOVERFLOW',    'Value too large for defined data type'],
  [88,  'ENOTSOCK',     'Socket operation on non-socket'],
  [89,  'EDESTADDRREQ', 'Destination address required'],
  [90,  'EMSGSIZE',     'Message too long'],
  [91,  'EPROTOTYPE',   'Protocol wrong type for socket'],
  [92,  'ENOPROTOOPT',  'Protocol not available'],
  [93,  'EPROTONOSUPPORT', 'Protocol not supported'],
  [94,  'ESOCKTNOSUPPORT', 'Socket type not supported'],
  [95,  'EOPNOTSUPP',   'Operation not supported'],
  [97,  'EAFNOSUPPORT', 'Address family not supported by protocol'],
  [98,  'EADDRINUSE',   'Address already in use'],
  [104, 'ECONNRESET',   'Connection reset by peer'],
  [105, 'ENOBUFS',      'No buffer space available'],
  [106, 'EISCONN',      'Transport endpoint is already connected'],
  [107, 'ENOTCONN',     'Transport endpoint is not connected'],
  [109, 'ETOOMANYREFS', 'Too many references: cannot splice'],
  [110, 'ETIMEDOUT',    'Connection timed out'],
  [111, 'ECONNREFUSED', 'Connection refused'],
  [114, 'EALREADY',     'Operation already in progress'],
] as const;

/** The name of an error number. */
export type ErrnoName = (typeof ROWS)[number][1];

/** Every error number the kernel gives. */
export const ERRNOS: readonly ErrnoRow[] = ROWS.map(([number, name, text]) => ({
  number,
  name,
  text,
}));

const byNumber = new Map(ERRNOS.map((row) => [row.number, row]));

/** The row of error `number`, if there is one. */
export function errnoByNumber(number: number): ErrnoRow | undefined {
  return byNumber.get(number);
}

/** The error numbers by name, as they are written in calls: `-E.ENOENT`. */
export const E = Object.fromEntries(ROWS.map(([number, name]) => [name, number])) as Record<ErrnoName, number>;
