import { E } from '../../abi/errno.ts';
import { O_ACCMODE, O_NONBLOCK, O_PATH, O_RDONLY, O_WRONLY } from '../../abi/files.ts';
import { USER_END } from '../../abi/memory.ts';
import type { Call } from '../call.ts';
import { OpenFile } from '../fs/open-file.ts';
import type { OpenObject } from '../io/object.ts';
import { OpenTerminal } from '../io/open-terminal.ts';
import { Socket } from '../io/socket.ts';
import { failedWrite } from './broken-pipe.ts';
import { waitForPages } from './disk-wait.ts';
import { fileTooLarge, roomInFile } from './file-limit.ts';
import { checkBackgroundRead, checkBackgroundWrite } from './job-control.ts';
import { readBuffers, writeBuffers } from './messages.ts';
import { type Buffer, clampTotal, readVector, totalLength } from './vectors.ts';

/** Moves bytes between buffers and the object of a0, at an offset or where it stands. */
type Transfer = (call: Call, buffers: readonly Buffer[], offset?: number) => number;

/** How many bytes are copied at a time between an object and user memory. */
const PIECE = 65536;

/** Calls that move bytes between memory and an open object. */
export const transferCalls = {
  read: (call: Call) => readTo(call, [{ addr: call.arg(1), length: call.arg(2) }]),
  readv: (call: Call) => withVector(call, readTo),
  pread64: (call: Call) => readTo(call, [{ addr: call.args[1]!, length: call.args[2]! }], offsetOf(call)),
  preadv: (call: Call) => withVector(call, (_, buffers) => readTo(call, buffers, offsetOf(call))),
  preadv2: (call: Call) => withOptionalOffset(call, readTo),
  write: (call: Call) => writeFrom(call, [{ addr: call.arg(1), length: call.arg(2) }]),
  writev: (call: Call) => withVector(call, writeFrom),
  pwrite64: (call: Call) => writeFrom(call, [{ addr: call.args[1]!, length: call.args[2]! }], offsetOf(call)),
  pwritev: (call: Call) => withVector(call, (_, buffers) => writeFrom(call, buffers, offsetOf(call))),
  pwritev2: (call: Call) => withOptionalOffset(call, writeFrom),
};

/** The 64-bit offset of pread64 and pwrite64: a3 and a4, since riscv32 aligns no register pairs. */
function offsetOf(call: Call): number {
  return call.int(4) * 2 ** 32 + call.args[3]!;
}

function withVector(call: Call, transfer: Transfer): number {
  const buffers = readVector(call, call.args[1]!, call.args[2]!, E.EINVAL);
  return typeof buffers === 'number' ? buffers : transfer(call, buffers);
}

/** preadv2 and pwritev2: offset -1 stands for where the object is; no flag is known. */
function withOptionalOffset(call: Call, transfer: Transfer): number {
  if (call.args[5] !== 0) return -E.EOPNOTSUPP;
  const offset = offsetOf(call);
  return withVector(call, (_, buffers) => transfer(call, buffers, offset === -1 ? undefined : offset));
}

function readTo(call: Call, buffers: readonly Buffer[], offset?: number): number {
  return readObject(call, call.object(call.arg(0)), buffers, offset);
}

/** Reads into `buffers`, waiting for the first byte: how many, or a negative error number; EBADF without an object. */
export function readObject(
  call: Call,
  object: OpenObject | undefined,
  buffers: readonly Buffer[],
  offset?: number,
): number {
  if (object === undefined || (object.flags & O_ACCMODE) === O_WRONLY || (object.flags & O_PATH) !== 0) return -E.EBADF;
  const error = checkRange(object, buffers, offset) || checkBackgroundRead(call, object);
  if (error !== 0) return error;
  if (object instanceof Socket) return readBuffers(call, object, clampTotal(buffers));
  if (call.wait?.reason === 'read' && call.wait.isTimedOut) return 0;
  const taken = clampTotal(buffers);
  const start = offset ?? (object instanceof OpenFile ? object.offset : 0);
  const waiting = waitForPages(call, object.inode, start, totalLength(taken));
  if (waiting !== 0) return waiting;
  let done = 0;
  for (const { addr, length } of taken) {
    for (let at = 0; at < length; ) {
      const piece = Math.min(PIECE, length - at);
      const count = readPiece(call, object, addr + at, piece, offset === undefined ? undefined : offset + done);
      if (count === -E.EAGAIN && done === 0) return waitOr(call, object, 'read', -E.EAGAIN);
      if (count < 0) return done > 0 ? done : count;
      done += count;
      at += count;
      if (count < piece) return done;
    }
  }
  return done;
}

