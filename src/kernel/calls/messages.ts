import { E } from '../../abi/errno.ts';
import { O_NONBLOCK } from '../../abi/files.ts';
import * as s from '../../abi/sockets.ts';
import { STRUCTS } from '../../abi/structs.ts';
import type { Call } from '../call.ts';
import { release } from '../io/handles.ts';
import type { OpenObject } from '../io/object.ts';
import type { Socket } from '../io/socket.ts';
import { failedWrite } from './broken-pipe.ts';
import { deliverRights, readRights } from './rights.ts';
import { addressBytes, readAddress, socketAt, writeAddress } from './socket-address.ts';
import { socketOf } from './sockets.ts';
import {
  type Buffer,
  clampTotal,
  gather,
  prepareAll,
  readVector,
  scatter,
  sliceBuffers,
  totalLength,
} from './vectors.ts';

/** The most bytes that are received at a time. */
const PIECE = 1 << 20;

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
    return send(call, { name, nameSize, buffers: clampTotal([{ addr, length }]), control: 0, controlSize: 0 }, flags);
  },

  recvfrom(call: Call): number {
    const [, addr, length, flags, name, nameSizeAddr] = call.args as [number, number, number, number, number, number];
    const socket = socketOf(call);
    if (typeof socket === 'number') return socket;
    const result = receive(call, socket, clampTotal([{ addr, length }]), flags);
    if (typeof result === 'number') return result;
    for (const object of result.rights) release(call.kernel, object);
    const error = name === 0 ? 0 : writeAddress(call, addressOfSender(result), name, nameSizeAddr);
    return error < 0 ? error : resultOf(socket, result, flags);
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
    const [, header, flags] = call.args as [number, number, number];
    const result = receive(call, socket, message.buffers, flags);
    if (typeof result === 'number') return result;
    const { controlSize, isCut } = deliverRights(call, message, result.rights, flags);
    const from = addressOfSender(result);
    if (message.name !== 0) call.memory.write(message.name, from.subarray(0, message.nameSize));
    const { fields } = STRUCTS.msghdr;
    const wasCut = !socket.isStream && result.length > result.count;
    const told = (wasCut ? s.MSG_TRUNC : 0) | (isCut ? s.MSG_CTRUNC : 0) | (flags & s.MSG_CMSG_CLOEXEC);
    call.memory.writeWord(header + fields.namelen, message.name === 0 ? 0 : from.length);
    call.memory.writeWord(header + fields.controllen, controlSize);
    call.memory.writeWord(header + fields.flags, told);
    return resultOf(socket, result, flags);
  },
};

/** read and readv from a socket: passed descriptors are lost. */
export function readBuffers(call: Call, socket: Socket, buffers: readonly Buffer[]): number {
  if (totalLength(buffers) === 0) return 0;
  const result = receive(call, socket, buffers, 0);
  if (typeof result === 'number') return result;
  for (const object of result.rights) release(call.kernel, object);
  return result.count;
}

/** write and writev to a socket: all buffers are one message. */
export function writeBuffers(call: Call, socket: Socket, buffers: readonly Buffer[]): number {
  return sendBuffers(call, socket, buffers, 0, [], socket.peer);
}

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
    buffers: clampTotal(buffers),
    control: word(fields.control),
    controlSize: word(fields.controllen),
  };
}

function send(call: Call, message: Message, flags: number): number {
  const socket = socketOf(call);
  if (typeof socket === 'number') return socket;
  const to = message.name === 0 ? socket.peer : target(call, socket, message);
  if (typeof to === 'number') return to;
  // What was passed went with the first bytes.
  const rights = (call.wait?.done ?? 0) > 0 ? [] : readRights(call, message);
  return typeof rights === 'number' ? rights : sendBuffers(call, socket, message.buffers, flags, rights, to);
}

