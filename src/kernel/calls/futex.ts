import { E } from '../../abi/errno.ts';
import * as f from '../../abi/locks.ts';
import * as p from '../../abi/processes.ts';
import { type Call, INTERRUPTED } from '../call.ts';
import { ANY_BITS, enterFutex, futexAt, requeueFutex, WOKEN, wakeFutex } from '../futex.ts';
import type { WaitQueue } from '../wait-queue.ts';
import { lockFutex, unlockFutex } from './futex-locks.ts';
import { readDeadline } from './time.ts';

/** What FUTEX_WAKE_OP does to its second word, and the comparison of what was there that decides who is woken. */
const CHANGES: readonly ((old: number, argument: number) => number)[] = [
  (_, argument) => argument,
  (old, argument) => old + argument,
  (old, argument) => old | argument,
  (old, argument) => old & ~argument,
  (old, argument) => old ^ argument,
];
const COMPARISONS: readonly ((old: number, argument: number) => boolean)[] = [
  (old, argument) => old === argument,
  (old, argument) => old !== argument,
  (old, argument) => old < argument,
  (old, argument) => old <= argument,
  (old, argument) => old > argument,
  (old, argument) => old >= argument,
];
/** The argument of the change is a power of two, given by its exponent. */
const SHIFTED = 8;

/** futex(2): threads wait for a word to change, and are woken by who changes it. */
export const futexCalls = {
  futex_time64(call: Call): number {
    const [addr, operation, value, , , bits] = call.args as [number, number, number, number, number, number];
    const ended = call.wait === undefined ? undefined : endOfWait(call);
    if (ended !== undefined) return ended;
    const command = operation & ~(f.FUTEX_PRIVATE | f.FUTEX_CLOCK_REALTIME);
    const takesClock = command === f.FUTEX_WAIT_BITSET || command === f.FUTEX_LOCK_PI2;
    if ((operation & f.FUTEX_CLOCK_REALTIME) !== 0 && !takesClock) return -E.ENOSYS;
    if (addr % 4 !== 0) return -E.EINVAL;
    switch (command) {
      case f.FUTEX_WAIT:
        return wait(call, ANY_BITS);
      case f.FUTEX_WAIT_BITSET:
        return bits === 0 ? -E.EINVAL : wait(call, bits);
      case f.FUTEX_WAKE:
        return wakeFutex(call.kernel, at(call, addr), Math.max(1, value | 0));
      case f.FUTEX_WAKE_BITSET:
        return bits === 0 ? -E.EINVAL : wakeFutex(call.kernel, at(call, addr), Math.max(1, value | 0), bits);
      case f.FUTEX_WAKE_OP:
        return changeAndWake(call);
      case f.FUTEX_REQUEUE:
      case f.FUTEX_CMP_REQUEUE:
        return requeue(call, command === f.FUTEX_CMP_REQUEUE);
      case f.FUTEX_LOCK_PI:
      case f.FUTEX_LOCK_PI2:
      case f.FUTEX_TRYLOCK_PI:
        return lockFutex(call, command);
      case f.FUTEX_UNLOCK_PI:
        return unlockFutex(call);
      default:
        return -E.ENOSYS;
    }
  },
};

function at(call: Call, addr: number): WaitQueue {
  return futexAt(call.kernel, call.process, addr);
}

function wait(call: Call, bits: number): number {
  const [addr, operation, value, timeout] = call.args as [number, number, number, number];
  // The time of FUTEX_WAIT counts from now; that of FUTEX_WAIT_BITSET is absolute. A wait that goes on keeps its end.
  const isAbsolute = (operation & ~(f.FUTEX_PRIVATE | f.FUTEX_CLOCK_REALTIME)) === f.FUTEX_WAIT_BITSET;
  const clock = (operation & f.FUTEX_CLOCK_REALTIME) !== 0 ? p.CLOCK_REALTIME : p.CLOCK_MONOTONIC;
  const fresh = timeout === 0 ? Infinity : readDeadline(call, timeout, clock, isAbsolute);
  const deadline = call.wait?.deadline ?? fresh;
  if (deadline < 0) return deadline;
  const word = call.memory.readWord(addr);
  if (word === undefined) return -E.EFAULT;
  if (word !== (value | 0)) return -E.EAGAIN;
  if (deadline <= call.kernel.now()) return -E.ETIMEDOUT;
  return call.block('futex', enterFutex(call.kernel, at(call, addr)), { deadline, value: bits });
}

/** What a wait ended with: a woken thread does not look at the word again. Undefined if it goes on. */
function endOfWait(call: Call): number | undefined {
  const { isTimedOut, isInterrupted, done } = call.wait!;
  if (done === WOKEN) return 0;
  if (isTimedOut) return -E.ETIMEDOUT;
  return isInterrupted ? INTERRUPTED : undefined;
}

/** Wakes some and moves others, of which the fourth argument says how many, to another futex. */
function requeue(call: Call, compares: boolean): number {
  const [addr, , wakes, moves, addr2, expected] = call.args as [number, number, number, number, number, number];
  if ((wakes | 0) < 0 || (moves | 0) < 0 || addr2 % 4 !== 0) return -E.EINVAL;
  if (compares) {
    const word = call.memory.readWord(addr);
    if (word === undefined) return -E.EFAULT;
    if (word !== (expected | 0)) return -E.EAGAIN;
  }
  const woken = wakeFutex(call.kernel, at(call, addr), wakes);
  return woken + requeueFutex(call.kernel, at(call, addr), at(call, addr2), moves);
}

/** Changes the second word, wakes waiters of the first, and of the second if what it was compares as asked. */
function changeAndWake(call: Call): number {
  const [addr, , wakes, otherWakes, addr2, code] = call.args as [number, number, number, number, number, number];
  if (addr2 % 4 !== 0) return -E.EINVAL;
  const operation = code >>> 28;
  const change = CHANGES[operation & ~SHIFTED];
  const compare = COMPARISONS[(code >>> 24) & 15];
  if (change === undefined || compare === undefined) return -E.ENOSYS;
  const given = (code << 8) >> 20;
  const argument = (operation & SHIFTED) !== 0 ? 1 << given : given;
  const old = call.memory.readWord(addr2);
  if (old === undefined || !call.memory.writeWord(addr2, change(old, argument) | 0)) return -E.EFAULT;
  const woken = wakeFutex(call.kernel, at(call, addr), Math.max(1, wakes | 0));
  const isMet = compare(old, (code << 20) >> 20);
  return isMet ? woken + wakeFutex(call.kernel, at(call, addr2), Math.max(1, otherWakes | 0)) : woken;
}
