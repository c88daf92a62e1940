import type { Diagnostic, Label } from '../base/diagnostics.ts';
import type { Source } from '../base/source.ts';
import type { MessageCode } from './messages.ts';
import { expansionRemark, labelsOf, type Place, spanOf } from './place.ts';

/** What goes with a message: a remark beside the caret, other places, suggestions. */
export interface Details {
  readonly remark?: string;
  readonly related?: readonly { readonly place: Place; readonly text: string }[];
  readonly help?: readonly string[];
}

/** Says that something is wrong at a place; the severity is the first letter of the code. */
export type Report = (code: MessageCode, place: Place | undefined, message: string, details?: Details) => void;

/** Collects diagnostics; the same one at the same place counts once. */
export class Diagnostics {
  readonly list: Diagnostic[] = [];
  private readonly seen = new Set<string>();

  readonly report: Report = (code, place, message, details = {}) => {
    const key = `${code} ${place === undefined ? '' : placeKey(place)} ${message}`;
    if (this.seen.has(key)) return;
    this.seen.add(key);
    const labels: Label[] = place === undefined ? [] : labelsOf(place, details.remark);
    for (const { place: other, text } of details.related ?? []) labels.push({ span: spanOf(other), text });
    this.list.push({
      severity: code[0] === 'W' ? 'warning' : 'error',
      code,
      message: place === undefined ? message : `${message}${expansionRemark(place)}`,
      labels,
      help: details.help ?? [],
    });
  };

  /** All diagnostics in the order of `sources` and of their lines; those that belong to no line are last. */
  inOrder(sources: readonly Source[]): Diagnostic[] {
    const keys = new Map(this.list.map((diagnostic) => [diagnostic, orderOf(diagnostic, sources)]));
    const compare = (a: readonly number[], b: readonly number[]) => a[0]! - b[0]! || a[1]! - b[1]!;
    return [...this.list].sort((a, b) => compare(keys.get(a) ?? [], keys.get(b) ?? []));
  }

  get hasErrors(): boolean {
    return this.list.some(({ severity }) => severity === 'error');
  }
}

/** Included files come in the place of their first mistake behind the sources. */
function orderOf({ labels }: Diagnostic, sources: readonly Source[]): readonly [number, number] {
  const span = labels[0]?.span;
  if (span === undefined) return [sources.length + 1, 0];
  const index = sources.indexOf(span.source);
  return index < 0 ? [sources.length, 0] : [index, span.start];
}

function placeKey(place: Place): string {
  const { source, start } = spanOf(place);
  return `${source.name}:${start}`;
}
