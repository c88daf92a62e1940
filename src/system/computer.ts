import { AS_FLOAT } from '../base/as-float.ts';
import { seedPrng } from '../base/prng.ts';
import { unreachable } from '../base/unreachable.ts';
import { installTranslator } from '../jit/translator.ts';
import { FileSystem } from '../kernel/fs/file-system.ts';
import type { Host, HostFolder } from '../kernel/host.ts';
import { Terminal } from '../kernel/io/terminal.ts';
import { Clock, Kernel } from '../kernel/kernel.ts';
import type { Ending } from '../kernel/process.ts';
import { makePolicy } from '../kernel/sched/policies.ts';
import { RealTime } from '../kernel/sched/real-time.ts';
import type { Scheduler } from '../kernel/sched/scheduler.ts';
import { Scripted } from '../kernel/sched/scripted.ts';
import type { Thread } from '../kernel/thread.ts';
import type { Hart, StopReason } from '../machine/hart.ts';
import { Machine } from '../machine/machine.ts';
import { PAGE_SIZE } from '../machine/memory.ts';
import { QuickGate } from './call-gate.ts';
import { type Happening, type InputLog, newInputLog, Outside } from './outside.ts';
import { Rounds } from './rounds.ts';
import type { Settings } from './settings.ts';
import { trampolineBytes } from './trampoline.ts';

/** Why the computer stopped. */
export type Halt =
  /** The process it was started for has ended. */
  | { readonly kind: 'ended'; readonly ending: Ending }
  /** Virtual time reached the limit. */
  | { readonly kind: 'limit' }
  /** As many steps as asked for were made; going on is as if there had been no pause. */
  | { readonly kind: 'paused' }
  /** A stop condition of the machine applies to the next instruction of a hart (`Hart.stopHit`). */
  | { readonly kind: 'stopped'; readonly hart: number }
  /** Every hart is idle until `cycle`: `skipIdle` goes on. */
  | { readonly kind: 'idle'; readonly cycle: number }
  /** Every hart is idle, and only what is typed can change that. */
  | { readonly kind: 'input' }
  /** Every process waits for something that nothing can bring about. */
  | { readonly kind: 'deadlock' };

/** Looks on while the computer runs, and may ask it to pause. It is the observer's: no snapshot holds it. */
export interface Monitor {
  /** `hart` made `count` steps; with the last one it `isTrapped`. Whether to pause. */
  ran(hart: Hart, count: number, isTrapped: boolean): boolean;
  /** The kernel has been entered, once. Whether to pause. */
  served(): boolean;
}

/** How far to run; without any of these, to the end. */
export interface RunOptions {
  /** The cycle at which virtual time ends. */
  readonly limit?: number;
  /** How many steps to make before coming back. */
  readonly pauseAfter?: number;
  /** Come back when the kernel has been entered after so many steps: that costs less than an exact number of them. */
  readonly turn?: number;
  /** Come back when this hart has retired so many instructions in all. */
  readonly hartPause?: { readonly index: number; readonly instret: number };
}

const PAUSED: Halt = { kind: 'paused' };

/** How many rounds a single busy hart may run before the kernel looks again; they are as if run one by one. */
const ROUNDS_AT_ONCE = 64;

/** A turn is so many times as long at most: rounds, and thereby the way to an entry into the kernel, may be of any length. */
const LONGEST_TURN = 8;

/** When fewer steps are wanted, each call is an entry into the kernel, so that they are counted exactly. */
const FEW_STEPS = 100;

/**
 * A whole computer: machine and kernel, and the order of virtual time in which harts run and the kernel is entered. The
 * room `system/`: `rounds.ts` and `settings.ts`; `outside.ts` is the border to the host, with the
 * input log; `boot.ts` fills the file system and starts the first program; `snapshot.ts` and `state-hash.ts`.
 */
