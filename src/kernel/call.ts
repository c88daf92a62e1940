import { E } from '../abi/errno.ts';
import { PATH_MAX } from '../abi/files.ts';
import type { SyscallRow } from '../abi/syscall-row.ts';
import { syscallByNumber } from '../abi/syscalls.ts';
import { A0, A7 } from '../isa/registers.ts';
import type { Hart } from '../machine/hart.ts';
import type { CallSite } from './events.ts';
import type { OpenObject } from './io/object.ts';
import type { Kernel } from './kernel.ts';
import type { Process } from './process.ts';
import { newWait, type Thread, type WaitReason, type WaitRecord } from './thread.ts';
import { faultIn } from './vm/present.ts';
import type { Space } from './vm/space.ts';
import { type PageSupplier, UserMemory } from './vm/user-memory.ts';
import { WaitQueue } from './wait-queue.ts';

/**
 * What a handler may return besides a result or a negative error number. BLOCKED: the thread waits as `Call.block` set
 * it up, and the call is executed again when it is woken. INTERRUPTED: a signal cut the wait short (see `signal-delivery.ts`).
 * GONE: the thread does not return from this call: it ended, or its registers were replaced.
 */
export const BLOCKED = Number.NEGATIVE_INFINITY;
export const INTERRUPTED = -(2 ** 40);
export const GONE = Number.POSITIVE_INFINITY;
/** The call must wait for the end of the round (`Kernel.mustStall`): its hart stands still, then it is executed again. */
export const STALLED = -(2 ** 41);

/** Executes a system call: see BLOCKED for what it may return. */
export type Handler = (call: Call) => number;

/** The call that the thread on `hart` makes, read from its registers. */
export function callSite(hart: Hart): CallSite {
  const number = hart.x[A7]! >>> 0;
  return { row: syscallByNumber(number), number, args: readArguments(hart) };
}

function readArguments({ x }: Hart): number[] {
  return [
    x[A0]! >>> 0,
    x[A0 + 1]! >>> 0,
    x[A0 + 2]! >>> 0,
    x[A0 + 3]! >>> 0,
    x[A0 + 4]! >>> 0,
    x[A0 + 5]! >>> 0,
    x[A0 + 6]! >>> 0,
  ];
}

/**
 * The execution of a system call, as its handler sees it. A kernel has one object for all of them, since they come one after
 * the other: nobody keeps it. What it makes of the registers is made when it is asked for.
 */
export class Call implements CallSite, PageSupplier {
  kernel!: Kernel;
  thread!: Thread;
  process!: Process;
  hart!: Hart;
  number = 0;
  /** What an earlier execution of this same call left when it blocked. */
  wait: WaitRecord | undefined;
  /** The memory of the process as it is before the call: execve gives it another one. */
  memory!: UserMemory;
  private knownArguments: readonly number[] | undefined;

  /** Turns to the call that `thread` makes on `hart`. */
  begin(kernel: Kernel, thread: Thread, hart: Hart, wait: WaitRecord | undefined): void {
    const { process } = thread;
    this.kernel = kernel;
    this.thread = thread;
    this.process = process;
    this.hart = hart;
    this.number = hart.x[A7]! >>> 0;
    this.wait = wait;
    this.knownArguments = undefined;
    if (this.memory === undefined) this.memory = new UserMemory(kernel.machine, process.space, this);
    else this.memory.space = process.space;
  }

  get row(): SyscallRow | undefined {
    return syscallByNumber(this.number);
  }

  /** a0 to a5 as they were when they were first asked for, which is before anything can have changed them. */
  get args(): readonly number[] {
    this.knownArguments ??= readArguments(this.hart);
    return this.knownArguments;
  }

  supplyPage(space: Space, addr: number, write: boolean): boolean {
    return faultIn(this.kernel, this.process, space, addr, write);
  }

  /** Argument `index`, unsigned, for calls that are made often, since it needs no list; to be asked for before registers change. */
  arg(index: number): number {
    return this.hart.x[A0 + index]! >>> 0;
  }

  /** Argument `index` as a signed number. */
  int(index: number): number {
    return this.args[index]! | 0;
  }

  /** The object that descriptor `fd` names; undefined for EBADF. */
  object(fd: number): OpenObject | undefined {
    return this.process.handles.get(fd)?.object;
  }

  /** The path at `addr`, or EFAULT, ENAMETOOLONG. */
  path(addr: number): string | number {
    const path = this.memory.readString(addr, PATH_MAX);
    if (path === undefined) return -E.EFAULT;
    return path ?? -E.ENAMETOOLONG;
  }

  /**
   * Puts the thread to sleep in one or several queues, or until the absolute cycle `deadline`; what the record of the
   * execution before holds stays, changed by `keep`.
   */
  block(
    reason: WaitReason,
    queues: WaitQueue | Iterable<WaitQueue>,
    keep: {
      readonly deadline?: number;
      readonly phase?: number;
      readonly done?: number;
      readonly value?: number;
    } = {},
  ): number {
    const { thread, wait } = this;
    // It may be `wait`.
    thread.ownWait ??= newWait(reason);
    const record = thread.ownWait;
    record.reason = reason;
    record.deadline = keep.deadline ?? Infinity;
    record.phase = keep.phase ?? wait?.phase ?? 0;
    record.done = keep.done ?? wait?.done ?? 0;
    record.value = keep.value ?? wait?.value ?? 0;
    record.isInterrupted = false;
    record.isTimedOut = false;
    if (queues instanceof WaitQueue) standIn(record, queues, thread);
    else for (const queue of queues) standIn(record, queue, thread);
    if (record.deadline !== Infinity) this.kernel.deadlines.add(thread, record.deadline);
    thread.wait = record;
    return BLOCKED;
  }
}

function standIn(record: WaitRecord, queue: WaitQueue, thread: Thread): void {
  record.queues.push(queue);
  queue.waiters.push(thread);
}
