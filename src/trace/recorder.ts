import { CYCLES_PER_SECOND } from '../abi/processes.ts';
import { CLD_EXITED, signalName } from '../abi/signals.ts';
import { unreachable } from '../base/unreachable.ts';
import type { KernelEvent } from '../kernel/events.ts';
import type { Process } from '../kernel/process.ts';
import type { Thread } from '../kernel/thread.ts';
import type { Space } from '../kernel/vm/space.ts';
import type { Computer } from '../system/computer.ts';
import { PageWatch } from './page-watch.ts';
import { type EventRecord, RECORD_VERSION, type RecordReader } from './records.ts';
import { callName, formatCall } from './strace.ts';

/** What a recorder takes the trouble to find out. */
interface RecorderOptions {
  /** The program and its arguments. */
  readonly program: readonly string[];
  /** Whether to tell which frames are under which pages. */
  readonly pages?: boolean;
  /** Whether to write out what calls were given and gave. */
  readonly texts?: boolean;
}

/**
 * Makes records of the events of a computer, and gives each to every reader. The room `trace/`: `records.ts` says what a
 * record is, and `page-watch.ts` finds out about pages. From records `lives.ts` follows what each thread does and
 * `flows.ts` what threads do to each other; from these come `accounts.ts` with its table `statistics.ts`, `chrome-trace.ts`, and
 * `timeline.ts` (of `track.ts` and `series.ts`), which `gantt.ts` and `report.ts` (with `report-data.ts`) draw from. `strace.ts` reads the kernel's
 * events themselves; `arguments.ts`, `structures.ts`, `symbols.ts` and `text.ts` say how things look.
 */
export class Recorder {
  private readonly computer: Computer;
  private readonly readers: readonly RecordReader[];
  private readonly pages: PageWatch | undefined;
  private readonly withTexts: boolean;
  /** The numbers by which threads were called last: execve changes them. */
  private readonly tids = new Map<Thread, number>();
  private readonly spaces = new Map<Process, Space>();
  private free = -1;

  constructor(computer: Computer, readers: readonly RecordReader[], options: RecorderOptions) {
    this.computer = computer;
    this.readers = readers;
    this.withTexts = options.texts === true;
    if (options.pages === true) {
      this.pages = new PageWatch((space, page, frame, origin, area) =>
        this.give({ kind: 'page', cycle: this.now(), space, page, frame, origin, area }),
      );
    }
    const { machine, settings } = computer;
    this.give({
      kind: 'run',
      cycle: this.now(),
      version: RECORD_VERSION,
      program: options.program,
      harts: machine.harts.length,
      frames: machine.frames.total - 1,
      quantum: settings.quantum,
      cyclesPerSecond: CYCLES_PER_SECOND,
    });
    for (const thread of computer.kernel.threads.values()) this.find(thread);
    computer.kernel.observe((event) => this.observe(event));
  }

  /** The run is over; `why` is what a session says of it. */
  finish(why: string): void {
    const { kernel, machine } = this.computer;
    // What runs has come further than the last entry into the kernel.
    const reached = machine.harts.filter(({ index }) => kernel.running[index] !== undefined).map(({ cycle }) => cycle);
    this.give({ kind: 'halt', cycle: Math.max(this.now(), ...reached), why });
  }

  /** Tells of a thread that was there before, as it is. The process 1 that runs nothing is left out. */
  private find(thread: Thread): void {
    const { state, process, hart } = thread;
    if (state === 'ended' || process.executable === undefined) return;
    const cycle = this.now();
    this.start({ kind: 'start', cycle, thread });
    if (state === 'running') this.observe({ kind: 'switch', cycle, hart, thread, ran: 0 });
    if (state === 'blocked') this.observe({ kind: 'block', cycle, thread, reason: thread.wait!.reason });
    if (state === 'stopped') this.observe({ kind: 'stop', cycle, thread });
  }

  private now(): number {
    return this.computer.kernel.now();
  }

  private give(record: EventRecord): void {
    for (const read of this.readers) read(record);
  }

  private observe(event: KernelEvent): void {
    const { cycle, kind } = event;
    switch (kind) {
      case 'start':
        this.start(event);
        break;
      case 'fork':
        this.fork(event);
        break;
      case 'switch': {
        const { hart, thread, ran } = event;
        this.give({ kind, cycle, pid: thread?.process.pid ?? 0, tid: thread?.tid ?? 0, hart, ran });
        if (thread !== undefined) this.pages?.check(thread.process.space);
        break;
      }
      case 'timer':
      case 'preempt':
        this.give({ kind, cycle, pid: event.thread.process.pid, tid: event.thread.tid, hart: event.hart });
        break;
      case 'block':
        this.give({
          kind,
          cycle,
          pid: event.thread.process.pid,
          tid: event.thread.tid,
          reason: event.reason,
          on: objectOf(event.thread),
        });
        break;
      case 'wake':
        this.give({
          kind,
          cycle,
          pid: event.thread.process.pid,
          tid: event.thread.tid,
          by: event.by?.tid ?? 0,
          why: whyAwake(event.thread),
        });
        break;
      case 'stop':
      case 'continue':
        this.give({ kind, cycle, pid: event.thread.process.pid, tid: event.thread.tid });
        break;
      case 'call':
        this.give({
          kind,
          cycle,
          pid: event.thread.process.pid,
          tid: event.thread.tid,
          call: callName(event.call),
          args: event.call.args,
        });
        break;
      case 'return':
        this.return(event);
        break;
      case 'fault':
        this.fault(event);
        break;
      case 'exec':
        this.exec(event);
        break;
      case 'end':
        this.give({ kind, cycle, pid: event.thread.process.pid, tid: event.thread.tid });
        this.tids.delete(event.thread);
        break;
      case 'exit':
        this.exit(event);
        break;
      case 'reap':
        this.give({ kind, cycle, pid: event.process.pid });
        break;
      case 'signal':
        this.give({
          kind,
          cycle,
          pid: event.thread.process.pid,
          tid: event.thread.tid,
          by: event.by?.tid ?? 0,
          signal: signalName(event.signal),
        });
        break;
      case 'deliver':
        this.give({
          kind,
          cycle,
          pid: event.thread.process.pid,
          tid: event.thread.tid,
          signal: signalName(event.signal),
        });
        break;
      case 'transfer': {
        const { thread, channel, inode, direction, bytes, level } = event;
        const [pid, tid] = [thread?.process.pid ?? 0, thread?.tid ?? 0];
        this.give({ kind, cycle, pid, tid, channel, inode, direction, bytes, level });
        break;
      }
      default:
        unreachable(event);
    }
    this.measure();
  }

