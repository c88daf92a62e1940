import { O_ASYNC, POLLIN, POLLOUT, POLLRDNORM, POLLWRNORM } from '../abi/files.ts';
import { POLL_IN, POLL_OUT, SIG } from '../abi/signals.ts';
import type { ObjectWatcher, OpenObject } from './io/object.ts';
import { unwatch, watch } from './io/readiness.ts';
import type { Kernel } from './kernel.ts';
import { kernelDetails, sendSignal, sendThreadSignal, signalGroup } from './signal.ts';
import type { SignalDetails } from './signal-state.ts';
import type { WaitQueue } from './wait-queue.ts';

/** Whom to tell: F_SETOWN_EX. */
export interface NoticeOwner {
  readonly kind: 'thread' | 'process' | 'group';
  readonly id: number;
}

/** What O_ASYNC works on. */
const KINDS: ReadonlySet<OpenObject['kind']> = new Set(['pipe', 'terminal', 'socket']);

/** Sends a signal when something happens to an open object: notification instead of polling (F_SETOWN, F_SETSIG). */
export class SignalNotice implements ObjectWatcher {
  readonly object: OpenObject;
  owner: NoticeOwner | undefined;
  /** The signal to send with details; 0 for a plain SIGIO. */
  signal = 0;
  /** The descriptor by which O_ASYNC was set: siginfo shows it. */
  private fd = -1;
  private queues: readonly WaitQueue[] = [];

  constructor(object: OpenObject) {
    this.object = object;
  }

  /** Begins to tell, by descriptor `fd`. */
  begin(fd: number): void {
    this.fd = fd;
    this.queues = watch(this, this.object);
  }

  notify(kernel: Kernel, queue: WaitQueue): void {
    const { owner, object } = this;
    if (owner === undefined) return;
    const isInput = queue !== object.writers;
    const band = isInput ? POLLIN | POLLRDNORM : POLLOUT | POLLWRNORM;
    const code = isInput ? POLL_IN : POLL_OUT;
    if (this.signal !== 0) {
      const details = { code, pid: 0, uid: 0, status: 0, addr: 0, words: [band, this.fd] };
      if (this.send(kernel, owner, this.signal, details)) return;
    }
    this.send(kernel, owner, SIG.SIGIO, kernelDetails());
  }

  objectClosed(): void {
    unwatch(this, this.object, this.queues);
    this.queues = [];
  }

  /** False if too many are queued, or there is nobody to tell. */
  private send(kernel: Kernel, { kind, id }: NoticeOwner, signal: number, details: SignalDetails): boolean {
    switch (kind) {
      case 'thread': {
        const thread = kernel.threads.get(id);
        return thread !== undefined && sendThreadSignal(kernel, thread, signal, details) !== 'full';
      }
      case 'process': {
        const process = kernel.processes.get(id);
        return process !== undefined && sendSignal(kernel, process, signal, details) !== 'full';
      }
      case 'group':
        signalGroup(kernel, id, signal, details);
        return true;
    }
  }
}

/** Sets or clears O_ASYNC by descriptor `fd`, where that means anything. */
export function setAsync(object: OpenObject, fd: number, isOn: boolean): void {
  if (!KINDS.has(object.kind) || isOn === ((object.flags & O_ASYNC) !== 0)) return;
  object.flags ^= O_ASYNC;
  if (isOn) noticeOf(object).begin(fd);
  else noticeOf(object).objectClosed();
}

/** How the object tells of events, made on first use. */
export function noticeOf(object: OpenObject): SignalNotice {
  object.notice ??= new SignalNotice(object);
  return object.notice;
}
