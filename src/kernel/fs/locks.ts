import type { HandleTable } from '../io/handles.ts';
import type { OpenObject } from '../io/object.ts';
import type { Services } from '../services.ts';
import { WaitQueue } from '../wait-queue.ts';
import type { Inode } from './inode.ts';

/**
 * Who holds a record lock: a process, that is its handle table (which its threads share and a child does not get), or
 * an open object (F_OFD_SETLK).
 */
export type LockOwner = HandleTable | OpenObject;

/** A lock on bytes `start` to `end` - 1; `end` is Infinity for all that follow. */
export interface RecordLock {
  readonly owner: LockOwner;
  /** The process that set it; -1 if an open object holds it. */
  readonly pid: number;
  readonly isExclusive: boolean;
  readonly start: number;
  readonly end: number;
}

/** A lock on a file as a whole (flock(2)), held by the open object. */
interface WholeLock {
  readonly owner: OpenObject;
  readonly isExclusive: boolean;
}

/** The locks on one file, of two kinds that do not see each other, and who waits for one. */
export class FileLocks {
  whole: WholeLock[] = [];
  /** In the order of `start` for each owner. */
  records: RecordLock[] = [];
  readonly waiters = new WaitQueue();
}

/** Whom a thread waits for must be in the file's queue: makes it if there is none. */
export function lockWaiters(inode: Inode): WaitQueue {
  inode.locks ??= new FileLocks();
  return inode.locks.waiters;
}

/**
 * Locks the file as a whole for `owner`, or unlocks it if `isExclusive` is undefined; whether that was possible. A lock
 * of another kind that it had is gone either way, as in Linux.
 */
export function setWholeLock(services: Services, inode: Inode, owner: OpenObject, isExclusive?: boolean): boolean {
  const old = inode.locks?.whole.find((lock) => lock.owner === owner);
  if (old?.isExclusive === isExclusive) return true;
  if (old !== undefined) {
    inode.locks!.whole = inode.locks!.whole.filter((lock) => lock !== old);
    wakeWaiters(services, inode);
  }
  if (isExclusive === undefined) return true;
  if (inode.locks?.whole.some((lock) => lock.isExclusive || isExclusive) === true) return false;
  inode.locks ??= new FileLocks();
  inode.locks.whole.push({ owner, isExclusive });
  return true;
}

/** A record lock of somebody else that stands in the way of `wanted`. */
export function conflictingRecord(inode: Inode, wanted: RecordLock): RecordLock | undefined {
  return inode.locks?.records.find(
    (lock) => lock.owner !== wanted.owner && overlaps(lock, wanted) && (lock.isExclusive || wanted.isExclusive),
  );
}

/** Sets a record lock that nothing stands in the way of; it takes the place of what its owner had there. */
export function setRecord(services: Services, inode: Inode, lock: RecordLock): void {
  const replaced = cutRecords(inode, lock);
  inode.locks ??= new FileLocks();
  inode.locks.records = joinNeighbours([...inode.locks.records, lock]);
  if (replaced) wakeWaiters(services, inode);
}

/** Takes away what the owner of `range` has locked of it. */
export function clearRecords(services: Services, inode: Inode, range: RecordLock): void {
  if (cutRecords(inode, range)) wakeWaiters(services, inode);
}

/** Takes away all that `owner` has locked of the file. */
export function dropRecords(services: Services, inode: Inode, owner: LockOwner): void {
  const { locks } = inode;
  if (locks === undefined || !locks.records.some((lock) => lock.owner === owner)) return;
  locks.records = locks.records.filter((lock) => lock.owner !== owner);
  wakeWaiters(services, inode);
}

/** The last handle of `object` is gone: so are its locks. */
export function dropLocksOf(services: Services, object: OpenObject): void {
  if (object.inode.locks === undefined) return;
  setWholeLock(services, object.inode, object);
  dropRecords(services, object.inode, object);
}

/** Everybody who waits tries again, in the order they came; what has no locks and no waiters left is forgotten. */
function wakeWaiters(services: Services, inode: Inode): void {
  const locks = inode.locks!;
  services.wakeAll(locks.waiters);
  if (locks.whole.length === 0 && locks.records.length === 0) inode.locks = undefined;
}

function overlaps(a: RecordLock, b: RecordLock): boolean {
  return a.start < b.end && b.start < a.end;
}

/** Takes `range` out of the records of its owner; what lies on either side stays. Whether there was something to take. */
function cutRecords({ locks }: Inode, range: RecordLock): boolean {
  const isCut = (lock: RecordLock) => lock.owner === range.owner && overlaps(lock, range);
  if (locks === undefined || !locks.records.some(isCut)) return false;
  locks.records = locks.records.flatMap((lock) => {
    if (!isCut(lock)) return [lock];
    const before = { ...lock, end: range.start };
    const after = { ...lock, start: range.end };
    return [before, after].filter(({ start, end }) => start < end);
  });
  return true;
}

/** Makes one of records that meet and have the same owner and kind. */
function joinNeighbours(records: readonly RecordLock[]): RecordLock[] {
  const joined: RecordLock[] = [];
  for (const lock of [...records].sort((a, b) => a.start - b.start)) {
    const index = joined.findIndex(
      ({ owner, isExclusive, end }) => owner === lock.owner && isExclusive === lock.isExclusive && end === lock.start,
    );
    if (index < 0) joined.push(lock);
    else joined[index] = { ...joined[index]!, end: lock.end };
  }
  return joined;
}
