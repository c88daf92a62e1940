import { SIG } from '../abi/signals.ts';
import { newContext } from '../machine/context.ts';
import { Children } from './children.ts';
import { dropCpuLimit, planCpuLimit } from './cpu-limit.ts';
import { rootCredentials } from './credentials.ts';
import { leaveChildren, senderDetails, tellParent } from './family.ts';
import type { DirectoryInode } from './fs/inode.ts';
import { leaveLocks } from './futex.ts';
import { enterGroups } from './groups.ts';
import type { HandleTable } from './io/handles.ts';
import type { Kernel } from './kernel.ts';
import { newLimits } from './limits.ts';
import { type Ending, newUsage, type Process, type Session } from './process.ts';
import { inheritAttributes, type SchedulingAttributes } from './sched/attributes.ts';
import { newActions, sendSignal } from './signal.ts';
import { newSignalSet } from './signal-set.ts';
import { Thread } from './thread.ts';
import { deleteTimers, newTimers } from './timer.ts';
import type { Space } from './vm/space.ts';
import { WaitQueue } from './wait-queue.ts';
import { abandonMutexes } from './windows/synchronizer.ts';

/** The highest process number; then numbers start again from 2, as under Linux with its default pid_max. */
const PID_MAX = 32768;

/** A process made from nothing: process 1, or the first user process. It has one thread that is not yet ready. */
export function makeFirstProcess(
  kernel: Kernel,
  parts: {
    space: Space;
    handles: HandleTable;
    root: DirectoryInode;
    parent: Process | undefined;
    hasTerminal: boolean;
  },
): Process {
  const pid = takePid(kernel);
  const session: Session = {
    sid: pid,
    terminal: parts.hasTerminal ? kernel.terminal : undefined,
  };
  const process = newProcess(kernel, {
    pid,
    parent: parts.parent,
    session,
    style: 'unix',
    standardHandles: [0, 1, 2],
    exceptionFilter: 0,
    hasNoNewPrivileges: false,
    isDumpable: true,
    pgid: pid,
    name: 'init',
    executablePath: '',
    executable: undefined,
    space: parts.space,
    divTrap: false,
    argumentRange: { start: 0, end: 0 },
    environmentRange: { start: 0, end: 0 },
    handles: parts.handles,
    directory: { root: parts.root, current: parts.root },
    umask: 0o022,
    exitSignal: SIG.SIGCHLD,
    actions: newActions(),
    credentials: rootCredentials(),
    limits: newLimits(kernel.settings),
  });
  const thread = new Thread(pid, process, newContext(), newSignalSet());
  addThread(kernel, thread);
  return process;
}

/**
 * A child of `parent`'s process in the image of `parent`, whose registers are saved in its context: the same
 * memory in `space`, files, directory, signal actions. Its thread is not yet ready.
 */
export function forkProcess(kernel: Kernel, parent: Thread, space: Space, exitSignal: number): Thread {
  const from = parent.process;
  const pid = takePid(kernel);
  const process = newProcess(kernel, {
    pid,
    parent: from,
    session: from.session,
    style: 'unix',
    hasNoNewPrivileges: from.hasNoNewPrivileges,
    isDumpable: from.isDumpable,
    standardHandles: [...from.standardHandles],
    exceptionFilter: from.exceptionFilter,
    pgid: from.pgid,
    name: from.name,
    executablePath: from.executablePath,
    executable: from.executable,
    space,
    divTrap: from.divTrap,
    argumentRange: from.argumentRange,
    environmentRange: from.environmentRange,
    handles: from.handles.duplicateAll(),
    directory: { ...from.directory },
    umask: from.umask,
    exitSignal,
    actions: from.actions,
    credentials: { ...from.credentials },
    limits: from.limits,
  });
  planCpuLimit(kernel, process);
  const thread = new Thread(
    pid,
    process,
    newContext(),
    newSignalSet(parent.blocked),
    inheritAttributes(parent.scheduling),
  );
  thread.context.x.set(parent.context.x);
  thread.context.pc = parent.context.pc;
  thread.signalStack = { ...parent.signalStack };
  thread.exception = parent.exception;
  addThread(kernel, thread);
  return thread;
}

/**
 * A process in the Windows style: no fork and no parent, nothing of the memory of `creator`, whose console, root, user and
 * limits it has. It is in `space`, with handles of its own. Its thread is not yet ready.
 */
