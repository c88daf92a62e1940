import { decodeUtf8, encodeUtf8 } from '../base/bytes.ts';
import type { Diagnostic } from '../base/diagnostics.ts';
import { makeSource } from '../base/source.ts';
import type { Files } from './build.ts';
import { failureLines } from './report-text.ts';
import type { SubmissionResult } from './results.ts';
import { integer, list, mapOf, object, type ReadAs, type ReportShape, text } from './shape.ts';
import { parseYaml } from './yaml-node.ts';

/** A passage of a file that is replaced by another: a mistake, as students make it. */
const EDIT = object(
  'an edit',
  {
    file: text('a file', 'The file that is changed.'),
    replace: text('a text', 'A passage that occurs in it exactly once.'),
    by: text('a text', 'What stands there instead.'),
  },
  {},
);

const WRONG = object(
  'a wrong solution',
  {
    name: text('a name', 'What it is called.'),
    score: integer('Its points.', 0),
    fails: mapOf(
      text('a text', 'A part of the reason.'),
      'the name of a test',
      /^.+$/,
      'Tests that are not passed, with a part of the reason.',
    ),
    edits: list(EDIT, 'How it differs from the solution.'),
  },
  { about: text('a text', 'What the mistake is.') },
);

/** What stands in `marks.yaml`: wrong solutions, and how each of them must fare. The folder `solution` must get all points. */
const MARKS = object('marks', { wrong: list(WRONG, 'Wrong solutions.') }, {});

export type Marks = ReadAs<typeof MARKS>;
export type WrongSolution = Marks['wrong'][number];

/** Reads the marks of an assignment. */
export function readMarks(
  name: string,
  yaml: string,
): { readonly marks: Marks | undefined; readonly diagnostics: readonly Diagnostic[] } {
  const source = makeSource(name, yaml);
  const diagnostics: Diagnostic[] = [];
  const report: ReportShape = (span, message, help = []) => {
    diagnostics.push({ severity: 'error', code: 'marks', message, labels: [{ span: { source, ...span } }], help });
  };
  const root = parseYaml(yaml, report);
  const marks = root === undefined ? undefined : MARKS.read(root, report);
  return { marks: diagnostics.length > 0 ? undefined : marks, diagnostics };
}

/** The solution with the mistakes of `wrong`; a text says why that cannot be made. */
export function spoil(solution: Files, { edits }: WrongSolution): Files | string {
  const files = new Map(solution);
  for (const { file, replace, by } of edits) {
    const before = files.get(file);
    if (before === undefined) return `the solution has no file '${file}'`;
    const parts = decodeUtf8(before).split(replace);
    if (parts.length !== 2) return `'${file}' has the passage ${parts.length - 1} times, not once:\n${replace}`;
    files.set(file, encodeUtf8(parts.join(by)));
  }
  return files;
}

/** How the result of a wrong solution differs from what its marks say, a line for each difference. */
export function compareMarks({ score, fails }: WrongSolution, result: SubmissionResult): string[] {
  const wrong: string[] = [];
  if (result.score !== score) wrong.push(`it gets ${result.score} points, not ${score}`);
  for (const test of result.tests) {
    const reason = fails.get(test.name);
    if (test.status === 'passed' && reason !== undefined) wrong.push(`it passes ${test.name}`);
    if (test.status === 'passed') continue;
    const told = failureLines(test).join('\n');
    if (reason === undefined && test.status !== 'skipped') wrong.push(`it fails ${test.name}:\n${told}`);
    if (reason !== undefined && !told.includes(reason))
      wrong.push(`it fails ${test.name}, but not for '${reason}':\n${told}`);
  }
  for (const name of fails.keys()) {
    if (!result.tests.some((test) => test.name === name)) wrong.push(`there is no test ${name}`);
  }
  return wrong;
}
