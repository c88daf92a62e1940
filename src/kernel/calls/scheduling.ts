import { CAP_SYS_NICE } from '../../abi/control.ts';
import { E } from '../../abi/errno.ts';
import { RLIMIT_NICE, RLIMIT_RTPRIO } from '../../abi/processes.ts';
import * as s from '../../abi/scheduling.ts';
import { STRUCTS } from '../../abi/structs.ts';
import type { Call } from '../call.ts';
import { hasCapability } from '../credentials.ts';
import { softLimit } from '../limits.ts';
import { isRealTimePolicy, type SchedulingAttributes } from '../sched/attributes.ts';
import type { Thread } from '../thread.ts';
import { splitCycles, timespecBytes } from '../usage.ts';

const POLICIES = [s.SCHED_OTHER, s.SCHED_FIFO, s.SCHED_RR, s.SCHED_BATCH, s.SCHED_IDLE];
/** Bytes of a hart mask in the kernel: 64 harts. */
const MASK_BYTES = 8;
const BARRIERS: readonly number[] = [
  s.MEMBARRIER_CMD_GLOBAL,
  s.MEMBARRIER_CMD_GLOBAL_EXPEDITED,
  s.MEMBARRIER_CMD_REGISTER_GLOBAL_EXPEDITED,
  s.MEMBARRIER_CMD_PRIVATE_EXPEDITED,
  s.MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED,
  s.MEMBARRIER_CMD_PRIVATE_EXPEDITED_SYNC_CORE,
  s.MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED_SYNC_CORE,
];
/** What sched_hint changes. */
const HINTS: ReadonlyMap<number, (value: number) => Partial<SchedulingAttributes>> = new Map<
  number,
  (value: number) => Partial<SchedulingAttributes>
>([
  [s.SCHED_HINT_LENGTH, (length) => ({ length })],
  [s.SCHED_HINT_TICKETS, (tickets) => ({ tickets })],
  [s.SCHED_HINT_PRIORITY, (rank) => ({ rank })],
  [s.SCHED_HINT_WORKING_SET, (workingSet) => ({ workingSet })],
]);
const ATTR_FLAGS = s.SCHED_FLAG_RESET_ON_FORK | s.SCHED_FLAG_KEEP_POLICY | s.SCHED_FLAG_KEEP_PARAMS;
const { bytes: ATTR_BYTES, fields: ATTR } = STRUCTS.sched_attr;

