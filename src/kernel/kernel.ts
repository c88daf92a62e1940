import { AS_FLOAT } from '../base/as-float.ts';
import type { PrngState } from '../base/prng.ts';
import { SYSTEM } from '../isa/instruction.ts';
import { ENVIRONMENT_CALL } from '../isa/traps.ts';
import type { Hart } from '../machine/hart.ts';
import type { Machine } from '../machine/machine.ts';
import { Call } from './call.ts';
import { executeCall } from './call-entry.ts';
import { planCpuTimers } from './cpu-timers.ts';
import { Deadlines } from './deadlines.ts';
import { Disk } from './disk.ts';
import type { KernelEvent, Observer } from './events.ts';
import { finishFault, handleException } from './exceptions.ts';
import { forgetUnnamed } from './family.ts';
import type { FileSystem } from './fs/file-system.ts';
import type { FileInode } from './fs/inode.ts';
import { Memberships } from './groups.ts';
import type { Host } from './host.ts';
import type { Socket } from './io/socket.ts';
import type { Terminal } from './io/terminal.ts';
import { stopLending } from './lending.ts';
import { LoadAverage } from './load-average.ts';
import type { Ending, Process } from './process.ts';
import { mayRunOn, type SchedulingAttributes } from './sched/attributes.ts';
import { type CacheSettings, Caches } from './sched/caches.ts';
import { HartSet } from './sched/hart-set.ts';
import type { Arrival, Scheduler } from './sched/scheduler.ts';
import type { Services } from './services.ts';
import { signalGroup } from './signal.ts';
import { deliverSignals } from './signal-delivery.ts';
import { isHeld, type Thread } from './thread.ts';
import { MemoryPeek } from './vm/peek.ts';
import type { Space } from './vm/space.ts';
import type { WaitQueue } from './wait-queue.ts';
import type { Synchronizer } from './windows/synchronizer.ts';

/** The cycle that the kernel is at. */
export class Clock {
  cycle = AS_FLOAT;

  constructor() {
    this.cycle = 0;
  }

  now(): number {
    return this.cycle;
  }
}

/** Settings that the kernel reads; reaching a limit is an errno for the guest. */
export interface KernelSettings {
  readonly maxProcesses: number;
  readonly maxOpenFiles: number;
  /** Cycles charged for each entry into the kernel. */
  readonly entryCycles: number;
  readonly diskLatency: number;
  /** How caches work; undefined if every instruction takes one cycle. */
  readonly cache: CacheSettings | undefined;
  /** Whoever drives the kernel fills idle harts when all that happens at a cycle has happened. */
  readonly textbookOrder: boolean;
}

/**
 * The kernel: the process table, the threads that run, wait and are ready, and what happens when a hart enters it. Time
 * is driven from outside (`system/`), which calls `enter` for traps and timer interrupts, `wakeDue` for deadlines and
 * `endRound` at the end of each round, always in the order of virtual time.
 *
 * The room `kernel/`: `process.ts` and `thread.ts` are the tables; `lifecycle.ts` makes and ends processes, `exec.ts` loads
 * programs, `wait.ts` reaps; `signal.ts` sends signals and `signal-delivery.ts` acts on them; `vm/` memory, `fs/` files,
 * `io/` what descriptors name, `sched/` policies; `calls/` has the system calls, one file per family, and
 * `call-entry.ts` executes them.
 */
