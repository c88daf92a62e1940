/** Marks a value of a track that stands for several short ones, of which it filled the most time. */
export const MIXED = 2 ** 30;

/**
 * What something does over time: intervals that follow each other without a gap, interval `i` from `starts[i]` to
 * `starts[i + 1]`, the last one to `end`. A value is a number below `MIXED`.
 */
export class Track {
  readonly starts: number[] = [];
  readonly values: number[] = [];
  end: number;

  constructor(start: number) {
    this.end = start;
  }

  /** It had `value` from `end` to `to`, which is later. */
  put(value: number, to: number): void {
    if (this.values.at(-1) !== value) {
      this.starts.push(this.end);
      this.values.push(value);
    }
    this.end = to;
  }

  /** The index of the interval that holds `time`; -1 outside of the track. */
  indexAt(time: number): number {
    if (time >= this.end) return -1;
    let [low, high] = [0, this.starts.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.starts[middle]! <= time) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  /** Where interval `index` ends. */
  endOf(index: number): number {
    return this.starts[index + 1] ?? this.end;
  }

  /** Makes intervals that lie within one multiple of `resolution` one, with what filled most of their time. */
  coarsen(resolution: number): void {
    const [starts, values] = [this.starts.splice(0), this.values.splice(0)];
    for (let at = 0; at < starts.length; ) {
      const bucketEnd = (Math.floor(starts[at]! / resolution) + 1) * resolution;
      let next = at + 1;
      while (next < starts.length && (starts[next + 1] ?? this.end) <= bucketEnd) next++;
      const isAlone = next === at + 1 || (starts[at + 1] ?? this.end) > bucketEnd;
      if (isAlone) next = at + 1;
      const value = isAlone ? values[at]! : dominant(starts, values, at, next, this.end);
      if (this.values.at(-1) !== value) {
        this.starts.push(starts[at]!);
        this.values.push(value);
      }
      at = next;
    }
  }
}

/** The value with the most time in intervals `from` to `to` - 1, marked as mixed; of equals the first. */
function dominant(starts: readonly number[], values: readonly number[], from: number, to: number, end: number): number {
  const times = new Map<number, number>();
  for (let at = from; at < to; at++) {
    const value = values[at]! % MIXED;
    times.set(value, (times.get(value) ?? 0) + (starts[at + 1] ?? end) - starts[at]!);
  }
  const [[value]] = [...times].toSorted(([, a], [, b]) => b - a) as [[number, number]];
  return value + MIXED;
}
