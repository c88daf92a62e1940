import { SIG_DFL } from '../abi/signals.ts';
import { A7 } from '../isa/registers.ts';
import { ENVIRONMENT_CALL } from '../isa/traps.ts';
import type { KernelEvent } from '../kernel/events.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { SignalDetails } from '../kernel/signal-state.ts';
import type { Thread } from '../kernel/thread.ts';
import type { Hart } from '../machine/hart.ts';
import type { Computer, Monitor } from '../system/computer.ts';
import { callName, caughtEvents, isFault, MINUTE_EVENTS, matches } from './caught-events.ts';
import { evaluate, type Names } from './expression.ts';
import { type Catchpoint, isInScope, type Point, type Points, type Watchpoint } from './points.ts';
import type { CaughtEvent, StopReason, ThreadId } from './stop.ts';
import { findThread, idOf, isSameThread, pcOf } from './threads.ts';
import { deadlockedThreads } from './wakers.ts';
import { type Change, WatchedValues } from './watched-values.ts';

/** A reason to stop that came up, and the step at which the state shows it. */
export interface Found {
  readonly reason: StopReason;
  readonly thread: ThreadId | undefined;
  readonly step: number;
  /** The point that was hit. */
  readonly point: Point | undefined;
  /** The state that shows it is one that the computer has left since. */
  readonly isBefore?: boolean;
}

/** Whose progress is looked for: each instruction that the thread retires, and each jump that the kernel makes it do. */
interface Followed {
  readonly id: ThreadId;
  pc: number;
  isRunning: boolean;
  hasMoved: boolean;
  isGone: boolean;
}

/** Looks for reasons to stop while the computer runs: what the machine does not look for itself. */
export class Lookout implements Monitor {
  /** How hits are counted: forwards hits use up ignore counts. */
  isForward = true;
  /** The breakpoint hit that has been reported: it does not count again while nothing has moved. */
  passed: { readonly step: number; readonly thread: ThreadId | undefined } | undefined;
  private readonly computer: Computer;
  private readonly points: Points;
  private readonly namesFor: (thread: Thread) => Names;
  private found: Found | undefined;
  private followed: Followed | undefined;
  /** Who has gone to sleep while the kernel was served. */
  private blocked: Thread | undefined;
  private catchpoints: readonly Catchpoint[] = [];
  private watchpoints: readonly Watchpoint[] = [];
  private expressions: readonly Watchpoint[] = [];
  /** What the machine was told, so that it is told only of changes: they void what it has decoded. */
  private armedStops = '[]';
  private isArmed = false;
  private armedVersion = -1;
  private readonly values: WatchedValues;

  constructor(parts: {
    computer: Computer;
    points: Points;
    /** What expressions of a condition refer to. */
    namesFor: (thread: Thread) => Names;
  }) {
    this.computer = parts.computer;
    this.points = parts.points;
    this.namesFor = parts.namesFor;
    this.values = new WatchedValues(parts.computer, parts.namesFor);
  }

  private get kernel(): Kernel {
    return this.computer.kernel;
  }

  /** Takes note of points that were changed while it looks on. */
  refresh(): void {
    if (this.points.version !== this.armedVersion) this.rearm();
  }

  /** Begins to look, from the present state on. */
  arm(): void {
    this.isArmed = true;
    this.found = undefined;
    this.values.clear();
    this.rearm();
  }

  /** Looks at nothing any more. */
  disarm(): void {
    this.isArmed = false;
    this.followed = undefined;
    this.computer.monitor = undefined;
    this.listen(false);
  }

  /** Whether each step must be looked at: an expression is watched. */
  get mustSingleStep(): boolean {
    return this.expressions.length > 0;
  }

  /** What came up since it was asked last. */
  take(): Found | undefined {
    const { found } = this;
    this.found = undefined;
    return found;
  }

  /** Follows a thread from now on; `undefined` for none. */
  follow(id: ThreadId | undefined): void {
    const thread = findThread(this.kernel, id);
    this.followed = undefined;
    if (id === undefined) return;
    this.computer.monitor = this;
    const isRunning = thread?.state === 'running';
    this.followed = {
      id,
      pc: thread === undefined ? 0 : pcOf(this.kernel, thread),
      isRunning,
      hasMoved: false,
      isGone: thread === undefined,
    };
  }

  /** What became of the followed thread since `follow`. */
  get progress(): 'none' | 'moved' | 'gone' {
    if (this.followed?.hasMoved === true) return 'moved';
    return this.followed?.isGone === true ? 'gone' : 'none';
  }

  ran(hart: Hart, count: number, isTrapped: boolean): boolean {
    const thread = this.kernel.running[hart.index]!;
    const { followed } = this;
    if (followed !== undefined && isSameThread(followed.id, idOf(thread))) {
      if (count > (isTrapped ? 1 : 0)) followed.hasMoved = true;
      followed.pc = hart.pc;
    }
    if (isTrapped && this.found === undefined) this.lookAtTrap(thread, hart);
    if (this.expressions.length > 0) this.compareExpressions(thread);
    return this.found !== undefined || followed?.hasMoved === true;
  }

