import type { Kernel } from '../kernel/kernel.ts';
import type { Process } from '../kernel/process.ts';
import type { Thread } from '../kernel/thread.ts';
import { MemoryPeek } from '../kernel/vm/peek.ts';
import type { Computer } from '../system/computer.ts';
import type { Frame } from './backtrace.ts';
import { EventLog } from './event-log.ts';
import { evaluateText, type Value } from './expression.ts';
import { lastWrite } from './last-write.ts';
import type { Line } from './line.ts';
import { Lookout } from './lookout.ts';
import { backwards, type Course, endingHere, forwards, type Motion, type Pause, reached } from './motion.ts';
import { Moves } from './moves.ts';
import { hex } from './names.ts';
import { Points } from './points.ts';
import { pokeMemory } from './poke.ts';
import { type Program, Programs } from './program.ts';
import type { Request } from './request.ts';
import { NO_NAMES, namesFor } from './scope.ts';
import {
  advanceTo,
  finish,
  framesOf,
  reverseFinish,
  reverseStep,
  type SteppingCourse,
  step,
  stepOut,
} from './stepping.ts';
import type { Stop, ThreadId } from './stop.ts';
import { ThreadNumbers } from './thread-numbers.ts';
import {
  findThread,
  idOf,
  isSameThread,
  livingProcesses,
  livingThreads,
  nameOfRegister,
  type Registers,
  registersOf,
  writeRegister,
} from './threads.ts';
import { type Moment, Timeline, type TimelineOptions } from './timeline.ts';

export type { Request } from './request.ts';
export { NoFrame } from './stepping.ts';

/** What `proceed` gives: the stop, or why the host has a turn. */
export type Turn = { readonly kind: 'stopped'; readonly stop: Stop } | Pause;

/** How a debugger is set up. */
export interface DebuggerOptions extends TimelineOptions {
  /** The text of a source, by the name that the assembler or compiler gave it. */
  readonly readSource?: (name: string, program: Program) => string | undefined;
  /** Whether idle time passes as it does outside: `proceed` gives 'idle', and the host waits. */
  readonly isPaced?: boolean;
  /** The cycle at which virtual time ends. */
  readonly limit?: number;
  /** The last step of a recording that is replayed. */
  readonly lastStep?: number;
}

/**
 * A debugger for a computer with its first program started: all that its faces (command line, gdb, editors) need. The room
 * `debug/`:
 *
 * - `timeline.ts` (`line.ts`, `runners.ts`, `thinning.ts`, `effort.ts`): history, recorded as it is made; seeking; branches
 * - `points.ts`, `lookout.ts` (`caught-events.ts`, `watched-values.ts`, `wakers.ts`): break-, watch- and
 *   catchpoints; `stop.ts`: why a run stopped
 * - `request.ts`, `motion.ts`, `stepping.ts`, `last-write.ts`, `moves.ts`: ways through time, forwards and backwards
 * - `program.ts`, `call-targets.ts`, `backtrace.ts`, `expression.ts`, `scope.ts`, `names.ts`: what people see instead of addresses
 * - `threads.ts`, `thread-numbers.ts`, `poke.ts`: registers and memory of processes
 * - `event-log.ts`: what happened when; `recording.ts`: a run as a file
 * - `views/`: what the kernel has, as data; `commands/`: the commands, and their texts; `gdb/` and `dap/`: the other faces
 *
 * A moment is a number of steps (`Computer.steps`): with several harts too there is one order of all that happens, and each
 * moment of it can be gone to. Threads are named by pid and tid.
 */
export class Debugger {
  readonly computer: Computer;
  readonly timeline: Timeline;
  readonly points: Points;
  readonly programs = new Programs();
  readonly numbers: ThreadNumbers;
  readonly events: EventLog;
  readonly options: DebuggerOptions;
  /** Why the computer stands where it does. */
  stop: Stop;
  /** The thread that commands are about. */
  selected: ThreadId | undefined;
  /** The frame of it that commands are about. */
  selectedFrame = 0;
  /** Which process is selected after a fork by the selected thread, when the motion in which it forked has ended. */
  followFork: 'parent' | 'child' = 'parent';
  private readonly lookout: Lookout;
  private readonly course: SteppingCourse;
  private motion: Motion | undefined;
  private interrupted = false;
  /** The last process that the selected thread made in the present motion. */
  private forked: ThreadId | undefined;
  private isReverse = false;

  constructor(computer: Computer, options: DebuggerOptions = {}) {
    this.computer = computer;
    this.options = options;
    this.timeline = new Timeline(computer, options);
    this.points = new Points(this.programs);
    this.numbers = new ThreadNumbers(computer);
    this.lookout = new Lookout({
      computer,
      points: this.points,
      namesFor: (thread) => namesFor(this, thread),
    });
    this.events = new EventLog(this.timeline);
    this.course = {
      timeline: this.timeline,
      lookout: this.lookout,
      points: this.points,
      moves: new Moves(this.timeline),
      programs: this.programs,
      isInterrupted: () => this.interrupted,
      isPaced: options.isPaced ?? false,
      limit: options.limit,
      lastStep: options.lastStep ?? Infinity,
    };
    computer.kernel.follow((event) => {
      if (event.kind === 'switch' && event.thread !== undefined) this.timeline.noteRan(event.thread.tid);
      this.numbers.observe(event);
      if (event.kind === 'fork') this.noteFork(event.parent, event.child);
      this.events.observe(event);
      this.lookout.follower(event);
    });
    this.stop = reached(this.course, { kind: 'start' }, this.nextThread());
    this.selected = this.stop.thread;
  }

