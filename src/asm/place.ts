import type { Label } from '../base/diagnostics.ts';
import { columnAt, lineAt, type Source, type Span } from '../base/source.ts';

/**
 * A text that is being assembled: a file, or what an expansion made (of a macro, a repetition). A place within an
 * expansion is traced back to the text that was written.
 */
export type Input =
  | { readonly kind: 'file'; readonly source: Source; readonly text: string }
  | {
      readonly kind: 'expansion';
      /** The macro's name, or the directive that repeats. */
      readonly name: string;
      readonly text: string;
      readonly call: Place;
      /** Where the parts of `text` come from, in order. */
      readonly pieces: readonly Piece[];
    };

/** From `at` on an expansion's text stands in `body`; if an argument was put there, it stands in `argument` too. */
export interface Piece {
  readonly at: number;
  readonly body: Place;
  readonly argument?: Place;
}

/** A stretch of an input, `end` excluded. */
export interface Place {
  readonly input: Input;
  readonly start: number;
  readonly end: number;
}

/** Where `place` was written: for an expansion, the line of the body. */
export function spanOf(place: Place): Span {
  const { input, start, end } = place;
  if (input.kind === 'file') return { source: input.source, start, end };
  return spanOf(bodyPlace(input, place));
}

/** The line of the file being assembled that `place` belongs to: for an expansion, its outermost call. */
export function outermostSpan(place: Place): Span {
  let at = place;
  while (at.input.kind === 'expansion') at = at.input.call;
  return spanOf(at);
}

/** The labels of a diagnostic at `place`: where it was written, then each call that led there. */
export function labelsOf(place: Place, text?: string): Label[] {
  const labels: Label[] = [{ span: spanOf(place), text }];
  let at = place;
  while (at.input.kind === 'expansion') {
    const { input } = at;
    const argument = pieceAt(input.pieces, at.start)?.argument;
    labels.push({ span: spanOf(argument ?? input.call), text: `in this ${nounOf(input.name)}` });
    at = input.call;
  }
  return labels;
}

/** What a message about `place` adds, such as ` in expansion of macro ...`; empty outside expansions. */
export function expansionRemark(place: Place): string {
  const { input } = place;
  if (input.kind === 'file') return '';
  const what = input.name.startsWith('.') ? `\`${input.name}\`` : `macro \`${input.name}\``;
  return ` in expansion of ${what} (call at ${position(spanOf(input.call))}, body at ${position(spanOf(place))})`;
}

function nounOf(name: string): string {
  return name.startsWith('.') ? `\`${name}\`` : `call of \`${name}\``;
}

function position({ source, start }: Span): string {
  return `${lineAt(source, start)}:${columnAt(source, start)}`;
}

type Expansion = Extract<Input, { kind: 'expansion' }>;

function bodyPlace(input: Expansion, { start, end }: Place): Place {
  const piece = pieceAt(input.pieces, start);
  if (piece === undefined) return input.call;
  const { body, argument, at } = piece;
  if (argument !== undefined) return body;
  const from = Math.min(body.start + start - at, body.end);
  return { input: body.input, start: from, end: Math.max(from, Math.min(body.end, from + end - start)) };
}

function pieceAt(pieces: readonly Piece[], offset: number): Piece | undefined {
  let low = 0;
  let high = pieces.length - 1;
  if (high < 0 || pieces[0]!.at > offset) return undefined;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (pieces[middle]!.at <= offset) low = middle;
    else high = middle - 1;
  }
  return pieces[low];
}
