import type { KernelEvent } from '../kernel/events.ts';
import type { Thread } from '../kernel/thread.ts';

/** A stretch of time, in cycles, that a job ran on a hart. */
export interface Stretch {
  readonly job: number;
  readonly hart: number;
  readonly start: number;
  readonly end: number;
}

/** Something that happened to a job at a cycle. */
export interface Moment {
  readonly cycle: number;
  readonly job: number;
  readonly kind: 'arrives' | 'waits' | 'goes on' | 'ends';
}

/** What became of one job, in cycles. */
export interface JobTimes {
  readonly arrival: number;
  /** From the arrival to when it first ran. */
  readonly response: number;
  /** From the arrival to the end. */
  readonly turnaround: number;
  /** How long it was ready without a hart. */
  readonly wait: number;
  /** How long it had a hart. */
  readonly run: number;
}

interface JobRecord {
  arrival: number;
  firstRun: number;
  end: number;
  wait: number;
  run: number;
  readySince: number;
}

/** Reads from the stream of events what becomes of the threads of jobs. */
export class Measurements {
  readonly stretches: Stretch[] = [];
  readonly moments: Moment[] = [];
  private readonly records: JobRecord[] = [];
  private readonly jobs = new Map<Thread, number>();
  private readonly on: ({ job: number; since: number } | undefined)[] = [];

  /** `threads` are those of the jobs, in their order. */
  constructor(threads: readonly Thread[]) {
    threads.forEach((thread, job) => {
      this.jobs.set(thread, job);
      this.records.push({ arrival: 0, firstRun: -1, end: -1, wait: 0, run: 0, readySince: 0 });
    });
  }

  observe(event: KernelEvent): void {
    const { cycle } = event;
    switch (event.kind) {
      case 'start':
        this.note('arrives', event.thread, cycle);
        break;
      case 'wake':
        this.note('goes on', event.thread, cycle);
        break;
      case 'block':
        this.note('waits', event.thread, cycle);
        break;
      case 'preempt':
        this.recordOf(event.thread).readySince = cycle;
        break;
      case 'end':
        this.note('ends', event.thread, cycle);
        break;
      case 'switch':
        this.switchHart(event.hart, event.thread, cycle);
    }
  }

  /** What became of each job; undefined for one that has not ended. */
  get times(): (JobTimes | undefined)[] {
    return this.records.map(({ arrival, firstRun, end, wait, run }) => {
      if (end < 0) return undefined;
      return { arrival, response: firstRun - arrival, turnaround: end - arrival, wait, run };
    });
  }

  /** Ends the stretches of jobs that still run at `cycle`. */
  finish(cycle: number): void {
    for (const hart of this.on.keys()) this.switchHart(hart, undefined, cycle);
  }

  private note(kind: Moment['kind'], thread: Thread, cycle: number): void {
    const job = this.jobs.get(thread);
    if (job === undefined) return;
    this.moments.push({ cycle, job, kind });
    const record = this.records[job]!;
    if (kind === 'arrives') record.arrival = cycle;
    if (kind === 'ends') record.end = cycle;
    else record.readySince = cycle;
  }

  private switchHart(hart: number, thread: Thread | undefined, cycle: number): void {
    const before = this.on[hart];
    if (before !== undefined && cycle > before.since) {
      this.stretches.push({ job: before.job, hart, start: before.since, end: cycle });
      this.records[before.job]!.run += cycle - before.since;
    }
    const job = thread === undefined ? undefined : this.jobs.get(thread);
    this.on[hart] = job === undefined ? undefined : { job, since: cycle };
    if (job === undefined) return;
    const record = this.records[job]!;
    record.wait += cycle - record.readySince;
    if (record.firstRun < 0) record.firstRun = cycle;
  }

  private recordOf(thread: Thread): JobRecord {
    return this.records[this.jobs.get(thread)!]!;
  }
}
