import { CAP_SYS_NICE } from '../../abi/control.ts';
import { CLD_EXITED, SI_USER, SIG } from '../../abi/signals.ts';
import * as w from '../../abi/windows.ts';
import { ERROR } from '../../abi/windows-errors.ts';
import { type Call, GONE } from '../call.ts';
import { hasCapability, maySignal } from '../credentials.ts';
import { nameProcess } from '../io/process-object.ts';
import { endProcess } from '../lifecycle.ts';
import { sendSignal } from '../signal.ts';
import { createProcess } from './create-process.ts';
import { processExitCode } from './exit-code.ts';
import { fail } from './failure.ts';
import { giveHandle, processOf } from './handles.ts';
import { isFavour, isPriorityClass, priorityClassOf, setPriorityClass } from './priority-class.ts';

/** Windows-style calls about processes. */
export const windowsProcessCalls = {
  CreateProcess: createProcess,

  ExitProcess(call: Call): number {
    const exitCode = call.args[0]!;
    call.hart.retireCall();
    endProcess(call.kernel, call.process, { code: CLD_EXITED, status: exitCode & 0xff, exitCode });
    return GONE;
  },

  /** As a SIGKILL that brings an exit code: it can neither be refused nor put off. */
  TerminateProcess(call: Call): number {
    const target = processOf(call, call.args[0]!, w.PROCESS_TERMINATE);
    if (typeof target === 'number') return fail(call, target);
    if (target.ending !== undefined || target === call.kernel.init) return fail(call, ERROR.ERROR_ACCESS_DENIED);
    const { pid, credentials } = call.process;
    target.terminationCode ??= call.args[1]!;
    sendSignal(call.kernel, target, SIG.SIGKILL, { code: SI_USER, pid, uid: credentials.uid, status: 0, addr: 0 });
    return 1;
  },

  /** Root may open every process, others their own. */
  OpenProcess(call: Call): number {
    const [access, inherits, pid] = call.args as [number, number, number];
    const target = call.kernel.processes.get(pid);
    if (target === undefined) return fail(call, ERROR.ERROR_INVALID_PARAMETER);
    if (!maySignal(call.process.credentials, target.credentials)) return fail(call, ERROR.ERROR_ACCESS_DENIED);
    const object = nameProcess(target, call.kernel.files.newAnonymous());
    const handle = giveHandle(call, call.process, object, { inherits: inherits !== 0, access });
    return handle === 0 ? fail(call, ERROR.ERROR_TOO_MANY_OPEN_FILES) : handle;
  },

  GetExitCodeProcess(call: Call): number {
    const target = processOf(call, call.args[0]!, w.PROCESS_QUERY_LIMITED_INFORMATION);
    if (typeof target === 'number') return fail(call, target);
    return call.memory.writeWord(call.args[1]!, processExitCode(target)) ? 1 : fail(call, ERROR.ERROR_NOACCESS);
  },

  GetCurrentProcessId: (call: Call) => call.process.pid,

  GetProcessId(call: Call): number {
    const target = processOf(call, call.args[0]!, w.PROCESS_QUERY_LIMITED_INFORMATION);
    return typeof target === 'number' ? fail(call, target) : target.pid;
  },

  SetPriorityClass(call: Call): number {
    const [handle, wanted] = call.args as [number, number];
    const target = processOf(call, handle, w.PROCESS_SET_INFORMATION);
    if (typeof target === 'number') return fail(call, target);
    if (!isPriorityClass(wanted)) return fail(call, ERROR.ERROR_INVALID_PARAMETER);
    if (target.ending !== undefined) return fail(call, ERROR.ERROR_ACCESS_DENIED);
    const isAllowed = !isFavour(wanted) || hasCapability(call.process.credentials, CAP_SYS_NICE);
    if (!isAllowed) return fail(call, ERROR.ERROR_PRIVILEGE_NOT_HELD);
    setPriorityClass(call.kernel, target, wanted);
    return 1;
  },

  GetPriorityClass(call: Call): number {
    const target = processOf(call, call.args[0]!, w.PROCESS_QUERY_LIMITED_INFORMATION);
    return typeof target === 'number' ? fail(call, target) : priorityClassOf(target);
  },
};