/** Calls that say how threads are scheduled (sched(7)). Each is about one thread, which `pid` names; 0 is the caller. */
export const schedulingCalls = {
  /** A nice value changes the quanta that the thread gets from now on. */
  setpriority(call: Call): number {
    const targets = niceTargets(call);
    if (typeof targets === 'number') return targets;
    const nice = clamp(call.int(2), s.NICE_MIN, s.NICE_MAX);
    let error = -E.ESRCH;
    // Linux goes through all, and tells of the last error.
    for (const target of targets) {
      const refusal = refuseNice(call, target, nice);
      if (refusal === 0) target.scheduling.nice = nice;
      if (refusal !== 0 || error === -E.ESRCH) error = refusal;
    }
    return error;
  },

  /** The result is 20 - nice, so that it is never negative; of several threads that of the most favoured. */
  getpriority(call: Call): number {
    const targets = niceTargets(call);
    if (typeof targets === 'number') return targets;
    return targets.length === 0 ? -E.ESRCH : 20 - Math.min(...targets.map(({ scheduling }) => scheduling.nice));
  },

  sched_setscheduler(call: Call): number {
    const policy = call.int(1);
    if (policy < 0) return -E.EINVAL;
    return setPolicy(call, policy & ~s.SCHED_RESET_ON_FORK, call.args[2]!, (policy & s.SCHED_RESET_ON_FORK) !== 0);
  },

  sched_setparam: (call: Call) => setPolicy(call, undefined, call.args[1]!, undefined),

  sched_getscheduler(call: Call): number {
    const thread = findThread(call);
    if (typeof thread === 'number') return thread;
    const { policy, resetsOnFork } = thread.scheduling;
    return resetsOnFork ? policy | s.SCHED_RESET_ON_FORK : policy;
  },

  sched_getparam(call: Call): number {
    const addr = call.args[1]!;
    const thread = addr === 0 ? -E.EINVAL : findThread(call);
    if (typeof thread === 'number') return thread;
    return call.memory.writeWord(addr, thread.scheduling.priority) ? 0 : -E.EFAULT;
  },

  sched_get_priority_max(call: Call): number {
    const policy = call.int(0);
    if (isRealTimePolicy(policy)) return s.SCHED_PRIORITY_MAX;
    return POLICIES.includes(policy) || policy === s.SCHED_DEADLINE ? 0 : -E.EINVAL;
  },

  sched_get_priority_min(call: Call): number {
    const policy = call.int(0);
    if (isRealTimePolicy(policy)) return s.SCHED_PRIORITY_MIN;
    return POLICIES.includes(policy) || policy === s.SCHED_DEADLINE ? 0 : -E.EINVAL;
  },

  /** 0 for SCHED_FIFO, which has no quantum. */
  sched_rr_get_interval_time64(call: Call): number {
    const thread = findThread(call);
    if (typeof thread === 'number') return thread;
    const quantum = call.kernel.scheduler.quantumOf(thread);
    const interval = timespecBytes(splitCycles(quantum === Infinity ? 0 : quantum));
    return call.memory.write(call.args[1]!, interval) ? 0 : -E.EFAULT;
  },

  /** A thread that runs where it may not any more moves at once. */
  sched_setaffinity(call: Call): number {
    const thread = findThread(call);
    if (typeof thread === 'number') return thread;
    const bytes = call.memory.read(call.args[2]!, Math.min(call.args[1]!, MASK_BYTES));
    if (bytes === undefined) return -E.EFAULT;
    if (!mayChange(call, thread)) return -E.EPERM;
    const words = new Int32Array(MASK_BYTES / 4);
    new Uint8Array(words.buffer).set(bytes);
    const [low, high] = presentHarts(call);
    const affinity: SchedulingAttributes['affinity'] = [words[0]! & low, words[1]! & high];
    if (affinity[0] === 0 && affinity[1] === 0) return -E.EINVAL;
    call.kernel.changeScheduling(thread, { affinity });
    return 0;
  },

  /** Gives the size of the mask. */
  sched_getaffinity(call: Call): number {
    const size = call.args[1]!;
    const harts = call.kernel.machine.harts.length;
    if (size % 4 !== 0 || size * 8 < harts) return -E.EINVAL;
    const thread = findThread(call);
    if (typeof thread === 'number') return thread;
    const [low, high] = presentHarts(call);
    const mask = [thread.scheduling.affinity[0] & low, thread.scheduling.affinity[1] & high];
    const count = Math.min(size, MASK_BYTES);
    return call.memory.writeWords(call.args[2]!, mask.slice(0, count / 4)) ? count : -E.EFAULT;
  },

  sched_setattr(call: Call): number {
    const [, addr, callFlags] = call.args as [number, number, number];
    if (call.int(0) < 0 || addr === 0 || callFlags !== 0) return -E.EINVAL;
    const size = call.memory.readWord(addr + ATTR.size);
    if (size === undefined) return -E.EFAULT;
    if (size !== 0 && (size >>> 0 < ATTR_BYTES || size >>> 0 > 4096)) return -E.E2BIG;
    const bytes = call.memory.read(addr, ATTR_BYTES);
    if (bytes === undefined) return -E.EFAULT;
    const view = new DataView(bytes.buffer);
    const flags = view.getUint32(ATTR.flags, true);
    if ((flags & ~ATTR_FLAGS) !== 0 || view.getUint32(ATTR.flags + 4, true) !== 0) return -E.EINVAL;
    const thread = findThread(call);
    if (typeof thread === 'number') return thread;
    const old = thread.scheduling;
    const policy = (flags & s.SCHED_FLAG_KEEP_POLICY) === 0 ? view.getInt32(ATTR.policy, true) : old.policy;
    const keepsParameters = (flags & s.SCHED_FLAG_KEEP_PARAMS) !== 0;
    const priority = keepsParameters ? old.priority : view.getUint32(ATTR.priority, true);
    const wantedNice = clamp(view.getInt32(ATTR.nice, true), s.NICE_MIN, s.NICE_MAX);
    const nice = keepsParameters || isRealTimePolicy(policy) ? old.nice : wantedNice;
    return apply(call, thread, { policy, priority, nice, resetsOnFork: (flags & s.SCHED_FLAG_RESET_ON_FORK) !== 0 });
  },

  sched_getattr(call: Call): number {
    const [, addr, size, flags] = call.args as [number, number, number, number];
    if (call.int(0) < 0 || addr === 0 || flags !== 0 || size < ATTR_BYTES || size > 4096) return -E.EINVAL;
    const thread = findThread(call);
    if (typeof thread === 'number') return thread;
    const { policy, priority, nice, resetsOnFork } = thread.scheduling;
    const bytes = new Uint8Array(ATTR_BYTES);
    const view = new DataView(bytes.buffer);
    view.setUint32(ATTR.size, ATTR_BYTES, true);
    view.setUint32(ATTR.policy, policy, true);
    view.setUint32(ATTR.flags, resetsOnFork ? s.SCHED_FLAG_RESET_ON_FORK : 0, true);
    view.setInt32(ATTR.nice, isRealTimePolicy(policy) ? 0 : nice, true);
    view.setUint32(ATTR.priority, priority, true);
    return call.memory.write(addr, bytes) ? 0 : -E.EFAULT;
  },

  /** A private call: 0 takes a declaration back. */
  sched_hint(call: Call): number {
    const value = call.args[2]!;
    const hint = HINTS.get(call.int(1))?.(value);
    if (hint === undefined) return -E.EINVAL;
    const thread = findThread(call);
    if (typeof thread === 'number') return thread;
    if (!mayChange(call, thread)) return -E.EPERM;
    call.kernel.changeScheduling(thread, hint);
    return 0;
  },

  /** The quantum ends with this call: whoever is ready comes first. */
  sched_yield(call: Call): number {
    call.kernel.scheduler.yield(call.thread);
    call.kernel.timers[call.hart.index] = call.kernel.now();
    return 0;
  },

  getcpu(call: Call): number {
    const [cpu, node] = call.args as [number, number];
    if (cpu !== 0 && !call.memory.writeWord(cpu, call.hart.index)) return -E.EFAULT;
    return node === 0 || call.memory.writeWord(node, 0) ? 0 : -E.EFAULT;
  },

  /** Harts see one another's accesses in one order: there is nothing to wait for, and nothing to register. */
  membarrier(call: Call): number {
    const [command, flags] = call.args as [number, number];
    if (flags !== 0) return -E.EINVAL;
    if (command === s.MEMBARRIER_CMD_QUERY) return BARRIERS.reduce((bits, bit) => bits | bit, 0);
    return BARRIERS.includes(command) ? 0 : -E.EINVAL;
  },
};

