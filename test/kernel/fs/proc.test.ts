import { beforeEach, describe, expect, test } from 'vitest';
import { E } from '../../../src/abi/errno.ts';
import { O_PATH, O_RDONLY, O_WRONLY } from '../../../src/abi/files.ts';
import { CLD_EXITED, CLD_KILLED, SIG, SIG_IGN } from '../../../src/abi/signals.ts';
import { byteString } from '../../../src/base/bytes.ts';
import { Children } from '../../../src/kernel/children.ts';
import { rootCredentials } from '../../../src/kernel/credentials.ts';
import type { ProcessTable, SystemFacts } from '../../../src/kernel/fs/proc-facts.ts';
import { HandleTable } from '../../../src/kernel/io/handles.ts';
import { Terminal } from '../../../src/kernel/io/terminal.ts';
import { newUsage, type Process } from '../../../src/kernel/process.ts';
import { newActions, setAction } from '../../../src/kernel/signal.ts';
import { addSignal, newSignalSet } from '../../../src/kernel/signal-set.ts';
import { Thread } from '../../../src/kernel/thread.ts';
import { newTimers } from '../../../src/kernel/timer.ts';
import { Space } from '../../../src/kernel/vm/space.ts';
import { WaitQueue } from '../../../src/kernel/wait-queue.ts';
import { newContext } from '../../../src/machine/context.ts';
import { ServicesDouble } from '../io/services-double.ts';
import { Tree } from './tree.ts';

/** Where the processes have their arguments. */
const ARGUMENTS = 0x7ffd0000;

class Processes implements ProcessTable {
  readonly processes = new Map<number, Process>();

  get(pid: number): Process | undefined {
    return this.processes.get(pid);
  }

  pids(): readonly number[] {
    return [...this.processes.keys()];
  }

  current(): Thread {
    return this.processes.get(7)!.threads[0]!;
  }

  readMemory(process: Process, { start }: { readonly start: number }): string {
    return start === ARGUMENTS ? `/bin/${process.name}\0-l\0` : 'A=1\0B=2\0';
  }

  userCycles(clock: Process | Thread): number {
    return 'tid' in clock ? clock.userCycles : clock.usage.userCycles;
  }

  system(): SystemFacts {
    return {
      cycles: tree.cycles,
      harts: [
        { user: 3_000_000_000, nice: 1_000_000_000 },
        { user: 1_000_000, nice: 0 },
      ],
      switchCount: 321,
      forkCount: 12,
      lastPid: 77,
      threadCount: 9,
      activeCount: 2,
      loadAverages: ['0.50', '0.25', '0.01'],
      maxProcesses: 100,
      maxOpenFiles: 64,
    };
  }
}

const services = new ServicesDouble();
let tree: Tree;
let processes: Processes;
let process: Process;

beforeEach(() => {
  tree = new Tree();
  processes = new Processes();
  const parent = addProcess(1, 'init', undefined);
  process = addProcess(7, 'tail', parent);
  tree.files.mountProc(processes);
});

function addProcess(pid: number, name: string, parent: Process | undefined): Process {
  const space = Space.create(tree.machine, tree.files);
  if (space === undefined) throw new Error('no frame for a page table');
  const made: Process = {
    pid,
    name,
    style: 'unix',
    nameCount: 0,
    standardHandles: [0, 1, 2],
    exceptionFilter: 0,
    takesConsoleSignals: true,
    terminationCode: undefined,
    executablePath: `/bin/${name}`,
    executable: undefined,
    space,
    divTrap: false,
    argumentRange: { start: ARGUMENTS, end: ARGUMENTS + 9 },
    environmentRange: { start: 0, end: 0 },
    handles: new HandleTable(),
    directory: { root: tree.root, current: tree.root },
    umask: 0o022,
    parent,
    children: new Children(),
    age: 0,
    pgid: pid,
    session: { sid: 1, terminal: undefined },
    exitSignal: SIG.SIGCHLD,
    hasExecuted: true,
    vforkDone: new WaitQueue(),
    childEvents: new WaitQueue(),
    threads: [],
    actions: newActions(),
    pending: { set: newSignalSet(), details: new Map() },
    signalEvents: new WaitQueue(),
    timers: newTimers(),
    cpuAlarm: undefined,
    isStopped: false,
    stopReport: undefined,
    credentials: rootCredentials(),
    hasNoNewPrivileges: false,
    isDumpable: true,
    isSubreaper: false,
    parentDeathSignal: 0,
    cpuLimit: undefined,
    ending: undefined,
    startCycle: 123_000_000,
    usage: newUsage(),
    childUsage: newUsage(),
    limits: [],
  };
  made.threads.push(new Thread(pid, made, newContext(), newSignalSet()));
  processes.processes.set(pid, made);
  return made;
}

