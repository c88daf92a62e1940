import { NANOSECONDS_PER_CYCLE, RLIMIT_COUNT, RLIMIT_RSS } from '../../abi/processes.ts';
import { CLD_EXITED } from '../../abi/signals.ts';
import { PAGE_SIZE } from '../../machine/memory.ts';
import type { Process } from '../process.ts';
import { isRealTimePolicy } from '../sched/attributes.ts';
import { type Thread, threadName } from '../thread.ts';
import { mapsText, spaceSizes } from './proc-maps.ts';
import { statusText } from './proc-status.ts';
import { dispositions, type Subject, stateOf, threadCount } from './proc-subject.ts';
import { mountsText, ticks } from './proc-system.ts';

/** The files of /proc/PID and /proc/PID/task/TID, in the formats of proc(5). */
export const PROCESS_FILES: ReadonlyMap<string, (subject: Subject) => string> = new Map<
  string,
  (subject: Subject) => string
>([
  ['cmdline', (subject) => memoryText(subject, subject.process.argumentRange)],
  ['comm', ({ process, thread }) => `${thread === undefined ? process.name : threadName(thread)}\n`],
  ['environ', (subject) => memoryText(subject, subject.process.environmentRange)],
  ['limits', ({ process }) => limitsText(process)],
  ['maps', ({ process, host }) => (process.ending === undefined ? mapsText(process.space, host) : '')],
  ['mounts', ({ host }) => mountsText(host)],
  ['schedstat', runText],
  ['stat', statText],
  ['statm', ({ process }) => sizesText(process)],
  ['status', statusText],
  ['wchan', ({ process, thread }) => waitText(thread ?? process.threads[0])],
]);

/** The `nice` value 0 as a kernel priority. */
const DEFAULT_PRIORITY = 20;

/** Where in Linux a thread sleeps that waits for a reason; any other reason stands for itself. */
const WAIT_CHANNELS: Readonly<Record<string, string>> = {
  read: 'pipe_read',
  write: 'pipe_write',
  open: 'wait_for_partner',
  child: 'do_wait',
  sleep: 'hrtimer_nanosleep',
  vfork: 'kernel_clone',
  signal: 'sigsuspend',
  futex: 'futex_wait_queue',
  poll: 'do_poll',
};

/** The resources by number: name and unit. */
const LIMITS: readonly (readonly [name: string, unit: string])[] = [
  ['Max cpu time', 'seconds'],
  ['Max file size', 'bytes'],
  ['Max data size', 'bytes'],
  ['Max stack size', 'bytes'],
  ['Max core file size', 'bytes'],
  ['Max resident set', 'bytes'],
  ['Max processes', 'processes'],
  ['Max open files', 'files'],
  ['Max locked memory', 'bytes'],
  ['Max address space', 'bytes'],
  ['Max file locks', 'locks'],
  ['Max pending signals', 'signals'],
  ['Max msgqueue size', 'bytes'],
  ['Max nice priority', ''],
  ['Max realtime priority', ''],
  ['Max realtime timeout', 'us'],
];

/**
 * The 52 fields of /proc/PID/stat. Those that say nothing here are 0, as Linux has it for fields that it no longer
 * maintains; addresses are 0 as for a reader without the right to see them.
 */
