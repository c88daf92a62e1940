import {
  CLD_CONTINUED,
  CLD_STOPPED,
  defaultAction,
  SA_NOCLDSTOP,
  SI_KERNEL,
  SIG,
  SIG_DFL,
  SIG_IGN,
  SIGNAL_MAX,
} from '../abi/signals.ts';
import type { Kernel } from './kernel.ts';
import type { Process } from './process.ts';
import { discard, nextSignal, post } from './signal-queue.ts';
import { hasSignal, newSignalSet, removeSignal } from './signal-set.ts';
import type { SignalAction, SignalDetails } from './signal-state.ts';
import { isHeld, type Thread } from './thread.ts';

const STOP_SIGNALS: readonly number[] = [SIG.SIGSTOP, SIG.SIGTSTP, SIG.SIGTTIN, SIG.SIGTTOU];

/** Actions with every signal at its default. */
export function newActions(): readonly SignalAction[] {
  return Array<SignalAction>(SIGNAL_MAX + 1).fill({ handler: SIG_DFL, flags: 0, mask: newSignalSet() });
}

/** Changes what a process does with a signal: the list may be that of its parent as well, so it gets a new one. */
export function setAction(process: Process, signal: number, changes: Partial<SignalAction>): void {
  process.actions = process.actions.with(signal, { ...process.actions[signal]!, ...changes });
}

/** Details of a signal that the kernel itself sends. */
export function kernelDetails(): SignalDetails {
  return { code: SI_KERNEL, pid: 0, uid: 0, status: 0, addr: 0 };
}

/** What became of a signal: pending, nothing since it is ignored, or nothing since too many are queued. */
export type Sending = 'sent' | 'ignored' | 'full';

/** Sends `signal` to a process: some thread of it that does not block the signal, or waits for it, will take it. */
export function sendSignal(kernel: Kernel, process: Process, signal: number, details: SignalDetails): Sending {
  if (process.ending !== undefined || !prepare(kernel, process, signal)) return 'ignored';
  const taker = process.threads.find((thread) => thread.state !== 'ended' && isOpenTo(thread, signal));
  if (taker !== undefined && isIgnored(process, signal) && !isAwaited(taker, signal)) return 'ignored';
  if (!post(kernel, process, process.pending, signal, details)) return 'full';
  tellObservers(kernel, taker ?? process.threads[0]!, signal, details);
  if (taker !== undefined) notify(kernel, taker, signal);
  return 'sent';
}

/** Sends `signal` to one thread. */
export function sendThreadSignal(kernel: Kernel, thread: Thread, signal: number, details: SignalDetails): Sending {
  const { process } = thread;
  if (thread.state === 'ended' || !prepare(kernel, process, signal)) return 'ignored';
  const isOpen = isOpenTo(thread, signal);
  if (isOpen && isIgnored(process, signal) && !isAwaited(thread, signal)) return 'ignored';
  if (!post(kernel, process, thread.pending, signal, details)) return 'full';
  tellObservers(kernel, thread, signal, details);
  if (isOpen) notify(kernel, thread, signal);
  return 'sent';
}

/** Sends a signal to every process of a group. */
export function signalGroup(kernel: Kernel, pgid: number, signal: number, details = kernelDetails()): void {
  for (const process of kernel.groups.of(pgid)) sendSignal(kernel, process, signal, details);
}

/** A fault of the thread itself: it cannot be ignored or put off, so if it would be, it kills. */
export function forceSignal(kernel: Kernel, thread: Thread, signal: number, details: SignalDetails): void {
  const { process } = thread;
  const isPutOff = hasSignal(thread.blocked, signal) || process.actions[signal]!.handler === SIG_IGN;
  if (isPutOff) setAction(process, signal, { handler: SIG_DFL });
  removeSignal(thread.blocked, signal);
  tellObservers(kernel, thread, signal, details);
  post(kernel, process, thread.pending, signal, details);
}

function tellObservers(kernel: Kernel, thread: Thread, signal: number, { code, addr }: SignalDetails): void {
  if (!kernel.isObserved) return;
  kernel.emit({ kind: 'signal', cycle: kernel.now(), thread, by: kernel.current, signal, code, addr });
}

/** Whether a signal cuts the wait of `thread` short. Waits for a vfork child or the disk end by themselves. */
export function isCutShort(thread: Thread): boolean {
  if (isInterruptible(thread)) {
    return nextSignal(thread, thread.blocked) !== 0;
  }
  return hasSignal(thread.pending.set, SIG.SIGKILL) || hasSignal(thread.process.pending.set, SIG.SIGKILL);
}

