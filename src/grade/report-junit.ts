import { failureLines } from './report-text.ts';
import type { SubmissionResult, TestResult } from './results.ts';

/**
 * Results in the XML of JUnit, as CI services read it: a suite for each submission; a wrong answer is a failure, a crash or a
 * limit an error. The time is virtual.
 */
export function junitReport(results: readonly SubmissionResult[]): string {
  const all = results.flatMap(({ tests }) => tests);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name: 'kernlet', ...countsOf(all) })}>`,
    ...results.flatMap((result) => [
      `  <testsuite${attributes({ name: result.submission, ...countsOf(result.tests) })}>`,
      ...result.tests.flatMap((test) => caseLines(test, result)),
      '  </testsuite>',
    ]),
    '</testsuites>',
    '',
  ].join('\n');
}

function caseLines(test: TestResult, { assignment, submission }: SubmissionResult): string[] {
  const start = `    <testcase${attributes({ name: test.name, classname: `${assignment}.${submission}`, time: seconds(test.cycles) })}`;
  if (test.status === 'passed') return [`${start}/>`];
  const element = { failed: 'failure', error: 'error', skipped: 'skipped' }[test.status];
  const message = test.problems[0]?.message.split('\n')[0] ?? '';
  const text = failureLines(test).join('\n');
  return [
    `${start}>`,
    `      <${element}${attributes(element === 'skipped' ? { message } : { message, type: test.problems[0]?.kind ?? '' })}>${xmlText(text)}</${element}>`,
    '    </testcase>',
  ];
}

function countsOf(tests: readonly TestResult[]) {
  const count = (wanted: TestResult['status']) => String(tests.filter(({ status }) => status === wanted).length);
  return {
    tests: String(tests.length),
    failures: count('failed'),
    errors: count('error'),
    skipped: count('skipped'),
    time: seconds(tests.reduce((sum, { cycles }) => sum + cycles, 0)),
  };
}

/** Cycles as seconds of virtual time. */
function seconds(cycles: number): string {
  return (cycles / 1e8).toFixed(6);
}

function attributes(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${xmlText(value)}"`)
    .join('');
}

/** Text as XML 1.0 allows it. */
function xmlText(text: string): string {
  const allowed = text.replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd]/g, '?');
  return allowed.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
