import type { Machine } from '../machine/machine.ts';
import type { Deadlines } from './deadlines.ts';
import type { KernelEvent } from './events.ts';
import type { Host } from './host.ts';
import type { Process } from './process.ts';
import type { Thread } from './thread.ts';
import type { WaitQueue } from './wait-queue.ts';
import type { Synchronizer } from './windows/synchronizer.ts';

/** What kernel objects (files, pipes, terminals) may ask of the kernel that they live in. */
export interface Services {
  readonly machine: Machine;
  readonly host: Host;
  readonly deadlines: Deadlines;
  /** Virtual time in cycles. */
  now(): number;
  /** Makes every thread that waits in `queue` ready; each will execute its call again. */
  wakeAll(queue: WaitQueue): void;
  /** Sends `signal` to every process of group `pgid`. */
  signalGroup(pgid: number, signal: number): void;
  /** Sends `signal` to the Windows-style processes, and to what they forked, whose console is the terminal of session `sid`. */
  signalConsole(sid: number, signal: number): void;
  /** A handle to the process or to a thread of it is gone: if it was the last one, an ended process may go. */
  loseName(process: Process): void;
  /** Events, mutexes and semaphores that have a name. */
  readonly namedObjects: Map<string, Synchronizer>;
  /** The thread that is being served, while one is. */
  readonly current: Thread | undefined;
  /** Whether anybody reads the event stream: to be asked before `emit`. */
  readonly isObserved: boolean;
  emit(event: KernelEvent): void;
}
