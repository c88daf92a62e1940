import type { Accounts } from './accounts.ts';
import type { FlowKind } from './flows.ts';
import type { PageOrigin, RecordFields } from './records.ts';
import type { ThreadState } from './timeline.ts';

/** A value in steps: `values[i]` from `times[i]` on. */
export interface Steps {
  readonly times: readonly number[];
  readonly values: readonly number[];
}

/** Intervals one behind the other: number `i` from `starts[i]` to the start of the next, the last one to `end`. */
export interface Intervals {
  readonly starts: readonly number[];
  readonly values: readonly number[];
  readonly end: number;
}

/** A thread; values of its intervals are indexes of `ReportData.states`, plus `MIXED` if it stands for several. */
export interface ReportThread extends Intervals {
  readonly pid: number;
  readonly tid: number;
  readonly parent: number;
  readonly isThread: boolean;
  readonly names: readonly (readonly [from: number, name: string])[];
  readonly ending: string;
}

/** Calls in columns: of thread (index), from and to a cycle, name and text (indexes of `ReportData.texts`). */
export interface ReportCalls {
  readonly thread: readonly number[];
  readonly from: readonly number[];
  readonly to: readonly number[];
  readonly text: readonly number[];
}

/** What one thread (index) did to another; `bytes` is 0 but for pipes and sockets. */
export interface ReportFlow {
  readonly kind: FlowKind;
  readonly from: number;
  readonly fromCycle: number;
  readonly to: number;
  readonly toCycle: number;
}

/** A pipe or a socket: how much it held, and who (indexes of threads) put how many bytes in and took them out. */
export interface ReportChannel {
  readonly name: string;
  readonly level: Steps;
  readonly writers: readonly (readonly [thread: number, bytes: number])[];
  readonly readers: readonly (readonly [thread: number, bytes: number])[];
  /** When bytes moved: the cycle, the thread, and how many, negative for those taken out. */
  readonly moves: readonly (readonly [cycle: number, thread: number, bytes: number])[];
}

/**
 * Changes of page maps in columns, in order. A space gets frames under pages; a change with page -1 gives `frame` another
 * meaning: the space is a copy of space `frame`, or, with frame 0, is gone.
 */
export interface ReportPages {
  readonly cycle: readonly number[];
  readonly space: readonly number[];
  readonly page: readonly number[];
  readonly frame: readonly number[];
  readonly origin: readonly number[];
  readonly area: readonly number[];
}

/** Everything that the page of a report shows. */
export interface ReportData {
  readonly run: RecordFields['run'];
  readonly why: string;
  readonly end: number;
  /** Intervals shorter than this may have been put together; 0: none were. */
  readonly resolution: number;
  readonly threads: readonly ReportThread[];
  readonly states: readonly ThreadState[];
  readonly harts: readonly Intervals[];
  readonly ready: Steps;
  readonly free: Steps;
  readonly copied: Steps;
  readonly texts: readonly string[];
  readonly calls: ReportCalls;
  /** Calls shorter than this many cycles are left out. */
  readonly shortestCall: number;
  readonly flows: readonly ReportFlow[];
  readonly areFlowsThinned: boolean;
  readonly channels: readonly ReportChannel[];
  readonly pages: ReportPages;
  /** From which cycle on changes of pages were too many to keep; undefined if they were not. */
  readonly pagesEnd: number | undefined;
  /** The address spaces of processes, by the index of the thread that the process began with. */
  readonly spaces: readonly { readonly thread: number; readonly from: number; readonly space: number }[];
  readonly accounts: Accounts;
}

export const PAGE_ORIGINS: readonly PageOrigin[] = ['zero', 'file', 'copied', 'shared'];
export const PAGE_AREAS: readonly string[] = ['', 'text', 'data', 'heap', 'mapped', 'stack'];
