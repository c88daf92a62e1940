import type { Call } from '../call.ts';
import { windowsExceptionCalls } from './exception-filter.ts';
import { windowsFileCalls } from './file-calls.ts';
import { windowsHandleCalls } from './handle-calls.ts';
import { windowsMemoryCalls } from './memory-calls.ts';
import { windowsProcessCalls } from './process-calls.ts';
import { windowsSynchronizerCalls } from './synchronizer-calls.ts';
import { windowsThreadCalls } from './thread-calls.ts';
import { windowsWaitCalls } from './wait-calls.ts';

/**
 * The calls of the Windows-style personality, over the same processes, threads, handles and memory as the UNIX one: any
 * program may use both. What is different is how processes are made and who has power over them. CreateProcess
 * makes a process from a file, without a parent; whoever holds a handle to it may wait for it, end it or
 * pass the handle on; and it leaves the process table when it has ended and the last handle is closed.
 *
 * The room `windows/`: `create-process.ts`; `handles.ts` (numbers of handles), `synchronizer.ts` and `thread-object.ts` (what
 * they name, besides `io/`), `exit-code.ts`, `priority-class.ts`, `suspension.ts`, `command-line.ts`, `exception-filter.ts`,
 * `failure.ts` (how a call fails), and `...-calls.ts`, one for each family of calls.
 */
export const windowsCalls = {
  ...windowsExceptionCalls,
  ...windowsFileCalls,
  ...windowsHandleCalls,
  ...windowsMemoryCalls,
  ...windowsProcessCalls,
  ...windowsSynchronizerCalls,
  ...windowsThreadCalls,
  ...windowsWaitCalls,

  GetLastError: (call: Call) => call.thread.lastError,

  SetLastError(call: Call): number {
    call.thread.lastError = call.args[0]!;
    return 0;
  },
};