export function makeParentlessProcess(
  kernel: Kernel,
  creator: Process,
  parts: {
    space: Space;
    handles: HandleTable;
    current: DirectoryInode;
    isDetached: boolean;
    scheduling: SchedulingAttributes;
  },
): Thread {
  const pid = takePid(kernel);
  const session = parts.isDetached ? { sid: pid, terminal: undefined } : creator.session;
  const process = newProcess(kernel, {
    pid,
    parent: undefined,
    session,
    style: 'windows',
    standardHandles: [0, 1, 2],
    exceptionFilter: 0,
    isDumpable: true,
    // A group of its own: what it forks is in it too.
    pgid: pid,
    name: '',
    executablePath: '',
    executable: undefined,
    space: parts.space,
    divTrap: false,
    argumentRange: { start: 0, end: 0 },
    environmentRange: { start: 0, end: 0 },
    handles: parts.handles,
    directory: { root: creator.directory.root, current: parts.current },
    umask: creator.umask,
    exitSignal: 0,
    actions: newActions(),
    credentials: { ...creator.credentials },
    limits: creator.limits,
    hasNoNewPrivileges: creator.hasNoNewPrivileges,
  });
  planCpuLimit(kernel, process);
  const thread = new Thread(pid, process, newContext(), newSignalSet(), parts.scheduling);
  addThread(kernel, thread);
  return thread;
}

/** A further thread in the process of `parent`, whose registers are saved in its context. It is not yet ready. */
export function forkThread(kernel: Kernel, parent: Thread): Thread {
  const thread = new Thread(
    takePid(kernel),
    parent.process,
    newContext(),
    newSignalSet(parent.blocked),
    inheritAttributes(parent.scheduling),
  );
  thread.context.x.set(parent.context.x);
  thread.context.pc = parent.context.pc;
  addThread(kernel, thread);
  return thread;
}

/** Ends every thread of the process but `thread`, which becomes its first: what execve begins with. */
export function leaveOtherThreads(kernel: Kernel, thread: Thread): void {
  const { process } = thread;
  for (const other of process.threads) {
    if (other === thread) continue;
    if (other.state !== 'ended') stopRunning(kernel, other);
    kernel.threads.delete(other.tid);
  }
  process.threads.splice(0, process.threads.length, thread);
  kernel.threads.delete(thread.tid);
  thread.tid = process.pid;
  kernel.threads.set(thread.tid, thread);
}

/** Ends one thread; the last one takes the process with it. */
export function endThread(kernel: Kernel, thread: Thread, ending: Ending): void {
  const living = thread.process.threads.filter((other) => other.state !== 'ended');
  if (living.length === 1) {
    endProcess(kernel, thread.process, ending);
    return;
  }
  thread.exitCode = ending.exitCode ?? ending.status;
  stopRunning(kernel, thread);
  if (thread.tid === thread.process.pid) return;
  kernel.threads.delete(thread.tid);
  thread.process.threads.splice(thread.process.threads.indexOf(thread), 1);
}

/**
 * Ends a process: its threads stop, its memory and handles are given back, its children get another parent, its parent is told.
 * What remains is a zombie until the parent waits for it.
 */
export function endProcess(kernel: Kernel, process: Process, ending: Ending): void {
  if (process.ending !== undefined) return;
  if (kernel.isFollowed) {
    const thread = kernel.current?.process === process ? kernel.current : process.threads[0]!;
    kernel.tell({ kind: 'exit', cycle: kernel.now(), thread, ...ending });
  }
  process.ending = ending;
  if (process.executable !== undefined) process.executable.runners--;
  process.isStopped = false;
  process.stopReport = undefined;
  for (const thread of process.threads) if (thread.state !== 'ended') stopRunning(kernel, thread);
  deleteTimers(kernel, process);
  dropCpuLimit(kernel, process);
  process.handles.closeAll(kernel);
  leaveSpace(kernel, process);
  kernel.wakeAll(process.vforkDone);
  if (process.session.sid === process.pid) endSession(kernel, process);
  leaveChildren(kernel, process);
  tellParent(kernel, process);
  if (process === kernel.main) kernel.mainEnding = ending;
}

/** Gives up the process's share of its address space; the last user frees it. */
export function leaveSpace(kernel: Kernel, process: Process): void {
  const { space, usage } = process;
  usage.maxResidentPages = Math.max(usage.maxResidentPages, space.peakPages);
  space.users--;
  if (space.users === 0) space.free();
  kernel.wakeAll(process.vforkDone);
}

