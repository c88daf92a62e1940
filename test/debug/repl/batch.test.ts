import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { PROJECT_FOLDER } from '../../../src/cli/project.ts';
import { Kernlet } from './kernlet.ts';

const kernlet = new Kernlet();

const FILES = {
  'double.s': `        .include "macros.s"
        .globl _start
_start:
        li      a0, 21
        call    double
        la      t0, result
        sw      a0, (t0)
        li      a0, 1
        la      a1, hello
        li      a2, 6
        syscall write
        li      a0, 3
        syscall exit_group
double:
        add     a0, a0, a0
        ret
        .data
        .balign 4
result: .word   0
hello:  .ascii  "hello\\n"
`,
};

const debug = (...args: readonly string[]) => kernlet.run(['debug', '-batch', ...args], { files: FILES });
const commands = (...lines: readonly string[]) => lines.flatMap((line) => ['-ex', line]);

test('a transcript of a session forwards and backwards', () => {
  const lines = ['break double', 'continue', 'backtrace', 'finish', 'watch result', 'continue', 'reverse-continue'];
  const { stdout, status } = debug(...commands(...lines, 'print $a0', 'continue', 'delete', 'continue'), 'double.s');
  expect(stdout).toBe(`t=0 hart0 2.1 double pc=0x10100 <_start> double.s:4
4             li      a0, 21
(kernlet) break double
breakpoint 1 at 0x1013c: double.s:15
(kernlet) continue
breakpoint 1 (double)
t=3 hart0 2.1 double pc=0x1013c <double> double.s:15
15            add     a0, a0, a0
      ra=0x1010c  a0=21
(kernlet) backtrace
*#0  0x1013c in double at double.s:15
 #1  0x1010c in _start at double.s:5
(kernlet) finish
t=5 hart0 2.1 double pc=0x1010c <_start+12> double.s:6
6             la      t0, result
      a0=42
(kernlet) watch result
watchpoint 2: 4 bytes at 0x11000
(kernlet) continue
watchpoint 2 (result): 0x0 -> 0x2a
t=8 hart0 2.1 double pc=0x10118 <_start+24> double.s:8
8             li      a0, 1
      t0=0x11000
(kernlet) reverse-continue
watchpoint 2 (result): 0x0 -> 0x2a
t=7 hart0 2.1 double pc=0x10114 <_start+20> double.s:7
7             sw      a0, (t0)
(kernlet) print $a0
$1 = 42 (0x2a)
(kernlet) continue
watchpoint 2 (result): 0x0 -> 0x2a
t=8 hart0 2.1 double pc=0x10118 <_start+24> double.s:8
8             li      a0, 1
(kernlet) delete
(kernlet) continue
| hello
the program has ended with status 3
t=17 no thread
`);
  expect(status).toBe(0);
});

test('a batch with a command that fails has status 1, and what is wrong is shown', () => {
  const { stdout, status } = debug(...commands('bogus', 'print 1'), 'double.s');
  expect(stdout).toContain("there is no command 'bogus' (help shows them)");
  expect(stdout).toContain('$1 = 1');
  expect(status).toBe(1);
});

test('commands come from files, which may name others, and from the standard input', () => {
  kernlet.write({ 'first.kdb': '# a comment\nsource second.kdb\nprint $a0\n', 'second.kdb': 'stepi\n' });
  expect(debug('-x', 'first.kdb', 'double.s').stdout).toContain('$1 = 21');
  const piped = kernlet.run(['debug', 'double.s'], { files: FILES, input: 'stepi\nprint $a0\nquit\nprint 99\n' });
  expect(piped.stdout).toContain('$1 = 21');
  expect(piped.stdout).not.toContain('99');
  kernlet.write({ 'loop.kdb': 'source loop.kdb\n' });
  expect(debug('-x', 'loop.kdb', 'double.s').stdout).toContain("'loop.kdb' leads to itself");
  expect(debug('-x', 'missing.kdb', 'double.s').stdout).toContain("cannot read 'missing.kdb': no such file");
});

test('commands of a breakpoint stand on lines up to end, and are carried out at each hit', () => {
  kernlet.write({ 'hits.kdb': 'break double\ncommands 1\nsilent\nprint $a0 * 2\ncontinue\nend\ncontinue\n' });
  const { stdout } = debug('-x', 'hits.kdb', 'double.s');
  expect(stdout).toContain('$1 = 42');
  expect(stdout).toContain('ended with status 3');
  expect(stdout).not.toContain('breakpoint 1 (double)\n');
});

test('--json gives a line of JSON for each command and each stop', () => {
  const { stdout } = debug('--json', ...commands('break double', 'continue', 'info threads', 'bogus'), 'double.s');
  const records = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(records[0].stop.reason).toEqual({ kind: 'start' });
  const hit = records.find(({ stop }) => stop?.reason.kind === 'breakpoint');
  expect(hit.stop).toMatchObject({ thread: '2.1', hart: 0, function: 'double', file: 'double.s', line: 15, cycle: 3 });
  expect(records.find(({ command }) => command === 'info threads').data).toMatchObject([
    { id: '2.1', state: 'running' },
  ]);
  expect(records.at(-1)).toEqual({ command: 'bogus', error: "there is no command 'bogus' (help shows them)" });
});

