import { E } from '../../abi/errno.ts';
import * as f from '../../abi/files.ts';
import { RLIMIT_FSIZE } from '../../abi/processes.ts';
import { STRUCTS } from '../../abi/structs.ts';
import { PAGE_SIZE } from '../../machine/memory.ts';
import { type Call, INTERRUPTED, STALLED } from '../call.ts';
import { realCredentials } from '../credentials.ts';
import type { DeviceInode, FifoInode, FileInode, Inode, Timestamp } from '../fs/inode.ts';
import { OpenDirectory } from '../fs/open-directory.ts';
import { dropSetIds, isOwner, isPermitted } from '../fs/permission.ts';
import { fillStatx } from '../fs/statx.ts';
import type { OpenObject } from '../io/object.ts';
import { OpenTerminal } from '../io/open-terminal.ts';
import { openFifo, PipeEnd } from '../io/pipe.ts';
import { softLimit } from '../limits.ts';
import { install } from './descriptor.ts';
import { maskMode } from './directories.ts';
import { fileTooLarge } from './file-limit.ts';
import { inodeAt, startOf } from './place.ts';

/** The devices that stand for a terminal: major number 5, minor 0 (/dev/tty) and 1 (/dev/console). */
const TTY_MAJOR = 5;
const CONSOLE_MINOR = 1;
/** What a kernel hands out at most for one getdents64. */
const ENTRIES_MAX = 1 << 20;
const ACCESS_FLAGS = f.AT_EACCESS | f.AT_SYMLINK_NOFOLLOW | f.AT_EMPTY_PATH;
const STATX_FLAGS = f.AT_SYMLINK_NOFOLLOW | f.AT_EMPTY_PATH | 0x800 | 0x6000;

/** Calls about files as a whole: opening them, their facts, their length, their owners and times. */
export const fileCalls = {
  openat(call: Call): number {
    if (call.wait !== undefined) return finishFifo(call, call.wait.value);
    const start = startOf(call, 0);
    if (typeof start === 'number') return start;
    const flags = call.args[2]!;
    const mode = maskMode(call, call.args[3]!);
    const inode = call.kernel.files.openPath(call.process, start.start, start.path, flags, mode, (file) =>
      cutFile(call, file, 0),
    );
    if (typeof inode === 'number') return inode;
    const object = openInode(call, inode, flags & ~(f.O_CREAT | f.O_EXCL | f.O_TRUNC | f.O_NOCTTY | f.O_CLOEXEC));
    if (typeof object === 'number') return object;
    const fd = install(call, object, (flags & f.O_CLOEXEC) !== 0);
    if (fd < 0) object.close(call.kernel);
    return object instanceof PipeEnd && fd >= 0 ? finishFifo(call, fd) : fd;
  },

  getdents64(call: Call): number {
    const object = call.object(call.args[0]!);
    if (object === undefined || (object.flags & f.O_PATH) !== 0) return -E.EBADF;
    if (!(object instanceof OpenDirectory)) return -E.ENOTDIR;
    const target = new Uint8Array(Math.min(call.args[2]!, ENTRIES_MAX));
    if (!call.memory.prepare(call.args[1]!, target.length, true)) return -E.EFAULT;
    const length = object.readEntries(target);
    if (length > 0) call.memory.write(call.args[1]!, target.subarray(0, length));
    return length;
  },

  statx(call: Call): number {
    const flags = call.args[2]!;
    if ((flags & ~STATX_FLAGS) !== 0) return -E.EINVAL;
    const inode = inodeAt(call, 0, flags);
    if (typeof inode === 'number') return inode;
    const target = new Uint8Array(STRUCTS.statx.bytes);
    fillStatx(inode, target);
    return call.memory.write(call.args[4]!, target) ? 0 : -E.EFAULT;
  },

  faccessat: (call: Call) => mayAccess(call, 0),

  faccessat2(call: Call): number {
    const flags = call.args[3]!;
    return (flags & ~ACCESS_FLAGS) !== 0 ? -E.EINVAL : mayAccess(call, flags);
  },

  ftruncate64(call: Call): number {
    const object = call.object(call.args[0]!);
    if (object === undefined || (object.flags & f.O_PATH) !== 0) return -E.EBADF;
    const size = call.int(2) * 2 ** 32 + call.args[1]!;
    if (object.inode.kind !== 'file' || (object.flags & f.O_ACCMODE) === f.O_RDONLY || size < 0) return -E.EINVAL;
    if (size > Math.max(object.inode.size, softLimit(call.process, RLIMIT_FSIZE))) return fileTooLarge(call);
    return cutFile(call, object.inode, size);
  },

  fchmod: (call: Call) => withObject(call, (inode) => call.kernel.files.setMode(call.process, inode, call.args[1]!)),

  fchmodat(call: Call): number {
    const inode = inodeAt(call, 0, 0);
    return typeof inode === 'number' ? inode : call.kernel.files.setMode(call.process, inode, call.args[2]!);
  },

  fchown: (call: Call) =>
    withObject(call, (inode) => call.kernel.files.setOwner(call.process, inode, call.int(1), call.int(2))),

  fchownat(call: Call): number {
    const inode = inodeAt(call, 0, call.args[4]!);
    return typeof inode === 'number'
      ? inode
      : call.kernel.files.setOwner(call.process, inode, call.int(2), call.int(3));
  },

  utimensat_time64(call: Call): number {
    const [, path, times, flags] = call.args as [number, number, number, number];
    // A null path means the descriptor itself (futimens).
    const inode = path === 0 ? (call.object(call.args[0]!)?.inode ?? -E.EBADF) : inodeAt(call, 0, flags);
    if (typeof inode === 'number') return inode;
    const { files } = call.kernel;
    const now = files.now();
    const bytes = times === 0 ? undefined : call.memory.read(times, 32);
    if (times !== 0 && bytes === undefined) return -E.EFAULT;
    const accessed = bytes === undefined ? now : givenTime(bytes, 0, now);
    const modified = bytes === undefined ? now : givenTime(bytes, 16, now);
    if (accessed === 'invalid' || modified === 'invalid') return -E.EINVAL;
    if (accessed === undefined && modified === undefined) return 0;
    // Whoever may write it may say that it was just touched.
    const isTouch = accessed === now && modified === now;
    if (!isOwner(call.process, inode) && !(isTouch && isPermitted(call.process, inode, f.W_OK)))
      return isTouch ? -E.EACCES : -E.EPERM;
    return files.setTimes(inode, accessed, modified);
  },
};

