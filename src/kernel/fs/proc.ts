import { E } from '../../abi/errno.ts';
import { O_ACCMODE, O_RDONLY, O_WRONLY } from '../../abi/files.ts';
import { stringBytes } from '../../base/bytes.ts';
import type { OpenObject } from '../io/object.ts';
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
} from './inode.ts';
import type { ProcessTable, ProcHost } from './proc-facts.ts';
import { PROCESS_FILES } from './proc-process.ts';
import { SYSTEM_FILES } from './proc-system.ts';

/**
 * What an inode of /proc stands for: the place `file` in the directory of process `pid`, or in /proc itself if that is 0;
 * '' is the directory, and `task/12/stat` and `sys/kernel/pid_max` are further down.
 */
export interface ProcSource {
  readonly kind: 'proc';
  readonly pid: number;
  readonly file: string;
}

/** What is at a place of /proc. */
type Node =
  | { readonly kind: 'directory' | 'file' }
  | { readonly kind: 'link'; readonly target: string; readonly mode: number; readonly leadsTo?: Inode };

/** The device number of /proc. */
export const PROC_DEVICE = 2;

const DIRECTORY: Node = { kind: 'directory' };
const FILE: Node = { kind: 'file' };
const PROCESS_DIRECTORIES = ['fd', 'task'];
const PROCESS_LINKS = ['cwd', 'exe', 'root'];
/** What nobody but the owner of a process may read. */
const PRIVATE_NAMES = ['environ', 'fd'];
const PROCESS_NAMES: readonly string[] = [...PROCESS_FILES.keys(), ...PROCESS_DIRECTORIES, ...PROCESS_LINKS];
const SYSTEM_LINKS = ['mounts', 'self', 'thread-self'];
/** Every place that is not about a process, directories included. */
const SYSTEM_PLACES: readonly string[] = [...new Set([...SYSTEM_FILES.keys()].flatMap(withParents)), ...SYSTEM_LINKS];

/**
 * Inode numbers are made from what they stand for, so that looking changes nothing: what is not about a process has the
 * first ones, and number n, be it of a process or a thread, those from (n + 1) * NUMBERS_EACH:
 *
 *     0       the directory /proc/n        0x1000  and the number of a descriptor: /proc/n/fd/...
 *     2       and an index: /proc/n/...    0x8000  and an index: /proc/.../task/n and below
 */
const NUMBERS_EACH = 0x10000;
const DESCRIPTOR_NUMBERS = 0x1000;
const THREAD_NUMBERS = 0x8000;
/** Processes are listed after what is not about one, by number. */
const FIRST_PROCESS_POSITION = 1000;

/** What `name` is in a directory of /proc; undefined if it is not there. */
export function procChild(
  host: ProcHost,
  source: ProcSource,
  directory: DirectoryInode,
  name: string,
): Inode | undefined {
  const { processes } = host;
  if (processes === undefined) return undefined;
  const pid = source.pid === 0 && source.file === '' && isNumber(name) ? Number(name) : 0;
  if (pid !== 0)
    return processes.get(pid) === undefined ? undefined : inodeOf(host, pid, '', DIRECTORY, directory, name);
  const file = source.file === '' ? name : `${source.file}/${name}`;
  const node = source.pid === 0 ? systemNode(processes, file) : processNode(host, processes, source.pid, file);
  return node === undefined ? undefined : inodeOf(host, source.pid, file, node, directory, name);
}

/** The entries of a directory of /proc. */
export function procEntries(
  host: ProcHost,
  source: ProcSource,
  directory: DirectoryInode,
): (readonly [string, DirectoryEntry])[] {
  const { processes } = host;
  if (processes === undefined) return [];
  const names = source.pid === 0 ? systemNames(processes, source.file) : processNames(processes, source);
  return names.flatMap(([name, position]) => {
    const inode = procChild(host, source, directory, name);
    return inode === undefined ? [] : [[name, { inode, position }] as const];
  });
}

