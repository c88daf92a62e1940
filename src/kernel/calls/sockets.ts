import { E } from '../../abi/errno.ts';
import { O_NONBLOCK } from '../../abi/files.ts';
import * as s from '../../abi/sockets.ts';
import type { Call } from '../call.ts';
import { Socket, type SocketOwner } from '../io/socket.ts';
import { install } from './descriptor.ts';
import { addressBytes, bindAddress, readAddress, socketAt, writeAddress } from './socket-address.ts';

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
    first.peerOwner = second.peerOwner = ownerOf(call);
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
    if (socket.address === undefined || socket.state === 'connected') return -E.EINVAL;
    socket.state = 'listening';
    socket.listenOwner = ownerOf(call);
    const limit = call.int(1);
    socket.backlogLimit = limit < 0 ? s.SOMAXCONN : Math.min(limit, s.SOMAXCONN);
    call.kernel.wakeAll(socket.senders);
    return 0;
  },

  accept: (call: Call) => acceptConnection(call, 0),
  accept4: (call: Call) => acceptConnection(call, call.args[3]!),

  connect(call: Call): number {
    const socket = socketOf(call);
    if (typeof socket === 'number') return socket;
    if (!socket.isConnectionBased) return aim(call, socket);
    const address = readAddress(call, call.args[1]!, call.args[2]!);
    if (typeof address === 'number') return address;
    const target = socketAt(call, socket, address);
    if (typeof target === 'number') return target;
    if (target.backlog.length > target.backlogLimit) {
      return (socket.flags & O_NONBLOCK) !== 0 ? -E.EAGAIN : call.block('open', target.senders);
    }
    if (socket.state !== 'idle') return socket.state === 'connected' ? -E.EISCONN : -E.EINVAL;
    const end = new Socket(call.kernel.files.newSocket(call.process), socket.type, 0);
    end.address = target.address;
    end.listener = target;
    end.peerOwner = ownerOf(call);
    socket.peerOwner = target.listenOwner;
    socket.connectTo(call.kernel, end);
    target.backlog.push(end);
    call.kernel.wakeAll(target.readers);
    return 0;
  },

  getsockname(call: Call): number {
    const socket = socketOf(call);
    if (typeof socket === 'number') return socket;
    return writeAddress(call, addressBytes(socket.address), call.args[1]!, call.args[2]!);
  },

  getpeername(call: Call): number {
    const socket = socketOf(call);
    if (typeof socket === 'number') return socket;
    if (socket.peer === undefined) return -E.ENOTCONN;
    return writeAddress(call, addressBytes(socket.peer.address), call.args[1]!, call.args[2]!);
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
    socket.shutDown(call.kernel, how !== s.SHUT_WR, how !== s.SHUT_RD);
    return 0;
  },
};

const SETTABLE: readonly number[] = [s.SO_REUSEADDR, s.SO_SNDBUF, s.SO_RCVBUF, s.SO_KEEPALIVE, s.SO_LINGER];

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
  return new Socket(call.kernel.files.newSocket(call.process), type, typeAndFlags & s.SOCK_NONBLOCK);
}

function ownerOf({ process: { pid, credentials } }: Call): SocketOwner {
  return { pid, uid: credentials.euid, gid: credentials.egid };
}

/** connect of a datagram socket: says where it sends to and from whom it receives, or (AF_UNSPEC) that this is open. */
function aim(call: Call, socket: Socket): number {
  const family = call.args[2]! < 2 ? undefined : call.memory.read(call.args[1]!, 2);
  if (family !== undefined && family[0] === s.AF_UNSPEC && family[1] === 0) {
    socket.peer = undefined;
    return 0;
  }
  const address = readAddress(call, call.args[1]!, call.args[2]!);
  const target = typeof address === 'number' ? address : socketAt(call, socket, address);
  if (typeof target === 'number') return target;
  if (!socket.maySendTo(target)) return -E.EPERM;
  // What others sent before is not for this connection.
  if (socket.peer !== undefined && socket.peer !== target) socket.queue.clear(call.kernel, socket);
  socket.peer = target;
  return 0;
}

function acceptConnection(call: Call, flags: number): number {
  const socket = socketOf(call);
  if (typeof socket === 'number') return socket;
  if ((flags & ~TYPE_FLAGS) !== 0) return -E.EINVAL;
  if (!socket.isConnectionBased) return -E.EOPNOTSUPP;
  if (socket.state !== 'listening') return -E.EINVAL;
  const [, addr, sizeAddr] = call.args as [number, number, number];
  const end = socket.backlog[0];
  if (end === undefined && socket.hasShutRead) return -E.EINVAL;
  if (end === undefined) return (socket.flags & O_NONBLOCK) !== 0 ? -E.EAGAIN : call.block('read', socket.readers);
  const error = addr === 0 ? 0 : writeAddress(call, addressBytes(end.peer?.address), addr, sizeAddr);
  if (error < 0) return error;
  end.flags |= flags & s.SOCK_NONBLOCK;
  const fd = install(call, end, (flags & s.SOCK_CLOEXEC) !== 0);
  if (fd < 0) return fd;
  socket.backlog.shift();
  end.listener = undefined;
  call.kernel.wakeAll(socket.senders);
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
      return [socket.state === 'listening' ? 1 : 0];
    case s.SO_DOMAIN:
      return [s.AF_UNIX];
    case s.SO_PEERCRED: {
      const owner = socket.peerOwner;
      return owner === undefined ? [0, -1, -1] : [owner.pid, owner.uid, owner.gid];
    }
    default:
      return undefined;
  }
}