export class Kernel implements Services {
  readonly machine: Machine;
  readonly host: Host;
  readonly settings: KernelSettings;
  readonly files: FileSystem;
  readonly scheduler: Required<Scheduler>;
  readonly terminal: Terminal;
  /** The page with the return from signal handlers, mapped into every process. */
  readonly trampoline: FileInode;
  /** Randomness for the guest (getrandom, AT_RANDOM). */
  readonly entropy: PrngState;
  /** Living and zombie processes by pid, in the order they were made. */
  readonly processes = new Map<number, Process>();
  readonly threads = new Map<number, Thread>();
  /** Processes by group and by session. */
  readonly groups = new Memberships();
  readonly sessions = new Memberships();
  /** The thread on each hart. */
  readonly running: (Thread | undefined)[];
  /** The indices of the harts that have a thread, ascending: idle ones cost nothing. */
  readonly busy: number[] = [];
  /** All others. */
  readonly idle: HartSet;
  /** The cycle at which each hart's timer interrupt is due. */
  readonly timers: number[];
  /** The cycles that an instruction takes on each hart, and the cycle at which the hart's cache will be warm for its thread. */
  readonly costs: number[];
  readonly warmings: number[];
  readonly caches: Caches | undefined;
  readonly deadlines = new Deadlines();
  readonly disk: Disk;
  /**
   * Harts that stand still until the end of the round, by index: their thread's call or fault takes rights from an
   * address space that another hart has loaded. It is served again then, when no hart is ahead of any other.
   */
  stalled: number[] = [];
  /** Whether the end of a round is being served. */
  isRoundEnd = false;
  /** Events, mutexes and semaphores that have a name. */
  readonly namedObjects = new Map<string, Synchronizer>();
  /** Sockets bound to abstract addresses. */
  readonly abstractSockets = new Map<string, Socket>();
  /** The words that threads wait for, by `futexAt`'s keys. */
  readonly futexes = new Map<string, WaitQueue>();
  /** Harts whose thread must enter the kernel at the end of the round: a signal came for it. */
  attention: number[] = [];
  lastPid = 0;
  /** Threads made since the start, and how often a hart got another thread. */
  forkCount = 0;
  switchCount = 0;
  /** The cycles that each hart has run threads, up to when it was last given up: of all, and of those with nice above 0. */
  readonly busyCycles: number[];
  readonly niceCycles: number[];
  readonly loadAverage = new LoadAverage();
  /** The thread that is being served, while one is. */
  current: Thread | undefined;
  /** The process that adopts orphans. */
  init: Process | undefined;
  /** The process that the computer was started for, and how it ended. */
  main: Process | undefined;
  mainEnding: Ending | undefined;
  readonly clock: Clock;
  /** The call that is being executed. A snapshot does not hold it: between steps there is none. */
  readonly call = new Call();
  /** Outside of the computer's state: a snapshot does not hold them. */
  readonly observers: Observer[] = [];
  readonly followers: Observer[] = [];

  constructor(parts: {
    machine: Machine;
    host: Host;
    settings: KernelSettings;
    files: FileSystem;
    scheduler: Required<Scheduler>;
    terminal: Terminal;
    clock: Clock;
    trampoline: FileInode;
    entropy: PrngState;
  }) {
    this.machine = parts.machine;
    this.host = parts.host;
    this.settings = parts.settings;
    this.disk = new Disk(parts.settings.diskLatency);
    this.files = parts.files;
    this.scheduler = parts.scheduler;
    this.terminal = parts.terminal;
    this.clock = parts.clock;
    this.trampoline = parts.trampoline;
    this.entropy = parts.entropy;
    this.running = parts.machine.harts.map(() => undefined);
    this.idle = new HartSet(this.running.keys());
    this.timers = parts.machine.harts.map(() => Infinity);
    this.costs = parts.machine.harts.map(() => 1);
    this.warmings = parts.machine.harts.map(() => Infinity);
    const { cache } = parts.settings;
    this.caches = cache === undefined ? undefined : new Caches(cache, parts.machine.harts.length);
    this.busyCycles = parts.machine.harts.map(() => 0);
    this.niceCycles = parts.machine.harts.map(() => 0);
  }

  // The clock and the event stream

  now(): number {
    return this.clock.cycle;
  }

