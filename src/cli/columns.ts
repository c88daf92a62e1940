import { fillLines } from '../base/fill-lines.ts';

/** How wide the output of the reference commands is at most. */
const WIDTH = 80;

/** `text` in lines of at most 80 columns, broken at spaces; the first line starts after `indent` columns, the others are indented. */
export function wrap(text: string, indent: number): string {
  return fillLines(text.split(' '), WIDTH - indent).join(`\n${' '.repeat(indent)}`);
}

/** Rows of two columns: the first `column` wide, the second wrapped. */
export function twoColumns(rows: readonly (readonly [left: string, right: string])[], column: number): string[] {
  return rows.map(([left, right]) => {
    // A left side that is too long has the line to itself.
    const start = left.length < column ? left.padEnd(column) : `${left}\n${' '.repeat(column)}`;
    return `${start}${wrap(right, column)}`;
  });
}

/** `names` in as many columns as fit. */
export function listNames(names: readonly string[], indent = 2): string[] {
  const column = Math.max(...names.map((name) => name.length)) + 2;
  const perLine = Math.max(1, Math.floor((WIDTH - indent) / column));
  const lines: string[] = [];
  for (let at = 0; at < names.length; at += perLine) {
    const cells = names.slice(at, at + perLine).map((name) => name.padEnd(column));
    lines.push(`${' '.repeat(indent)}${cells.join('').trimEnd()}`);
  }
  return lines;
}
