import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { PROJECT_FOLDER } from '../../../src/cli/project.ts';
import { oracleTest } from '../../oracle.ts';
import { Kernlet } from './kernlet.ts';

const kernlet = new Kernlet();
const textOf = (page: string) => readFileSync(join(PROJECT_FOLDER, page), 'utf8');
const PAGE = textOf('docs/editors.md');
/** The lines that are typed after a prompt on the page. */
const typed = (prompt: string) =>
  PAGE.split('\n')
    .filter((line) => line.startsWith(prompt))
    .map((line) => line.slice(prompt.length));

oracleTest(
  ['gdb-multiarch'],
  'the session with gdb of docs/editors.md goes as it stands there, and the server ends with gdb',
  async () => {
    kernlet.write({ 'hello.s': /```asm\n([\s\S]*?)```/.exec(textOf('README.md'))![1]! });
    const [serve = '', connect = ''] = typed('$ ');
    expect(serve).toBe('npx kernlet debug --gdb 1234 hello.s');
    expect(PAGE).toContain("waiting for gdb: gdb-multiarch -ex 'target extended-remote :1234'");

    // Any port that is free, since another one may be in use.
    const args = serve.replace('1234', '0').split(' ').slice(2);
    const server = spawn(process.execPath, [join(kernlet.folder, 'kernlet.js'), ...args], {
      cwd: kernlet.folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 30_000,
    });
    const ended = new Promise<number | null>((resolve) => server.on('close', resolve));
    const waiting = await new Promise<string>((resolve) => server.stderr.once('data', (text) => resolve(String(text))));
    const said = /^waiting for gdb: gdb-multiarch -ex 'target extended-remote :(\d+)'\n$/.exec(waiting)!;

    const target = /-ex '(.*)'/.exec(connect.replace('1234', said[1]!))![1]!;
    const commands = ['set pagination off', target, ...typed('(gdb) '), 'info symbol $pc'];
    const { stdout } = spawnSync(
      'gdb-multiarch',
      ['-nx', '-q', '-batch', ...commands.flatMap((line) => ['-ex', line])],
      {
        encoding: 'utf8',
        timeout: 30_000,
      },
    );
    expect(stdout).toMatch(/Breakpoint 1, say \(\) at hello\.s:\d+[^$]*_start \+ \d+ in section \.text/);
    expect(await ended).toBe(0);
  },
  60_000,
);
