import type { Argument, Macro, Parameter } from './macro.ts';
import type { Place } from './place.ts';
import type { Report } from './report.ts';
import { didYouMean } from './suggest.ts';

const SYMBOL_CHARACTER = /[\w.$\u0080-\uffff]/;

/**
 * Splits macro arguments as GNU as does: at commas, and at spaces between two characters that could belong to a name;
 * other spaces are dropped. Within brackets spaces do not split. Quotes around an argument are taken off.
 */
export class ArgumentScanner {
  private at: number;
  private readonly text: string;
  private readonly end: number;
  private readonly place: Place;
  /** Quotes belong to the argument, as in RARS. */
  private readonly keepsQuotes: boolean;

  constructor(place: Place, keepsQuotes: boolean) {
    this.place = place;
    this.text = place.input.text;
    this.at = place.start;
    this.end = place.end;
    this.keepsQuotes = keepsQuotes;
    this.skipSpace();
  }

  get isDone(): boolean {
    return this.at >= this.end;
  }

  /** The next argument, possibly empty, and the comma or space behind it. */
  next(): Argument {
    const start = this.at;
    const text = this.text[start] === '"' && !this.keepsQuotes ? this.quoted() : this.bare();
    const end = this.at;
    this.skipSpace();
    this.take(',');
    return { text, place: { input: this.place.input, start, end: Math.max(end, start + 1) } };
  }

  /** All that is left. */
  rest(): Argument {
    const start = this.at;
    this.at = this.end;
    const text = this.text.slice(start, this.end).trimEnd();
    return { text, place: { input: this.place.input, start, end: this.end } };
  }

  /** A name directly followed by `=`, which is taken; else nothing is. */
  keyword(): string | undefined {
    const match = /^([A-Za-z_.$%][\w.$]*)[ \t]*=(?!=)[ \t]*/.exec(this.text.slice(this.at, this.end));
    if (match === null) return undefined;
    this.at += match[0].length;
    return match[1];
  }

  /** A name, with the `%` of RARS if it has one; nothing is taken if there is none. */
  name(): string | undefined {
    const match = /^%?[A-Za-z_.$][\w.$]*/.exec(this.text.slice(this.at, this.end));
    if (match === null) return undefined;
    this.at += match[0].length;
    return match[0];
  }

  /** Takes `text` and the space behind it, if it comes next. */
  take(text: string): boolean {
    if (!this.text.startsWith(text, this.at) || this.at + text.length > this.end) return false;
    this.at += text.length;
    this.skipSpace();
    return true;
  }

  skipSpace(): void {
    while (this.at < this.end && /\s/.test(this.text[this.at]!)) this.at++;
  }

  private quoted(): string {
    let value = '';
    this.at++;
    while (this.at < this.end) {
      const character = this.text[this.at++]!;
      if (character === '\\' && this.at < this.end) {
        value += character + this.text[this.at++]!;
        continue;
      }
      if (character === '"' && !(this.at < this.end && this.text[this.at] === '"')) return value;
      if (character === '"') this.at++;
      value += character;
    }
    return value;
  }

  private bare(): string {
    let value = '';
    let depth = 0;
    while (this.at < this.end) {
      const character = this.text[this.at]!;
      if (character === ',' && (depth === 0 || !this.keepsQuotes)) break;
      if (/\s/.test(character)) {
        if (depth === 0 && this.splitsHere()) break;
        if (depth > 0 && this.splitsHere()) value += ' ';
        this.skipSpace();
        continue;
      }
      if (character === '"' || character === "'") {
        value += this.literal(character);
        continue;
      }
      if (character === '(' || character === '[') depth++;
      if (character === ')' || character === ']') depth--;
      value += character;
      this.at++;
    }
    return value;
  }

