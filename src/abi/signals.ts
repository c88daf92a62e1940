/** What a signal does to a process that has not said otherwise (signal(7), "Standard signals"). */
export type DefaultAction = 'terminate' | 'core' | 'ignore' | 'stop' | 'continue';

/** A signal. */
export interface SignalRow {
  readonly number: number;
  readonly name: string;
  readonly action: DefaultAction;
  /** What a shell says of a process that died by it. */
  readonly text: string;
}

// biome-ignore format: a table
const ROWS = [
  [1,  'SIGHUP',    'terminate', 'Hangup'],
  [2,  'SIGINT',    'terminate', 'Interrupt'],
  [3,  'SIGQUIT',   'core',      'Quit'],
  [4,  'SIGILL',    'core',      'Illegal instruction'],
  [5,  'SIGTRAP',   'core',      'Trace/breakpoint trap'],
  [6,  'SIGABRT',   'core',      'Aborted'],
  [7,  'SIGBUS',    'core',      'Bus error'],
  [8,  'SIGFPE',    'core',      'Floating point exception'],
  [9,  'SIGKILL',   'terminate', 'Killed'],
  [10, 'SIGUSR1',   'terminate', 'User defined signal 1'],
  [11, 'SIGSEGV',   'core',      'Segmentation fault'],
  [12, 'SIGUSR2',   'terminate', 'User defined signal 2'],
  [13, 'SIGPIPE',   'terminate', 'Broken pipe'],
  [14, 'SIGALRM',   'terminate', 'Alarm clock'],
  [15, 'SIGTERM',   'terminate', 'Terminated'],
  [16, 'SIGSTKFLT', 'terminate', 'Stack fault'],
  [17, 'SIGCHLD',   'ignore',    'Child exited'],
  [18, 'SIGCONT',   'continue',  'Continued'],
  [19, 'SIGSTOP',   'stop',      'Stopped (signal)'],
  [20, 'SIGTSTP',   'stop',      'Stopped'],
  [21, 'SIGTTIN',   'stop',      'Stopped (tty input)'],
  [22, 'SIGTTOU',   'stop',      'Stopped (tty output)'],
  [23, 'SIGURG',    'ignore',    'Urgent I/O condition'],
  [24, 'SIGXCPU',   'core',      'CPU time limit exceeded'],
  [25, 'SIGXFSZ',   'core',      'File size limit exceeded'],
  [26, 'SIGVTALRM', 'terminate', 'Virtual timer expired'],
  [27, 'SIGPROF',   'terminate', 'Profiling timer expired'],
  [28, 'SIGWINCH',  'ignore',    'Window changed'],
  [29, 'SIGIO',     'terminate', 'I/O possible'],
  [30, 'SIGPWR',    'terminate', 'Power failure'],
  [31, 'SIGSYS',    'core',      'Bad system call'],
] as const;

/** The name of a standard signal. */
export type SignalName = (typeof ROWS)[number][1];

/** The standard signals, 1 to 31. */
export const SIGNALS: readonly SignalRow[] = ROWS.map(([number, name, action, text]) => ({
  number,
  name,
  action,
  text,
}));

/** The signal numbers by name. */
export const SIG = Object.fromEntries(ROWS.map(([number, name]) => [name, number])) as Record<SignalName, number>;

/** The highest signal number; 32 to 64 are the real-time signals. */
export const SIGNAL_MAX = 64;
/** The first real-time signal: from here on a signal that is sent again is counted and queued (signal(7)). */
export const SIGRTMIN = 32;

/** What signal `number` (1 to 64) does by default. */
export function defaultAction(number: number): DefaultAction {
  return SIGNALS[number - 1]?.action ?? 'terminate';
}

/** The name of signal `number`, `SIGRT_n` for the real-time ones as strace prints them. */
export function signalName(number: number): string {
  return SIGNALS[number - 1]?.name ?? `SIGRT_${number - 32}`;
}

/** Dispositions and flags of rt_sigaction (signal.h). */
export const SIG_DFL = 0;
export const SIG_IGN = 1;
export const SA_NOCLDSTOP = 0x1;
export const SA_NOCLDWAIT = 0x2;
export const SA_SIGINFO = 0x4;
export const SA_ONSTACK = 0x08000000;
export const SA_RESTART = 0x10000000;
export const SA_NODEFER = 0x40000000;
export const SA_RESETHAND = 0x80000000;

/** The size of a signal set. */
export const SIGSET_BYTES = 8;

/** How rt_sigprocmask changes the mask. */
export const SIG_BLOCK = 0;
export const SIG_UNBLOCK = 1;
export const SIG_SETMASK = 2;

/** Where a signal came from: `si_code` (sigaction(2)). */
export const SI_USER = 0;
export const SI_KERNEL = 0x80;
export const SI_QUEUE = -1;
export const SI_TIMER = -2;
export const SI_TKILL = -6;
export const CLD_EXITED = 1;
export const CLD_KILLED = 2;
export const CLD_DUMPED = 3;
export const CLD_STOPPED = 5;
export const CLD_CONTINUED = 6;
export const ILL_ILLOPC = 1;
export const FPE_INTDIV = 1;
export const SEGV_MAPERR = 1;
export const SEGV_ACCERR = 2;
export const BUS_ADRALN = 1;
export const BUS_ADRERR = 2;
export const TRAP_BRKPT = 1;
export const POLL_IN = 1;
export const POLL_OUT = 2;

/** How a timer tells that it has expired: `sigev_notify` (sigevent(3type)). */
export const SIGEV_SIGNAL = 0;
export const SIGEV_NONE = 1;
export const SIGEV_THREAD = 2;
export const SIGEV_THREAD_ID = 4;
