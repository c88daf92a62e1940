import { E } from '../../abi/errno.ts';
import { O_NONBLOCK } from '../../abi/files.ts';
import * as s from '../../abi/sockets.ts';
import { STRUCTS } from '../../abi/structs.ts';
import { wordBytes } from '../../base/bytes.ts';
import type { Call } from '../call.ts';
import { release } from '../io/handles.ts';
import type { OpenObject } from '../io/object.ts';
import type { Socket } from '../io/socket.ts';
import { install } from './handles.ts';
import { addressBytes, readAddress, socketAt, writeAddress } from './socket-address.ts';
import { socketOf } from './sockets.ts';
import { type Buffer, failedWrite, readVector } from './transfer.ts';

/** The most bytes that one call sends or receives. */
const MESSAGE_MAX = 1 << 20;
const CONTROL_MAX = 4096;
const { bytes: CMSG_HEADER, fields: CMSG } = STRUCTS.cmsghdr;

/** struct msghdr, read. */
interface Message {
  readonly name: number;
  readonly nameSize: number;
  readonly buffers: readonly Buffer[];
  readonly control: number;
  readonly controlSize: number;
}

/** Calls that send and receive over sockets. */
export const messageCalls = {
  sendto(call: Call): number {
    const [, addr, length, flags, name, nameSize] = call.args as [number, number, number, number, number, number];
    return send(call, { name, nameSize, buffers: [{ addr, length }], control: 0, controlSize: 0 }, flags);
  },

  recvfrom(call: Call): number {
    const [, addr, length, flags, name, nameSizeAddr] = call.args as [number, number, number, number, number, number];
    const socket = socketOf(call);
    if (typeof socket === 'number') return socket;
    const result = receive(call, socket, [{ addr, length }], flags);
    if (typeof result === 'number') return result;
    for (const object of result.rights) release(call.kernel, object);
    const error = name === 0 || result.isWaiting ? 0 : writeAddress(call, socket.peer?.address, name, nameSizeAddr);
    return error < 0 ? error : result.value;
  },

  sendmsg(call: Call): number {
    const message = readMessage(call);
    return typeof message === 'number' ? message : send(call, message, call.args[2]!);
  },

  recvmsg(call: Call): number {
    const socket = socketOf(call);
    if (typeof socket === 'number') return socket;
    const message = readMessage(call);
    if (typeof message === 'number') return message;
    const flags = call.args[2]!;
    const result = receive(call, socket, message.buffers, flags);
    if (typeof result === 'number') return result;
    if (result.isWaiting) return result.value;
    const { controlSize, isCut } = deliverRights(call, message, result.rights, flags);
    const from = addressBytes(socket.peer?.address);
    const nameSize = message.name === 0 ? 0 : from.length;
    if (message.name !== 0) call.memory.write(message.name, from.subarray(0, message.nameSize));
    const { fields } = STRUCTS.msghdr;
    const header = call.args[1]!;
    call.memory.writeWord(header + fields.namelen, nameSize);
    call.memory.writeWord(header + fields.controllen, controlSize);
    call.memory.writeWord(header + fields.flags, (result.isCut ? s.MSG_TRUNC : 0) | (isCut ? s.MSG_CTRUNC : 0));
    return result.value;
  },
};

function readMessage(call: Call): Message | number {
  const { bytes: size, fields } = STRUCTS.msghdr;
  const header = call.memory.read(call.args[1]!, size);
  if (header === undefined) return -E.EFAULT;
  const view = new DataView(header.buffer);
  const word = (at: number) => view.getUint32(at, true);
  const buffers = readVector(call, word(fields.iov), word(fields.iovlen), E.EMSGSIZE);
  if (typeof buffers === 'number') return buffers;
  return {
    name: word(fields.name),
    nameSize: word(fields.namelen),
    buffers,
    control: word(fields.control),
    controlSize: Math.min(word(fields.controllen), CONTROL_MAX),
  };
}

function send(call: Call, message: Message, flags: number): number {
  const socket = socketOf(call);
  if (typeof socket === 'number') return socket;
  const to = message.name === 0 ? socket.peer : target(call, socket, message);
  if (typeof to === 'number') return to;
  const bytes = gather(call, message.buffers);
  if (bytes === undefined) return -E.EFAULT;
  const rights = readRights(call, message);
  if (typeof rights === 'number') return rights;
  const done = call.wait?.done ?? 0;
  if (done > 0 && call.wait!.isInterrupted) return done;
  const count = socket.send(call.kernel, bytes.subarray(done), done > 0 ? [] : rights, to);
  const waits = (flags & s.MSG_DONTWAIT) === 0 && (socket.flags & O_NONBLOCK) === 0;
  if (count === -E.EAGAIN) {
    if (!waits) return done > 0 ? done : count;
    return call.block('write', [socket.writers, to!.senders], { done });
  }
  if (count < 0) return done > 0 ? done : failedSend(call, count, flags);
  const total = done + count;
  if (total === bytes.length || !waits) return total;
  return call.block('write', [socket.writers, to!.senders], { done: total });
}

function failedSend(call: Call, error: number, flags: number): number {
  return (flags & s.MSG_NOSIGNAL) !== 0 ? error : failedWrite(call, error);
}

