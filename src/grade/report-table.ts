import type { SubmissionResult } from './results.ts';

/** Results as JSON: the array of them, as they are in the file of results. */
export function jsonReport(results: readonly SubmissionResult[]): string {
  return `${JSON.stringify(results, undefined, 2)}\n`;
}

/** One line for each submission: its points, and the tests that it has not passed. */
export function tableReport(results: readonly SubmissionResult[]): string {
  const width = Math.min(40, Math.max(10, ...results.map(({ submission }) => submission.length)));
  const lines = results.map(({ submission, score, points, tests }) => {
    const failed = tests.filter(({ status }) => status !== 'passed').map(({ name }) => name);
    const note = failed.length === 0 ? 'all tests passed' : `not passed: ${failed.join(', ')}`;
    return `${submission.padEnd(width)} ${`${score}/${points}`.padStart(9)}  ${note}`;
  });
  const mean = results.reduce((sum, { score }) => sum + score, 0) / Math.max(1, results.length);
  lines.push('', `${results.length} submissions, mean ${mean.toFixed(1)} of ${results[0]?.points ?? 0} points`);
  return lines.map((line) => `${line}\n`).join('');
}
