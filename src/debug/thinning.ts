import type { Mark } from './line.ts';

/** Two marks may lie this far apart at most, in milliseconds of effort: running over it must take less than 250 with ease. */
const LARGEST_GAP = 100;
/** The gap that is wanted at a distance from the present is this part of it. */
const DENSITY = 8;

/**
 * Takes marks away, so that they are dense near the present (`effort`) and thinner with distance. `pressure` is how much of
 * the memory is used: above 1 gaps become as large as need be.
 */
export function thin(marks: Mark[], effort: number, pressure: number): void {
  const largest = LARGEST_GAP * Math.max(1, pressure * pressure);
  for (let at = marks.length - 2; at > 0; at--) {
    const distance = Math.abs(effort - marks[at]!.effort);
    const gap = marks[at + 1]!.effort - marks[at - 1]!.effort;
    if (gap > Math.min(largest, distance / DENSITY)) continue;
    const [gone] = marks.splice(at, 1);
    // Who ran in what is now one stretch; its pages may still be held by the neighbours.
    for (const tid of gone!.ran) marks[at - 1]!.ran.add(tid);
  }
}
