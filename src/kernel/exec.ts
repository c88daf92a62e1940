import { E } from '../abi/errno.ts';
import { S_IFMT, S_IFREG, X_OK } from '../abi/files.ts';
import {
  ARG_MAX,
  ARG_STRLEN_MAX,
  MMAP_MIN_ADDR,
  PROT_EXEC,
  PROT_READ,
  PROT_WRITE,
  STACK_LIMIT,
  STACK_TOP,
  TRAMPOLINE,
} from '../abi/memory.ts';
import { RLIMIT_STACK } from '../abi/processes.ts';
import { SIG_DFL, SIG_IGN } from '../abi/signals.ts';
import { type Executable, readExecutable, type Segment } from '../elf/read.ts';
import { SP } from '../isa/registers.ts';
import type { Context } from '../machine/context.ts';
import { actsForOther, type Credentials, programCredentials } from './credentials.ts';
import type { FileInode } from './fs/inode.ts';
import { isPermitted } from './fs/permission.ts';
import { buildStack, type Strings } from './initial-stack.ts';
import type { Kernel } from './kernel.ts';
import { leaveSpace } from './lifecycle.ts';
import { softLimit } from './limits.ts';
import type { Process } from './process.ts';
import { newSignalSet } from './signal-set.ts';
import type { SignalAction } from './signal-state.ts';
import { deleteCreatedTimers } from './timer.ts';
import { type Area, STACK_LABEL } from './vm/area.ts';
import { resolveFault } from './vm/fault.ts';
import { Space } from './vm/space.ts';
import { UserMemory } from './vm/user-memory.ts';

/** How many `#!` lines may lead from one to the next, and how long one may be (execve(2)). */
const SCRIPT_DEPTH_MAX = 4;
const SCRIPT_LINE_MAX = 256;
const PAGE = 4096;

/** A program ready to be run: nothing of the process has changed yet. */
export interface Image {
  readonly space: Space;
  readonly executable: Executable;
  readonly inode: FileInode;
  readonly path: string;
  /** Those of the process from now on. */
  readonly credentials: Credentials;
  readonly stack: {
    readonly sp: number;
    readonly argumentRange: Range;
    readonly environmentRange: Range;
  };
}

interface Range {
  readonly start: number;
  readonly end: number;
}

/** Loads the program at `path` into a new address space, or says why not (a negative error number). */
export function loadImage(kernel: Kernel, process: Process, path: string, strings: Strings): Image | number {
  let file = path;
  let args = strings.args;
  for (let depth = 0; ; depth++) {
    const inode = findExecutable(kernel, process, file);
    if (typeof inode === 'number') return inode;
    const line = scriptLine(kernel, inode);
    if (line === undefined) return loadElf(kernel, process, inode, file, path, { ...strings, args });
    if (depth === SCRIPT_DEPTH_MAX) return -E.ELOOP;
    const match = /^[ \t]*([^ \t]+)(?:[ \t]+(.*?))?[ \t]*$/.exec(line);
    if (match === null) return -E.ENOEXEC;
    const [, interpreter, argument] = match;
    // The interpreter gets its own name, its one argument, the script, and the script's arguments.
    args = [interpreter!, ...(argument === undefined || argument === '' ? [] : [argument]), file, ...args.slice(1)];
    file = interpreter!;
  }
}

/** Makes `image` the program of the process: the old space, handles marked close-on-exec and signal handlers go. */
export function enterImage(kernel: Kernel, process: Process, image: Image): void {
  leaveSpace(kernel, process);
  setProgram(process, image);
  process.handles.closeOnExec(kernel);
  deleteCreatedTimers(kernel, process);
  process.actions = resetActions(process.actions);
}

/** Notes what a process runs: its address space, and what follows from the file. */
export function setProgram(process: Process, image: Image): void {
  process.space = image.space;
  process.divTrap = image.executable.divTrap;
  if (process.executable !== undefined) process.executable.runners--;
  process.executable = image.inode;
  image.inode.runners++;
  process.executablePath = image.path;
  process.name = image.path.slice(image.path.lastIndexOf('/') + 1).slice(0, 15);
  process.argumentRange = image.stack.argumentRange;
  process.environmentRange = image.stack.environmentRange;
  process.hasExecuted = true;
  Object.assign(process.credentials, image.credentials);
  process.isDumpable = !actsForOther(image.credentials);
  process.standardHandles = [0, 1, 2];
  process.exceptionFilter = 0;
}

/** What is left of signal actions in another program: signals that are ignored still are. */
function resetActions(actions: readonly SignalAction[]): readonly SignalAction[] {
  const isByDefault = ({ handler, flags, mask }: SignalAction) =>
    handler === SIG_DFL && flags === 0 && mask.low === 0 && mask.high === 0;
  if (actions.every(isByDefault)) return actions;
  const ignored = { handler: SIG_IGN, flags: 0, mask: newSignalSet() };
  const byDefault = { handler: SIG_DFL, flags: 0, mask: newSignalSet() };
  return actions.map(({ handler }) => (handler === SIG_IGN ? ignored : byDefault));
}

/** The registers at the start of a program: all zero but the stack pointer. */
export function startContext(image: Image, context: Context): void {
  context.x.fill(0);
  context.x[SP] = image.stack.sp;
  context.pc = image.executable.entry;
  context.reservation.valid = 0;
}

