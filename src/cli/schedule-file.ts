import type { Slice } from '../kernel/sched/scripted.ts';
import { parseCount } from './numbers.ts';

/** A line of a schedule that cannot be used. */
export interface ScheduleError {
  readonly line: number;
  readonly message: string;
}

/**
 * Reads a schedule: a slice a line, `HART PID CYCLES`, with `#` comments and empty lines. Gives the slices of each hart in
 * their order, and every error.
 */
export function readSchedule(text: string, harts: number): { slices: Slice[][]; errors: ScheduleError[] } {
  const slices: Slice[][] = Array.from({ length: harts }, () => []);
  const errors: ScheduleError[] = [];
  text.split('\n').forEach((raw, index) => {
    const words = raw
      .replace(/#.*/, '')
      .split(/\s+/)
      .filter((word) => word !== '');
    if (words.length === 0) return;
    const slice = readSlice(words, harts);
    if (typeof slice === 'string') errors.push({ line: index + 1, message: slice });
    else slices[slice.hart]!.push(slice);
  });
  return { slices, errors };
}

function readSlice(words: readonly string[], harts: number): Slice | string {
  if (words.length !== 3) return `expected 'HART PID CYCLES', found '${words.join(' ')}'`;
  const [hart, tid, cycles] = words.map(parseCount);
  if (hart === undefined || hart >= harts) return `hart must be from 0 to ${harts - 1}, not '${words[0]}'`;
  if (tid === undefined || tid === 0) return `process id must be a number from 1, not '${words[1]}'`;
  if (cycles === undefined || cycles === 0) return `cycles must be a number from 1, not '${words[2]}'`;
  return { hart, tid, cycles };
}
