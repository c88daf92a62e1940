import { CYCLES_PER_SECOND } from '../abi/processes.ts';
import { SIG } from '../abi/signals.ts';
import { exitStatus } from '../system/boot.ts';
import type { Computer } from '../system/computer.ts';
import { windowSize } from './host-terminal.ts';
import type { Output } from './output.ts';
import type { Mailbox, OutsideEvent, OutsideSignal } from './outside.ts';
import type { Progress } from './progress.ts';
import type { Guard } from './scheduler-module.ts';

/** How a session ended. */
export type SessionEnd =
  | { readonly kind: 'ended'; readonly status: number }
  | { readonly kind: 'limit' }
  | { readonly kind: 'deadlock' }
  /** Ctrl-] was typed. */
  | { readonly kind: 'left' }
  /** The host ended this process. */
  | { readonly kind: 'signal'; readonly signal: OutsideSignal };

/** How long, in milliseconds, the computer runs before the world outside gets its turn. */
const TURN = 8;
const FIRST_SLICE = 100_000;
const SMALLEST_SLICE = 1_000;
const LARGEST_SLICE = 50_000_000;
const CYCLES_PER_MILLISECOND = CYCLES_PER_SECOND / 1000;
/** A second SIGINT within this time, in milliseconds, is meant for us. */
const IMPATIENCE = 1000;

/** Runs a computer to its end, and carries to it what comes from outside. */
export class Session {
  private readonly computer: Computer;
  private readonly output: Output;
  private readonly mailbox: Mailbox;
  private readonly limit: number;
  private readonly isPaced: boolean;
  private readonly progress: Progress | undefined;
  private readonly terminalFd: number;
  private readonly guard: Guard;
  private slice = FIRST_SLICE;
  private turnStart = 0;
  private lastInterrupt = Number.NEGATIVE_INFINITY;
  /** While the computer idles: the cycle that time outside has reached. What happens then counts from there. */
  private idleCycle: number | undefined;

  constructor(parts: {
    computer: Computer;
    output: Output;
    mailbox: Mailbox;
    limit: number;
    /** Whether idle time passes as it does outside. */
    isPaced: boolean;
    progress: Progress | undefined;
    terminalFd: number;
    /** Watches over a scheduler that the user wrote. */
    guard: Guard;
  }) {
    this.computer = parts.computer;
    this.output = parts.output;
    this.mailbox = parts.mailbox;
    this.limit = parts.limit;
    this.isPaced = parts.isPaced;
    this.progress = parts.progress;
    this.terminalFd = parts.terminalFd;
    this.guard = parts.guard;
  }

  async run(): Promise<SessionEnd> {
    const { computer, output, mailbox, limit } = this;
    this.turnStart = performance.now();
    for (;;) {
      for (let event = mailbox.take(); event !== undefined; event = mailbox.take()) {
        const end = this.receive(event);
        if (end !== undefined) return end;
      }
      const halt = this.guard(() => computer.run({ limit, pauseAfter: this.slice }));
      switch (halt.kind) {
        case 'ended':
          return { kind: 'ended', status: exitStatus(halt.ending) };
        case 'limit':
        case 'deadlock':
          return { kind: halt.kind };
        case 'paused':
          await this.giveTurn();
          this.progress?.tick();
          break;
        case 'idle':
          if (this.isPaced) await this.passIdle(halt.cycle);
          else this.guard(() => computer.skipIdle(halt.cycle));
          if (performance.now() - this.turnStart > TURN) await this.giveTurn();
          break;
        case 'input':
          await this.passIdle(limit);
      }
      if (this.isPaced) output.flush();
    }
  }

  /** Lets signals, keys and timers of the host come in, and sees to it that this happens often enough. */
  private async giveTurn(): Promise<void> {
    const spent = performance.now() - this.turnStart;
    if (spent < TURN / 2) this.slice = Math.min(LARGEST_SLICE, this.slice * 2);
    else if (spent > TURN * 2) this.slice = Math.max(SMALLEST_SLICE, Math.floor(this.slice / 2));
    this.output.flush();
    await new Promise<void>((resolve) => setImmediate(resolve));
    this.turnStart = performance.now();
  }

  /** Waits as long as the computer idles, until `cycle` or until something comes from outside. */
  private async passIdle(cycle: number): Promise<void> {
    const from = this.idleCycle ?? Math.max(this.computer.cycle, this.computer.rounds.start);
    const start = performance.now();
    this.output.flush();
    this.progress?.rest();
    await this.mailbox.wait((cycle - from) / CYCLES_PER_MILLISECOND);
    this.turnStart = performance.now();
    const passed = Math.floor((this.turnStart - start) * CYCLES_PER_MILLISECOND);
    this.idleCycle = Math.min(cycle, from + passed);
    if (this.idleCycle < cycle) return;
    this.guard(() => this.computer.skipIdle(cycle));
    this.idleCycle = undefined;
  }

  private receive(event: OutsideEvent): SessionEnd | undefined {
    const cycle = this.idleCycle;
    this.idleCycle = undefined;
    switch (event.kind) {
      case 'typed':
        this.computer.type(event.bytes, cycle);
        return undefined;
      case 'resized': {
        const { rows, columns } = windowSize(this.terminalFd);
        this.computer.resize(rows, columns, cycle);
        return undefined;
      }
      case 'leave':
        return { kind: 'left' };
      case 'hung up':
        return { kind: 'signal', signal: 'SIGHUP' };
      case 'signal':
        return event.signal === 'SIGINT' ? this.interrupt(cycle) : { kind: 'signal', signal: event.signal };
    }
  }

  /** Ctrl-C outside of the guest's terminal: the guest gets it, but who repeats it at once wants to end us. */
  private interrupt(cycle: number | undefined): SessionEnd | undefined {
    const now = performance.now();
    if (now - this.lastInterrupt < IMPATIENCE) return { kind: 'signal', signal: 'SIGINT' };
    this.lastInterrupt = now;
    this.computer.signal(SIG.SIGINT, cycle);
    return undefined;
  }
}
