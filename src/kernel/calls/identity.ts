import { E } from '../../abi/errno.ts';
import type { Call } from '../call.ts';
import { isGroupOf, moveToGroup } from '../groups.ts';
import type { Process } from '../process.ts';

/** Calls about who a process is: numbers, groups, sessions. */
export const identityCalls = {
  getpid: (call: Call) => call.process.pid,
  getppid: (call: Call) => call.process.parent?.pid ?? 0,
  gettid: (call: Call) => call.thread.tid,

  getpgid(call: Call): number {
    return find(call, call.int(0))?.pgid ?? -E.ESRCH;
  },

  getsid(call: Call): number {
    return find(call, call.int(0))?.session.sid ?? -E.ESRCH;
  },

  setpgid(call: Call): number {
    const { process: caller, kernel } = call;
    const pgidArgument = call.int(1);
    if (pgidArgument < 0) return -E.EINVAL;
    const target = find(call, call.int(0));
    if (target === undefined || (target !== caller && target.parent !== caller)) return -E.ESRCH;
    if (target !== caller && target.hasExecuted) return -E.EACCES;
    if (target.session !== caller.session || target.session.sid === target.pid) return -E.EPERM;
    const pgid = pgidArgument === 0 ? target.pid : pgidArgument;
    if (pgid !== target.pid && !isGroupOf(kernel, pgid, caller.session)) return -E.EPERM;
    moveToGroup(kernel, target, pgid);
    return 0;
  },

  setsid(call: Call): number {
    const { process, kernel } = call;
    if (kernel.groups.has(process.pid)) return -E.EPERM;
    moveToGroup(kernel, process, process.pid, { sid: process.pid, terminal: undefined });
    return process.pid;
  },

  umask(call: Call): number {
    const old = call.process.umask;
    call.process.umask = call.args[0]! & 0o777;
    return old;
  },
};

/** The process with number `pid`, 0 being the caller. */
function find(call: Call, pid: number): Process | undefined {
  return pid === 0 ? call.process : call.kernel.processes.get(pid);
}