/** The socket that a message is addressed to. */
function target(call: Call, socket: Socket, message: Message): Socket | number {
  if (socket.isConnectionBased) return socket.wasConnected ? -E.EISCONN : -E.EOPNOTSUPP;
  const address = readAddress(call, message.name, message.nameSize);
  return typeof address === 'number' ? address : socketAt(call, socket, address);
}

/** What a receive gives; while it waits, `value` is what the call returns. */
interface Reception {
  readonly value: number;
  readonly isWaiting: boolean;
  readonly isCut: boolean;
  readonly rights: readonly OpenObject[];
}

function receive(call: Call, socket: Socket, buffers: readonly Buffer[], flags: number): Reception | number {
  const length = Math.min(
    buffers.reduce((sum, buffer) => sum + buffer.length, 0),
    MESSAGE_MAX,
  );
  for (const { addr, length: size } of buffers)
    if (!call.memory.prepare(addr, Math.min(size, length), true)) return -E.EFAULT;
  const peek = (flags & s.MSG_PEEK) !== 0;
  const waits = (flags & s.MSG_DONTWAIT) === 0 && (socket.flags & O_NONBLOCK) === 0;
  // A stream that is to be filled takes nothing until there is enough, or no more can come.
  const wanted = (flags & s.MSG_WAITALL) !== 0 && socket.isStream && waits ? Math.min(length, s.SOCKET_CAPACITY) : 1;
  const isOpen = socket.peer !== undefined && !socket.peer.hasShutWrite && !socket.hasShutRead;
  if (socket.available < wanted && isOpen && wanted > 1 && call.wait?.isInterrupted !== true)
    return waiting(call, socket);
  const target = new Uint8Array(length);
  const received = socket.receive(call.kernel, target, peek);
  if (received === -E.EAGAIN && waits) return waiting(call, socket);
  if (typeof received === 'number') return received;
  scatter(call, buffers, target.subarray(0, received.count));
  return { value: received.count, isWaiting: false, isCut: received.isCut, rights: received.rights };
}

function waiting(call: Call, socket: Socket): Reception {
  return { value: call.block('read', [socket.readers]), isWaiting: true, isCut: false, rights: [] };
}

function gather(call: Call, buffers: readonly Buffer[]): Uint8Array | undefined {
  const bytes = new Uint8Array(
    Math.min(
      buffers.reduce((sum, { length }) => sum + length, 0),
      MESSAGE_MAX,
    ),
  );
  let at = 0;
  for (const { addr, length } of buffers) {
    const part = bytes.subarray(at, at + length);
    if (!call.memory.readInto(addr, part)) return undefined;
    at += part.length;
  }
  return bytes;
}

function scatter(call: Call, buffers: readonly Buffer[], bytes: Uint8Array): void {
  let at = 0;
  for (const { addr, length } of buffers) {
    const part = bytes.subarray(at, at + length);
    call.memory.write(addr, part);
    at += part.length;
  }
}

/** The open objects whose descriptors the message passes (SCM_RIGHTS), or a negative error number. */
function readRights(call: Call, { control, controlSize }: Message): OpenObject[] | number {
  const rights: OpenObject[] = [];
  if (control === 0 || controlSize === 0) return rights;
  const bytes = call.memory.read(control, controlSize);
  if (bytes === undefined) return -E.EFAULT;
  const view = new DataView(bytes.buffer);
  for (let at = 0; at + CMSG_HEADER <= controlSize; ) {
    const size = view.getUint32(at + CMSG.len, true);
    if (size < CMSG_HEADER || at + size > controlSize) return -E.EINVAL;
    const isRights = view.getUint32(at + CMSG.type, true) === s.SCM_RIGHTS;
    if (view.getUint32(at + CMSG.level, true) !== s.SOL_SOCKET || !isRights) return -E.EINVAL;
    for (let fd = at + CMSG_HEADER; fd + 4 <= at + size; fd += 4) {
      const object = call.object(view.getInt32(fd, true));
      if (object === undefined) return -E.EBADF;
      rights.push(object);
    }
    at += Math.ceil(size / 4) * 4;
  }
  return rights.length > s.SCM_MAX_FD ? -E.EINVAL : rights;
}

/** Gives passed objects descriptors, as many as there is room for; the rest are closed. */
function deliverRights(
  call: Call,
  { control, controlSize }: Message,
  rights: readonly OpenObject[],
  flags: number,
): { controlSize: number; isCut: boolean } {
  const room = control === 0 ? 0 : Math.max(0, Math.floor((controlSize - CMSG_HEADER) / 4));
  const fds: number[] = [];
  for (const object of rights) {
    const fd = fds.length < room ? install(call, object, (flags & s.MSG_CMSG_CLOEXEC) !== 0) : -1;
    if (fd >= 0) fds.push(fd);
    // The message's own reference goes; the descriptor, if there is one, has another.
    release(call.kernel, object);
  }
  if (fds.length === 0) return { controlSize: 0, isCut: rights.length > 0 };
  const size = CMSG_HEADER + fds.length * 4;
  call.memory.write(control, wordBytes([size, s.SOL_SOCKET, s.SCM_RIGHTS, ...fds]));
  return { controlSize: size, isCut: fds.length < rights.length };
}
