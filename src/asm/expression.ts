import { addressOf, knownDistance, type Position } from './section.ts';
import type { AsmSymbol } from './symbol.ts';

/** A value that may depend on addresses. Numbers are 64-bit two's complement, as in GNU as. */
export type Expr =
  | bigint
  | { readonly kind: 'symbol'; readonly symbol: AsmSymbol }
  | { readonly kind: 'position'; readonly position: Position }
  | { readonly kind: 'unary'; readonly operator: string; readonly operand: Expr }
  | { readonly kind: 'binary'; readonly operator: string; readonly left: Expr; readonly right: Expr };

/** Why an expression has no value. */
export type Failure =
  | { readonly failure: 'unknown' }
  | { readonly failure: 'undefined'; readonly symbol: AsmSymbol }
  | { readonly failure: 'circular'; readonly symbol: AsmSymbol }
  | { readonly failure: 'division' }
  | { readonly failure: 'deep' };

const wrap = (value: bigint) => BigInt.asIntN(64, value);
/** Comparisons give all ones for true; `&&` and `||` give 1 (gas/expr.c). */
const truth = (claim: boolean) => (claim ? -1n : 0n);
const shiftBy = (b: bigint) => (b >= 0n && b < 64n ? b : 64n);

/** The operators with two sides; `/` and `%` need a right side that is not 0. */
// biome-ignore format: a table
export const BINARY: Readonly<Record<string, (a: bigint, b: bigint) => bigint>> = {
  '*':  (a, b) => a * b,
  '/':  (a, b) => a / b,
  '%':  (a, b) => a % b,
  '<<': (a, b) => a << shiftBy(b),
  '>>': (a, b) => BigInt.asUintN(64, a) >> shiftBy(b),
  '|':  (a, b) => a | b,
  '&':  (a, b) => a & b,
  '^':  (a, b) => a ^ b,
  '!':  (a, b) => a | ~b,
  '!!': (a, b) => a ^ b,
  '+':  (a, b) => a + b,
  '-':  (a, b) => a - b,
  '==': (a, b) => truth(a === b),
  '!=': (a, b) => truth(a !== b),
  '<>': (a, b) => truth(a !== b),
  '<':  (a, b) => truth(a < b),
  '<=': (a, b) => truth(a <= b),
  '>':  (a, b) => truth(a > b),
  '>=': (a, b) => truth(a >= b),
  '&&': (a, b) => (a !== 0n && b !== 0n ? 1n : 0n),
  '||': (a, b) => (a !== 0n || b !== 0n ? 1n : 0n),
};

/** The operators with one side. */
// biome-ignore format: a table
export const UNARY: Readonly<Record<string, (a: bigint) => bigint>> = {
  '-': (a) => -a,
  '+': (a) => a,
  '~': (a) => ~a,
  '!': (a) => (a === 0n ? 1n : 0n),
};

/** `operator operand`, computed at once if the operand is a number. */
export function makeUnary(operator: string, operand: Expr): Expr {
  return typeof operand === 'bigint' ? wrap(UNARY[operator]!(operand)) : { kind: 'unary', operator, operand };
}

/** `left operator right`, computed at once if both are numbers; a division by zero stays as it is. */
export function makeBinary(operator: string, left: Expr, right: Expr): Expr {
  if (typeof left === 'bigint' && typeof right === 'bigint' && !dividesByZero(operator, right)) {
    return wrap(BINARY[operator]!(left, right));
  }
  if (operator === '+' && typeof right === 'bigint' && typeof left !== 'bigint') return addNumber(left, right);
  if (operator === '-' && typeof right === 'bigint' && typeof left !== 'bigint') return addNumber(left, -right);
  return { kind: 'binary', operator, left, right };
}

/** `left + number`; what was added before is added up, so that long chains of sums stay shallow. */
function addNumber(left: Exclude<Expr, bigint>, number: bigint): Expr {
  const before = left.kind === 'binary' && left.operator === '+' ? left.right : undefined;
  if (left.kind !== 'binary' || typeof before !== 'bigint')
    return { kind: 'binary', operator: '+', left, right: wrap(number) };
  return { kind: 'binary', operator: '+', left: left.left, right: wrap(before + number) };
}

function dividesByZero(operator: string, right: bigint): boolean {
  return right === 0n && (operator === '/' || operator === '%');
}

/** So many symbols and operators deep an expression may be; beyond that it has no value. */
const DEEPEST = 3000;

/** A number, or a number of bytes behind a position that is not known yet. */
interface Known {
  readonly value: bigint;
  readonly from: Position | undefined;
}