/** What differs between a first process, a child and a process without a parent. */
type Origin = Pick<
  Process,
  | 'pid'
  | 'name'
  | 'executablePath'
  | 'executable'
  | 'style'
  | 'space'
  | 'divTrap'
  | 'argumentRange'
  | 'environmentRange'
  | 'handles'
  | 'directory'
  | 'umask'
  | 'parent'
  | 'pgid'
  | 'session'
  | 'exitSignal'
  | 'standardHandles'
  | 'exceptionFilter'
  | 'actions'
  | 'credentials'
  | 'hasNoNewPrivileges'
  | 'isDumpable'
  | 'limits'
>;

/** A new entry of the process table. One literal with each field: made by spreading it would be a slow object for its whole life. */
function newProcess(kernel: Kernel, origin: Origin): Process {
  const process: Process = {
    pid: origin.pid,
    name: origin.name,
    executablePath: origin.executablePath,
    executable: origin.executable,
    style: origin.style,
    space: origin.space,
    divTrap: origin.divTrap,
    argumentRange: origin.argumentRange,
    environmentRange: origin.environmentRange,
    handles: origin.handles,
    directory: origin.directory,
    umask: origin.umask,
    parent: origin.parent,
    children: new Children(),
    age: kernel.forkCount,
    pgid: origin.pgid,
    session: origin.session,
    isSubreaper: false,
    parentDeathSignal: 0,
    exitSignal: origin.exitSignal,
    hasExecuted: false,
    vforkDone: new WaitQueue(),
    childEvents: new WaitQueue(),
    threads: [],
    nameCount: 0,
    standardHandles: origin.standardHandles,
    exceptionFilter: origin.exceptionFilter,
    takesConsoleSignals: true,
    terminationCode: undefined,
    actions: origin.actions,
    pending: { set: newSignalSet(), details: new Map() },
    signalEvents: new WaitQueue(),
    isStopped: false,
    stopReport: undefined,
    timers: newTimers(),
    cpuAlarm: undefined,
    credentials: origin.credentials,
    hasNoNewPrivileges: origin.hasNoNewPrivileges,
    isDumpable: origin.isDumpable,
    ending: undefined,
    startCycle: kernel.now(),
    usage: newUsage(),
    childUsage: newUsage(),
    limits: origin.limits,
    cpuLimit: undefined,
  };
  kernel.processes.set(process.pid, process);
  enterGroups(kernel, process);
  if (process.executable !== undefined) process.executable.runners++;
  process.parent?.children.add(process);
  return process;
}

function addThread(kernel: Kernel, thread: Thread): void {
  thread.process.threads.push(thread);
  kernel.threads.set(thread.tid, thread);
  kernel.forkCount++;
}

/** The next number that no process, group or session uses: groups and sessions can outlive the process they are called after. */
function takePid(kernel: Kernel): number {
  do {
    kernel.lastPid = kernel.lastPid >= PID_MAX ? 2 : kernel.lastPid + 1;
  } while (
    kernel.threads.has(kernel.lastPid) ||
    kernel.groups.has(kernel.lastPid) ||
    kernel.sessions.has(kernel.lastPid)
  );
  return kernel.lastPid;
}

function stopRunning(kernel: Kernel, thread: Thread): void {
  if (kernel.isObserved) kernel.emit({ kind: 'end', cycle: kernel.now(), thread });
  if (thread.state === 'running') kernel.unload(thread);
  else if (thread.state === 'ready') kernel.scheduler.remove(thread);
  kernel.leaveQueues(thread);
  thread.wait = undefined;
  thread.state = 'ended';
  kernel.scheduler.leave(thread, 'ended');
  kernel.caches?.forget(thread);
  abandonMutexes(kernel, thread);
  kernel.wakeAll(thread.endEvents);
  if (thread.process.space.users > 0) leaveLocks(kernel, thread);
}

/** The end of a session leader: its terminal is free again, and its foreground group is hung up. */
function endSession(kernel: Kernel, leader: Process): void {
  const { terminal } = leader.session;
  if (terminal === undefined) return;
  leader.session.terminal = undefined;
  const group = terminal.foregroundGroup;
  terminal.session = 0;
  terminal.foregroundGroup = 0;
  for (const process of kernel.groups.of(group)) {
    if (process === leader) continue;
    sendSignal(kernel, process, SIG.SIGHUP, senderDetails(leader));
    sendSignal(kernel, process, SIG.SIGCONT, senderDetails(leader));
  }
}