  get kernel(): Kernel {
    return this.computer.kernel;
  }

  // Through time

  /** Begins a motion; `proceed` carries it out. Throws `NoFrame` for a finish of the outermost function. */
  begin(request: Request): void {
    this.interrupted = false;
    this.forked = undefined;
    this.isReverse = 'reverse' in request && request.reverse === true;
    this.motion = this.motionFor(request);
  }

  get isMoving(): boolean {
    return this.motion !== undefined;
  }

  /** Goes on with the motion for some milliseconds of work, or until it ends. */
  proceed(): Turn {
    if (this.motion === undefined) return { kind: 'stopped', stop: this.stop };
    const result = this.motion.next();
    if (result.done !== true) return result.value;
    this.motion = undefined;
    this.arrive(result.value);
    return { kind: 'stopped', stop: result.value };
  }

  /** Carries a motion out at once. Where everything waits for input that nobody gives, it ends. */
  run(request: Request): Stop {
    this.begin(request);
    for (;;) {
      const turn = this.proceed();
      if (turn.kind === 'stopped') return turn.stop;
    }
  }

  /** Lets the motion end at its next turn. */
  interrupt(): void {
    this.interrupted = true;
  }

  get now(): Moment {
    return this.timeline.now;
  }

  /** Goes to another line of history. */
  switchLine(line: Line): Stop {
    this.timeline.switchTo(line, line.marks[0]!.step);
    return this.arriveHere();
  }

  // Processes and threads

  get processes(): readonly Process[] {
    return livingProcesses(this.kernel);
  }

  get threads(): readonly Thread[] {
    return livingThreads(this.kernel);
  }

  thread(id: ThreadId | undefined = this.selected): Thread | undefined {
    return findThread(this.kernel, id);
  }

  select(id: ThreadId): boolean {
    if (findThread(this.kernel, id) === undefined) return false;
    this.selected = id;
    this.selectedFrame = 0;
    return true;
  }

  programOf(process: Process | undefined): Program | undefined {
    return process === undefined ? undefined : this.programs.of(this.kernel, process);
  }

  // Registers and memory

  registers(id: ThreadId | undefined = this.selected): Registers | undefined {
    const thread = this.thread(id);
    return thread === undefined ? undefined : registersOf(this.kernel, thread);
  }

  /** Writes register `number` (0 to 31, or `PC`): a change, so what follows is another line of history. */
  writeRegister(id: ThreadId, number: number, value: number): boolean {
    const thread = this.thread(id);
    if (thread === undefined) return false;
    this.change(`$${nameOfRegister(number)} = ${hex(value)} in ${this.numbers.text(id)}`, () =>
      writeRegister(this.kernel, thread, number, value),
    );
    return true;
  }

  /** Up to `length` bytes from `addr`, as far as they can be read. */
  readMemory(pid: number, addr: number, length: number): Uint8Array {
    const process = this.kernel.processes.get(pid);
    if (process === undefined || process.ending !== undefined) return new Uint8Array();
    const peek = new MemoryPeek(this.kernel, process);
    const whole = peek.read(addr, length);
    if (whole !== undefined) return whole;
    let readable = Math.min(length, 4096 - (addr % 4096));
    while (readable < length && peek.read(addr, readable + 1) !== undefined)
      readable = Math.min(length, readable + 4096);
    return peek.read(addr, readable) ?? new Uint8Array();
  }

  /** Writes memory, code too: a change, so what follows is another line of history. False for a bad address. */
  writeMemory(pid: number, addr: number, bytes: Uint8Array): boolean {
    const process = this.kernel.processes.get(pid);
    if (process === undefined || this.readMemory(pid, addr, bytes.length).length < bytes.length) return false;
    let isDone = true;
    this.change(`${bytes.length} bytes at ${hex(addr)} of process ${pid}`, () => {
      isDone = pokeMemory(this.kernel, process, addr, bytes);
    });
    return isDone;
  }

  /** Changes something of the computer's state; `cause` names it. What follows is a line of its own. */
  change(cause: string, make: () => void, name?: string): Line {
    return this.timeline.change(name, cause, make);
  }

  // From outside

  /** Somebody types. Before the end of history that starts another line. */
  type(bytes: Uint8Array, cycle?: number): void {
    this.timeline.receive('input was typed', () => this.computer.type(bytes, cycle));
  }

  resize(rows: number, columns: number, cycle?: number): void {
    this.timeline.receive('the window was resized', () => this.computer.resize(rows, columns, cycle));
  }

