import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inCi, thorough } from '../thorough.ts';
import { kernlet } from './command-line.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kernlet-init-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('a new assignment grades its own solutions as it says, and its starter low', async () => {
  expect(await kernlet(['init', 'assignment', 'summing'], folder)).toMatchObject({ status: 0, stderr: '' });
  const checked = await kernlet(['grade', 'summing/assignment.yaml', '--self-check'], folder);
  expect(checked).toEqual({
    status: 0,
    stdout: 'ok    solution (100)\nok    last-number (60)\nok    begins-with-one (0)\n',
    stderr: '',
  });
  const starter = await kernlet(['grade', 'summing/assignment.yaml', 'summing/starter', '--format', 'tap'], folder);
  expect([starter.status, starter.stdout.match(/^not ok/gm)?.length]).toEqual([1, 1]);
  expect(await kernlet(['grade', 'summing/assignment.yaml'], folder)).toMatchObject({
    status: 0,
    stdout: 'summing: 3 tests, 100 points\n',
  });
});

test.runIf(inCi)('the self-check fails where the marks are wrong', async () => {
  await kernlet(['init', 'assignment', 'wrong-marks'], folder);
  const path = join(folder, 'wrong-marks', 'marks.yaml');
  writeFileSync(path, readFileSync(path, 'utf8').replace('score: 60', 'score: 50').replace('in line 1', 'in line 9'));
  const { status, stdout } = await kernlet(['grade', 'wrong-marks/assignment.yaml', '--self-check'], folder);
  expect(status).toBe(1);
  expect(stdout).toContain('FAIL  last-number (60)\n      it gets 60 points, not 50\n      it fails many, but not for');
});

test('the zip for Gradescope holds all that its machine needs', async () => {
  expect((await kernlet(['init', 'assignment', 'graded', '--gradescope'], folder)).status).toBe(0);
  const root = join(folder, 'autograder');
  for (const [path, bytes] of Object.entries(unzipSync(readFileSync(join(folder, 'graded', 'gradescope.zip'))))) {
    mkdirSync(dirname(join(root, 'source', path)), { recursive: true });
    writeFileSync(join(root, 'source', path), bytes);
  }
  cpSync(join(folder, 'graded', 'solution'), join(root, 'submission'), { recursive: true });
  const env = { PATH: process.env.PATH, AUTOGRADER: root };
  const { status, stderr } = spawnSync('bash', [join(root, 'source', 'run_autograder')], {
    env,
    encoding: 'utf8',
    timeout: 30_000,
  });
  expect([status, stderr]).toEqual([0, '']);
  const report: unknown = JSON.parse(readFileSync(join(root, 'results', 'results.json'), 'utf8'));
  expect(report).toMatchObject({
    score: 100,
    tests: [{ status: 'passed' }, { status: 'passed' }, { status: 'passed' }],
  });
  expect(readFileSync(join(root, 'source', 'setup.sh'), 'utf8')).toMatch(/^#!\/usr\/bin\/env bash\n/);
}, 60_000);

const WRONG_USAGE: readonly (readonly [args: readonly string[], message: string])[] = [
  [['grade', 'nowhere.yaml'], "kernlet: cannot read the spec 'nowhere.yaml': no such file or directory"],
  [['grade', 'summing/assignment.yaml', '-j', '0'], "kernlet: --jobs must be a whole number from 1 to 256, not '0'"],
  [['init', 'assignment', 'summing'], "kernlet: 'summing' has an assignment already"],
  [['init', 'lesson', 'x'], "kernlet: command-argument value 'lesson' is invalid for argument 'kind'"],
  [
    ['init', 'assignment', 'two words'],
    "kernlet: 'two words' is no name for an assignment: use letters, digits, - and _",
  ],
  [
    ['grade', 'summing/assignment.yaml', 'nobody'],
    "kernlet: cannot read the submission 'nobody': no such file or directory",
  ],
  [['grade', 'summing/assignment.yaml', '--only', 'x'], "kernlet: the spec has no test 'x'"],
  [
    ['grade', 'summing/assignment.yaml', '--shard', '5/4'],
    "kernlet: --shard must be i/n with i from 1 to n, such as 1/4, not '5/4'",
  ],
  [['grade', 'summing/assignment.yaml', '--resume'], 'kernlet: --resume needs --results FILE'],
  [
    ['grade', 'summing/assignment.yaml', 'summing/starter', 'summing/solution', '--format', 'gradescope'],
    'kernlet: a report for Gradescope is about one submission',
  ],
  [['merge', 'summing/README.md'], "kernlet: summing/README.md:1: this is no result of 'kernlet grade'"],
];

test.each(WRONG_USAGE.slice(0, thorough(3, Infinity)))(
  'a wrong command line ends with status 2 and says what is wrong: %s',
  async (args, message) => {
    const { status, stderr } = await kernlet(args, folder);
    expect([status, stderr.split('\n')[0]]).toEqual([2, expect.stringContaining(message)]);
  },
);