function writeFrom(call: Call, buffers: readonly Buffer[], offset?: number): number {
  return writeObject(call, call.object(call.arg(0)), buffers, offset);
}

/** Writes `buffers`, waiting until all is written: how many bytes, or a negative error number; EBADF without an object. */
export function writeObject(
  call: Call,
  object: OpenObject | undefined,
  buffers: readonly Buffer[],
  offset?: number,
): number {
  if (object === undefined || (object.flags & O_ACCMODE) === O_RDONLY || (object.flags & O_PATH) !== 0) return -E.EBADF;
  const error = checkRange(object, buffers, offset) || checkBackgroundWrite(call, object);
  if (error !== 0) return error;
  if (object instanceof Socket) return writeBuffers(call, object, clampTotal(buffers));
  const already = call.wait?.done ?? 0;
  if (already > 0 && call.wait!.isInterrupted) return already;
  let skip = already;
  let done = already;
  for (const { addr, length } of clampTotal(buffers)) {
    for (let at = Math.min(skip, length); at < length; ) {
      const piece = Math.min(PIECE, length - at);
      const place = offset === undefined ? undefined : offset + done;
      const room = roomInFile(call, object, place);
      if (room === 0) return done > 0 ? done : fileTooLarge(call);
      const count = writePiece(call, object, addr + at, Math.min(piece, room), place);
      if (count === -E.EAGAIN) return waitOr(call, object, 'write', done > 0 ? done : -E.EAGAIN, done);
      if (count < 0) {
        const failure = failedWrite(call, count);
        return done > 0 ? done : failure;
      }
      done += count;
      at += count;
    }
    skip = Math.max(0, skip - length);
  }
  return done;
}

/** Moves up to `length` bytes from `object`, from `offset` or where it stands, to memory at `addr`. */
function readPiece(call: Call, object: OpenObject, addr: number, length: number, offset: number | undefined): number {
  const { kernel, memory } = call;
  const { u8 } = kernel.machine.memory;
  const place = memory.locate(addr, length, true);
  if (place >= 0 && offset === undefined && object.readInto !== undefined)
    return object.readInto(kernel, u8, place, length);
  // The pages are there before bytes are taken, so that a bad address loses none.
  if (place < 0 && !memory.prepare(addr, length, true)) return -E.EFAULT;
  const target = place < 0 ? new Uint8Array(length) : u8.subarray(place, place + length);
  const count = offset === undefined ? object.read(kernel, target) : object.readAt!(kernel, target, offset);
  if (place < 0 && count > 0) memory.write(addr, target.subarray(0, count));
  return count;
}

/** Moves up to `length` bytes from memory at `addr` to `object`, to `offset` or where it stands. */
function writePiece(call: Call, object: OpenObject, addr: number, length: number, offset: number | undefined): number {
  const { kernel, memory } = call;
  const { u8 } = kernel.machine.memory;
  const place = memory.locate(addr, length, false);
  if (place >= 0 && offset === undefined && object.writeFrom !== undefined)
    return object.writeFrom(kernel, u8, place, length);
  const source = place < 0 ? memory.read(addr, length) : u8.subarray(place, place + length);
  if (source === undefined) return -E.EFAULT;
  return offset === undefined ? object.write(kernel, source) : object.writeAt!(kernel, source, offset);
}

/** What is wrong with the arguments whatever the object does; 0 if nothing. */
function checkRange(object: OpenObject, buffers: readonly Buffer[], offset: number | undefined): number {
  for (const { addr, length } of buffers) if (addr + length > USER_END) return -E.EFAULT;
  if (offset === undefined) return 0;
  if (object.readAt === undefined && object.writeAt === undefined) return -E.ESPIPE;
  return offset < 0 ? -E.EINVAL : 0;
}

/** Sleeps until the object can go on, or, if the descriptor does not block, gives `result`. */
function waitOr(call: Call, object: OpenObject, reason: 'read' | 'write', result: number, done = 0): number {
  if ((object.flags & O_NONBLOCK) !== 0) return result;
  if (reason === 'write') return call.block(reason, [object.writers], { done });
  // A terminal may be set to give up after a while (VTIME).
  const timeout = object instanceof OpenTerminal ? object.terminal.readTimeout : Infinity;
  return call.block(reason, [object.readers], {
    deadline: call.wait?.deadline ?? call.kernel.now() + timeout,
  });
}
