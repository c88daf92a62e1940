import type { Diagnostic, Label } from '../base/diagnostics.ts';
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

  get hasErrors(): boolean {
    return this.list.some(({ severity }) => severity === 'error');
  }
}

function placeKey(place: Place): string {
  const { source, start } = spanOf(place);
  return `${source.name}:${start}`;
}
