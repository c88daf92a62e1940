import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { bundleCommandLine } from '../../src/cli/build.ts';
import { assemblePrograms } from '../../src/cli/programs.ts';
import { PROJECT_FOLDER } from '../../src/cli/project.ts';

/** What a run of the command line gave. */
export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

let bundle: Promise<string> | undefined;

/** The file of the command line as it is installed, made once for all tests of a process. */
export function commandLine(): Promise<string> {
  bundle ??= makeBundle();
  return bundle;
}

async function makeBundle(): Promise<string> {
  const cache = join(PROJECT_FOLDER, 'node_modules', '.cache');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'kernlet-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  await bundleCommandLine(folder);
  await assemblePrograms();
  return join(folder, 'kernlet.js');
}

/** Starts `kernlet` with these arguments in `cwd`. */
export async function startKernlet(args: readonly string[], cwd: string): Promise<ChildProcess> {
  const file = await commandLine();
  return spawn(process.execPath, [file, ...args], {
    cwd,
    env: { PATH: process.env.PATH },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Runs `kernlet` to its end. */
export async function kernlet(args: readonly string[], cwd: string): Promise<Outcome> {
  return outcomeOf(await startKernlet(args, cwd));
}

/** Waits for the end of `child`. */
export function outcomeOf(child: ChildProcess): Promise<Outcome> {
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (piece: Buffer) => {
    stdout += piece.toString();
  });
  child.stderr?.on('data', (piece: Buffer) => {
    stderr += piece.toString();
  });
  return new Promise((resolve) => child.once('close', (status) => resolve({ status, stdout, stderr })));
}