  private start({ cycle, thread }: Extract<KernelEvent, { kind: 'start' }>): void {
    const { process } = thread;
    this.tids.set(thread, thread.tid);
    this.spaces.set(process, process.space);
    const space = this.pages?.numberOf(process.space) ?? 0;
    this.give({ kind: 'start', cycle, pid: thread.process.pid, tid: thread.tid, name: process.name, space });
    this.pages?.check(process.space);
  }

  private fork({ cycle, parent, child }: Extract<KernelEvent, { kind: 'fork' }>): void {
    const { process } = child;
    this.tids.set(child, child.tid);
    this.spaces.set(process, process.space);
    this.pages?.check(parent.process.space);
    // Whom CreateProcess made has a program of its own from the start.
    const isCopy = process.space !== parent.process.space && !process.hasExecuted;
    this.give({
      kind: 'fork',
      cycle,
      pid: process.pid,
      tid: child.tid,
      parent: parent.tid,
      name: process.name,
      space:
        (isCopy ? this.pages?.fork(parent.process.space, process.space) : this.pages?.numberOf(process.space)) ?? 0,
      pages: isCopy ? process.space.residentPages : 0,
      isThread: process === parent.process,
    });
  }

  private exec({ cycle, thread, path }: Extract<KernelEvent, { kind: 'exec' }>): void {
    const { process } = thread;
    const former = this.tids.get(thread) ?? thread.tid;
    this.tids.set(thread, thread.tid);
    const old = this.spaces.get(process);
    if (old?.users === 0) this.pages?.drop(old);
    this.spaces.set(process, process.space);
    const space = this.pages?.numberOf(process.space) ?? 0;
    this.give({
      kind: 'exec',
      cycle,
      pid: thread.process.pid,
      tid: thread.tid,
      former,
      path,
      name: process.name,
      space,
    });
    this.pages?.check(process.space);
  }

  private exit({ cycle, thread, code, status }: Extract<KernelEvent, { kind: 'exit' }>): void {
    const { process } = thread;
    const hasExited = code === CLD_EXITED;
    this.give({
      kind: 'exit',
      cycle,
      pid: thread.process.pid,
      tid: thread.tid,
      status: hasExited ? status : 0,
      signal: hasExited ? 0 : status,
    });
    this.spaces.delete(process);
    // The process has not yet left it.
    if (process.space.users === 1) this.pages?.drop(process.space);
  }

  private return({ cycle, thread, call, result, memory }: Extract<KernelEvent, { kind: 'return' }>): void {
    const text = this.withTexts ? formatCall(call, memory, result, thread.lastError) : '';
    this.give({ kind: 'return', cycle, pid: thread.process.pid, tid: thread.tid, call: callName(call), result, text });
    this.pages?.check(thread.process.space);
  }

  private fault({ cycle, thread, addr, access, outcome, frame }: Extract<KernelEvent, { kind: 'fault' }>): void {
    this.give({ kind: 'fault', cycle, pid: thread.process.pid, tid: thread.tid, addr, access, outcome, frame });
    this.pages?.put(thread.process.space, addr >>> 12, frame, outcome === 'copied');
  }

  private measure(): void {
    const { frames } = this.computer.machine;
    const free = frames.freeCount + frames.quarantined;
    if (free === this.free) return;
    this.free = free;
    this.give({ kind: 'frames', cycle: this.now(), free });
  }
}

function whyAwake({ wait }: Thread): 'event' | 'time' | 'signal' {
  if (wait?.isInterrupted === true) return 'signal';
  return wait?.isTimedOut === true ? 'time' : 'event';
}

/** What the thread waits for, if one of its handles names it. */
function objectOf({ wait, process }: Thread): string {
  const queue = wait?.queues[0];
  if (queue === undefined) return '';
  for (const [, { object }] of process.handles.entries()) {
    if (object.kind === 'event' || (object.readers !== queue && object.writers !== queue)) continue;
    return object.kind === 'pipe' || object.kind === 'socket' ? `${object.kind} ${object.inode.number}` : object.kind;
  }
  return '';
}
