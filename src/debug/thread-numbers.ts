import type { KernelEvent } from '../kernel/events.ts';
import type { Computer } from '../system/computer.ts';
import type { ThreadId } from './stop.ts';
import { idOf, livingThreads } from './threads.ts';

/**
 * The numbers by which people name threads: `2.1` is the first thread of process 2. The threads of a process are counted in the
 * order they were first seen, and keep their numbers.
 */
export class ThreadNumbers {
  /** The threads of processes that had more than their first one, whose tid is the pid. */
  private readonly tids = new Map<number, number[]>();
  private readonly computer: Computer;

  constructor(computer: Computer) {
    this.computer = computer;
    for (const thread of livingThreads(computer.kernel)) this.number(idOf(thread));
  }

  observe(event: KernelEvent): void {
    if (event.kind === 'fork' && event.child.process === event.parent.process) this.number(idOf(event.child));
  }

  /** The number of a thread in its process, from 1. */
  number({ pid, tid }: ThreadId): number {
    if (tid === pid) return 1;
    let tids = this.tids.get(pid);
    if (tids === undefined) {
      tids = [pid];
      this.tids.set(pid, tids);
    }
    if (!tids.includes(tid)) tids.push(tid);
    return tids.indexOf(tid) + 1;
  }

  /** `2.1`. */
  text(id: ThreadId): string {
    return `${id.pid}.${this.number(id)}`;
  }

  /** The thread that `2.1`, or `2` for the first of process 2, names; undefined if there is none. */
  find(text: string): ThreadId | undefined {
    const match = /^(\d+)(?:\.(\d+))?$/.exec(text);
    if (match === null) return undefined;
    const pid = Number(match[1]);
    const process = this.computer.kernel.processes.get(pid);
    if (process === undefined || process.ending !== undefined) return undefined;
    if (match[2] === undefined) {
      const first = process.threads.find(({ state }) => state !== 'ended');
      return first === undefined ? undefined : { pid, tid: first.tid };
    }
    const tid = this.tids.get(pid)?.[Number(match[2]) - 1] ?? (match[2] === '1' ? pid : undefined);
    return tid !== undefined && process.threads.some((thread) => thread.tid === tid && thread.state !== 'ended')
      ? { pid, tid }
      : undefined;
  }
}
