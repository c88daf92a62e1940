import { NANOSECONDS_PER_CYCLE } from '../abi/processes.ts';
import { SCHED_FIFO, SCHED_RR } from '../abi/scheduling.ts';
import type { Host } from '../kernel/host.ts';
import type { SchedulingAttributes } from '../kernel/sched/attributes.ts';
import { fillFileSystem, startProgramAt } from '../system/boot.ts';
import { Computer } from '../system/computer.ts';
import { DEFAULT_SETTINGS } from '../system/settings.ts';
import { assembleJob } from './job-program.ts';
import { type JobTimes, Measurements, type Moment, type Stretch } from './measurements.ts';
import type { Job, Workload } from './workload.ts';

/** What became of a workload; times in cycles. */
export interface Outcome {
  /** By job; undefined for one that had not ended at the limit. */
  readonly times: readonly (JobTimes | undefined)[];
  readonly stretches: readonly Stretch[];
  readonly moments: readonly Moment[];
  /** When the last job ended, or the limit. */
  readonly end: number;
}

/** Nobody reads or writes. */
const NO_HOST: Host = {
  readInput: () => new Uint8Array(),
  writeOutput: () => undefined,
  writeTerminal: () => undefined,
};

/** Runs a piece of a computer's time, and may watch over it. */
type Guard = <T>(run: () => T) => T;

const SMALLEST_RAM = 4 << 20;
const RAM_FOR_JOB = 128 << 10;
/** How much is run at once under a guard. */
const PIECE = 1_000_000;

/** Runs the programs of a workload on a computer of its own, up to the cycle `limit`. */
export function runWorkload(workload: Workload, limit: number, guard: Guard = (run) => run()): Outcome {
  const computer = guard(() => makeComputer(workload));
  const { kernel } = computer;
  const threads = workload.jobs.map((job) => startJob(computer, job, workload.tick));
  const measurements = new Measurements(threads);
  kernel.observe((event) => measurements.observe(event));
  for (;;) {
    const halt = guard(() => computer.run({ limit, pauseAfter: PIECE }));
    if (halt.kind === 'idle' && halt.cycle < limit) guard(() => computer.skipIdle(halt.cycle));
    else if (halt.kind !== 'paused') break;
  }
  const { times, stretches, moments } = measurements;
  const end = times.includes(undefined) ? limit : moments.at(-1)!.cycle;
  measurements.finish(end);
  return { times, stretches, moments, end };
}

function makeComputer(workload: Workload): Computer {
  const { jobs, tick, harts, scheduler, quantum, cache } = workload;
  const ramBytes = SMALLEST_RAM + jobs.length * RAM_FOR_JOB;
  const settings = {
    ...DEFAULT_SETTINGS,
    ramBytes,
    harts,
    scheduler,
    quantum,
    round: tick,
    cache,
    textbookOrder: true,
  };
  const computer = new Computer(settings, NO_HOST);
  const files = jobs.map((job) => ({
    path: pathOf(job),
    bytes: assembleJob(job, tick / (cache?.slowdown ?? 1), tick * NANOSECONDS_PER_CYCLE),
    mode: 0o755,
  }));
  const filled = fillFileSystem(computer, { programs: [], files, mounts: [] });
  if (filled < 0) throw new Error(`the programs of the jobs do not fit: error ${filled}`);
  return computer;
}

function startJob(computer: Computer, job: Job, tick: number) {
  const program = {
    path: pathOf(job),
    args: [job.name],
    environment: [],
    streams: ['stream', 'stream', 'stream'] as const,
    isInit: false,
  };
  const thread = startProgramAt(computer, program, job.arrival * tick);
  if (typeof thread === 'number') throw new Error(`job ${job.name} cannot be started: error ${thread}`);
  Object.assign(thread.scheduling, attributesOf(job, tick));
  return thread;
}

function attributesOf(job: Job, tick: number): Partial<SchedulingAttributes> {
  const { realTime, affinity } = job;
  return {
    length: job.run * tick,
    nice: job.nice ?? 0,
    tickets: job.tickets ?? 0,
    rank: job.priority ?? 0,
    workingSet: job.workingSet ?? 0,
    ...(realTime && { policy: realTime.policy === 'fifo' ? SCHED_FIFO : SCHED_RR, priority: realTime.priority }),
    ...(affinity && { affinity: [maskOf(affinity, 0), maskOf(affinity, 32)] }),
  };
}

/** The bits of those of `harts` that are from `first` to `first` + 31. */
function maskOf(harts: readonly number[], first: number): number {
  return harts.reduce((mask, hart) => (hart >= first && hart < first + 32 ? mask | (1 << (hart - first)) : mask), 0);
}

function pathOf({ name }: Job): string {
  return `/jobs/${name}`;
}
