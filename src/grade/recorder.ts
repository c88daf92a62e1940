import { E } from '../abi/errno.ts';
import { SI_KERNEL, SIG } from '../abi/signals.ts';
import { cpuCycles } from '../kernel/cpu-timers.ts';
import type { KernelEvent } from '../kernel/events.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { Ending, Process } from '../kernel/process.ts';
import type { Computer } from '../system/computer.ts';
import type { ProcessName } from './spec.ts';

/** What calls give that found no room for a process or a descriptor. */
const LIMIT_ERRORS: readonly (readonly [call: string | undefined, error: number])[] = [
  ['clone', E.EAGAIN],
  [undefined, E.EMFILE],
  [undefined, E.ENFILE],
];
/** Signals that tell of an address. */
const FAULTS: readonly number[] = [SIG.SIGSEGV, SIG.SIGBUS, SIG.SIGILL, SIG.SIGFPE];

/** What is counted, for the whole run and for each process. */
export interface Counts {
  calls: number;
  switches: number;
  preemptions: number;
  blocks: number;
  faults: number;
  copied: number;
}

/** What is known of a process, also when it has gone. Times are cycles. */
export interface ProcessRecord {
  /** Its place in the order in which processes were made; the first program is 1. */
  readonly number: number;
  readonly pid: number;
  readonly process: Process;
  /** The name of its program. */
  name: string;
  /** Whether it runs a program that was built from the submission. */
  isBuilt: boolean;
  readonly start: number;
  /** When it ended, and when one of its threads first ran; undefined before. */
  end: number | undefined;
  firstRun: number | undefined;
  waiting: number;
  running: number;
  ending: Ending | undefined;
  readonly counts: Counts;
  /** How often each call was made, by name. */
  readonly calls: Map<string, number>;
  stdout: string;
  stderr: string;
  /** Pages that were its own to write when its program started, and at its end. */
  dataPages: { readonly start: number; readonly end: number };
  /** The descriptors that it had at its end. */
  descriptors: readonly number[];
}

/** What a run may use. */
export interface Limits {
  readonly calls: number;
  readonly output: number;
}

/** Where built programs are put. */
export const PROGRAM_FOLDER = '/run';

/** Notes what happens in a run: from the kernel's events, and what is written. */
export class Recorder {
  readonly records: ProcessRecord[] = [];
  readonly counts: Counts = newCounts();
  stdout = '';
  stderr = '';
  screen = '';
  peakFrames = 0;
  /** Whether a limit on processes or descriptors made a call fail. */
  hasReachedLimit = false;
  /** Whether the first program asked for memory when there was none. */
  hadNoMemory = false;
  /** What was used up, set when the run must end. */
  excess: string | undefined;
  /** Called when a process ends, while its memory and handles are there. */
  onExit: (record: ProcessRecord) => void = () => {};
  /** The last signal that the first program got: where it was, and the address that it touched, if it was a fault. */
  lastSignal:
    | { readonly signal: number; readonly pc: number; readonly path: string; readonly addr: number | undefined }
    | undefined;
  private readonly byProcess = new Map<Process, ProcessRecord>();
  private readonly limits: Limits;
  private kernel: Kernel | undefined;
  private outputBytes = 0;

  constructor(limits: Limits) {
    this.limits = limits;
  }

  /** Looks on from now; before the first program starts. */
  watch(computer: Computer): void {
    this.kernel = computer.kernel;
    computer.kernel.observe((event) => this.observe(event));
  }

  /** A piece of what the guest writes to a stream or its terminal. */
  write(target: 'stdout' | 'stderr' | 'screen', piece: string): void {
    this.outputBytes += piece.length;
    if (this.outputBytes > this.limits.output) {
      this.excess ??= `it wrote more than ${this.limits.output} bytes`;
      return;
    }
    this[target] += piece;
    const writer = this.kernel?.current;
    const record = writer === undefined ? undefined : this.byProcess.get(writer.process);
    if (record !== undefined && target !== 'screen') record[target] += piece;
  }

  /** The processes that `name` means, in the order in which they were made. */
  find(name: ProcessName): readonly ProcessRecord[] {
    if (typeof name === 'string') return this.records.filter((record) => record.name === name);
    const record = this.records[name - 1];
    return record === undefined ? [] : [record];
  }

  recordOf(process: Process): ProcessRecord | undefined {
    return this.byProcess.get(process);
  }