  /** Whether the space here separates two things that would otherwise run together. */
  private splitsHere(): boolean {
    let next = this.at;
    while (next < this.end && /\s/.test(this.text[next]!)) next++;
    const after = this.text[next] ?? '';
    if (this.text[this.at - 1] === '"') return true;
    return SYMBOL_CHARACTER.test(this.text[this.at - 1] ?? '') && (SYMBOL_CHARACTER.test(after) || /["\\]/.test(after));
  }

  /** A string or character as it is written. */
  private literal(quote: string): string {
    const start = this.at++;
    while (this.at < this.end && this.text[this.at] !== quote) this.at += this.text[this.at] === '\\' ? 2 : 1;
    this.at = Math.min(this.at + 1, this.end);
    return this.text.slice(start, this.at);
  }
}

/** The parameters that stand in `place`, behind the name of a macro that is being defined. */
export function readParameters(place: Place, report: Report): Parameter[] {
  const scanner = new ArgumentScanner(place, false);
  const parameters: Parameter[] = [];
  scanner.take('(');
  while (!scanner.isDone && !scanner.take(')')) {
    const name = scanner.name();
    if (name === undefined) {
      report('E0404', place, 'expected the name of a parameter');
      break;
    }
    if (parameters.some((parameter) => parameter.name === name)) {
      report('E0404', place, `parameter \`${name}\` stands here twice`);
    }
    parameters.push(readQualifiers(scanner, name, place, report));
    scanner.skipSpace();
    scanner.take(',');
  }
  return parameters;
}

function readQualifiers(scanner: ArgumentScanner, name: string, place: Place, report: Report): Parameter {
  let isRequired = false;
  let takesRest = false;
  scanner.skipSpace();
  if (scanner.take(':')) {
    const qualifier = scanner.name();
    isRequired = qualifier === 'req';
    takesRest = qualifier === 'vararg';
    if (!isRequired && !takesRest) {
      report('E0404', place, `\`:${qualifier ?? ''}\` is neither \`:req\` nor \`:vararg\``);
    }
    scanner.skipSpace();
  }
  const value = scanner.take('=') ? scanner.next().text : '';
  return { name, value, isRequired, takesRest };
}

/**
 * The values of `macro`'s parameters in a call whose arguments stand in `place`. Undefined, after a report, if they do
 * not fit the parameters.
 */
export function bindArguments(
  macro: Macro,
  place: Place,
  call: Place,
  report: Report,
): Map<string, Argument> | undefined {
  const values = new Map<string, Argument>();
  const scanner = new ArgumentScanner(macro.isRars ? withoutParentheses(place) : place, macro.isRars);
  const { parameters } = macro;
  let index = 0;
  while (!scanner.isDone) {
    const keyword = macro.isRars ? undefined : scanner.keyword();
    if (keyword !== undefined) {
      const named = parameters.find(({ name }) => name === keyword);
      const argument = named?.takesRest ? scanner.rest() : scanner.next();
      if (named === undefined) reportKeyword(macro, keyword, argument.place ?? call, report);
      else values.set(keyword, argument);
      continue;
    }
    const parameter = parameters[index++];
    const argument = parameter?.takesRest ? scanner.rest() : scanner.next();
    if (parameter === undefined) {
      reportExcess(macro, argument.place ?? call, report);
      return undefined;
    }
    if (argument.text !== '') values.set(keyOf(parameter), argument);
  }
  const missing = parameters.find((parameter) => parameter.isRequired && !values.has(keyOf(parameter)));
  if (missing !== undefined) {
    report('E0402', call, `macro \`${macro.name}\` needs its argument \`${missing.name}\``, {
      related: [{ place: macro.place, text: 'defined here' }],
    });
    return undefined;
  }
  for (const parameter of parameters) {
    if (!values.has(keyOf(parameter))) values.set(keyOf(parameter), { text: parameter.value, place: undefined });
  }
  return values;
}

/** A parameter's name without the `%` of RARS. */
export function keyOf({ name }: Parameter): string {
  return name.startsWith('%') ? name.slice(1) : name;
}

function reportKeyword(macro: Macro, keyword: string, place: Place, report: Report): void {
  report('E0404', place, `macro \`${macro.name}\` has no parameter \`${keyword}\``, {
    help: didYouMean(keyword, macro.parameters.map(keyOf)),
  });
}

function reportExcess(macro: Macro, place: Place, report: Report): void {
  const count = macro.parameters.length;
  report(
    'E0403',
    place,
    `macro \`${macro.name}\` takes ${count === 0 ? 'no' : count} argument${count === 1 ? '' : 's'}`,
    {
      related: [{ place: macro.place, text: 'defined here' }],
      help: ['arguments are separated by commas or spaces; put quotes around one that contains them'],
    },
  );
}

function withoutParentheses(place: Place): Place {
  const text = place.input.text.slice(place.start, place.end).trimEnd();
  if (!text.startsWith('(') || !text.endsWith(')')) return place;
  return { input: place.input, start: place.start + 1, end: place.start + text.length - 1 };
}
