import { STRUCTS } from '../abi/structs.ts';
import { type ArgKind, failureOf, type WindowsArgKind } from '../abi/syscall-row.ts';
import * as w from '../abi/windows.ts';
import { windowsErrorByNumber } from '../abi/windows-errors.ts';
import type { CallSite } from '../kernel/events.ts';
import type { MemoryPeek } from '../kernel/vm/peek.ts';
import { formatBuffer, formatPath } from './structures.ts';
import { flagNames, hex, nameOf, SYMBOLS } from './symbols.ts';

/** What a formatter is told besides the value: the call, which of its arguments it is, the memory, and whether it has succeeded. */
interface Place {
  readonly call: CallSite;
  readonly index: number;
  readonly memory: MemoryPeek;
  readonly hasSucceeded: boolean;
}

type Formatter = (value: number, place: Place) => string;

const { fields: REQUEST } = STRUCTS.createprocess;
const { fields: STARTUP } = STRUCTS.startupinfo;
const { fields: INFORMATION } = STRUCTS.process_information;

/** Rights without the sum of all. */
const ACCESS = SYMBOLS.processAccess.filter(([, value]) => value !== w.PROCESS_ALL_ACCESS);

/** How each kind looks, in Windows's terms. */
const FORMATTERS: Readonly<Record<WindowsArgKind, Formatter>> = {
  handle: formatHandle,
  'standard-handle': (value) => nameOf(SYMBOLS.standardHandle, value) ?? hex(value),
  bool: (value) => (value === 0 ? 'FALSE' : 'TRUE'),
  milliseconds: (value) => (value === w.INFINITE ? 'INFINITE' : String(value)),
  error: errorName,
  'process-access': (value) => (value === w.PROCESS_ALL_ACCESS ? 'PROCESS_ALL_ACCESS' : flagNames(ACCESS, value)),
  'file-access': (value) => flagNames(SYMBOLS.fileAccess, value),
  'share-mode': (value) => flagNames(SYMBOLS.shareMode, value),
  disposition: (value) => nameOf(SYMBOLS.disposition, value) ?? String(value),
  attributes: (value) => flagNames(SYMBOLS.fileAttributes, value),
  'duplicate-options': (value) => flagNames(SYMBOLS.duplicateOptions, value),
  'handle-flags': (value) => flagNames(SYMBOLS.handleFlags, value),
  'creation-flags': (value) => flagNames(SYMBOLS.creationFlags, value),
  'priority-class': (value) => nameOf(SYMBOLS.priorityClass, value) ?? hex(value),
  'allocation-type': (value) => flagNames(SYMBOLS.allocationType, value),
  'page-protection': (value) => nameOf(SYMBOLS.pageProtection, value) ?? hex(value),
  'disposition-of-exception': (value) => nameOf(SYMBOLS.filterAnswer, value) ?? hex(value),
  'create-process-out': formatRequest,
  'security-in': formatSecurity,
  'handles-in': formatHandles,
  'counted-out': (addr, { call, index, memory, hasSucceeded }) => {
    const count = memory.readWord(call.args[index + 2]!);
    return hasSucceeded && count !== undefined ? formatBuffer(memory, addr, count) : hex(addr);
  },
  'handle-out': (addr, place) => formatWritten(addr, place, hex),
  'number-out': (addr, place) => formatWritten(addr, place, String),
  'exit-code-out': (addr, place) => formatWritten(addr, place, formatExitCode),
  'page-protection-out': (addr, place) =>
    formatWritten(addr, place, (value) => nameOf(SYMBOLS.pageProtection, value) ?? hex(value)),
};

/** Whether arguments of a kind are those of Windows-style calls only. */
export function isWindowsKind(kind: ArgKind): kind is WindowsArgKind {
  return kind in FORMATTERS;
}

/** An argument as strace shows it; `result` is undefined before the call. */
export function formatWindowsArgument(
  kind: WindowsArgKind,
  call: CallSite,
  index: number,
  memory: MemoryPeek,
  result: number | undefined,
): string {
  const hasSucceeded = result !== undefined && result !== failureOf(call.row!);
  const value = call.args[index]!;
  const isNull = value === 0 && (kind.endsWith('-out') || kind.endsWith('-in') || kind === 'handle');
  return isNull ? 'NULL' : FORMATTERS[kind](value, { call, index, memory, hasSucceeded });
}

/** What a call gave: TRUE, a handle, WAIT_TIMEOUT; after a failure also the error. */
export function formatWindowsResult({ row }: CallSite, result: number, lastError: number): string {
  const text = formatValue(row!.result, result);
  if (result !== failureOf(row!)) return text;
  const error = windowsErrorByNumber(lastError);
  return `${text} ${error === undefined ? lastError : `${error.name} (${error.text})`}`;
}

