import { signalName } from '../abi/signals.ts';
import { isFailure } from '../abi/syscalls.ts';
import { unreachable } from '../base/unreachable.ts';
import { type Life, Lives } from './lives.ts';
import type { EventRecord } from './records.ts';

/** What a process did; times in cycles. Its threads count together. */
export interface ProcessAccount {
  readonly pid: number;
  /** 0 for the first process and for those whose parent was not seen. */
  readonly parent: number;
  name: string;
  readonly started: number;
  /** When it first ran, and when it ended. */
  firstRan: number | undefined;
  ended: number | undefined;
  /** `running`, `exit N`, or the name of the signal that killed it. */
  status: string;
  /** How long its threads ran, as getrusage counts it. */
  running: number;
  ready: number;
  stopped: number;
  blocked: number;
  readonly blockedBy: Record<string, number>;
  voluntary: number;
  involuntary: number;
  migrations: number;
  readonly faults: Record<string, number>;
  /** Frames that it shared with children by fork, and frames of its own that are copies. */
  shared: number;
  copied: number;
  readonly calls: Record<string, CallAccount>;
}

/** How often a call was made, how often it failed, and how long the callers were in it. */
export interface CallAccount {
  count: number;
  errors: number;
  cycles: number;
}

/** What a hart did. */
export interface HartAccount {
  busy: number;
  switches: number;
}

/** Everything that was counted in a run. */
export interface Accounts {
  readonly cycles: number;
  readonly frames: number;
  readonly peakFrames: number;
  readonly copied: number;
  readonly harts: readonly HartAccount[];
  readonly processes: readonly ProcessAccount[];
}

type MutableAccount = { -readonly [K in keyof ProcessAccount]: ProcessAccount[K] };

/** Counts what processes and harts do, from the records of a run. */
export class Accountant {
  private readonly lives = new Lives({
    interval: (life, to) => this.spend(life, to),
    called: (life, to, result) => this.call(life, to, result),
  });
  private readonly processes: MutableAccount[] = [];
  private readonly living = new Map<number, MutableAccount>();
  private readonly harts: HartAccount[] = [];
  private cycle = 0;
  private frames = 0;
  private leastFree = Infinity;

  take(record: EventRecord): void {
    this.cycle = record.cycle;
    switch (record.kind) {
      case 'run':
        this.frames = record.frames;
        for (let hart = 0; hart < record.harts; hart++) this.harts.push({ busy: 0, switches: 0 });
        break;
      case 'start':
        this.open(record.pid, 0, record);
        break;
      case 'fork':
        this.fork(record);
        break;
      case 'switch':
        this.switch(record);
        break;
      case 'block':
        this.of(record).voluntary++;
        break;
      case 'preempt':
        this.of(record).involuntary++;
        break;
      case 'fault':
        this.fault(record);
        break;
      case 'exec':
        this.of(record).name = record.name;
        break;
      case 'frames':
        this.leastFree = Math.min(this.leastFree, record.free);
        break;
      case 'halt':
        for (const hart of this.harts.keys()) {
          this.leaveHart(hart, record.cycle - (this.lives.running(hart)?.since ?? 0));
        }
    }
    this.lives.take(record);
    if (record.kind === 'exit') this.close(record);
  }

  /** What was counted; whole when `halt` has been taken. */
  accounts(): Accounts {
    const { processes, harts, frames, cycle: cycles } = this;
    const peakFrames = this.leastFree === Infinity ? 0 : frames - this.leastFree;
    const copied = processes.reduce((sum, process) => sum + process.copied, 0);
    return { cycles, frames, peakFrames, copied, harts, processes };
  }

  private open(pid: number, parent: number, { name, cycle }: { readonly name: string; readonly cycle: number }) {
    const account: MutableAccount = {
      pid,
      parent,
      name,
      started: cycle,
      firstRan: undefined,
      ended: undefined,
      status: 'running',
      running: 0,
      ready: 0,
      stopped: 0,
      blocked: 0,
      blockedBy: {},
      voluntary: 0,
      involuntary: 0,
      migrations: 0,
      faults: {},
      shared: 0,
      copied: 0,
      calls: {},
    };
    this.living.set(pid, account);
    this.processes.push(account);
    return account;
  }

  /** The account of a process; one that was there before anybody looked is opened now. */
  private of({ pid }: { readonly pid: number }): MutableAccount {
    return this.living.get(pid) ?? this.open(pid, 0, { name: '?', cycle: this.cycle });
  }

  private fork(record: Extract<EventRecord, { kind: 'fork' }>): void {
    const parent = this.lives.get(record.parent);
    if (parent !== undefined) this.of(parent).shared += record.pages;
    if (!record.isThread) this.open(record.pid, parent?.pid ?? 0, record);
  }

  private switch({ hart, tid, pid, ran, cycle }: Extract<EventRecord, { kind: 'switch' }>): void {
    if (tid === 0) {
      this.leaveHart(hart, ran);
      return;
    }
    const account = this.of({ pid });
    const before = this.lives.get(tid)?.hart ?? -1;
    if (before >= 0 && before !== hart) account.migrations++;
    account.firstRan ??= cycle;
    this.harts[hart]!.switches++;
  }

  /** The thread on `hart`, if there is one, has run `ran` cycles there. */
  private leaveHart(hart: number, ran: number): void {
    const life = this.lives.running(hart);
    if (life === undefined) return;
    this.of(life).running += ran;
    this.harts[hart]!.busy += ran;
  }

  private fault(record: Extract<EventRecord, { kind: 'fault' }>): void {
    const account = this.of(record);
    const { outcome } = record;
    account.faults[outcome] = (account.faults[outcome] ?? 0) + 1;
    if (outcome === 'copied') account.copied++;
  }

  private close(record: Extract<EventRecord, { kind: 'exit' }>): void {
    const account = this.of(record);
    account.ended = record.cycle;
    account.status = record.signal === 0 ? `exit ${record.status}` : signalName(record.signal);
  }

  private spend(life: Life, to: number): void {
    const account = this.of(life);
    const cycles = to - life.since;
    switch (life.activity) {
      case 'blocked':
        account.blocked += cycles;
        account.blockedBy[life.reason] = (account.blockedBy[life.reason] ?? 0) + cycles;
        break;
      case 'ready':
      case 'stopped':
        account[life.activity] += cycles;
        break;
      case 'running':
      case 'zombie':
        break;
      default:
        unreachable(life.activity);
    }
  }

  private call(life: Life, to: number, result: number | undefined): void {
    const { calls } = this.of(life);
    const { name, since } = life.call!;
    calls[name] ??= { count: 0, errors: 0, cycles: 0 };
    calls[name].count++;
    calls[name].cycles += to - since;
    if (result !== undefined && isFailure(name, result)) calls[name].errors++;
  }
}