function isInterruptible({ wait }: Thread): boolean {
  return wait?.reason !== 'vfork' && wait?.reason !== 'disk';
}

/** Lets a stopped process run again and tells its parent. */
function continueProcess(kernel: Kernel, process: Process): void {
  if (!process.isStopped) return;
  process.isStopped = false;
  process.stopReport = { code: CLD_CONTINUED, status: SIG.SIGCONT };
  process.parent?.children.noteNews(process);
  continueThreads(kernel, process);
  tellParentOfStop(kernel, process, CLD_CONTINUED, SIG.SIGCONT);
}

function continueThreads(kernel: Kernel, process: Process): void {
  for (const thread of process.threads) {
    if (thread.state !== 'stopped' || isHeld(thread)) continue;
    if (kernel.isObserved) kernel.emit({ kind: 'continue', cycle: kernel.now(), thread });
    kernel.makeReady(thread, 'woken');
  }
}

/** Stops a process and tells its parent. */
export function stopProcess(kernel: Kernel, process: Process, signal: number): void {
  process.isStopped = true;
  process.stopReport = { code: CLD_STOPPED, status: signal };
  process.parent?.children.noteNews(process);
  for (const thread of process.threads) if (thread.state === 'running') requestAttention(kernel, thread);
  tellParentOfStop(kernel, process, CLD_STOPPED, signal);
}

function tellParentOfStop(kernel: Kernel, process: Process, code: number, status: number): void {
  const { parent } = process;
  if (parent === undefined) return;
  if ((parent.actions[SIG.SIGCHLD]!.flags & SA_NOCLDSTOP) === 0) {
    const details = {
      code,
      pid: process.pid,
      uid: process.credentials.uid,
      status,
      addr: 0,
    };
    sendSignal(kernel, parent, SIG.SIGCHLD, details);
  }
  kernel.wakeAll(parent.childEvents);
}

/** Side effects of sending that do not depend on the action; false if the signal goes no further. */
function prepare(kernel: Kernel, process: Process, signal: number): boolean {
  if (signal === SIG.SIGKILL || signal === SIG.SIGCONT) {
    for (const stop of STOP_SIGNALS) discard(process, stop);
    if (signal === SIG.SIGKILL) {
      process.isStopped = false;
      for (const thread of process.threads) thread.suspendCount = 0;
      continueThreads(kernel, process);
    }
    continueProcess(kernel, process);
  }
  if (STOP_SIGNALS.includes(signal)) discard(process, SIG.SIGCONT);
  // Nobody can kill init: a signal it has no handler for does not reach it, unless it blocks it to fetch it.
  if (process !== kernel.init || process.actions[signal]!.handler !== SIG_DFL) return true;
  return process.threads.some((thread) => hasSignal(thread.blocked, signal) || isAwaited(thread, signal));
}

/** Whether the thread takes the signal as soon as it comes. */
function isOpenTo(thread: Thread, signal: number): boolean {
  return !hasSignal(thread.blocked, signal) || isAwaited(thread, signal);
}

/** Whether the thread waits for this very signal (rt_sigtimedwait). */
function isAwaited({ awaited }: Thread, signal: number): boolean {
  return awaited !== undefined && hasSignal(awaited, signal);
}

function isIgnored(process: Process, signal: number): boolean {
  const { handler } = process.actions[signal]!;
  if (handler === SIG_IGN) return true;
  if (handler !== SIG_DFL) return false;
  const action = defaultAction(signal);
  return action === 'ignore' || action === 'continue';
}

/** Makes a thread that waits or runs notice a signal. */
function notify(kernel: Kernel, thread: Thread, signal: number): void {
  if (isIgnored(thread.process, signal) && !isAwaited(thread, signal)) return;
  if (thread.state === 'blocked') {
    if (!isInterruptible(thread) && signal !== SIG.SIGKILL) return;
    thread.wait!.isInterrupted = true;
    kernel.wake(thread);
  } else if (thread.state === 'running') {
    requestAttention(kernel, thread);
  }
}

/** The thread enters the kernel at the end of the round at the latest. */
export function requestAttention(kernel: Kernel, thread: Thread): void {
  if (!kernel.attention.includes(thread.hart)) kernel.attention.push(thread.hart);
}
