import { E } from '../../abi/errno.ts';
import { stringBytes } from '../../base/bytes.ts';
import type { Machine } from '../../machine/machine.ts';
import type { Process } from '../process.ts';
import {
  type DirectoryEntry,
  type DirectoryInode,
  FIRST_POSITION,
  type FileInode,
  type Inode,
  type NewInode,
  newDirectory,
  newFile,
  newLink,
  type Timestamp,
} from './inode.ts';
import { PROCESS_FILES, SYSTEM_FILES } from './proc-text.ts';

/** What an inode of /proc stands for: `file` of process `pid`, or of the system if that is 0; '' is the directory. */
export interface ProcSource {
  readonly kind: 'proc';
  readonly pid: number;
  readonly file: string;
}

/** The processes as /proc shows them. */
export interface ProcessTable {
  get(pid: number): Process | undefined;
  /** The ids of living and zombie processes. */
  pids(): readonly number[];
  /** The process whose call is being executed. */
  current(): Process;
  /** The arguments as they are in the process's memory now, each with its zero byte; a byte string, '' if they cannot be read. */
  readArguments(process: Process): string;
}

/** What /proc asks of the file system it is in. */
export interface ProcHost {
  readonly processes: ProcessTable | undefined;
  readonly machine: Machine;
  readonly clock: { now(): number };
  now(): Timestamp;
}

/** The device number of /proc. */
export const PROC_DEVICE = 2;

/**
 * Inode numbers and positions of /proc are made from what they stand for, so that looking changes nothing: process n has
 * the numbers from (n + 1) * 64, the system the first 64.
 */
const NUMBERS_EACH = 64;
/** Processes are listed after the files of the system, by id. */
const FIRST_PROCESS_POSITION = FIRST_POSITION + NUMBERS_EACH;

/** What `name` is in a directory of /proc; undefined if it is not there. */
export function procChild(
  host: ProcHost,
  source: ProcSource,
  directory: DirectoryInode,
  name: string,
): Inode | undefined {
  const { processes } = host;
  if (processes === undefined) return undefined;
  if (source.pid !== 0) {
    return processes.get(source.pid) === undefined ? undefined : fileInode(host, source.pid, name);
  }
  if (name === 'self') {
    const link = newLink(facts(host, 1, 0o777), String(processes.current().pid));
    return Object.assign(link, {
      source: { kind: 'proc', pid: 0, file: 'self' },
    });
  }
  const pid = /^[1-9][0-9]{0,9}$/.test(name) ? Number(name) : 0;
  return processes.get(pid) === undefined ? fileInode(host, 0, name) : processDirectory(host, directory, pid);
}

/** The entries of a directory of /proc. */
export function procEntries(
  host: ProcHost,
  source: ProcSource,
  directory: DirectoryInode,
): (readonly [string, DirectoryEntry])[] {
  const names = source.pid === 0 ? [...SYSTEM_FILES.keys(), 'self'] : [...PROCESS_FILES.keys()];
  const listed = names.map((name, index) => [name, FIRST_POSITION + index] as const);
  if (source.pid === 0) {
    const pids = [...(host.processes?.pids() ?? [])].sort((a, b) => a - b);
    listed.push(...pids.map((pid) => [String(pid), FIRST_PROCESS_POSITION + pid] as const));
  }
  return listed.flatMap(([name, position]) => {
    const inode = procChild(host, source, directory, name);
    return inode === undefined ? [] : [[name, { inode, position }] as const];
  });
}

/** The content of a file of /proc as it is now; ESRCH if its process is gone. */
export function procText({ processes, machine, clock }: ProcHost, inode: FileInode): Uint8Array | number {
  if (inode.source?.kind !== 'proc' || processes === undefined) return -E.ESRCH;
  const { pid, file } = inode.source;
  if (pid === 0) return stringBytes(SYSTEM_FILES.get(file)!({ machine, cycles: clock.now() }));
  const process = processes.get(pid);
  return process === undefined ? -E.ESRCH : stringBytes(PROCESS_FILES.get(file)!(process, processes));
}

function processDirectory(host: ProcHost, parent: DirectoryInode, pid: number): DirectoryInode {
  const directory = newDirectory(facts(host, (pid + 1) * NUMBERS_EACH, 0o555), String(pid), parent);
  directory.source = { kind: 'proc', pid, file: '' };
  return directory;
}

/** The file `file` of a process or of the system (pid 0), if there is one. */
function fileInode(host: ProcHost, pid: number, file: string): FileInode | undefined {
  const files = pid === 0 ? SYSTEM_FILES : PROCESS_FILES;
  const index = [...files.keys()].indexOf(file);
  if (index < 0) return undefined;
  const firstNumber = pid === 0 ? 0 : (pid + 1) * NUMBERS_EACH;
  const inode = newFile(facts(host, firstNumber + 2 + index, 0o444));
  inode.source = { kind: 'proc', pid, file };
  return inode;
}

function facts(host: ProcHost, number: number, mode: number): NewInode {
  return { number, device: PROC_DEVICE, mode, time: host.now() };
}
