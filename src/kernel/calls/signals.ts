import { E } from '../../abi/errno.ts';
import * as s from '../../abi/signals.ts';
import { STRUCTS } from '../../abi/structs.ts';
import { wordBytes } from '../../base/bytes.ts';
import { type Call, GONE, INTERRUPTED } from '../call.ts';
import { maySignal } from '../credentials.ts';
import type { Process } from '../process.ts';
import { forceSignal, kernelDetails, sendSignal, sendThreadSignal, setAction } from '../signal.ts';
import { popSignalFrame } from '../signal-frame.ts';
import { discard } from '../signal-queue.ts';
import { copySignals, newSignalSet, removeSignal, type SignalSet } from '../signal-set.ts';
import type { Thread } from '../thread.ts';
import { resumeIgnoredTimers } from '../timer.ts';

const SS_ONSTACK = 1;
const SS_DISABLE = 2;
const MINSIGSTKSZ = 2048;

/** Calls that send, receive and hold back signals. */
export const signalCalls = {
  kill(call: Call): number {
    const pid = call.int(0);
    const signal = call.args[1]!;
    if (signal > s.SIGNAL_MAX) return -E.EINVAL;
    const targets = listTargets(call, pid);
    if (targets.length === 0) return -E.ESRCH;
    const allowed = targets.filter((target) => mayReach(call, target, signal));
    if (signal !== 0) for (const target of allowed) sendSignal(call.kernel, target, signal, sender(call, s.SI_USER));
    // Who signals everybody need not reach anybody.
    return allowed.length > 0 || pid === -1 ? 0 : -E.EPERM;
  },

  tkill: (call: Call) => signalThread(call, call.kernel.threads.get(call.int(0)), call.int(0), call.args[1]!),

  tgkill(call: Call): number {
    if (call.int(0) <= 0) return -E.EINVAL;
    const thread = call.kernel.threads.get(call.int(1));
    const isMember = thread !== undefined && thread.process.pid === call.int(0);
    return signalThread(call, isMember ? thread : undefined, call.int(1), call.args[2]!);
  },

  rt_sigaction(call: Call): number {
    const [signal, newAddr, oldAddr, size] = call.args as [number, number, number, number];
    if (size !== s.SIGSET_BYTES || signal < 1 || signal > s.SIGNAL_MAX) return -E.EINVAL;
    const action = call.process.actions[signal]!;
    const bytes = newAddr === 0 ? undefined : call.memory.read(newAddr, STRUCTS.sigaction.bytes);
    if (newAddr !== 0 && bytes === undefined) return -E.EFAULT;
    if (bytes !== undefined && (signal === s.SIG.SIGKILL || signal === s.SIG.SIGSTOP)) return -E.EINVAL;
    const old = [action.handler, action.flags, action.mask.low, action.mask.high];
    if (oldAddr !== 0 && !call.memory.writeWords(oldAddr, old)) return -E.EFAULT;
    if (bytes === undefined) return 0;
    const view = new DataView(bytes.buffer);
    const handler = view.getUint32(0, true);
    const mask = readSet(bytes, 8);
    removeSignal(mask, s.SIG.SIGKILL);
    removeSignal(mask, s.SIG.SIGSTOP);
    setAction(call.process, signal, { handler, flags: view.getUint32(4, true), mask });
    if (isIgnored(handler, signal)) discard(call.process, signal);
    else resumeIgnoredTimers(call.kernel, call.process, signal);
    return 0;
  },

  rt_sigprocmask(call: Call): number {
    const [how, newAddr, oldAddr, size] = call.args as [number, number, number, number];
    if (size !== s.SIGSET_BYTES) return -E.EINVAL;
    const { blocked } = call.thread;
    const bytes = newAddr === 0 ? undefined : call.memory.read(newAddr, s.SIGSET_BYTES);
    if (newAddr !== 0 && bytes === undefined) return -E.EFAULT;
    if (bytes !== undefined && how > s.SIG_SETMASK) return -E.EINVAL;
    if (oldAddr !== 0 && !call.memory.writeWords(oldAddr, [blocked.low, blocked.high])) return -E.EFAULT;
    if (bytes === undefined) return 0;
    setMask(call.thread, combine(blocked, readSet(bytes, 0), how));
    return 0;
  },

  rt_sigpending(call: Call): number {
    const [addr, size] = call.args as [number, number];
    if (size > s.SIGSET_BYTES) return -E.EINVAL;
    const { pending, blocked, process } = call.thread;
    const low = (pending.set.low | process.pending.set.low) & blocked.low;
    const high = (pending.set.high | process.pending.set.high) & blocked.high;
    return call.memory.write(addr, wordBytes([low, high]).subarray(0, size)) ? 0 : -E.EFAULT;
  },

  /** The mask changes for the wait; the handler's frame, or the end of the wait, puts the old one back. */
  rt_sigsuspend(call: Call): number {
    const [addr, size] = call.args as [number, number];
    if (call.wait !== undefined) return call.wait.isInterrupted ? INTERRUPTED : call.block('signal', []);
    if (size !== s.SIGSET_BYTES) return -E.EINVAL;
    const bytes = call.memory.read(addr, s.SIGSET_BYTES);
    if (bytes === undefined) return -E.EFAULT;
    call.thread.savedMask = newSignalSet(call.thread.blocked);
    setMask(call.thread, readSet(bytes, 0));
    return call.block('signal', []);
  },

  rt_sigreturn(call: Call): number {
    const { kernel, thread, hart } = call;
    hart.retireCall();
    if (!popSignalFrame(kernel, thread, hart)) forceSignal(kernel, thread, s.SIG.SIGSEGV, kernelDetails());
    return GONE;
  },

  sigaltstack(call: Call): number {
    const [newAddr, oldAddr] = call.args as [number, number];
    const stack = call.thread.signalStack;
    const sp = call.hart.x[2]! >>> 0;
    const isOnStack = sp > stack.addr && sp - stack.addr <= stack.size;
    const bytes = newAddr === 0 ? undefined : call.memory.read(newAddr, 12);
    if (newAddr !== 0 && bytes === undefined) return -E.EFAULT;
    const state = stack.size === 0 ? SS_DISABLE : isOnStack ? SS_ONSTACK : 0;
    if (oldAddr !== 0 && !call.memory.writeWords(oldAddr, [stack.addr, state, stack.size])) return -E.EFAULT;
    if (bytes === undefined) return 0;
    if (isOnStack) return -E.EPERM;
    const view = new DataView(bytes.buffer);
    const flags = view.getUint32(4, true);
    const size = view.getUint32(8, true);
    if ((flags & ~(SS_ONSTACK | SS_DISABLE)) !== 0) return -E.EINVAL;
    if ((flags & SS_DISABLE) !== 0) {
      call.thread.signalStack = { addr: 0, size: 0, flags: SS_DISABLE };
      return 0;
    }
    if (size < MINSIGSTKSZ) return -E.ENOMEM;
    call.thread.signalStack = { addr: view.getUint32(0, true), size, flags: 0 };
    return 0;
  },
};

