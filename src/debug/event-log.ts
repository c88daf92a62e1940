import { CLD_EXITED, signalName } from '../abi/signals.ts';
import type { KernelEvent } from '../kernel/events.ts';
import type { Thread } from '../kernel/thread.ts';
import type { Line } from './line.ts';
import type { ThreadId } from './stop.ts';
import { idOf } from './threads.ts';
import type { Timeline } from './timeline.ts';

/** Something of note that happened. */
export interface LoggedEvent {
  readonly step: number;
  readonly cycle: number;
  readonly kind: 'start' | 'fork' | 'thread' | 'exec' | 'exit' | 'signal';
  readonly thread: ThreadId;
  readonly text: string;
  readonly line: Line;
}

/** More are not kept: the oldest go. */
const MOST = 100_000;

/** What happened when: processes that began and ended, programs that were started, signals that were taken. */
export class EventLog {
  private readonly timeline: Timeline;
  private events: LoggedEvent[] = [];

  constructor(timeline: Timeline) {
    this.timeline = timeline;
  }

  /** The events of the line that is gone, those that lead to it included, ascending. */
  get list(): readonly LoggedEvent[] {
    const lines = this.timeline.ancestry;
    return this.events.filter(({ line, step }) => {
      const place = lines.indexOf(line);
      const next = lines[place + 1];
      return place >= 0 && (next === undefined || step <= next.start);
    });
  }

  observe(event: KernelEvent): void {
    const described = describe(event);
    if (described === undefined) return;
    const step = this.timeline.step + 1;
    const line = this.timeline.presentLine;
    // What is gone over again is known already.
    if (step <= line.end) return;
    const { kind, thread, text } = described;
    this.events.push({ step, cycle: event.cycle, kind, thread: idOf(thread), text, line });
    if (this.events.length > MOST) this.events = this.events.slice(MOST / 10);
  }
}

function describe(event: KernelEvent): { kind: LoggedEvent['kind']; thread: Thread; text: string } | undefined {
  switch (event.kind) {
    case 'fork': {
      const { parent, child } = event;
      const isThread = parent.process === child.process;
      const text = isThread ? `makes thread ${child.tid}` : `forks process ${child.process.pid}`;
      return { kind: isThread ? 'thread' : 'fork', thread: parent, text };
    }
    case 'exec':
      return { kind: 'exec', thread: event.thread, text: `runs ${event.path}` };
    case 'exit': {
      const { code, status, thread } = event;
      const text = code === CLD_EXITED ? `exits with ${status}` : `is killed by ${signalName(status)}`;
      return { kind: 'exit', thread, text };
    }
    case 'deliver':
      return { kind: 'signal', thread: event.thread, text: `takes ${signalName(event.signal)}` };
    default:
      return undefined;
  }
}
