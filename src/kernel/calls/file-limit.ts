import { E } from '../../abi/errno.ts';
import { O_APPEND } from '../../abi/files.ts';
import { RLIMIT_FSIZE } from '../../abi/processes.ts';
import { SI_USER, SIG } from '../../abi/signals.ts';
import { isWindowsCall } from '../../abi/windows-calls.ts';
import type { Call } from '../call.ts';
import { OpenFile } from '../fs/open-file.ts';
import type { OpenObject } from '../io/object.ts';
import { softLimit } from '../limits.ts';
import { sendThreadSignal } from '../signal.ts';

/** How many bytes RLIMIT_FSIZE lets the process write to `object`, at `offset` or where it stands. */
export function roomInFile(call: Call, object: OpenObject, offset: number | undefined): number {
  const limit = softLimit(call.process, RLIMIT_FSIZE);
  if (limit === Infinity || !(object instanceof OpenFile)) return Infinity;
  const appends = (object.flags & O_APPEND) !== 0;
  return Math.max(0, limit - (appends ? object.inode.size : (offset ?? object.offset)));
}

/** The error of a call that would make a file larger than it may be: SIGXFSZ comes with it, but not from a Windows-style call. */
export function fileTooLarge(call: Call): number {
  if (isWindowsCall(call)) return -E.EFBIG;
  const { pid, credentials } = call.process;
  const details = { code: SI_USER, pid, uid: credentials.uid, status: 0, addr: 0 };
  sendThreadSignal(call.kernel, call.thread, SIG.SIGXFSZ, details);
  return -E.EFBIG;
}
