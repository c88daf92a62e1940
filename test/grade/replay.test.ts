import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PROJECT_FOLDER } from '../../src/cli/project.ts';
import type { SubmissionResult, TestResult } from '../../src/grade/results.ts';
import { inCi } from '../thorough.ts';
import { commandLine, kernlet } from './command-line.ts';
import { program } from './submissions.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kernlet-replay-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Grades the files of `submission` against `spec` in a folder of their own; what came of the one test. */
async function fail(name: string, spec: string, submission: Readonly<Record<string, string>>): Promise<TestResult> {
  for (const [path, text] of Object.entries({ 'assignment.yaml': spec, ...submission })) {
    const file = join(folder, name, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  const { stdout, stderr } = await kernlet(['grade', 'assignment.yaml', '.', '--format', 'json'], join(folder, name));
  if (stderr !== '') throw new Error(stderr);
  const [result]: SubmissionResult[] = JSON.parse(stdout);
  expect(result!.tests[0]!.status).not.toBe('passed');
  return result!.tests[0]!;
}

/** Runs a command that a report shows, as a shell would. */
async function replay(name: string, command: string) {
  const file = await commandLine();
  const text = command.replaceAll('npx kernlet', `'${process.execPath}' '${file}'`);
  return spawnSync('sh', ['-c', text], { cwd: join(folder, name), encoding: 'utf8', timeout: 30_000 });
}

/** The virtual time at the end of a run with --stats. */
function cyclesOf(stderr: string): number {
  return Number(/^([\d,]+) cycles/m.exec(stderr)?.[1]?.replaceAll(',', ''));
}

/** Two processes that write to the same pipe, in whatever order; then arguments and input. */
const RACE = program(`
    mv s3, a1
    call fork
    li s1, 30
    beqz a0, 1f
    li s1, 33
1:  addi s1, s1, -1
    bnez s1, 1b
    bnez a0, 2f
    say "child\\n"
    li a0, 0
    j exit
2:  say "parent\\n"
    lw a0, 4(s3)
    call print_line
    call flush_stdout
    li a0, STDIN
    li a1, STDOUT
    call copy_all`);

const SPEC = `assignment: race
build: { student: [prog.s] }
tests:
  - name: it
    points: 1
    seeds: 1..30
    machine: { harts: 1, quantum: 50, round: 20 }
    run: [prog, "it's"]
    stdin: "some $input\\n"
    stdout: "child\\nparent\\nit's\\nsome $input\\n"
`;

test('the command of a report repeats the run, cycle by cycle', async () => {
  const found = await fail('race', SPEC, { 'prog.s': RACE });
  const [run, debug] = found.replay;
  expect(run).toContain(`--seed ${found.seed} `);
  expect(run).toContain(`printf %s 'some $input\n' | npx kernlet run`);
  expect(debug).toMatch(/^npx kernlet debug .* prog\.s 'it'\\''s'$/);
  const { stdout, stderr } = await replay('race', run!.replace('kernlet run', 'kernlet run --stats'));
  expect(stdout).toBe(found.problems[0]!.got);
  expect(cyclesOf(stderr)).toBe(found.cycles);
});

test.runIf(inCi)('a program of several sources is assembled first', async () => {
  const spec = SPEC.replace('[prog.s] }', '[prog.s], instructor: [more.s], programs: { prog: [prog.s, more.s] } }');
  const found = await fail('several', spec, { 'prog.s': RACE, 'more.s': '# nothing\n' });
  expect(found.replay[0]).toMatch(/^npx kernlet asm prog\.s more\.s -o prog && printf /);
  const { stdout, stderr } = await replay('several', found.replay[0]!.replace('kernlet run', 'kernlet run --stats'));
  expect(stdout).toBe(found.problems[0]!.got);
  expect(cyclesOf(stderr)).toBe(found.cycles);
});

test.runIf(inCi)('limits that made a difference are repeated, too', async () => {
  const spec = `assignment: bomb\nbuild: { student: [prog.s] }\nmachine: { limits: { processes: 6 } }\ntests: [{ name: it, points: 1, stdout: "" }]\n`;
  const forks = program(`
    li s1, 0
1:  call fork
    beqz a0, 2f
    bltz a0, 3f
    addi s1, s1, 1
    j 1b
2:  li a0, 5
    call nap
    li a0, 0
    j exit
3:  say_number "", s1, " children\\n"`);
  const found = await fail('bomb', spec, { 'prog.s': `.include "nap.s"\n${forks}` });
  expect(found.problems[0]!.got).toMatch(/^\d children\n$/);
  expect(found.replay[0]).toContain(' --max-processes 6 --max-files 256 ');
  expect((await replay('bomb', found.replay[0]!)).stdout).toBe(found.problems[0]!.got);
});

test.runIf(inCi)('what needs more than that is unpacked', async () => {
  cpSync(join(PROJECT_FOLDER, 'programs', 'assignments', 'xargs'), join(folder, 'xargs'), { recursive: true });
  const { stdout, status } = await kernlet(
    ['grade', 'assignment.yaml', 'solution', '--only', 'pipeline', '--unpack', 'out'],
    join(folder, 'xargs'),
  );
  expect(status).toBe(0);
  const [run, debug] = stdout
    .trim()
    .split('\n')
    .map((line) => line.replace(/^\w+: +/, ''));
  expect(debug).toMatch(/^npx kernlet debug --harts 2/);
  expect((await replay('xargs', run!)).stdout).toBe('1 one\n2 two\n');
});
