import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gradescopeReport } from '../grade/report-gradescope.ts';
import { htmlReport } from '../grade/report-html.ts';
import { junitReport } from '../grade/report-junit.ts';
import { jsonReport, tableReport } from '../grade/report-table.ts';
import { tapReport } from '../grade/report-tap.ts';
import { textReport } from '../grade/report-text.ts';
import type { SubmissionResult } from '../grade/results.ts';
import { Failure, hostReason, STATUS } from './failure.ts';
import { print } from './print.ts';
import type { ReportFormat, ReportOptions } from './report-options.ts';

const FORMATS: Readonly<Record<ReportFormat, (results: readonly SubmissionResult[]) => string>> = {
  text: (results) => (results.length === 1 ? textReport(results[0]!, 'instructor') : tableReport(results)),
  json: jsonReport,
  gradescope: gradescopeReport,
  junit: junitReport,
  tap: tapReport,
};

/** Writes all reports that are asked for. */
export function writeReports(results: readonly SubmissionResult[], options: ReportOptions): void {
  if (options.format === 'gradescope' && results.length !== 1) {
    throw new Failure('a report for Gradescope is about one submission', STATUS.wrongUsage);
  }
  const text = FORMATS[options.format](results);
  if (options.output === undefined) print(1, text);
  else write(options.output, text);
  if (options.html !== undefined) write(options.html, htmlReport(results));
  if (options.reports === undefined) return;
  for (const result of results) {
    const name = `${result.submission.replace(/[^\w.-]/g, '_')}.txt`;
    write(join(options.reports, name), textReport(result, 'student'), options.reports);
  }
}

function write(path: string, text: string, folder?: string): void {
  try {
    if (folder !== undefined) mkdirSync(folder, { recursive: true });
    writeFileSync(path, text);
  } catch (error) {
    throw new Failure(`cannot write '${path}': ${hostReason(error)}`, STATUS.wrongUsage);
  }
}
