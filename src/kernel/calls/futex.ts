import { E } from '../../abi/errno.ts';
import * as p from '../../abi/processes.ts';
import { type Call, INTERRUPTED } from '../call.ts';
import { ANY_BITS, enterFutex, forgetEmptyFutexes, futexAt, requeueFutex, wakeFutex } from '../futex.ts';
import { readDeadline } from './time.ts';

const WAIT = 0;
const WAKE = 1;
const REQUEUE = 3;
const CMP_REQUEUE = 4;
const WAIT_BITSET = 9;
const WAKE_BITSET = 10;
const PRIVATE_FLAG = 128;
const CLOCK_REALTIME_FLAG = 256;

/** futex(2): threads wait for a word to change, and are woken by who changes it. */
export const futexCalls = {
  futex_time64(call: Call): number {
    const [addr, operation, value, timeout, addr2, bits] = call.args as [
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    if (call.wait !== undefined) return finishWait(call);
    if (addr % 4 !== 0) return -E.EINVAL;
    const command = operation & ~(PRIVATE_FLAG | CLOCK_REALTIME_FLAG);
    switch (command) {
      case WAIT:
        return wait(call, ANY_BITS);
      case WAIT_BITSET:
        return bits === 0 ? -E.EINVAL : wait(call, bits);
      case WAKE:
        return wakeFutex(call.kernel, futexAt(call.kernel, call.process, addr), Math.max(1, value | 0));
      case WAKE_BITSET:
        if (bits === 0) return -E.EINVAL;
        return wakeFutex(call.kernel, futexAt(call.kernel, call.process, addr), Math.max(1, value | 0), bits);
      case REQUEUE:
      case CMP_REQUEUE: {
        // Of these two the fourth argument is a count: how many to move.
        if ((value | 0) < 0 || (timeout | 0) < 0 || addr2 % 4 !== 0) return -E.EINVAL;
        if (command === CMP_REQUEUE) {
          const word = call.memory.readWord(addr);
          if (word === undefined) return -E.EFAULT;
          if (word !== (bits | 0)) return -E.EAGAIN;
        }
        const woken = wakeFutex(call.kernel, futexAt(call.kernel, call.process, addr), value);
        const from = futexAt(call.kernel, call.process, addr);
        return woken + requeueFutex(call.kernel, from, futexAt(call.kernel, call.process, addr2), timeout);
      }
      default:
        return -E.ENOSYS;
    }
  },
};

function wait(call: Call, bits: number): number {
  const [addr, operation, value, timeout] = call.args as [number, number, number, number];
  // The time of FUTEX_WAIT counts from now; that of FUTEX_WAIT_BITSET is absolute.
  const isAbsolute = (operation & ~(PRIVATE_FLAG | CLOCK_REALTIME_FLAG)) === WAIT_BITSET;
  const clock = (operation & CLOCK_REALTIME_FLAG) !== 0 ? p.CLOCK_REALTIME : p.CLOCK_MONOTONIC;
  const deadline = timeout === 0 ? Infinity : readDeadline(call, timeout, clock, isAbsolute);
  if (deadline < 0) return deadline;
  const word = call.memory.readWord(addr);
  if (word === undefined) return -E.EFAULT;
  if (word !== (value | 0)) return -E.EAGAIN;
  if (deadline <= call.kernel.now()) return -E.ETIMEDOUT;
  const futex = futexAt(call.kernel, call.process, addr);
  return call.block('futex', [enterFutex(call.kernel, futex)], { deadline, value: bits });
}

/** Woken, timed out, or interrupted: a woken thread does not look at the word again. */
function finishWait(call: Call): number {
  const { isTimedOut, isInterrupted } = call.wait!;
  if (!isTimedOut && !isInterrupted) return 0;
  forgetEmptyFutexes(call.kernel);
  return isTimedOut ? -E.ETIMEDOUT : INTERRUPTED;
}
