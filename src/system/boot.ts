import { E } from '../abi/errno.ts';
import { S_IFMT } from '../abi/files.ts';
import { CLD_EXITED, SIG, SIG_IGN } from '../abi/signals.ts';
import type { Alarm } from '../kernel/deadlines.ts';
import { enterImage, loadImage, startContext } from '../kernel/exec.ts';
import { DEVICES } from '../kernel/fs/device-file.ts';
import type { DeviceInode } from '../kernel/fs/inode.ts';
import { HandleTable } from '../kernel/io/handles.ts';
import { HostStream } from '../kernel/io/host-stream.ts';
import type { OpenObject } from '../kernel/io/object.ts';
import { OpenTerminal } from '../kernel/io/open-terminal.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { makeFirstProcess } from '../kernel/lifecycle.ts';
import type { Process } from '../kernel/process.ts';
import { ProcProcesses } from '../kernel/process-table.ts';
import { setAction } from '../kernel/signal.ts';
import type { Thread } from '../kernel/thread.ts';
import { Space } from '../kernel/vm/space.ts';
import type { Computer } from './computer.ts';

/** A file that the guest finds at its start. */
export interface InitialFile {
  /** Absolute path. */
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly mode: number;
}

/** What the file system holds before the first program runs. */
export interface InitialFiles {
  /** Executables of /bin; left out if the root is a host folder that has a /bin. */
  readonly programs: readonly InitialFile[];
  readonly files: readonly InitialFile[];
  /** Where each folder of the computer is mounted, by mount index; a root comes first. */
  readonly mounts: readonly string[];
}

/** The first program. */
export interface FirstProgram {
  readonly path: string;
  readonly args: readonly string[];
  readonly environment: readonly string[];
  /** What standard input, output and errors are. */
  readonly streams: readonly ['terminal' | 'stream', 'terminal' | 'stream', 'terminal' | 'stream'];
  /** Whether it is process 1 itself; else the kernel has a process 1 that adopts orphans and does nothing more. */
  readonly isInit: boolean;
}

const READ_WRITE = 2;
const CONSOLE = 'console';
/** Links in /dev, as Linux has them: names for the descriptors of whoever looks. */
const DEVICE_LINKS = [
  ['fd', '/proc/self/fd'],
  ['stdin', '/proc/self/fd/0'],
  ['stdout', '/proc/self/fd/1'],
  ['stderr', '/proc/self/fd/2'],
] as const;
/** Directories that are made unless the root is a host folder that has them. */
const DIRECTORIES = [
  ['/tmp', 0o1777],
  ['/etc', 0o755],
  ['/root', 0o700],
] as const;

/** Mounts folders and puts devices, /proc, /tmp, programs and files in their places; a negative error number on failure. */
export function fillFileSystem(computer: Computer, initial: InitialFiles): number {
  const { files } = computer.kernel;
  const errors = initial.mounts.map((path, index) => files.mount(path, index));
  const hasPrograms = typeof files.child(files.root, 'bin') === 'object';
  errors.push(files.mountProc(new ProcProcesses(computer.kernel)));
  for (const { name, major, minor } of DEVICES) errors.push(files.addDevice(`/dev/${name}`, 0o666, major, minor));
  for (const [name, target] of DEVICE_LINKS) errors.push(files.addLink(`/dev/${name}`, target));
  for (const [path, mode] of DIRECTORIES) {
    const isThere = typeof files.child(files.root, path.slice(1)) === 'object';
    const directory = files.addDirectory(path);
    if (typeof directory === 'number') errors.push(directory);
    else if (!isThere) directory.mode = (directory.mode & S_IFMT) | mode;
  }
  const added = hasPrograms ? initial.files : [...initial.programs, ...initial.files];
  for (const { path, bytes, mode } of added) errors.push(files.addFile(path, bytes, mode));
  return errors.find((error) => error < 0) ?? 0;
}