function read(path: string): string {
  const inode = tree.files.openPath(tree.user, tree.root, path, O_RDONLY, 0);
  const object = typeof inode === 'number' ? inode : tree.files.open(inode, O_RDONLY);
  if (typeof object === 'number') throw new Error(`${path}: ${object}`);
  const bytes = new Uint8Array(4096);
  return byteString(bytes.subarray(0, object.read(services, bytes)));
}

/** The fields of stat, numbered from 1 as in proc(5). */
function stat(): string[] {
  return ['', ...read('/proc/7/stat').trimEnd().split(' ')];
}

describe('/proc', () => {
  test('lists the files of the system, self, and the processes by number', () => {
    addProcess(3, 'sh', undefined);
    const names = tree.names('/proc');
    expect(names.slice(0, 4)).toEqual(['cpuinfo', 'filesystems', 'loadavg', 'meminfo']);
    expect(names.slice(-6)).toEqual(['mounts', 'self', 'thread-self', '1', '3', '7']);
  });

  test('has no directory for what is not a process', () => {
    for (const name of ['2', '07', '0', '-1', '7x']) expect(tree.look(`/proc/${name}`)).toBe(-E.ENOENT);
  });

  test('self is the process that asks', () => {
    expect(read('/proc/self/comm')).toBe('tail\n');
  });

  test('uptime is virtual time in seconds', () => {
    tree.cycles = 12_345_000_000;
    // Two harts; one ran for 40 seconds, the other for a hundredth.
    expect(read('/proc/uptime')).toBe('123.45 206.89\n');
  });

  test('meminfo counts frames', () => {
    const { total, freeCount } = tree.machine.frames;
    expect(read('/proc/meminfo').split('\n').slice(0, 2)).toEqual([
      `MemTotal:       ${String(total * 4).padStart(8)} kB`,
      `MemFree:        ${String(freeCount * 4).padStart(8)} kB`,
    ]);
  });

  test('cannot be changed', () => {
    const proc = tree.directory('/proc');
    expect(tree.files.makeFile(tree.user, proc, 'x', 0o644)).toBe(-E.ENOENT);
    expect(tree.files.unlink(tree.user, proc, 'version')).toBe(-E.EPERM);
    expect(tree.files.openPath(tree.user, tree.root, '/proc/7/comm', O_WRONLY, 0)).toBe(-E.EACCES);
    expect(tree.removeDirectory('/proc')).toBe(-E.EBUSY);
  });

  test('looking takes no inode numbers and no frames', () => {
    const before = [tree.freeFrames, tree.files.newFifo(tree.user).number];
    tree.names('/proc');
    tree.names('/proc/7');
    read('/proc/7/stat');
    expect([tree.freeFrames, tree.files.newFifo(tree.user).number - 1]).toEqual(before);
  });

  test('different files have different numbers, the same file always the same', () => {
    const paths = ['/proc', '/proc/self', '/proc/version', '/proc/1', '/proc/7', '/proc/1/stat', '/proc/7/stat'];
    const numbers = paths.map((path) => tree.at(path).number);
    expect(new Set(numbers).size).toBe(paths.length);
    expect(paths.map((path) => tree.at(path).number)).toEqual(numbers);
  });

  test('a file opened before its process is gone keeps what it said', () => {
    const inode = tree.file('/proc/7/comm');
    const object = tree.files.open(inode, O_RDONLY);
    processes.processes.delete(7);
    expect(typeof object !== 'number' && object.read(services, new Uint8Array(9))).toBe(5);
    expect(tree.files.open(inode, O_RDONLY)).toBe(-E.ESRCH);
    expect(typeof tree.files.open(inode, O_PATH)).toBe('object');
  });

  test('a directory that is the current one has a path', () => {
    expect(tree.files.pathOf(tree.directory('/proc/7'))).toBe('/proc/7');
  });
});

