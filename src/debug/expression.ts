import { unreachable } from '../base/unreachable.ts';

/** What an expression refers to; each gives undefined for what is not there. */
export interface Names {
  /** A register or another `$name`, int32. */
  register(name: string): number | undefined;
  /** The address of a symbol, or a constant. */
  symbol(name: string): number | undefined;
  /** `bytes` (1, 2 or 4) of memory at `addr`, zero-extended. */
  load(addr: number, bytes: number): number | undefined;
  /** Why there is nothing at all that one could refer to, if so. */
  readonly absence?: string;
}

/** A value, int32, or why there is none. */
export type Value = { readonly value: number } | { readonly error: string };

/** An expression, read once and evaluated as often as need be. */
export type Expression =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'register'; readonly name: string }
  | { readonly kind: 'symbol'; readonly name: string }
  | { readonly kind: 'load'; readonly bytes: number; readonly isSigned: boolean; readonly addr: Expression }
  | { readonly kind: 'unary'; readonly operator: string; readonly operand: Expression }
  | { readonly kind: 'binary'; readonly operator: string; readonly left: Expression; readonly right: Expression }
  | {
      readonly kind: 'choice';
      readonly condition: Expression;
      readonly whenTrue: Expression;
      readonly whenFalse: Expression;
    };

/** Operators of two operands, from those that bind least, as in C. */
const LEVELS: readonly (readonly string[])[] = [
  ['||'],
  ['&&'],
  ['|'],
  ['^'],
  ['&'],
  ['==', '!='],
  ['<', '<=', '>', '>='],
  ['<<', '>>', '>>>'],
  ['+', '-'],
  ['*', '/', '%'],
];

/** Functions that read memory. */
const LOADS: Readonly<Record<string, { readonly bytes: number; readonly isSigned: boolean }>> = {
  u8: { bytes: 1, isSigned: false },
  i8: { bytes: 1, isSigned: true },
  u16: { bytes: 2, isSigned: false },
  i16: { bytes: 2, isSigned: true },
  u32: { bytes: 4, isSigned: false },
};

const TOKEN =
  /\s*(?:(0x[\da-f_]+|0b[01_]+|\d[\d_]*)|('(?:\\.|[^\\'])')|(\$[\w.]+)|([A-Za-z_.][\w.$]*)|(>>>|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%&|^~!<>()?:[\]]))/iy;

/** Reads an expression; a text that is none gives the reason. */
export function parseExpression(text: string): Expression | { readonly error: string } {
  const tokens = tokenize(text);
  if (!Array.isArray(tokens)) return tokens;
  try {
    const parser = new Parser(tokens);
    const expression = parser.choice();
    parser.end();
    return expression;
  } catch (error) {
    if (error instanceof Wrong) return { error: error.message };
    throw error;
  }
}

/** The value of an expression. Arithmetic is that of int32, as in C with `int`; `>>>` shifts zeros in. */
export function evaluate(expression: Expression, names: Names): Value {
  try {
    return { value: compute(expression, names) | 0 };
  } catch (error) {
    if (error instanceof Wrong) return { error: error.message };
    throw error;
  }
}

/** Reads and evaluates at once. */
export function evaluateText(text: string, names: Names): Value {
  const expression = parseExpression(text);
  return 'error' in expression ? expression : evaluate(expression, names);
}

/** What is wrong with an expression. */
class Wrong {
  readonly message: string;

  constructor(message: string) {
    this.message = message;
  }
}

function tokenize(text: string): string[] | { readonly error: string } {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  let at = 0;
  while (text.slice(at).trim() !== '') {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(text);
    if (match === null) return { error: `cannot read '${text.slice(at).trim()}' in an expression` };
    tokens.push(match[0].trim());
    at = TOKEN.lastIndex;
  }
  return tokens.length === 0 ? { error: 'an expression is missing' } : tokens;
}

/** Recursive descent, a method for each kind of operand. */
class Parser {
  private readonly tokens: readonly string[];
  private at = 0;

  constructor(tokens: readonly string[]) {
    this.tokens = tokens;
  }

  choice(): Expression {
    const condition = this.binary(0);
    if (!this.skip('?')) return condition;
    const whenTrue = this.choice();
    this.expect(':');
    return { kind: 'choice', condition, whenTrue, whenFalse: this.choice() };
  }

  end(): void {
    const rest = this.tokens.slice(this.at);
    if (rest.length > 0) throw new Wrong(`'${rest.join(' ')}' follows the end of the expression`);
  }

  private binary(level: number): Expression {
    const operators = LEVELS[level];
    if (operators === undefined) return this.unary();
    let left = this.binary(level + 1);
    for (;;) {
      const operator = this.tokens[this.at];
      if (operator === undefined || !operators.includes(operator)) return left;
      this.at++;
      left = { kind: 'binary', operator, left, right: this.binary(level + 1) };
    }
  }

  private unary(): Expression {
    const operator = this.tokens[this.at];
    if (operator === '*') {
      this.at++;
      return { kind: 'load', bytes: 4, isSigned: true, addr: this.unary() };
    }
    // The address of a symbol is what it stands for already.
    if (operator === '&' || operator === '+') {
      this.at++;
      return this.unary();
    }
    if (operator !== undefined && ['-', '~', '!'].includes(operator)) {
      this.at++;
      return { kind: 'unary', operator, operand: this.unary() };
    }
    return this.indexed();
  }