test('the guest reads a file, or in a batch what comes in', () => {
  const files = { 'in.txt': 'from a file\n' };
  const cat = ['debug', '-batch', '-ex', 'continue', '--boot'];
  expect(kernlet.run(cat, { input: 'echo piped\n' }).stdout).toContain('| piped\n');
  const stdin = kernlet.run(['debug', '-batch', '-ex', 'continue', '--stdin', 'in.txt', '--boot'], { files });
  expect(stdin.stdout).toContain('from');
});

describe('a run that was recorded', () => {
  test('is gone through again, and comes to the same state', () => {
    const { status } = kernlet.run(['run', '--record', 'double.run', 'double.s'], { files: FILES });
    expect(status).toBe(3);
    expect(readFileSync(join(kernlet.folder, 'double.run')).length).toBeLessThan(400_000);
    const { stdout } = debug('--replay', 'double.run', ...commands('continue', 'reverse-continue', 'lastwrite $sp'));
    expect(stdout).toContain('this is the state that was recorded');
    expect(stdout).toContain('the history begins here');
  });

  test.each([
    [['--harts', '2'], '--harts does not go together with --replay'],
    [['--seed', '1', '--jit', 'off'], '--seed, --jit do not go together with --replay'],
    [['--max-cycles', '5'], '--max-cycles does not go together with --replay'],
    [['--stdin', '/dev/null'], '--stdin does not go together with --replay'],
  ])('says %j already', (options, message) => {
    const { stderr, status } = debug('--replay', 'double.run', ...options);
    expect(stderr).toContain(message);
    expect(status).toBe(125);
  });

  test('is refused if the file is something else', () => {
    kernlet.write({ 'other.run': 'hello' });
    const { stderr, status } = debug('--replay', 'other.run');
    expect(stderr).toContain("'other.run' is not a recording (run --record FILE makes one)");
    expect(status).toBe(125);
  });
});

test('a computer that was saved goes on', () => {
  const files = {
    'count.s': '.globl _start\n_start: li s0, 3000000\n1: addi s0, s0, -1\nbnez s0, 1b\nli a0, 7\nli a7, 93\necall\n',
  };
  const saved = kernlet.run(['run', '--max-cycles', '1e6', '--save', 'half', 'count.s'], { files });
  expect(saved.status).toBe(124);
  expect(kernlet.run(['run', '--restore', 'half']).status).toBe(7);
  const contradiction = kernlet.run(['run', '--restore', 'half', '--harts', '2', '--stats']);
  expect(contradiction.stderr).toContain('--harts does not go together with --restore, which says it already');
  expect(contradiction.status).toBe(125);
  expect(kernlet.run(['run', '--restore', 'half', '--max-cycles', '2e6', '--stats']).status).toBe(124);
  expect(kernlet.run(['run', '--restore', 'half', 'count.s']).stderr).toContain(
    '--restore goes on with its own program',
  );
  expect(kernlet.run(['run', '--restore', 'count.s']).stderr).toContain(
    'is not a computer (run --save FILE makes one)',
  );
});

test('a file of commands in the folder is read only where one trusts the folder', () => {
  kernlet.write({ '.kernlet-debug': 'print 12345\n' });
  const before = debug('double.s');
  expect(before.stdout).not.toContain('12345');
  expect(before.stderr).toContain('.kernlet-debug is not read');
  kernlet.write({ 'config/kernlet/trusted-folders': `${kernlet.folder}\n` });
  expect(debug('double.s').stdout).toContain('$1 = 12345');
  expect(debug('--no-init', 'double.s').stdout).not.toContain('12345');
  kernlet.write({ '.kernlet-debug': '' });
});

test.each([
  [[], 'say what to debug'],
  [['--replay', 'a', 'double.s'], 'debug one thing'],
  [['nothing.s'], "cannot read 'nothing.s'"],
  [['--tty', '/nowhere', 'double.s'], "--tty: cannot use '/nowhere'"],
  [['--tty', 'a', '--socket', '1', 'double.s'], 'give one'],
  [['--stdin', 'nowhere', 'double.s'], "--stdin: cannot read 'nowhere'"],
  [['--frobnicate'], "unknown option '--frobnicate'"],
  [['--strace', 'double.s'], "unknown option '--strace'"],
])('debug %j says what is wrong', (args, message) => {
  expect(debug(...args).stderr).toContain(message);
});

test('the sessions of docs/debugger.md go as they stand there', () => {
  const page = readFileSync(join(PROJECT_FOLDER, 'docs/debugger.md'), 'utf8');
  const source = /```asm\n([\s\S]*?)```/.exec(page)![1]!;
  const sessions = [...page.matchAll(/```\n(t=0[\s\S]*?)```/g)].map((match) => match[1]!);
  expect(sessions).toHaveLength(2);
  kernlet.write({ 'sum.s': source });
  for (const session of sessions) {
    const lines = [...session.matchAll(/^\(kernlet\) (.*)$/gm)].map((match) => match[1]!);
    expect(debug(...commands(...lines), 'sum.s').stdout).toBe(session);
  }
});

test('the session of the README goes as it stands there', () => {
  const page = readFileSync(join(PROJECT_FOLDER, 'README.md'), 'utf8');
  const source = /```asm\n([\s\S]*?)```/.exec(page)![1]!;
  const [, command, session] = /^\$ npx kernlet debug (.*)\n([\s\S]*?)```/m.exec(page)!;
  const args = [...command!.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, word]) => quoted ?? word!);
  const { stdout } = kernlet.run(['debug', ...args], { files: { 'hello.s': source } });
  expect(stdout).toBe(session);
});
