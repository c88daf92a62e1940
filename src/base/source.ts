/** A text that people wrote, as the assembler or another reader got it. */
export interface Source {
  /** The name to show, usually the path as the user gave it. */
  readonly name: string;
  readonly text: string;
  /** Offset of the first character of each line. */
  readonly lineStarts: readonly number[];
}

/** A stretch of a source, `start` included, `end` excluded, in characters. */
export interface Span {
  readonly source: Source;
  readonly start: number;
  readonly end: number;
}

/** A source with its lines found; a line ends at LF, and a CR before it belongs to the line end. */
export function makeSource(name: string, text: string): Source {
  const lineStarts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lineStarts.push(at + 1);
  return { name, text, lineStarts };
}

/** The line (from 1) that holds `offset`. */
export function lineAt(source: Source, offset: number): number {
  let low = 0;
  let high = source.lineStarts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (source.lineStarts[middle]! <= offset) low = middle;
    else high = middle - 1;
  }
  return low + 1;
}

/** The column (from 1, in characters) of `offset` within its line. */
export function columnAt(source: Source, offset: number): number {
  return offset - source.lineStarts[lineAt(source, offset) - 1]! + 1;
}

/** The text of line `line` (from 1) without its line end. */
export function lineText(source: Source, line: number): string {
  const start = source.lineStarts[line - 1]!;
  const end = line < source.lineStarts.length ? source.lineStarts[line]! - 1 : source.text.length;
  const text = source.text.slice(start, end);
  return text.endsWith('\r') ? text.slice(0, -1) : text;
}
