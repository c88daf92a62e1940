import { E } from '../../abi/errno.ts';
import { CLOCK_MONOTONIC } from '../../abi/processes.ts';
import { SI_TKILL, SIG, SIGNAL_MAX, SIGSET_BYTES } from '../../abi/signals.ts';
import { STRUCTS } from '../../abi/structs.ts';
import type { Call } from '../call.ts';
import { isCutShort, type Sending, sendSignal, sendThreadSignal } from '../signal.ts';
import { siginfoBytes } from '../signal-frame.ts';
import { nextSignal, take } from '../signal-queue.ts';
import { removeSignal } from '../signal-set.ts';
import type { SignalDetails } from '../signal-state.ts';
import { mayReach, readSet } from './signals.ts';
import { readDeadline } from './time.ts';

const INFO = STRUCTS.siginfo;

/** Calls that send signals with data, and take them without a handler. */
export const queuedSignalCalls = {
  rt_sigqueueinfo(call: Call): number {
    const [, signal, addr] = call.args as [number, number, number];
    const sent = readSiginfo(call, addr);
    if (sent === undefined) return -E.EFAULT;
    const { details } = sent;
    if (isPretence(details.code) && call.int(0) !== call.process.pid) return -E.EPERM;
    const target = call.kernel.processes.get(call.int(0));
    if (target === undefined) return -E.ESRCH;
    if (signal > SIGNAL_MAX) return -E.EINVAL;
    if (!mayReach(call, target, signal)) return -E.EPERM;
    return outcome(signal, () => sendSignal(call.kernel, target, signal, details));
  },

  rt_tgsigqueueinfo(call: Call): number {
    const [, , signal, addr] = call.args as [number, number, number, number];
    const sent = readSiginfo(call, addr);
    if (sent === undefined) return -E.EFAULT;
    const { details } = sent;
    if (call.int(0) <= 0 || call.int(1) <= 0) return -E.EINVAL;
    if (isPretence(details.code) && call.int(1) !== call.thread.tid) return -E.EPERM;
    const target = call.kernel.threads.get(call.int(1));
    if (target?.process.pid !== call.int(0)) return -E.ESRCH;
    if (signal > SIGNAL_MAX) return -E.EINVAL;
    if (!mayReach(call, target.process, signal)) return -E.EPERM;
    return outcome(signal, () => sendThreadSignal(call.kernel, target, signal, details));
  },

  /** Takes a pending signal of a set, or waits for one; the thread has them blocked. */
  rt_sigtimedwait_time64(call: Call): number {
    const [setAddr, infoAddr, timeout, size] = call.args as [number, number, number, number];
    const { thread, kernel } = call;
    thread.awaited = undefined;
    if (size !== SIGSET_BYTES) return -E.EINVAL;
    const bytes = call.memory.read(setAddr, size);
    if (bytes === undefined) return -E.EFAULT;
    const deadline =
      call.wait?.deadline ?? (timeout === 0 ? Infinity : readDeadline(call, timeout, CLOCK_MONOTONIC, false));
    if (deadline < 0) return deadline;
    const awaited = readSet(bytes, 0);
    removeSignal(awaited, SIG.SIGKILL);
    removeSignal(awaited, SIG.SIGSTOP);
    const signal = nextSignal(thread, { low: ~awaited.low, high: ~awaited.high });
    if (signal !== 0) {
      const info = siginfoBytes(signal, take(kernel, thread, signal));
      return infoAddr === 0 || call.memory.write(infoAddr, info) ? signal : -E.EFAULT;
    }
    const isOver = call.wait?.isTimedOut === true || deadline <= kernel.now();
    if (isOver && !isCutShort(thread)) return -E.EAGAIN;
    thread.awaited = awaited;
    return call.block('signal', [], { deadline });
  },
};

/** The struct siginfo at `addr`, as a program made it up. */
export function readSiginfo(call: Call, addr: number): { signal: number; details: SignalDetails } | undefined {
  const bytes = call.memory.read(addr, INFO.bytes);
  if (bytes === undefined) return undefined;
  const [signal, , code, ...words] = [...new Int32Array(bytes.buffer)];
  const [pid, uid, status] = words as [number, number, number];
  return { signal: signal!, details: { code: code!, pid, uid, status, addr: 0, words } };
}

/** Whether a program may not say this of a signal that it sends to others: that the kernel or kill(2) sent it. */
export function isPretence(code: number): boolean {
  return code >= 0 || code === SI_TKILL;
}

/** An ignored signal is sent well enough; one that finds no room in the queue is not. Signal 0 only asks. */
function outcome(signal: number, send: () => Sending): number {
  return signal !== 0 && send() === 'full' ? -E.EAGAIN : 0;
}