  signal(signal: number, cycle?: number): void {
    this.timeline.receive(`signal ${signal} was sent`, () => this.computer.signal(signal, cycle));
  }

  // What people see

  /** The frames of a thread, the running function first. */
  frames(id: ThreadId | undefined = this.selected): Frame[] {
    return id === undefined ? [] : framesOf(this.course, id);
  }

  /** The value of an expression for a thread and a frame of it. */
  evaluate(text: string, id: ThreadId | undefined = this.selected): Value {
    const thread = this.thread(id);
    return evaluateText(text, thread === undefined ? NO_NAMES : namesFor(this, thread));
  }

  /** The text of line `line` (from 1) of a source, if the source can be read. */
  sourceLine(program: Program, file: string, line: number): string | undefined {
    return this.sourceLines(program, file)?.[line - 1];
  }

  sourceLines(program: Program, file: string): readonly string[] | undefined {
    const key = `${program.key} ${file}`;
    if (!this.sources.has(key)) this.sources.set(key, this.options.readSource?.(file, program)?.split(/\r?\n/));
    return this.sources.get(key);
  }

  private readonly sources = new Map<string, readonly string[] | undefined>();

  private motionFor(request: Request): Motion {
    const { course } = this;
    switch (request.kind) {
      case 'continue':
        return request.reverse === true ? backwards(course) : forwards(course);
      case 'step': {
        const { by, over = false, count = 1 } = request;
        const id = this.needThread(request.thread);
        if (id === undefined) return standStill(course);
        return request.reverse === true
          ? reverseStep(course, id, { by, over, count })
          : step(course, id, { by, over, count });
      }
      case 'finish': {
        const id = this.needThread(request.thread);
        if (id === undefined) return standStill(course);
        return request.reverse === true ? reverseFinish(course, id) : finish(course, id);
      }
      case 'advance': {
        const id = this.needThread(request.thread);
        return id === undefined ? standStill(course) : advanceTo(course, id, request.addresses);
      }
      case 'until': {
        const id = this.needThread(request.thread);
        return id === undefined ? standStill(course) : stepOut(course, id);
      }
      case 'last write': {
        const id = this.needThread(undefined);
        return id === undefined ? standStill(course) : lastWrite(course, this.events, id, request);
      }
      case 'seek':
        return this.seek(request.step, request.thread);
      case 'seek cycle':
        return this.seekCycle(request.cycle);
    }
  }

  private needThread(id: ThreadId | undefined): ThreadId | undefined {
    const thread = this.thread(id ?? this.selected);
    return thread === undefined ? undefined : idOf(thread);
  }

  private *seek(target: number, wanted: ThreadId | undefined): Motion {
    const { timeline } = this;
    const { end } = timeline.line;
    timeline.seek(Math.max(timeline.start, Math.min(target, end)));
    if (target > end) return yield* forwards(this.course, target);
    const thread = findThread(this.kernel, wanted) === undefined ? this.nextThread() : wanted;
    return target < timeline.start
      ? reached(this.course, { kind: 'history', end: 'begin' }, thread)
      : this.here(thread);
  }

  private *seekCycle(cycle: number): Motion {
    const { timeline } = this;
    const stop = timeline.seekCycle(cycle);
    if (stop) return this.here();
    return yield* forwards(this.course, Infinity, cycle);
  }

  /** The thread whose turn it is: that of the first hart in order that has one, or the selected one. */
  private nextThread(): ThreadId | undefined {
    const { kernel, computer } = this;
    const selected = findThread(kernel, this.selected);
    if (selected?.state === 'running') return idOf(selected);
    const running = computer.rounds.order.map((index) => kernel.running[index]).find((thread) => thread !== undefined);
    const thread = running ?? selected ?? livingThreads(kernel)[0];
    return thread === undefined ? undefined : idOf(thread);
  }

  private noteFork(parent: Thread, child: Thread): void {
    if (parent.process !== child.process && isSameThread(idOf(parent), this.selected)) this.forked = idOf(child);
  }

  /** The stop at a moment that was gone to: what there is to say of it is the end, if that is it. */
  private here(thread = this.nextThread()): Stop {
    const ending = thread === undefined ? endingHere(this.course) : undefined;
    return reached(this.course, ending ?? { kind: 'reached' }, thread);
  }

  private arriveHere(): Stop {
    const stop = this.here();
    this.arrive(stop);
    return stop;
  }

  private arrive(stop: Stop): void {
    this.stop = stop;
    this.selectedFrame = 0;
    // Where one stands is no hit, whatever way one came.
    this.lookout.passed = { step: this.timeline.step, thread: stop.thread };
    const child = this.followFork === 'child' && !this.isReverse ? findThread(this.kernel, this.forked) : undefined;
    if (child !== undefined && isSameThread(stop.thread, this.selected)) this.selected = idOf(child);
    else if (stop.thread !== undefined) this.selected = stop.thread;
    if (this.thread() === undefined) this.selected = this.nextThread();
  }
}

// biome-ignore lint/correctness/useYield: a motion that ends where it begins
function* standStill(course: Course): Motion {
  return reached(course, { kind: 'gone' });
}
