import { O_ACCMODE, O_PATH, O_RDONLY, O_WRONLY } from '../../abi/files.ts';
import type { Inode } from '../fs/inode.ts';
import type { Services } from '../services.ts';
import type { SignalNotice } from '../signal-notice.ts';
import type { WaitQueue, Watcher } from '../wait-queue.ts';

/** A watcher of an open object, which is told when the object is closed for good. */
export interface ObjectWatcher extends Watcher {
  objectClosed(): void;
}

/**
 * What a UNIX descriptor or a Windows handle names: an open file, one end of a pipe, a terminal, a stream of the host,
 * a source of events.
 * It is counted: each handle that names it is a reference, in whichever process. It is waitable: `readers` and `writers`
 * are the threads that wait until it can be read or written.
 *
 * Results are counts, or a negative error number. -EAGAIN means "would block": the caller decides whether the thread
 * waits on the queue or gets the error (O_NONBLOCK).
 */
export interface OpenObject {
  readonly kind:
    | 'file'
    | 'directory'
    | 'pipe'
    | 'terminal'
    | 'stream'
    | 'device'
    | 'socket'
    | 'event'
    | 'process'
    | 'thread'
    | 'mutex'
    | 'semaphore';
  /** What /proc calls it, if it has no path: as Linux does; absent for its kind. */
  readonly label?: string;
  /** The inode it was opened from, or that stands for it in statx. */
  readonly inode: Inode;
  /** How many handles name this object. */
  references: number;
  /** O_ACCMODE, O_APPEND, O_NONBLOCK, O_PATH; shared by all handles (F_SETFL). */
  flags: number;
  readonly readers: WaitQueue;
  readonly writers: WaitQueue;
  /** What CreateFile lets others do with the file meanwhile (FILE_SHARE_ bits); absent for everything. */
  sharing?: number;
  /** Who watches it besides waiting threads; absent until somebody does. */
  watchers?: ObjectWatcher[];
  /** Whom F_SETOWN and O_ASYNC tell of events, and how; absent until set. */
  notice?: SignalNotice;
  /**
   * Moves up to `target.length` bytes into `target`; 0 is the end of the file. Here and in `write` the array may be the
   * guest's memory itself: it is not kept.
   */
  read(services: Services, target: Uint8Array): number;
  /**
   * As read and write, with `count` bytes of `bytes` from place `at` on: for objects that are quick enough to miss a view, and
   * are no terminals, no sockets and not on a disk, so that nothing else is to be asked before.
   */
  readInto?(services: Services, bytes: Uint8Array, at: number, count: number): number;
  writeFrom?(services: Services, bytes: Uint8Array, at: number, count: number): number;
  /** Takes bytes from the start of `source`; a count below `source.length` means that the rest would block. */
  write(services: Services, source: Uint8Array): number;
  /** POLLIN, POLLOUT, POLLHUP, POLLERR: what would not block now. */
  poll(services: Services): number;
  /** Whether a read would block, where that is known without trying. */
  readonly isDry?: boolean;
  /** Bytes that a read would give now, where that can be asked (FIONREAD). */
  readonly available?: number;
  /** The objects in whose queues a reference to this one waits to be received (sockets only), once for each. */
  readonly holders?: OpenObject[];
  /** Called when a reference is gone and others are left. */
  lostReference?(services: Services): void;
  /** Called once, when the last handle is gone. */
  close(services: Services): void;
  /** As read and write at an absolute offset, where the object has one. */
  readAt?(services: Services, target: Uint8Array, offset: number): number;
  writeAt?(services: Services, source: Uint8Array, offset: number): number;
  /** The new offset; objects without one give ESPIPE by not having this. */
  seek?(services: Services, offset: number, whence: number): number;
}

/** Whether an object is there, and was opened to be read. */
export function mayRead(object: OpenObject | undefined): object is OpenObject {
  return object !== undefined && (object.flags & O_ACCMODE) !== O_WRONLY && (object.flags & O_PATH) === 0;
}

/** Whether an object is there, and was opened to be written. */
export function mayWrite(object: OpenObject | undefined): object is OpenObject {
  return object !== undefined && (object.flags & O_ACCMODE) !== O_RDONLY && (object.flags & O_PATH) === 0;
}
