import { E } from '../../abi/errno.ts';
import {
  O_ACCMODE,
  O_NONBLOCK,
  O_RDONLY,
  O_WRONLY,
  PIPE_BUF,
  PIPE_CAPACITY,
  POLLERR,
  POLLHUP,
  POLLIN,
  POLLOUT,
} from '../../abi/files.ts';
import { copyBytes } from '../../base/bytes.ts';
import type { FileSystem } from '../fs/file-system.ts';
import type { FifoInode } from '../fs/inode.ts';
import type { FileUser } from '../fs/permission.ts';
import type { Services } from '../services.ts';
import { WaitQueue } from '../wait-queue.ts';
import type { OpenObject } from './object.ts';

/** The largest capacity that F_SETPIPE_SZ gives (/proc/sys/fs/pipe-max-size). */
const MAX_CAPACITY = 1 << 20;

/**
 * The bytes between the two ends, in a ring that is allocated as it fills:
 *
 *     buffer   [ ..... | start: oldest byte ... length bytes ... | ..... ]
 */
export class Pipe {
  capacity = PIPE_CAPACITY;
  length = 0;
  /** Open ends. */
  readerCount = 0;
  writerCount = 0;
  /** How often each kind of end has been opened: what an open of a named pipe waits for. */
  readerOpenings = 0;
  writerOpenings = 0;
  readonly readable = new WaitQueue();
  readonly writable = new WaitQueue();
  /** Threads whose open of a named pipe waits for the other end. */
  readonly openers = new WaitQueue();
  private buffer = new Uint8Array(0);
  private start = 0;

  /** Bytes that fit. */
  get free(): number {
    return this.capacity - this.length;
  }

  /** Takes the oldest bytes out, up to `most`, to `target` from place `at` on; how many. */
  take(target: Uint8Array, at: number, most: number): number {
    const count = Math.min(most, this.length);
    const first = Math.min(count, this.buffer.length - this.start);
    copyBytes(this.buffer, this.start, target, at, first);
    if (first < count) copyBytes(this.buffer, 0, target, at + first, count - first);
    this.length -= count;
    this.start = this.length === 0 ? 0 : (this.start + count) % this.buffer.length;
    return count;
  }

  /** A copy of up to `count` of the oldest bytes, which stay. */
  peek(count: number): Uint8Array {
    const bytes = new Uint8Array(Math.min(count, this.length));
    for (let at = 0; at < bytes.length; at++) bytes[at] = this.buffer[(this.start + at) % this.buffer.length]!;
    return bytes;
  }

  /** Puts `count` bytes of `source` from place `from` on in, which the caller knows to fit. */
  put(source: Uint8Array, from: number, count: number): void {
    if (this.length + count > this.buffer.length) this.reallocate(this.length + count);
    const end = this.start + this.length;
    const at = end < this.buffer.length ? end : end - this.buffer.length;
    const first = Math.min(count, this.buffer.length - at);
    copyBytes(source, from, this.buffer, at, first);
    if (first < count) copyBytes(source, from + first, this.buffer, 0, count - first);
    this.length += count;
  }

  /** Sets the capacity to `bytes`, rounded up to a power of two of pages; gives it, or an error (F_SETPIPE_SZ). */
  resize(services: Services, bytes: number): number {
    if (bytes < 0 || bytes > 2 ** 31) return -E.EINVAL;
    const capacity = 2 ** Math.ceil(Math.log2(Math.max(bytes, PIPE_BUF)));
    if (capacity > MAX_CAPACITY) return -E.EPERM;
    if (capacity < this.length) return -E.EBUSY;
    const grows = capacity > this.capacity;
    this.capacity = capacity;
    this.reallocate(this.length);
    if (grows) services.wakeAll(this.writable);
    return capacity;
  }

  private reallocate(needed: number): void {
    const bytes = new Uint8Array(Math.min(this.capacity, Math.max(needed, this.buffer.length * 2, 512)));
    const count = this.take(bytes, 0, bytes.length);
    this.buffer = bytes;
    this.start = 0;
    this.length = count;
  }
}

/** An end of a pipe, or for a named pipe opened with O_RDWR both. */
export class PipeEnd implements OpenObject {
  readonly kind = 'pipe';
  readonly inode: FifoInode;
  readonly pipe: Pipe;
  references = 0;
  flags: number;
  readonly readers: WaitQueue;
  readonly writers: WaitQueue;
  /** How often the other end had been opened when this one was; -1 if it was open. */
  private readonly seenOpenings: number;

  /** Opens `inode`, whose pipe is made with its first end. */
  constructor(services: Services, inode: FifoInode, flags: number) {
    const pipe = inode.pipe ?? new Pipe();
    inode.pipe = pipe;
    this.inode = inode;
    this.pipe = pipe;
    this.flags = flags;
    this.readers = pipe.readable;
    this.writers = pipe.writable;
    if (this.reads) this.seenOpenings = pipe.writerCount > 0 ? -1 : pipe.writerOpenings;
    else this.seenOpenings = pipe.readerCount > 0 ? -1 : pipe.readerOpenings;
    if (this.reads) {
      pipe.readerCount++;
      pipe.readerOpenings++;
    }
    if (this.writes) {
      pipe.writerCount++;
      pipe.writerOpenings++;
    }
    services.wakeAll(pipe.openers);
  }