/** The value of `expr` as far as it is fixed while sources are being read, else undefined. */
export function constantOf(expr: Expr): bigint | undefined {
  if (typeof expr === 'bigint') return expr;
  const known = knownValue(expr);
  return known?.from === undefined ? known?.value : undefined;
}

/** The position and distance that `expr` denotes, if it is a label of a known section plus a number. */
export function positionOf(expr: Expr): { position: Position; addend: bigint } | undefined {
  const known = knownValue(expr);
  return known?.from === undefined ? undefined : { position: known.from, addend: known.value };
}

function knownValue(expr: Expr, depth = 0): Known | undefined {
  if (typeof expr === 'bigint') return { value: expr, from: undefined };
  if (depth > DEEPEST) return undefined;
  switch (expr.kind) {
    case 'position':
      return { value: 0n, from: expr.position };
    case 'symbol':
      return knownSymbol(expr.symbol, depth + 1);
    case 'unary': {
      const operand = knownValue(expr.operand, depth + 1);
      if (operand === undefined || operand.from !== undefined) return undefined;
      return { value: wrap(UNARY[expr.operator]!(operand.value)), from: undefined };
    }
    case 'binary': {
      const left = knownValue(expr.left, depth + 1);
      const right = knownValue(expr.right, depth + 1);
      return left === undefined || right === undefined ? undefined : knownBinary(expr.operator, left, right);
    }
  }
}

function knownSymbol(symbol: AsmSymbol, depth: number): Known | undefined {
  const { value } = symbol;
  if (value.kind === 'label') return { value: 0n, from: value.position };
  if (value.kind !== 'equal' || symbol.busy) return undefined;
  symbol.busy = true;
  const known = knownValue(value.expr, depth);
  symbol.busy = false;
  return known;
}

function knownBinary(operator: string, left: Known, right: Known): Known | undefined {
  if (left.from !== undefined && right.from !== undefined) {
    const distance = knownDistance(right.from, left.from);
    if (distance === undefined || operator === '+') return undefined;
    return knownBinary(
      operator,
      { value: left.value + BigInt(distance), from: undefined },
      { value: right.value, from: undefined },
    );
  }
  if (left.from === undefined && right.from === undefined) {
    if (dividesByZero(operator, right.value)) return undefined;
    return { value: wrap(BINARY[operator]!(left.value, right.value)), from: undefined };
  }
  if (operator === '+') return { value: wrap(left.value + right.value), from: left.from ?? right.from };
  if (operator === '-' && left.from !== undefined) return { value: wrap(left.value - right.value), from: left.from };
  return undefined;
}

/** How addresses are found: by their place in the program, or within a section while it is being laid out. */
export type AddressFinder = (position: Position) => bigint | undefined;

/** Addresses in the finished program. */
const finalAddress: AddressFinder = (position) => BigInt(addressOf(position));

/** The value of `expr` when addresses are known. */
export function evaluate(expr: Expr, find: AddressFinder = finalAddress, depth = 0): bigint | Failure {
  if (typeof expr === 'bigint') return expr;
  if (depth > DEEPEST) return { failure: 'deep' };
  switch (expr.kind) {
    case 'position':
      return find(expr.position) ?? { failure: 'unknown' };
    case 'symbol':
      return evaluateSymbol(expr.symbol, find, depth + 1);
    case 'unary': {
      const operand = evaluate(expr.operand, find, depth + 1);
      return typeof operand === 'bigint' ? wrap(UNARY[expr.operator]!(operand)) : operand;
    }
    case 'binary': {
      const left = evaluate(expr.left, find, depth + 1);
      if (typeof left !== 'bigint') return left;
      const right = evaluate(expr.right, find, depth + 1);
      if (typeof right !== 'bigint') return right;
      if (dividesByZero(expr.operator, right)) return { failure: 'division' };
      return wrap(BINARY[expr.operator]!(left, right));
    }
  }
}

function evaluateSymbol(symbol: AsmSymbol, find: AddressFinder, depth: number): bigint | Failure {
  const { value } = symbol;
  switch (value.kind) {
    case 'label':
      return find(value.position) ?? { failure: 'unknown' };
    case 'equal': {
      if (symbol.busy) return { failure: 'circular', symbol };
      symbol.busy = true;
      const result = evaluate(value.expr, find, depth);
      symbol.busy = false;
      return result;
    }
    case 'undefined':
    case 'common':
      if (symbol.target !== undefined && symbol.target !== symbol) return evaluateSymbol(symbol.target, find, depth);
      return symbol.binding === 'weak' ? 0n : { failure: 'undefined', symbol };
  }
}
