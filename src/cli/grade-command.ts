import type { SubmissionResult } from '../grade/results.ts';
import { Failure, STATUS } from './failure.ts';
import type { GradeOptions } from './grade.ts';
import { loadAssignment } from './grade-assignment.ts';
import { loadPlugin } from './grade-plugin.ts';
import { GradeProgress } from './grade-progress.ts';
import { writeReports } from './grade-reports.ts';
import { ResultFile, readResults } from './grade-results.ts';
import { gradeHere } from './grade-run.ts';
import { listSubmissions } from './grade-submissions.ts';
import { print } from './print.ts';

const ALL_PASSED = 0;
const SOME_FAILED = 1;

/** The exit status that tells whether every test was passed. */
export function gradeStatus(results: readonly SubmissionResult[]): number {
  return results.every(({ tests }) => tests.every(({ status }) => status === 'passed')) ? ALL_PASSED : SOME_FAILED;
}

/** Grades the submissions at `paths`; the exit status. */
export async function runGrade(specPath: string, paths: readonly string[], options: GradeOptions): Promise<number> {
  const loaded = loadAssignment(specPath);
  const { spec } = loaded.assignment;
  await loadPlugin(loaded.assignment);
  for (const name of options.only ?? []) {
    if (!spec.tests.some((test) => test.name === name)) throw wrong(`the spec has no test '${name}'`);
  }
  if (options.resume === true && options.results === undefined) throw wrong('--resume needs --results FILE');
  const all = listSubmissions(paths);
  if (all.length === 0) {
    print(
      1,
      `${spec.assignment}: ${spec.tests.length} tests, ${spec.tests.reduce((sum, { points }) => sum + points, 0)} points\n`,
    );
    return 0;
  }
  const { index = 1, count: parts = 1 } = options.shard ?? {};
  const places = all.filter((_, at) => at % parts === index - 1);
  const known = options.resume === true ? readResults(options.results!, true) : [];
  const file = options.results === undefined ? undefined : new ResultFile(options.results, options.resume === true);
  const progress = new GradeProgress(options.progress && process.stderr.isTTY === true);
  const { jobs, patience, only, seed } = options;
  const results = await gradeHere(
    {
      loaded,
      places,
      known: new Map(known.map((result) => [result.key, result])),
      progress,
      onResult: (result) => file?.add(result),
    },
    { jobs, patience, only, seed },
  );
  file?.finish(results);
  writeReports(results, options);
  return gradeStatus(results);
}

function wrong(message: string): Failure {
  return new Failure(message, STATUS.wrongUsage);
}
