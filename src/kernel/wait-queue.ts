import type { Thread } from './thread.ts';

/**
 * The threads that wait for one thing to happen, in the order they began to wait. A thread may stand in several queues
 * (a poll); waking it takes it out of all. Plain data: the kernel's `wakeAll` and `block` move threads.
 */
export class WaitQueue {
  readonly waiters: Thread[] = [];
}
