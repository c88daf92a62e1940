import * as events from '../abi/events.ts';
import * as files from '../abi/files.ts';
import * as memory from '../abi/memory.ts';
import * as processes from '../abi/processes.ts';
import * as signals from '../abi/signals.ts';
import * as terminal from '../abi/terminal.ts';
import * as windows from '../abi/windows.ts';
import * as exceptions from '../abi/windows-exceptions.ts';

/** A number of the ABI and its name. */
type Symbol = readonly [name: string, value: number];

/** The constants of an ABI file whose names begin with `prefix`, and are no others than `isWanted` says. */
function symbols(constants: object, prefix: RegExp, isWanted: (value: number) => boolean = () => true): Symbol[] {
  return Object.entries(constants).filter(
    (entry): entry is [string, number] => prefix.test(entry[0]) && typeof entry[1] === 'number' && isWanted(entry[1]),
  );
}

const isPositive = (value: number) => value > 0;

/** Names by subject; values that are flags have at least one bit. */
export const SYMBOLS = {
  accessMode: symbols(files, /^O_/, (value) => value <= files.O_ACCMODE - 1),
  openFlags: symbols(files, /^O_/, (value) => value > files.O_ACCMODE),
  atFlags: symbols(files, /^AT_/, isPositive),
  access: symbols(files, /^[RWX]_OK$/),
  seek: symbols(files, /^SEEK_/),
  fcntl: symbols(files, /^F_/),
  prot: symbols(memory, /^PROT_/, isPositive),
  mapFlags: symbols(memory, /^MAP_/, isPositive),
  cloneFlags: symbols(processes, /^CLONE_/),
  waitOptions: symbols(processes, /^W[A-Z]+$/),
  idType: symbols(processes, /^P_/),
  clock: symbols(processes, /^CLOCK_/),
  actionFlags: symbols(signals, /^SA_/),
  pollEvents: symbols(files, /^POLL/),
  epollEvents: [
    ...symbols(files, /^POLL/).map(([name, value]): Symbol => [`E${name}`, value]),
    ...symbols(events, /^EPOLL(ET|ONESHOT|WAKEUP|EXCLUSIVE)$/),
  ],
  epollOperation: symbols(events, /^EPOLL_CTL_/),
  intervalTimer: symbols(events, /^ITIMER_/),
  ioctl: symbols(terminal, /^(TC|TIO|FIO)/),
  faultCodes: {
    SIGSEGV: symbols(signals, /^SEGV_/),
    SIGBUS: symbols(signals, /^BUS_/),
    SIGILL: symbols(signals, /^ILL_/),
    SIGFPE: symbols(signals, /^FPE_/),
    SIGTRAP: symbols(signals, /^TRAP_/),
    SIGCHLD: symbols(signals, /^CLD_/),
    SIGIO: symbols(signals, /^POLL_/),
  } as Readonly<Record<string, readonly Symbol[]>>,
  anyCodes: symbols(signals, /^SI_/),
  processAccess: symbols(windows, /^(SYNCHRONIZE|PROCESS_.*)$/),
  fileAccess: symbols(windows, /^(GENERIC_.*|FILE_APPEND_DATA)$/),
  shareMode: symbols(windows, /^FILE_SHARE_/),
  disposition: symbols(windows, /^(CREATE_NEW|CREATE_ALWAYS|OPEN_EXISTING|OPEN_ALWAYS|TRUNCATE_EXISTING)$/),
  fileAttributes: symbols(windows, /^FILE_ATTRIBUTE_/),
  duplicateOptions: symbols(windows, /^DUPLICATE_/),
  handleFlags: symbols(windows, /^HANDLE_FLAG_/),
  creationFlags: symbols(windows, /^(CREATE_SUSPENDED|DETACHED_PROCESS|CREATE_NEW_PROCESS_GROUP|.*_PRIORITY_CLASS)$/),
  priorityClass: symbols(windows, /_PRIORITY_CLASS$/),
  standardHandle: symbols(windows, /^STD_/),
  allocationType: symbols(windows, /^MEM_/),
  pageProtection: symbols(windows, /^PAGE_/),
  startupFlags: symbols(windows, /^STARTF_/),
  filterAnswer: symbols(exceptions, /^EXCEPTION_(EXECUTE|CONTINUE)_/),
  exitCode: [
    ...symbols(windows, /^STILL_ACTIVE$/),
    ...symbols(exceptions, /^(EXCEPTION|STATUS)_/, (value) => value > 0x7fffffff && value !== 0xffffffff),
  ],
} as const;

/** The name of `value`, or undefined. */
export function nameOf(table: readonly Symbol[], value: number): string | undefined {
  return table.find(([, candidate]) => candidate === value)?.[0];
}

/** `value` as names joined by `|`; bits without a name in hexadecimal; `none` if there is no bit at all. */
export function flagNames(table: readonly Symbol[], value: number, none = '0'): string {
  let rest = value >>> 0;
  const names: string[] = [];
  for (const [name, bits] of table) {
    if (bits >>> 0 === 0 || (rest & bits) >>> 0 !== bits >>> 0) continue;
    names.push(name);
    rest = (rest & ~bits) >>> 0;
  }
  if (rest !== 0) names.push(hex(rest));
  return names.length === 0 ? none : names.join('|');
}

/** `value` as strace writes addresses: hexadecimal, unsigned. */
export function hex(value: number): string {
  return `0x${(value >>> 0).toString(16)}`;
}