/** Whom kill means: one process, the caller's group (0), everybody but init and the caller (-1), or a group. */
function listTargets({ kernel, process: caller }: Call, pid: number): readonly Process[] {
  const target = kernel.processes.get(pid);
  if (pid > 0) return target === undefined ? [] : [target];
  if (pid === 0) return kernel.groups.of(caller.pgid);
  if (pid !== -1) return kernel.groups.of(-pid);
  return [...kernel.processes.values()].filter((process) => process !== kernel.init && process !== caller);
}

function signalThread(call: Call, thread: Thread | undefined, tid: number, signal: number): number {
  if (signal > s.SIGNAL_MAX || tid <= 0) return -E.EINVAL;
  if (thread === undefined) return -E.ESRCH;
  if (!mayReach(call, thread.process, signal)) return -E.EPERM;
  if (signal === 0) return 0;
  return sendThreadSignal(call.kernel, thread, signal, sender(call, s.SI_TKILL)) === 'full' ? -E.EAGAIN : 0;
}

/** Whether the caller may send `signal` to a process: to itself, to those of its user, and SIGCONT within its session. */
export function mayReach({ process: caller }: Call, target: Process, signal: number): boolean {
  if (target === caller || maySignal(caller.credentials, target.credentials)) return true;
  return signal === s.SIG.SIGCONT && target.session === caller.session;
}

function sender(call: Call, code: number) {
  return {
    code,
    pid: call.process.pid,
    uid: call.process.credentials.uid,
    status: 0,
    addr: 0,
  };
}

/** The signal set at `at`. */
export function readSet(bytes: Uint8Array, at: number): SignalSet {
  const view = new DataView(bytes.buffer);
  return { low: view.getInt32(at, true), high: view.getInt32(at + 4, true) };
}

function combine(old: SignalSet, given: SignalSet, how: number): SignalSet {
  switch (how) {
    case s.SIG_BLOCK:
      return { low: old.low | given.low, high: old.high | given.high };
    case s.SIG_UNBLOCK:
      return { low: old.low & ~given.low, high: old.high & ~given.high };
    default:
      return given;
  }
}

/** Sets what the thread blocks; SIGKILL and SIGSTOP cannot be. */
export function setMask(thread: Thread, mask: SignalSet): void {
  copySignals(thread.blocked, mask);
  removeSignal(thread.blocked, s.SIG.SIGKILL);
  removeSignal(thread.blocked, s.SIG.SIGSTOP);
}

/** Whether a signal with this handler is ignored; one that is pending is then forgotten (POSIX). */
function isIgnored(handler: number, signal: number): boolean {
  return handler === s.SIG_IGN || (handler === s.SIG_DFL && s.defaultAction(signal) === 'ignore');
}