/** The socket that a message is addressed to; sequenced packets do not look at the address. */
function target(call: Call, socket: Socket, message: Message): Socket | number | undefined {
  if (socket.isStream) return socket.state === 'connected' ? -E.EISCONN : -E.EOPNOTSUPP;
  const address = readAddress(call, message.name, message.nameSize);
  if (typeof address === 'number' || socket.isConnectionBased)
    return typeof address === 'number' ? address : socket.peer;
  return socketAt(call, socket, address);
}

/** Sends all bytes, waiting as often as need be, or as one message. */
function sendBuffers(
  call: Call,
  socket: Socket,
  buffers: readonly Buffer[],
  flags: number,
  rights: readonly OpenObject[],
  to: Socket | undefined,
): number {
  const total = totalLength(buffers);
  const waits = (flags & s.MSG_DONTWAIT) === 0 && (socket.flags & O_NONBLOCK) === 0;
  let done = call.wait?.done ?? 0;
  if (done > 0 && call.wait!.isInterrupted) return done;
  do {
    const length = socket.isStream ? Math.min(total - done, s.SOCKET_CAPACITY) : total;
    if (length > s.SOCKET_CAPACITY) return -E.EMSGSIZE;
    const bytes = gather(call, sliceBuffers(buffers, done, length));
    if (bytes === undefined) return done > 0 ? done : -E.EFAULT;
    const count = socket.send(call.kernel, bytes, done > 0 ? [] : rights, to);
    if (count === -E.EAGAIN && waits) return call.block('write', [socket.writers, to!.senders], { done });
    if (count < 0) return done > 0 ? done : failedSend(call, socket, count, flags);
    done += count;
  } while (done < total);
  return done;
}

/** Only streams tell of a broken connection by SIGPIPE. */
function failedSend(call: Call, socket: Socket, error: number, flags: number): number {
  const isQuiet = !socket.isStream || (flags & s.MSG_NOSIGNAL) !== 0;
  return isQuiet ? error : failedWrite(call, error);
}

/** What a receive took: bytes, how long the message was, whom it came from, what came with it. */
interface Reception {
  readonly count: number;
  readonly length: number;
  readonly sender: Socket | undefined;
  readonly rights: readonly OpenObject[];
}

/** Receives into the buffers; otherwise what the call returns. */
function receive(call: Call, socket: Socket, buffers: readonly Buffer[], flags: number): Reception | number {
  const total = totalLength(buffers);
  const peek = (flags & s.MSG_PEEK) !== 0;
  const waits = (flags & s.MSG_DONTWAIT) === 0 && (socket.flags & O_NONBLOCK) === 0;
  const wantsAll = (flags & s.MSG_WAITALL) !== 0 && socket.isStream && !peek;
  // The pages are there before bytes are taken, so that a bad address loses none.
  const longest = socket.isStream ? total : Math.min(total, s.SOCKET_CAPACITY);
  if (!prepareAll(call, clampTotal(buffers, longest))) return -E.EFAULT;
  let done = call.wait?.done ?? 0;
  const soFar = () => ({ count: done, length: done, sender: undefined, rights: [] });
  for (;;) {
    const bytes = new Uint8Array(Math.min(longest - done, PIECE));
    const received = socket.receive(call.kernel, bytes, peek);
    if (received === -E.EAGAIN && waits && !(done > 0 && call.wait?.isInterrupted === true)) {
      return socket.hasShutRead ? soFar() : call.block('read', socket.readers, { done });
    }
    if (typeof received === 'number') return done > 0 ? soFar() : received;
    scatter(call, buffers, bytes.subarray(0, received.count), done);
    done += received.count;
    const isOver = !wantsAll || done === longest || received.count === 0 || received.rights.length > 0;
    if (isOver) return { ...received, count: done, length: Math.max(done, received.length) };
  }
}

function addressOfSender({ sender }: Reception): Uint8Array {
  return sender?.address === undefined ? new Uint8Array(0) : addressBytes(sender.address);
}

/** The result of a call: MSG_TRUNC asks for the length of the whole message. */
function resultOf(socket: Socket, { count, length }: Reception, flags: number): number {
  return (flags & s.MSG_TRUNC) !== 0 && !socket.isStream ? length : count;
}
