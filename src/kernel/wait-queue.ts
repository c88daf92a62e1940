import type { Kernel } from './kernel.ts';
import type { Thread } from './thread.ts';

/** Something besides a thread that is told each time a queue is woken: an entry of an epoll set, a SIGIO to be sent. */
export interface Watcher {
  notify(kernel: Kernel, queue: WaitQueue): void;
}

/**
 * The threads that wait for one thing to happen, in the order they began to wait. A thread may stand in several queues
 * (a poll); waking it takes it out of all. Watchers stay. Plain data: the kernel's `wakeAll` and `block` move threads.
 */
export class WaitQueue {
  waiters: Thread[] = [];
  readonly watchers: Watcher[] = [];
  /** Where it is among the kernel's futexes while somebody waits, if it is that of one. */
  readonly futexKey: string | undefined;

  constructor(futexKey?: string) {
    this.futexKey = futexKey;
  }
}