  /** `table[3]` is the word at `table + 3 * 4`. */
  private indexed(): Expression {
    let base = this.primary();
    while (this.skip('[')) {
      const index = this.choice();
      this.expect(']');
      const four: Expression = { kind: 'number', value: 4 };
      const offset: Expression = { kind: 'binary', operator: '*', left: index, right: four };
      base = {
        kind: 'load',
        bytes: 4,
        isSigned: true,
        addr: { kind: 'binary', operator: '+', left: base, right: offset },
      };
    }
    return base;
  }

  private primary(): Expression {
    const token = this.tokens[this.at++];
    if (token === undefined) throw new Wrong('the expression ends too early');
    if (token === '(') {
      const inner = this.choice();
      this.expect(')');
      return inner;
    }
    if (/^\d/.test(token)) return { kind: 'number', value: Number(token.replaceAll('_', '')) | 0 };
    if (token.startsWith("'")) return { kind: 'number', value: characterCode(token) };
    if (token.startsWith('$')) return { kind: 'register', name: token.slice(1) };
    if (!/^[A-Za-z_.]/.test(token)) throw new Wrong(`'${token}' stands where a value is expected`);
    const load = Object.hasOwn(LOADS, token) ? LOADS[token] : undefined;
    if (load === undefined || this.tokens[this.at] !== '(') return { kind: 'symbol', name: token };
    return { kind: 'load', ...load, addr: this.primary() };
  }

  private skip(token: string): boolean {
    if (this.tokens[this.at] !== token) return false;
    this.at++;
    return true;
  }

  private expect(token: string): void {
    if (!this.skip(token)) throw new Wrong(`'${token}' is missing in the expression`);
  }
}

const ESCAPES: Readonly<Record<string, number>> = { n: 10, t: 9, r: 13, 0: 0, e: 27 };

function characterCode(token: string): number {
  const inner = token.slice(1, -1);
  if (!inner.startsWith('\\')) return inner.charCodeAt(0);
  return ESCAPES[inner[1]!] ?? inner.charCodeAt(1);
}

function compute(expression: Expression, names: Names): number {
  switch (expression.kind) {
    case 'number':
      return expression.value;
    case 'register':
      return names.register(expression.name) ?? fail(names.absence ?? `there is no register '$${expression.name}'`);
    case 'symbol':
      return (
        names.symbol(expression.name) ??
        fail(names.absence ?? `there is no symbol '${expression.name}' in this program`)
      );
    case 'load': {
      const addr = compute(expression.addr, names) >>> 0;
      const value =
        names.load(addr, expression.bytes) ?? fail(names.absence ?? `cannot read memory at 0x${addr.toString(16)}`);
      const shift = 32 - 8 * expression.bytes;
      return expression.isSigned ? (value << shift) >> shift : value;
    }
    case 'unary':
      return unary(expression.operator, compute(expression.operand, names));
    case 'binary':
      return binary(expression.operator, compute(expression.left, names), () => compute(expression.right, names));
    case 'choice':
      return compute(compute(expression.condition, names) !== 0 ? expression.whenTrue : expression.whenFalse, names);
    default:
      return unreachable(expression);
  }
}

function fail(message: string): never {
  throw new Wrong(message);
}

function unary(operator: string, value: number): number {
  if (operator === '-') return -value | 0;
  return operator === '~' ? ~value : Number(value === 0);
}

function binary(operator: string, left: number, right: () => number): number {
  if (operator === '&&') return Number(left !== 0 && right() !== 0);
  if (operator === '||') return Number(left !== 0 || right() !== 0);
  const operation = Object.hasOwn(OPERATIONS, operator) ? OPERATIONS[operator] : undefined;
  if (operation === undefined) throw new Error(`operator ${operator}`);
  return operation(left, right());
}

const OPERATIONS: Readonly<Record<string, (left: number, right: number) => number>> = {
  '|': (left, right) => left | right,
  '^': (left, right) => left ^ right,
  '&': (left, right) => left & right,
  '==': (left, right) => Number((left | 0) === (right | 0)),
  '!=': (left, right) => Number((left | 0) !== (right | 0)),
  '<': (left, right) => Number((left | 0) < (right | 0)),
  '<=': (left, right) => Number((left | 0) <= (right | 0)),
  '>': (left, right) => Number((left | 0) > (right | 0)),
  '>=': (left, right) => Number((left | 0) >= (right | 0)),
  '<<': (left, right) => left << right,
  '>>': (left, right) => left >> right,
  '>>>': (left, right) => left >>> right,
  '+': (left, right) => (left + right) | 0,
  '-': (left, right) => (left - right) | 0,
  '*': (left, right) => Math.imul(left, right),
  '/': (left, right) => (right === 0 ? fail('division by zero') : (left / right) | 0),
  '%': (left, right) => (right === 0 ? fail('division by zero') : (left | 0) % (right | 0)),
};