  private observe(event: KernelEvent): void {
    switch (event.kind) {
      case 'start':
        this.begin(event.thread.process, event.cycle);
        this.enterProgram(event.thread.process);
        break;
      case 'fork':
        if (event.child.process !== event.parent.process) this.begin(event.child.process, event.cycle);
        break;
      case 'exec':
        this.enterProgram(event.thread.process);
        break;
      case 'switch': {
        if (event.thread === undefined) break;
        this.count(event.thread.process, 'switches');
        const record = this.byProcess.get(event.thread.process);
        if (record === undefined) break;
        record.firstRun ??= event.cycle;
        record.waiting += Math.max(0, event.thread.runningSince - event.thread.readyAt);
        break;
      }
      case 'preempt':
        this.count(event.thread.process, 'preemptions');
        break;
      case 'block':
        this.count(event.thread.process, 'blocks');
        break;
      case 'call':
        this.call(event.thread.process, event.call.row?.name ?? `syscall_${event.call.number}`);
        break;
      case 'return':
        this.hasReachedLimit ||= LIMIT_ERRORS.some(
          ([call, error]) => event.result === -error && (call === undefined || event.call.row?.name === call),
        );
        break;
      case 'fault':
        this.count(event.thread.process, 'faults');
        if (event.outcome === 'no memory' && event.thread.process === this.kernel?.main) this.hadNoMemory = true;
        if (event.outcome === 'copied') this.count(event.thread.process, 'copied');
        this.measureFrames();
        break;
      case 'signal':
        this.noteSignal(event);
        break;
      case 'exit':
        this.end(event.thread.process, event);
    }
  }

  private noteSignal({ thread, signal, code, addr }: Extract<KernelEvent, { kind: 'signal' }>): void {
    const { kernel } = this;
    if (kernel === undefined || thread.process !== kernel.main) return;
    const isRunning = kernel.running[thread.hart] === thread;
    const pc = isRunning ? kernel.machine.harts[thread.hart]!.pc : thread.context.pc;
    // Positive codes are those of faults, except SI_KERNEL.
    const isFault = code > 0 && code < SI_KERNEL && FAULTS.includes(signal);
    this.lastSignal = { signal, pc, path: thread.process.executablePath, addr: isFault ? addr : undefined };
  }

  private begin(process: Process, cycle: number): void {
    const parent = process.parent === undefined ? undefined : this.byProcess.get(process.parent);
    const record: ProcessRecord = {
      number: this.records.length + 1,
      pid: process.pid,
      process,
      name: process.name,
      isBuilt: parent?.isBuilt ?? false,
      start: cycle,
      end: undefined,
      firstRun: undefined,
      waiting: 0,
      running: 0,
      ending: undefined,
      counts: newCounts(),
      calls: new Map(),
      stdout: '',
      stderr: '',
      dataPages: parent?.dataPages ?? { start: 0, end: 0 },
      descriptors: [],
    };
    this.records.push(record);
    this.byProcess.set(process, record);
    this.measureFrames();
  }

  private enterProgram(process: Process): void {
    const record = this.byProcess.get(process);
    if (record === undefined) return;
    record.name = process.name;
    record.isBuilt = process.executablePath.startsWith(`${PROGRAM_FOLDER}/`);
    const pages = process.space.dataPages;
    record.dataPages = { start: pages, end: pages };
  }

  private call(process: Process, name: string): void {
    this.count(process, 'calls');
    const calls = this.byProcess.get(process)?.calls;
    calls?.set(name, (calls.get(name) ?? 0) + 1);
    if (this.counts.calls > this.limits.calls) this.excess ??= `it made more than ${this.limits.calls} system calls`;
  }

  private end(process: Process, event: Extract<KernelEvent, { kind: 'exit' }>): void {
    const record = this.byProcess.get(process);
    if (record === undefined) return;
    record.end = event.cycle;
    record.ending = { code: event.code, status: event.status };
    record.dataPages = { ...record.dataPages, end: process.space.dataPages };
    record.descriptors = process.handles.entries().map(([number]) => number);
    record.running = cpuCycles(this.kernel!, process);
    this.onExit(record);
  }

  private count(process: Process, what: keyof Counts): void {
    this.counts[what]++;
    const record = this.byProcess.get(process);
    if (record !== undefined) record.counts[what]++;
  }

  private measureFrames(): void {
    const { frames } = this.kernel!.machine;
    this.peakFrames = Math.max(this.peakFrames, frames.total - 1 - frames.freeCount - frames.quarantined);
  }
}

function newCounts(): Counts {
  return { calls: 0, switches: 0, preemptions: 0, blocks: 0, faults: 0, copied: 0 };
}