function formatValue(kind: NonNullable<CallSite['row']>['result'], result: number): string {
  const value = result >>> 0;
  switch (kind) {
    case 'bool':
      return value === 0 ? 'FALSE' : 'TRUE';
    case 'handle':
    case 'address':
      return value === 0 ? 'NULL' : hex(value);
    case 'file-handle':
      return value === w.INVALID_HANDLE_VALUE ? 'INVALID_HANDLE_VALUE' : value === 0 ? 'NULL' : hex(value);
    case 'wait':
      return waitName(value);
    case 'class':
      return value === 0 ? '0' : (nameOf(SYMBOLS.priorityClass, value) ?? hex(value));
    case 'error':
      return errorName(value);
    case 'nothing':
      return 'void';
    case 'hex':
      return value === 0 ? 'NULL' : hex(value);
    default:
      return String(result);
  }
}

function waitName(value: number): string {
  if (value === w.WAIT_TIMEOUT) return 'WAIT_TIMEOUT';
  if (value === w.WAIT_FAILED) return 'WAIT_FAILED';
  const [name, index] =
    value >= w.WAIT_ABANDONED_0 ? ['WAIT_ABANDONED_0', value - w.WAIT_ABANDONED_0] : ['WAIT_OBJECT_0', value];
  return index === 0 ? name : `${name} + ${index}`;
}

function errorName(value: number): string {
  return windowsErrorByNumber(value)?.name ?? String(value);
}

function formatHandle(value: number): string {
  if (value === w.CURRENT_PROCESS) return 'GetCurrentProcess()';
  return value === w.CURRENT_THREAD ? 'GetCurrentThread()' : hex(value);
}

function formatExitCode(value: number): string {
  return nameOf(SYMBOLS.exitCode, value >>> 0) ?? String(value >>> 0);
}

/** A word that the call writes, in brackets; its address if it did not. */
function formatWritten(addr: number, { memory, hasSucceeded }: Place, format: (value: number) => string): string {
  const value = hasSucceeded ? memory.readWord(addr) : undefined;
  return value === undefined ? hex(addr) : `[${format(value)}]`;
}

function formatHandles(addr: number, { call, index, memory }: Place): string {
  const words: string[] = [];
  for (let at = 0; at < Math.min(call.args[index - 1]!, w.MAXIMUM_WAIT_OBJECTS); at++) {
    const handle = memory.readWord(addr + at * 4);
    if (handle === undefined) return hex(addr);
    words.push(formatHandle(handle >>> 0));
  }
  return `[${words.join(', ')}]`;
}

function formatSecurity(addr: number, { memory }: Place): string {
  const inherits = memory.readWord(addr + STRUCTS.security_attributes.fields.inherit_handle);
  return inherits === undefined ? hex(addr) : `{bInheritHandle=${inherits === 0 ? 'FALSE' : 'TRUE'}}`;
}

/** The arguments of CreateProcess that are given, by their names. */
function formatRequest(addr: number, place: Place): string {
  const { memory, hasSucceeded } = place;
  const word = (name: keyof typeof REQUEST) => memory.readWord(addr + REQUEST[name])! >>> 0;
  if (memory.readWord(addr) === undefined || memory.readWord(addr + 36) === undefined) return hex(addr);
  const parts = [
    ['lpApplicationName', text(memory, word('application'))],
    ['lpCommandLine', text(memory, word('command_line'))],
    ['bInheritHandles', word('inherit_handles') === 0 ? 'FALSE' : 'TRUE'],
    ['dwCreationFlags', flagNames(SYMBOLS.creationFlags, word('creation_flags'))],
    ['lpEnvironment', word('environment') === 0 ? 'NULL' : hex(word('environment'))],
    ['lpCurrentDirectory', text(memory, word('current_directory'))],
    ['lpStartupInfo', formatStartup(memory, word('startup_info'))],
    ['lpProcessInformation', formatInformation(memory, word('process_information'), hasSucceeded)],
  ];
  return `{${parts.map(([name, value]) => `${name}=${value}`).join(', ')}}`;
}

function text(memory: MemoryPeek, addr: number): string {
  return addr === 0 ? 'NULL' : formatPath(memory, addr);
}

function formatStartup(memory: MemoryPeek, addr: number): string {
  if (addr === 0) return 'NULL';
  const flags = memory.readWord(addr + STARTUP.flags);
  if (flags === undefined) return hex(addr);
  if ((flags & w.STARTF_USESTDHANDLES) === 0) return '{}';
  const handles = [STARTUP.std_input, STARTUP.std_output, STARTUP.std_error].map((at) =>
    hex(memory.readWord(addr + at) ?? 0),
  );
  const [input, output, errors] = handles;
  return `{dwFlags=${flagNames(SYMBOLS.startupFlags, flags)}, hStdInput=${input}, hStdOutput=${output}, hStdError=${errors}}`;
}

function formatInformation(memory: MemoryPeek, addr: number, isWritten: boolean): string {
  const word = (at: number) => memory.readWord(addr + at) ?? 0;
  if (!isWritten) return hex(addr);
  const handles = `hProcess=${hex(word(INFORMATION.process))}, hThread=${hex(word(INFORMATION.thread))}`;
  return `{${handles}, dwProcessId=${word(INFORMATION.process_id)}, dwThreadId=${word(INFORMATION.thread_id)}}`;
}
