import type { DirectoryInode, Inode } from '../../src/kernel/fs/inode.ts';
import { exitStatus, fillFileSystem, startProgram } from '../../src/system/boot.ts';
import { Computer } from '../../src/system/computer.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../src/system/settings.ts';
import { byteString, bytesOf } from './bytes.ts';
import { ENVIRONMENT, filesOf, type GuestOutcome, type GuestProgram, type GuestRun, WORK_FOLDER } from './guest-run.ts';

const PERMISSIONS = 0o7777;
/** When a run is given up: a hundred seconds of virtual time. */
const CYCLE_LIMIT = 1e10;

/** Less memory than usual: making a computer takes time in proportion to it. */
const RAM_BYTES = 16 * 1024 * 1024;

/** How a run under Kernlet may differ from the usual one. */
export interface KernletOptions {
  readonly settings?: Partial<Settings>;
  /** Cycles after which the run counts as timed out. */
  readonly limit?: number;
  /** Called before the first instruction, to observe the computer. */
  readonly prepare?: (computer: Computer) => void;
}

/** A run under Kernlet, with the computer as the run left it. */
export interface KernletOutcome extends GuestOutcome {
  readonly computer: Computer;
}

/** Runs a program in a computer of its own, to its end. `programs` are all executables that there are. */
export function runInKernlet(
  run: GuestRun,
  programs: readonly GuestProgram[],
  { settings, limit = CYCLE_LIMIT, prepare }: KernletOptions = {},
): KernletOutcome {
  const outputs: [Uint8Array[], Uint8Array[]] = [[], []];
  let input = bytesOf(run.stdin ?? '');
  const host = {
    readInput(max: number): Uint8Array {
      const piece = input.subarray(0, max);
      input = input.subarray(piece.length);
      return piece;
    },
    writeOutput: (stream: 1 | 2, bytes: Uint8Array) => void outputs[stream - 1]!.push(bytes.slice()),
    writeTerminal: () => {},
  };
  const computer = new Computer({ ...DEFAULT_SETTINGS, ramBytes: RAM_BYTES, ...settings }, host);
  const work = makeFiles(computer, run, programs);
  const error = startProgram(computer, {
    path: run.program,
    args: [run.program, ...(run.args ?? [])].map((arg) => byteString(bytesOf(arg))),
    environment: (run.environment ?? ENVIRONMENT).map((text) => byteString(bytesOf(text))),
    streams: ['stream', 'stream', 'stream'],
    isInit: false,
  });
  if (error < 0) throw new Error(`${run.program} cannot be started: error ${error}`);
  computer.kernel.main!.directory.current = work;
  prepare?.(computer);
  const status = runToEnd(computer, limit);
  const [stdout, stderr] = outputs.map((pieces) => byteString(Buffer.concat(pieces))) as [string, string];
  return { stdout, stderr, status, files: Object.fromEntries(listTree(computer, work, '')), computer };
}

function makeFiles(computer: Computer, run: GuestRun, programs: readonly GuestProgram[]): DirectoryInode {
  const { files } = computer.kernel;
  const executables = programs.map((program) => ({ ...program, mode: 0o755 }));
  const error = fillFileSystem(computer, { programs: executables, files: [], mounts: [] });
  const work = files.addDirectory(WORK_FOLDER);
  if (error < 0 || typeof work === 'number') throw new Error(`the file system cannot be filled: error ${error}`);
  for (const [path, bytes] of filesOf(run)) {
    if (path.endsWith('/')) files.addDirectory(`${WORK_FOLDER}/${path}`);
    else files.addFile(`${WORK_FOLDER}/${path}`, bytes, 0o100644);
  }
  return work;
}

function runToEnd(computer: Computer, limit: number): GuestOutcome['status'] {
  for (;;) {
    const halt = computer.run({ limit });
    switch (halt.kind) {
      case 'ended':
        return exitStatus(halt.ending);
      case 'idle':
        computer.skipIdle(halt.cycle);
        break;
      case 'limit':
        return 'timed out';
      case 'deadlock':
        return 'deadlock';
      case 'paused':
      case 'input':
        throw new Error(`unexpected halt: ${halt.kind}`);
    }
  }
}

/** What is in a folder and below, in the form of `GuestOutcome.files`. */
function listTree({ kernel: { files } }: Computer, directory: DirectoryInode, prefix: string): [string, string][] {
  const found: [string, string][] = [];
  const visit = (at: DirectoryInode, path: string) => {
    for (const [name, { inode }] of at.entries) {
      found.push([`${path}${name}`, `${(inode.mode & PERMISSIONS).toString(8)} ${contentOf(inode)}`]);
      if (inode.kind === 'directory') visit(inode, `${path}${name}/`);
    }
  };
  const contentOf = (inode: Inode): string => {
    if (inode.kind === 'link') return `-> ${inode.target}`;
    if (inode.kind !== 'file') return inode.kind;
    const bytes = new Uint8Array(inode.size);
    files.data.read(inode, 0, bytes);
    return byteString(bytes);
  };
  visit(directory, prefix);
  return found.sort(([a], [b]) => (a < b ? -1 : 1));
}