function mayAccess(call: Call, flags: number): number {
  const mode = call.args[2]!;
  if ((mode & ~(f.R_OK | f.W_OK | f.X_OK)) !== 0) return -E.EINVAL;
  const { pid, directory, credentials } = call.process;
  const user = {
    pid,
    directory,
    credentials: (flags & f.AT_EACCESS) !== 0 ? credentials : realCredentials(credentials),
  };
  const inode = inodeAt(call, 0, flags, user);
  if (typeof inode === 'number') return inode;
  return isPermitted(user, inode, mode) ? 0 : -E.EACCES;
}

/** Sets the size of a file; what it loses is unmapped everywhere, so that touching it there is SIGBUS from now on. */
export function cutFile(call: Call, file: FileInode, size: number): number {
  const { kernel, hart } = call;
  const fromPage = Math.ceil(size / PAGE_SIZE);
  const spaces = new Set([...kernel.processes.values()].map(({ space }) => space));
  const losers = size < file.size ? [...spaces].filter((space) => space.mapsFilePages(file, fromPage)) : [];
  if (losers.some((space) => kernel.mustStall(space, hart))) return STALLED;
  dropSetIds(call.process, file);
  const error = kernel.files.data.truncate(file, size);
  if (error === 0) for (const space of losers) space.dropFilePages(file, fromPage);
  return error;
}

/** The open of a named pipe returns when its other end is open too; a signal takes the descriptor away again. */
export function finishFifo(call: Call, fd: number): number {
  const end = call.object(fd);
  if (!(end instanceof PipeEnd)) return -E.EBADF;
  if (end.isConnected || (end.flags & f.O_NONBLOCK) !== 0) return fd;
  if (call.wait?.isInterrupted !== true) return call.block('open', end.pipe.openers, { value: fd });
  call.process.handles.close(call.kernel, fd);
  return INTERRUPTED;
}

/** What a descriptor will name: terminals and named pipes are opened here, the rest by the file system. */
export function openInode(call: Call, inode: Inode, flags: number): OpenObject | number {
  if ((flags & f.O_PATH) !== 0) return call.kernel.files.open(inode, flags);
  if (inode.kind === 'device' && inode.major === TTY_MAJOR) return openTerminal(call, inode, flags);
  if (inode.kind === 'fifo') return inode.stream ?? openPipe(call, inode, flags);
  return call.kernel.files.open(inode, flags);
}

/** What only has a descriptor, such as an eventfd, has an inode of no type and cannot be opened again. */
function openPipe(call: Call, inode: FifoInode, flags: number): OpenObject | number {
  return (inode.mode & f.S_IFMT) === f.S_IFIFO ? openFifo(call.kernel, inode, flags) : -E.ENXIO;
}

function openTerminal(call: Call, inode: DeviceInode, flags: number): OpenObject | number {
  const { kernel, process } = call;
  const terminal = inode.minor === CONSOLE_MINOR ? kernel.terminal : process.session.terminal;
  return terminal === undefined ? -E.ENXIO : new OpenTerminal(terminal, inode, flags);
}

function withObject(call: Call, change: (inode: Inode) => number): number {
  const object = call.object(call.args[0]!);
  return object === undefined || (object.flags & f.O_PATH) !== 0 ? -E.EBADF : change(object.inode);
}

/** The timespec at `at`; undefined to leave the time as it is. */
function givenTime(bytes: Uint8Array, at: number, now: Timestamp): Timestamp | undefined | 'invalid' {
  const view = new DataView(bytes.buffer);
  const seconds = view.getInt32(at + 4, true) * 2 ** 32 + view.getUint32(at, true);
  const nanoseconds = view.getInt32(at + 8, true);
  if (nanoseconds === f.UTIME_OMIT) return undefined;
  if (nanoseconds === f.UTIME_NOW) return now;
  return nanoseconds < 0 || nanoseconds >= 1e9 ? 'invalid' : { seconds, nanoseconds };
}
