import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundleCommandLine } from '../../src/cli/build.ts';
import { assemblePrograms } from '../../src/cli/programs.ts';
import { PROJECT_FOLDER } from '../../src/cli/project.ts';
import { oracleTest } from '../oracle.ts';

const CACHE = join(PROJECT_FOLDER, 'node_modules', '.cache');
let folder: string;

beforeAll(async () => {
  mkdirSync(CACHE, { recursive: true });
  folder = mkdtempSync(join(CACHE, 'kernlet-'));
  await bundleCommandLine(folder);
  await assemblePrograms();
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the command line on files of a test's own. */
function kernlet(
  args: readonly string[],
  options: { input?: string | Uint8Array; files?: Record<string, string> } = {},
) {
  for (const [name, content] of Object.entries(options.files ?? {})) writeFileSync(join(folder, name), content);
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, [join(folder, 'kernlet.js'), ...args], {
    cwd: folder,
    input: options.input ?? '',
    timeout: 20_000,
    maxBuffer: 2 ** 26,
    env: { PATH: process.env.PATH },
  });
  return { status, signal, bytes: stdout, stdout: stdout.toString(), stderr: stderr.toString() };
}

/** A program that ends with what is in its body. */
const program = (body: string) => `.include "macros.s"\n.globl _start\n_start:\n${body}\n`;
const exitWith = (status: number) => program(`li a0, ${status}\nsyscall exit_group`);
/** Echoes standard input. */
const COPY = program(`
1:  li a0, 0
    la a1, buffer
    li a2, 65536
    syscall read
    blez a0, 2f
    mv a2, a0
    li a0, 1
    syscall write
    j 1b
2:  li a0, 0
    syscall exit_group
    .bss
buffer: .zero 65536`);
/** Says that it has begun, and never ends. */
const BUSY = program('li a0, 1\nla a1, go\nli a2, 3\nsyscall write\nj .\n.data\ngo: .ascii "go\\n"');
/** Writes its arguments and environment, each with a final zero. */
const STRINGS = program(`
    addi s0, sp, 4
    li s1, 2                    # argv, then the environment
1:  lw s2, (s0)
    addi s0, s0, 4
    beqz s2, 3f
    mv a2, zero
2:  add t0, s2, a2
    addi a2, a2, 1
    lbu t0, (t0)
    bnez t0, 2b
    li a0, 1
    mv a1, s2
    syscall write
    j 1b
3:  addi s1, s1, -1
    bnez s1, 1b
    li a0, 0
    syscall exit_group`);

describe('kernlet run', () => {
  test('gives the status of the program', () => {
    expect(kernlet(['run', 'seven.s'], { files: { 'seven.s': exitWith(7) } })).toMatchObject({
      status: 7,
      stdout: '',
      stderr: '',
    });
  });

  test('gives 128 and the signal that killed it', () => {
    expect(kernlet(['run', 'null.s'], { files: { 'null.s': program('lw a0, (zero)') } }).status).toBe(128 + 11);
  });

  test('hands bytes through as they are', () => {
    const input = Uint8Array.from({ length: 300_000 }, (_, index) => (index * 7919) >>> 5);
    const { bytes, status } = kernlet(['run', 'copy.s'], { files: { 'copy.s': COPY }, input });
    expect(status).toBe(0);
    expect(Buffer.compare(bytes, input)).toBe(0);
  });

  test('gives everything after the file to the program, and nothing of the host in the environment', () => {
    const { stdout } = kernlet(['run', '--env', 'A=ö', '--harts', '1', 'strings.s', '-x', '--harts', 'ä'], {
      files: { 'strings.s': STRINGS },
    });
    expect(stdout.split('\0')).toEqual([
      'strings.s',
      '-x',
      '--harts',
      'ä',
      'PATH=/bin',
      'HOME=/root',
      'PWD=/',
      'TERM=dumb',
      'A=ö',
      '',
    ]);
  });

  test('runs executables and scripts', () => {
    const files = { 'seven.s': exitWith(7), 'hi.sh': '#!/bin/sh\necho "hi $1"; exit 5\n' };
    expect(kernlet(['asm', 'seven.s', '-o', 'seven'], { files })).toMatchObject({ status: 0, stdout: '', stderr: '' });
    expect(kernlet(['run', './seven']).status).toBe(7);
    expect(kernlet(['run', 'hi.sh', 'you'])).toMatchObject({ status: 5, stdout: 'hi you\n' });
  });

  test('says 125 if the source has errors, and shows all', () => {
    const { status, stderr } = kernlet(['run', 'bad.s'], { files: { 'bad.s': program('addii a0, a0, 1\nli') } });
    expect(status).toBe(125);
    expect(stderr).toContain('unknown instruction `addii`');
    expect(stderr).toContain('bad.s:5');
    expect(stderr).toMatch(/2 errors\n.*kernlet: 'bad.s' was not started: it has errors\n$/s);
    expect(stderr).not.toContain('\u001b');
  });

  test('says 127 if the interpreter of a script is not there', () => {
    expect(kernlet(['run', 'lost.sh'], { files: { 'lost.sh': '#!/bin/none\n' } })).toMatchObject({
      status: 127,
      stderr: "kernlet: cannot run 'lost.sh': it, or the interpreter it names, is not there\n",
    });
  });

  test('says which limit was reached', () => {
    const files = { 'loop.s': program('j _start') };
    expect(kernlet(['run', '--max-cycles', '1e6', 'loop.s'], { files })).toMatchObject({
      status: 124,
      stderr: 'kernlet: the limit of 1,000,000 cycles was reached (--max-cycles)\n',
    });
  });

  test('says who waits in a deadlock', () => {
    const deadlock = program(
      'addi sp, sp, -16\nmv a0, sp\nli a1, 0\nsyscall pipe2\nlw a0, (sp)\nmv a1, sp\nli a2, 1\nsyscall read',
    );
    expect(kernlet(['run', 'lock.s'], { files: { 'lock.s': deadlock } })).toMatchObject({
      status: 124,
      stderr: 'kernlet: deadlock: nothing can happen any more\n  process 2 (lock) waits for something to read\n',
    });
  });

  test('shows calls and statistics on standard error', () => {
    const { status, stderr } = kernlet(['run', '--strace', '--stats', 'seven.s'], {
      files: { 'seven.s': exitWith(7) },
    });
    expect(status).toBe(7);
    expect(stderr).toMatch(/^exit_group\(7\) +=.*\+\+\+ exited with 7 \+\+\+\n +pid name/s);
  });
});

describe('kernlet asm', () => {
  test('writes nothing if there are errors', () => {
    const { status } = kernlet(['asm', 'bad.s', '-o', 'bad'], { files: { 'bad.s': 'frob\n' } });
    expect(status).toBe(1);
    expect(existsSync(join(folder, 'bad'))).toBe(false);
  });

  test('finds included files in the folders of -I', () => {
    mkdirSync(join(folder, 'inc'), { recursive: true });
    const files = {
      'main.s': `.include "status.s"\n${program('li a0, STATUS\nsyscall exit_group')}`,
      'inc/status.s': '.equ STATUS, 9\n',
    };
    expect(kernlet(['asm', '-I', 'inc', '-o', 'main', 'main.s'], { files }).status).toBe(0);
    expect(kernlet(['run', 'main']).status).toBe(9);
  });
});

describe('kernlet boot', () => {
  test('runs the commands on standard input', () => {
    expect(kernlet(['boot'], { input: 'seq 5 | sort -r | head -n 2\necho $PATH >&2\nexit 3\n' })).toMatchObject({
      status: 3,
      stdout: '5\n4\n',
      stderr: '/bin\n',
    });
  });

  test('shows a folder, and writes to it only if asked to', () => {
    mkdirSync(join(folder, 'shared'), { recursive: true });
    writeFileSync(join(folder, 'shared', 'there'), 'there\n');
    const input = 'cat /m/there; echo new > /m/new; cat /m/new; cat /m/../m/./new';
    expect(kernlet(['boot', '--mount', 'shared:/m'], { input }).stdout).toBe('there\nnew\nnew\n');
    expect(existsSync(join(folder, 'shared', 'new'))).toBe(false);
    expect(kernlet(['boot', '--mount', 'shared:/m:rw'], { input }).stdout).toBe('there\nnew\nnew\n');
    expect(readFileSync(join(folder, 'shared', 'new'), 'utf8')).toBe('new\n');
  });

  test('takes a folder as its root, with our /bin where it has none', () => {
    mkdirSync(join(folder, 'root'), { recursive: true });
    writeFileSync(join(folder, 'root', 'there'), 'there\n');
    const input = 'cat /there; echo x > /new; ls / | grep -c bin';
    expect(kernlet(['boot', '--root', 'root'], { input })).toMatchObject({
      status: 0,
      stdout: 'there\n1\n',
      stderr: '',
    });
    expect(existsSync(join(folder, 'root', 'new'))).toBe(false);
    kernlet(['boot', '--root', 'root', '--root-rw'], { input });
    expect(readFileSync(join(folder, 'root', 'new'), 'utf8')).toBe('x\n');
    expect(existsSync(join(folder, 'root', 'bin'))).toBe(false);
  });
});

describe('kernlet start', () => {
  test('shows the tour if there is no input, and ends by itself', () => {
    const { status, stdout, stderr } = kernlet(['start']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout.match(/^GET .* 404$/gm)).toHaveLength(4);
    const lines = stdout.split('\n');
    expect(lines.length).toBeLessThan(60);
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
  });

  test('runs the commands that there are', () => {
    expect(kernlet(['start'], { input: 'echo hi; exit 4' })).toMatchObject({ status: 4, stdout: 'hi\n' });
  });
});

describe('looking at a run', () => {
  const files = { 'pipe.sh': '#!/bin/sh\nseq 30 | grep 4 | wc -l\n' };
  const read = (name: string) => readFileSync(join(folder, name), 'utf8');

  test('--stats=json and --timeline print behind what the guest says', () => {
    const { status, stdout, stderr } = kernlet(['run', '--stats=json', '--timeline', 'pipe.sh'], { files });
    expect([status, stdout]).toEqual([0, '3\n']);
    const [json, ...chart] = stderr.trimEnd().split('\n');
    const { processes } = JSON.parse(json!);
    expect(processes.map(({ name }: { name: string }) => name)).toEqual(['pipe.sh', 'seq', 'grep', 'wc']);
    expect(chart.find((line) => line.startsWith('    4  grep'))).toMatch(/r{5}/);
    expect(chart.filter((line) => line.length > 80)).toEqual([]);
  });

  test('--trace writes what Perfetto opens, --events a line of JSON each, also of a run that is cut', () => {
    const args = ['--max-cycles', '20000', '--trace', 'trace.json', '--events', 'events.jsonl', 'pipe.sh'];
    expect(kernlet(['run', ...args], { files }).status).toBe(124);
    const { traceEvents } = JSON.parse(read('trace.json'));
    expect(traceEvents.length).toBeGreaterThan(20);
    const records = read('events.jsonl')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect([records[0].kind, records.at(-1).kind, records.at(-1).why]).toEqual(['run', 'halt', 'limit']);
  });

  test('report writes the same page for a program and for its recorded events', () => {
    const run = kernlet(['report', '--events', 'pipe.jsonl', 'pipe.sh', '-o', 'run.html'], { files });
    expect(run).toMatchObject({ status: 0, stdout: '3\n' });
    expect(run.stderr).toMatch(/^kernlet: run.html shows 4 processes in [\d,]+ cycles: open it in a browser\n$/);
    expect(kernlet(['report', 'pipe.jsonl', '-o', 'events.html'])).toMatchObject({ status: 0, stdout: '' });
    expect(read('events.html')).toBe(read('run.html'));
    expect(read('run.html')).not.toMatch(/(?:src|href)="?http/);
  });

  test('says what is wrong with files', () => {
    writeFileSync(join(folder, 'bad.jsonl'), '{"kind":"run","cycle":0,"version":1}\n{"kind":"nothing","cycle":1}\n');
    expect(kernlet(['report', 'bad.jsonl'])).toMatchObject({
      status: 2,
      stderr: 'kernlet: bad.jsonl:2: this is no record of an event (see docs/reference/events.md)\n',
    });
    writeFileSync(join(folder, 'trace.json'), '{"traceEvents":[]}');
    expect(kernlet(['report', 'trace.json'])).toMatchObject({
      status: 2,
      stderr: "kernlet: 'trace.json' is not what --events writes (a file of --trace is for Perfetto)\n",
    });
    expect(kernlet(['run', '--trace', 'none/t.json', 'pipe.sh'], { files })).toMatchObject({
      status: 125,
      stdout: '',
      stderr: "kernlet: --trace: cannot write 'none/t.json': no such file or directory\n",
    });
    expect(kernlet(['report', 'none.s'])).toMatchObject({
      status: 127,
      stderr: "kernlet: cannot read 'none.s': no such file or directory\n",
    });
  });
});

oracleTest(['sh', 'head'], 'ends quietly if nobody reads on', () => {
  const script = `"${process.execPath}" kernlet.js run yes.s | head -n 1; echo "\${PIPESTATUS[0]}"`;
  writeFileSync(
    join(folder, 'yes.s'),
    program('1: li a0, 1\nla a1, y\nli a2, 2\nsyscall write\nj 1b\n.data\ny: .ascii "y\\n"'),
  );
  const { stdout, stderr } = spawnSync('bash', ['-c', script], { cwd: folder, timeout: 20_000 });
  expect([stdout.toString(), stderr.toString()]).toEqual(['y\n141\n', '']);
});

// A terminal for kernlet. Each line on the standard input of the script is a step: bytes to type, a tuple with bytes to
// wait for on the screen, or a number of seconds to wait. Then it prints the exit status, whether the modes are as before, and the screen.
const TERMINAL = `
import ast, fcntl, os, pty, select, subprocess, sys, termios, time
master, slave = pty.openpty()
before = termios.tcgetattr(slave)
child = subprocess.Popen(sys.argv[1:], stdin=slave, stdout=slave, stderr=slave, start_new_session=True,
    preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0))
screen = b''
def watch(seconds):
    global screen
    end = time.time() + seconds
    while time.time() < end:
        if select.select([master], [], [], 0.05)[0]:
            screen += os.read(master, 65536)
def await_text(text):
    end = time.time() + 10
    while text not in screen and time.time() < end:
        watch(0.05)
for line in sys.stdin:
    step = ast.literal_eval(line)
    if isinstance(step, tuple): await_text(step[0])
    elif isinstance(step, bytes): os.write(master, step)
    else: watch(step)
status = child.wait(timeout=10)
watch(0.2)
print(status, termios.tcgetattr(slave) == before)
print(screen.decode().replace('\\r', ''))
`;

function onTerminal(args: readonly string[], steps: readonly string[]): string {
  const script = join(folder, 'terminal.py');
  writeFileSync(script, TERMINAL);
  chmodSync(script, 0o755);
  const command = [script, process.execPath, join(folder, 'kernlet.js'), ...args];
  const { stdout, stderr } = spawnSync('python3', command, { cwd: folder, input: steps.join('\n'), timeout: 25_000 });
  return stdout.toString() + stderr.toString();
}

test('lesson goes through a page, with what its commands print here', () => {
  const { status, stdout, stderr } = kernlet(['lesson', 'isolation']);
  expect({ status, stderr: stderr.includes('SIGSEGV') }).toEqual({ status: 0, stderr: true });
  expect(stdout).toMatch(/^# Isolation of memory\n/);
  expect(stdout).toContain('isolation.s\nthe child sees 2\nthe parent sees 1\n');
  expect(stdout).toContain('+    call    share ');
  expect(stdout).toContain('isolation.s\nthe child sees 2\nthe parent sees 2\n');
});

describe('on a terminal', () => {
  oracleTest(['python3'], 'the shell has a prompt, and Ctrl-D ends it', () => {
    const screen = onTerminal(['boot'], ["(b'$ ',)", "b'echo $((6*7))\\r'", "(b'42',)", "b'\\x04'"]);
    expect(screen).toMatch(/^0 True\n/);
    expect(screen).toContain('\n42\n');
  });

  oracleTest(['python3'], 'Ctrl-C goes to the guest', () => {
    writeFileSync(join(folder, 'busy.s'), BUSY);
    expect(onTerminal(['run', 'busy.s'], ["(b'go',)", "b'\\x03'"])).toMatch(/^130 True\n/);
  });

  oracleTest(['python3'], 'Ctrl-] leaves a guest that hangs, and the terminal is as it was', () => {
    writeFileSync(join(folder, 'busy.s'), BUSY);
    const screen = onTerminal(['run', 'busy.s'], ["(b'go',)", "b'\\x1d'"]);
    expect(screen).toMatch(/^130 True\n/);
    expect(screen).toContain('kernlet: left the guest with Ctrl-]');
  });

  // It takes some seconds until a run counts as long.
  const longTest = process.env.CI === 'true' ? oracleTest : () => {};
  longTest(['python3'], 'a long run shows how far it is, in a line that goes before anything else is shown', () => {
    writeFileSync(join(folder, 'busy.s'), BUSY);
    const screen = onTerminal(['run', 'busy.s'], ["(b' a second; running: busy 2',)", "b'\\x03'"]);
    expect(screen).toMatch(/^130 True\n/);
    expect(screen).toMatch(/go\n\x1b\[K[\d.,]+[MG]? cycles, [\d.,]+[MG]? a second; running: busy 2/);
    expect(screen).toMatch(/\x1b\[K\^C\n?$/);
  });

  oracleTest(['python3'], 'what is typed is echoed, and reaches the program that waits for it', () => {
    writeFileSync(join(folder, 'go.sh'), '#!/bin/sh\necho go\ncat\n');
    const screen = onTerminal(['run', 'go.sh'], ["(b'go\\r\\n',)", "b'abc\\n'", "(b'abc\\r\\nabc',)", "b'\\x04'"]);
    expect(screen).toBe('0 True\ngo\nabc\nabc\n\n');
  });
});