export class Computer {
  readonly settings: Settings;
  readonly machine: Machine;
  /** The border to the host, with the log of what came in. */
  readonly outside: Outside;
  kernel: Kernel;
  rounds: Rounds;
  /** The threads whose traps were not yet served, by hart; one that has ended since will never be. */
  trapped: (Thread | undefined)[];
  /**
   * How many steps were made: an instruction that a hart retires, a trap that it takes, and an entry into the kernel are one
   * each. Between two steps the state is defined whole, so that this number names a moment, with several harts too.
   */
  steps = AS_FLOAT;
  monitor: Monitor | undefined;
  private readonly gate = new QuickGate();
  /** Whether somebody can type: then nothing is a deadlock. */
  readonly hasTerminal: boolean;

  constructor(
    settings: Settings,
    host: Host,
    options: {
      readonly folders?: readonly HostFolder[];
      readonly terminal?: { readonly rows: number; readonly columns: number };
      /** What came in during another run with the same settings and programs: it comes in again. */
      readonly log?: InputLog;
    } = {},
  ) {
    this.settings = settings;
    this.steps = 0;
    this.outside = new Outside(host, options.folders ?? [], options.log ?? newInputLog());
    this.hasTerminal = options.terminal !== undefined;
    this.machine = new Machine({
      harts: settings.harts,
      frames: Math.floor(settings.ramBytes / PAGE_SIZE),
    });
    installTranslator(this.machine, settings.jit);
    this.kernel = makeKernel(settings, this.machine, this.outside, options.terminal);
    this.rounds = new Rounds(settings.round, settings.harts, settings.seed);
    this.trapped = this.machine.harts.map(() => undefined);
  }

  /** The virtual time up to which everything has happened. */
  get cycle(): number {
    return this.kernel.now();
  }

  /** Runs until something in `Halt` happens. */
  run(options: RunOptions = {}): Halt {
    const { limit = Infinity, pauseAfter = Infinity, turn = Infinity } = options;
    const turnEnd = this.steps + Math.min(pauseAfter, turn);
    const until = this.steps + Math.min(pauseAfter, turn * LONGEST_TURN);
    for (;;) {
      if (this.hasEnded) return { kind: 'ended', ending: this.kernel.mainEnding! };
      const pause = this.runHarts(limit, until, options.hartPause);
      if (pause === 'served') {
        if (this.steps >= turnEnd) return PAUSED;
        continue;
      }
      if (pause !== undefined) return pause;
      const halt = this.serve(limit);
      if (halt !== undefined) return halt;
      this.steps++;
      if (this.monitor?.served() === true || this.steps >= turnEnd) return PAUSED;
    }
  }

  private serve(limit: number): Halt | undefined {
    if (this.fillsHarts()) return undefined;
    return this.isIdle ? this.serveIdle(limit) : this.serveNext(limit);
  }

  /** Lets idle time pass up to `cycle`, which must not lie after the next event. */
  skipIdle(cycle: number): void {
    this.passIdle(cycle);
    this.steps++;
  }

  private passIdle(cycle: number): void {
    this.kernel.endRound(Math.max(this.rounds.start, this.kernel.now()));
    this.beginRound(Math.max(cycle, this.kernel.now()));
  }

  /** Somebody types: the bytes reach the terminal at the start of the next round, as all that happens outside does. */
  type(bytes: Uint8Array, cycle = this.kernel.now()): void {
    this.happen({ kind: 'typed', cycle, bytes: bytes.slice() });
  }

  /** The terminal's window has another size. */
  resize(rows: number, columns: number, cycle = this.kernel.now()): void {
    this.happen({ kind: 'resized', cycle, rows, columns });
  }

  /** The host got a signal that is meant for the guest: its foreground group, or else the first program's group, gets it. */
  signal(signal: number, cycle = this.kernel.now()): void {
    this.happen({ kind: 'signal', cycle, signal });
  }

  /** The host's terminal is gone. */
  hangUp(cycle = this.kernel.now()): void {
    this.happen({ kind: 'hung up', cycle });
  }