describe('/proc/PID/stat', () => {
  test('is one line of 52 fields', () => {
    const text = read('/proc/7/stat');
    expect(text.split(' ').length).toBe(52);
    expect(text.endsWith('\n')).toBe(true);
  });

  test('names the process and its family', () => {
    const terminal = new Terminal();
    terminal.foregroundGroup = 9;
    process.session.terminal = terminal;
    process.pgid = 9;
    expect(stat().slice(1, 9)).toEqual(['7', '(tail)', 'R', '1', '9', '1', '1281', '9']);
  });

  test('without a terminal has tty 0 and foreground group -1', () => {
    expect(stat().slice(7, 9)).toEqual(['0', '-1']);
  });

  test('counts faults, time, threads and memory', () => {
    Object.assign(process.usage, { minorFaults: 5, majorFaults: 2, userCycles: 2_510_000_000 });
    process.childUsage.userCycles = 1_000_000;
    process.threads[0]!.scheduling.nice = 5;
    process.space.residentPages = 11;
    const fields = stat();
    expect([fields[10], fields[12], fields[14], fields[16]]).toEqual(['5', '2', '2510', '1']);
    expect([fields[18], fields[19], fields[20], fields[22], fields[24]]).toEqual(['25', '5', '1', '123', '11']);
  });

  test('the state is R for running and ready, S for blocked, T for stopped, Z for ended', () => {
    const states: string[] = [];
    for (const state of ['ready', 'running', 'blocked'] as const) {
      process.threads[0]!.state = state;
      states.push(stat()[3]!);
    }
    process.isStopped = true;
    states.push(stat()[3]!);
    process.ending = { code: CLD_EXITED, status: 3 };
    states.push(stat()[3]!);
    expect(states).toEqual(['R', 'R', 'S', 'T', 'Z']);
  });

  test('the last field is how a zombie ended', () => {
    process.ending = { code: CLD_EXITED, status: 3 };
    expect(stat()[52]).toBe('768');
    process.ending = { code: CLD_KILLED, status: 9 };
    expect(stat()[52]).toBe('9');
  });
});

describe('other files of a process', () => {
  test('cmdline is the arguments with their zero bytes, and nothing for a zombie', () => {
    expect(read('/proc/7/cmdline')).toBe('/bin/tail\0-l\0');
    process.ending = { code: CLD_EXITED, status: 0 };
    expect(read('/proc/7/cmdline')).toBe('');
  });

  test('status has a tab after each name', () => {
    const lines = read('/proc/7/status').split('\n');
    expect(lines.slice(0, 4)).toEqual(['Name:\ttail', 'Umask:\t0022', 'State:\tR (running)', 'Tgid:\t7']);
    expect(lines).toContain('Uid:\t0\t0\t0\t0');
  });

  test('status shows signals as masks of 64 bits', () => {
    addSignal(process.pending.set, SIG.SIGHUP);
    addSignal(process.threads[0]!.blocked, 64);
    setAction(process, SIG.SIGINT, { handler: SIG_IGN });
    setAction(process, SIG.SIGTERM, { handler: 0x10000 });
    const text = read('/proc/7/status');
    expect(text).toContain('ShdPnd:\t0000000000000001\n');
    expect(text).toContain('SigBlk:\t8000000000000000\n');
    expect(text).toContain('SigIgn:\t0000000000000002\n');
    expect(text).toContain('SigCgt:\t0000000000004000\n');
  });
});
