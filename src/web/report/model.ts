import type { Intervals, ReportData, ReportThread } from '../../trace/report-data.ts';
import type { ThreadState } from '../../trace/timeline.ts';
import { MIXED } from '../../trace/track.ts';

/** A state of a thread with the cycles between which it was in it. */
export interface Stay extends ThreadState {
  readonly from: number;
  readonly to: number;
  /** Whether it stands for several short ones. */
  readonly isMixed: boolean;
}

/** A thread in the order of the tree: behind the one that made it. */
export interface Row {
  readonly index: number;
  readonly depth: number;
}

/** What the page asks of the run. Threads are named by their index. */
export class Model {
  readonly data: ReportData;
  /** All threads in the order of the tree: behind the one that made them. */
  readonly rows: readonly Row[];
  /** A number for the colour of each thread: that of its process. */
  readonly hues: readonly number[];
  private readonly callsByThread: readonly (readonly number[])[];

  constructor(data: ReportData) {
    this.data = data;
    this.rows = treeOrder(data.threads);
    this.hues = huesOf(data.threads, (index) => this.nameOf(index));
    const calls: number[][] = data.threads.map(() => []);
    data.calls.thread.forEach((thread, call) => {
      calls[thread]!.push(call);
    });
    this.callsByThread = calls;
  }

  get end(): number {
    return Math.max(1, this.data.end);
  }

  /**
   * The threads that live at some time between two cycles, in the order of the tree; of too many those that live longest
   * there.
   */
  rowsBetween(from: number, to: number, most: number): { readonly rows: readonly Row[]; readonly rest: number } {
    const { threads } = this.data;
    const living = this.rows.filter(({ index }) => this.born(index) <= to && threads[index]!.end >= from);
    if (living.length <= most) return { rows: living, rest: 0 };
    const age = ({ index }: Row) => Math.min(to, threads[index]!.end) - Math.max(from, this.born(index));
    const oldest = new Set(living.toSorted((a, b) => age(b) - age(a) || a.index - b.index).slice(0, most));
    return { rows: living.filter((row) => oldest.has(row)), rest: living.length - most };
  }

  born(index: number): number {
    return this.data.threads[index]!.starts[0] ?? this.data.end;
  }

  /** The name that a thread had at a cycle. */
  nameAt(index: number, cycle: number): string {
    const { names } = this.data.threads[index]!;
    let found = names[0]![1];
    for (const [from, name] of names) if (from <= cycle) found = name;
    return found;
  }

  /** The name that a thread had for the longest time, and so is called by. */
  nameOf(index: number): string {
    const { names, end } = this.data.threads[index]!;
    let [best, longest] = ['', -1];
    names.forEach(([from, name], at) => {
      const time = (names[at + 1]?.[0] ?? end) - from;
      if (time >= longest) [best, longest] = [name, time];
    });
    return best;
  }

  /** What a thread did at a cycle; undefined before its birth and after its end. */
  stayAt(index: number, cycle: number): Stay | undefined {
    const thread = this.data.threads[index]!;
    const at = indexAt(thread, cycle);
    return at < 0 ? undefined : this.stay(thread, at);
  }

  /** Interval number `at` of a thread. */
  stay(thread: ReportThread, at: number): Stay {
    const value = thread.values[at]!;
    return {
      ...this.data.states[value % MIXED]!,
      from: thread.starts[at]!,
      to: endOf(thread, at),
      isMixed: value >= MIXED,
    };
  }

  /** The thread on a hart at a cycle; undefined if it was idle. */
  onHart(hart: number, cycle: number): number | undefined {
    const track = this.data.harts[hart]!;
    const at = indexAt(track, cycle);
    const value = at < 0 ? 0 : track.values[at]! % MIXED;
    return value === 0 ? undefined : value - 1;
  }

  /** The text of the call that a thread was in at a cycle, if that call is known. */
  callAt(index: number, cycle: number): string | undefined {
    const { from, to, text } = this.data.calls;
    const calls = this.callsByThread[index]!;
    let [low, high] = [0, calls.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (from[calls[middle]!]! <= cycle) low = middle + 1;
      else high = middle;
    }
    const call = calls[low - 1];
    return call !== undefined && to[call]! >= cycle ? this.data.texts[text[call]!] : undefined;
  }

  /** Calls of a thread that began between two cycles, in order: their cycles and texts. */
  callsBetween(index: number, from: number, to: number): { readonly cycle: number; readonly text: string }[] {
    const { calls, texts } = this.data;
    return this.callsByThread[index]!.filter((call) => calls.from[call]! >= from && calls.from[call]! <= to).map(
      (call) => ({ cycle: calls.from[call]!, text: texts[calls.text[call]!]! }),
    );
  }

  /** The nearest cycle after `cycle`, or before it, at which some thread changed its state. */
  nextChange(cycle: number, direction: 1 | -1): number {
    let best = direction > 0 ? this.end : 0;
    for (const thread of this.data.threads) {
      const at = indexAt(thread, cycle);
      const candidates =
        direction > 0
          ? [at < 0 ? thread.starts[0] : endOf(thread, at)]
          : at < 0
            ? [thread.end]
            : [thread.starts[at], thread.starts[at - 1]];
      for (const each of candidates) {
        if (each === undefined || (direction > 0 ? each <= cycle : each >= cycle)) continue;
        best = direction > 0 ? Math.min(best, each) : Math.max(best, each);
      }
    }
    return best;
  }
}

/** The number of the interval that holds `cycle`; -1 for none. The last one holds the end of the run too. */
export function indexAt(track: Intervals, cycle: number): number {
  if (cycle > track.end || (cycle === track.end && track.starts.length === 0)) return -1;
  let [low, high] = [0, track.starts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (track.starts[middle]! <= cycle) low = middle + 1;
    else high = middle;
  }
  return cycle === track.end ? -1 : low - 1;
}

/** Where interval `at` ends. */
export function endOf(track: Intervals, at: number): number {
  return track.starts[at + 1] ?? track.end;
}

function treeOrder(threads: readonly ReportThread[]): Row[] {
  const children = new Map<number, number[]>();
  for (const [index, { parent }] of threads.entries()) {
    const siblings = children.get(parent);
    if (siblings === undefined) children.set(parent, [index]);
    else siblings.push(index);
  }
  const rows: Row[] = [];
  const stack: Row[] = (children.get(-1) ?? []).map((index) => ({ index, depth: 0 })).reverse();
  for (let row = stack.pop(); row !== undefined; row = stack.pop()) {
    rows.push(row);
    for (const index of (children.get(row.index) ?? []).toReversed()) stack.push({ index, depth: row.depth + 1 });
  }
  return rows;
}

/** Threads of a process have its colour; so have programs of the same name, to be found again. */
function huesOf(threads: readonly ReportThread[], nameOf: (index: number) => string): number[] {
  const byName = new Map<string, number>();
  const byPid = new Map<number, number>();
  return threads.map(({ pid, isThread }, index) => {
    const name = nameOf(index);
    if (!byName.has(name)) byName.set(name, byName.size);
    const hue = isThread ? (byPid.get(pid) ?? 0) : byName.get(name)!;
    byPid.set(pid, hue);
    return hue;
  });
}
