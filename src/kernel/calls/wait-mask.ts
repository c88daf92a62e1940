import { E } from '../../abi/errno.ts';
import { SIGSET_BYTES } from '../../abi/signals.ts';
import type { Call } from '../call.ts';
import { isCutShort } from '../signal.ts';
import { copySignals, newSignalSet } from '../signal-set.ts';
import type { Thread } from '../thread.ts';
import type { WaitQueue } from '../wait-queue.ts';
import { readSet, setMask } from './signals.ts';

/**
 * Sets the signal mask at `addr` (0: none) for the time of a wait, when the call is executed first; 0 or an error. The
 * end of the wait, or the frame of a handler that ends it, puts the old one back.
 */
export function enterMask(call: Call, addr: number, size: number): number {
  if (call.wait !== undefined || addr === 0) return 0;
  if (size !== SIGSET_BYTES) return -E.EINVAL;
  const bytes = call.memory.read(addr, size);
  if (bytes === undefined) return -E.EFAULT;
  call.thread.savedMask = newSignalSet(call.thread.blocked);
  setMask(call.thread, readSet(bytes, 0));
  return 0;
}

/** Puts back what `enterMask` changed. */
export function leaveMask(thread: Thread): void {
  if (thread.savedMask === undefined) return;
  copySignals(thread.blocked, thread.savedMask);
  thread.savedMask = undefined;
}

/** Nothing has happened yet: the call is over (0) if its time is, and else waits in `queues`. */
export function waitForEvents(call: Call, queues: readonly WaitQueue[], deadline: number): number {
  const isOver = call.wait?.isTimedOut === true || deadline <= call.kernel.now();
  // A signal comes before the end of the time.
  if (isOver && !isCutShort(call.thread)) return 0;
  return call.block('poll', new Set(queues), { deadline });
}
