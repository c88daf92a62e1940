import { E } from '../../abi/errno.ts';
import { IO_MAX, O_NONBLOCK } from '../../abi/files.ts';
import { USER_END } from '../../abi/memory.ts';
import type { Call } from '../call.ts';
import { OpenFile } from '../fs/open-file.ts';
import { mayRead, mayWrite, type OpenObject } from '../io/object.ts';
import { OpenTerminal } from '../io/open-terminal.ts';
import { Socket } from '../io/socket.ts';
import { failedWrite } from './broken-pipe.ts';
import { waitForPages } from './disk-wait.ts';
import { fileTooLarge, roomInFile } from './file-limit.ts';
import { checkBackgroundRead, checkBackgroundWrite } from './job-control.ts';
import { readBuffers, writeBuffers } from './messages.ts';
import { type Buffer, clampTotal, readVector, totalLength } from './vectors.ts';

/** Moves bytes between buffers and an object, at an offset or where it stands. */
type Transfer = (call: Call, object: OpenObject | undefined, buffers: readonly Buffer[], offset?: number) => number;

/** How many bytes are copied at a time between an object and user memory. */
const PIECE = 65536;

/** Calls that move bytes between memory and an open object. */
export const transferCalls = {
  read: (call: Call) => readObject(call, call.object(call.arg(0)), call.arg(1), call.arg(2)),
  readv: (call: Call) => withVector(call, readVectored),
  pread64: (call: Call) => readObject(call, call.object(call.arg(0)), call.arg(1), call.arg(2), offsetOf(call)),
  preadv: (call: Call) => withVector(call, readVectored, offsetOf(call)),
  preadv2: (call: Call) => withOptionalOffset(call, readVectored),
  write: (call: Call) => writeObject(call, call.object(call.arg(0)), call.arg(1), call.arg(2)),
  writev: (call: Call) => withVector(call, writeVectored),
  pwrite64: (call: Call) => writeObject(call, call.object(call.arg(0)), call.arg(1), call.arg(2), offsetOf(call)),
  pwritev: (call: Call) => withVector(call, writeVectored, offsetOf(call)),
  pwritev2: (call: Call) => withOptionalOffset(call, writeVectored),
};

/** The 64-bit offset of pread64 and pwrite64: a3 and a4, since riscv32 aligns no register pairs. */
function offsetOf(call: Call): number {
  return call.int(4) * 2 ** 32 + call.args[3]!;
}

function withVector(call: Call, transfer: Transfer, offset?: number): number {
  const buffers = readVector(call, call.args[1]!, call.args[2]!, E.EINVAL);
  return typeof buffers === 'number' ? buffers : transfer(call, call.object(call.arg(0)), buffers, offset);
}

/** preadv2 and pwritev2: offset -1 stands for where the object is; no flag is known. */
function withOptionalOffset(call: Call, transfer: Transfer): number {
  if (call.args[5] !== 0) return -E.EOPNOTSUPP;
  const offset = offsetOf(call);
  return withVector(call, transfer, offset === -1 ? undefined : offset);
}

/** Reads into memory, waiting for the first byte: how many, or a negative error number; EBADF without an object. */
export function readObject(
  call: Call,
  object: OpenObject | undefined,
  addr: number,
  length: number,
  offset?: number,
): number {
  if (!mayRead(object)) return -E.EBADF;
  if (addr + length > USER_END) return -E.EFAULT;
  const wanted = Math.min(length, IO_MAX);
  if (object.readInto === undefined || offset !== undefined) {
    const early = beforeReading(call, object, wanted, offset);
    if (early !== undefined) return early;
    if (object instanceof Socket) return readBuffers(call, object, [{ addr, length: wanted }]);
  }
  const done = fill(call, object, addr, 0, wanted, offset);
  return done === -E.EAGAIN ? waitToRead(call, object) : done;
}

/** As `readObject`, into several buffers: the first one that is not filled is the last. */
function readVectored(call: Call, object: OpenObject | undefined, buffers: readonly Buffer[], offset?: number): number {
  if (!mayRead(object)) return -E.EBADF;
  if (exceedMemory(buffers)) return -E.EFAULT;
  const taken = clampTotal(buffers);
  const early = beforeReading(call, object, totalLength(taken), offset);
  if (early !== undefined) return early;
  if (object instanceof Socket) return readBuffers(call, object, taken);
  let start = 0;
  for (const { addr, length } of taken) {
    const end = start + length;
    const done = fill(call, object, addr - start, start, end, offset);
    if (done === -E.EAGAIN) return waitToRead(call, object);
    if (done !== end) return done;
    start = end;
  }
  return start;
}

/** What a read of `wanted` bytes results in before it looks for any; undefined if it goes on. */
function beforeReading(call: Call, object: OpenObject, wanted: number, offset: number | undefined): number | undefined {
  const error = checkOffset(object, offset) || checkBackgroundRead(call, object);
  if (error !== 0) return error;
  if (call.wait?.reason === 'read' && call.wait.isTimedOut) return 0;
  const start = offset ?? (object instanceof OpenFile ? object.offset : 0);
  return waitForPages(call, object.inode, start, wanted) || undefined;
}

