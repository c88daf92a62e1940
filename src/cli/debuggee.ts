import { accessSync, constants, readFileSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import type { Outcome } from '../debug/commands/command.ts';
import { Debugger, type DebuggerOptions } from '../debug/debugger.ts';
import { isAsRecorded, replayFolders } from '../debug/recording.ts';
import type { Stop } from '../debug/stop.ts';
import type { Host } from '../kernel/host.ts';
import type { Beginning } from '../system/beginning.ts';
import { type FirstGuest, type GuestStreams, makeBeginning, openFolders, startComputer } from './beginning.ts';
import { INIT } from './boot.ts';
import type { ComputerOptions } from './computer-options.ts';
import type { InputReader } from './node-host.ts';
import { PROJECT_FOLDER } from './project.ts';
import { readRecording } from './recording-file.ts';
import { loadGuest } from './run.ts';

/** Where the standard streams of a debugged guest lead. */
export interface DebuggeeStreams extends GuestStreams {
  /** Standard input, if that is no terminal. */
  readonly input: InputReader;
  /** What the guest writes to standard output (1), standard error (2), or its terminal. */
  write(stream: 1 | 2 | 'terminal', bytes: Uint8Array): void;
}

/** What is debugged. */
export interface Debuggee {
  readonly session: Debugger;
  readonly beginning: Beginning;
  /** After a stop of a replay: whether it has come to what was recorded, once it has come to the end. */
  readonly verify?: (stop: Stop) => Outcome | undefined;
}

/** Starts a computer with FILE, or (undefined) with init as `boot` does, for a debugger. It has not run yet. */
export async function openDebuggee(
  file: string | undefined,
  args: readonly string[],
  options: ComputerOptions,
  streams: DebuggeeStreams,
  settings: Pick<DebuggerOptions, 'isPaced'> = {},
): Promise<Debuggee> {
  const guest: FirstGuest = file === undefined ? INIT : await loadGuest(file, args);
  const beginning = await makeBeginning(guest, options, streams);
  const computer = startComputer(beginning, debuggeeHost(streams), { folders: openFolders(options) });
  const session = new Debugger(computer, {
    ...settings,
    clock: () => performance.now(),
    limit: options.maxCycles,
    readSource: sourceReader(file === undefined ? [] : [dirname(file)]),
  });
  return { session, beginning };
}

/** Goes through a run that was recorded, here or elsewhere. What it wrote is written again. */
export function openReplay(path: string, streams: DebuggeeStreams): Debuggee {
  const recording = readRecording(path);
  const { beginning, log, end, limit } = recording;
  const computer = startComputer(beginning, debuggeeHost(streams), { folders: replayFolders(recording), log });
  const clock = () => performance.now();
  const session = new Debugger(computer, { clock, limit, lastStep: end.step, readSource: sourceReader([]) });
  let isVerified = false;
  const verify = (): Outcome | undefined => {
    if (isVerified || computer.steps !== end.step) return undefined;
    isVerified = true;
    if (isAsRecorded(computer, recording)) return { text: 'this is the state that was recorded\n' };
    return { text: 'this is NOT the state that was recorded: the replay went another way\n', isError: true };
  };
  return { session, beginning, verify };
}

/** The host of a guest that can go back: input is remembered, so that another course of things reads it again. */
function debuggeeHost({ input, write }: DebuggeeStreams): Host {
  let read = Buffer.alloc(0);
  return {
    readInput(max, from = read.length) {
      if (from >= read.length) read = Buffer.concat([read, input(max)]);
      return read.subarray(from, from + max);
    },
    writeOutput: (stream, bytes) => write(stream, bytes),
    writeTerminal: (bytes) => write('terminal', bytes),
  };
}

/** Reads sources, where `sourceFinder` finds them. */
function sourceReader(folders: readonly string[]): (name: string) => string | undefined {
  const find = sourceFinder(folders);
  return (name) => {
    const path = find(name);
    return path === undefined ? undefined : readFileSync(path, 'utf8');
  };
}

/** Finds sources: by their names as they are, in `folders`, and among the programs that come with Kernlet. */
export function sourceFinder(folders: readonly string[]): (name: string) => string | undefined {
  return (name) => {
    const own = /programs\/(?:bin|lib|lessons|assignments)\/.*$/.exec(name)?.[0];
    const relative = isAbsolute(name) ? [] : folders.map((folder) => join(folder, name));
    const places = [name, ...relative, ...(own === undefined ? [] : [join(PROJECT_FOLDER, own)])];
    return places.find((path) => isReadableFile(path));
  };
}

function isReadableFile(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
