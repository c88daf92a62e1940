import type { Kernel } from '../kernel.ts';
import { requestAttention } from '../signal.ts';
import { isHeld, type Thread } from '../thread.ts';

/** Lets a new thread run, or stand still until it is resumed. */
export function beginThread(kernel: Kernel, thread: Thread, isSuspended: boolean): void {
  if (!isSuspended) {
    kernel.makeReady(thread);
    return;
  }
  thread.suspendCount = 1;
  thread.state = 'stopped';
  if (kernel.isObserved) kernel.emit({ kind: 'stop', cycle: kernel.now(), thread });
}

/** Lets a thread stand still from its next entry into the kernel on, or from the end of the round. */
export function suspendThread(kernel: Kernel, thread: Thread): void {
  thread.suspendCount++;
  if (thread.state === 'running') requestAttention(kernel, thread);
}

/** Undoes one suspension; after the last one the thread runs again. */
export function resumeThread(kernel: Kernel, thread: Thread): void {
  if (thread.suspendCount === 0) return;
  thread.suspendCount--;
  if (thread.state !== 'stopped' || isHeld(thread)) return;
  if (kernel.isObserved) kernel.emit({ kind: 'continue', cycle: kernel.now(), thread });
  kernel.makeReady(thread);
}
