import { SIG_DFL, SIG_IGN, SIGNAL_MAX } from '../../abi/signals.ts';
import type { Process } from '../process.ts';
import { addSignal, newSignalSet, type SignalSet } from '../signal-set.ts';
import type { Thread } from '../thread.ts';
import type { ProcessTable, ProcHost } from './proc-facts.ts';

/** Whom a file of /proc/PID is about: a process, or with `thread` one of its threads. */
export interface Subject {
  readonly process: Process;
  readonly thread: Thread | undefined;
  readonly processes: ProcessTable;
  readonly host: ProcHost;
}

/** The states of a process or thread: the letter of stat, and how status puts it. */
const STATES = {
  running: 'R (running)',
  sleeping: 'S (sleeping)',
  onDisk: 'D (disk sleep)',
  stopped: 'T (stopped)',
  zombie: 'Z (zombie)',
} as const;

/** A process runs if one of its threads does or could; for one thread only that counts. */
export function stateOf({ process, thread }: Pick<Subject, 'process' | 'thread'>): string {
  if (process.ending !== undefined) return STATES.zombie;
  if (process.isStopped) return STATES.stopped;
  const threads = (thread === undefined ? process.threads : [thread]).filter(({ state }) => state !== 'ended');
  if (threads.length > 0 && threads.every(({ state }) => state === 'stopped')) return STATES.stopped;
  const isActive = threads.some(({ state }) => state === 'running' || state === 'ready');
  if (isActive) return STATES.running;
  return threads.some(({ wait }) => wait?.reason === 'disk') ? STATES.onDisk : STATES.sleeping;
}

/** A zombie has one thread left. */
export function threadCount(process: Process): number {
  return Math.max(1, process.threads.filter(({ state }) => state !== 'ended').length);
}

/** Which signals a process ignores and catches. */
export function dispositions(process: Process): { ignored: SignalSet; caught: SignalSet } {
  const ignored = newSignalSet();
  const caught = newSignalSet();
  for (let signal = 1; signal <= SIGNAL_MAX; signal++) {
    const handler = process.actions[signal]?.handler ?? SIG_DFL;
    if (handler !== SIG_DFL) addSignal(handler === SIG_IGN ? ignored : caught, signal);
  }
  return { ignored, caught };
}
