import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { POLICIES, type PolicyChoice, textbookChoice } from '../kernel/sched/policies.ts';
import type { Job, Workload } from '../workload/workload.ts';
import { twoColumns } from './columns.ts';
import { countOption } from './computer-options.ts';
import { Failure, hostReason, STATUS } from './failure.ts';
import { JOB_LIST_FORMS, parseJobs } from './job-list.ts';
import { print } from './print.ts';
import { guardOf } from './scheduler-module.ts';
import { loadScheduler, parseCache, parseScheduler } from './scheduler-option.ts';
import type { WorkloadFile } from './workload-file.ts';
import { tickTrace, workloadReport } from './workload-report.ts';

/** The options of `sched`, as commander gives them. */
export interface SchedOptions {
  readonly policy?: string;
  readonly jobs?: string;
  readonly io: number;
  readonly harts?: number;
  readonly tick?: number;
  readonly cache?: string;
  readonly ticks?: true;
  readonly maxTicks: number;
}

/** The quantum of a policy that the simulators do not have, in ticks. */
const QUANTUM = 10;
const DEFAULTS = { policy: 'rr', io: 5, harts: 1, tick: 100, maxTicks: 1_000_000 };

/** `kernlet sched`: textbook workloads on the virtual computer. */
export function addSchedCommand(program: Command): void {
  const count = (name: string, min: number, max?: number) => countOption(name, STATUS.wrongUsage, min, max);
  program
    .command('sched')
    .summary('run a workload of jobs under a scheduling policy')
    .description(
      'Make a program of each job, run them on the virtual computer, and show response, turnaround and waiting time, all ' +
        'in ticks. Jobs come from --jobs, in the forms of the OSTEP simulators, or from FILE in YAML.',
    )
    .argument('[file]', 'workload in YAML')
    .option('--policy <policy>', `NAME[:option=value,...] or ./mine.ts [${DEFAULTS.policy}]`)
    .option('--jobs <list>', 'jobs: RUN,RUN,... or START,RUN,IO:... and others')
    .option('--io <ticks>', `how long I/O takes, with --jobs [${DEFAULTS.io}]`, count('--io', 1), DEFAULTS.io)
    .option('--harts <n>', `harts (cores), 1 to 64 [${DEFAULTS.harts}]`, count('--harts', 1, 64))
    .option('--tick <cycles>', `cycles in a tick [${DEFAULTS.tick}]`, count('--tick', 10, 1e6))
    .option('--cache <settings>', 'caches to warm up: on, or size=100,warmup=10,slowdown=2')
    .option('--ticks', 'show tick by tick who runs, and what happens')
    .option('--max-ticks <n>', 'stop then [1000000]', count('--max-ticks', 1), DEFAULTS.maxTicks)
    .addHelpText(
      'after',
      `${EXAMPLES}\n\nForms of --jobs:\n${indent(JOB_LIST_FORMS)}\n\nPolicies:\n${policyList().join('\n')}`,
    )
    .action(async (file: string | undefined, options: SchedOptions) => {
      const { text, hasEnded } = await schedule(file, options);
      print(1, text);
      if (!hasEnded) process.exitCode = STATUS.limit;
    });
}

const EXAMPLES = `
Examples:
  kernlet sched --policy rr:quantum=1 --jobs 5,10,15
  kernlet sched --policy mlfq:boost=50 --jobs 0,120,0:100,20,0 --ticks
  kernlet sched --policy fair workload.yaml`;

/** Runs a workload; gives what is to be shown, and whether all jobs have ended. */
export async function schedule(
  file: string | undefined,
  options: SchedOptions,
): Promise<{ text: string; hasEnded: boolean }> {
  const workload = await readWorkload(file, options);
  const { runWorkload } = await import('../workload/run-workload.ts');
  const outcome = runWorkload(workload, options.maxTicks * workload.tick, guardOf(workload.scheduler));
  const trace = options.ticks === true ? tickTrace(workload, outcome) : '';
  return { text: `${trace}${workloadReport(workload, outcome)}`, hasEnded: !outcome.times.includes(undefined) };
}

async function readWorkload(path: string | undefined, options: SchedOptions): Promise<Workload> {
  if ((path === undefined) === (options.jobs === undefined)) {
    throw wrong("expected either --jobs LIST or a workload FILE\ntry 'kernlet sched --help'");
  }
  const file = path === undefined ? undefined : await loadFile(path);
  const tick = options.tick ?? file?.tick ?? DEFAULTS.tick;
  const harts = options.harts ?? file?.harts ?? DEFAULTS.harts;
  const named = options.policy ?? file?.policy ?? DEFAULTS.policy;
  const scheduler = textbookChoice(
    await loadScheduler(parseScheduler(named, { status: STATUS.wrongUsage, unit: tick }), STATUS.wrongUsage),
    tick,
  );
  const jobs = file?.jobs ?? readJobs(options, scheduler);
  const lost = jobs.find(({ affinity }) => affinity?.every((hart) => hart >= harts) === true);
  if (lost !== undefined) throw wrong(`job '${lost.name}' may run on none of the ${harts} harts (--harts)`);
  const caches = options.cache ?? file?.cache;
  const cache = caches === undefined ? undefined : parseCache(caches, { status: STATUS.wrongUsage, unit: tick });
  if (cache !== undefined && tick % cache.slowdown !== 0) {
    throw wrong(`a tick must be a multiple of the slowdown, ${cache.slowdown} (--tick)`);
  }
  return { jobs, tick, harts, scheduler, quantum: QUANTUM * tick, ...(cache && { cache }) };
}

function readJobs({ jobs: text, io }: SchedOptions, policy: PolicyChoice): readonly Job[] {
  const jobs = parseJobs(text ?? '', io, policy.name === 'mlfq');
  if (typeof jobs === 'string') {
    throw wrong([jobs, 'the forms are', indent(JOB_LIST_FORMS)].join('\n'));
  }
  return jobs;
}

async function loadFile(path: string): Promise<WorkloadFile> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new Failure(`cannot read the workload '${path}': ${hostReason(error)}`, STATUS.notFound);
  }
  const { readWorkloadFile } = await import('./workload-file.ts');
  const { file, errors } = readWorkloadFile(text);
  if (errors.length === 0) return file;
  const lines = errors.map(({ line, message }) => `${path}:${line}: ${message}`);
  throw new Failure(['the workload has errors', ...lines].join('\n'), STATUS.sourceErrors);
}

/** The policies with their options. */
function policyList(): string[] {
  return POLICIES.flatMap(({ name, summary, options }) => [
    ...twoColumns([[`  ${name}`, summary]], 12),
    ...twoColumns(
      options.map((option): [string, string] => [`    ${option.name}`, option.summary]),
      16,
    ),
  ]);
}

function indent(lines: readonly string[]): string {
  return lines.map((line) => `  ${line}`).join('\n');
}

function wrong(message: string): Failure {
  return new Failure(message, STATUS.wrongUsage);
}