  /** Notes what happens outside, to count when no hart is ahead of it: so a replay of the log finds the same state. */
  private happen(happening: Happening): void {
    const { kernel, rounds, machine } = this;
    const reached = machine.harts.map(({ index, cycle }) => (kernel.running[index] === undefined ? 0 : cycle));
    const earliest = this.isIdle ? kernel.now() : Math.max(rounds.end, ...reached);
    const cycle = Math.max(happening.cycle, earliest);
    this.outside.happen({ ...happening, cycle });
    if (this.isIdle) this.skipIdle(cycle);
  }

  /** Whether no hart has a thread. */
  get isIdle(): boolean {
    return this.kernel.busy.length === 0;
  }

  private get hasEnded(): boolean {
    const { mainEnding, main, init, processes } = this.kernel;
    // A program that is not init itself may leave processes behind; they run to their ends first.
    return mainEnding !== undefined && (main === init || processes.size <= 1);
  }

  /**
   * Lets every busy hart run to its trap or as far as it may; why to come back before all have, if so: the only one may have
   * been served on the way.
   */
  private runHarts(limit: number, until: number, hartPause: RunOptions['hartPause']): Halt | 'served' | undefined {
    const { harts } = this.machine;
    const roundEnd = this.runEnd();
    for (const index of this.rounds.orderOf(this.kernel.busy)) {
      const hart = harts[index]!;
      if (this.isTrapped(index) || this.isStalled(index)) continue;
      const end = this.endFor(hart, Math.min(limit, roundEnd));
      if (hart.cycle >= end) continue;
      if (this.steps >= until) return PAUSED;
      const most = hartPause?.index === index ? hartPause.instret - hart.instret : Infinity;
      const pause = this.runHart(hart, Math.min(end, hart.cycle + most * this.kernel.costs[index]!), until);
      if (pause !== undefined) return pause;
      if (!this.isTrapped(index) && hart.cycle < end) return PAUSED;
    }
    return this.steps >= until ? PAUSED : undefined;
  }

  /** Lets a hart run to its trap or to `end`, or as many steps as there may be; why to come back before other harts run, if so. */
  private runHart(hart: Hart, end: number, until: number): Halt | 'served' | undefined {
    for (;;) {
      const isOpen = this.openGate(hart, end, until);
      const start = hart.instret;
      // A call is two steps in one cycle.
      const room = isOpen ? Math.floor((until - this.steps) / 2) : until - this.steps;
      const reason = this.runPiece(hart, end, room);
      const isTrapped = reason === 'trap';
      const count = hart.instret - start + (isTrapped ? 1 : 0) + (isOpen ? this.gate.close() : 0);
      this.steps += count;
      this.trapped[hart.index] = isTrapped ? this.kernel.running[hart.index] : undefined;
      const mustPause = this.monitor?.ran(hart, count, isTrapped) === true;
      if (reason === 'served') return reason;
      if (reason === 'stop') return { kind: 'stopped', hart: hart.index };
      if (mustPause) return PAUSED;
      // The timer that `end` was chosen by may be another one since.
      if (isOpen && this.gate.hasResumed && !isTrapped) return 'served';
      if (isTrapped || hart.cycle >= end || this.steps >= until) return undefined;
    }
  }

  /** Lets `hart` run to the cycle `end`, but for no more than `most` instructions. */
  private runPiece(hart: Hart, end: number, most: number): StopReason {
    const cost = this.kernel.costs[hart.index]!;
    const start = hart.cycle;
    if (cost === 1) return hart.run(Math.min(end, start + most));
    // The hart counts a cycle for each instruction; what is left at the end is too short for another one.
    const room = Math.floor((end - start) / cost);
    const reason = hart.run(start + Math.min(room, most));
    const count = hart.cycle - start;
    hart.cycle = reason === 'limit' && count === room ? end : start + count * cost;
    return reason;
  }

