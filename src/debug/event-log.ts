import { CLD_EXITED, signalName } from '../abi/signals.ts';
import type { KernelEvent } from '../kernel/events.ts';
import type { Thread } from '../kernel/thread.ts';
import type { Line } from './line.ts';
import type { ThreadId } from './stop.ts';
import type { Timeline } from './timeline.ts';

/** Something of note that happened. */
export interface LoggedEvent {
  readonly step: number;
  readonly cycle: number;
  readonly kind: 'fork' | 'thread' | 'exec' | 'exit' | 'signal';
  readonly thread: ThreadId;
  readonly text: string;
}

/** More are not kept: the oldest go. */
const MOST = 100_000;

/** What is noted of an event: these numbers, the last of which is what its text needs. */
const [STEP, CYCLE, LINE, KIND, PID, TID, DETAIL] = [0, 1, 2, 3, 4, 5, 6];
const WIDTH = 7;

/** The kinds of events, and their texts. */
const KINDS = [
  { kind: 'fork', describe: (pid: number) => `forks process ${pid}` },
  { kind: 'thread', describe: (tid: number) => `makes thread ${tid}` },
  { kind: 'exec', describe: (path: number, paths: readonly string[]) => `runs ${paths[path]}` },
  { kind: 'exit', describe: (status: number) => `exits with ${status}` },
  { kind: 'exit', describe: (signal: number) => `is killed by ${signalName(signal)}` },
  { kind: 'signal', describe: (signal: number) => `takes ${signalName(signal)}` },
] as const;
const [FORK, THREAD, EXEC, EXIT, KILLED, SIGNAL] = [0, 1, 2, 3, 4, 5];

/**
 * What happened when: processes that began and ended, programs that were started, signals that were taken. It is kept as numbers:
 * a run of 3000 processes took 3 % longer when each event was an object with its text.
 */
export class EventLog {
  private readonly timeline: Timeline;
  private numbers = new Float64Array(WIDTH * 64);
  private count = 0;
  /** The paths of programs that were started. */
  private readonly paths: string[] = [];
  private readonly pathNumbers = new Map<string, number>();

  constructor(timeline: Timeline) {
    this.timeline = timeline;
  }

  /** The events of the line that is gone, those that lead to it included, ascending. */
  get list(): readonly LoggedEvent[] {
    const events: LoggedEvent[] = [];
    for (let at = 0; at < this.count * WIDTH; at += WIDTH) {
      if (!this.isOnPath(at)) continue;
      const of = (field: number) => this.numbers[at + field]!;
      const { kind, describe } = KINDS[of(KIND)]!;
      const thread = { pid: of(PID), tid: of(TID) };
      events.push({ step: of(STEP), cycle: of(CYCLE), kind, thread, text: describe(of(DETAIL), this.paths) });
    }
    return events;
  }

  /**
   * When a process got the memory that it has at present: the step after it last started a program, or after it was forked, with who
   * did that; undefined if it has had it since the history began.
   */
  birthOf(pid: number): { readonly step: number; readonly parent: ThreadId | undefined } | undefined {
    const { numbers, timeline } = this;
    const isBirth = (at: number) => {
      const isExec = numbers[at + KIND] === EXEC && numbers[at + PID] === pid;
      return (isExec || this.isForkOf(at, pid)) && numbers[at + STEP]! <= timeline.step;
    };
    const at = this.findLast(isBirth);
    if (at === undefined) return undefined;
    const parent = { pid: numbers[at + PID]!, tid: numbers[at + TID]! };
    return { step: numbers[at + STEP]!, parent: this.isForkOf(at, pid) ? parent : undefined };
  }

  /** The first step after which there is a process; undefined if it was there when the history began. */
  firstStepOf(pid: number): number | undefined {
    const at = this.findLast((candidate) => this.isForkOf(candidate, pid));
    return at === undefined ? undefined : this.numbers[at + STEP];
  }

  observe(event: KernelEvent): void {
    switch (event.kind) {
      case 'fork': {
        const { parent, child } = event;
        const isThread = parent.process === child.process;
        this.note(event.cycle, isThread ? THREAD : FORK, parent, isThread ? child.tid : child.process.pid);
        break;
      }
      case 'exec':
        this.note(event.cycle, EXEC, event.thread, this.pathNumber(event.path));
        break;
      case 'exit':
        this.note(event.cycle, event.code === CLD_EXITED ? EXIT : KILLED, event.thread, event.status);
        break;
      case 'deliver':
        this.note(event.cycle, SIGNAL, event.thread, event.signal);
    }
  }

  /** Whether the event at `at` belongs to the line that is gone, or to one that leads to it. */
  private isOnPath(at: number): boolean {
    const { lines, ancestry } = this.timeline;
    const place = ancestry.indexOf(lines[this.numbers[at + LINE]!]!);
    const next = ancestry[place + 1];
    return place >= 0 && (next === undefined || this.numbers[at + STEP]! <= next.start);
  }

  private isForkOf(at: number, pid: number): boolean {
    return this.numbers[at + KIND] === FORK && this.numbers[at + DETAIL] === pid;
  }

  /** The last event that passes `test`, of the line that is gone. */
  private findLast(test: (at: number) => boolean): number | undefined {
    for (let at = (this.count - 1) * WIDTH; at >= 0; at -= WIDTH) if (test(at) && this.isOnPath(at)) return at;
    return undefined;
  }

  private note(cycle: number, kind: number, thread: Thread, detail: number): void {
    const { timeline } = this;
    const step = timeline.step + 1;
    const line: Line = timeline.presentLine;
    // What is gone over again is known already.
    if (step <= line.end) return;
    this.makeRoom();
    const { numbers } = this;
    const at = this.count * WIDTH;
    numbers[at + STEP] = step;
    numbers[at + CYCLE] = cycle;
    numbers[at + LINE] = timeline.lines.indexOf(line);
    numbers[at + KIND] = kind;
    numbers[at + PID] = thread.process.pid;
    numbers[at + TID] = thread.tid;
    numbers[at + DETAIL] = detail;
    this.count++;
  }

  private makeRoom(): void {
    const { numbers } = this;
    if (this.count === MOST) {
      numbers.copyWithin(0, (MOST / 10) * WIDTH);
      this.count -= MOST / 10;
    }
    if ((this.count + 1) * WIDTH <= numbers.length) return;
    this.numbers = new Float64Array(numbers.length * 2);
    this.numbers.set(numbers);
  }

  private pathNumber(path: string): number {
    let number = this.pathNumbers.get(path);
    if (number === undefined) {
      number = this.paths.push(path) - 1;
      this.pathNumbers.set(path, number);
    }
    return number;
  }
}
