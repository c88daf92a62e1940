import { fillLines } from '../../base/fill-lines.ts';

const WIDTH = 80;

/** Items in lines of at most 80 columns, each line indented, with `gap` between them. */
export function wrapItems(items: readonly string[], indent: number, gap = '  '): string[] {
  return fillLines(items, WIDTH - indent, gap).map((line) => `${' '.repeat(indent)}${line}`);
}

/** A text in lines of at most 80 columns, broken at spaces, each line indented. */
export function wrapText(text: string, indent: number): string[] {
  return wrapItems(text.split(' '), indent, ' ');
}

/** A line; if it is longer than 80 columns, several that are indented as it is. */
export function wrapLine(line: string): string[] {
  return line.length <= WIDTH ? [line] : wrapText(line.trimStart(), line.length - line.trimStart().length);
}
