import { BUS_ADRERR, CLD_EXITED, SIG } from '../../abi/signals.ts';
import { STILL_ACTIVE } from '../../abi/windows.ts';
import * as x from '../../abi/windows-exceptions.ts';
import type { Ending, Process } from '../process.ts';
import type { Thread } from '../thread.ts';

/** What Windows calls the faults that UNIX has signals for. */
const EXCEPTIONS: ReadonlyMap<number, number> = new Map([
  [SIG.SIGSEGV, x.EXCEPTION_ACCESS_VIOLATION],
  [SIG.SIGBUS, x.EXCEPTION_DATATYPE_MISALIGNMENT],
  [SIG.SIGILL, x.EXCEPTION_ILLEGAL_INSTRUCTION],
  [SIG.SIGFPE, x.EXCEPTION_INT_DIVIDE_BY_ZERO],
  [SIG.SIGTRAP, x.EXCEPTION_BREAKPOINT],
]);

/** The exception that a fault is which would be `signal` with `code`. */
export function exceptionOf(signal: number, code: number): number {
  if (signal === SIG.SIGBUS && code === BUS_ADRERR) return x.EXCEPTION_IN_PAGE_ERROR;
  return EXCEPTIONS.get(signal)!;
}

/** What GetExitCodeProcess tells of a process: STILL_ACTIVE, or how it ended. */
export function processExitCode({ ending }: Process): number {
  return ending === undefined ? STILL_ACTIVE : codeOf(ending);
}

/** What GetExitCodeThread tells of a thread; one that ended since another one called execve has 0. */
export function threadExitCode({ state, exitCode, process }: Thread): number {
  if (state !== 'ended') return STILL_ACTIVE;
  return exitCode ?? (process.ending === undefined ? 0 : processExitCode(process));
}

/** The 32 bits that an end is in Windows: of a fault its exception, of Ctrl-C its status, of another signal what a shell gives. */
function codeOf({ code, status, exitCode }: Ending): number {
  if (exitCode !== undefined) return exitCode;
  if (code === CLD_EXITED) return status;
  if (status === SIG.SIGINT) return x.STATUS_CONTROL_C_EXIT;
  return EXCEPTIONS.get(status) ?? 128 + status;
}
