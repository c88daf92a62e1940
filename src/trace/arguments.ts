import { AT_FDCWD, O_ACCMODE, O_CREAT } from '../abi/files.ts';
import { CSIGNAL } from '../abi/processes.ts';
import { signalName } from '../abi/signals.ts';
import type { ArgKind, WindowsArgKind } from '../abi/syscall-row.ts';
import { unreachable } from '../base/unreachable.ts';
import type { CallSite } from '../kernel/events.ts';
import type { MemoryPeek } from '../kernel/vm/peek.ts';
import {
  formatBuffer,
  formatEpollEvents,
  formatItimerspec,
  formatItimerval,
  formatPair,
  formatPath,
  formatPollfds,
  formatSiginfo,
  formatSignalAction,
  formatSignalSet,
  formatStrings,
  formatTimespec,
  formatTimespecPair,
  formatVectors,
} from './structures.ts';
import { flagNames, hex, nameOf, SYMBOLS } from './symbols.ts';
import { formatWindowsArgument, isWindowsKind } from './windows-arguments.ts';

/** An argument before its call: no result yet. After it: the result. */
type Result = number | undefined;

/** How many arguments can be shown when the call begins: those before the first that the call writes. */
export function countKnown({ row }: CallSite): number {
  const kinds = row?.args ?? [];
  const first = kinds.findIndex(([, kind]) => kind.endsWith('-out'));
  return first < 0 ? kinds.length : first;
}

/** Arguments `from` to `to` as strace shows them, without those that mean nothing in this call. */
export function formatArguments(
  call: CallSite,
  memory: MemoryPeek,
  range: { readonly from: number; readonly to: number },
  result?: Result,
): string[] {
  const kinds = call.row?.args ?? [];
  const texts: string[] = [];
  for (let index = range.from; index < range.to; index++) {
    if (isMeaningless(call, index)) continue;
    texts.push(formatArgument(kinds[index]![1], call, index, memory, result));
  }
  return texts;
}

/** The mode of a file that is not to be made. */
function isMeaningless({ row, args }: CallSite, index: number): boolean {
  const isMode = row?.args[index]?.[1] === 'octal' && row.args[index - 1]?.[1] === 'open-flags';
  return isMode && (args[index - 1]! & O_CREAT) === 0;
}

function formatArgument(kind: ArgKind, call: CallSite, index: number, memory: MemoryPeek, result: Result): string {
  const value = call.args[index]!;
  const next = call.args[index + 1] ?? 0;
  if (isWindowsKind(kind)) return formatWindowsArgument(kind, call, index, memory, result);
  switch (kind) {
    case 'int':
    case 'fd':
    case 'pid':
      return String(value | 0);
    case 'uint':
      return String(value);
    case 'hex':
      return value === 0 ? '0' : hex(value);
    case 'octal':
      return value === 0 ? '0' : `0${value.toString(8)}`;
    case 'dirfd':
      return (value | 0) === AT_FDCWD ? 'AT_FDCWD' : String(value | 0);
    case 'signal':
      return value === 0 ? '0' : signalName(value);
    case 'open-flags':
      return openFlags(value, call.row?.args[index - 1]?.[1] === 'path');
    case 'clone-flags': {
      const signal = value & CSIGNAL;
      const flags = flagNames(SYMBOLS.cloneFlags, value & ~CSIGNAL, '');
      return [flags, signal === 0 ? '' : signalName(signal)].filter((text) => text !== '').join('|') || '0';
    }
    case 'at-flags':
      return flagNames(SYMBOLS.atFlags, value);
    case 'access':
      return flagNames(SYMBOLS.access, value, 'F_OK');
    case 'prot':
      return flagNames(SYMBOLS.prot, value, 'PROT_NONE');
    case 'map-flags':
      return flagNames(SYMBOLS.mapFlags, value);
    case 'wait-options':
      return flagNames(SYMBOLS.waitOptions, value);
    case 'id-type':
      return nameOf(SYMBOLS.idType, value) ?? String(value);
    case 'clock':
      return nameOf(SYMBOLS.clock, value) ?? String(value | 0);
    case 'epoll-op':
      return nameOf(SYMBOLS.epollOperation, value) ?? String(value | 0);
    case 'interval-timer':
      return nameOf(SYMBOLS.intervalTimer, value) ?? String(value | 0);
    case 'ioctl':
      return nameOf(SYMBOLS.ioctl, value) ?? hex(value);
    case 'fcntl':
      return nameOf(SYMBOLS.fcntl, value) ?? String(value);
    case 'seek':
      return nameOf(SYMBOLS.seek, value) ?? String(value);
    default:
      return value === 0 ? 'NULL' : formatPointer(kind, memory, value, next, result);
  }
}

/** Arguments that are addresses; what a call writes is only there if it succeeded. */
function formatPointer(
  kind: Exclude<
    Extract<ArgKind, 'path' | 'string-list' | 'pointer' | `${string}-in` | `${string}-out`>,
    WindowsArgKind
  >,
  memory: MemoryPeek,
  addr: number,
  count: number,
  result: Result,
): string {
  if (kind.endsWith('-out') && (result === undefined || result < 0)) return hex(addr);
  switch (kind) {
    case 'path':
      return formatPath(memory, addr);
    case 'string-list':
      return formatStrings(memory, addr);
    case 'buffer-in':
      return formatBuffer(memory, addr, count);
    case 'buffer-out':
      return formatBuffer(memory, addr, result!);
    case 'path-out':
      // getcwd counts the final zero, readlinkat writes none.
      return formatBuffer(memory, addr, result!).replace(/\\0"$/, '"');
    case 'iovec-in':
      return formatVectors(memory, addr, count, Number.POSITIVE_INFINITY);
    case 'iovec-out':
      return formatVectors(memory, addr, count, result!);
    case 'pipe-out':
      return formatPair(memory, addr);
    case 'timespec-in':
    case 'timespec-out':
      return formatTimespec(memory, addr);
    case 'timespec-pair-in':
      return formatTimespecPair(memory, addr);
    case 'itimerspec-in':
    case 'itimerspec-out':
      return formatItimerspec(memory, addr);
    case 'itimerval-in':
    case 'itimerval-out':
      return formatItimerval(memory, addr);
    case 'pollfd-in':
      return formatPollfds(memory, addr, count);
    case 'epoll-event-in':
      return formatEpollEvents(memory, addr, 1).slice(1, -1);
    case 'epoll-event-out':
      return formatEpollEvents(memory, addr, result!);
    case 'siginfo-in':
    case 'siginfo-out':
      return formatSiginfo(memory, addr);
    case 'sigset-in':
    case 'sigset-out':
      return formatSignalSet(memory, addr);
    case 'sigaction-in':
    case 'sigaction-out':
      return formatSignalAction(memory, addr);
    case 'pointer':
      return hex(addr);
    default:
      return unreachable(kind);
  }
}

function openFlags(value: number, hasAccessMode: boolean): string {
  if (!hasAccessMode) return flagNames(SYMBOLS.openFlags, value);
  const mode = nameOf(SYMBOLS.accessMode, value & O_ACCMODE) ?? 'O_ACCMODE';
  const flags = flagNames(SYMBOLS.openFlags, value & ~O_ACCMODE, '');
  return flags === '' ? mode : `${mode}|${flags}`;
}
