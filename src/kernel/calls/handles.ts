import { E } from '../../abi/errno.ts';
import * as f from '../../abi/files.ts';
import { RLIMIT_NOFILE } from '../../abi/processes.ts';
import { STRUCTS } from '../../abi/structs.ts';
import * as tty from '../../abi/terminal.ts';
import type { Call } from '../call.ts';
import { isGroupOf } from '../groups.ts';
import { OpenTerminal } from '../io/open-terminal.ts';
import { makePipe, PipeEnd } from '../io/pipe.ts';
import { setAsync } from '../signal-notice.ts';
import { install } from './descriptor.ts';
import { addSeals, getSeals } from './file-space.ts';
import { changeFromBackground } from './job-control.ts';
import { recordLock } from './locks.ts';
import { noticeControl } from './ownership.ts';

/** Flags of an open object that F_SETFL may change. */
const CHANGEABLE = f.O_APPEND | f.O_NONBLOCK;
const STATUS = f.O_ACCMODE | CHANGEABLE | f.O_ASYNC | f.O_LARGEFILE | f.O_DIRECTORY | f.O_NOFOLLOW | f.O_PATH;

/** Calls about descriptors: making, duplicating, closing, controlling them. */
export const handleCalls = {
  close(call: Call): number {
    return call.process.handles.close(call.kernel, call.args[0]!);
  },

  close_range(call: Call): number {
    const [first, last, flags] = call.args as [number, number, number];
    if ((flags & ~(f.CLOSE_RANGE_UNSHARE | f.CLOSE_RANGE_CLOEXEC)) !== 0 || first > last) return -E.EINVAL;
    call.process.handles.closeRange(call.kernel, first, last, (flags & f.CLOSE_RANGE_CLOEXEC) !== 0);
    return 0;
  },

  dup(call: Call): number {
    const object = call.object(call.args[0]!);
    return object === undefined ? -E.EBADF : install(call, object, false);
  },

  dup3(call: Call): number {
    const [from, to, flags] = call.args as [number, number, number];
    const object = call.object(from);
    if ((flags & ~f.O_CLOEXEC) !== 0 || from === to) return -E.EINVAL;
    if (object === undefined || to >= call.process.limits[RLIMIT_NOFILE]!.soft) return -E.EBADF;
    call.process.handles.replace(call.kernel, to, object, (flags & f.O_CLOEXEC) !== 0);
    return to;
  },

  fcntl64(call: Call): number {
    const [fd, command, argument] = call.args as [number, number, number];
    const entry = call.process.handles.get(fd);
    if (entry === undefined) return -E.EBADF;
    switch (command) {
      case f.F_DUPFD:
      case f.F_DUPFD_CLOEXEC:
        if (argument >= call.process.limits[RLIMIT_NOFILE]!.soft) return -E.EINVAL;
        return install(call, entry.object, command === f.F_DUPFD_CLOEXEC, argument);
      case f.F_GETFD:
        return entry.closeOnExec ? f.FD_CLOEXEC : 0;
      case f.F_SETFD:
        entry.closeOnExec = (argument & f.FD_CLOEXEC) !== 0;
        return 0;
      case f.F_GETFL:
        return entry.object.flags & STATUS;
      case f.F_SETFL:
        entry.object.flags = (entry.object.flags & ~CHANGEABLE) | (argument & CHANGEABLE);
        setAsync(entry.object, fd, (argument & f.O_ASYNC) !== 0);
        return 0;
      case f.F_SETOWN:
      case f.F_GETOWN:
      case f.F_SETOWN_EX:
      case f.F_GETOWN_EX:
      case f.F_SETSIG:
      case f.F_GETSIG:
        return noticeControl(call, entry.object, command, argument);
      case f.F_GETLK:
      case f.F_SETLK:
      case f.F_SETLKW:
      case f.F_GETLK64:
      case f.F_SETLK64:
      case f.F_SETLKW64:
      case f.F_OFD_GETLK:
      case f.F_OFD_SETLK:
      case f.F_OFD_SETLKW:
        return recordLock(call, entry.object, command, argument);
      case f.F_ADD_SEALS:
        return addSeals(call, entry.object, argument);
      case f.F_GET_SEALS:
        return getSeals(entry.object);
      case f.F_GETPIPE_SZ:
        return entry.object instanceof PipeEnd ? entry.object.pipe.capacity : -E.EBADF;
      case f.F_SETPIPE_SZ:
        return entry.object instanceof PipeEnd ? entry.object.pipe.resize(call.kernel, argument) : -E.EBADF;
      default:
        return -E.EINVAL;
    }
  },

  pipe2(call: Call): number {
    const [addr, flags] = call.args as [number, number];
    if ((flags & ~(f.O_CLOEXEC | f.O_NONBLOCK)) !== 0) return -E.EINVAL;
    if (!call.memory.prepare(addr, 8, true)) return -E.EFAULT;
    const { reader, writer } = makePipe(call.kernel, call.kernel.files, call.process, flags);
    const closeOnExec = (flags & f.O_CLOEXEC) !== 0;
    const readFd = install(call, reader, closeOnExec);
    const writeFd = readFd < 0 ? readFd : install(call, writer, closeOnExec);
    if (writeFd < 0) {
      if (readFd >= 0) call.process.handles.close(call.kernel, readFd);
      return writeFd;
    }
    call.memory.writeWords(addr, [readFd, writeFd]);
    return 0;
  },

  llseek(call: Call): number {
    const [fd, , low, result, whence] = call.args as [number, number, number, number, number];
    const object = call.object(fd);
    if (object === undefined || (object.flags & f.O_PATH) !== 0) return -E.EBADF;
    if (object.seek === undefined) return -E.ESPIPE;
    const offset = object.seek(call.kernel, call.int(1) * 2 ** 32 + low, whence);
    if (offset < 0) return offset;
    return call.memory.writeWords(result, [offset | 0, Math.floor(offset / 2 ** 32)]) ? 0 : -E.EFAULT;
  },

  ioctl(call: Call): number {
    const [fd, request, argument] = call.args as [number, number, number];
    const object = call.object(fd);
    if (object === undefined || (object.flags & f.O_PATH) !== 0) return -E.EBADF;
    if (request === tty.FIONBIO) {
      const value = call.memory.readWord(argument);
      if (value === undefined) return -E.EFAULT;
      object.flags = value === 0 ? object.flags & ~f.O_NONBLOCK : object.flags | f.O_NONBLOCK;
      return 0;
    }
    if (request === tty.FIONREAD && object.available !== undefined) {
      return call.memory.writeWord(argument, object.available) ? 0 : -E.EFAULT;
    }
    if (request === tty.FIOASYNC) {
      const value = call.memory.readWord(argument);
      if (value === undefined) return -E.EFAULT;
      setAsync(object, fd, value !== 0);
      return 0;
    }
    return object instanceof OpenTerminal ? terminalControl(call, object, request, argument) : -E.ENOTTY;
  },
};