  /** Moves the clock forward to `cycle`; nothing has changed in between. */
  setClock(cycle: number): void {
    if (cycle <= this.clock.cycle) return;
    if (this.scheduler.alarm < cycle) this.ringScheduler(cycle - 1);
    this.clock.cycle = cycle;
    if (cycle < this.loadAverage.next) return;
    let active = 0;
    for (const { state } of this.threads.values()) if (state === 'ready' || state === 'running') active++;
    this.loadAverage.sample(cycle, active);
  }

  observe(observer: Observer): void {
    this.observers.push(observer);
  }

  /** As `observe`, but only of the life of processes (`tell`): that costs nothing between such events. */
  follow(observer: Observer): void {
    this.followers.push(observer);
  }

  /** Whether anybody reads of the life of processes: ask before `tell`. */
  get isFollowed(): boolean {
    return this.observers.length > 0 || this.followers.length > 0;
  }

  /** An event of the life of processes: a thread begins, gets a hart or takes a signal, a process runs a program or ends. */
  tell(event: KernelEvent): void {
    this.emit(event);
    for (const follower of this.followers) follower(event);
  }

  /** Whether anybody reads the stream: ask before making an event. */
  get isObserved(): boolean {
    return this.observers.length > 0;
  }

  emit(event: KernelEvent): void {
    for (const observer of this.observers) observer(event);
  }

  // Entries, in the order of virtual time

  /** The thread on `hart` trapped, or its timer interrupt came: handles it, then fills idle harts. */
  enter(hart: Hart, why: 'trap' | 'timer' | 'attention'): void {
    const thread = this.running[hart.index]!;
    this.setClock(hart.cycle);
    this.current = thread;
    if (why !== 'attention') hart.cycle += this.settings.entryCycles;
    if (why === 'trap' && !this.isDiverted(thread, hart)) {
      if (hart.trapCause === ENVIRONMENT_CALL) executeCall(this, thread, hart);
      else handleException(this, thread, hart);
    }
    if (hart.cycle >= this.warmings[hart.index]! && this.running[hart.index] === thread) {
      this.leaveCache(this.caches!, hart, thread);
      this.enterCache(this.caches!, hart, thread);
    }
    if (this.stalled.length === 0 || !this.stalled.includes(hart.index)) {
      if (this.running[hart.index] === thread) deliverSignals(this, thread, hart);
      if (this.running[hart.index] === thread && hart.cycle >= this.timers[hart.index]!) this.endQuantum(hart, thread);
    }
    this.current = undefined;
    if (!this.settings.textbookOrder) this.fillHarts();
    // Used again while they are in the host's caches: a third of the time of a fork (`npm run bench -- fork`).
    if (this.machine.frames.quarantined > 0 && this.busy.length <= 1) this.machine.frames.endRound();
  }

  /** Whether one hart at most has a thread, and a call takes its own cycle only: then it may be served in the middle of a run. */
  get isAlone(): boolean {
    const { entryCycles, textbookOrder, cache } = this.settings;
    return this.busy.length <= 1 && entryCycles === 0 && !textbookOrder && cache === undefined;
  }

  /** Whether nobody looks on, and an entry for a call that changes nothing would find nothing else to do. */
  get isQuiet(): boolean {
    if (this.isObserved || this.scheduler.readyCount > 0 || this.machine.frames.quarantined > 0) return false;
    return !this.needsRoundEnd;
  }

  /** Finishes the call on `hart`, which takes as long as any instruction there. */
  retireCall(hart: Hart): void {
    hart.retireCall();
    hart.cycle += this.costs[hart.index]! - 1;
  }

  /** Whether the next instruction on `hart` is a system call. */
  isAtCall(hart: Hart): boolean {
    // An ecall is its opcode, and all other bits are zero.
    return new MemoryPeek(this, this.running[hart.index]!.process).readWord(hart.pc) === SYSTEM;
  }

