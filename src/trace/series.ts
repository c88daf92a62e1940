/**
 * A value that changes in steps, kept in bounded memory: when there are too many steps, those that lie closer together
 * than a resolution, which doubles, become one. Times ascend.
 */
export class Series {
  readonly times: number[] = [];
  readonly values: number[] = [];
  /** Steps closer together than this, in cycles, have been made one. */
  resolution = 0;
  private readonly capacity: number;

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  /** The value from `time` on. */
  put(time: number, value: number): void {
    const { times, values } = this;
    const last = times.length - 1;
    if (last >= 0 && values[last] === value) return;
    if (last >= 0 && (times[last] === time || bucketOf(times[last]!, this) === bucketOf(time, this))) {
      values[last] = value;
      return;
    }
    times.push(time);
    values.push(value);
    while (times.length > this.capacity) this.thin();
  }

  private thin(): void {
    const { times, values } = this;
    const span = times.at(-1)! - times[0]!;
    this.resolution = Math.max(this.resolution * 2, 2 ** Math.floor(Math.log2(Math.max(2, span / this.capacity))));
    let kept = 0;
    for (let at = 0; at < times.length; at++) {
      const isSame = kept > 0 && bucketOf(times[kept - 1]!, this) === bucketOf(times[at]!, this);
      if (!isSame) kept++;
      if (!isSame) times[kept - 1] = times[at]!;
      values[kept - 1] = values[at]!;
    }
    times.length = kept;
    values.length = kept;
  }
}

/** Without a resolution each time is a bucket of its own. */
function bucketOf(time: number, { resolution }: { readonly resolution: number }): number {
  return resolution === 0 ? time : Math.floor(time / resolution);
}
