import { SYSTEM_NAMES } from '../../abi/names.ts';
import { CYCLES_PER_SECOND, RLIMIT_AS, TICKS_PER_SECOND } from '../../abi/processes.ts';
import { CLD_EXITED, SIG_DFL, SIG_IGN, SIGNAL_MAX } from '../../abi/signals.ts';
import type { Machine } from '../../machine/machine.ts';
import { PAGE_SIZE } from '../../machine/memory.ts';
import type { Process } from '../process.ts';
import { addSignal, newSignalSet, type SignalSet } from '../signal-set.ts';
import type { ProcessTable } from './proc.ts';

/** What files of the system are made from. */
interface SystemFacts {
  readonly machine: Machine;
  readonly cycles: number;
}

type ProcessText = (process: Process, processes: ProcessTable) => string;

/** The files of /proc, in the formats of proc(5). */
export const SYSTEM_FILES: ReadonlyMap<string, (facts: SystemFacts) => string> = new Map([
  ['uptime', uptimeText],
  ['meminfo', memoryText],
  ['version', versionText],
]);

/** The files of /proc/PID. */
export const PROCESS_FILES: ReadonlyMap<string, ProcessText> = new Map<string, ProcessText>([
  ['stat', statText],
  ['status', statusText],
  ['cmdline', (process, processes) => (process.ending === undefined ? processes.readArguments(process) : '')],
  ['comm', (process) => `${process.name}\n`],
]);

/** The states of a process: the letter of stat, and how status puts it. */
const STATES = {
  running: 'R (running)',
  sleeping: 'S (sleeping)',
  stopped: 'T (stopped)',
  zombie: 'Z (zombie)',
} as const;

/** The `nice` value 0 as a kernel priority. */
const DEFAULT_PRIORITY = 20;

/**
 * The 52 fields of /proc/PID/stat. Those that say nothing here are 0, as Linux has it for fields that it no longer
 * maintains; addresses are 0 as for a reader without the right to see them.
 */
function statText(process: Process): string {
  const { usage, childUsage, session } = process;
  const isZombie = process.ending !== undefined;
  const main = process.threads[0];
  const { ignored, caught } = dispositions(process);
  // biome-ignore format: five fields a line, numbered as in proc(5)
  const fields = [
    process.pid, `(${process.name})`, stateOf(process)[0]!, process.parent?.pid ?? 0, process.pgid,          // 1
    session.sid, terminalNumber(process), session.terminal?.foregroundGroup ?? -1, 0, usage.minorFaults,     // 6
    childUsage.minorFaults, usage.majorFaults, childUsage.majorFaults, ticks(usage.userCycles), 0,           // 11
    ticks(childUsage.userCycles), 0, DEFAULT_PRIORITY + main!.scheduling.nice, main!.scheduling.nice, threadCount(process),    // 16
    0, ticks(process.startCycle), isZombie ? 0 : virtualBytes(process), residentPages(process), spaceLimit(process), // 21
    0, 0, 0, 0, 0,                                                                                           // 26
    process.pending.set.low & 0x7fffffff, (main?.blocked.low ?? 0) & 0x7fffffff, ignored.low & 0x7fffffff, caught.low & 0x7fffffff, 0, // 31
    0, 0, process.exitSignal, Math.max(0, main?.hart ?? 0), 0,                                               // 36
    0, 0, 0, 0, 0,                                                                                           // 41
    0, 0, 0, 0, 0,                                                                                           // 46
    0, exitCode(process),                                                                                    // 51
  ];
  return `${fields.join(' ')}\n`;
}

