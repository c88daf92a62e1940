import { E } from '../abi/errno.ts';
import {
  CLD_KILLED,
  defaultAction,
  SA_NODEFER,
  SA_RESETHAND,
  SA_RESTART,
  SI_USER,
  SIG,
  SIG_DFL,
  SIG_IGN,
} from '../abi/signals.ts';
import { A0 } from '../isa/registers.ts';
import type { Hart } from '../machine/hart.ts';
import { callSite } from './call.ts';
import { isOrphanedGroup } from './groups.ts';
import type { Kernel } from './kernel.ts';
import { endProcess } from './lifecycle.ts';
import { forceSignal, kernelDetails, setAction, stopProcess } from './signal.ts';
import { pushSignalFrame } from './signal-frame.ts';
import { isOwnFault, nextSignal, take } from './signal-queue.ts';
import { addSignal, copySignals } from './signal-set.ts';
import type { SignalAction, SignalDetails } from './signal-state.ts';
import { isHeld, type Thread } from './thread.ts';
import { MemoryPeek } from './vm/peek.ts';

/**
 * Takes the pending signals of the thread that runs on `hart`, on its way back to user mode: defaults are carried out,
 * a handler is set up to run first. Ends a call that a signal cut short: with EINTR, or by executing it again.
 */
export function deliverSignals(kernel: Kernel, thread: Thread, hart: Hart): void {
  const { process } = thread;
  for (;;) {
    if (isHeld(thread)) {
      suspend(kernel, thread);
      return;
    }
    const signal = nextSignal(thread, thread.blocked);
    if (signal === 0) break;
    const details = take(kernel, thread, signal);
    if (kernel.isFollowed) kernel.tell({ kind: 'deliver', cycle: kernel.now(), thread, signal, details });
    const action = process.actions[signal]!;
    if (action.handler === SIG_IGN) continue;
    if (action.handler !== SIG_DFL) {
      runHandler(kernel, thread, hart, signal, action, details);
      return;
    }
    // It blocked the signal when that was sent.
    if (process === kernel.init && details.code <= SI_USER) continue;
    switch (defaultAction(signal)) {
      case 'ignore':
      case 'continue':
        break;
      case 'stop':
        if (signal === SIG.SIGSTOP || !isOrphanedGroup(kernel, process.pgid)) stopProcess(kernel, process, signal);
        break;
      case 'terminate':
      // As with RLIMIT_CORE 0: no file is written, so the parent is not told CLD_DUMPED.
      case 'core':
        endProcess(kernel, process, {
          code: CLD_KILLED,
          status: signal,
          exitCode: process.terminationCode,
          fault: isOwnFault(signal, details) ? { pc: hart.pc, addr: details.addr, code: details.code } : undefined,
        });
        return;
    }
  }
  // No handler ran: a mask set for the wait ends with it, and a call that was cut short goes on where it was.
  if (thread.savedMask !== undefined && thread.wait === undefined) {
    copySignals(thread.blocked, thread.savedMask);
    thread.savedMask = undefined;
  }
}

function suspend(kernel: Kernel, thread: Thread): void {
  if (kernel.isObserved) kernel.emit({ kind: 'stop', cycle: kernel.now(), thread });
  kernel.unload(thread);
  thread.state = 'stopped';
  kernel.scheduler.leave(thread, 'stopped');
}

function runHandler(
  kernel: Kernel,
  thread: Thread,
  hart: Hart,
  signal: number,
  action: SignalAction,
  details: SignalDetails,
): void {
  if (thread.interruptedCall !== undefined) endInterruptedCall(kernel, thread, hart, action);
  if (!pushSignalFrame(kernel, thread, hart, signal, action, details)) {
    // There is no room for the frame: as under Linux, SIGSEGV, which kills if it is the signal itself.
    if (signal === SIG.SIGSEGV) setAction(thread.process, signal, { handler: SIG_DFL });
    forceSignal(kernel, thread, SIG.SIGSEGV, kernelDetails());
    deliverSignals(kernel, thread, hart);
    return;
  }
  thread.savedMask = undefined;
  thread.blocked.low |= action.mask.low;
  thread.blocked.high |= action.mask.high;
  if ((action.flags & SA_NODEFER) === 0) addSignal(thread.blocked, signal);
  if ((action.flags & SA_RESETHAND) !== 0) setAction(thread.process, signal, { handler: SIG_DFL });
}

/** The call at the pc was cut short and a handler will run: it is executed again afterwards, or fails with EINTR. */
function endInterruptedCall(kernel: Kernel, thread: Thread, hart: Hart, action: SignalAction): void {
  const mayRestart = thread.interruptedCall === 'restarts' && (action.flags & SA_RESTART) !== 0;
  const isRestarted = mayRestart || thread.interruptedCall === 'always restarts';
  thread.interruptedCall = undefined;
  thread.wait = undefined;
  if (isRestarted) return;
  if (kernel.isObserved) {
    kernel.emit({
      kind: 'return',
      cycle: kernel.now(),
      thread,
      call: callSite(hart),
      result: -E.EINTR,
      memory: new MemoryPeek(kernel, thread.process),
    });
  }
  hart.x[A0] = -E.EINTR;
  hart.retireCall();
}
