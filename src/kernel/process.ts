import type { Children } from './children.ts';
import type { CpuLimit } from './cpu-limit.ts';
import type { CpuAlarm } from './cpu-timers.ts';
import type { Credentials } from './credentials.ts';
import type { DirectoryInode, FileInode } from './fs/inode.ts';
import type { HandleTable } from './io/handles.ts';
import type { Terminal } from './io/terminal.ts';
import type { PendingSignals, SignalAction } from './signal-state.ts';
import type { Thread } from './thread.ts';
import type { ProcessTimers } from './timer.ts';
import type { Space } from './vm/space.ts';
import type { WaitQueue } from './wait-queue.ts';

/** A session: processes that share a controlling terminal. */
export interface Session {
  readonly sid: number;
  terminal: Terminal | undefined;
}

/** How a process ended: a CLD_ code, and the exit status or the signal. */
export interface Ending {
  readonly code: number;
  readonly status: number;
  /** The 32 bits that ExitProcess or TerminateProcess gave; absent for an end in the way of UNIX. */
  readonly exitCode?: number | undefined;
  /** The fault of its own that it died of, if it did. */
  readonly fault?: FatalFault | undefined;
}

/** A fault that killed a process: the instruction, the address that a signal tells of, and the signal's si_code; 0 if no frame was free. */
export interface FatalFault {
  readonly pc: number;
  readonly addr: number;
  readonly code: number;
}

/** What a process used, in cycles and counts. */
export interface Usage {
  userCycles: number;
  minorFaults: number;
  majorFaults: number;
  voluntarySwitches: number;
  involuntarySwitches: number;
  /** The most frames that an address space it has left had; for children the largest of all. */
  maxResidentPages: number;
}

/** A soft and a hard limit; Infinity for none. It never changes, so processes share it. */
export interface Limit {
  readonly soft: number;
  readonly hard: number;
}

/**
 * An entry of the process table: the process control block of the textbooks. It lives from clone until it is reaped by
 * a wait, or, made by CreateProcess, until it has ended and no handle names it; after its end (`ending` is set) only its
 * identity, family and accounting are still meaningful.
 */
export interface Process {
  // Identity
  readonly pid: number;
  /** The name that ps shows: the last part of the executable's path, at most 15 bytes. */
  name: string;
  /** Byte string: the path of the executable. */
  executablePath: string;
  executable: FileInode | undefined;

  /** How it was made: a Windows-style process comes from CreateProcess and never has a parent; see `windows/windows.ts`. */
  readonly style: 'unix' | 'windows';

  // Memory
  space: Space;
  /** Whether division by zero traps. */
  divTrap: boolean;
  /** Where arguments and environment lie on the stack: for /proc/PID/cmdline and environ. */
  argumentRange: { start: number; end: number };
  environmentRange: { start: number; end: number };

  // Handles and files
  handles: HandleTable;
  directory: { root: DirectoryInode; current: DirectoryInode };
  umask: number;

  // Family
  parent: Process | undefined;
  /** Living and ended children. */
  readonly children: Children;
  /** How many threads had been made before it: who has less is older. */
  readonly age: number;
  pgid: number;
  session: Session;
  /** Whether orphans among its descendants become its children. */
  isSubreaper: boolean;
  /** The signal it gets when its parent ends; 0 for none. */
  parentDeathSignal: number;
  /** The signal that tells the parent of the end (SIGCHLD for fork). */
  exitSignal: number;
  /** Whether execve has succeeded since fork: setpgid by the parent is then too late. */
  hasExecuted: boolean;
  /** Threads of the parent that wait for a vfork child to exec or end. */
  readonly vforkDone: WaitQueue;
  /** Threads of this process that wait for a child. */
  readonly childEvents: WaitQueue;

  // Scheduling
  readonly threads: Thread[];

  // What Windows-style calls keep
  /** Open objects that name it or a thread of it. */
  nameCount: number;
  /** What GetStdHandle gives for input, output and errors. */
  standardHandles: [input: number, output: number, errors: number];
  /** The routine that gets a fault before it ends the process; 0 for none. */
  exceptionFilter: number;
  /** Whether Ctrl-C on its console reaches it though it is in no foreground group. */
  takesConsoleSignals: boolean;
  /** What TerminateProcess wants as the exit code, while the process has yet to end. */
  terminationCode: number | undefined;

  // Signals
  /** By signal; shared with relatives, so it is replaced as a whole (`setAction`). */
  actions: readonly SignalAction[];
  /** Signals sent to the process as a whole. */
  readonly pending: PendingSignals;
  /** Who waits for any signal to become pending (signalfd). */
  readonly signalEvents: WaitQueue;
  /** Stopped by a signal; `stopReport` is what a wait has yet to be told of stopping and continuing. */
  isStopped: boolean;
  stopReport: { code: number; status: number } | undefined;

  // Timers
  readonly timers: ProcessTimers;
  /** Rings for those that count the process's own cycles, while there are any. */
  cpuAlarm: CpuAlarm | undefined;

  // Credentials
  readonly credentials: Credentials;
  /** PR_SET_NO_NEW_PRIVS and PR_SET_DUMPABLE, kept for those who ask. */
  hasNoNewPrivileges: boolean;
  isDumpable: boolean;

  // End
  ending: Ending | undefined;

  // Accounting
  readonly startCycle: number;
  readonly usage: Usage;
  /** What reaped children used. */
  readonly childUsage: Usage;
  /** By RLIMIT_ number; shared with relatives, so it is replaced as a whole (`setLimit`). */
  limits: readonly Limit[];
  /** Watches over RLIMIT_CPU; undefined without one. */
  cpuLimit: CpuLimit | undefined;
}

/** Usage at the start of a life. */
export function newUsage(): Usage {
  return {
    userCycles: 0,
    minorFaults: 0,
    majorFaults: 0,
    voluntarySwitches: 0,
    involuntarySwitches: 0,
    maxResidentPages: 0,
  };
}

/** Adds `usage` to `total`. */
export function addUsage(total: Usage, usage: Usage): void {
  total.userCycles += usage.userCycles;
  total.minorFaults += usage.minorFaults;
  total.majorFaults += usage.majorFaults;
  total.voluntarySwitches += usage.voluntarySwitches;
  total.involuntarySwitches += usage.involuntarySwitches;
  total.maxResidentPages = Math.max(total.maxResidentPages, usage.maxResidentPages);
}
