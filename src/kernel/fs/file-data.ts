import { E } from '../../abi/errno.ts';
import { F_SEAL_FUTURE_WRITE, F_SEAL_GROW, F_SEAL_SHRINK, F_SEAL_WRITE } from '../../abi/locks.ts';
import { type FileInode, type Inode, type Timestamp, timestamp } from './inode.ts';
import type { PageCache } from './page-cache.ts';

const DAY = 24 * 3600;

/** What files contain: reading and writing with what belongs to it, their times and seals. The bytes are in the page cache. */
export class FileData {
  private readonly cache: PageCache;
  private readonly clock: { now(): number };

  constructor(cache: PageCache, clock: { now(): number }) {
    this.cache = cache;
    this.clock = clock;
  }

  /** The frame of a page, for mappings and exec: see `PageCache.page`. */
  page(inode: FileInode, pageIndex: number): number {
    return this.cache.page(inode, pageIndex);
  }

  /** Whether some page of a range has yet to be read from where the file comes. */
  isOnDisk(inode: FileInode, offset: number, length: number): boolean {
    return this.cache.isOnDisk(inode, offset, length);
  }

  /** A page of a file without being noticed: see `PageCache.peek`. */
  peek(inode: FileInode, pageIndex: number): Uint8Array | undefined {
    return this.cache.peek(inode, pageIndex);
  }

  read(inode: FileInode, offset: number, target: Uint8Array): number {
    const count = this.cache.read(inode, offset, target);
    if (count > 0) noteAccessed(inode, this.now());
    return count;
  }

  write(inode: FileInode, offset: number, source: Uint8Array): number {
    if (source.length > 0 && isSealedAgainst(inode, offset + source.length, true)) return -E.EPERM;
    const count = this.cache.write(inode, offset, source);
    if (count > 0) {
      noteModified(inode, this.now());
      inode.isDirty = true;
    }
    return count;
  }

  truncate(inode: FileInode, size: number): number {
    if (inode.source?.kind === 'proc' || isSealedAgainst(inode, size, false)) return -E.EPERM;
    const error = this.cache.truncate(inode, size);
    if (error === 0) noteModified(inode, this.now());
    return error;
  }

  /** Gives a part of a file frames, and if need be the file a length that includes it. */
  reserve(inode: FileInode, offset: number, length: number, grows: boolean): number {
    const end = offset + length;
    if (grows && isSealedAgainst(inode, end, false) && end > inode.size) return -E.EPERM;
    // What lies behind the end gets its frames with its bytes.
    const wanted = grows ? length : Math.min(length, inode.size - offset);
    const error = wanted > 0 ? this.cache.reserve(inode, offset, wanted) : 0;
    if (error < 0 || !grows || end <= inode.size) return error;
    return this.truncate(inode, end);
  }

  /** Makes a part of a file zero. */
  punch(inode: FileInode, offset: number, length: number): number {
    if (((inode.seals ?? 0) & (F_SEAL_WRITE | F_SEAL_FUTURE_WRITE)) !== 0) return -E.EPERM;
    const error = this.cache.punch(inode, offset, length);
    if (error === 0) noteModified(inode, this.now());
    return error;
  }

  /** Brings pages `first` to `end` - 1, which a mapping may have changed, to a writable host folder. */
  writeBack(inode: FileInode, first: number, end: number): number {
    return this.cache.writeBack(inode, first, end);
  }

  /** As `writeBack`, for the whole file. */
  writeBackAll(inode: FileInode): number {
    return this.cache.writeBack(inode, 0, Infinity);
  }

  private now(): Timestamp {
    return timestamp(this.clock.now());
  }
}

/** Notes that the content of an inode was changed at `now`. */
export function noteModified(inode: Inode, now: Timestamp): void {
  inode.modified = inode.changed = now;
}

/** With `relatime` an access is noted only if none was since the last change, or for a day. */
function noteAccessed(inode: Inode, now: Timestamp): void {
  const { accessed, modified, changed } = inode;
  const isCurrent = isBefore(modified, accessed) && isBefore(changed, accessed);
  if (!isCurrent || now.seconds - accessed.seconds >= DAY) inode.accessed = now;
}

/** Whether the seals of a file forbid that it gets `size` bytes, or more if it is longer, by writing or by a new length. */
function isSealedAgainst({ seals = 0, size }: FileInode, wanted: number, isWriting: boolean): boolean {
  if (isWriting && (seals & (F_SEAL_WRITE | F_SEAL_FUTURE_WRITE)) !== 0) return true;
  if (wanted > size) return (seals & F_SEAL_GROW) !== 0;
  return !isWriting && wanted < size && (seals & F_SEAL_SHRINK) !== 0;
}

function isBefore(a: Timestamp, b: Timestamp): boolean {
  return a.seconds < b.seconds || (a.seconds === b.seconds && a.nanoseconds < b.nanoseconds);
}
