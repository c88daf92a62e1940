import type { Debugger, Request } from '../debugger.ts';
import { wrapLine } from '../views/wrap.ts';
import type { State } from './state.ts';

/** What a command works with. */
export interface Context {
  readonly session: Debugger;
  /** What the command line remembers. */
  readonly state: State;
  /** Carries out another command line. */
  execute(line: string): Outcome;
}

/** What a command gives: a text to be shown, and perhaps what is to be done then. */
export interface Outcome {
  /** Lines, each with its end. */
  readonly text: string;
  /** The same as data, for `--json`. */
  readonly data?: unknown;
  /** A motion to be carried out; its stop is shown. */
  readonly request?: Request;
  /** Stops are shown again, though nothing has moved: another thread, frame or line of history was chosen. */
  readonly showsPlace?: boolean;
  /** The command could not be carried out. */
  readonly isError?: boolean;
  /** The debugger is left. */
  readonly quits?: boolean;
  /** Commands are read from this file of the host. */
  readonly source?: string;
}

/** What a word of an argument is, for completion. */
export type Completion =
  | 'nothing'
  | 'location'
  | 'expression'
  | 'command'
  | 'thread'
  | 'process'
  | 'point'
  | 'file'
  | readonly string[];

/** One command. */
export interface CommandRow {
  /** One word, or two: `info threads`. Unique beginnings will do. */
  readonly name: string;
  /** Other names; they go before beginnings of names. */
  readonly aliases: readonly string[];
  /** How its argument is written, such as `LOCATION [if CONDITION]`. */
  readonly usage: string;
  readonly group: CommandGroup;
  /** One line: what it does. */
  readonly summary: string;
  /** More, in sentences. */
  readonly details?: string;
  readonly example: string;
  readonly completes: Completion;
  /** Whether an empty line does it again. */
  readonly repeats?: boolean;
  readonly run: (context: Context, argument: string) => Outcome;
}

/** The groups of commands, in the order of the help. */
export const COMMAND_GROUPS = {
  running: 'Running',
  time: 'Time',
  stops: 'Breakpoints',
  data: 'Looking at the program',
  threads: 'Processes and threads',
  kernel: 'Looking at the kernel',
  debugger: 'The debugger',
} as const;
export type CommandGroup = keyof typeof COMMAND_GROUPS;

/** A text of lines; one that is too long goes on in the next. */
export function say(...lines: readonly string[]): Outcome {
  return { text: lines.map((line) => `${wrapLine(line).join('\n')}\n`).join('') };
}

/** A command could not be carried out. */
export function refuse(message: string): Outcome {
  return { ...say(message), isError: true };
}