  /** Lets the hart's calls be served on the way where that makes no difference; whether it does. */
  private openGate(hart: Hart, end: number, until: number): boolean {
    const { kernel, monitor, rounds } = this;
    const isOpen = monitor === undefined && until - this.steps >= FEW_STEPS && kernel.isAlone;
    hart.gate = isOpen ? this.gate : undefined;
    if (isOpen) this.gate.open(kernel, hart, rounds.end, end);
    return isOpen;
  }

  /** How far `hart` may run. In textbook order that is no further than the next alarm, but a call that is made then still is. */
  private endFor(hart: Hart, limit: number): number {
    const { kernel } = this;
    const end = Math.min(kernel.timers[hart.index]!, kernel.warmings[hart.index]!, limit);
    if (!this.settings.textbookOrder) return end;
    const exact = Math.min(end, kernel.nextAlarm);
    return hart.cycle >= exact && hart.cycle < limit && kernel.isAtCall(hart)
      ? hart.cycle + kernel.costs[hart.index]!
      : exact;
  }

  /** How far harts may run: to the end of the round, or, if only one is busy, of some rounds more. */
  private runEnd(): number {
    const { kernel, rounds } = this;
    if (kernel.busy.length > 1 || kernel.needsRoundEnd || this.settings.seed !== undefined) return rounds.end;
    const event = Math.min(kernel.nextAlarm, this.outside.nextHappening);
    if (event < rounds.end) return rounds.end;
    const wanted = rounds.end + ROUNDS_AT_ONCE * this.settings.round;
    if (event >= wanted) return wanted;
    return rounds.end + Math.floor((event - rounds.end) / this.settings.round + 1) * this.settings.round;
  }

  /** Serves what comes next in virtual time: an event, a trap or timer interrupt, or the end of the round. */
  private serveNext(limit: number): Halt | undefined {
    const hart = this.nextHart();
    const cycle = hart === undefined ? Infinity : hart.cycle;
    const event = this.kernel.nextAlarm;
    const next = Math.min(cycle, event);
    // A hart that ran alone may be rounds ahead: those it passed are over.
    let isRoundOver = false;
    while (next >= this.rounds.end && this.allReached(Math.min(limit, this.rounds.end))) {
      if (this.rounds.end >= limit) return { kind: 'limit' };
      const hasWork = this.kernel.needsRoundEnd || this.outside.nextHappening <= this.rounds.end;
      this.kernel.endRound(this.rounds.end);
      this.beginRound(this.rounds.end);
      isRoundOver = true;
      if (hasWork) break;
    }
    if (isRoundOver) return undefined;
    if (next >= limit) return { kind: 'limit' };
    if (event < cycle || (event === cycle && !this.settings.textbookOrder)) {
      this.kernel.wakeDue(event);
    } else {
      const wasTrapped = this.isTrapped(hart!.index);
      this.trapped[hart!.index] = undefined;
      this.kernel.enter(hart!, wasTrapped ? 'trap' : 'timer');
    }
    return undefined;
  }

  /** The hart with the earliest trap or timer interrupt, the lowest index first. */
  private nextHart(): Hart | undefined {
    let earliest: Hart | undefined;
    for (const index of this.kernel.busy) {
      if (this.isStalled(index)) continue;
      const hart = this.machine.harts[index]!;
      if (!this.isTrapped(index) && hart.cycle < Math.min(this.kernel.timers[index]!, this.kernel.warmings[index]!))
        continue;
      if (earliest === undefined || hart.cycle < earliest.cycle || this.comesBefore(hart, earliest)) earliest = hart;
    }
    return earliest;
  }

  /** In textbook order the calls of a cycle come before the ends of quanta. */
  private comesBefore(hart: Hart, other: Hart): boolean {
    if (!this.settings.textbookOrder || hart.cycle > other.cycle) return false;
    return this.isTrapped(hart.index) && !this.isTrapped(other.index);
  }

  /** In textbook order: fills idle harts once nothing more happens at this cycle; whether that changed anything. */
  private fillsHarts(): boolean {
    const { kernel, settings } = this;
    if (!settings.textbookOrder || kernel.scheduler.readyCount === 0) return false;
    const next = Math.min(this.nextHart()?.cycle ?? Infinity, kernel.nextAlarm);
    return next > kernel.now() && kernel.fillHarts();
  }

