import { CAP_LAST_CAP } from '../../abi/control.ts';
import { MMAP_MIN_ADDR } from '../../abi/memory.ts';
import { SYSTEM_NAMES } from '../../abi/names.ts';
import { BOOT_TIME, CYCLES_PER_SECOND, TICKS_PER_SECOND } from '../../abi/processes.ts';
import { PAGE_SIZE } from '../../machine/memory.ts';
import type { HartTimes, ProcHost, SystemFacts } from './proc-facts.ts';

/** The text of a file of the system. */
type SystemText = (system: SystemFacts, host: ProcHost) => string;

/** The files of /proc that are about the system, by path, in the formats of proc(5). */
export const SYSTEM_FILES: ReadonlyMap<string, SystemText> = new Map<string, SystemText>([
  ['cpuinfo', ({ harts }) => harts.map((_, index) => hartText(index)).join('')],
  ['filesystems', () => 'nodev\trootfs\nnodev\tproc\nnodev\thost\n'],
  ['loadavg', loadText],
  ['meminfo', (_, host) => memoryText(host)],
  ['stat', statText],
  ['uptime', uptimeText],
  ['version', versionText],
  ['sys/fs/file-max', ({ maxOpenFiles, maxProcesses }) => `${maxOpenFiles * maxProcesses}\n`],
  ['sys/fs/nr_open', ({ maxOpenFiles }) => `${maxOpenFiles}\n`],
  ['sys/fs/pipe-max-size', () => `${2 ** 20}\n`],
  ['sys/kernel/cap_last_cap', () => `${CAP_LAST_CAP}\n`],
  ['sys/kernel/hostname', () => `${SYSTEM_NAMES.node}\n`],
  ['sys/kernel/ngroups_max', () => '65536\n'],
  ['sys/kernel/osrelease', () => `${SYSTEM_NAMES.release}\n`],
  ['sys/kernel/ostype', () => `${SYSTEM_NAMES.system}\n`],
  ['sys/kernel/pid_max', () => '32768\n'],
  ['sys/kernel/threads-max', ({ maxProcesses }) => `${maxProcesses}\n`],
  ['sys/kernel/version', () => `${SYSTEM_NAMES.version}\n`],
  ['sys/vm/mmap_min_addr', () => `${MMAP_MIN_ADDR}\n`],
  ['sys/vm/overcommit_memory', () => '1\n'],
]);

/** What is mounted, as /proc/PID/mounts has it. */
export function mountsText({ mounts }: ProcHost): string {
  return mounts
    .map(({ path, type, isWritable }) => `${type} ${path} ${type} ${isWritable ? 'rw' : 'ro'},relatime 0 0\n`)
    .join('');
}

/** Cycles as clock ticks, of which there are a hundred in a second. */
export function ticks(cycles: number): number {
  return Math.floor(cycles / (CYCLES_PER_SECOND / TICKS_PER_SECOND));
}

/** A size in the form of meminfo and status. */
export function kilobytes(bytes: number): string {
  return `${String(bytes / 1024).padStart(8)} kB`;
}

function idleCycles(system: SystemFacts, { user, nice }: HartTimes): number {
  return Math.max(0, system.cycles - user - nice);
}

/** Seconds since the boot, and seconds that harts were idle, all added up. */
function uptimeText(system: SystemFacts): string {
  const idle = system.harts.reduce((sum, hart) => sum + idleCycles(system, hart), 0);
  return `${seconds(system.cycles)} ${seconds(idle)}\n`;
}

function seconds(cycles: number): string {
  return (ticks(cycles) / TICKS_PER_SECOND).toFixed(2);
}

function versionText(): string {
  const { system, release, version } = SYSTEM_NAMES;
  return `${system} version ${release} ${version}\n`;
}

/** A block for each hart, as riscv Linux has it. */
function hartText(index: number): string {
  return `processor\t: ${index}\nhart\t\t: ${index}\nisa\t\t: rv32ima_zicsr_zifencei\nmmu\t\t: sv32\n\n`;
}

function loadText({ loadAverages, activeCount, threadCount, lastPid }: SystemFacts): string {
  return `${loadAverages.join(' ')} ${activeCount}/${threadCount} ${lastPid}\n`;
}

/** Data of files that live in memory cannot be given up: no more memory is available than is free. */
function memoryText({ machine, cachedFrames }: ProcHost): string {
  const { total, freeCount, quarantined } = machine.frames;
  const free = freeCount + quarantined;
  const rows: [string, number][] = [
    ['MemTotal', total],
    ['MemFree', free],
    ['MemAvailable', free],
    ['Buffers', 0],
    ['Cached', cachedFrames],
    ['SwapCached', 0],
    ['SwapTotal', 0],
    ['SwapFree', 0],
    ['Dirty', 0],
    ['Writeback', 0],
    ['Shmem', 0],
  ];
  return rows.map(([name, frames]) => `${`${name}:`.padEnd(16)}${kilobytes(frames * PAGE_SIZE)}\n`).join('');
}

/** Times in ticks: user, nice, system, idle; waiting, interrupts and guests take none. */
function statText(system: SystemFacts): string {
  const times = system.harts.map((hart) => [hart.user, hart.nice, idleCycles(system, hart)] as const);
  const sums = [0, 1, 2].map((index) => times.reduce((sum, row) => sum + row[index]!, 0));
  const row = (name: string, [user, nice, idle]: readonly number[]) =>
    `${name} ${ticks(user!)} ${ticks(nice!)} 0 ${ticks(idle!)} 0 0 0 0 0 0\n`;
  const lines = [
    row('cpu ', sums),
    ...times.map((hart, index) => row(`cpu${index}`, hart)),
    'intr 0\n',
    `ctxt ${system.switchCount}\n`,
    `btime ${BOOT_TIME}\n`,
    `processes ${system.forkCount}\n`,
    `procs_running ${system.activeCount}\n`,
    'procs_blocked 0\n',
  ];
  return lines.join('');
}
