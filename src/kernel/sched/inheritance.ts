import type { Thread } from '../thread.ts';

/**
 * The highest value of `of` among `thread` and the threads that wait for locks that it holds, and those that wait for
 * these, and so on: what it counts as while it is in their way (priority inheritance).
 */
export function strongest(thread: Thread, of: (thread: Thread) => number): number {
  let best = of(thread);
  for (const waiter of thread.lenders) best = Math.max(best, strongest(waiter, of));
  return best;
}
