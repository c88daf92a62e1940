import { SIG, signalName } from '../abi/signals.ts';
import { syscallByNumber } from '../abi/syscalls.ts';
import type { KernelEvent } from '../kernel/events.ts';
import type { Thread } from '../kernel/thread.ts';
import type { Catchpoint } from './points.ts';
import type { CaughtEvent } from './stop.ts';
import { idOf } from './threads.ts';

/** Catchpoints for what happens often: the kernel tells of it only if somebody listens. */
export const MINUTE_EVENTS: readonly string[] = ['syscall', 'fault', 'cow', 'deadlock'];

const FAULT_SIGNALS: readonly number[] = [SIG.SIGSEGV, SIG.SIGBUS, SIG.SIGILL, SIG.SIGFPE, SIG.SIGTRAP];

/** Whether a signal comes from an instruction, and not from another process. */
export function isFault(signal: number, code: number): boolean {
  return code > 0 && FAULT_SIGNALS.includes(signal);
}

/** Whether a catchpoint is for this event. */
export function matches({ event: kind, names }: Catchpoint, event: CaughtEvent): boolean {
  if (event.kind !== kind) return false;
  if (names.length === 0) return true;
  switch (event.kind) {
    case 'syscall':
      return names.includes(event.name) || names.includes(String(event.number));
    case 'signal':
      return names.includes(signalName(event.signal)) || names.includes(String(event.signal));
    case 'fault':
      return names.includes(event.outcome);
    default:
      return true;
  }
}

/** What an event is to catchpoints, whose it is, and whether one wants to see the moment before the kernel dealt with it. */
interface Caught {
  readonly thread: Thread;
  readonly caught: CaughtEvent;
  readonly isBefore?: boolean;
}

/** What an event of the kernel is to catchpoints. */
export function caughtEvents(event: KernelEvent): Caught[] {
  switch (event.kind) {
    case 'return': {
      const { thread, call, result } = event;
      const { number } = call;
      return [{ thread, caught: { kind: 'syscall', name: callName(number), number, at: 'return', result } }];
    }
    case 'fork': {
      const { parent, child } = event;
      const isThread = child.process === parent.process;
      return [{ thread: parent, caught: { kind: 'fork', child: idOf(child), isThread } }];
    }
    case 'exec':
      return [{ thread: event.thread, caught: { kind: 'exec', path: event.path } }];
    case 'exit':
      return [{ thread: event.thread, caught: { kind: 'exit', code: event.code, status: event.status } }];
    case 'deliver': {
      const { thread, signal, details } = event;
      const isBefore = isFault(signal, details.code);
      return [{ thread, caught: { kind: 'signal', signal, isFault: isBefore, addr: details.addr }, isBefore }];
    }
    case 'fault': {
      const { thread, addr, access, outcome, frame } = event;
      const fault = {
        thread,
        caught: { kind: 'fault', addr, access, outcome },
        isBefore: outcome === 'signal',
      } as const;
      return outcome === 'copied' ? [fault, { thread, caught: { kind: 'cow', addr, frame } }] : [fault];
    }
    case 'switch':
      return event.thread === undefined ? [] : [{ thread: event.thread, caught: { kind: 'switch', hart: event.hart } }];
    default:
      return [];
  }
}

/** The name of a system call, its number if it has none. */
export function callName(number: number): string {
  return syscallByNumber(number)?.name ?? String(number);
}