/** The content of a file of /proc as it is now; ESRCH if its process is gone. */
export function procText(host: ProcHost, inode: FileInode): Uint8Array | number {
  const { processes } = host;
  if (inode.source?.kind !== 'proc' || processes === undefined) return -E.ESRCH;
  const { pid, file } = inode.source;
  if (pid === 0) return stringBytes(SYSTEM_FILES.get(file)!(processes.system(), host));
  const process = processes.get(pid);
  const { tid, rest } = splitThread(file);
  const thread = tid === 0 ? undefined : threadOf(process, tid);
  if (process === undefined || (tid !== 0 && thread === undefined)) return -E.ESRCH;
  return stringBytes(PROCESS_FILES.get(rest)!({ process, thread, processes, host }));
}

function systemNode(processes: ProcessTable, file: string): Node | undefined {
  const { tid, process } = processes.current();
  if (SYSTEM_FILES.has(file)) return FILE;
  if (file === 'self') return { kind: 'link', target: String(process.pid), mode: 0o777 };
  if (file === 'thread-self') return { kind: 'link', target: `${process.pid}/task/${tid}`, mode: 0o777 };
  if (file === 'mounts') return { kind: 'link', target: 'self/mounts', mode: 0o777 };
  return SYSTEM_PLACES.includes(file) ? DIRECTORY : undefined;
}

function processNode(host: ProcHost, processes: ProcessTable, pid: number, file: string): Node | undefined {
  const process = processes.get(pid);
  if (process === undefined) return undefined;
  if (PROCESS_FILES.has(file)) return FILE;
  if (PROCESS_DIRECTORIES.includes(file)) return DIRECTORY;
  if (PROCESS_LINKS.includes(file)) return processLink(host, process, file);
  if (file.startsWith('fd/')) return descriptorLink(host, process, file.slice(3));
  const { tid, rest } = splitThread(file);
  if (threadOf(process, tid) === undefined) return undefined;
  return rest === '' ? DIRECTORY : PROCESS_FILES.has(rest) ? FILE : undefined;
}

/** Program, current directory and root of a process: they lead there even if the path says otherwise. */
function processLink(host: ProcHost, process: Process, file: string): Node | undefined {
  if (process.ending !== undefined) return undefined;
  const { root, current } = process.directory;
  const leadsTo = file === 'exe' ? process.executable : file === 'cwd' ? current : root;
  if (leadsTo === undefined) return undefined;
  return { kind: 'link', target: host.shownPath(leadsTo) ?? process.executablePath, mode: 0o777, leadsTo };
}

function descriptorLink(host: ProcHost, process: Process, name: string): Node | undefined {
  const object = isNumber(name) || name === '0' ? process.handles.get(Number(name))?.object : undefined;
  if (object === undefined) return undefined;
  const access = object.flags & O_ACCMODE;
  const mode = access === O_RDONLY ? 0o500 : access === O_WRONLY ? 0o300 : 0o700;
  return { kind: 'link', target: descriptorText(host, object), mode, leadsTo: object.inode };
}

/** A path, or what stands for something without one. */
function descriptorText(host: ProcHost, { kind, inode, label }: OpenObject): string {
  const path = host.shownPath(inode);
  if (path !== undefined) return path;
  if (kind === 'socket' || kind === 'pipe') return `${kind}:[${inode.number}]`;
  return kind === 'stream' ? `pipe:[${inode.number}]` : `anon_inode:[${label ?? kind}]`;
}

function systemNames(processes: ProcessTable, directory: string): (readonly [string, number])[] {
  const prefix = directory === '' ? '' : `${directory}/`;
  const names = SYSTEM_PLACES.filter((place) => place.startsWith(prefix) && !place.slice(prefix.length).includes('/'));
  const listed = names.map((place, index) => [place.slice(prefix.length), FIRST_POSITION + index] as const);
  if (directory !== '') return listed;
  const pids = [...processes.pids()].sort((a, b) => a - b);
  return [...listed, ...pids.map((pid) => [String(pid), FIRST_PROCESS_POSITION + pid] as const)];
}

