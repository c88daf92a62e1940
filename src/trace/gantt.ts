import { fillLines } from '../base/fill-lines.ts';
import { unreachable } from '../base/unreachable.ts';
import type { Activity } from './lives.ts';
import { formatCycles } from './text.ts';
import type { ThreadState, ThreadTrack, Timeline } from './timeline.ts';
import { MIXED, type Track } from './track.ts';

/** Columns for what stands before the cells, and for the cells: 80 together. */
const LABEL_COLUMNS = 19;
const CELLS = 61;
const SHOWN_THREADS = 40;
const DEEPEST_INDENT = 4;

/** How busy a hart was in a cell, in quarters. */
const BUSY = [' ', '.', ':', '+', '#'];
const READY = '-';
const STOPPED = 'T';
const ZOMBIE = 'Z';
/** The letters of what threads wait for; a reason that is not here gets its first letter that is free. */
const REASON_LETTERS: Readonly<Record<string, string>> = {
  read: 'r',
  write: 'w',
  child: 'c',
  sleep: 's',
  vfork: 'v',
  signal: 'g',
  open: 'o',
  futex: 'f',
  poll: 'p',
  lock: 'l',
  disk: 'd',
  object: 'b',
};

/** SGR parameters (ECMA-48) of the cells. */
const STYLES = { running: '0;30;42', ready: '0;30;43', blocked: '0;36', stopped: '0;37;45', zombie: '0;2' } as const;

interface Cell {
  readonly text: string;
  readonly style: keyof typeof STYLES | undefined;
}

const EMPTY: Cell = { text: ' ', style: undefined };

/** A run as a chart of text, in lines of at most 80 columns with their ends: a row for each hart and each thread. */
export function formatTimeline(timeline: Timeline, withColour: boolean): string {
  const { end } = timeline;
  const perCell = Math.max(1, Math.ceil(end / CELLS));
  const cells = Math.max(1, Math.ceil(end / perCell));
  const letters = new Map<string, string>();
  const shown = new Set<Activity>();
  const threads = chooseThreads(timeline);
  const rows = [
    ...timeline.harts.map((track, hart) => row(`  hart ${hart}`, busyCells(track, perCell, cells), withColour)),
    ...threads.map(({ thread, depth }) =>
      row(labelOf(thread, depth), threadCells(timeline, thread, { perCell, cells, letters, shown }), withColour),
    ),
  ];
  const rest = timeline.threads.length - threads.length;
  return [
    `${formatCycles(end)} cycles; a column is ${formatCycles(perCell)}`,
    axis(perCell, cells, end),
    ...rows,
    ...(rest > 0 ? [`      and ${rest} more threads, which lived shorter`] : []),
    ...legend(timeline.harts.length, shown, letters),
  ]
    .map((line) => `${line.trimEnd()}\n`)
    .join('');
}

/** The threads that lived longest, each behind the one that made it. */
function chooseThreads({ threads }: Timeline): { readonly thread: ThreadTrack; readonly depth: number }[] {
  const age = ({ states }: ThreadTrack) => states.end - (states.starts[0] ?? states.end);
  const chosen = new Set(threads.toSorted((a, b) => age(b) - age(a) || a.index - b.index).slice(0, SHOWN_THREADS));
  const rows: { thread: ThreadTrack; depth: number }[] = [];
  const children = new Map<number, ThreadTrack[]>();
  for (const thread of threads) {
    const siblings = children.get(thread.parent);
    if (siblings === undefined) children.set(thread.parent, [thread]);
    else siblings.push(thread);
  }
  const visit = (thread: ThreadTrack, depth: number): void => {
    if (chosen.has(thread)) rows.push({ thread, depth });
    for (const child of children.get(thread.index) ?? []) visit(child, depth + 1);
  };
  for (const thread of children.get(-1) ?? []) visit(thread, 0);
  return rows;
}

function labelOf({ tid, names }: ThreadTrack, depth: number): string {
  const indent = ' '.repeat(Math.min(depth, DEEPEST_INDENT));
  return `${String(tid).padStart(5)} ${indent}${names.at(-1)!.name}`;
}

function row(label: string, cells: readonly Cell[], withColour: boolean): string {
  const start = label.slice(0, LABEL_COLUMNS - 1).padEnd(LABEL_COLUMNS);
  if (!withColour) return start + cells.map(({ text }) => text).join('');
  let text = start;
  let style: Cell['style'];
  for (const cell of cells) {
    if (cell.style !== style) text += `\x1b[${cell.style === undefined ? '' : STYLES[cell.style]}m`;
    style = cell.style;
    text += cell.text;
  }
  return style === undefined ? text : `${text}\x1b[m`;
}

