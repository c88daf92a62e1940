import { constantOf, type Expr, makeBinary, makeUnary } from './expression.ts';
import type { Place } from './place.ts';
import type { ExprShape, OperandShape } from './shape.ts';
import { type AsmSymbol, makeSymbol } from './symbol.ts';
import { decodeText, parseNumber } from './text.ts';
import type { Statement, Unit } from './unit.ts';

/** Where the tokens `first` to `last` of a statement stand. */
export function placeOf(statement: Statement, first: number, last = first): Place {
  const { tokens, input, end } = statement;
  const from = tokens[first];
  const to = tokens[last];
  if (from === undefined || to === undefined) return { input, start: end, end };
  return { input, start: from.offset, end: Math.max(from.offset + 1, to.offset + (to.width ?? to.text.length)) };
}

/** What a shape says in a statement: its names become symbols, its numbers values. Reports what is no number. */
export function readExpr(unit: Unit, statement: Statement, shape: ExprShape): Expr {
  const token = statement.tokens[shape.first]!;
  switch (shape.kind) {
    case 'number': {
      const value = parseNumber(token.text);
      if (value !== undefined) return value;
      const isOctal = /^-?0\d/.test(token.text);
      const why = isOctal ? 'is no octal number, which a leading 0 makes it' : 'does not fit in 64 bits';
      unit.report('E0103', placeOf(statement, shape.first), `\`${token.text}\` ${why}`);
      return 0n;
    }
    case 'name': {
      if (token.text === '.') return { kind: 'position', position: unit.here() };
      const symbol = unit.symbol(token.text, placeOf(statement, shape.first));
      return symbol.value.kind === 'equal' && !symbol.deferred ? symbol.value.expr : { kind: 'symbol', symbol };
    }
    case 'local':
      return { kind: 'symbol', symbol: readLocal(unit, statement, shape.first) };
    case 'paren':
      return readExpr(unit, statement, shape.inner);
    case 'unary':
      return makeUnary(token.text, readExpr(unit, statement, shape.operand));
    case 'binary': {
      const left = readExpr(unit, statement, shape.left);
      const right = readExpr(unit, statement, shape.right);
      const operator = statement.tokens[shape.operator]!.text;
      if ((operator === '/' || operator === '%') && constantOf(right) === 0n) {
        unit.report('E0206', placeOf(statement, shape.right.first, shape.right.last), 'division by zero');
        return 0n;
      }
      return makeBinary(operator, left, right);
    }
  }
}

/** The label that `1b` or `1f` means; where there is none, that is reported, and the symbol stays undefined. */
function readLocal(unit: Unit, statement: Statement, token: number): AsmSymbol {
  const { text } = statement.tokens[token]!;
  const digits = text.slice(0, -1);
  const place = placeOf(statement, token);
  if (text.endsWith('f')) return unit.nextNumbered(digits, place);
  const { last } = unit.numberedLabel(digits);
  if (last === undefined) unit.report('E0303', place, `there is no label \`${digits}:\` above`);
  return last ?? makeSymbol(digits);
}

/** The operands of a directive, read as what the directive wants them to be. */
export class Arguments {
  readonly unit: Unit;
  readonly statement: Statement;
  /** The directive's own place. */
  readonly name: string;
  readonly head: Place;
  readonly shapes: readonly OperandShape[];

  constructor(unit: Unit, statement: Statement, head: number, shapes: readonly OperandShape[]) {
    this.unit = unit;
    this.statement = statement;
    this.name = statement.tokens[head]!.text.toLowerCase();
    this.head = placeOf(statement, head);
    this.shapes = shapes;
  }

  get count(): number {
    return this.shapes.length;
  }

  place(index: number): Place {
    const shape = this.shapes[index];
    return shape === undefined ? this.head : placeOf(this.statement, shape.first, shape.last);
  }

  /** Whether there is an argument number `index` that is not left empty. */
  has(index: number): boolean {
    const shape = this.shapes[index];
    return shape !== undefined && shape.kind !== 'empty';
  }

  /** The text of argument `index` as it was written. */
  source(index: number): string {
    const { input, start, end } = this.place(index);
    return input.text.slice(start, end);
  }

  /** Argument `index` as a number or an address; anything else is reported. */
  expr(index: number): Expr | undefined {
    const shape = this.shapes[index];
    if (shape?.kind === 'expr') return readExpr(this.unit, this.statement, shape.expr);
    this.wrong(index, 'a number');
    return undefined;
  }

  /** Argument `index` as a number that is known now. Without the argument: `absent`, or a report if that is undefined. */
  number(index: number, absent?: number): number | undefined {
    if (!this.has(index) && absent !== undefined) return absent;
    const expr = this.expr(index);
    if (expr === undefined) return undefined;
    const value = constantOf(expr);
    if (value !== undefined) return Number(value);
    this.unit.report('E0205', this.place(index), `the value of \`${this.source(index)}\` is not known here`, {
      help: [
        'define the symbols above this line; only distances between labels without alignment between them are known',
      ],
    });
    return undefined;
  }

  /** Argument `index` as the bytes of one string. */
  string(index: number): Uint8Array | undefined {
    const texts = this.strings(index);
    return texts?.[0];
  }

  /** Argument `index` as strings side by side. */
  strings(index: number): Uint8Array[] | undefined {
    const shape = this.shapes[index];
    if (shape?.kind !== 'strings') {
      this.wrong(index, 'a string in quotes');
      return undefined;
    }
    const tokens = this.statement.tokens.slice(shape.first, shape.last + 1);
    return tokens.map(({ text }) => decodeText(text.slice(1, -1)));
  }

  /** Argument `index` as a bare name. */
  word(index: number): string | undefined {
    const shape = this.shapes[index];
    if (shape?.kind === 'expr' && shape.expr.kind === 'name') return this.statement.tokens[shape.first]!.text;
    this.wrong(index, 'a name');
    return undefined;
  }

  /** Argument `index` as a symbol. */
  symbol(index: number): AsmSymbol | undefined {
    const name = this.word(index);
    return name === undefined ? undefined : this.unit.symbol(name, this.place(index));
  }

  /** Reports that argument `index` is not what it should be, or is missing. */
  wrong(index: number, wanted: string): void {
    const message = this.has(index)
      ? `\`${this.name}\` wants ${wanted}, not \`${this.source(index)}\``
      : `\`${this.name}\` wants ${wanted}${index === 0 ? '' : ` as argument ${index + 1}`}`;
    this.unit.report('E0207', this.place(index), message);
  }
}
