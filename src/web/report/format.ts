/** A count with commas. */
export function formatCount(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** A count in few letters, such as 1.25M. */
export function formatShort(value: number): string {
  const [size, unit] = value >= 1e9 ? [1e9, 'G'] : value >= 1e6 ? [1e6, 'M'] : value >= 1e4 ? [1e3, 'k'] : [1, ''];
  if (unit === '') return formatCount(value);
  return `${Number((value / size).toPrecision(4))}${unit}`;
}

/** A length of virtual time in the unit that suits it. */
export function formatTime(cycles: number, cyclesPerSecond: number): string {
  const seconds = cycles / cyclesPerSecond;
  const [factor, unit] =
    seconds >= 1 ? [1, 's'] : seconds >= 1e-3 ? [1e3, 'ms'] : seconds >= 1e-6 ? [1e6, 'µs'] : [1e9, 'ns'];
  return `${Number((seconds * factor).toPrecision(4))} ${unit}`;
}

export function formatShare(part: number, whole: number): string {
  return whole === 0 ? '0 %' : `${Number(((part / whole) * 100).toPrecision(3))} %`;
}

/** Marks from `from` to `to`, about `count` of them, at distances of 1, 2 or 5 times a power of ten. */
export function ticks(from: number, to: number, count: number): number[] {
  const least = Math.max(1, (to - from) / Math.max(1, count));
  const power = 10 ** Math.floor(Math.log10(least));
  const distance = [1, 2, 5, 10].map((factor) => factor * power).find((each) => each >= least)!;
  const marks: number[] = [];
  for (let mark = Math.ceil(from / distance) * distance; mark <= to; mark += distance) marks.push(mark);
  return marks;
}
