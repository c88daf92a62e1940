import * as w from '../../abi/windows.ts';
import { ERROR } from '../../abi/windows-errors.ts';
import type { Call } from '../call.ts';
import type { Handle } from '../io/handles.ts';
import { nameProcess, ProcessObject } from '../io/process-object.ts';
import type { Process } from '../process.ts';
import { fail } from './failure.ts';
import { descriptorOf, entryOf, giveHandle, handleOf, hasRoom, lookUp, processOf } from './handles.ts';
import { nameThread, ThreadObject } from './thread-object.ts';

/** The standard handles by what GetStdHandle calls them. */
const STANDARD: readonly number[] = [w.STD_INPUT_HANDLE, w.STD_OUTPUT_HANDLE, w.STD_ERROR_HANDLE];

/** Windows-style calls about handles as such. */
export const windowsHandleCalls = {
  /** A handle that means the caller itself can be closed as often as one likes. */
  CloseHandle(call: Call): number {
    const handle = call.args[0]!;
    const entry = lookUp(call, handle);
    if (typeof entry === 'number') return fail(call, entry);
    call.process.handles.close(call.kernel, descriptorOf(handle));
    return 1;
  },

  DuplicateHandle(call: Call): number {
    const [from, handle, to] = call.args as [number, number, number];
    const source = processOf(call, from, w.PROCESS_DUP_HANDLE);
    if (typeof source === 'number') return fail(call, source);
    const closesSource = (call.args[6]! & w.DUPLICATE_CLOSE_SOURCE) !== 0;
    const entry = sourceEntry(call, source, handle);
    const onlyCloses = to === 0 && closesSource;
    const error = entry === undefined ? ERROR.ERROR_INVALID_HANDLE : onlyCloses ? 0 : duplicate(call, entry, to);
    // As in Windows the source is closed whatever became of the duplicate.
    if (closesSource) source.handles.close(call.kernel, descriptorOf(handle));
    return error === 0 ? 1 : fail(call, error);
  },

  SetHandleInformation(call: Call): number {
    const [handle, mask, flags] = call.args as [number, number, number];
    const entry = lookUp(call, handle);
    if (typeof entry === 'number') return fail(call, entry);
    if (((mask | flags) & ~w.HANDLE_FLAG_INHERIT) !== 0) return fail(call, ERROR.ERROR_INVALID_PARAMETER);
    if ((mask & w.HANDLE_FLAG_INHERIT) !== 0) entry.closeOnExec = (flags & w.HANDLE_FLAG_INHERIT) === 0;
    return 1;
  },

  GetHandleInformation(call: Call): number {
    const entry = lookUp(call, call.args[0]!);
    if (typeof entry === 'number') return fail(call, entry);
    const flags = entry.closeOnExec ? 0 : w.HANDLE_FLAG_INHERIT;
    return call.memory.writeWord(call.args[1]!, flags) ? 1 : fail(call, ERROR.ERROR_NOACCESS);
  },

  GetStdHandle(call: Call): number {
    const stream = STANDARD.indexOf(call.args[0]!);
    return stream < 0 ? fail(call, ERROR.ERROR_INVALID_HANDLE) : handleOf(call.process.standardHandles[stream]!);
  },

  /** The handle is not looked at, as in Windows: who uses it will see. */
  SetStdHandle(call: Call): number {
    const stream = STANDARD.indexOf(call.args[0]!);
    if (stream < 0) return fail(call, ERROR.ERROR_INVALID_HANDLE);
    call.process.standardHandles[stream] = descriptorOf(call.args[1]!);
    return 1;
  },
};

/** The entry of a handle of `source`; what means the caller of a call means `source`, and the calling thread. */
function sourceEntry(call: Call, source: Process, handle: number): Handle | undefined {
  if (source.ending !== undefined) return undefined;
  const inode = call.kernel.files.newAnonymous();
  if (handle === w.CURRENT_PROCESS) return { object: new ProcessObject(inode, 0, source), closeOnExec: true };
  if (handle === w.CURRENT_THREAD) return { object: new ThreadObject(inode, call.thread), closeOnExec: true };
  return entryOf(source, handle);
}

/** Gives the process of handle a2 a handle to what `entry` names; 0 or an error. */
function duplicate(call: Call, entry: Handle, to: number): number {
  const [, , , targetAddr, wanted, inherits] = call.args as [number, number, number, number, number, number];
  const target = processOf(call, to, w.PROCESS_DUP_HANDLE);
  if (typeof target === 'number') return target;
  if (target.ending !== undefined) return ERROR.ERROR_ACCESS_DENIED;
  const access = (call.args[6]! & w.DUPLICATE_SAME_ACCESS) !== 0 ? entry.access : accessFor(entry, wanted);
  if (access === 'more') return ERROR.ERROR_ACCESS_DENIED;
  if (targetAddr !== 0 && !call.memory.prepare(targetAddr, 4, true)) return ERROR.ERROR_NOACCESS;
  if (!hasRoom(target, 1)) return ERROR.ERROR_TOO_MANY_OPEN_FILES;
  const handle = giveHandle(call, target, named(call, entry), { inherits: inherits !== 0, access });
  if (targetAddr !== 0) call.memory.writeWord(targetAddr, handle);
  return 0;
}

/** Rights to a process or thread can become fewer; other objects have none of their own. */
function accessFor({ object, access }: Handle, wanted: number): number | undefined | 'more' {
  if (!(object instanceof ProcessObject) && !(object instanceof ThreadObject)) return undefined;
  return access !== undefined && (wanted & ~access) !== 0 ? 'more' : wanted;
}

/** The object of an entry; one that only means the caller becomes one that handles name. */
function named(call: Call, { object }: Handle): Handle['object'] {
  if (object.references > 0) return object;
  const inode = call.kernel.files.newAnonymous();
  if (object instanceof ProcessObject) return nameProcess(object.process, inode);
  return object instanceof ThreadObject ? nameThread(object.thread, inode) : object;
}
