import { FUTEX_OWNER_DIED, FUTEX_TID_MASK, FUTEX_WAITERS } from '../abi/locks.ts';
import { A0 } from '../isa/registers.ts';
import type { Kernel } from './kernel.ts';
import { lend, mostUrgent } from './lending.ts';
import type { Process } from './process.ts';
import type { Thread } from './thread.ts';
import { memoryOf } from './vm/present.ts';
import { WaitQueue } from './wait-queue.ts';

/** A waiter's bit set when it waits for any wake-up. */
export const ANY_BITS = 0xffffffff;

/** What `done` of a wait record says once the thread was woken by another, and not by time or by a signal. */
export const WOKEN = 1;

/** How many locks of a robust list are looked at, so that a circular one ends (as in Linux). */
const ROBUST_LIST_MAX = 2048;

/** Who waits for the word at `addr` of `process`, the same for all processes that share the memory it is in. */
export function futexAt(kernel: Kernel, process: Process, addr: number): WaitQueue {
  return queueAt(kernel, futexKey(process, addr));
}

/** Who waits for the lock at `addr`: those that do so with FUTEX_LOCK_PI stand in a queue of their own. */
export function lockAt(kernel: Kernel, process: Process, addr: number): WaitQueue {
  return queueAt(kernel, `lock ${futexKey(process, addr)}`);
}

function queueAt(kernel: Kernel, key: string): WaitQueue {
  return kernel.futexes.get(key) ?? new WaitQueue(key);
}

/**
 * Gives the lock at `addr` to the most urgent thread that waits for it with FUTEX_LOCK_PI, and to whom the others lend from
 * now on; with none the lock is free. `mark` goes into its word. False for a bad address.
 */
export function handOverLock(kernel: Kernel, process: Process, addr: number, mark: number): boolean {
  const memory = memoryOf(kernel, process);
  const { waiters: all } = lockAt(kernel, process, addr);
  const heir = mostUrgent(all);
  if (heir === undefined) return memory.writeWord(addr, mark | 0);
  const others = all.filter((thread) => thread !== heir);
  const waiters = others.length > 0 ? FUTEX_WAITERS : 0;
  if (!memory.writeWord(addr, heir.tid | mark | waiters)) return false;
  heir.wait!.done = WOKEN;
  kernel.wake(heir);
  for (const other of others) lend(kernel, other, heir);
  return true;
}

/** The queue of a futex, to wait in it: the kernel knows it until the last one has left it (`Kernel.leaveQueues`). */
export function enterFutex(kernel: Kernel, queue: WaitQueue): WaitQueue {
  kernel.futexes.set(queue.futexKey!, queue);
  return queue;
}

/** Wakes up to `count` of the threads that wait for one of `bits`, the longest-waiting first; how many. */
export function wakeFutex(kernel: Kernel, { waiters }: WaitQueue, count: number, bits = ANY_BITS): number {
  const chosen = waiters.filter((thread) => (thread.wait!.value & bits) !== 0).slice(0, count);
  for (const thread of chosen) {
    thread.wait!.done = WOKEN;
    kernel.wake(thread);
  }
  return chosen.length;
}

/** Moves up to `count` waiters to another futex without waking them; how many. */
export function requeueFutex(kernel: Kernel, from: WaitQueue, to: WaitQueue, count: number): number {
  if (from.futexKey === to.futexKey) return 0;
  const moved = from.waiters.splice(0, count);
  for (const thread of moved) {
    to.waiters.push(thread);
    thread.wait!.queues[0] = to;
  }
  if (moved.length > 0) enterFutex(kernel, to);
  if (from.waiters.length === 0) kernel.futexes.delete(from.futexKey!);
  return moved.length;
}

/**
 * What the end of a thread leaves behind in memory: locks of its robust list that it still holds are marked and a waiter
 * is woken (set_robust_list(2)); the word that set_tid_address named is cleared and its waiters are woken.
 */
export function leaveLocks(kernel: Kernel, thread: Thread): void {
  if (thread.robustList !== 0) leaveRobustLocks(kernel, thread);
  for (let lender = thread.lenders[0]; lender !== undefined; lender = thread.lenders[0]) {
    // It waits in its call, whose first argument is the address of the lock.
    if (!handOverLock(kernel, lender.process, lender.context.x[A0]! >>> 0, FUTEX_OWNER_DIED)) break;
  }
  if (thread.clearTidAddr === 0) return;
  const memory = memoryOf(kernel, thread.process);
  // Nobody else can look if the memory was this thread's alone.
  const isShared = thread.process.space.users > 1 || thread.process.threads.length > 1;
  if (isShared && memory.writeWord(thread.clearTidAddr, 0)) {
    wakeFutex(kernel, futexAt(kernel, thread.process, thread.clearTidAddr), 1);
  }
}

/** The list: a head of next entry, offset from entry to lock word, and the entry of a lock being taken or given back. */
function leaveRobustLocks(kernel: Kernel, thread: Thread): void {
  const memory = memoryOf(kernel, thread.process);
  const head = thread.robustList;
  const offset = memory.readWord(head + 4);
  const pending = memory.readWord(head + 8);
  if (offset === undefined || pending === undefined) return;
  let entry = memory.readWord(head);
  for (let count = 0; entry !== undefined && entry >>> 0 !== head && count < ROBUST_LIST_MAX; count++) {
    // The lowest bit of an entry says that the lock inherits priority.
    const addr = (entry & ~1) >>> 0;
    if (addr !== (pending & ~1) >>> 0) markOwnerDied(kernel, thread, addr + offset);
    entry = memory.readWord(addr);
  }
  if (pending !== 0) markOwnerDied(kernel, thread, ((pending & ~1) >>> 0) + offset);
}

function markOwnerDied(kernel: Kernel, thread: Thread, addr: number): void {
  const memory = memoryOf(kernel, thread.process);
  const word = memory.readWord(addr);
  if (word === undefined || (word & FUTEX_TID_MASK) !== thread.tid) return;
  if (lockAt(kernel, thread.process, addr).waiters.length > 0) {
    handOverLock(kernel, thread.process, addr, FUTEX_OWNER_DIED);
    return;
  }
  memory.writeWord(addr, (word & FUTEX_WAITERS) | FUTEX_OWNER_DIED);
  if ((word & FUTEX_WAITERS) !== 0) wakeFutex(kernel, futexAt(kernel, thread.process, addr), 1);
}

function futexKey(process: Process, addr: number): string {
  const area = process.space.areaAt(addr >>> 12);
  if (area?.isShared === true && area.backing.kind === 'file') {
    const { inode, firstPage } = area.backing;
    return `file ${inode.device}:${inode.number} ${(firstPage - area.start) * 4096 + addr}`;
  }
  return `space ${process.space.table.root} ${addr}`;
}
