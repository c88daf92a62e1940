import { RLIMIT_SIGPENDING } from '../../abi/processes.ts';
import { PAGE_SIZE } from '../../machine/memory.ts';
import { ALL_CAPABILITIES, type CapabilitySet } from '../credentials.ts';
import type { Process } from '../process.ts';
import type { SignalSet } from '../signal-set.ts';
import type { PendingSignals } from '../signal-state.ts';
import { threadName } from '../thread.ts';
import { spaceSizes } from './proc-maps.ts';
import { dispositions, type Subject, stateOf, threadCount } from './proc-subject.ts';
import { kilobytes } from './proc-system.ts';

type Line = readonly [name: string, value: string | number];

/** /proc/PID/status: a name, a colon, a tab and a value in each line. */
export function statusText(subject: Subject): string {
  const { process, thread } = subject;
  const lines: Line[] = [
    ['Name', thread === undefined ? process.name : threadName(thread)],
    ['Umask', process.umask.toString(8).padStart(4, '0')],
    ['State', stateOf(subject)],
    ['Tgid', process.pid],
    ['Ngid', 0],
    ['Pid', thread?.tid ?? process.pid],
    ['PPid', process.parent?.pid ?? 0],
    ['TracerPid', 0],
    ...credentialLines(process),
    ...(process.ending === undefined ? memoryLines(process) : []),
    ['Threads', threadCount(process)],
    ...signalLines(subject),
    ...capabilityLines(process),
    ...schedulingLines(subject),
  ];
  return lines.map(([name, value]) => `${name}:\t${value}\n`).join('');
}

function credentialLines({ credentials, handles }: Process): Line[] {
  const { uid, euid, suid, fsuid, gid, egid, sgid, fsgid, groups } = credentials;
  const highest = handles.entries().at(-1)?.[0] ?? 0;
  return [
    ['Uid', [uid, euid, suid, fsuid].join('\t')],
    ['Gid', [gid, egid, sgid, fsgid].join('\t')],
    ['FDSize', Math.max(64, 2 ** Math.ceil(Math.log2(highest + 1)))],
    ['Groups', groups.map((group) => `${group} `).join('')],
  ];
}

function memoryLines({ space, usage }: Process): Line[] {
  const { total, resident, residentFile, data, stack, text } = spaceSizes(space);
  const peak = Math.max(usage.maxResidentPages, space.peakPages);
  const rows: [string, number][] = [
    ['VmSize', total],
    ['VmLck', 0],
    ['VmHWM', peak],
    ['VmRSS', resident],
    ['RssAnon', resident - residentFile],
    ['RssFile', residentFile],
    ['RssShmem', 0],
    ['VmData', data - stack],
    ['VmStk', stack],
    ['VmExe', text],
    ['VmLib', 0],
    ['VmSwap', 0],
  ];
  return rows.map(([name, pages]) => [name, kilobytes(pages * PAGE_SIZE)]);
}

function signalLines({ process, thread }: Subject): Line[] {
  const main = thread ?? process.threads[0];
  const { ignored, caught } = dispositions(process);
  const queued = [process.pending, ...process.threads.map(({ pending }) => pending)].reduce(
    (sum, pending) => sum + countQueued(pending),
    0,
  );
  return [
    ['SigQ', `${queued}/${shownLimit(process.limits[RLIMIT_SIGPENDING]?.soft)}`],
    ['SigPnd', signalMask(main?.pending.set)],
    ['ShdPnd', signalMask(process.pending.set)],
    ['SigBlk', signalMask(main?.blocked)],
    ['SigIgn', signalMask(ignored)],
    ['SigCgt', signalMask(caught)],
  ];
}

function capabilityLines({ credentials, hasNoNewPrivileges }: Process): Line[] {
  const { effective, permitted, inheritable } = credentials.capabilities;
  return [
    ['CapInh', capabilityMask(inheritable)],
    ['CapPrm', capabilityMask(permitted)],
    ['CapEff', capabilityMask(effective)],
    ['CapBnd', capabilityMask(ALL_CAPABILITIES)],
    ['CapAmb', capabilityMask([0, 0])],
    ['NoNewPrivs', Number(hasNoNewPrivileges)],
  ];
}

/** The harts it may run on, as a mask and as a list; how often it gave up its hart, and how often it had to. */
function schedulingLines({ process, thread, processes }: Subject): Line[] {
  const count = processes.system().harts.length;
  const [low, high] = (thread ?? process.threads[0])?.scheduling.affinity ?? [-1, -1];
  const harts = Array.from({ length: count }, (_, hart) => hart).filter(
    (hart) => (((hart < 32 ? low : high) >>> (hart & 31)) & 1) !== 0,
  );
  const switches = thread ?? process.usage;
  return [
    ['Cpus_allowed', hartMask(harts, count)],
    ['Cpus_allowed_list', hartList(harts)],
    ['voluntary_ctxt_switches', switches.voluntarySwitches],
    ['nonvoluntary_ctxt_switches', switches.involuntarySwitches],
  ];
}

/** Groups of 32 bits with commas between them, the highest first. */
function hartMask(harts: readonly number[], count: number): string {
  const word = (from: number) =>
    harts.filter((hart) => hart >= from && hart < from + 32).reduce((bits, hart) => bits + 2 ** (hart - from), 0);
  if (count <= 32)
    return word(0)
      .toString(16)
      .padStart(Math.ceil(count / 4), '0');
  const high = word(32)
    .toString(16)
    .padStart(Math.ceil((count - 32) / 4), '0');
  return `${high},${word(0).toString(16).padStart(8, '0')}`;
}

/** As in 0-2,5. */
function hartList(harts: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const hart of harts) {
    const last = ranges.at(-1);
    if (last?.[1] === hart - 1) last[1] = hart;
    else ranges.push([hart, hart]);
  }
  return ranges.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(',');
}

function countQueued({ details }: PendingSignals): number {
  return [...details.values()].reduce((sum, queue) => sum + queue.length, 0);
}

function shownLimit(limit: number | undefined): number {
  return Math.min(limit ?? 0xffffffff, 0xffffffff);
}

function signalMask(set: SignalSet | undefined): string {
  return set === undefined ? '0'.repeat(16) : capabilityMask([set.low, set.high]);
}

function capabilityMask([low, high]: CapabilitySet): string {
  const hex = (word: number) => (word >>> 0).toString(16).padStart(8, '0');
  return hex(high) + hex(low);
}