  served(): boolean {
    const { followed } = this;
    let mustPause = false;
    if (followed !== undefined) {
      const thread = findThread(this.kernel, followed.id);
      const pc = thread === undefined ? followed.pc : pcOf(this.kernel, thread);
      followed.isGone = thread === undefined;
      if (pc !== followed.pc) followed.hasMoved = true;
      followed.pc = pc;
      mustPause = followed.isGone || followed.hasMoved || (!followed.isRunning && thread?.state === 'running');
      followed.isRunning = thread?.state === 'running';
    }
    if (this.blocked !== undefined) this.lookForDeadlock(this.blocked);
    this.blocked = undefined;
    for (const point of this.watchpoints) this.compareMemory(point);
    if (this.expressions.length > 0) {
      for (const thread of this.kernel.running) if (thread !== undefined) this.compareExpressions(thread);
    }
    return mustPause || this.found !== undefined;
  }

  /** An event in the life of processes; it shows in the state after the present step. */
  readonly follower = (event: KernelEvent): void => {
    if (event.kind === 'fork' && event.parent.process !== event.child.process) {
      this.points.inherit(event.parent.process.pid, event.child.process.pid);
    }
    if (!this.isArmed) return;
    if ((event.kind === 'fork' || event.kind === 'exec') && !this.points.isEmpty) this.rearm();
    this.lookAtEvent(event);
    if (event.kind === 'deliver') this.lookAtSignal(event.thread, event.signal, event.details);
    // Whoever looks on is asked when the kernel has been served.
    if (this.found !== undefined) this.computer.monitor = this;
  };

  /** Any other event. */
  private readonly observer = (event: KernelEvent): void => {
    if (event.kind === 'return' || event.kind === 'fault') this.lookAtEvent(event);
    if (event.kind === 'block') this.blocked = event.thread;
  };

  private lookAtEvent(event: KernelEvent): void {
    if (this.catchpoints.length === 0 || this.found !== undefined) return;
    const { steps } = this.computer;
    for (const { thread, caught, isBefore } of caughtEvents(event)) {
      this.catchEvent(thread, caught, isBefore === true ? steps : steps + 1, isBefore);
    }
  }

  /** A fault that nobody handles is a reason to stop: at the moment before the kernel has answered it. */
  private lookAtSignal(thread: Thread, signal: number, { code, addr }: SignalDetails): void {
    const handler = thread.process.actions[signal]?.handler ?? SIG_DFL;
    if (this.found !== undefined || handler !== SIG_DFL || !isFault(signal, code)) return;
    if (this.hasPassed(thread)) return;
    const reason: StopReason = { kind: 'signal', signal, addr };
    this.found = { reason, thread: idOf(thread), step: this.computer.steps, point: undefined, isBefore: true };
  }

  /** A stop condition of the machine applies to the next instruction of a hart: the breakpoint or watchpoint, if any. */
  atMachineStop(hart: Hart): Found | undefined {
    const thread = this.kernel.running[hart.index]!;
    const stop = hart.stopHit;
    const { steps } = this.computer;
    if (stop?.kind === 'watch') {
      const point = this.watchpoints.find((candidate) => this.concerns(candidate, thread, stop.from, stop.to, stop.on));
      if (point === undefined || point.target.kind !== 'memory') return undefined;
      const reason = watchReason(point, { before: undefined, after: undefined }, false);
      return { reason, thread: idOf(thread), step: steps, point };
    }
    return this.atBreakpoint(thread);
  }

  /** The breakpoint at the pc of `thread`, if one counts there; its hit is counted. */
  atBreakpoint(thread: Thread): Found | undefined {
    const { steps } = this.computer;
    const id = idOf(thread);
    if (this.hasPassed(thread)) return undefined;
    for (const point of this.points.at(this.kernel, thread.process, pcOf(this.kernel, thread))) {
      if (point.thread !== undefined && !isSameThread(point.thread, id)) continue;
      if (point.test !== undefined && !point.test(thread)) continue;
      if (!this.counts(point, thread)) continue;
      return { reason: { kind: 'breakpoint', point: point.id }, thread: id, step: steps, point };
    }
    return undefined;
  }

  /** A write or read at a watchpoint has been carried out: the reason to stop, unless the value is what it was. */
  afterWatched(found: Found, thread: Thread): Found | undefined {
    const { point, reason } = found;
    if (point?.kind !== 'watch' || reason.kind !== 'watchpoint') return undefined;
    const change = this.values.look(point, thread) ?? { before: undefined, after: undefined };
    if (point.on === 'write' && change.before === change.after) return undefined;
    if (!this.counts(point, thread)) return undefined;
    return { ...found, reason: { ...reason, ...change } };
  }

  /** Whether what happens to a thread here has been reported: who goes on lets it happen. */
  private hasPassed(thread: Thread): boolean {
    return this.passed?.step === this.computer.steps && isSameThread(this.passed.thread, idOf(thread));
  }

