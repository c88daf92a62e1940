import type { Problem, SubmissionResult, TestResult } from './results.ts';

/** Who reads a report: the instructor sees every test, the student only those that may be seen now. */
export type Reader = 'instructor' | 'student';

/** How many lines of a text are shown. */
const MOST_LINES = 12;

/** What people read about one submission: each test, and for those that were not passed what was expected, what came, and how to see it again. */
export function textReport(result: SubmissionResult, reader: Reader): string {
  const shown = result.tests.filter(({ visibility }) => reader === 'instructor' || visibility === 'visible');
  const hidden = result.tests.length - shown.length;
  const lines = [`${result.submission}: ${result.assignment}`, '', ...shown.flatMap(testLines)];
  const passed = shown.filter(({ status }) => status === 'passed').length;
  const score = hidden > 0 ? '' : `, ${result.score} of ${result.points} points`;
  lines.push('', `${passed} of ${shown.length} tests passed${score}`);
  if (hidden > 0) lines.push(`${hidden} ${hidden === 1 ? 'test is' : 'tests are'} not shown`);
  return lines.map((line) => `${line}\n`).join('');
}

const MARKS = { passed: 'ok  ', failed: 'FAIL', error: 'FAIL', skipped: 'skip' } as const;

function testLines(test: TestResult, index: number, tests: readonly TestResult[]): string[] {
  const { status, score, points } = test;
  const title = test.title === test.name ? test.name : `${test.name}: ${test.title}`;
  const lines = [`${MARKS[status]}  ${title} (${score}/${points})`];
  if (status === 'passed') return lines;
  // What keeps a program from being built is the same for all of its tests.
  const [reason] = test.problems;
  const first = tests
    .slice(0, index)
    .find(({ problems: [other] }) => other?.got !== undefined && isSame(other, reason));
  const failure = first === undefined ? failureLines(test) : [`${reason?.message}: see ${first.name}`];
  return [...lines, ...failure.map((line) => (line === '' ? '' : `      ${line}`))];
}

function isSame(a: Problem, b: Problem | undefined): boolean {
  return b !== undefined && a.kind === 'unusable' && a.message === b.message && a.got === b.got;
}

/** What is known of a test that was not passed, line by line. */
export function failureLines({ problems, hint, seed, runs, replay }: TestResult): string[] {
  const lines = problems.flatMap(problemLines);
  if (seed !== undefined)
    lines.push(runs > 1 ? `with seed ${seed}, after ${runs - 1} runs that passed` : `with seed ${seed}`);
  if (hint !== undefined) lines.push(`hint: ${hint}`);
  const [run, debug] = replay;
  if (run !== undefined) lines.push(`again: ${run}`);
  if (debug !== undefined) lines.push(`debug: ${debug}`);
  return lines;
}

function problemLines({ message, expected, got }: Problem): string[] {
  const lines = message.split('\n');
  if (expected !== undefined) lines.push(...labelled('expected', expected));
  if (got !== undefined) lines.push(...labelled('got', got));
  return lines;
}

/** A short text beside its label, a long one below it. */
function labelled(label: string, text: string): string[] {
  const lines = text.split('\n');
  if (lines.length === 1) return [`  ${`${label}:`.padEnd(10)}${text}`];
  const shown = lines.slice(0, MOST_LINES).map((line) => `  | ${line}`);
  if (lines.length > MOST_LINES) shown.push(`  | ... and ${lines.length - MOST_LINES} lines more`);
  return [`  ${label}:`, ...shown];
}
