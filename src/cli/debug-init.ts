import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import type { DebugSource } from './debug.ts';
import { print } from './print.ts';

/** Where people keep their settings, and the files there. */
const FOLDER = join(process.env.XDG_CONFIG_HOME ?? join(homedir(), '.config'), 'kernlet');
const OWN_FILE = 'debug-init';
const TRUSTED = 'trusted-folders';
/** The file of a folder, such as a course's. */
const LOCAL_FILE = '.kernlet-debug';

/**
 * The files of commands that are carried out at the start: one's own, and that of the present folder, if one has said that
 * the folder is trusted: commands can type on the guest's terminal and read files.
 */
export function initCommands(isWanted: boolean): DebugSource[] {
  if (!isWanted) return [];
  const own = join(FOLDER, OWN_FILE);
  const sources: DebugSource[] = existsSync(own) ? [{ kind: 'file', text: own }] : [];
  const folder = process.cwd();
  const local = join(folder, LOCAL_FILE);
  if (!existsSync(local)) return sources;
  if (isTrusted(folder)) return [...sources, { kind: 'file', text: local }];
  print(2, `kernlet: ${LOCAL_FILE} is not read: this folder is not named in ${join(FOLDER, TRUSTED)}\n`);
  return sources;
}

function isTrusted(folder: string): boolean {
  try {
    const lines = readFileSync(join(FOLDER, TRUSTED), 'utf8').split('\n');
    return lines.some((line) => line.trim() !== '' && realPath(resolve(line.trim())) === realPath(folder));
  } catch {
    return false;
  }
}

/** A path without symbolic links; as it is, if it is not there. */
function realPath(path: string): string {
  return existsSync(path) ? realpathSync(path) : path;
}
