import type { Command } from 'commander';
import { decodePlain, encodePlain } from '../base/plain-data.ts';
import { recordRun } from '../debug/recording.ts';
import type { Host } from '../kernel/host.ts';
import type { Beginning } from '../system/beginning.ts';
import type { Computer } from '../system/computer.ts';
import { loadComputer, SAVED_VERSION, type SavedComputer, saveComputer } from '../system/saved.ts';
import type { ComputerOptions, Mount } from './computer-options.ts';
import { Failure, STATUS } from './failure.ts';
import { NodeFolder } from './host-folder.ts';
import { readPacked, writePacked, writeRecording } from './recording-file.ts';

/** Options that keep a run, or a computer, in a file. */
export interface KeepOptions {
  readonly record?: string;
  readonly save?: string;
  readonly restore?: string;
}

const MAGIC = Buffer.from('KERNLET-COMPUTER\n', 'latin1');

interface SavedFile {
  readonly version: number;
  readonly mounts: readonly Mount[];
  readonly computer: SavedComputer;
}

/** Adds the options that keep a run. */
export function addKeepOptions(command: Command): Command {
  return command
    .option('--record <file>', 'keep the run in a file, for kernlet debug --replay')
    .option('--save <file>', 'keep the whole computer, if it is left before its end');
}

/** What cannot be kept is refused before the run. */
export function checkKeepOptions(options: ComputerOptions & KeepOptions): void {
  const { record, save, restore, scheduler } = options;
  const option = record === undefined ? '--save' : '--record';
  if ((record ?? save) !== undefined && 'path' in scheduler) {
    throw new Failure(`${option} cannot keep a scheduler that is a module`, STATUS.notStarted);
  }
  if (record !== undefined && restore !== undefined) {
    throw new Failure(
      '--record and --restore do not go together: what happened before is not known',
      STATUS.notStarted,
    );
  }
}

/** Keeps what the options ask for when a run is over; `beginning` is undefined for a computer that was restored. */
export function keep(
  options: ComputerOptions & KeepOptions,
  computer: Computer,
  parts: { readonly beginning: Beginning | undefined; readonly mounts: readonly Mount[]; readonly hasEnded: boolean },
): void {
  const { beginning, mounts, hasEnded } = parts;
  if (options.record !== undefined && beginning !== undefined) {
    writeRecording(options.record, recordRun(computer, beginning, options.maxCycles));
  }
  if (options.save === undefined || hasEnded) return;
  const file: SavedFile = { version: SAVED_VERSION, mounts, computer: saveComputer(computer) };
  writePacked('--save', options.save, MAGIC, encodePlain(file));
}

/** The computer that was kept in a file, and the folders of the host that it uses. */
export function restoreComputer(
  path: string,
  host: Host,
): { readonly computer: Computer; readonly mounts: readonly Mount[] } {
  const bytes = readPacked('--restore', path, MAGIC, 'a computer (run --save FILE makes one)');
  // What begins with our mark was written by `keep`.
  const file = decodePlain(bytes) as SavedFile | undefined;
  if (file === undefined) throw new Failure(`--restore: '${path}' is damaged`, STATUS.notStarted);
  if (file.version !== SAVED_VERSION) {
    throw new Failure(
      `--restore: '${path}' has version ${file.version}; this program reads ${SAVED_VERSION}`,
      STATUS.notStarted,
    );
  }
  const folders = file.mounts.map(({ folder, writable }) => new NodeFolder(folder, writable));
  return { computer: loadComputer(file.computer, host, folders), mounts: file.mounts };
}
