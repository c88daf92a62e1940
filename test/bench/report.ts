import { median } from './cpu-time.ts';
import type { Row } from './measure.ts';

/** The table of the measurements: a line for each program, as text with columns or as Markdown. */
export function formatRows(rows: readonly Row[], peers: readonly string[], isMarkdown: boolean): string {
  const [ours, ...others] = peers as [string, ...string[]];
  const head = ['program', 'one', ours, ...others.flatMap((name) => [name, 'ratio']), 'target', 'checksum'];
  const lines = rows.map(({ program, checksum, seconds }) => {
    const own = seconds.get(ours);
    const compared = others.flatMap((name) => {
      const times = seconds.get(name);
      return times === undefined
        ? ['', '']
        : [duration(median(times)), own === undefined ? '' : ratio(gain(own, times))];
    });
    const mark = own === undefined ? '' : reached(program.target, own, seconds.get('qemu'));
    return [
      program.name,
      program.operation,
      own === undefined ? '' : duration(median(own)),
      ...compared,
      mark,
      checksum,
    ];
  });
  return isMarkdown ? markdown(head, lines) : columns([head, ...lines]);
}

/** How many times as long a peer took: the median of the rounds, in each of which both ran at nearly the same time. */
function gain(own: readonly number[], peer: readonly number[]): number {
  return median(peer.map((time, round) => time / own[round]!));
}

/** The target as a ratio to qemu, and whether it is reached. */
function reached(target: number | undefined, own: readonly number[], qemu: readonly number[] | undefined): string {
  if (target === undefined) return '';
  if (qemu === undefined) return ratio(target);
  return `${ratio(target)} ${gain(own, qemu) >= target ? 'yes' : 'no'}`;
}

/** A length of time in three digits. */
function duration(seconds: number): string {
  const units = ['s', 'ms', 'us', 'ns', 'ps'];
  let value = seconds;
  let unit = 0;
  while (value < 1 && unit < units.length - 1) {
    value *= 1000;
    unit++;
  }
  return `${threeDigits(value)} ${units[unit]}`;
}

function ratio(value: number): string {
  return threeDigits(value);
}

function threeDigits(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

function markdown(head: readonly string[], lines: readonly (readonly string[])[]): string {
  const rule = head.map((_, index) => (isText(index, head.length) ? '---' : '--:'));
  return [head, rule, ...lines].map((cells) => `| ${cells.join(' | ')} |\n`).join('');
}

function columns(lines: readonly (readonly string[])[]): string {
  const widths = lines[0]!.map((_, index) => Math.max(...lines.map((cells) => cells[index]!.length)));
  const pad = (text: string, index: number) =>
    isText(index, widths.length) ? text.padEnd(widths[index]!) : text.padStart(widths[index]!);
  return lines.map((cells) => `${cells.map(pad).join('  ').trimEnd()}\n`).join('');
}

/** Whether a column holds words and not numbers: the first two, and the last one. */
function isText(index: number, count: number): boolean {
  return index < 2 || index === count - 1;
}
