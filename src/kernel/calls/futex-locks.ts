import { E } from '../../abi/errno.ts';
import * as f from '../../abi/locks.ts';
import * as p from '../../abi/processes.ts';
import type { Call } from '../call.ts';
import { enterFutex, handOverLock, lockAt } from '../futex.ts';
import { lend, waitsFor } from '../lending.ts';
import { readDeadline } from './time.ts';

/**
 * FUTEX_LOCK_PI, FUTEX_LOCK_PI2 and FUTEX_TRYLOCK_PI: takes a lock whose word is the number of the thread that holds it, or
 * waits, and lends that thread its priority meanwhile.
 */
export function lockFutex(call: Call, command: number): number {
  const { kernel, thread, memory } = call;
  const addr = call.args[0]!;
  const word = memory.readWord(addr);
  if (word === undefined) return -E.EFAULT;
  const holder = word & f.FUTEX_TID_MASK;
  const futex = lockAt(kernel, call.process, addr);
  if (holder === 0) {
    const waiters = futex.waiters.length > 0 ? f.FUTEX_WAITERS : 0;
    const taken = (word & f.FUTEX_OWNER_DIED) | thread.tid | waiters;
    return memory.writeWord(addr, taken | 0) ? 0 : -E.EFAULT;
  }
  const owner = kernel.threads.get(holder);
  if (owner === thread) return -E.EDEADLK;
  if (command === f.FUTEX_TRYLOCK_PI) return -E.EAGAIN;
  if (owner === undefined || owner.state === 'ended') return -E.ESRCH;
  if (waitsFor(owner, thread)) return -E.EDEADLK;
  const deadline = call.wait?.deadline ?? deadlineOf(call, command);
  if (deadline < 0) return deadline;
  if (deadline <= kernel.now()) return -E.ETIMEDOUT;
  if (!memory.writeWord(addr, word | f.FUTEX_WAITERS | 0)) return -E.EFAULT;
  lend(kernel, thread, owner);
  return call.block('futex', enterFutex(kernel, futex), { deadline });
}

/** FUTEX_UNLOCK_PI: gives a lock to the most urgent thread that waits for it. */
export function unlockFutex(call: Call): number {
  const addr = call.args[0]!;
  const word = call.memory.readWord(addr);
  if (word === undefined) return -E.EFAULT;
  if ((word & f.FUTEX_TID_MASK) !== call.thread.tid) return -E.EPERM;
  return handOverLock(call.kernel, call.process, addr, 0) ? 0 : -E.EFAULT;
}

function deadlineOf(call: Call, command: number): number {
  const timeout = call.args[3]!;
  if (timeout === 0) return Infinity;
  const isReal = command === f.FUTEX_LOCK_PI || (call.args[1]! & f.FUTEX_CLOCK_REALTIME) !== 0;
  return readDeadline(call, timeout, isReal ? p.CLOCK_REALTIME : p.CLOCK_MONOTONIC, true);
}
