import { E } from '../../abi/errno.ts';
import { SIG, SIG_IGN } from '../../abi/signals.ts';
import { type Call, INTERRUPTED } from '../call.ts';
import { isOrphanedGroup } from '../groups.ts';
import type { OpenObject } from '../io/object.ts';
import type { Terminal } from '../io/terminal.ts';
import { signalGroup } from '../signal.ts';
import { hasSignal } from '../signal-set.ts';
import { newWait } from '../thread.ts';

/** The terminal that controls the session of `process`, if `object` is that terminal. */
function controllingTerminal(call: Call, object: OpenObject): Terminal | undefined {
  if (object.kind !== 'terminal') return undefined;
  return call.process.session.terminal;
}

/**
 * A process in the background may not read from its terminal: its group gets SIGTTIN, and the call is tried again when
 * it is continued. 0 if it may.
 */
export function checkBackgroundRead(call: Call, object: OpenObject): number {
  const terminal = controllingTerminal(call, object);
  if (terminal === undefined || isForeground(call, terminal)) return 0;
  return signalBackground(call, SIG.SIGTTIN, -E.EIO);
}

/** As for reading, with SIGTTOU, if the terminal has TOSTOP set. */
export function checkBackgroundWrite(call: Call, object: OpenObject): number {
  const terminal = controllingTerminal(call, object);
  if (terminal === undefined || isForeground(call, terminal)) return 0;
  if (!terminal.stopsBackgroundWrites) return 0;
  return changeFromBackground(call, terminal);
}

/** Changing the terminal from the background: SIGTTOU, unless the process does not take it, which may go on. */
export function changeFromBackground(call: Call, terminal: Terminal): number {
  if (isForeground(call, terminal)) return 0;
  return signalBackground(call, SIG.SIGTTOU, 0);
}

/** For Windows-style processes, and what these have forked, there is no background: all of a console may use it. */
function isForeground({ kernel, process }: Call, terminal: Terminal): boolean {
  const leader = kernel.processes.get(process.pgid);
  if (process.style === 'windows' || leader?.style === 'windows') return true;
  return terminal.foregroundGroup === 0 || terminal.foregroundGroup === process.pgid;
}

function signalBackground(call: Call, signal: number, ifRefused: number): number {
  const { process, thread, kernel } = call;
  const isRefused = process.actions[signal]!.handler === SIG_IGN || hasSignal(thread.blocked, signal);
  if (isRefused) return ifRefused;
  if (isOrphanedGroup(call.kernel, call.process.pgid)) return -E.EIO;
  signalGroup(kernel, process.pgid, signal);
  // The call goes on from its start when the process is continued.
  thread.wait = { ...newWait('signal'), done: call.wait?.done ?? 0 };
  return INTERRUPTED;
}
