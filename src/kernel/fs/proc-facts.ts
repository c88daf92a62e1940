import type { Machine } from '../../machine/machine.ts';
import type { Process } from '../process.ts';
import type { Thread } from '../thread.ts';
import type { Inode, Timestamp } from './inode.ts';

/** The processes as /proc shows them. */
export interface ProcessTable {
  get(pid: number): Process | undefined;
  /** The ids of living and zombie processes. */
  pids(): readonly number[];
  /** The thread whose call is being executed. */
  current(): Thread;
  /** The bytes of a stretch of the process's memory as they are now; a byte string, '' if they cannot be read. */
  readMemory(process: Process, range: { readonly start: number; readonly end: number }): string;
  /** How many cycles a process or a thread has run until now, the present stay on a hart included. */
  userCycles(clock: Process | Thread): number;
  system(): SystemFacts;
}

/** The system as a whole: what the files at the top of /proc are made from. */
export interface SystemFacts {
  /** Virtual time. */
  readonly cycles: number;
  readonly harts: readonly HartTimes[];
  /** How often a hart got another thread, and how many threads were made, since the start. */
  readonly switchCount: number;
  readonly forkCount: number;
  readonly lastPid: number;
  /** Threads that there are, and those of them that run or could. */
  readonly threadCount: number;
  readonly activeCount: number;
  /** Of 1, 5 and 15 minutes, with two digits after the point. */
  readonly loadAverages: readonly string[];
  readonly maxProcesses: number;
  readonly maxOpenFiles: number;
}

/** Cycles since the start in which a hart ran threads: with nice up to 0, and with nice above 0. */
export interface HartTimes {
  readonly user: number;
  readonly nice: number;
}

/** Something that is mounted. */
export interface Mount {
  readonly path: string;
  readonly type: 'rootfs' | 'host' | 'proc';
  readonly isWritable: boolean;
}

/** What /proc asks of the file system that it is in. */
export interface ProcHost {
  readonly processes: ProcessTable | undefined;
  readonly machine: Machine;
  readonly mounts: readonly Mount[];
  /** Frames that hold data of files. */
  readonly cachedFrames: number;
  now(): Timestamp;
  shownPath(inode: Inode): string | undefined;
}
