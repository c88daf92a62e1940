import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { acceptOne, servePeer } from '../../../src/cli/protocol-server.ts';
import { CommandLine } from '../../../src/debug/commands/command-line.ts';
import { Debugger } from '../../../src/debug/debugger.ts';
import { GdbServer } from '../../../src/debug/gdb/server.ts';
import { Guest, type GuestOptions } from '../../system/guest.ts';

/** A debugger for an assembled text (see `Guest`), and what a client of gdb's protocol talks to. */
export function openGdb(text: string, options: GuestOptions = {}): { session: Debugger; server: GdbServer } {
  const guest = new Guest(text, options);
  const session = new Debugger(guest.computer);
  const commands = new CommandLine(session);
  const server = new GdbServer(session, (line) => commands.executeWhole(line));
  return { session, server };
}

/** Lets gdb-multiarch debug an assembled text: what it prints for a script of commands. */
export async function runGdb(text: string, script: readonly string[], options: GuestOptions = {}): Promise<string> {
  const { server } = openGdb(text, options);
  const folder = mkdtempSync(join(tmpdir(), 'gdb-'));
  const { port, served } = await listen(server);
  const file = join(folder, 'script');
  const begin = ['set pagination off', 'set confirm off', 'set height 0', `target extended-remote 127.0.0.1:${port}`];
  writeFileSync(file, [...begin, ...script, ''].join('\n'));
  const output = await printed('gdb-multiarch', ['-nx', '-q', '-batch', '-x', file], join(folder, 'output'));
  await served;
  rmSync(folder, { recursive: true });
  return output;
}

/** Lets one client connect at a free port; `served` is kept when it or the server has gone. */
export async function listen(server: GdbServer): Promise<{ port: number; served: Promise<void> }> {
  let served = Promise.resolve();
  const port = await new Promise<number>((resolve) => {
    served = acceptOne(0, resolve).then(async (client) => {
      await servePeer({ input: client, output: client }, server);
      client.end();
    });
  });
  return { port, served };
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
