import * as f from '../../abi/files.ts';
import * as w from '../../abi/windows.ts';
import { ERROR } from '../../abi/windows-errors.ts';
import { BLOCKED, type Call, INTERRUPTED, STALLED } from '../call.ts';
import { cutFile, finishFifo, openInode } from '../calls/files.ts';
import { readObject, writeObject } from '../calls/transfer.ts';
import type { Inode } from '../fs/inode.ts';
import type { OpenObject } from '../io/object.ts';
import { makePipe, PipeEnd } from '../io/pipe.ts';
import { ProcessObject } from '../io/process-object.ts';
import { fail, failWith } from './failure.ts';
import { descriptorOf, giveHandle, handleOf, lookUp, readInheritance } from './handles.ts';
import { Synchronizer } from './synchronizer.ts';
import { ThreadObject } from './thread-object.ts';

/** What each disposition is for open; whether it empties a file that is there. */
const DISPOSITIONS: ReadonlyMap<number, number> = new Map([
  [w.CREATE_NEW, f.O_CREAT | f.O_EXCL],
  [w.CREATE_ALWAYS, f.O_CREAT | f.O_TRUNC],
  [w.OPEN_EXISTING, 0],
  [w.OPEN_ALWAYS, f.O_CREAT],
  [w.TRUNCATE_EXISTING, f.O_TRUNC],
]);
const NEW_FILE_MODE = 0o666;
/** The names of the console. */
const CONSOLE_NAMES: readonly string[] = ['CONIN$', 'CONOUT$'];

/** Windows-style calls about pipes and files. */
export const windowsFileCalls = {
  CreatePipe(call: Call): number {
    const [readAddr, writeAddr, security, size] = call.args as [number, number, number, number];
    const { kernel, memory, process } = call;
    const inherits = readInheritance(call, security);
    const isWritable = memory.prepare(readAddr, 4, true) && memory.prepare(writeAddr, 4, true);
    if (inherits === undefined || !isWritable) return fail(call, ERROR.ERROR_NOACCESS);
    const { reader, writer } = makePipe(kernel, kernel.files, process);
    const readHandle = giveHandle(call, process, reader, { inherits });
    const writeHandle = giveHandle(call, process, writer, { inherits });
    if (readHandle === 0 || writeHandle === 0) {
      if (readHandle !== 0) process.handles.close(kernel, descriptorOf(readHandle));
      return fail(call, ERROR.ERROR_TOO_MANY_OPEN_FILES);
    }
    // The size is only a suggestion.
    if (size > 0) reader.pipe.resize(kernel, size);
    memory.writeWord(readAddr, readHandle);
    memory.writeWord(writeAddr, writeHandle);
    return 1;
  },

  /** At the end of a file it succeeds with 0 bytes; a pipe that nobody can write to any more is an error. */
  ReadFile: (call: Call) =>
    transfer(call, (object, addr, length) => {
      const count = readObject(call, object, addr, length);
      const isEnded = count === 0 && length > 0 && (object.kind === 'pipe' || object.kind === 'socket');
      return isEnded ? { error: ERROR.ERROR_BROKEN_PIPE } : count;
    }),

  WriteFile: (call: Call) => transfer(call, (object, addr, length) => writeObject(call, object, addr, length)),

  CreateFile(call: Call): number {
    if (call.wait !== undefined) return finishOpen(call, finishFifo(call, call.wait.value));
    const [addr, access, share, security] = call.args as [number, number, number, number];
    const [disposition, attributes, template] = call.args.slice(4) as [number, number, number];
    const path = call.path(addr);
    if (typeof path === 'number') return failWith(call, path);
    const inherits = readInheritance(call, security);
    if (inherits === undefined) return fail(call, ERROR.ERROR_NOACCESS);
    const flags = DISPOSITIONS.get(disposition);
    const cutsUnwritten = disposition === w.TRUNCATE_EXISTING && (access & w.GENERIC_WRITE) === 0;
    if (flags === undefined || cutsUnwritten || template !== 0) return fail(call, ERROR.ERROR_INVALID_PARAMETER);
    if ((attributes & ~w.FILE_ATTRIBUTE_NORMAL) !== 0) return fail(call, ERROR.ERROR_NOT_SUPPORTED);
    return open(call, CONSOLE_NAMES.includes(path) ? '/dev/tty' : path, flags | accessFlags(access), share, inherits);
  },
};

