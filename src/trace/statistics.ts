import { CLD_EXITED, signalName } from '../abi/signals.ts';
import type { KernelEvent } from '../kernel/events.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { Process } from '../kernel/process.ts';
import type { Thread } from '../kernel/thread.ts';
import type { Machine } from '../machine/machine.ts';

/** What a thread does with its time. */
type Activity = 'running' | 'waiting' | 'blocked' | 'stopped';

/** What is known of a process; times in cycles. */
interface ProcessRecord {
  readonly pid: number;
  name: string;
  /** How long its threads ran, were ready without a hart, were blocked, were stopped. */
  readonly cycles: Record<Activity, number>;
  faults: number;
  voluntary: number;
  involuntary: number;
  status: string;
}

interface ThreadRecord {
  readonly process: ProcessRecord;
  activity: Activity;
  since: number;
}

/** How many processes the report lists. */
const SHOWN_PROCESSES = 40;

/** Counts what processes and harts do, from the event stream. */
export class Statistics {
  private readonly machine: Machine;
  private readonly kernel: Kernel;
  private readonly processes: ProcessRecord[] = [];
  private readonly byProcess = new Map<Process, ProcessRecord>();
  private readonly threads = new Map<Thread, ThreadRecord>();
  private readonly onHart: (Thread | undefined)[] = [];
  private readonly busy: number[];
  private copied = 0;
  private peakFrames = 0;

  constructor({ machine, kernel }: { readonly machine: Machine; readonly kernel: Kernel }) {
    this.machine = machine;
    this.kernel = kernel;
    this.busy = machine.harts.map(() => 0);
  }

  observe(event: KernelEvent): void {
    const { cycle } = event;
    switch (event.kind) {
      case 'switch':
        this.switchHart(event.hart, event.thread, cycle);
        break;
      case 'block':
        this.enter(event.thread, 'blocked', cycle);
        this.recordOf(event.thread.process).voluntary++;
        break;
      case 'preempt':
        this.enter(event.thread, 'waiting', cycle);
        this.recordOf(event.thread.process).involuntary++;
        break;
      case 'wake':
        this.enter(event.thread, 'waiting', cycle);
        break;
      case 'fork':
        this.enter(event.child, 'waiting', cycle);
        this.measureFrames();
        break;
      case 'fault':
        this.recordOf(event.thread.process).faults++;
        if (event.outcome === 'copied') this.copied++;
        this.measureFrames();
        break;
      case 'exec':
        this.recordOf(event.thread.process).name = event.thread.process.name;
        break;
      case 'return':
        this.measureFrames();
        break;
      case 'exit':
        this.recordOf(event.thread.process).status = endingText(event);
    }
  }

  /** The whole report as lines of at most 80 columns. */
  report(): string {
    const now = this.kernel.now();
    for (const [thread, record] of this.threads) {
      if (thread.state !== 'ended') this.enter(thread, record.activity, now);
    }
    return [...this.processLines(), '', ...this.hartLines(now), '', ...this.totalLines(now)]
      .map((line) => `${line.trimEnd()}\n`)
      .join('');
  }

  private processLines(): string[] {
    const rows = this.processes.slice(0, SHOWN_PROCESSES).map((record) => {
      const { cycles, voluntary, involuntary } = record;
      const numbers = [cycles.running, cycles.waiting, cycles.blocked + cycles.stopped].map((value) =>
        formatCycles(value).padStart(11),
      );
      const faults = String(record.faults).padStart(7);
      const switches = `${voluntary}+${involuntary}`.padStart(9);
      return `${String(record.pid).padStart(5)} ${record.name.padEnd(13).slice(0, 13)}${numbers.join('')}${faults}${switches}  ${record.status}`;
    });
    const rest = this.processes.length - rows.length;
    return [
      '  pid name                running    waiting    blocked faults switches  ended',
      ...rows,
      ...(rest > 0 ? [`      and ${rest} more`] : []),
    ];
  }

  private hartLines(now: number): string[] {
    const lines = [' hart                        busy       idle   used'];
    let unused = 0;
    this.busy.forEach((busy, hart) => {
      if (busy === 0 && this.busy.length > 4) unused++;
      else {
        const share = now === 0 ? 0 : (busy / now) * 100;
        const numbers = [busy, Math.max(0, now - busy)].map((value) => formatCycles(value).padStart(11)).join('');
        lines.push(`${String(hart).padStart(5)}              ${numbers}${share.toFixed(1).padStart(6)}%`);
      }
    });
    if (unused > 0) lines.push(`      ${unused} never used`);
    return lines;
  }

  private totalLines(now: number): string[] {
    const instructions = this.machine.harts.reduce((sum, hart) => sum + hart.instret, 0);
    const total = this.machine.frames.total - 1;
    return [
      `${formatCycles(now)} cycles, ${formatCycles(instructions)} instructions`,
      `${formatCycles(this.peakFrames)} of ${formatCycles(total)} frames used at the peak, ${formatCycles(this.copied)} copied on write`,
      'switches: blocked + preempted; times in cycles',
    ];
  }

  private switchHart(hart: number, thread: Thread | undefined, cycle: number): void {
    const before = this.onHart[hart];
    this.onHart[hart] = thread;
    if (before !== undefined) {
      const record = this.threads.get(before);
      // Whoever left without blocking or being preempted was stopped or has ended.
      if (record?.activity === 'running') this.enter(before, 'stopped', cycle, hart);
      if (before.state === 'ended' || before.process.ending !== undefined) this.threads.delete(before);
    }
    if (thread !== undefined) this.enter(thread, 'running', cycle);
  }

  /** From now on the thread does something else. */
  private enter(thread: Thread, activity: Activity, cycle: number, hart = thread.hart): void {
    let record = this.threads.get(thread);
    if (record === undefined) {
      record = { process: this.recordOf(thread.process), activity, since: cycle };
      this.threads.set(thread, record);
      return;
    }
    const passed = Math.max(0, cycle - record.since);
    record.process.cycles[record.activity] += passed;
    if (record.activity === 'running' && hart >= 0) this.busy[hart]! += passed;
    record.activity = activity;
    record.since = cycle;
  }

  private recordOf(process: Process): ProcessRecord {
    let record = this.byProcess.get(process);
    if (record === undefined) {
      const cycles = { running: 0, waiting: 0, blocked: 0, stopped: 0 };
      record = { pid: process.pid, name: process.name, cycles, faults: 0, voluntary: 0, involuntary: 0, status: 'no' };
      this.byProcess.set(process, record);
      this.processes.push(record);
    }
    return record;
  }

  private measureFrames(): void {
    const { frames } = this.machine;
    this.peakFrames = Math.max(this.peakFrames, frames.total - 1 - frames.freeCount - frames.quarantined);
  }
}

function endingText({ code, status }: { readonly code: number; readonly status: number }): string {
  return code === CLD_EXITED ? `exit ${status}` : signalName(status);
}

/** A count of cycles in at most ten columns: exact up to ten million, then in millions (M) or thousands of millions (G). */
function formatCycles(value: number): string {
  if (value < 1e7) return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',');
  return value < 1e9 ? `${(value / 1e6).toFixed(2)}M` : `${(value / 1e9).toFixed(2)}G`;
}