/**
 * Reads bytes `from` to `end` - 1 of a transfer, of which byte n goes to memory at `base` + n, as far as there are any: how
 * many the transfer has then. A negative error number if it has none; -EAGAIN if the first would block.
 */
function fill(
  call: Call,
  object: OpenObject,
  base: number,
  from: number,
  end: number,
  offset: number | undefined,
): number {
  let done = from;
  while (done < end) {
    const piece = Math.min(PIECE, end - done);
    const count = readPiece(call, object, base + done, piece, offset === undefined ? undefined : offset + done);
    if (count < 0) return done > 0 ? done : count;
    done += count;
    if (count < piece) break;
  }
  return done;
}

/** Writes from memory, waiting until all is written: how many bytes, or a negative error number; EBADF without an object. */
export function writeObject(
  call: Call,
  object: OpenObject | undefined,
  addr: number,
  length: number,
  offset?: number,
): number {
  if (!mayWrite(object)) return -E.EBADF;
  if (addr + length > USER_END) return -E.EFAULT;
  const wanted = Math.min(length, IO_MAX);
  if (object.writeFrom === undefined || offset !== undefined) {
    const error = checkOffset(object, offset) || checkBackgroundWrite(call, object);
    if (error !== 0) return error;
    if (object instanceof Socket) return writeBuffers(call, object, [{ addr, length: wanted }]);
  }
  return drain(call, object, addr, call.wait?.done ?? 0, wanted, offset);
}

/** As `writeObject`, from several buffers. */
function writeVectored(
  call: Call,
  object: OpenObject | undefined,
  buffers: readonly Buffer[],
  offset?: number,
): number {
  if (!mayWrite(object)) return -E.EBADF;
  if (exceedMemory(buffers)) return -E.EFAULT;
  const error = checkOffset(object, offset) || checkBackgroundWrite(call, object);
  if (error !== 0) return error;
  const taken = clampTotal(buffers);
  if (object instanceof Socket) return writeBuffers(call, object, taken);
  const already = call.wait?.done ?? 0;
  let start = 0;
  for (const { addr, length } of taken) {
    const end = start + length;
    if (already < end) {
      const done = drain(call, object, addr - start, Math.max(start, already), end, offset);
      if (done !== end) return done;
    }
    start = end;
  }
  return start;
}

/** Writes bytes `from` to `end` - 1 of a transfer, of which byte n is in memory at `base` + n: how many it has then, or as a handler gives. */
function drain(
  call: Call,
  object: OpenObject,
  base: number,
  from: number,
  end: number,
  offset: number | undefined,
): number {
  if (from > 0 && from === call.wait?.done && call.wait.isInterrupted) return from;
  let done = from;
  while (done < end) {
    const place = offset === undefined ? undefined : offset + done;
    const room = roomInFile(call, object, place);
    if (room === 0) return done > 0 ? done : fileTooLarge(call);
    const count = writePiece(call, object, base + done, Math.min(PIECE, end - done, room), place);
    if (count === -E.EAGAIN) return waitToWrite(call, object, done);
    if (count < 0) {
      const failure = failedWrite(call, count);
      return done > 0 ? done : failure;
    }
    done += count;
  }
  return done;
}

/** Moves up to `length` bytes from `object`, from `offset` or where it stands, to memory at `addr`. */
function readPiece(call: Call, object: OpenObject, addr: number, length: number, offset: number | undefined): number {
  // Whether the address is good is not asked before.
  if (object.isDry === true) return -E.EAGAIN;
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

/** Whether some buffer reaches beyond what user memory can be. */
function exceedMemory(buffers: readonly Buffer[]): boolean {
  for (const { addr, length } of buffers) if (addr + length > USER_END) return true;
  return false;
}

/** What is wrong with the offset whatever the object does; 0 if nothing. */
function checkOffset(object: OpenObject, offset: number | undefined): number {
  if (offset === undefined) return 0;
  if (object.readAt === undefined && object.writeAt === undefined) return -E.ESPIPE;
  return offset < 0 ? -E.EINVAL : 0;
}

/** Sleeps until there is something to read, or, if the descriptor does not block, gives -EAGAIN. */
function waitToRead(call: Call, object: OpenObject): number {
  if ((object.flags & O_NONBLOCK) !== 0) return -E.EAGAIN;
  // A terminal may be set to give up after a while (VTIME).
  if (!(object instanceof OpenTerminal)) return call.block('read', object.readers);
  const deadline = call.wait?.deadline ?? call.kernel.now() + object.terminal.readTimeout;
  return call.block('read', object.readers, { deadline });
}

/** Sleeps until more than `done` bytes can be written, or, if the descriptor does not block, gives what was done. */
function waitToWrite(call: Call, object: OpenObject, done: number): number {
  if ((object.flags & O_NONBLOCK) !== 0) return done > 0 ? done : -E.EAGAIN;
  return call.block('write', object.writers, { done });
}
