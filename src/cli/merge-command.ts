import type { SubmissionResult } from '../grade/results.ts';
import { Failure, STATUS } from './failure.ts';
import { gradeStatus } from './grade-command.ts';
import { writeReports } from './grade-reports.ts';
import { ResultFile, readResults } from './grade-results.ts';
import type { MergeOptions } from './merge.ts';

/** Reports on the results in all `files`; the exit status. */
export function mergeResults(files: readonly string[], options: MergeOptions): number {
  const byName = new Map<string, SubmissionResult>();
  let assignment: string | undefined;
  for (const file of files) {
    for (const result of readResults(file)) {
      assignment ??= result.assignment;
      if (result.assignment !== assignment) {
        throw wrong(`'${file}' has results of '${result.assignment}', and not of '${assignment}'`);
      }
      const other = byName.get(result.submission);
      if (other !== undefined && other.key !== result.key) {
        throw wrong(`'${file}' has another result of '${result.submission}': submission or spec have changed`);
      }
      byName.set(result.submission, result);
    }
  }
  const results = [...byName.values()].sort((a, b) => (a.submission < b.submission ? -1 : 1));
  if (options.results !== undefined) new ResultFile(options.results, false).finish(results);
  writeReports(results, options);
  return gradeStatus(results);
}

function wrong(message: string): Failure {
  return new Failure(message, STATUS.wrongUsage);
}