/** Starts the first program; a negative error number, as execve gives it, if it cannot be loaded. */
export function startProgram(computer: Computer, program: FirstProgram): number {
  const { kernel } = computer;
  const thread = loadProgram(computer, program);
  if (typeof thread === 'number') return thread;
  new Start(thread).ring(kernel);
  kernel.fillHarts();
  return 0;
}

/**
 * Loads a program that starts at `cycle`; without a process 1 of their own, several can be. The computer's main program is
 * the first of them. Gives its thread, or a negative error number.
 */
export function startProgramAt(computer: Computer, program: FirstProgram, cycle: number): Thread | number {
  const thread = loadProgram(computer, program);
  if (typeof thread === 'number') return thread;
  thread.state = 'blocked';
  computer.kernel.deadlines.add(new Start(thread), cycle);
  return thread;
}

/** The moment at which a program starts. */
export class Start implements Alarm {
  private readonly thread: Thread;

  constructor(thread: Thread) {
    this.thread = thread;
  }

  ring(kernel: Kernel): void {
    if (kernel.isFollowed) kernel.tell({ kind: 'start', cycle: kernel.now(), thread: this.thread });
    kernel.makeReady(this.thread);
  }
}

function loadProgram(computer: Computer, program: FirstProgram): Thread | number {
  const { kernel } = computer;
  const init = program.isInit ? undefined : (kernel.init ?? makeIdleInit(kernel));
  if (!program.isInit && init === undefined) return -E.ENOMEM;
  const space = Space.create(kernel.machine, kernel.files);
  if (space === undefined) return -E.ENOMEM;
  const handles = new HandleTable();
  const hasTerminal = program.streams.includes('terminal');
  const { root } = kernel.files;
  const process = makeFirstProcess(kernel, {
    space,
    handles,
    root,
    parent: init,
    hasTerminal: !program.isInit && hasTerminal,
  });
  program.streams.forEach((kind, stream) => {
    const object =
      kind === 'terminal'
        ? openConsole(kernel)
        : new HostStream(kernel.files.newFifo(kernel.files.superuser), stream as 0 | 1 | 2);
    handles.install(object, {
      closeOnExec: false,
      limit: computer.settings.maxOpenFiles,
    });
  });
  const image = loadImage(kernel, process, program.path, program);
  if (typeof image === 'number') return image;
  const thread = process.threads[0]!;
  enterImage(kernel, process, image);
  startContext(image, thread.context);
  process.divTrap ||= computer.settings.divTrap;
  if (hasTerminal && !program.isInit) {
    kernel.terminal.session = process.session.sid;
    kernel.terminal.foregroundGroup = process.pgid;
  }
  kernel.main ??= process;
  if (program.isInit) kernel.init = process;
  return thread;
}

/** A process 1 without a program: it never runs, and its children are reaped as they end. */
function makeIdleInit(kernel: Kernel): Process | undefined {
  const space = Space.create(kernel.machine, kernel.files);
  if (space === undefined) return undefined;
  const { root } = kernel.files;
  const init = makeFirstProcess(kernel, {
    space,
    handles: new HandleTable(),
    root,
    parent: undefined,
    hasTerminal: false,
  });
  init.threads[0]!.state = 'blocked';
  setAction(init, SIG.SIGCHLD, { handler: SIG_IGN });
  kernel.init = init;
  return init;
}

function openConsole(kernel: Kernel): OpenObject {
  const { files } = kernel;
  const inode = files.find(files.superuser, `/dev/${CONSOLE}`) as DeviceInode;
  return new OpenTerminal(kernel.terminal, inode, READ_WRITE);
}

/** The exit status that a shell would give: the program's own, or 128 and the number of the signal that killed it. */
export function exitStatus(ending: { readonly code: number; readonly status: number }): number {
  return ending.code === CLD_EXITED ? ending.status : 128 + ending.status;
}
