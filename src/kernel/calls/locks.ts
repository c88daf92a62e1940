import { E } from '../../abi/errno.ts';
import * as f from '../../abi/files.ts';
import { F_RDLCK, F_UNLCK, F_WRLCK, LOCK_EX, LOCK_NB, LOCK_SH, LOCK_UN } from '../../abi/locks.ts';
import { STRUCTS } from '../../abi/structs.ts';
import type { Call } from '../call.ts';
import { clearRecords, conflictingRecord, lockWaiters, type RecordLock, setRecord, setWholeLock } from '../fs/locks.ts';
import type { OpenObject } from '../io/object.ts';

/** The highest offset of a 64-bit and of a 32-bit structure. */
const OFFSET_MAX = Number.MAX_SAFE_INTEGER;
const OFFSET_MAX_32 = 0x7fffffff;
const GET_COMMANDS: readonly number[] = [f.F_GETLK, f.F_GETLK64, f.F_OFD_GETLK];
const WAIT_COMMANDS: readonly number[] = [f.F_SETLKW, f.F_SETLKW64, f.F_OFD_SETLKW];

/** Locks on a file as a whole (flock(2)); record locks are fcntl commands: see `recordLock`. */
export const lockCalls = {
  flock(call: Call): number {
    const object = call.object(call.args[0]!);
    if (object === undefined || (object.flags & f.O_PATH) !== 0) return -E.EBADF;
    const operation = call.args[1]! & ~LOCK_NB;
    if (operation !== LOCK_SH && operation !== LOCK_EX && operation !== LOCK_UN) return -E.EINVAL;
    const wanted = operation === LOCK_UN ? undefined : operation === LOCK_EX;
    if (setWholeLock(call.kernel, object.inode, object, wanted)) return 0;
    if ((call.args[1]! & LOCK_NB) !== 0) return -E.EAGAIN;
    return call.block('lock', lockWaiters(object.inode));
  },
};

/** The commands of fcntl for record locks: asks for one, sets or clears one, waits for one. */
export function recordLock(call: Call, object: OpenObject, command: number, addr: number): number {
  if ((object.flags & f.O_PATH) !== 0) return -E.EBADF;
  const form = command >= f.F_GETLK && command <= f.F_SETLKW ? SHORT_FORM : LONG_FORM;
  const bytes = call.memory.read(addr, form.bytes);
  if (bytes === undefined) return -E.EFAULT;
  const view = new DataView(bytes.buffer);
  const range = readRange(object, view, form);
  if (typeof range === 'number') return range;
  const ofObject = command >= f.F_OFD_GETLK;
  if (ofObject && view.getInt32(form.fields.pid, true) !== 0) return -E.EINVAL;
  const type = view.getInt16(0, true);
  const lock: RecordLock = {
    ...range,
    owner: ofObject ? object : call.process.handles,
    pid: ofObject ? -1 : call.process.pid,
    isExclusive: type === F_WRLCK,
  };
  if (GET_COMMANDS.includes(command)) return tellConflict(call, object, lock, type, addr, form);
  const mode = object.flags & f.O_ACCMODE;
  if ((type === F_RDLCK && mode === f.O_WRONLY) || (type === F_WRLCK && mode === f.O_RDONLY)) return -E.EBADF;
  if (type === F_UNLCK) {
    clearRecords(call.kernel, object.inode, lock);
    return 0;
  }
  if (type !== F_RDLCK && type !== F_WRLCK) return -E.EINVAL;
  const conflict = conflictingRecord(object.inode, lock);
  if (conflict === undefined) {
    setRecord(call.kernel, object.inode, lock);
    return 0;
  }
  if (!WAIT_COMMANDS.includes(command)) return -E.EAGAIN;
  if (!ofObject && wouldDeadlock(call, conflict.pid)) return -E.EDEADLK;
  // Whom it waits for: what `wouldDeadlock` follows.
  return call.block('lock', lockWaiters(object.inode), { value: conflict.pid });
}

/** struct flock with 32-bit or 64-bit start and length. */
interface Form {
  readonly bytes: number;
  readonly fields: {
    readonly type: number;
    readonly whence: number;
    readonly start: number;
    readonly len: number;
    readonly pid: number;
  };
  readonly read: (view: DataView, at: number) => number;
  readonly write: (view: DataView, at: number, value: number) => void;
  readonly max: number;
}

const SHORT_FORM: Form = {
  ...STRUCTS.flock,
  read: (view, at) => view.getInt32(at, true),
  write: (view, at, value) => view.setInt32(at, value, true),
  max: OFFSET_MAX_32,
};
const LONG_FORM: Form = {
  ...STRUCTS.flock64,
  read: (view, at) => view.getInt32(at + 4, true) * 2 ** 32 + view.getUint32(at, true),
  write(view, at, value) {
    view.setUint32(at, value >>> 0, true);
    view.setInt32(at + 4, Math.floor(value / 2 ** 32), true);
  },
  max: OFFSET_MAX,
};

/** The bytes that a structure is about, from where it says; a negative length is about those before. */
function readRange(object: OpenObject, view: DataView, form: Form): { start: number; end: number } | number {
  const whence = view.getInt16(form.fields.whence, true);
  const bases = [
    0,
    'offset' in object ? Number(object.offset) : 0,
    object.inode.kind === 'file' ? object.inode.size : 0,
  ];
  const base = bases[whence];
  if (base === undefined) return -E.EINVAL;
  const start = base + form.read(view, form.fields.start);
  const length = form.read(view, form.fields.len);
  if (start > OFFSET_MAX || start + length > OFFSET_MAX) return -E.EOVERFLOW;
  if (start < 0 || start + length < 0) return -E.EINVAL;
  if (length === 0) return { start, end: Infinity };
  return length > 0 ? { start, end: start + length } : { start: start + length, end: start };
}

function tellConflict(
  call: Call,
  { inode }: OpenObject,
  wanted: RecordLock,
  type: number,
  addr: number,
  { bytes, fields, write, max }: Form,
): number {
  if (type !== F_RDLCK && type !== F_WRLCK) return -E.EINVAL;
  const conflict = conflictingRecord(inode, wanted);
  const answer = call.memory.read(addr, bytes)!;
  const view = new DataView(answer.buffer);
  if (conflict === undefined) {
    view.setInt16(fields.type, F_UNLCK, true);
    return call.memory.write(addr, answer) ? 0 : -E.EFAULT;
  }
  const { start, end, pid, isExclusive } = conflict;
  if (start > max || (end !== Infinity && end - 1 > max)) return -E.EOVERFLOW;
  view.setInt16(fields.type, isExclusive ? F_WRLCK : F_RDLCK, true);
  view.setInt16(fields.whence, f.SEEK_SET, true);
  write(view, fields.start, start);
  write(view, fields.len, end === Infinity ? 0 : end - start);
  view.setInt32(fields.pid, pid, true);
  return call.memory.write(addr, answer) ? 0 : -E.EFAULT;
}

/** Whether process `pid` waits, through whichever others, for a lock of the caller. */
function wouldDeadlock(call: Call, pid: number): boolean {
  const seen = new Set<number>();
  for (const open = [pid]; open.length > 0; ) {
    const next = open.pop()!;
    if (next === call.process.pid) return true;
    if (seen.has(next)) continue;
    seen.add(next);
    for (const { state, wait } of call.kernel.processes.get(next)?.threads ?? []) {
      if (state === 'blocked' && wait?.reason === 'lock' && wait.value > 0) open.push(wait.value);
    }
  }
  return false;
}
