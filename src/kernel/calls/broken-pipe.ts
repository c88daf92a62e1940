import { E } from '../../abi/errno.ts';
import { SI_USER, SIG } from '../../abi/signals.ts';
import { isWindowsCall } from '../../abi/windows-calls.ts';
import type { Call } from '../call.ts';
import { sendThreadSignal } from '../signal.ts';

/** Nobody will ever read what was written: SIGPIPE comes with EPIPE, but not from a Windows-style call, which knows no signals. */
export function failedWrite(call: Call, error: number): number {
  if (error === -E.EPIPE && !isWindowsCall(call)) {
    const details = {
      code: SI_USER,
      pid: call.process.pid,
      uid: call.process.credentials.uid,
      status: 0,
      addr: 0,
    };
    sendThreadSignal(call.kernel, call.thread, SIG.SIGPIPE, details);
  }
  return error;
}