  private isTrapped(index: number): boolean {
    const thread = this.trapped[index];
    return thread !== undefined && thread === this.kernel.running[index];
  }

  private isStalled(index: number): boolean {
    const { stalled } = this.kernel;
    return stalled.length > 0 && stalled.includes(index);
  }

  private allReached(cycle: number): boolean {
    for (const index of this.kernel.busy) {
      if (this.machine.harts[index]!.cycle < cycle && !this.isStalled(index)) return false;
    }
    return true;
  }

  private serveIdle(limit: number): Halt | undefined {
    const { kernel } = this;
    if (kernel.needsRoundEnd || this.outside.nextHappening <= kernel.now()) {
      this.passIdle(kernel.now());
      return undefined;
    }
    const event = Math.min(kernel.nextAlarm, this.outside.nextHappening);
    if (kernel.nextAlarm < this.rounds.end && kernel.nextAlarm < limit) {
      kernel.wakeDue(kernel.nextAlarm);
      return undefined;
    }
    if (this.rounds.start >= limit || (event >= limit && event !== Infinity)) return { kind: 'limit' };
    if (event !== Infinity) return { kind: 'idle', cycle: event };
    if (kernel.scheduler.readyCount > 0) {
      kernel.scheduler.giveWay();
      kernel.fillHarts();
      return undefined;
    }
    if (kernel.mainEnding !== undefined) return { kind: 'ended', ending: kernel.mainEnding };
    return { kind: this.hasTerminal ? 'input' : 'deadlock' };
  }

  private beginRound(cycle: number): void {
    this.rounds.begin(cycle);
    for (let next = this.outside.takeHappening(cycle); next; next = this.outside.takeHappening(cycle)) {
      this.kernel.setClock(cycle);
      this.take(next);
      this.kernel.fillHarts();
    }
  }

  private take(happening: Happening): void {
    const { kernel } = this;
    switch (happening.kind) {
      case 'typed':
        kernel.terminal.input(kernel, happening.bytes);
        break;
      case 'resized':
        kernel.terminal.resize(kernel, happening.rows, happening.columns);
        break;
      case 'signal':
        kernel.signalGroup(kernel.terminal.foregroundGroup || (kernel.main?.pgid ?? 0), happening.signal);
        if (kernel.main !== undefined) kernel.signalConsole(kernel.main.session.sid, happening.signal);
        break;
      case 'hung up':
        kernel.terminal.hangUp(kernel);
        break;
      default:
        unreachable(happening);
    }
  }
}

function makeKernel(
  settings: Settings,
  machine: Machine,
  outside: Outside,
  window: { readonly rows: number; readonly columns: number } | undefined,
): Kernel {
  const clock = new Clock();
  const files = new FileSystem(machine, outside.folders, clock);
  const trampoline = files.newUnnamedFile(PAGE_SIZE);
  files.hold(trampoline);
  files.data.write(trampoline, 0, trampolineBytes());
  const kernel = new Kernel({
    machine,
    host: outside,
    settings,
    files,
    scheduler: makeScheduler(settings, clock),
    terminal: new Terminal(window),
    clock,
    trampoline,
    entropy: seedPrng((settings.seed ?? 0) + 1),
  });
  files.random = kernel.entropy;
  return kernel;
}

function makeScheduler(settings: Settings, time: Clock): Required<Scheduler> {
  const prng = settings.seed === undefined ? undefined : seedPrng(settings.seed + 0x5eed);
  const { harts, quantum } = settings;
  const policy = makePolicy(settings.scheduler, quantum, { time, harts, prng });
  const scheduler = new RealTime(quantum, policy);
  if (settings.schedule.length === 0) return scheduler;
  return new Scripted(
    settings.schedule.map((slices) => [...slices]),
    scheduler,
  );
}
