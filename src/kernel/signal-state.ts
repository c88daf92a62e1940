import type { SignalSet } from './signal-set.ts';

/** What a process does with a signal, as rt_sigaction sets it. */
export interface SignalAction {
  /** SIG_DFL, SIG_IGN or the handler's address. */
  handler: number;
  flags: number;
  mask: SignalSet;
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
}

/** Signals that were sent and not yet taken; a signal that is sent again meanwhile is not counted. */
export interface PendingSignals {
  readonly set: SignalSet;
  readonly details: Map<number, SignalDetails>;
}
