import { CAP_SYS_RESOURCE } from '../../abi/control.ts';
import { E } from '../../abi/errno.ts';
import * as p from '../../abi/processes.ts';
import type { Call } from '../call.ts';
import { planCpuLimit } from '../cpu-limit.ts';
import { cpuCycles } from '../cpu-timers.ts';
import { hasCapability } from '../credentials.ts';
import { setLimit } from '../limits.ts';
import type { Limit, Process } from '../process.ts';
import { usageBytes, usageOf } from '../usage.ts';

const RLIM_INFINITY = 2 ** 64;
const CYCLES_PER_TICK = p.CYCLES_PER_SECOND / p.TICKS_PER_SECOND;

/** Calls about what processes have used and may use. */
export const accountingCalls = {
  /** Faults are counted for the process as a whole, not for threads. */
  getrusage(call: Call): number {
    const { kernel, process, thread } = call;
    const who = call.int(0);
    if (who !== p.RUSAGE_SELF && who !== p.RUSAGE_CHILDREN && who !== p.RUSAGE_THREAD) return -E.EINVAL;
    let usage = who === p.RUSAGE_CHILDREN ? process.childUsage : usageOf(kernel, process);
    if (who === p.RUSAGE_THREAD) {
      const { voluntarySwitches, involuntarySwitches } = thread;
      usage = { ...usage, userCycles: cpuCycles(kernel, thread), voluntarySwitches, involuntarySwitches };
    }
    return call.memory.write(call.args[1]!, usageBytes(usage)) ? 0 : -E.EFAULT;
  },

  /** Four times in ticks: user and system, of the process and of the children that it waited for. */
  times(call: Call): number {
    const { kernel, process } = call;
    const ticks = (cycles: number) => Math.floor(cycles / CYCLES_PER_TICK) | 0;
    const words = [ticks(cpuCycles(kernel, process)), 0, ticks(process.childUsage.userCycles), 0];
    if (call.args[0] !== 0 && !call.memory.writeWords(call.args[0]!, words)) return -E.EFAULT;
    return ticks(kernel.now());
  },

  /** Limits on processes, files, stack, processor time, address space, data and file size are enforced. */
  prlimit64(call: Call): number {
    const [, resource, newAddr, oldAddr] = call.args as [number, number, number, number];
    const target = findProcess(call, call.int(0));
    if (typeof target === 'number') return target;
    if (resource >= p.RLIMIT_COUNT) return -E.EINVAL;
    const limit = target.limits[resource]!;
    const bytes = newAddr === 0 ? undefined : call.memory.read(newAddr, 16);
    if (newAddr !== 0 && bytes === undefined) return -E.EFAULT;
    const old = [...limitWords(limit.soft), ...limitWords(limit.hard)];
    const wanted = bytes === undefined ? limit : { soft: readLimit(bytes, 0), hard: readLimit(bytes, 8) };
    const error = bytes === undefined ? 0 : refuseLimit(call, resource, limit, wanted);
    if (error !== 0) return error;
    if (oldAddr !== 0 && !call.memory.writeWords(oldAddr, old)) return -E.EFAULT;
    if (bytes === undefined) return 0;
    setLimit(target, resource, wanted);
    if (resource === p.RLIMIT_CPU) planCpuLimit(call.kernel, target);
    return 0;
  },
};

/** The process with a thread `pid` (0: the caller), if the caller may see and set its limits. */
function findProcess(call: Call, pid: number): Process | number {
  const target = pid === 0 ? call.process : call.kernel.threads.get(pid)?.process;
  if (target === undefined) return -E.ESRCH;
  const { credentials } = call.process;
  const { uid, gid } = credentials;
  const theirs = target.credentials;
  const isSame = [theirs.uid, theirs.euid, theirs.suid].every((id) => id === uid);
  const isSameGroup = [theirs.gid, theirs.egid, theirs.sgid].every((id) => id === gid);
  return target === call.process || hasCapability(credentials, CAP_SYS_RESOURCE) || (isSame && isSameGroup)
    ? target
    : -E.EPERM;
}

function refuseLimit(call: Call, resource: number, old: Limit, wanted: Limit): number {
  if (wanted.soft > wanted.hard) return -E.EINVAL;
  // Not even root has more descriptors than the computer is set to (/proc/sys/fs/nr_open).
  if (resource === p.RLIMIT_NOFILE && wanted.hard > call.kernel.settings.maxOpenFiles) return -E.EPERM;
  return wanted.hard > old.hard && !hasCapability(call.process.credentials, CAP_SYS_RESOURCE) ? -E.EPERM : 0;
}

function limitWords(limit: number): [number, number] {
  return limit === Infinity ? [-1, -1] : [limit | 0, Math.floor(limit / 2 ** 32)];
}

function readLimit(bytes: Uint8Array, at: number): number {
  const view = new DataView(bytes.buffer);
  const value = view.getUint32(at + 4, true) * 2 ** 32 + view.getUint32(at, true);
  return value >= RLIM_INFINITY - 2 ** 12 ? Infinity : value;
}
