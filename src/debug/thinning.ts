import { type Mark, newBytes } from './line.ts';

/** Taking marks away leaves no larger gaps, in milliseconds of effort: running over one must take less than 250 with ease. */
const LARGEST_GAP = 80;
/** The gap that is wanted at a distance from the present is this part of it. */
const DENSITY = 8;
/** Beyond this factor nothing is gained: one mark for each line is left. */
const MOST_PRESSURE = 2 ** 20;

/**
 * Takes marks away, so that they are dense near the present (`effort`) and thinner with distance. Gaps may be larger by the
 * factor `pressure`.
 */
export function thin(marks: Mark[], effort: number, pressure = 1): void {
  for (let at = marks.length - 2; at > 0; at--) {
    const before = marks[at - 1]!;
    const after = marks[at + 1]!;
    const distance = Math.abs(effort - marks[at]!.effort);
    if (after.effort - before.effort > pressure * Math.min(LARGEST_GAP, distance / DENSITY)) continue;
    const [gone] = marks.splice(at, 1);
    // Who ran in what is now one stretch; and pages that the next one shared with it are now its own.
    before.ran.addAll(gone!.ran);
    after.bytes = newBytes(after.snapshot, before.snapshot);
  }
}

/** As `thin`, on several lines, with as much pressure as it takes to hold no more than `memory` bytes. */
export function thinTo(lines: readonly { readonly marks: Mark[] }[], effort: number, memory: number): void {
  for (let pressure = 1; pressure <= MOST_PRESSURE; pressure *= 2) {
    for (const { marks } of lines) thin(marks, effort, pressure);
    if (bytesOf(lines) <= memory) return;
  }
}

/** How many bytes the marks of some lines hold. */
export function bytesOf(lines: readonly { readonly marks: readonly Mark[] }[]): number {
  return lines.flatMap(({ marks }) => marks).reduce((sum, { bytes }) => sum + bytes, 0);
}