/** The thread with number a0. */
function findThread(call: Call): Thread | number {
  const tid = call.int(0);
  if (tid < 0) return -E.EINVAL;
  const thread = tid === 0 ? call.thread : call.kernel.threads.get(tid);
  return thread === undefined || thread.state === 'ended' ? -E.ESRCH : thread;
}

/** Whose nice value a0 and a1 name, in the order they were made. */
function niceTargets(call: Call): Thread[] | number {
  const [which, who] = [call.int(0), call.int(1)];
  const { process, thread: caller, kernel } = call;
  const isTarget = (thread: Thread): boolean => {
    if (which === s.PRIO_PROCESS) return who === 0 ? thread === caller : thread.tid === who;
    if (which === s.PRIO_PGRP) return thread.process.pgid === (who === 0 ? process.pgid : who);
    return thread.process.credentials.uid === (who === 0 ? process.credentials.uid : who);
  };
  if (which < s.PRIO_PROCESS || which > s.PRIO_USER) return -E.EINVAL;
  return [...kernel.threads.values()].filter((thread) => thread.process.ending === undefined && isTarget(thread));
}

/** Whether the caller may change a thread: with CAP_SYS_NICE, and the thread's own user. */
function mayChange({ process: { credentials } }: Call, { process: { credentials: target } }: Thread): boolean {
  return (
    hasCapability(credentials, CAP_SYS_NICE) || credentials.euid === target.euid || credentials.euid === target.uid
  );
}

function refuseNice(call: Call, thread: Thread, nice: number): number {
  if (!mayChange(call, thread)) return -E.EPERM;
  const lowest = 20 - softLimit(thread.process, RLIMIT_NICE);
  const isFavour = nice < thread.scheduling.nice && nice < lowest;
  return isFavour && !hasCapability(call.process.credentials, CAP_SYS_NICE) ? -E.EACCES : 0;
}

/** sched_setscheduler and sched_setparam: a policy (undefined: the one it has) and a struct sched_param, one word. */
function setPolicy(call: Call, policy: number | undefined, addr: number, resetsOnFork: boolean | undefined): number {
  if (addr === 0 || call.int(0) < 0) return -E.EINVAL;
  const priority = call.memory.readWord(addr);
  if (priority === undefined) return -E.EFAULT;
  const thread = findThread(call);
  if (typeof thread === 'number') return thread;
  const old = thread.scheduling;
  return apply(call, thread, {
    policy: policy ?? old.policy,
    priority,
    nice: old.nice,
    resetsOnFork: resetsOnFork ?? old.resetsOnFork,
  });
}

type Wanted = Pick<SchedulingAttributes, 'policy' | 'priority' | 'nice' | 'resetsOnFork'>;

/** Checks the new attributes of `thread` and gives it them. */
function apply(call: Call, thread: Thread, wanted: Wanted): number {
  const { policy, priority, nice } = wanted;
  const old = thread.scheduling;
  const isRealTime = isRealTimePolicy(policy);
  if (!POLICIES.includes(policy) || priority < 0 || priority > s.SCHED_PRIORITY_MAX) return -E.EINVAL;
  if (isRealTime !== priority > 0) return -E.EINVAL;
  if (!mayChange(call, thread)) return -E.EPERM;
  if (!hasCapability(call.process.credentials, CAP_SYS_NICE)) {
    const limit = softLimit(thread.process, RLIMIT_RTPRIO);
    const isRaise = policy !== old.policy || priority > old.priority;
    if (isRealTime && ((policy !== old.policy && limit === 0) || (isRaise && priority > limit))) return -E.EPERM;
    if (refuseNice(call, thread, nice) !== 0 || (old.resetsOnFork && !wanted.resetsOnFork)) return -E.EPERM;
  }
  if (policy === old.policy && priority === old.priority) Object.assign(old, wanted);
  else call.kernel.changeScheduling(thread, wanted);
  return 0;
}

/** A mask of the harts that there are. */
function presentHarts(call: Call): [number, number] {
  const count = call.kernel.machine.harts.length;
  const bits = (harts: number) => (harts >= 32 ? -1 : 2 ** Math.max(0, harts) - 1);
  return [bits(count), bits(count - 32)];
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(value, high));
}
