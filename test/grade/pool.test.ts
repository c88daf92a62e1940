import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadAssignment, readTree } from '../../src/cli/grade-assignment.ts';
import { GradePool } from '../../src/cli/grade-pool.ts';
import { PROJECT_FOLDER } from '../../src/cli/project.ts';
import { gradeSubmission } from '../../src/grade/grade.ts';
import { readMarks, spoil } from '../../src/grade/marks.ts';
import type { SubmissionResult } from '../../src/grade/results.ts';
import { inCi } from '../thorough.ts';
import { kernlet } from './command-line.ts';
import { gradingTools, program } from './submissions.ts';

const ASSIGNMENTS = join(PROJECT_FOLDER, 'programs', 'assignments');
/** The assignments whose solutions are graded in many ways. */
const COMPARED = !inCi ? ['fault-repair'] : ['fault-repair', 'ping-pong', 'primes', 'philosophers', 'shell', 'prefork'];

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

test('a submission that takes long keeps no other from being graded', async () => {
  const path = join(folder, 'long.yaml');
  const spec = `assignment: long
machine: { limits: { cycles: 1000000M } }
build: { student: [prog.s] }
tests:
  - { name: ends, points: 1, run: prog }
`;
  writeFileSync(path, spec);
  const pool = new GradePool(loadAssignment(path), { jobs: 2, patience: 300 });
  const grade = async (name: string, source: string) => {
    const files = new Map([['prog.s', new Uint8Array(Buffer.from(source))]]);
    return pool.grade({ name, key: name, files });
  };
  // Nobody waits for the first: closing the pool ends it.
  const first = await Promise.race([
    grade('long', '.globl _start\n_start: j _start\n'),
    grade('short', '.globl _start\n_start: li a0, 0\nli a7, 93\necall\n'),
  ]);
  await pool.close();
  expect([first.submission, first.score]).toEqual(['short', 1]);
});

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

    const lines = one.split('\n');
    writeFileSync(path('cut'), `${lines[2]}\n${lines[0]}\n${lines[1]!.slice(0, 40)}`);
    expect(await grade('cut', '-j', '2', '--resume')).toBe(one);
    if (!inCi) return;

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

    const indices = [1, 2, 3];
    await Promise.all(indices.map((index) => grade(`part${index}`, '-j', '1', '--shard', `${index}/3`)));
    const parts = indices.toReversed().map((index) => path(`part${index}`));
    const merged = await kernlet(['merge', ...parts, '--results', path('merged')], folder);
    expect([merged.status, merged.stderr]).toEqual([1, '']);
    expect(readFileSync(path('merged'), 'utf8')).toBe(one);
  },
  120_000,
);

describe('what happens to a worker', () => {
  const SPEC = `assignment: dangerous
plugin: checks.ts
build: { student: [prog.s] }
tests:
  - { name: fine, points: 1, checks: [fine] }
  - { name: wrong, points: 1, checks: [wrong] }
  - { name: fails, points: 1, checks: [fails] }
  - { name: hangs, points: 1, checks: [hangs] }
  - { name: last, points: 1 }
`;
  const PLUGIN = `export function fine(run: { recorder: { stdout: string } }): string | undefined {
  return run.recorder.stdout === 'hello' ? undefined : 'it said nothing';
}
export function wrong(): string[] { return ['this is wrong', 'and that']; }
export function fails(): never { throw new Error('oh no'); }
export function hangs(): void { for (;;); }
`;

  beforeAll(() => {
    writeFileSync(join(folder, 'checks.ts'), PLUGIN);
    writeFileSync(join(folder, 'spec.yaml'), SPEC);
    writeFileSync(join(folder, 'missing.yaml'), SPEC.replace('[fine]', '[missing]'));
    writeFileSync(join(folder, 'prog.s'), program('    say "hello"'));
  });

  test('costs the test that it was at, and no other', async () => {
    const args = ['grade', 'spec.yaml', 'prog.s', '-j', '1', '--format', 'json', '--patience', '4'];
    const { stdout, stderr } = await kernlet(args, folder);
    expect(stderr).toBe('');
    const [result]: SubmissionResult[] = JSON.parse(stdout);
    const outcomes = result!.tests.map(({ status, problems }) =>
      [status, ...problems.map(({ message }) => message)].join(': '),
    );
    expect(outcomes).toEqual([
      'passed',
      'failed: this is wrong: and that',
      'error: this is a bug in kernlet or in a plug-in: oh no',
      'error: the host gave up after 4 seconds: something that no limit in cycles counts did not end',
      'passed',
    ]);
  }, 60_000);

  test('a plug-in without the check is a mistake of the spec', async () => {
    const { status, stderr } = await kernlet(['grade', 'missing.yaml', 'prog.s'], folder);
    expect([status, stderr]).toEqual([2, "kernlet: the plug-in 'checks.ts' exports no function 'missing'\n"]);
  });
});
