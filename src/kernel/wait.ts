import { E } from '../abi/errno.ts';
import * as p from '../abi/processes.ts';
import { CLD_CONTINUED, CLD_STOPPED, SIG } from '../abi/signals.ts';
import type { Call } from './call.ts';
import { reap } from './family.ts';
import { ProcessObject } from './io/process-object.ts';
import type { Process } from './process.ts';
import { siginfoBytes } from './signal-frame.ts';
import { usageBytes, usageWithChildren } from './usage.ts';

const OPTIONS = p.WNOHANG | p.WSTOPPED | p.WEXITED | p.WCONTINUED | p.WNOWAIT | 0x60000000;

/** What a wait reports of a child. */
interface Report {
  readonly code: number;
  readonly status: number;
}

/** The children that a wait is for: those of `among`, where it is cheaper to look for whether there are any. */
interface Choice {
  readonly isWanted: (child: Process) => boolean;
  readonly among: Iterable<Process>;
}

/**
 * waitid: gives what happened to a child, the one that was made first if there are several; sleeps until something has.
 * A child that ended leaves the process table by this (unless WNOWAIT is given).
 */
export function waitForChild(call: Call): number {
  const [type, , info, options, usage] = call.args as [number, number, number, number, number];
  if ((options & ~OPTIONS) !== 0 || (options & (p.WEXITED | p.WSTOPPED | p.WCONTINUED)) === 0) return -E.EINVAL;
  const choice = choose(call, type, call.int(1));
  if (choice === undefined) return type === p.P_PIDFD ? -E.EBADF : -E.EINVAL;
  const { children } = call.process;
  const child = children.findNews((each) => choice.isWanted(each) && reportOf(each, options) !== undefined);
  if (child !== undefined) {
    const error = tell(call, info, usage, child, reportOf(child, options)!);
    if (error !== 0 || (options & p.WNOWAIT) !== 0) return error;
    if (child.ending !== undefined) {
      reap(call.kernel, child);
    } else {
      child.stopReport = undefined;
      children.dropNews(child);
    }
    return 0;
  }
  if (!hasOne(choice, call.process)) return -E.ECHILD;
  if ((options & p.WNOHANG) === 0) return call.block('child', call.process.childEvents);
  return info === 0 || call.memory.write(info, new Uint8Array(24)) ? 0 : -E.EFAULT;
}

function choose(call: Call, type: number, id: number): Choice | undefined {
  const { kernel, process } = call;
  if (type === p.P_ALL) return { isWanted: () => true, among: process.children };
  if (type === p.P_PID && id > 0) return onlyOne(kernel.processes.get(id));
  if (type === p.P_PGID && id >= 0) {
    const pgid = id === 0 ? process.pgid : id;
    return { isWanted: (child) => child.pgid === pgid, among: kernel.groups.of(pgid) };
  }
  if (type === p.P_PIDFD) {
    const object = call.object(id);
    return object instanceof ProcessObject ? onlyOne(object.process) : undefined;
  }
  return undefined;
}

function onlyOne(wanted: Process | undefined): Choice {
  return { isWanted: (child) => child === wanted, among: wanted === undefined ? [] : [wanted] };
}

/** Whether `parent` has a child that may still have something to tell. */
function hasOne({ among }: Choice, parent: Process): boolean {
  for (const process of among) if (process.parent === parent) return true;
  return false;
}

function reportOf(child: Process, options: number): Report | undefined {
  if (child.ending !== undefined) return (options & p.WEXITED) !== 0 ? child.ending : undefined;
  const report = child.stopReport;
  if (report?.code === CLD_STOPPED && (options & p.WSTOPPED) !== 0) return report;
  if (report?.code === CLD_CONTINUED && (options & p.WCONTINUED) !== 0) return report;
  return undefined;
}

function tell(call: Call, info: number, usage: number, child: Process, { code, status }: Report): number {
  const details = {
    code,
    pid: child.pid,
    uid: child.credentials.uid,
    status,
    addr: 0,
  };
  if (info !== 0 && !call.memory.write(info, siginfoBytes(SIG.SIGCHLD, details).subarray(0, 24))) return -E.EFAULT;
  if (usage !== 0 && !call.memory.write(usage, usageBytes(usageWithChildren(child)))) return -E.EFAULT;
  return 0;
}