function processNames(processes: ProcessTable, { pid, file }: ProcSource): (readonly [string, number])[] {
  const process = processes.get(pid);
  if (process === undefined) return [];
  if (file === 'fd') return process.handles.entries().map(([fd]) => [String(fd), FIRST_POSITION + fd]);
  if (file === 'task') {
    const tids = process.threads.map(({ tid }) => tid).filter((tid) => threadOf(process, tid) !== undefined);
    return tids.sort((a, b) => a - b).map((tid) => [String(tid), FIRST_POSITION + tid]);
  }
  const names = file === '' ? PROCESS_NAMES : [...PROCESS_FILES.keys()];
  return names.map((name, index) => [name, FIRST_POSITION + index]);
}

function inodeOf(host: ProcHost, pid: number, file: string, node: Node, parent: DirectoryInode, name: string): Inode {
  const source: ProcSource = { kind: 'proc', pid, file };
  const number = numberOf(pid, file);
  const owner = ownerOf(host.processes?.get(pid), file);
  switch (node.kind) {
    case 'directory':
      return Object.assign(newDirectory(facts(host, number, modeOf(file, 0o555)), name, parent), { source, ...owner });
    case 'file':
      return Object.assign(newFile(facts(host, number, modeOf(file, 0o444))), { source, name, parent, ...owner });
    case 'link':
      return Object.assign(newLink(facts(host, number, node.mode), node.target, node.leadsTo), { source, ...owner });
  }
}

/** What only the owner may look at, and what everybody may. */
function modeOf(file: string, mode: number): number {
  return PRIVATE_NAMES.includes(splitThread(file).rest) ? mode & 0o700 : mode;
}

/** What is about a process belongs to its user; what is in its memory to root, if the process keeps that to itself. */
function ownerOf(process: Process | undefined, file: string): { uid: number; gid: number } {
  if (process === undefined) return { uid: 0, gid: 0 };
  const { euid, egid } = process.credentials;
  const { rest } = splitThread(file);
  const isOpen = rest === '' || rest === 'task' || (process.isDumpable && process.ending === undefined);
  return isOpen ? { uid: euid, gid: egid } : { uid: 0, gid: 0 };
}

function facts(host: ProcHost, number: number, mode: number): NewInode {
  return { number, device: PROC_DEVICE, mode, time: host.now() };
}

function numberOf(pid: number, file: string): number {
  if (pid === 0) return 1 + SYSTEM_PLACES.indexOf(file);
  const { tid, rest } = splitThread(file);
  const first = ((tid === 0 ? pid : tid) + 1) * NUMBERS_EACH;
  if (tid !== 0) return first + THREAD_NUMBERS + 1 + PROCESS_NAMES.indexOf(rest);
  if (file.startsWith('fd/')) return first + DESCRIPTOR_NUMBERS + Number(file.slice(3));
  return file === '' ? first : first + 2 + PROCESS_NAMES.indexOf(file);
}

/** Of `task/12/stat` the thread's number, and `stat`; of what is not below `task` 0 and all of it. */
function splitThread(file: string): { tid: number; rest: string } {
  const match = /^task\/([1-9][0-9]{0,9})(?:\/(.*))?$/.exec(file);
  return match === null ? { tid: 0, rest: file } : { tid: Number(match[1]), rest: match[2] ?? '' };
}

/** The thread `tid` of a process; of one that has ended the first is left. */
function threadOf(process: Process | undefined, tid: number) {
  return process?.threads.find((thread) => thread.tid === tid && (thread.state !== 'ended' || tid === process.pid));
}

/** A path and the directories on the way to it. */
function withParents(path: string): string[] {
  const parts = path.split('/');
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}

function isNumber(name: string): boolean {
  return /^[1-9][0-9]{0,9}$/.test(name);
}
