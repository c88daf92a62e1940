import type { SubmissionResult } from '../grade/results.ts';
import { Failure, STATUS } from './failure.ts';
import type { GradeOptions } from './grade.ts';
import { loadAssignment } from './grade-assignment.ts';
import { loadPlugin } from './grade-plugin.ts';
import { GradePool } from './grade-pool.ts';
import { GradeProgress } from './grade-progress.ts';
import { writeReports } from './grade-reports.ts';
import { ResultFile, readResults } from './grade-results.ts';
import { type GradeRun, gradeWith } from './grade-run.ts';
import { listSubmissions } from './grade-submissions.ts';
import { print } from './print.ts';

const ALL_PASSED = 0;
const SOME_FAILED = 1;
/** Submissions that are read and handed out beyond those being graded; on a queue, where nobody knows how many that are. */
const AHEAD_ON_QUEUE = 64;

/** The exit status that tells whether every test was passed. */
export function gradeStatus(results: readonly SubmissionResult[]): number {
  return results.every(({ tests }) => tests.every(({ status }) => status === 'passed')) ? ALL_PASSED : SOME_FAILED;
}

/** `kernlet grade`; the exit status. */
export async function runGrade(specPath: string, paths: readonly string[], options: GradeOptions): Promise<number> {
  const loaded = loadAssignment(specPath);
  const { spec } = loaded.assignment;
  await loadPlugin(loaded.assignment);
  for (const name of options.only ?? []) {
    if (!spec.tests.some((test) => test.name === name)) throw wrong(`the spec has no test '${name}'`);
  }
  if (options.resume === true && options.results === undefined) throw wrong('--resume needs --results FILE');
  if (options.selfCheck === true) {
    const { runSelfCheck } = await import('./grade-self-check.ts');
    return runSelfCheck(specPath, loaded, options);
  }
  if (options.unpack !== undefined) {
    const { unpackTest } = await import('./grade-unpack.ts');
    return unpackTest(loaded, paths, options);
  }
  const all = listSubmissions(paths);
  if (all.length === 0) {
    const points = spec.tests.reduce((sum, test) => sum + test.points, 0);
    print(1, `${spec.assignment}: ${spec.tests.length} tests, ${points} points\n`);
    return ALL_PASSED;
  }
  const results = await gradeAll(loaded, all, options);
  writeReports(results, options);
  return gradeStatus(results);
}

async function gradeAll(
  loaded: GradeRun['loaded'],
  all: GradeRun['places'],
  options: GradeOptions,
): Promise<SubmissionResult[]> {
  const { jobs, patience, only, seed, mostSeeds, queue } = options;
  const { index = 1, count = 1 } = options.shard ?? {};
  const known = options.resume === true ? readResults(options.results!, true) : [];
  const file = options.results === undefined ? undefined : new ResultFile(options.results, options.resume === true);
  const run: GradeRun = {
    loaded,
    places: all.filter((_, at) => at % count === index - 1),
    variant: JSON.stringify({ only, seed, mostSeeds }),
    known: new Map(known.map((result) => [result.key, result])),
    progress: new GradeProgress(options.progress && process.stderr.isTTY === true),
    onResult: (result) => file?.add(result),
  };
  const how = { patience, only, seed, mostSeeds };
  let results: SubmissionResult[];
  if (queue === undefined) results = await gradeWith(new GradePool(loaded, { jobs, ...how }), run, jobs * 2);
  else {
    const { QueueGrader } = await import('./grade-queue.ts');
    results = await gradeWith(await QueueGrader.open(queue, loaded, how), run, AHEAD_ON_QUEUE);
  }
  file?.finish(results);
  return results;
}

function wrong(message: string): Failure {
  return new Failure(message, STATUS.wrongUsage);
}
