import * as control from './control.ts';
import { ERRNOS } from './errno.ts';
import * as events from './events.ts';
import * as files from './files.ts';
import * as locks from './locks.ts';
import * as memory from './memory.ts';
import * as processes from './processes.ts';
import * as scheduling from './scheduling.ts';
import * as signals from './signals.ts';
import * as sockets from './sockets.ts';
import { STRUCTS } from './structs.ts';
import { SYSCALLS } from './syscalls.ts';
import * as terminal from './terminal.ts';
import * as windows from './windows.ts';
import { WINDOWS_ERRORS } from './windows-errors.ts';
import * as exceptions from './windows-exceptions.ts';

type Constant = readonly [name: string, value: number];

const HEADER = `# abi.s: numbers of the Linux riscv32 interface
#
# Made from the tables in src/abi by \`npm run generate\`: do not edit. One constant a line, grouped by family. A system
# call takes its number in a7 and its arguments in a0..a5; the result is in a0, where -4095..-1 stand for an error
# number, negated. Windows-style calls, from 0x1000 on, take up to a6, and GetLastError tells their error. The fields of a structure are offsets from its start.

.ifndef ABI_S
.equ ABI_S, 1
`;

/** The text of programs/lib/abi.s. */
export function generateAssemblyConstants(): string {
  const sections = [
    section(
      'System calls: the macro `syscall read` of macros.s expands to SYS_read',
      SYSCALLS.map(({ name, number }) => [`SYS_${name}`, number]),
    ),
    section('Error numbers; their texts are in errors.s', [
      ...ERRNOS.map(({ name, number }): Constant => [name, number]),
      ['MAX_ERRNO', 4095],
    ]),
    section('Standard descriptors', [
      ['STDIN', 0],
      ['STDOUT', 1],
      ['STDERR', 2],
    ]),
    section('Files: open, stat, fcntl, poll', numbers(files)),
    section('Locks and seals', numbers(locks)),
    section('Memory: mmap, and the address map', numbers(memory)),
    section('Processes, clocks and limits', numbers(processes)),
    section('Scheduling', numbers(scheduling)),
    section('prctl and capabilities', numbers(control)),
    section('Signals', [...signals.SIGNALS.map(({ name, number }): Constant => [name, number]), ...numbers(signals)]),
    section('Events and timers: epoll, eventfd, timerfd, setitimer', numbers(events)),
    section('Terminals', numbers(terminal)),
    section('Sockets', numbers(sockets)),
    section('Windows-style calls: flags and values', numbers(windows)),
    section(
      'Windows-style calls: errors',
      WINDOWS_ERRORS.map(({ name, number }) => [name, number]),
    ),
    section('Windows-style calls: exceptions', numbers(exceptions)),
    ...Object.entries(STRUCTS).map(([name, { bytes, fields }]) => structSection(name, bytes, fields)),
  ];
  return `${HEADER}\n${sections.join('\n')}\n.endif\n`;
}

function section(title: string, constants: readonly Constant[]): string {
  const width = Math.max(...constants.map(([name]) => name.length)) + 2;
  const lines = constants.map(([name, value]) => `.equ ${`${name},`.padEnd(width)} ${formatValue(value)}\n`);
  return `# ${title}\n${lines.join('')}`;
}

function structSection(name: string, bytes: number, fields: Readonly<Record<string, number>>): string {
  const prefix = name.toUpperCase();
  const offsets = Object.entries(fields).map(([field, at]): Constant => [`${prefix}_${field.toUpperCase()}`, at]);
  return section(`struct ${name}`, [...offsets, [`${prefix}_BYTES`, bytes]]);
}

/** The exported constants of a table that are numbers, by name: how a module orders its exports is the loader's choice. */
function numbers(table: Readonly<Record<string, unknown>>): Constant[] {
  return Object.entries(table)
    .filter((entry): entry is [string, number] => typeof entry[1] === 'number')
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

function formatValue(value: number): string {
  return value >= 64 ? `0x${value.toString(16)}` : String(value);
}