  /**
   * Takes signals that came while the thread ran, as if just before the instruction that trapped; whether the thread is
   * elsewhere now. So nobody who is killed forks in the rest of the round, and `kill -9 -1` reaches a fork bomb whole.
   */
  private isDiverted(thread: Thread, hart: Hart): boolean {
    if (this.attention.length === 0 || !this.attention.includes(hart.index)) return false;
    const { pc } = hart;
    deliverSignals(this, thread, hart);
    return this.running[hart.index] !== thread || hart.pc !== pc;
  }

  /** When the next alarm rings, that of the scheduler included if it has somebody to schedule; Infinity for never. */
  get nextAlarm(): number {
    const { alarm } = this.scheduler;
    const { next } = this.deadlines;
    if (alarm >= next) return next;
    return this.busy.length > 0 || this.scheduler.readyCount > 0 ? alarm : next;
  }

  private ringScheduler(cycle: number): void {
    for (const thread of this.scheduler.ring(cycle)) {
      const hart = this.machine.harts[thread.hart]!;
      this.timers[hart.index] = hart.cycle + this.scheduler.extend(hart.index, thread);
    }
  }

  /** Rings the alarms that are due by `cycle`. */
  wakeDue(cycle: number): void {
    this.setClock(cycle);
    if (this.scheduler.alarm <= cycle) this.ringScheduler(cycle);
    for (let alarm = this.deadlines.takeDue(cycle); alarm !== undefined; alarm = this.deadlines.takeDue(cycle)) {
      alarm.ring(this);
    }
    this.fillHarts();
  }

  /** What waits for the end of a round: stalled harts, signals for running threads, freed frames. */
  endRound(cycle: number): void {
    this.setClock(cycle);
    this.isRoundEnd = true;
    while (this.stalled.length > 0) {
      const hart = this.machine.harts[this.stalled.shift()!]!;
      hart.cycle = cycle;
      this.enter(hart, 'trap');
    }
    // Most rounds end without any, and a busy hart goes through many of them.
    if (this.attention.length > 0) this.giveAttention();
    this.isRoundEnd = false;
    this.machine.frames.endRound();
  }

  /** Enters for the threads that take a signal at the end of the round. */
  private giveAttention(): void {
    const harts = this.attention.sort((a, b) => a - b);
    this.attention = [];
    for (const index of harts) {
      if (this.running[index] !== undefined) this.enter(this.machine.harts[index]!, 'attention');
    }
  }

  /** Whether taking rights from `space`, which `hart` has loaded, must wait since another hart runs in it too. */
  mustStall(space: Space, hart: Hart): boolean {
    if (this.isRoundEnd) return false;
    for (const index of this.busy) {
      if (index !== hart.index && this.running[index]!.process.space === space) return true;
    }
    return false;
  }

  /** Lets `hart` stand still until the end of the round; then its trap is served again. */
  stall(hart: Hart): void {
    insertAscending(this.stalled, hart.index);
  }

  /** Whether the end of this round has something to do, so that it may not be passed over. */
  get needsRoundEnd(): boolean {
    return this.stalled.length > 0 || this.attention.length > 0;
  }

  // Ready, running, blocked

  /** Puts a thread among the ready ones. */
  makeReady(thread: Thread, why: Arrival = 'new'): void {
    thread.state = 'ready';
    thread.readyAt = this.now();
    this.scheduler.add(thread, why);
  }

  /** Gives a thread other scheduling attributes; what follows from them for running and ready threads happens at once. */
  changeScheduling(thread: Thread, changes: Partial<SchedulingAttributes>): void {
    const isReady = thread.state === 'ready';
    if (isReady) this.scheduler.remove(thread);
    Object.assign(thread.scheduling, changes);
    if (isReady) this.scheduler.add(thread, 'changed');
    // Whether it still comes first, and may be where it is, is asked at the end of its quantum: that is now.
    if (thread.state === 'running') this.endQuantumNow(thread);
    // Whoever it lends to counts as it does.
    if (thread.borrower !== undefined) this.changeScheduling(thread.borrower, {});
  }

