import { failureLines } from './report-text.ts';
import type { SubmissionResult } from './results.ts';

/**
 * The results.json of Gradescope for one submission (Gradescope documentation, "Autograder specifications"). Points are
 * given test by test, so that hidden tests hide no more than Gradescope itself hides.
 */
export function gradescopeReport(results: readonly SubmissionResult[]): string {
  const [result] = results;
  if (result === undefined) throw new Error('no result');
  const tests = result.tests.map((test, index) => ({
    name: test.title,
    number: String(index + 1),
    score: test.score,
    max_score: test.points,
    status: test.status === 'passed' ? 'passed' : 'failed',
    output: failureLines(test).join('\n'),
    output_format: 'text',
    visibility: test.visibility,
    extra_data: { test: test.name, status: test.status },
  }));
  const report = {
    score: result.score,
    visibility: 'visible',
    stdout_visibility: 'hidden',
    extra_data: { key: result.key },
    tests,
  };
  return `${JSON.stringify(report, undefined, 2)}\n`;
}
