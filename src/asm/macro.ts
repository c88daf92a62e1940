import type { Input, Piece, Place } from './place.ts';

/** A parameter of a macro. */
export interface Parameter {
  readonly name: string;
  readonly value: string;
  readonly isRequired: boolean;
  /** It takes all arguments that are left, commas and all. */
  readonly takesRest: boolean;
}

/** A macro as it was defined. In the style of RARS its parameters start with `%` and its labels are its own. */
export interface Macro {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly isRars: boolean;
  readonly body: Template;
  readonly place: Place;
}

/** A text with places to fill: stretches of an input, each either text or the name of what replaces it. */
export interface Template {
  readonly input: Input;
  readonly parts: readonly TemplatePart[];
}

interface TemplatePart {
  readonly start: number;
  readonly end: number;
  /** The parameter that is put here, `@` for the number of the expansion, or a label that becomes the expansion's own. */
  readonly kind: 'text' | 'parameter' | 'count' | 'nothing' | 'label';
  readonly name: string;
}

/** What is put in for a parameter, and where that was written (nowhere for a default). */
export interface Argument {
  readonly text: string;
  readonly place: Place | undefined;
}

const NAME = '[A-Za-z_.$][\\w.$]*';

/** The places in `body` where the parameters stand: `\name`, `\@`, `\()`; in RARS's style `%name`. */
export function makeTemplate(body: Place, parameters: ReadonlySet<string>, isRars: boolean): Template {
  const text = body.input.text.slice(body.start, body.end);
  const labels = isRars ? new Set(Array.from(text.matchAll(LABEL), ([, name = '']) => name)) : new Set<string>();
  const parts: TemplatePart[] = [];
  let done = 0;
  for (const match of text.matchAll(isRars ? RARS_REFERENCE : GNU_REFERENCE)) {
    const [whole, name = ''] = match;
    const kind = referenceKind(whole, name, parameters, labels);
    if (kind === 'text') continue;
    const at = match.index;
    if (at > done) parts.push({ start: body.start + done, end: body.start + at, kind: 'text', name: '' });
    done = at + whole.length;
    parts.push({ start: body.start + at, end: body.start + done, kind, name });
  }
  if (text.length > done) parts.push({ start: body.start + done, end: body.end, kind: 'text', name: '' });
  return { input: body.input, parts };
}

const GNU_REFERENCE = new RegExp(`\\\\(@|\\(\\)|${NAME})`, 'g');
const RARS_REFERENCE = new RegExp(`%?(${NAME})`, 'g');
const LABEL = new RegExp(`^[ \\t]*(${NAME})[ \\t]*:`, 'gm');

function referenceKind(
  whole: string,
  name: string,
  parameters: ReadonlySet<string>,
  labels: ReadonlySet<string>,
): TemplatePart['kind'] {
  if (name === '@') return 'count';
  if (name === '()') return 'nothing';
  if (whole === name) return labels.has(name) ? 'label' : 'text';
  return parameters.has(name) ? 'parameter' : 'text';
}

/**
 * `template` with its places filled: the text of expansion number `count`, called `name`, at `call`. It ends early when it has
 * more than `most` characters: then there is too much to read in any case.
 */
export function fillTemplate(
  template: Template,
  name: string,
  call: Place,
  values: ReadonlyMap<string, Argument>,
  count: number,
  most: number,
): Input {
  const { input } = template;
  const pieces: Piece[] = [];
  let text = '';
  for (const { start, end, kind, name: part } of template.parts) {
    if (text.length > most) break;
    const body = { input, start, end };
    const argument = kind === 'parameter' ? values.get(part) : undefined;
    pieces.push({ at: text.length, body, argument: kind === 'text' ? undefined : (argument?.place ?? call) });
    if (kind === 'text') text += input.text.slice(start, end);
    else if (kind === 'parameter') text += argument?.text ?? '';
    else if (kind === 'count') text += String(count);
    else if (kind === 'label') text += `${part}_M${count}`;
  }
  return { kind: 'expansion', name, text, call, pieces };
}