  /** The running thread makes room for a ready one, if one wants its hart, when that enters the kernel next. */
  private endQuantumNow(thread: Thread): void {
    this.timers[thread.hart] = Math.min(this.timers[thread.hart]!, this.now());
  }

  /** Ends the wait of a blocked thread: it will execute its call again. */
  wake(thread: Thread): void {
    this.leaveQueues(thread);
    if (thread.state !== 'blocked') return;
    if (this.isObserved) this.emit({ kind: 'wake', cycle: this.now(), thread, by: this.current });
    this.makeReady(thread, 'woken');
  }

  wakeAll(queue: WaitQueue): void {
    const { waiters, watchers } = queue;
    if (waiters.length === 1) {
      this.wake(waiters.pop()!);
    } else if (waiters.length > 0) {
      // Each thread leaves its other queues; this one loses all at once.
      queue.waiters = [];
      for (const thread of waiters) this.wake(thread);
    }
    if (watchers.length > 0) for (const watcher of [...watchers]) watcher.notify(this, queue);
  }

  signalGroup(pgid: number, signal: number): void {
    signalGroup(this, pgid, signal);
  }

  signalConsole(sid: number, signal: number): void {
    for (const process of this.sessions.of(sid)) {
      const isMeant = process.style === 'windows' && process.takesConsoleSignals;
      if (isMeant) signalGroup(this, process.pid, signal);
    }
  }

  loseName(process: Process): void {
    process.nameCount--;
    forgetUnnamed(this, process);
  }

  /** Takes a thread out of the queues and the deadline of its wait. */
  leaveQueues(thread: Thread): void {
    const { wait } = thread;
    if (wait === undefined) return;
    stopLending(this, thread);
    for (let queue = wait.queues.pop(); queue !== undefined; queue = wait.queues.pop()) {
      const { waiters, futexKey } = queue;
      takeOut(waiters, thread);
      if (futexKey !== undefined && waiters.length === 0) this.futexes.delete(futexKey);
    }
    if (wait.deadline !== Infinity) this.deadlines.remove(thread);
  }

  /** Puts the running `thread` to sleep for what its wait record says. */
  block(thread: Thread): void {
    const { reason } = thread.wait!;
    if (this.isObserved) this.emit({ kind: 'block', cycle: this.now(), thread, reason });
    thread.voluntarySwitches++;
    thread.process.usage.voluntarySwitches++;
    this.unload(thread);
    thread.state = 'blocked';
    this.scheduler.leave(thread, 'blocked');
  }

  /** Takes the running `thread` off its hart; the caller gives it its new state. */
  unload(thread: Thread): void {
    const hart = this.machine.harts[thread.hart]!;
    hart.saveContext(thread.context);
    this.running[hart.index] = undefined;
    takeOut(this.busy, hart.index);
    this.idle.add(hart.index);
    this.timers[hart.index] = Infinity;
    if (this.stalled.length > 0) takeOut(this.stalled, hart.index);
    if (this.caches !== undefined) this.leaveCache(this.caches, hart, thread);
    const cycles = hart.cycle - thread.runningSince;
    thread.userCycles += cycles;
    thread.process.usage.userCycles += cycles;
    this.busyCycles[hart.index]! += cycles;
    if (thread.scheduling.nice > 0) this.niceCycles[hart.index]! += cycles;
    planCpuTimers(this, thread.process);
    if (this.isObserved)
      this.emit({ kind: 'switch', cycle: this.now(), hart: hart.index, thread: undefined, ran: cycles });
  }

  /**
   * Gives every idle hart a ready thread, as long as there are both; then who outranks a running thread takes its hart.
   * Whether anything changed.
   */
  fillHarts(): boolean {
    let hasChanged = false;
    while (this.scheduler.readyCount > 0) {
      const assignment = this.idle.isEmpty ? undefined : this.scheduler.pick(this.idle);
      if (assignment === undefined) break;
      this.load(assignment.thread, this.machine.harts[assignment.hart]!, assignment.quantum);
      hasChanged = true;
    }
    if (this.scheduler.readyCount === 0) return hasChanged;
    for (const thread of this.scheduler.outranked(this.running)) {
      // It may have been told before, and be ahead of this cycle.
      hasChanged ||= this.timers[thread.hart]! > this.now();
      this.endQuantumNow(thread);
    }
    return hasChanged;
  }