function statusText(process: Process): string {
  const main = process.threads[0];
  const { uid, gid } = process.credentials;
  const { ignored, caught } = dispositions(process);
  const lines: [string, string | number][] = [
    ['Name', process.name],
    ['Umask', process.umask.toString(8).padStart(4, '0')],
    ['State', stateOf(process)],
    ['Tgid', process.pid],
    ['Ngid', 0],
    ['Pid', process.pid],
    ['PPid', process.parent?.pid ?? 0],
    ['TracerPid', 0],
    ['Uid', `${uid}\t${uid}\t${uid}\t${uid}`],
    ['Gid', `${gid}\t${gid}\t${gid}\t${gid}`],
  ];
  if (process.ending === undefined) {
    lines.push(['VmSize', kilobytes(virtualBytes(process))], ['VmRSS', kilobytes(residentPages(process) * PAGE_SIZE)]);
  }
  lines.push(
    ['Threads', threadCount(process)],
    ['SigPnd', signalMask(main?.pending.set)],
    ['ShdPnd', signalMask(process.pending.set)],
    ['SigBlk', signalMask(main?.blocked)],
    ['SigIgn', signalMask(ignored)],
    ['SigCgt', signalMask(caught)],
    ['voluntary_ctxt_switches', process.usage.voluntarySwitches],
    ['nonvoluntary_ctxt_switches', process.usage.involuntarySwitches],
  );
  return lines.map(([name, value]) => `${name}:\t${value}\n`).join('');
}

function versionText(): string {
  const { system, release, version } = SYSTEM_NAMES;
  return `${system} version ${release} ${version}\n`;
}

/** Seconds since the boot; the second number, the time that all harts were idle, is not kept. */
function uptimeText({ cycles }: SystemFacts): string {
  return `${(cycles / CYCLES_PER_SECOND).toFixed(2)} 0.00\n`;
}

function memoryText({ machine }: SystemFacts): string {
  const { total, freeCount } = machine.frames;
  const rows: [string, number][] = [
    ['MemTotal', total],
    ['MemFree', freeCount],
    ['MemAvailable', freeCount],
  ];
  return rows.map(([name, frames]) => `${`${name}:`.padEnd(16)}${kilobytes(frames * PAGE_SIZE)}\n`).join('');
}

/** A process runs if one of its threads does or could. */
function stateOf(process: Process): string {
  if (process.ending !== undefined) return STATES.zombie;
  if (process.isStopped) return STATES.stopped;
  const isActive = process.threads.some(({ state }) => state === 'running' || state === 'ready');
  return isActive ? STATES.running : STATES.sleeping;
}

/** The controlling terminal as a device number, 0 for none. */
function terminalNumber({ session: { terminal } }: Process): number {
  return terminal === undefined ? 0 : terminal.major * 256 + terminal.minor;
}

/** How a zombie ended, as wait gives it. */
function exitCode({ ending }: Process): number {
  if (ending === undefined) return 0;
  return ending.code === CLD_EXITED ? (ending.status & 0xff) << 8 : ending.status;
}

/** A zombie has one thread left. */
function threadCount(process: Process): number {
  return Math.max(1, process.threads.filter(({ state }) => state !== 'ended').length);
}

function virtualBytes(process: Process): number {
  return process.space.areas.reduce((pages, area) => pages + area.end - area.start, 0) * PAGE_SIZE;
}

function residentPages(process: Process): number {
  return process.ending === undefined ? process.space.residentPages : 0;
}

/** The soft limit on the address space; none is the largest word. */
function spaceLimit(process: Process): number {
  return Math.min(process.limits[RLIMIT_AS]?.soft ?? 0xffffffff, 0xffffffff);
}

function dispositions(process: Process): {
  ignored: SignalSet;
  caught: SignalSet;
} {
  const ignored = newSignalSet();
  const caught = newSignalSet();
  for (let signal = 1; signal <= SIGNAL_MAX; signal++) {
    const handler = process.actions[signal]?.handler ?? SIG_DFL;
    if (handler !== SIG_DFL) addSignal(handler === SIG_IGN ? ignored : caught, signal);
  }
  return { ignored, caught };
}

function ticks(cycles: number): number {
  return Math.floor(cycles / (CYCLES_PER_SECOND / TICKS_PER_SECOND));
}

function kilobytes(bytes: number): string {
  return `${String(bytes / 1024).padStart(8)} kB`;
}

function signalMask(set: SignalSet | undefined): string {
  const hex = (word: number) => (word >>> 0).toString(16).padStart(8, '0');
  return set === undefined ? '0'.repeat(16) : hex(set.high) + hex(set.low);
}