function busyCells(track: Track, perCell: number, cells: number): Cell[] {
  return Array.from({ length: cells }, (_, cell) => {
    const times = timesIn(track, cell * perCell, (cell + 1) * perCell);
    const busy = [...times].reduce((sum, [value, time]) => (value === 0 ? sum : sum + time), 0);
    const text = BUSY[Math.ceil((busy / perCell) * (BUSY.length - 1))]!;
    return { text, style: undefined };
  });
}

interface Grid {
  readonly perCell: number;
  readonly cells: number;
  /** Letters and activities that were used, for the legend. */
  readonly letters: Map<string, string>;
  readonly shown: Set<Activity>;
}

function threadCells(timeline: Timeline, { states }: ThreadTrack, grid: Grid): Cell[] {
  const { perCell, cells, letters, shown } = grid;
  return Array.from({ length: cells }, (_, cell) => {
    const times = timesIn(states, cell * perCell, (cell + 1) * perCell);
    const [longest] = [...times].toSorted(([, a], [, b]) => b - a);
    if (longest === undefined) return EMPTY;
    const state = timeline.stateOf(longest[0]);
    shown.add(state.activity);
    return stateCell(state, letters);
  });
}

/** How long `track` had each of its values between two cycles. */
function timesIn(track: Track, from: number, to: number): Map<number, number> {
  const times = new Map<number, number>();
  const first = Math.max(0, track.indexAt(Math.max(from, track.starts[0] ?? 0)));
  for (let at = first; at < track.starts.length && track.starts[at]! < to; at++) {
    const time = Math.min(to, track.endOf(at)) - Math.max(from, track.starts[at]!);
    const value = track.values[at]! % MIXED;
    if (time > 0) times.set(value, (times.get(value) ?? 0) + time);
  }
  return times;
}

function stateCell({ activity, hart, reason }: ThreadState, letters: Map<string, string>): Cell {
  switch (activity) {
    case 'running':
      return { text: hart < 10 ? String(hart) : '#', style: activity };
    case 'ready':
      return { text: READY, style: activity };
    case 'blocked':
      return { text: letterOf(reason, letters), style: activity };
    case 'stopped':
      return { text: STOPPED, style: activity };
    case 'zombie':
      return { text: ZOMBIE, style: activity };
    default:
      return unreachable(activity);
  }
}

function letterOf(reason: string, letters: Map<string, string>): string {
  const known = letters.get(reason);
  if (known !== undefined) return known;
  const taken = [...Object.values(REASON_LETTERS), ...letters.values()];
  const letter = REASON_LETTERS[reason] ?? [...reason].find((each) => !taken.includes(each)) ?? '?';
  letters.set(reason, letter);
  return letter;
}

/** Marks with their cycles, at distances of 1, 2 or 5 times a power of ten. */
function axis(perCell: number, cells: number, end: number): string {
  const least = perCell * 9;
  const power = 10 ** Math.floor(Math.log10(least));
  const distance = [1, 2, 5, 10].map((factor) => factor * power).find((each) => each >= least)!;
  const line = Array<string>(cells).fill(' ');
  for (let cycle = 0; cycle < end; cycle += distance) {
    const text = `|${shortCycles(cycle)}`;
    const cell = Math.floor(cycle / perCell);
    if (cell + text.length <= cells) line.splice(cell, text.length, ...text);
  }
  return `${'  tid name'.padEnd(LABEL_COLUMNS)}${line.join('')}`;
}

function shortCycles(value: number): string {
  if (value >= 1e9) return `${value / 1e9}G`;
  if (value >= 1e6) return `${value / 1e6}M`;
  return value >= 1e3 ? `${value / 1e3}k` : String(value);
}

function legend(harts: number, shown: ReadonlySet<Activity>, letters: ReadonlyMap<string, string>): string[] {
  const has = (activity: Activity) => shown.has(activity);
  const entries = [
    ...(has('running') ? [harts === 1 ? '0 runs' : `0-${Math.min(9, harts - 1)} runs on that hart`] : []),
    ...(harts > 10 && has('running') ? ['# on a higher one'] : []),
    ...(has('ready') ? [`${READY} ready, waits for a hart`] : []),
    ...[...letters].map(([reason, letter]) => `${letter} waits: ${reason}`),
    ...(has('stopped') ? [`${STOPPED} stopped`] : []),
    ...(has('zombie') ? [`${ZOMBIE} zombie`] : []),
  ];
  const text = `${entries.join(', ')}. A cell shows what filled most of it; harts: . : + # a quarter to all of the time busy.`;
  return fillLines(text.split(' '), LABEL_COLUMNS + CELLS);
}
