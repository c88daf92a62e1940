import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serveGdb } from '../../../src/cli/gdb-server.ts';
import { say } from '../../../src/debug/commands/command.ts';
import { Debugger } from '../../../src/debug/debugger.ts';
import { GdbServer } from '../../../src/debug/gdb/server.ts';
import { Guest, type GuestOptions } from '../../system/guest.ts';

/** A debugger for an assembled text (see `Guest`), and what a client of gdb's protocol talks to. */
export function openGdb(text: string, options: GuestOptions = {}): { session: Debugger; server: GdbServer } {
  const guest = new Guest(text, options);
  const session = new Debugger(guest.computer);
  const server = new GdbServer(session, (line) => say(`did ${line}`));
  return { session, server };
}

/** Lets gdb-multiarch debug an assembled text: what it prints for a script of commands. */
export async function runGdb(text: string, script: readonly string[], options: GuestOptions = {}): Promise<string> {
  const { server } = openGdb(text, options);
  const folder = mkdtempSync(join(tmpdir(), 'gdb-'));
  const service = { connect: () => server, waitForInput: () => Promise.resolve() };
  let served = Promise.resolve();
  const port = new Promise<number>((resolve) => {
    served = serveGdb(service, 0, resolve);
  });
  const file = join(folder, 'script');
  const begin = [
    'set pagination off',
    'set confirm off',
    'set height 0',
    `target extended-remote 127.0.0.1:${await port}`,
  ];
  writeFileSync(file, [...begin, ...script, ''].join('\n'));
  const output = await printed('gdb-multiarch', ['-nx', '-q', '-batch', '-x', file], join(folder, 'output'));
  await served;
  rmSync(folder, { recursive: true });
  return output;
}

/** Both streams in one file, so that what is printed stands in its order. */
function printed(command: string, args: readonly string[], path: string): Promise<string> {
  const file = openSync(path, 'w');
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', file, file], timeout: 20_000 });
    child.on('error', reject);
    child.on('close', () => {
      closeSync(file);
      resolve(readFileSync(path, 'utf8'));
    });
  });
}