/** Moves bytes between handle a0 and the buffer at a1 of a2 bytes; a3 is where their number goes, if not 0. */
function transfer(
  call: Call,
  move: (object: OpenObject, addr: number, length: number) => number | { readonly error: number },
): number {
  const [handle, addr, length, countAddr, overlapped] = call.args as [number, number, number, number, number];
  const entry = lookUp(call, handle);
  if (typeof entry === 'number') return fail(call, entry);
  if (hasNoData(entry.object)) return fail(call, ERROR.ERROR_INVALID_HANDLE);
  if (overlapped !== 0) return fail(call, ERROR.ERROR_NOT_SUPPORTED);
  if (countAddr !== 0 && !call.memory.writeWord(countAddr, 0)) return fail(call, ERROR.ERROR_NOACCESS);
  const count = move(entry.object, addr, length);
  if (count === BLOCKED || count === INTERRUPTED) return count;
  if (typeof count === 'object') return fail(call, count.error);
  if (count < 0) return failWith(call, count);
  if (countAddr !== 0) call.memory.writeWord(countAddr, count);
  return 1;
}

/** What can only be waited for. */
function hasNoData(object: OpenObject): boolean {
  return object instanceof Synchronizer || object instanceof ProcessObject || object instanceof ThreadObject;
}

/** GENERIC_READ, GENERIC_WRITE or both; without either the file can only be asked about. */
function accessFlags(access: number): number {
  const appends = (access & w.FILE_APPEND_DATA) !== 0;
  const writes = (access & w.GENERIC_WRITE) !== 0 || appends;
  const reads = (access & w.GENERIC_READ) !== 0;
  if (!writes && !reads) return f.O_PATH;
  const isOnlyAppended = appends && (access & w.GENERIC_WRITE) === 0;
  return (writes ? (reads ? f.O_RDWR : f.O_WRONLY) : f.O_RDONLY) | (isOnlyAppended ? f.O_APPEND : 0);
}

function open(call: Call, path: string, flags: number, share: number, inherits: boolean): number {
  const { kernel, process, thread } = call;
  const known = kernel.files.find(process, path);
  const isThere = typeof known !== 'number';
  if (isThere && isInUse(call, known, flags, share)) return fail(call, ERROR.ERROR_SHARING_VIOLATION);
  const mode = NEW_FILE_MODE & ~process.umask;
  const inode = kernel.files.openPath(process, process.directory.current, path, flags, mode, (file) =>
    cutFile(call, file, 0),
  );
  if (typeof inode === 'number') return inode === STALLED ? inode : failWith(call, inode);
  const object = openInode(call, inode, flags & ~(f.O_CREAT | f.O_EXCL | f.O_TRUNC));
  if (typeof object === 'number') return failWith(call, object);
  object.sharing = share;
  const handle = giveHandle(call, process, object, { inherits });
  if (handle === 0) return fail(call, ERROR.ERROR_TOO_MANY_OPEN_FILES);
  const tells = isThere && (flags & f.O_CREAT) !== 0;
  thread.lastError = tells ? ERROR.ERROR_ALREADY_EXISTS : ERROR.ERROR_SUCCESS;
  return object instanceof PipeEnd ? finishOpen(call, finishFifo(call, descriptorOf(handle))) : handle;
}

/** The open of a named pipe goes on until its other end is open too. */
function finishOpen(call: Call, descriptor: number): number {
  if (descriptor === BLOCKED || descriptor === INTERRUPTED) return descriptor;
  return descriptor < 0 ? failWith(call, descriptor) : handleOf(descriptor);
}

/**
 * Whether somebody has the file open who did not share it for what is wanted now, or in a way that is not to be shared now.
 * Files that were opened in the way of UNIX are shared for everything.
 */
function isInUse({ kernel }: Call, inode: Inode, flags: number, share: number): boolean {
  const wanted = sharingFor(flags);
  for (const { handles } of kernel.processes.values()) {
    for (const [, { object }] of handles.entries()) {
      if (object.inode !== inode || object.sharing === undefined) continue;
      if ((wanted & ~object.sharing) !== 0 || (sharingFor(object.flags) & ~share) !== 0) return true;
    }
  }
  return false;
}

/** What others must share for an open with `flags`. */
function sharingFor(flags: number): number {
  if ((flags & f.O_PATH) !== 0) return 0;
  const access = flags & f.O_ACCMODE;
  return (access !== f.O_WRONLY ? w.FILE_SHARE_READ : 0) | (access !== f.O_RDONLY ? w.FILE_SHARE_WRITE : 0);
}