  get available(): number {
    return this.pipe.length;
  }

  get isDry(): boolean {
    return this.pipe.length === 0 && this.pipe.writerCount > 0;
  }

  /**
   * Whether the open of a named pipe may return: the other end is open, or was opened meanwhile (fifo(7)). One without a name,
   * opened again by way of /proc, waits for nobody.
   */
  get isConnected(): boolean {
    if ((this.reads && this.writes) || isUnnamed(this.inode)) return true;
    const { writerOpenings, readerOpenings } = this.pipe;
    return this.seenOpenings !== (this.reads ? writerOpenings : readerOpenings);
  }

  read(services: Services, target: Uint8Array): number {
    return this.readInto(services, target, 0, target.length);
  }

  readInto(services: Services, target: Uint8Array, at: number, most: number): number {
    if (most === 0) return 0;
    const { pipe } = this;
    if (pipe.length === 0) return this.isDry ? -E.EAGAIN : 0;
    const wasFull = pipe.free < PIPE_BUF;
    const count = pipe.take(target, at, most);
    this.tell(services, 'out', count);
    if (wasFull) services.wakeAll(pipe.writable);
    return count;
  }

  /** All or nothing up to PIPE_BUF bytes, else what fits; EPIPE if nobody can read (the caller sends SIGPIPE). */
  write(services: Services, source: Uint8Array): number {
    return this.writeFrom(services, source, 0, source.length);
  }

  writeFrom(services: Services, source: Uint8Array, at: number, wanted: number): number {
    if (wanted === 0) return 0;
    const { pipe } = this;
    if (pipe.readerCount === 0) return -E.EPIPE;
    if (pipe.free === 0 || (wanted <= PIPE_BUF && pipe.free < wanted)) return -E.EAGAIN;
    const count = Math.min(wanted, pipe.free);
    pipe.put(source, at, count);
    this.tell(services, 'in', count);
    services.wakeAll(pipe.readable);
    return count;
  }

  poll(): number {
    const { pipe } = this;
    let events = 0;
    if (this.reads) {
      if (pipe.length > 0) events |= POLLIN;
      // A named pipe that no writer has opened yet is not hung up.
      if (pipe.writerCount === 0 && pipe.writerOpenings !== this.seenOpenings) events |= POLLHUP;
    }
    if (this.writes) {
      if (pipe.free >= PIPE_BUF) events |= POLLOUT;
      if (pipe.readerCount === 0) events |= POLLERR;
    }
    return events;
  }

  close(services: Services): void {
    const { pipe } = this;
    if (this.reads) pipe.readerCount--;
    if (this.writes) pipe.writerCount--;
    if (pipe.readerCount === 0) services.wakeAll(pipe.writable);
    if (pipe.writerCount === 0) services.wakeAll(pipe.readable);
    if (pipe.readerCount === 0 && pipe.writerCount === 0) this.inode.pipe = undefined;
  }

  private tell(services: Services, direction: 'in' | 'out', bytes: number): void {
    if (!services.isObserved) return;
    const { current: thread } = services;
    const { number: inode } = this.inode;
    const level = this.pipe.length;
    services.emit({ kind: 'transfer', cycle: services.now(), thread, channel: 'pipe', inode, direction, bytes, level });
  }

  private get reads(): boolean {
    return (this.flags & O_ACCMODE) !== O_WRONLY;
  }

  private get writes(): boolean {
    return (this.flags & O_ACCMODE) !== O_RDONLY;
  }
}

/** A pipe without a name, which belongs to `user`, and its two ends; `flags` is what pipe2 takes. */
export function makePipe(
  services: Services,
  files: FileSystem,
  user: FileUser,
  flags = 0,
): { reader: PipeEnd; writer: PipeEnd } {
  const inode = files.newFifo(user);
  const status = flags & O_NONBLOCK;
  const reader = new PipeEnd(services, inode, O_RDONLY | status);
  return { reader, writer: new PipeEnd(services, inode, O_WRONLY | status) };
}

/**
 * Opens a named pipe. Unless it is `isConnected` or O_NONBLOCK was given, the caller waits on `pipe.openers` for that.
 * ENXIO if it is to be written without waiting and nobody has it open to read.
 */
export function openFifo(services: Services, inode: FifoInode, flags: number): PipeEnd | number {
  const onlyWrites = (flags & O_ACCMODE) === O_WRONLY;
  const finds = isUnnamed(inode) || (inode.pipe?.readerCount ?? 0) > 0;
  if (onlyWrites && (flags & O_NONBLOCK) !== 0 && !finds) return -E.ENXIO;
  return new PipeEnd(services, inode, flags);
}

/** Whether a pipe never had a name, though it may be opened again by way of /proc/PID/fd. */
function isUnnamed({ parent }: FifoInode): boolean {
  return parent === undefined;
}