  private load(thread: Thread, hart: Hart, quantum: number): void {
    if (isHeld(thread)) {
      thread.state = 'stopped';
      this.scheduler.leave(thread, 'stopped');
      if (this.isObserved) this.emit({ kind: 'stop', cycle: this.now(), thread });
      return;
    }
    hart.cycle = Math.max(hart.cycle, this.now());
    hart.load(thread.process.space.table.root, thread.context);
    hart.divTrap = thread.process.divTrap;
    thread.state = 'running';
    thread.hart = hart.index;
    thread.runningSince = hart.cycle;
    thread.waitedCycles += this.now() - thread.readyAt;
    thread.dispatches++;
    this.switchCount++;
    this.running[hart.index] = thread;
    insertAscending(this.busy, hart.index);
    this.idle.delete(hart.index);
    this.timers[hart.index] = hart.cycle + quantum;
    if (this.caches !== undefined) this.enterCache(this.caches, hart, thread);
    planCpuTimers(this, thread.process);
    if (this.isFollowed) this.tell({ kind: 'switch', cycle: this.now(), hart: hart.index, thread, ran: 0 });
    this.current = thread;
    if (thread.wait?.fault !== undefined) finishFault(this, thread);
    else if (thread.wait !== undefined) executeCall(this, thread, hart);
    if (this.running[hart.index] === thread) deliverSignals(this, thread, hart);
    this.current = undefined;
  }

  private enterCache(caches: Caches, hart: Hart, thread: Thread): void {
    this.costs[hart.index] = caches.costOf(thread, hart.index);
    this.warmings[hart.index] = hart.cycle + caches.untilWarm(thread, hart.index);
  }

  private leaveCache(caches: Caches, hart: Hart, thread: Thread): void {
    const due = this.warmings[hart.index]!;
    if (due !== Infinity) caches.ran(thread, hart.index, caches.untilWarm(thread, hart.index) - (due - hart.cycle));
    this.costs[hart.index] = 1;
    this.warmings[hart.index] = Infinity;
  }

  private endQuantum(hart: Hart, thread: Thread): void {
    if (this.isObserved) this.emit({ kind: 'timer', cycle: this.now(), thread, hart: hart.index });
    const wasOutranked = this.scheduler.outranked(this.running).includes(thread);
    if (!wasOutranked && mayRunOn(thread, hart.index) && !this.scheduler.wantsHart(hart.index, thread)) {
      this.timers[hart.index] = hart.cycle + this.scheduler.extend(hart.index, thread);
      return;
    }
    if (this.isObserved)
      this.emit({
        kind: 'preempt',
        cycle: this.now(),
        thread,
        hart: hart.index,
      });
    thread.involuntarySwitches++;
    thread.process.usage.involuntarySwitches++;
    this.unload(thread);
    this.makeReady(thread, wasOutranked ? 'outranked' : 'expired');
  }
}

/** Puts `number`, which is not there, in its place. */
function insertAscending(numbers: number[], number: number): void {
  numbers.push(number);
  for (let at = numbers.length - 1; at > 0 && numbers[at - 1]! > number; at--) {
    numbers[at] = numbers[at - 1]!;
    numbers[at - 1] = number;
  }
}

/** Takes `item` out if it is there; unlike splice this makes no array of it, and lists are short. */
function takeOut<T>(items: T[], item: T): void {
  let at = 0;
  while (at < items.length && items[at] !== item) at++;
  if (at === items.length) return;
  for (at++; at < items.length; at++) items[at - 1] = items[at]!;
  items.pop();
}
