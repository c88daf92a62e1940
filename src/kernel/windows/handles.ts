import { RLIMIT_NOFILE } from '../../abi/processes.ts';
import { STRUCTS } from '../../abi/structs.ts';
import { CURRENT_PROCESS, CURRENT_THREAD } from '../../abi/windows.ts';
import { ERROR } from '../../abi/windows-errors.ts';
import type { Call } from '../call.ts';
import type { Handle } from '../io/handles.ts';
import type { OpenObject } from '../io/object.ts';
import { ProcessObject } from '../io/process-object.ts';
import { softLimit } from '../limits.ts';
import type { Process } from '../process.ts';
import type { Thread } from '../thread.ts';
import { ThreadObject } from './thread-object.ts';

/**
 * A handle and a descriptor are two numbers for one entry of the process's table: handle = 4 * (descriptor + 1). So handles
 * are never 0, and as in Windows their two low bits do not count. 4, 8 and 12 are the standard streams.
 */
export function handleOf(descriptor: number): number {
  return 4 * (descriptor + 1);
}

/** The descriptor of a handle; -1 for what is no handle. */
export function descriptorOf(handle: number): number {
  return (handle >>> 2) - 1;
}

/** The entry of a handle in the table of `process`; undefined for what is no open handle. */
export function entryOf(process: Process, handle: number): Handle | undefined {
  return process.handles.get(descriptorOf(handle));
}

/**
 * The entry of a handle of the caller, also of one that means the caller itself; `right` is what it is wanted for (0: nothing
 * special). A number is an error.
 */
export function lookUp(call: Call, handle: number, right = 0): Handle | number {
  if (handle === CURRENT_PROCESS || handle === CURRENT_THREAD) return ownHandle(call, handle);
  const entry = entryOf(call.process, handle);
  if (entry === undefined) return ERROR.ERROR_INVALID_HANDLE;
  const isAllowed = entry.access === undefined || (entry.access & right) === right;
  return isAllowed ? entry : ERROR.ERROR_ACCESS_DENIED;
}

/** The process that a handle names, if the handle is good for `right`; a number is an error. */
export function processOf(call: Call, handle: number, right: number): Process | number {
  const entry = lookUp(call, handle, right);
  if (typeof entry === 'number') return entry;
  return entry.object instanceof ProcessObject ? entry.object.process : ERROR.ERROR_INVALID_HANDLE;
}

/** As `processOf` for a thread. */
export function threadOf(call: Call, handle: number, right: number): Thread | number {
  const entry = lookUp(call, handle, right);
  if (typeof entry === 'number') return entry;
  return entry.object instanceof ThreadObject ? entry.object.thread : ERROR.ERROR_INVALID_HANDLE;
}

/** Whether `process` can have `count` more handles. */
export function hasRoom(process: Process, count: number): boolean {
  return process.handles.entries().length + count <= softLimit(process, RLIMIT_NOFILE);
}

/** Gives `object` a handle of `process`, or 0 if it can have no more; then an object without handles is closed again. */
export function giveHandle(
  call: Call,
  process: Process,
  object: OpenObject,
  { inherits, access }: { inherits: boolean; access?: number | undefined },
): number {
  const limit = softLimit(process, RLIMIT_NOFILE);
  const descriptor = process.handles.install(object, { closeOnExec: !inherits, limit, access });
  if (descriptor >= 0) return handleOf(descriptor);
  if (object.references === 0) object.close(call.kernel);
  return 0;
}

/** Whether a SECURITY_ATTRIBUTES (0: none) says that new processes inherit the handle; undefined for a bad address. */
export function readInheritance(call: Call, addr: number): boolean | undefined {
  if (addr === 0) return false;
  const word = call.memory.readWord(addr + STRUCTS.security_attributes.fields.inherit_handle);
  return word === undefined ? undefined : word !== 0;
}

function ownHandle(call: Call, handle: number): Handle {
  const inode = call.kernel.files.newAnonymous();
  const object =
    handle === CURRENT_PROCESS ? new ProcessObject(inode, 0, call.process) : new ThreadObject(inode, call.thread);
  return { object, closeOnExec: true };
}
