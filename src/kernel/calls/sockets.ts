import { E } from '../../abi/errno.ts';
import { O_NONBLOCK } from '../../abi/files.ts';
import * as s from '../../abi/sockets.ts';
import type { Call } from '../call.ts';
import { Socket } from '../io/socket.ts';
import { install } from './handles.ts';
import { bindAddress, readAddress, socketAt, writeAddress } from './socket-address.ts';

const TYPE_FLAGS = s.SOCK_NONBLOCK | s.SOCK_CLOEXEC;

/** Calls that make, connect and describe sockets; `messages.ts` has those that move bytes. */
export const socketCalls = {
  socket(call: Call): number {
    const socket = newSocket(call);
    if (typeof socket === 'number') return socket;
    return install(call, socket, (call.args[1]! & s.SOCK_CLOEXEC) !== 0);
  },

  socketpair(call: Call): number {
    const first = newSocket(call);
    if (typeof first === 'number') return first;
    const addr = call.args[3]!;
    if (!call.memory.prepare(addr, 8, true)) return -E.EFAULT;
    const second = newSocket(call) as Socket;
    first.connectTo(call.kernel, second);
    second.peer = first;
    const closeOnExec = (call.args[1]! & s.SOCK_CLOEXEC) !== 0;
    const fd = install(call, first, closeOnExec);
    const otherFd = fd < 0 ? fd : install(call, second, closeOnExec);
    if (otherFd < 0) {
      if (fd >= 0) call.process.handles.close(call.kernel, fd);
      return otherFd;
    }
    call.memory.writeWords(addr, [fd, otherFd]);
    return 0;
  },

  bind(call: Call): number {
    const socket = socketOf(call);
    if (typeof socket === 'number') return socket;
    const address = readAddress(call, call.args[1]!, call.args[2]!);
    return typeof address === 'number' ? address : bindAddress(call, socket, address);
  },

  listen(call: Call): number {
    const socket = socketOf(call);
    if (typeof socket === 'number') return socket;
    if (!socket.isConnectionBased) return -E.EOPNOTSUPP;
    if (socket.address === undefined || socket.wasConnected) return -E.EINVAL;
    socket.isListening = true;
    const limit = call.int(1);
    socket.backlogLimit = limit < 0 ? s.SOMAXCONN : Math.min(limit, s.SOMAXCONN);
    call.kernel.wakeAll(socket.writers);
    return 0;
  },

  accept: (call: Call) => acceptConnection(call, 0),
  accept4: (call: Call) => acceptConnection(call, call.args[3]!),

  connect(call: Call): number {
    const socket = socketOf(call);
    if (typeof socket === 'number') return socket;
    const address = readAddress(call, call.args[1]!, call.args[2]!);
    if (typeof address === 'number') return address;
    if (socket.isListening) return -E.EINVAL;
    if (socket.isConnectionBased && socket.wasConnected) return -E.EISCONN;
    const target = socketAt(call, socket, address);
    if (typeof target === 'number') return target;
    if (!socket.isConnectionBased) {
      socket.peer = target;
      socket.wasConnected = true;
      return 0;
    }
    if (target.backlog.length > target.backlogLimit) {
      return (socket.flags & O_NONBLOCK) !== 0 ? -E.EAGAIN : call.block('open', [target.writers]);
    }
    const end = new Socket(call.kernel.files.newSocket(), socket.type, 0, target.owner);
    end.address = target.address;
    socket.connectTo(call.kernel, end);
    end.peer = socket;
    target.backlog.push(end);
    call.kernel.wakeAll(target.readers);
    return 0;
  },

  getsockname(call: Call): number {
    const socket = socketOf(call);
    return typeof socket === 'number' ? socket : writeAddress(call, socket.address, call.args[1]!, call.args[2]!);
  },

  getpeername(call: Call): number {
    const socket = socketOf(call);
    if (typeof socket === 'number') return socket;
    if (socket.peer === undefined) return -E.ENOTCONN;
    return writeAddress(call, socket.peer.address, call.args[1]!, call.args[2]!);
  },

  /** Buffer sizes and the like are accepted and change nothing. */
  setsockopt(call: Call): number {
    const socket = socketOf(call);
    if (typeof socket === 'number') return socket;
    if (call.args[1] !== s.SOL_SOCKET) return -E.ENOPROTOOPT;
    if (call.int(4) < 4) return -E.EINVAL;
    if (call.memory.readWord(call.args[3]!) === undefined) return -E.EFAULT;
    return SETTABLE.includes(call.args[2]!) ? 0 : -E.ENOPROTOOPT;
  },

  getsockopt(call: Call): number {
    const socket = socketOf(call);
    if (typeof socket === 'number') return socket;
    if (call.args[1] !== s.SOL_SOCKET) return -E.EOPNOTSUPP;
    const words = optionWords(socket, call.args[2]!);
    if (words === undefined) return -E.ENOPROTOOPT;
    const room = call.memory.readWord(call.args[4]!);
    if (room === undefined) return -E.EFAULT;
    if (room < 0) return -E.EINVAL;
    const count = Math.min(words.length, room >>> 2);
    if (!call.memory.writeWords(call.args[3]!, words.slice(0, count))) return -E.EFAULT;
    return call.memory.writeWord(call.args[4]!, count * 4) ? 0 : -E.EFAULT;
  },

  shutdown(call: Call): number {
    const socket = socketOf(call);
    if (typeof socket === 'number') return socket;
    const how = call.args[1]!;
    if (how > s.SHUT_RDWR) return -E.EINVAL;
    if (socket.isConnectionBased && !socket.wasConnected) return -E.ENOTCONN;
    socket.shutDown(call.kernel, how !== s.SHUT_WR, how !== s.SHUT_RD);
    return 0;
  },
};

