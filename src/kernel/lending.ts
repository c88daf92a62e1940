import type { Kernel } from './kernel.ts';
import { isRealTimePolicy } from './sched/attributes.ts';
import { strongest } from './sched/inheritance.ts';
import type { Thread } from './thread.ts';

/**
 * Priority inheritance: a thread that waits for a lock of FUTEX_LOCK_PI lends its priority to the one that holds it
 * (`Thread.lenders`), who may itself wait for another such lock, and so on. Policies that go by priority ask `strongest`.
 */

/** `lender` waits for a lock that `borrower` holds. */
export function lend(kernel: Kernel, lender: Thread, borrower: Thread): void {
  stopLending(kernel, lender);
  lender.borrower = borrower;
  borrower.lenders.push(lender);
  kernel.changeScheduling(borrower, {});
}

/** `lender` waits no longer. */
export function stopLending(kernel: Kernel, lender: Thread): void {
  const { borrower } = lender;
  if (borrower === undefined) return;
  lender.borrower = undefined;
  borrower.lenders.splice(borrower.lenders.indexOf(lender), 1);
  kernel.changeScheduling(borrower, {});
}

/** Whether `thread` waits for `other`, at once or by way of others: then it must not wait for `thread`. */
export function waitsFor(thread: Thread, other: Thread): boolean {
  for (let next = thread.borrower; next !== undefined; next = next.borrower) if (next === other) return true;
  return false;
}

/** Of the threads that wait for a lock the one that gets it: the most urgent, of several the one that waited longest. */
export function mostUrgent(waiters: readonly Thread[]): Thread | undefined {
  let best: Thread | undefined;
  for (const thread of waiters) if (best === undefined || urgencyOf(thread) > urgencyOf(best)) best = thread;
  return best;
}

/** Real-time priorities go before all others. */
function urgencyOf(thread: Thread): number {
  return strongest(thread, ({ scheduling: { policy, priority, rank, nice } }) => {
    if (isRealTimePolicy(policy)) return REAL_TIME + priority;
    return rank === 0 ? 20 - nice : rank;
  });
}

const REAL_TIME = 2 ** 32;