function findExecutable(kernel: Kernel, process: Process, path: string): FileInode | number {
  const inode = kernel.files.find(process, path);
  if (typeof inode === 'number') return inode;
  if (inode.kind !== 'file' || (inode.mode & S_IFMT) !== S_IFREG || !isPermitted(process, inode, X_OK))
    return -E.EACCES;
  // A memory file without a name may be written while it runs (memfd_create(2)).
  return inode.writers > 0 && inode.links > 0 ? -E.ETXTBSY : inode;
}

/** What follows `#!` on the first line of a script; undefined if it is none. */
function scriptLine(kernel: Kernel, inode: FileInode): string | undefined {
  const head = new Uint8Array(SCRIPT_LINE_MAX);
  const count = Math.max(0, kernel.files.data.read(inode, 0, head));
  if (count < 2 || head[0] !== 0x23 || head[1] !== 0x21) return undefined;
  const text = String.fromCharCode(...head.subarray(2, count));
  const end = text.indexOf('\n');
  return end < 0 ? text : text.slice(0, end);
}

function loadElf(
  kernel: Kernel,
  process: Process,
  inode: FileInode,
  file: string,
  path: string,
  strings: Strings,
): Image | number {
  const executable = readExecutable((offset, length) => {
    const bytes = new Uint8Array(Math.max(0, Math.min(length, inode.size - offset)));
    const count = kernel.files.data.read(inode, offset, bytes);
    return bytes.subarray(0, Math.max(0, count));
  }, inode.size);
  if (typeof executable === 'string') return -E.ENOEXEC;
  const space = Space.create(kernel.machine, kernel.files);
  if (space === undefined) return -E.ENOMEM;
  const credentials = programCredentials(process.credentials, inode, !process.hasNoNewPrivileges);
  const memory = fillSpace(kernel, space, executable, inode);
  const stack =
    typeof memory === 'number' ? memory : buildStack({ kernel, memory, executable, file, strings, credentials });
  if (typeof stack === 'number') {
    space.free();
    return stack;
  }
  return { space, executable, inode, path, credentials, stack };
}

function fillSpace(kernel: Kernel, space: Space, executable: Executable, inode: FileInode): UserMemory | number {
  let end = 0;
  for (const segment of executable.segments) {
    if (segment.memorySize === 0) continue;
    const area = segmentArea(segment, inode);
    if (segment.addr < MMAP_MIN_ADDR) return -E.EPERM;
    // The mmap region and the stack must stay where they are.
    if (area.end > (STACK_TOP - STACK_LIMIT) >>> 12) return -E.ENOMEM;
    space.remove(area.start, area.end);
    space.add(area);
    end = Math.max(end, area.end * PAGE);
  }
  space.heapStart = end;
  space.heapEnd = end;
  space.add({
    start: (STACK_TOP - STACK_LIMIT) >>> 12,
    end: STACK_TOP >>> 12,
    prot: PROT_READ | PROT_WRITE,
    isShared: false,
    backing: { kind: 'anonymous' },
    label: STACK_LABEL,
  });
  space.add({
    start: TRAMPOLINE >>> 12,
    end: (TRAMPOLINE >>> 12) + 1,
    prot: PROT_READ | PROT_EXEC,
    isShared: false,
    backing: {
      kind: 'file',
      inode: kernel.trampoline,
      firstPage: 0,
      bytes: PAGE,
    },
    label: '[vdso]',
  });
  return new UserMemory(kernel.machine, space, {
    supplyPage(target, addr, write) {
      const { kind } = resolveFault(kernel.machine, kernel.files, target, addr, write ? 'write' : 'read');
      return kind !== 'signal' && kind !== 'no memory';
    },
  });
}

/** The area that a loadable segment asks for; what the file does not give is zero. */
function segmentArea(segment: Segment, inode: FileInode): Area {
  const start = segment.addr >>> 12;
  const end = Math.ceil((segment.addr + segment.memorySize) / PAGE);
  const hasZeroPart = segment.memorySize > segment.fileSize;
  const bytes = hasZeroPart ? segment.fileSize + (segment.addr % PAGE) : (end - start) * PAGE;
  return {
    start,
    end,
    prot:
      (segment.readable ? PROT_READ : 0) | (segment.writable ? PROT_WRITE : 0) | (segment.executable ? PROT_EXEC : 0),
    isShared: false,
    backing:
      segment.fileSize === 0
        ? { kind: 'anonymous' }
        : {
            kind: 'file',
            inode,
            firstPage: Math.floor(segment.fileOffset / PAGE),
            bytes,
          },
    label: '',
  };
}

/**
 * Whether arguments and environment, with their pointers, are too large for a new program (E2BIG): they may take a
 * quarter of the stack, but always 128 KiB (execve(2)).
 */
export function areTooLarge(process: Process, { args, environment }: Strings): boolean {
  const limit = Math.min(ARG_MAX, Math.max(softLimit(process, RLIMIT_STACK) / 4, ARG_STRLEN_MAX));
  return [...args, ...environment].reduce((size, text) => size + text.length + 1 + 4, 0) > limit;
}
