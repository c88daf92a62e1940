import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadAssignment, readTree } from '../../src/cli/grade-assignment.ts';
import { PROJECT_FOLDER } from '../../src/cli/project.ts';
import { gradeSubmission } from '../../src/grade/grade.ts';
import { readMarks, spoil } from '../../src/grade/marks.ts';
import type { SubmissionResult } from '../../src/grade/results.ts';
import { thorough } from '../thorough.ts';
import { kernlet } from './command-line.ts';
import { gradingTools, program } from './submissions.ts';

const ASSIGNMENTS = join(PROJECT_FOLDER, 'programs', 'assignments');
/** The assignments whose solutions are graded in many ways. */
const COMPARED =
  thorough(1, 2) === 1 ? ['fault-repair'] : ['fault-repair', 'ping-pong', 'primes', 'philosophers', 'shell', 'prefork'];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kernlet-pool-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A folder with the solution of an assignment and its wrong ones, as submissions; their names. */
function handIn(name: string): string[] {
  const path = join(ASSIGNMENTS, name);
  const solution = readTree(join(path, 'solution'));
  const { marks } = readMarks('marks.yaml', readFileSync(join(path, 'marks.yaml'), 'utf8'));
  cpSync(join(path, 'solution'), join(folder, name, 'solution'), { recursive: true });
  for (const wrong of marks!.wrong) {
    const files = spoil(solution, wrong);
    if (typeof files === 'string') throw new Error(files);
    mkdirSync(join(folder, name, wrong.name), { recursive: true });
    for (const [file, bytes] of files) writeFileSync(join(folder, name, wrong.name, file), bytes);
  }
  return ['solution', ...marks!.wrong.map((wrong) => wrong.name)].map((submission) => join(name, submission));
}

test.each(COMPARED)(
  '%s: workers, shards and interruptions change no byte of the results',
  async (name) => {
    const spec = join(ASSIGNMENTS, name, 'assignment.yaml');
    const submissions = handIn(name);
    const path = (file: string) => join(folder, `${name}.${file}`);
    const grade = async (file: string, ...options: string[]) => {
      const { status, stderr } = await kernlet(
        ['grade', spec, ...submissions, '--results', path(file), ...options],
        folder,
      );
      expect([status, stderr]).toEqual([1, '']);
      return readFileSync(path(file), 'utf8');
    };
    const [one, four] = await Promise.all([grade('one', '-j', '1'), grade('four', '-j', '4')]);
    expect(four).toBe(one);

    const { assignment } = loadAssignment(spec);
    const here = submissions.map((submission) => {
      const files = readTree(join(folder, submission));
      return { name: submission.slice(name.length + 1), files };
    });
    const tools = await gradingTools();
    for (const line of one.trimEnd().split('\n')) {
      const result: SubmissionResult = JSON.parse(line);
      const { files } = here.find((submission) => submission.name === result.submission)!;
      expect(gradeSubmission(assignment, { name: result.submission, files, key: result.key }, tools)).toEqual(result);
    }

    const count = thorough(2, 3);
    const indices = Array.from({ length: count }, (_, index) => index + 1);
    await Promise.all(indices.map((index) => grade(`part${index}`, '-j', '1', '--shard', `${index}/${count}`)));
    const parts = indices.toReversed().map((index) => path(`part${index}`));
    const merged = await kernlet(['merge', ...parts, '--results', path('merged')], folder);
    expect([merged.status, merged.stderr]).toEqual([1, '']);
    expect(readFileSync(path('merged'), 'utf8')).toBe(one);

    const lines = one.split('\n');
    writeFileSync(path('cut'), `${lines[2]}\n${lines[0]}\n${lines[1]!.slice(0, 40)}`);
    expect(await grade('cut', '-j', '2', '--resume')).toBe(one);
  },
  120_000,
);

describe('what happens to a worker', () => {
  const SPEC = `assignment: dangerous
plugin: checks.ts
build: { student: [prog.s] }
tests:
  - { name: first, points: 1 }
  - { name: second, points: 1, checks: [CHECK] }
  - { name: third, points: 1 }
`;
  const PLUGIN = `export function fine(run: { recorder: { stdout: string } }): string | undefined {
  return run.recorder.stdout === 'hello' ? undefined : 'it said nothing';
}
export function wrong(): string[] { return ['this is wrong', 'and that']; }
export function fails(): never { throw new Error('oh no'); }
export function hangs(): void { for (;;); }
`;
  const grade = async (check: string, ...options: string[]) => {
    const path = join(folder, check);
    mkdirSync(path);
    writeFileSync(join(path, 'checks.ts'), PLUGIN);
    writeFileSync(join(path, 'spec.yaml'), SPEC.replace('CHECK', check));
    writeFileSync(join(path, 'prog.s'), program('    say "hello"'));
    const { stdout, stderr } = await kernlet(
      ['grade', 'spec.yaml', 'prog.s', '-j', '1', '--format', 'json', ...options],
      path,
    );
    if (stderr !== '') throw new Error(stderr);
    const [result]: SubmissionResult[] = JSON.parse(stdout);
    return result!.tests.map(({ status, problems }) => [status, ...problems.map(({ message }) => message)].join(': '));
  };

  test('a plug-in says what is wrong', async () => {
    expect(await grade('fine')).toEqual(['passed', 'passed', 'passed']);
    expect(await grade('wrong')).toEqual(['passed', 'failed: this is wrong: and that', 'passed']);
  }, 30_000);

  test('costs the test that it was at, and no other', async () => {
    expect(await grade('fails')).toEqual([
      'passed',
      'error: this is a bug in kernlet or in a plug-in: oh no',
      'passed',
    ]);
    const message = 'error: the host gave up after 3 seconds: something that no limit in cycles counts did not end';
    expect(await grade('hangs', '--patience', '3')).toEqual(['passed', message, 'passed']);
  }, 60_000);

  test('a plug-in without the check is a mistake of the spec', async () => {
    await expect(grade('missing')).rejects.toThrow("kernlet: the plug-in 'checks.ts' exports no function 'missing'");
  });
});
