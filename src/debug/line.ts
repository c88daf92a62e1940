import { PAGE_SIZE } from '../machine/memory.ts';
import type { Snapshot } from '../system/snapshot.ts';
import type { Runners } from './runners.ts';

/** A snapshot on a line of history. */
export interface Mark {
  readonly step: number;
  /** The cycle that the computer had reached. */
  readonly cycle: number;
  /** What it takes to run from the start of all to here, in milliseconds. */
  readonly effort: number;
  readonly snapshot: Snapshot;
  /** Bytes that the mark before does not have: of frames, and about as many as the kernel's objects take. */
  bytes: number;
  /** The threads that ran on some hart between this mark and the next. */
  readonly ran: Runners;
}

/**
 * One way that things went: from a moment on another line (where something was changed) to the furthest moment that was
 * reached. What was before its start is its parent's.
 */
export interface Line {
  name: string;
  readonly parent: Line | undefined;
  /** What was changed, in words. */
  readonly cause: string;
  /** The step at which it left its parent. */
  readonly start: number;
  /** Ascending by step; the first is at the start, after the change. */
  readonly marks: Mark[];
  /** The furthest step that was reached, and its cycle. */
  end: number;
  endCycle: number;
}

/** The lines that lead to `line`, the first one first. */
export function ancestry(line: Line): Line[] {
  const lines: Line[] = [];
  for (let at: Line | undefined = line; at !== undefined; at = at.parent) lines.unshift(at);
  return lines;
}

/** The last mark for which `isBefore`; undefined if there is none. `marks` are ascending, and so is the claim. */
export function lastMark(marks: readonly Mark[], isBefore: (mark: Mark) => boolean): Mark | undefined {
  let low = 0;
  let high = marks.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isBefore(marks[middle]!)) low = middle + 1;
    else high = middle;
  }
  return marks[low - 1];
}

/** Puts `mark` in its place; one that stands at the same step stays. */
export function insertMark(marks: Mark[], mark: Mark): void {
  const before = lastMark(marks, ({ step }) => step <= mark.step);
  if (before?.step === mark.step) return;
  marks.splice(before === undefined ? 0 : marks.indexOf(before) + 1, 0, mark);
}

/** About how many bytes an object of the kernel takes. */
const OBJECT_BYTES = 100;

/** Bytes of the pages of `snapshot` that `before` does not share, and of the kernel's objects. */
export function newBytes({ frames, objects }: Snapshot, before: Snapshot | undefined): number {
  let pages = 0;
  frames.chunks.forEach((chunk, index) => {
    const other = before?.frames.chunks[index];
    if (chunk === other) return;
    chunk.forEach((page, at) => {
      if (page !== undefined && page !== other?.[at]) pages++;
    });
  });
  return pages * PAGE_SIZE + objects * OBJECT_BYTES;
}
