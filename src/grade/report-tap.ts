import { failureLines } from './report-text.ts';
import type { SubmissionResult } from './results.ts';

/** Results in the Test Anything Protocol, version 14, with a YAML block for each test that was not passed. */
export function tapReport(results: readonly SubmissionResult[]): string {
  const rows = results.flatMap((result) => result.tests.map((test) => ({ submission: result.submission, test })));
  const lines = ['TAP version 14', `1..${rows.length}`];
  rows.forEach(({ submission, test }, index) => {
    const name = `${index + 1} - ${plainText(`${submission}: ${test.name}`)}`;
    if (test.status === 'passed') {
      lines.push(`ok ${name}`);
      return;
    }
    const reason = test.problems[0]?.message.split('\n')[0] ?? '';
    lines.push(test.status === 'skipped' ? `ok ${name} # SKIP ${plainText(reason)}` : `not ok ${name}`);
    lines.push(
      '  ---',
      `  message: ${JSON.stringify(reason)}`,
      `  severity: ${test.status}`,
      `  points: ${test.points}`,
    );
    lines.push('  detail: |', ...failureLines(test).map((line) => `    ${line}`.trimEnd()), '  ...');
  });
  return lines.map((line) => `${line}\n`).join('');
}

/** A description must not be taken for a directive or an escape. */
function plainText(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('#', '\\#');
}
