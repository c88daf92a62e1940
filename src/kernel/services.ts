import type { Machine } from '../machine/machine.ts';
import type { Deadlines } from './deadlines.ts';
import type { KernelEvent } from './events.ts';
import type { Host } from './host.ts';
import type { Thread } from './thread.ts';
import type { WaitQueue } from './wait-queue.ts';

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
  /** The thread that is being served, while one is. */
  readonly current: Thread | undefined;
  /** Whether anybody reads the event stream: to be asked before `emit`. */
  readonly isObserved: boolean;
  emit(event: KernelEvent): void;
}
