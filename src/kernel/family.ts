import { SA_NOCLDWAIT, SI_USER, SIG, SIG_IGN } from '../abi/signals.ts';
import { isOrphanedGroup, leaveGroups } from './groups.ts';
import type { Kernel } from './kernel.ts';
import { addUsage, type Process } from './process.ts';
import { sendSignal } from './signal.ts';
import type { SignalDetails } from './signal-state.ts';

/**
 * The children of a process that ends get another parent, and those that asked for it a signal. A group with a stopped
 * member that has nobody left to continue it gets SIGHUP and SIGCONT (setpgid(2)).
 */
export function leaveChildren(kernel: Kernel, process: Process): void {
  const reaper = findReaper(kernel, process);
  const children = [...process.children];
  for (const child of children) {
    process.children.delete(child);
    adopt(kernel, child, reaper);
    if (child.parentDeathSignal !== 0) sendSignal(kernel, child, child.parentDeathSignal, senderDetails(process));
  }
  for (const child of children) hangUpOrphans(kernel, child.pgid, process, process);
  hangUpOrphans(kernel, process.pgid, process.parent, process);
}

/** Tells the parent of an end; a parent that does not want to know has the child reaped at once. */
export function tellParent(kernel: Kernel, process: Process): void {
  const { parent, ending } = process;
  if (process.style === 'windows') {
    forgetUnnamed(kernel, process);
    return;
  }
  if (parent === undefined || parent.ending !== undefined) {
    reap(kernel, process);
    return;
  }
  parent.children.noteNews(process);
  const action = parent.actions[SIG.SIGCHLD]!;
  const isUnwanted =
    process.exitSignal === SIG.SIGCHLD && (action.handler === SIG_IGN || (action.flags & SA_NOCLDWAIT) !== 0);
  if (process.exitSignal !== 0) {
    const details = { ...senderDetails(process), code: ending!.code, status: ending!.status };
    sendSignal(kernel, parent, process.exitSignal, details);
  }
  if (isUnwanted) reap(kernel, process);
  kernel.wakeAll(parent.childEvents);
}

/** A Windows-style process leaves the process table when it has ended and nobody has a handle to it or to a thread of it. */
export function forgetUnnamed(kernel: Kernel, process: Process): void {
  if (process.style === 'windows' && process.ending !== undefined && process.nameCount === 0) reap(kernel, process);
}

/** Takes a zombie out of the process table; its usage is added to its parent's. */
export function reap(kernel: Kernel, process: Process): void {
  if (kernel.isObserved) kernel.emit({ kind: 'reap', cycle: kernel.now(), process });
  const { parent } = process;
  if (parent !== undefined) {
    parent.children.delete(process);
    addUsage(parent.childUsage, process.usage);
    addUsage(parent.childUsage, process.childUsage);
  }
  for (const thread of process.threads) kernel.threads.delete(thread.tid);
  kernel.processes.delete(process.pid);
  leaveGroups(kernel, process);
}

/** What a signal that `process` sends says of it. */
export function senderDetails(process: Process): SignalDetails {
  return { code: SI_USER, pid: process.pid, uid: process.credentials.uid, status: 0, addr: 0 };
}

/** The nearest living ancestor that asked for orphans (PR_SET_CHILD_SUBREAPER), else init. */
function findReaper(kernel: Kernel, process: Process): Process | undefined {
  for (let at = process.parent; at !== undefined; at = at.parent) {
    if (at.isSubreaper && at.ending === undefined) return at;
  }
  return kernel.init;
}

function adopt(kernel: Kernel, orphan: Process, reaper: Process | undefined): void {
  orphan.parent = reaper;
  orphan.exitSignal = SIG.SIGCHLD;
  if (reaper === undefined || reaper.ending !== undefined) return;
  reaper.children.add(orphan);
  if (orphan.ending !== undefined) tellParent(kernel, orphan);
}

/** The end of `leaving` may have orphaned the group `pgid`, of which `watcher` had a child or was the parent of one. */
function hangUpOrphans(kernel: Kernel, pgid: number, watcher: Process | undefined, leaving: Process): void {
  if (watcher === undefined || watcher.pgid === pgid || watcher.session !== leaving.session) return;
  const members = kernel.groups
    .of(pgid)
    .filter(({ ending, session }) => ending === undefined && session === leaving.session);
  if (!members.some(({ isStopped }) => isStopped) || !isOrphanedGroup(kernel, pgid)) return;
  for (const member of members) {
    sendSignal(kernel, member, SIG.SIGHUP, senderDetails(leaving));
    sendSignal(kernel, member, SIG.SIGCONT, senderDetails(leaving));
  }
}
