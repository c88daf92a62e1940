import type { SignalSet } from './signal-set.ts';
import type { Timer } from './timer.ts';

/** What a process does with a signal, as rt_sigaction sets it. It never changes, so processes share it. */
export interface SignalAction {
  /** SIG_DFL, SIG_IGN or the handler's address. */
  readonly handler: number;
  readonly flags: number;
  readonly mask: Readonly<SignalSet>;
}

/** Where a signal came from: what siginfo shows. */
export interface SignalDetails {
  readonly code: number;
  /** The sender, or for SIGCHLD the child. */
  readonly pid: number;
  readonly uid: number;
  /** For SIGCHLD: the exit status or signal. */
  readonly status: number;
  /** For faults: the address. */
  readonly addr: number;
  /** What siginfo holds from its fourth word on, if it is none of these: of a timer, of SIGIO, of rt_sigqueueinfo. */
  readonly words?: readonly number[];
  /** The timer that sent it. */
  readonly timer?: Timer;
}

/** Signals that were sent and not yet taken, with the details of each in the order they were sent. */
export interface PendingSignals {
  readonly set: SignalSet;
  readonly details: Map<number, readonly SignalDetails[]>;
}