  /** Whether a hit of a point in a thread is one to stop at: condition, and forwards its count. */
  private counts(point: Point, thread: Thread): boolean {
    if (point.condition !== undefined) {
      const result = evaluate(point.condition.expression, this.namesFor(thread));
      // What cannot be evaluated stops, so that somebody sees it.
      if ('value' in result && result.value === 0) return false;
    }
    if (!this.isForward || point.isInternal) return true;
    point.hits++;
    if (point.ignore === 0) return true;
    point.ignore--;
    return false;
  }

  private rearm(): void {
    this.armedVersion = this.points.version;
    const points = this.points.all.filter(({ isEnabled }) => isEnabled);
    this.catchpoints = points.filter((point) => point.kind === 'catch');
    const watchpoints = points.filter((point) => point.kind === 'watch');
    this.watchpoints = watchpoints.filter(({ target }) => target.kind === 'memory');
    this.expressions = watchpoints.filter(({ target }) => target.kind === 'expression');
    for (const point of watchpoints) this.values.note(point);
    const needsMonitor = this.catchpoints.length + watchpoints.length > 0 || this.followed !== undefined;
    this.computer.monitor = needsMonitor ? this : undefined;
    this.listen(this.catchpoints.some(({ event }) => MINUTE_EVENTS.includes(event)));
    const stops = this.points.machineStops(this.kernel);
    const text = JSON.stringify(stops);
    if (text === this.armedStops) return;
    this.armedStops = text;
    this.computer.machine.stops.set(stops);
  }

  /** Whether to listen to all events: it slows calls down. */
  private listen(isWanted: boolean): void {
    const { observers } = this.kernel;
    const at = observers.indexOf(this.observer);
    if (isWanted && at < 0) observers.push(this.observer);
    if (!isWanted && at >= 0) observers.splice(at, 1);
  }

  private concerns(point: Watchpoint, thread: Thread, from: number, to: number, on: Watchpoint['on']): boolean {
    if (point.target.kind !== 'memory' || !isInScope(point, thread.process) || point.on !== on) return false;
    if (point.thread !== undefined && !isSameThread(point.thread, idOf(thread))) return false;
    return point.target.addr === from && point.target.addr + point.target.length === to;
  }

  /** A hart has trapped, and the kernel has yet to serve it. */
  private lookAtTrap(thread: Thread, hart: Hart): void {
    if (hart.trapCause !== ENVIRONMENT_CALL || this.catchpoints.length === 0) return;
    const number = hart.x[A7]! >>> 0;
    this.catchEvent(thread, { kind: 'syscall', name: callName(number), number, at: 'call' }, this.computer.steps);
  }

  /** A thread that has gone to sleep may have closed a circle of those who wait for each other. */
  private lookForDeadlock(thread: Thread): void {
    const isWanted = this.catchpoints.some(({ event }) => event === 'deadlock');
    if (!isWanted || this.found !== undefined || !deadlockedThreads(this.kernel).has(thread)) return;
    this.catchEvent(thread, { kind: 'deadlock' }, this.computer.steps);
  }

  private catchEvent(thread: Thread, event: CaughtEvent, step: number, isBefore = false): void {
    if (this.found !== undefined || (isBefore && this.hasPassed(thread))) return;
    for (const point of this.catchpoints) {
      if (!matches(point, event) || !isInScope(point, thread.process)) continue;
      if (point.thread !== undefined && !isSameThread(point.thread, idOf(thread))) continue;
      if (!this.counts(point, thread)) continue;
      this.found = {
        reason: { kind: 'catchpoint', point: point.id, event },
        thread: idOf(thread),
        step,
        point,
        isBefore,
      };
      return;
    }
  }

  /** Whether the kernel has changed what is watched. */
  private compareMemory(point: Watchpoint): void {
    for (const process of this.kernel.processes.values()) {
      const thread = process.threads[0];
      if (process.ending !== undefined || thread === undefined || !isInScope(point, process)) continue;
      const change = this.values.look(point, thread);
      if (change === undefined || change.before === change.after || point.on === 'read') continue;
      if (change.before === undefined || change.after === undefined) continue;
      const by = this.kernel.current?.process === process ? this.kernel.current : thread;
      this.foundChange(point, by, change, true);
    }
  }

  private compareExpressions(thread: Thread): void {
    for (const point of this.expressions) {
      if (!isInScope(point, thread.process)) continue;
      if (point.thread !== undefined && !isSameThread(point.thread, idOf(thread))) continue;
      const change = this.values.look(point, thread);
      if (change !== undefined && change.before !== change.after) this.foundChange(point, thread, change, false);
    }
  }

  private foundChange(point: Watchpoint, thread: Thread, change: Change, byKernel: boolean): void {
    if (this.found !== undefined || !this.counts(point, thread)) return;
    const reason = watchReason(point, change, byKernel);
    this.found = { reason, thread: idOf(thread), step: this.computer.steps, point };
  }
}

function watchReason(point: Watchpoint, change: Change, byKernel: boolean): StopReason & { kind: 'watchpoint' } {
  const { id, on, target } = point;
  const addr = target.kind === 'memory' ? target.addr : undefined;
  return { kind: 'watchpoint', point: id, on, addr, ...change, byKernel };
}
