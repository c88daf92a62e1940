import { signalName } from '../../abi/signals.ts';
import { signalNumber } from '../names.ts';

/** gdb's own numbers of signals (gdb's include/gdb/signals.def), where they differ from those of Linux. */
// biome-ignore format: a table
const GDB_NUMBERS: Readonly<Record<string, number>> = {
  SIGHUP: 1, SIGINT: 2, SIGQUIT: 3, SIGILL: 4, SIGTRAP: 5, SIGABRT: 6, SIGFPE: 8, SIGKILL: 9, SIGBUS: 10, SIGSEGV: 11,
  SIGSYS: 12, SIGPIPE: 13, SIGALRM: 14, SIGTERM: 15, SIGURG: 16, SIGSTOP: 17, SIGTSTP: 18, SIGCONT: 19, SIGCHLD: 20,
  SIGTTIN: 21, SIGTTOU: 22, SIGIO: 23, SIGXCPU: 24, SIGXFSZ: 25, SIGVTALRM: 26, SIGPROF: 27, SIGWINCH: 28,
  SIGUSR1: 30, SIGUSR2: 31, SIGPWR: 32,
};
/** SIG33 to SIG63 stand one after the other, SIG32 and SIG64 by themselves. */
const FIRST_REAL_TIME = 45;
const GDB_SIG32 = 77;
const GDB_SIG64 = 78;
const GDB_UNKNOWN = 143;

/** gdb's number of the signal that Linux calls `signal`. */
export function toGdbSignal(signal: number): number {
  if (signal === 32) return GDB_SIG32;
  if (signal === 64) return GDB_SIG64;
  if (signal > 32) return FIRST_REAL_TIME + signal - 33;
  return GDB_NUMBERS[signalName(signal)] ?? GDB_UNKNOWN;
}

/** Linux's number of gdb's signal; undefined if Linux has none. */
export function fromGdbSignal(number: number): number | undefined {
  if (number === GDB_SIG32) return 32;
  if (number === GDB_SIG64) return 64;
  if (number >= FIRST_REAL_TIME && number < FIRST_REAL_TIME + 31) return number - FIRST_REAL_TIME + 33;
  const name = Object.keys(GDB_NUMBERS).find((candidate) => GDB_NUMBERS[candidate] === number);
  return name === undefined ? undefined : signalNumber(name);
}