function terminalControl(call: Call, { terminal }: OpenTerminal, request: number, argument: number): number {
  const { memory, process, kernel } = call;
  switch (request) {
    case tty.TCGETS: {
      const target = new Uint8Array(STRUCTS.termios.bytes);
      terminal.getTermios(target);
      return memory.write(argument, target) ? 0 : -E.EFAULT;
    }
    case tty.TCSETS:
    case tty.TCSETSW:
    case tty.TCSETSF: {
      const error = changeFromBackground(call, terminal);
      if (error !== 0) return error;
      const source = memory.read(argument, STRUCTS.termios.bytes);
      if (source === undefined) return -E.EFAULT;
      terminal.setTermios(kernel, source, request === tty.TCSETSF);
      return 0;
    }
    case tty.TIOCGWINSZ: {
      // struct winsize: rows, columns, and two numbers of pixels, half words.
      return memory.writeWords(argument, [terminal.rows | (terminal.columns << 16), 0]) ? 0 : -E.EFAULT;
    }
    case tty.TIOCSWINSZ: {
      const size = memory.readWord(argument);
      if (size === undefined) return -E.EFAULT;
      terminal.resize(kernel, size & 0xffff, size >>> 16);
      return 0;
    }
    case tty.TIOCSCTTY:
      if (process.session.sid !== process.pid) return -E.EPERM;
      if (process.session.terminal === terminal) return 0;
      if (process.session.terminal !== undefined || terminal.session !== 0) return -E.EPERM;
      process.session.terminal = terminal;
      terminal.session = process.session.sid;
      terminal.foregroundGroup = process.pgid;
      return 0;
    case tty.TIOCNOTTY:
      if (process.session.terminal !== terminal) return -E.ENOTTY;
      if (process.session.sid === process.pid) {
        process.session.terminal = undefined;
        terminal.session = 0;
        terminal.foregroundGroup = 0;
      }
      return 0;
    case tty.TIOCGPGRP:
      if (process.session.terminal !== terminal) return -E.ENOTTY;
      return memory.writeWord(argument, terminal.foregroundGroup) ? 0 : -E.EFAULT;
    case tty.TIOCSPGRP:
      return setForegroundGroup(call, argument);
    case tty.TIOCGSID:
      if (process.session.terminal !== terminal) return -E.ENOTTY;
      return memory.writeWord(argument, terminal.session) ? 0 : -E.EFAULT;
    default:
      return -E.ENOTTY;
  }
}

function setForegroundGroup(call: Call, argument: number): number {
  const { process, kernel } = call;
  const { terminal } = process.session;
  if (terminal === undefined) return -E.ENOTTY;
  const error = changeFromBackground(call, terminal);
  if (error !== 0) return error;
  const pgid = call.memory.readWord(argument);
  if (pgid === undefined) return -E.EFAULT;
  if (pgid < 0) return -E.EINVAL;
  if (!kernel.groups.has(pgid)) return -E.ESRCH;
  if (!isGroupOf(kernel, pgid, process.session)) return -E.EPERM;
  terminal.foregroundGroup = pgid;
  return 0;
}
