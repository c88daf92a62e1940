import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { oracleTest } from '../../oracle.ts';
import { Kernlet } from './kernlet.ts';

const kernlet = new Kernlet();

const SPIN = '        .globl _start\n_start: li s0, 0\nagain:  addi s0, s0, 1\n        j again\n';
const PROMPT = '(kernlet) ';
const CTRL_C = '\x03';
const CTRL_D = '\x04';

/** What was shown, without the sequences that move the cursor. */
const plain = (shown: string) => shown.replace(/\x1b\[[\d;]*[A-Za-z]/g, '').replaceAll('\r', '');

oracleTest(
  ['python3'],
  'Ctrl-C stops a guest that runs, and the prompt comes back',
  () => {
    kernlet.write({ 'spin.s': SPIN });
    const { shown, status } = kernlet.type(
      ['debug', 'spin.s'],
      [
        [PROMPT, 'continue\r'],
        ['continue', CTRL_C],
        ['interrupted', ''],
        [PROMPT, 'print $s0 > 0\r'],
        ['$1 = 1', ''],
        [PROMPT, `half a line${CTRL_C}`],
        ['^C', 'quit\r'],
      ],
    );
    expect(plain(shown)).not.toContain('no command');
    for (const line of plain(shown).split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    expect(status).toBe(0);
  },
  60_000,
);

oracleTest(
  ['python3'],
  'names are completed, and an empty line steps again',
  () => {
    kernlet.write({ 'spin.s': SPIN });
    const { shown } = kernlet.type(
      ['debug', 'spin.s'],
      [
        [PROMPT, 'info reg\t s0\r'],
        ['s0', ''],
        [PROMPT, 'break ag\t\r'],
        ['breakpoint 1', ''],
        [PROMPT, 'stepi\r'],
        ['t=1', ''],
        [PROMPT, '\r'],
        ['t=2', ''],
        [PROMPT, CTRL_D],
      ],
    );
    expect(plain(shown)).toContain('info registers s0');
    expect(plain(shown)).toContain('break again');
  },
  60_000,
);

oracleTest(
  ['python3'],
  'what was typed is kept for the next time',
  () => {
    kernlet.write({ 'spin.s': SPIN });
    kernlet.type(
      ['debug', 'spin.s'],
      [
        [PROMPT, 'print 4711\r'],
        ['$1', ''],
        [PROMPT, 'quit\r'],
      ],
    );
    const file = join(kernlet.folder, 'state/kernlet/debug-history');
    expect(existsSync(file)).toBe(true);
    expect(readFileSync(file, 'utf8')).toContain('print 4711\n');
    const { shown } = kernlet.type(
      ['debug', 'spin.s'],
      [
        [PROMPT, '\x1b[A'],
        ['', '\x1b[A'],
        ['', '\r'],
        ['$1 = 4711', CTRL_D],
      ],
    );
    expect(plain(shown)).toContain('$1 = 4711');
  },
  60_000,
);

oracleTest(
  ['python3'],
  'keys go to the guest while it runs, and its lines are marked',
  () => {
    const { shown } = kernlet.type(
      ['debug', '--boot'],
      [
        [PROMPT, 'continue\r'],
        ['$ ', 'echo to the guest\r'],
        ['| to the guest', CTRL_C],
        ['interrupted', ''],
        [PROMPT, 'ptree\r'],
        ['sh', ''],
        [PROMPT, 'quit\r'],
      ],
    );
    expect(plain(shown)).toContain('`- 2 sh (blocked)');
  },
  60_000,
);

test('the terminal of the guest can be at a port of this machine', async () => {
  const path = join(kernlet.folder, 'terminal.socket');
  const child = spawn(process.execPath, [join(kernlet.folder, 'kernlet.js'), 'debug', '--socket', path, '--boot'], {
    cwd: kernlet.folder,
    env: { PATH: process.env.PATH, HOME: kernlet.folder },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let prompt = '';
  child.stdout.on('data', (bytes: Buffer) => {
    prompt += bytes.toString();
  });
  const until = async (isThere: () => boolean) => {
    for (let count = 0; count < 600 && !isThere(); count++) await new Promise((resolve) => setTimeout(resolve, 50));
    expect(isThere()).toBe(true);
  };
  try {
    await until(() => prompt.includes('t=0'));
    const client = connect(path);
    let screen = '';
    client.on('data', (bytes) => {
      screen += bytes.toString();
    });
    child.stdin.write('continue\n');
    await until(() => screen.includes('$ '));
    client.write('echo over there\r');
    await until(() => screen.includes('\nover there'));
    expect(prompt).not.toContain('over there');
    client.destroy();
  } finally {
    child.kill('SIGKILL');
  }
}, 60_000);
