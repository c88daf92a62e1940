import { RLIMIT_SIGPENDING } from '../abi/processes.ts';
import { SI_KERNEL, SI_USER, SIG, SIGRTMIN } from '../abi/signals.ts';
import type { Kernel } from './kernel.ts';
import type { Process } from './process.ts';
import { addSignal, hasSignal, lowestDeliverable, removeSignal, type SignalSet } from './signal-set.ts';
import type { PendingSignals, SignalDetails } from './signal-state.ts';
import type { Thread } from './thread.ts';

const NONE: Readonly<SignalSet> = { low: 0, high: 0 };
/** Signals of the thread's own faults, as a word of bits: they come before all others. */
const FAULTS = [SIG.SIGSEGV, SIG.SIGBUS, SIG.SIGILL, SIG.SIGTRAP, SIG.SIGFPE, SIG.SIGSYS].reduce(
  (word, signal) => word | (1 << (signal - 1)),
  0,
);

/** Whether the signal is that of a fault which the thread itself has made, at its pc. */
export function isOwnFault(signal: number, { code }: SignalDetails): boolean {
  return code > SI_USER && code < SI_KERNEL && signal < SIGRTMIN && (FAULTS & (1 << (signal - 1))) !== 0;
}

/**
 * Adds a signal to the pending ones of `process` or of a thread of it. A standard signal that is pending is not counted
 * again; a real-time signal is queued each time. False if there are too many (RLIMIT_SIGPENDING); a plain kill then
 * still makes the signal pending, without its details.
 */
export function post(
  kernel: Kernel,
  process: Process,
  pending: PendingSignals,
  signal: number,
  details: SignalDetails,
): boolean {
  const isTimer = details.timer !== undefined;
  if (signal < SIGRTMIN && !isTimer && hasSignal(pending.set, signal)) return true;
  const isFull = signal >= SIGRTMIN && !isTimer && queuedCount(process) >= process.limits[RLIMIT_SIGPENDING]!.soft;
  if (isFull && details.code !== SI_USER) return false;
  addSignal(pending.set, signal);
  const queue = pending.details.get(signal) ?? [];
  if (!isFull) pending.details.set(signal, [...queue, details]);
  kernel.wakeAll(process.signalEvents);
  return true;
}

/**
 * The next signal of those pending that are not in `blocked`: the thread's own before the process's, and of these faults,
 * then the lowest number. 0 if there is none.
 */
export function nextSignal({ pending, process }: Thread, blocked: SignalSet): number {
  return lowestOf(pending.set, blocked) || lowestOf(process.pending.set, blocked);
}

function lowestOf(set: SignalSet, blocked: SignalSet): number {
  if ((set.low | set.high) === 0) return 0;
  return lowestDeliverable({ low: set.low & FAULTS, high: 0 }, NONE, blocked) || lowestDeliverable(set, NONE, blocked);
}

/** Takes `signal`, the one sent first if it is queued, out of the thread's or else the process's pending ones. */
export function take(kernel: Kernel, { pending, process }: Thread, signal: number): SignalDetails {
  const from = hasSignal(pending.set, signal) ? pending : process.pending;
  const [first, ...rest] = from.details.get(signal) ?? [];
  if (rest.length > 0) {
    from.details.set(signal, rest);
  } else {
    removeSignal(from.set, signal);
    from.details.delete(signal);
  }
  if (signal === SIG.SIGALRM) process.timers.interval.find((timer) => timer?.isWaiting)?.goOn(kernel);
  const details = first ?? { code: SI_USER, pid: 0, uid: 0, status: 0, addr: 0 };
  const { timer } = details;
  if (timer?.notice.kind !== 'signal') return details;
  const { id, value } = timer.notice;
  const overruns = timer.taken(kernel);
  return { ...details, words: [id, overruns, value] };
}

/** Forgets a pending signal of a process and its threads. */
export function discard(process: Process, signal: number): void {
  for (const pending of [process.pending, ...process.threads.map((thread) => thread.pending)]) {
    removeSignal(pending.set, signal);
    for (const { timer } of pending.details.get(signal) ?? []) if (timer !== undefined) timer.isQueued = false;
    pending.details.delete(signal);
  }
}

function queuedCount(process: Process): number {
  let count = 0;
  for (const { details } of [process.pending, ...process.threads.map((thread) => thread.pending)]) {
    for (const queue of details.values()) count += queue.length;
  }
  return count;
}