const SETTABLE: readonly number[] = [s.SO_REUSEADDR, s.SO_SNDBUF, s.SO_RCVBUF];

/** The socket that descriptor a0 names, or EBADF, ENOTSOCK. */
export function socketOf(call: Call): Socket | number {
  const object = call.object(call.args[0]!);
  if (object === undefined) return -E.EBADF;
  return object instanceof Socket ? object : -E.ENOTSOCK;
}

/** A socket as family a0, type a1 and protocol a2 describe it. */
function newSocket(call: Call): Socket | number {
  const [family, typeAndFlags, protocol] = call.args as [number, number, number];
  if (family !== s.AF_UNIX) return -E.EAFNOSUPPORT;
  const type = typeAndFlags & ~TYPE_FLAGS;
  if (type !== s.SOCK_STREAM && type !== s.SOCK_DGRAM && type !== s.SOCK_SEQPACKET) {
    return type > 0xf ? -E.EINVAL : -E.ESOCKTNOSUPPORT;
  }
  if (protocol !== 0 && protocol !== s.AF_UNIX) return -E.EPROTONOSUPPORT;
  const { pid, credentials } = call.process;
  const owner = { pid, uid: credentials.uid, gid: credentials.gid };
  return new Socket(call.kernel.files.newSocket(), type, typeAndFlags & s.SOCK_NONBLOCK, owner);
}

function acceptConnection(call: Call, flags: number): number {
  const socket = socketOf(call);
  if (typeof socket === 'number') return socket;
  if ((flags & ~TYPE_FLAGS) !== 0) return -E.EINVAL;
  if (!socket.isConnectionBased) return -E.EOPNOTSUPP;
  if (!socket.isListening) return -E.EINVAL;
  const [, addr, sizeAddr] = call.args as [number, number, number];
  const end = socket.backlog[0];
  if (end === undefined) return (socket.flags & O_NONBLOCK) !== 0 ? -E.EAGAIN : call.block('read', [socket.readers]);
  const error = addr === 0 ? 0 : writeAddress(call, end.peer?.address, addr, sizeAddr);
  if (error < 0) return error;
  end.flags |= flags & s.SOCK_NONBLOCK;
  const fd = install(call, end, (flags & s.SOCK_CLOEXEC) !== 0);
  if (fd < 0) return fd;
  socket.backlog.shift();
  call.kernel.wakeAll(socket.writers);
  return fd;
}

function optionWords(socket: Socket, option: number): number[] | undefined {
  switch (option) {
    case s.SO_TYPE:
      return [socket.type];
    case s.SO_ERROR:
      return [socket.takeError()];
    case s.SO_SNDBUF:
    case s.SO_RCVBUF:
      return [s.SOCKET_CAPACITY];
    case s.SO_REUSEADDR:
    case s.SO_PROTOCOL:
      return [0];
    case s.SO_ACCEPTCONN:
      return [socket.isListening ? 1 : 0];
    case s.SO_DOMAIN:
      return [s.AF_UNIX];
    case s.SO_PEERCRED: {
      const owner = socket.peer?.owner;
      return owner === undefined ? [0, -1, -1] : [owner.pid, owner.uid, owner.gid];
    }
    default:
      return undefined;
  }
}
