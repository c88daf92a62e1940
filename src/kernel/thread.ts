import type { Restart } from '../abi/syscall-row.ts';
import type { Context } from '../machine/context.ts';
import type { Alarm } from './deadlines.ts';
import type { Kernel } from './kernel.ts';
import type { Process } from './process.ts';
import { newAttributes, type SchedulingAttributes } from './sched/attributes.ts';
import type { ReadyPlace } from './sched/ready-queue.ts';
import { newSignalSet, type SignalSet } from './signal-set.ts';
import type { PendingSignals } from './signal-state.ts';
import type { AccessKind } from './vm/fault.ts';
import { WaitQueue } from './wait-queue.ts';
import type { RaisedException } from './windows/exception-filter.ts';
import type { Synchronizer } from './windows/synchronizer.ts';

/** Why a thread does not run: what `ps` shows as S, and `why` explains. */
export type WaitReason =
  | 'read'
  | 'write'
  | 'child'
  | 'sleep'
  | 'vfork'
  | 'signal'
  | 'open'
  | 'futex'
  | 'poll'
  | 'lock'
  | 'disk'
  | 'object';

/**
 * What a blocked call keeps between its executions. The thread's pc stays on the `ecall`; when it is woken the call is
 * executed again and finds this record. Handlers use `phase`, `done` and `value` as they like.
 */
export interface WaitRecord {
  reason: WaitReason;
  /** The page fault that waits for the disk, if it is no call that waits. */
  readonly fault?: { readonly addr: number; readonly kind: AccessKind };
  /** The queues the thread stands in. */
  readonly queues: WaitQueue[];
  /** Absolute cycle at which the wait ends by itself; Infinity for never. */
  deadline: number;
  /** Step of a call that has several; 0 on its first execution. */
  phase: number;
  /** Bytes moved so far, or another running count. */
  done: number;
  /** What the waker left. */
  value: number;
  /** Whether a signal (and not the queue or the deadline) ended the wait. */
  isInterrupted: boolean;
  /** Whether the deadline ended the wait. */
  isTimedOut: boolean;
}

/** The record of a wait for nothing. */
export function newWait(reason: WaitReason): WaitRecord {
  return {
    reason,
    queues: [],
    deadline: Infinity,
    phase: 0,
    done: 0,
    value: 0,
    isInterrupted: false,
    isTimedOut: false,
  };
}

/**
 * The state of a thread:
 *   ready    could run, waits for a hart
 *   running  is loaded on hart `hart`
 *   blocked  waits for what `wait` says
 *   stopped  by a stop signal, until SIGCONT, or by SuspendThread, until ResumeThread
 *   ended    no longer scheduled; kept until its process is reaped
 */
export type ThreadState = 'ready' | 'running' | 'blocked' | 'stopped' | 'ended';

/** What a thread is called: what it chose, else the name of its process. */
export function threadName({ name, process }: Thread): string {
  return name ?? process.name;
}

/** Whether a thread that could run must not: its process is stopped, or it is suspended itself. */
export function isHeld({ process, suspendCount }: Thread): boolean {
  return process.isStopped || suspendCount > 0;
}

/** The unit of scheduling. */
export class Thread implements Alarm {
  /** Its number; execve gives the thread that stays the number of its process. */
  tid: number;
  readonly process: Process;
  /** Registers and pc while the thread is not loaded on a hart. */
  readonly context: Context;
  state: ThreadState = 'ready';
  /** Why it waits, while blocked; kept while it is ready to execute its call again. */
  wait: WaitRecord | undefined;
  /** The record that its calls wait with, one after the other. */
  ownWait: WaitRecord | undefined;
  /** The hart that it runs on or ran on last; -1 before it first ran. */
  hart = -1;
  /** Where it stands among the ready threads, if its policy has them in a queue. */
  readyPlace: ReadyPlace | undefined;
  /** The cycle at which it became ready, and the cycle at which it was loaded on its hart. */
  readyAt = 0;
  runningSince = 0;
  /** Set while the call at the pc was cut short by a signal and may be restarted (see `signal-delivery.ts`). */
  interruptedCall: Exclude<Restart, 'never blocks'> | undefined;
  /** Signals it does not take now, and signals sent to this very thread. */
  readonly blocked: SignalSet;
  readonly pending: PendingSignals = {
    set: newSignalSet(),
    details: new Map(),
  };
  /** The signals that rt_sigtimedwait waits for, while it does: they wake the thread even if it blocks them. */
  awaited: SignalSet | undefined;
  /** The mask to put back after rt_sigsuspend, ppoll and others, while it waits or its handler is set up. */
  savedMask: SignalSet | undefined;
  /** The word to clear when the thread ends; 0 for none. */
  clearTidAddr = 0;
  /** The head of its list of robust locks; 0 for none. */
  robustList = 0;
  /** Alternate signal stack: its base, size and flags. */
  signalStack = { addr: 0, size: 0, flags: 2 };
  /** The threads that wait for locks that it holds, if these lend priority (FUTEX_LOCK_PI). */
  readonly lenders: Thread[] = [];
  /** The thread that it lends its priority to, while it waits for such a lock. */
  borrower: Thread | undefined;
  /** How it is scheduled; changed by the kernel's `changeScheduling`. */
  readonly scheduling: SchedulingAttributes;
  /** What it calls itself (PR_SET_NAME); undefined for the name of its process. */
  name: string | undefined;
  /** How often it was suspended and not resumed (SuspendThread). */
  suspendCount = 0;
  /** What GetLastError gives. */
  lastError = 0;
  /** What it ended with, if it did so before its process. */
  exitCode: number | undefined;
  /** Who waits for its end. */
  readonly endEvents = new WaitQueue();
  /** The mutexes that it holds. */
  readonly mutexes: Synchronizer[] = [];
  /** The stack that CreateThread gave it, in pages: it goes with the thread. */
  ownStack: { readonly start: number; readonly end: number } | undefined;
  /** The fault that its exception filter deals with, while it does. */
  exception: RaisedException | undefined;
  /** Cycles it has run in user mode. */
  userCycles = 0;
  /** Cycles it has been ready without a hart, and how often it got one. */
  waitedCycles = 0;
  dispatches = 0;
  /** How often it gave up its hart by blocking, and how often it was preempted. */
  voluntarySwitches = 0;
  involuntarySwitches = 0;

  constructor(
    tid: number,
    process: Process,
    context: Context,
    blocked: SignalSet,
    scheduling: SchedulingAttributes = newAttributes(),
  ) {
    this.tid = tid;
    this.process = process;
    this.context = context;
    this.blocked = blocked;
    this.scheduling = scheduling;
  }

  /** The deadline of its wait has come. */
  ring(kernel: Kernel): void {
    this.wait!.isTimedOut = true;
    kernel.wake(this);
  }
}