function statText(subject: Subject): string {
  const { process, thread, processes } = subject;
  const { usage, childUsage, session } = process;
  const isZombie = process.ending !== undefined;
  const main = thread ?? process.threads[0];
  const { ignored, caught } = dispositions(process);
  const cycles = processes.userCycles(thread ?? process);
  const { priority, nice, realTimePriority, policy } = prioritiesOf(main);
  const name = thread === undefined ? process.name : threadName(thread);
  const size = isZombie ? 0 : process.space.sizeInPages * PAGE_SIZE;
  const resident = isZombie ? 0 : process.space.residentPages;
  const isWaiting = Number(main?.state === 'blocked');
  // biome-ignore format: five fields a line, numbered as in proc(5)
  const fields = [
    thread?.tid ?? process.pid, `(${name})`, stateOf(subject)[0]!, process.parent?.pid ?? 0, process.pgid,   // 1
    session.sid, terminalNumber(process), session.terminal?.foregroundGroup ?? -1, 0, usage.minorFaults,     // 6
    childUsage.minorFaults, usage.majorFaults, childUsage.majorFaults, ticks(cycles), 0,                     // 11
    ticks(childUsage.userCycles), 0, priority, nice, threadCount(process),                                   // 16
    0, ticks(process.startCycle), size, resident, residentLimit(process),                                    // 21
    0, 0, 0, 0, 0,                                                                                           // 26
    process.pending.set.low & 0x7fffffff, (main?.blocked.low ?? 0) & 0x7fffffff, ignored.low & 0x7fffffff, caught.low & 0x7fffffff, isWaiting, // 31
    0, 0, process.exitSignal, Math.max(0, main?.hart ?? 0), realTimePriority,                                // 36
    policy, 0, 0, 0, 0,                                                                                      // 41
    0, 0, 0, 0, 0,                                                                                           // 46
    0, exitCode(process),                                                                                    // 51
  ];
  return `${fields.join(' ')}\n`;
}

/** As stat shows them: the priority of a real-time thread is below -1, that of others 20 and its nice value. */
function prioritiesOf(thread: Thread | undefined) {
  const { policy, priority, nice } = thread?.scheduling ?? { policy: 0, priority: 0, nice: 0 };
  const shown = isRealTimePolicy(policy) ? -1 - priority : DEFAULT_PRIORITY + nice;
  return { priority: shown, nice, realTimePriority: priority, policy };
}

function memoryText({ process, processes }: Subject, range: { readonly start: number; readonly end: number }): string {
  return process.ending === undefined ? processes.readMemory(process, range) : '';
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

/** The soft limit on resident memory; none is the largest word. */
function residentLimit(process: Process): number {
  return Math.min(process.limits[RLIMIT_RSS]?.soft ?? 0xffffffff, 0xffffffff);
}

/** statm: total, resident, resident of files, text, libraries, data and stack, dirty; in pages. */
function sizesText(process: Process): string {
  if (process.ending !== undefined) return '0 0 0 0 0 0 0\n';
  const { total, resident, residentFile, text, data } = spaceSizes(process.space);
  return `${total} ${resident} ${residentFile} ${text} 0 ${data} 0\n`;
}

function limitsText(process: Process): string {
  const row = (name: string, soft: string, hard: string, unit: string) =>
    `${name.padEnd(25)} ${soft.padEnd(20)} ${hard.padEnd(20)} ${unit.padEnd(10)}\n`;
  const shown = (limit: number | undefined) =>
    limit === undefined || limit === Infinity ? 'unlimited' : String(limit);
  const rows = Array.from({ length: RLIMIT_COUNT }, (_, resource) => {
    const [name, unit] = LIMITS[resource]!;
    const limit = process.limits[resource];
    return row(name, shown(limit?.soft), shown(limit?.hard), unit);
  });
  return row('Limit', 'Soft Limit', 'Hard Limit', 'Units') + rows.join('');
}

/** schedstat: the time it ran and the time it waited for a hart, in nanoseconds, and how often it got one. */
function runText({ process, thread, processes }: Subject): string {
  const main = thread ?? process.threads[0];
  if (main === undefined) return '0 0 0\n';
  const [ran, waited] = [processes.userCycles(main), main.waitedCycles].map((cycles) => cycles * NANOSECONDS_PER_CYCLE);
  return `${ran} ${waited} ${main.dispatches}\n`;
}

/** What a thread waits for; 0 if it does not. There is no newline, as in Linux. */
function waitText(thread: Thread | undefined): string {
  if (thread?.state !== 'blocked' || thread.wait === undefined) return '0';
  return WAIT_CHANNELS[thread.wait.reason] ?? thread.wait.reason;
}
