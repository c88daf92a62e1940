import { hex32 } from '../base/bits.ts';
import { lineAt, lineText, type Source } from '../base/source.ts';
import type { Linked } from './link.ts';
import { outermostSpan } from './place.ts';
import { offsetOf, type Section } from './section.ts';
import type { Unit } from './unit.ts';

/** What one statement made: bytes, or a number of zeros that the file does not hold. */
interface Chunk {
  readonly addr: number;
  readonly size: number;
  readonly bytes: Uint8Array;
  readonly isCode: boolean;
}

const BYTES_COLUMN = 24;
/** Long data is cut off after this many rows. */
const MOST_ROWS = 8;

/**
 * Every line of the sources with what it made: address, bytes, line number, text. An instruction is shown as a word,
 * data byte by byte. What a macro made stands at its call.
 */
export function formatListing(units: readonly Unit[], linked: Linked): string {
  const lines = new Map<Source, Map<number, Chunk[]>>();
  for (const unit of units) lines.set(unit.input.source, new Map());
  for (const { inputs } of linked.outputs) {
    for (const section of inputs) collectChunks(section, linked.contents.get(section), lines);
  }
  return [...lines].map(([source, chunks]) => formatSource(source, chunks)).join('\n');
}

function collectChunks(
  section: Section,
  content: Uint8Array | undefined,
  lines: Map<Source, Map<number, Chunk[]>>,
): void {
  const starts = section.marks.map((mark) => offsetOf({ section, ...mark }));
  section.marks.forEach(({ place, isCode }, index) => {
    const start = starts[index]!;
    const size = (starts[index + 1] ?? section.size) - start;
    const { source, start: at } = outermostSpan(place);
    const ofSource = lines.get(source) ?? new Map<number, Chunk[]>();
    lines.set(source, ofSource);
    const line = lineAt(source, at);
    const addr = section.moved === undefined ? section.addr + start : section.moved(start);
    // The bytes of merged sections have gone elsewhere.
    const bytes = section.moved === undefined ? content?.subarray(start, start + size) : undefined;
    const chunk = { addr, size, bytes: bytes ?? new Uint8Array(), isCode };
    const known = ofSource.get(line);
    if (known === undefined) ofSource.set(line, [chunk]);
    else known.push(chunk);
  });
}

function formatSource(source: Source, chunks: ReadonlyMap<number, readonly Chunk[]>): string {
  const rows: string[] = [`${source.name}:`];
  const count = source.text.endsWith('\n') ? source.lineStarts.length - 1 : source.lineStarts.length;
  for (let line = 1; line <= count; line++) {
    const cells = (chunks.get(line) ?? []).flatMap(formatChunk);
    rows.push(formatRow(cells[0] ?? '', String(line), lineText(source, line)));
    for (const cell of cells.slice(1)) rows.push(formatRow(cell, '', ''));
  }
  return `${rows.join('\n')}\n`;
}

function formatRow(cell: string, line: string, text: string): string {
  return `${cell.padEnd(10 + BYTES_COLUMN)}${line.padStart(5)}  ${text}`.trimEnd();
}

function formatChunk({ addr, size, bytes, isCode }: Chunk): string[] {
  if (bytes.length === 0) return size === 0 ? [] : [`${hex32(addr)}  (${size} bytes)`];
  const step = isCode ? 4 : 8;
  const rows: string[] = [];
  for (let at = 0; at < bytes.length; at += step) {
    if (rows.length === MOST_ROWS) return [...rows, `          ... ${bytes.length - at} more bytes`];
    rows.push(`${hex32(addr + at)}  ${isCode ? wordText(bytes, at) : bytesText(bytes.subarray(at, at + step))}`);
  }
  return rows;
}

function wordText(bytes: Uint8Array, at: number): string {
  if (at + 4 > bytes.length) return bytesText(bytes.subarray(at));
  return hex32(new DataView(bytes.buffer, bytes.byteOffset).getUint32(at, true));
}

function bytesText(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
}
