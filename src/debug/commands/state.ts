import type { ThreadId } from '../stop.ts';
import type { Registers } from '../threads.ts';

/** An expression that is shown at each stop. */
export interface Display {
  readonly number: number;
  readonly format: string;
  readonly text: string;
}

/** A moment with a name, on a line of history. */
export interface Bookmark {
  readonly name: string;
  readonly step: number;
  readonly cycle: number;
  readonly line: string;
}

/** Where one was: the moment, and the thread that was selected. */
export interface Place {
  readonly step: number;
  readonly thread: ThreadId | undefined;
}

/** What the command line remembers from one command to the next; it is no part of the history. */
export class State {
  displays: Display[] = [];
  bookmarks: Bookmark[] = [];
  nextDisplay = 1;
  nextBookmark = 1;
  /** Where `list` goes on, and where `x` does. */
  listed: { file: string; line: number } | undefined;
  examined: { addr: number; format: string } | undefined;
  /** Where one was before the last jumps in time, and after: for `back` and `forward`. */
  past: Place[] = [];
  future: Place[] = [];
  /** What the registers of the selected thread held at the last stop. */
  shown: { readonly thread: ThreadId; readonly registers: Registers } | undefined;
  /** How many lines `list` shows. */
  listSize = 10;
  /** The last values that `print` gave. */
  values: number[] = [];
}
