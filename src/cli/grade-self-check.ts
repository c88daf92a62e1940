import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { renderDiagnostic } from '../base/diagnostics.ts';
import type { Files } from '../grade/build.ts';
import { compareMarks, readMarks, spoil } from '../grade/marks.ts';
import { failureLines } from '../grade/report-text.ts';
import { Failure, hostReason, STATUS } from './failure.ts';
import type { GradeOptions } from './grade.ts';
import { type LoadedAssignment, readTree } from './grade-assignment.ts';
import { GradePool } from './grade-pool.ts';
import { print } from './print.ts';

/**
 * Grades the folder `solution` beside the spec, which must get all points, and the wrong solutions of `marks.yaml`, which must get
 * exactly the points that stand there, for the reasons that stand there. The exit status is 0 if all of that is so.
 */
export async function runSelfCheck(specPath: string, loaded: LoadedAssignment, options: GradeOptions): Promise<number> {
  const folder = dirname(specPath);
  const solution = readTree(join(folder, 'solution'));
  const marks = loadMarks(join(folder, 'marks.yaml'));
  const { jobs, patience } = options;
  const pool = new GradePool(loaded, { jobs, patience });
  const grade = (name: string, files: Files) => pool.grade({ name, files, key: '' });
  const checks = [
    grade('solution', solution).then(({ score, points, tests }) => ({
      name: 'solution',
      score,
      wrong: score === points ? [] : tests.filter(({ status }) => status !== 'passed').flatMap(failureLines),
    })),
    ...marks.wrong.map(async (entry) => {
      const files = spoil(solution, entry);
      if (typeof files === 'string') return { name: entry.name, score: 0, wrong: [files] };
      const result = await grade(entry.name, files);
      return { name: entry.name, score: result.score, wrong: compareMarks(entry, result) };
    }),
  ];
  const outcomes = await Promise.all(checks);
  await pool.close();
  for (const { name, score, wrong } of outcomes) {
    print(1, `${wrong.length === 0 ? 'ok  ' : 'FAIL'}  ${name} (${score})\n`);
    for (const line of wrong.flatMap((text) => text.split('\n'))) print(1, `      ${line}\n`);
  }
  return outcomes.every(({ wrong }) => wrong.length === 0) ? 0 : 1;
}

function loadMarks(path: string) {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new Failure(`cannot read the marks '${path}': ${hostReason(error)}`, STATUS.wrongUsage);
  }
  const { marks, diagnostics } = readMarks(path, text);
  if (marks !== undefined) return marks;
  throw new Failure(
    `'${path}' is wrong\n${diagnostics
      .map((found) => renderDiagnostic(found))
      .join('\n')
      .trimEnd()}`,
    STATUS.wrongUsage,
  );
}
