import { FENCE_LETTERS } from '../isa/disassemble.ts';
import { registerNumber } from '../isa/registers.ts';
import { constantOf } from './expression.ts';
import { readExpr } from './operands.ts';
import type { OperandShape } from './shape.ts';
import type { Form, Slot } from './syntax.ts';
import type { Statement, Unit } from './unit.ts';

/** The number of the first operand that does not fit its slot; -1 if all do. */
export function mismatch(unit: Unit, statement: Statement, form: Form, shapes: readonly OperandShape[]): number {
  for (let index = 0; index < shapes.length; index++) {
    if (!fits(unit, statement, form.slots[index]!, shapes[index]!)) return index;
  }
  return -1;
}

function fits(unit: Unit, statement: Statement, slot: Slot, shape: OperandShape): boolean {
  switch (slot.kind) {
    case 'register':
      return registerOf(statement, shape) !== undefined;
    case 'number':
      return (shape.kind === 'expr' && isNumber(unit, statement, shape)) || isReloc(shape, false);
    case 'constant':
      return shape.kind === 'expr' && isKnown(unit, statement, shape);
    case 'target':
      return shape.kind === 'expr' && isValue(unit, statement, shape);
    case 'memory':
      return baseOf(statement, shape) !== undefined;
    case 'address':
      return shape.kind !== 'reloc' && baseOf(statement, shape) !== undefined;
    case 'csr':
      return shape.kind === 'expr';
    case 'fence':
      return fenceSet(statement, shape) !== undefined;
  }
}

function isReloc(shape: OperandShape, withBase: boolean): boolean {
  return shape.kind === 'reloc' && (shape.base !== undefined) === withBase;
}

/** A register's name is no value, unless a label is called so too. */
function isValue(unit: Unit, statement: Statement, shape: OperandShape): boolean {
  if (registerOf(statement, shape) === undefined) return true;
  const symbol = unit.symbols.get(statement.tokens[shape.first]!.text);
  return symbol !== undefined && symbol.value.kind !== 'undefined';
}

/** Where a number stands, a name such as `x32` or `t7` is rather a register that does not exist. */
function isNumber(unit: Unit, statement: Statement, shape: OperandShape): boolean {
  const { text } = statement.tokens[shape.first]!;
  if (shape.first === shape.last && /^[xatsf]\d+$/.test(text) && !unit.symbols.has(text)) return false;
  return isValue(unit, statement, shape);
}

function isKnown(unit: Unit, statement: Statement, shape: Extract<OperandShape, { kind: 'expr' }>): boolean {
  if (shape.expr.kind === 'number') return true;
  if (shape.expr.kind !== 'name') return constantOf(readExpr(unit, statement, shape.expr)) !== undefined;
  const value = unit.symbols.get(statement.tokens[shape.first]!.text)?.value;
  return value?.kind === 'equal' && constantOf(value.expr) !== undefined;
}

/** The register that an operand is. */
export function registerOf(statement: Statement, shape: OperandShape): number | undefined {
  if (shape.kind !== 'expr' || shape.expr.kind !== 'name') return undefined;
  return registerNumber(statement.tokens[shape.first]!.text);
}

/** The base register of `4(sp)`, `(sp)` or `%lo(x)(sp)`. */
export function baseOf(statement: Statement, shape: OperandShape): number | undefined {
  let token: number | undefined;
  if (shape.kind === 'memory' || shape.kind === 'reloc') token = shape.base;
  else if (shape.kind === 'expr' && shape.expr.kind === 'paren' && shape.expr.inner.kind === 'name')
    token = shape.first + 1;
  return token === undefined ? undefined : registerNumber(statement.tokens[token]!.text);
}

/** The four bits of `iorw` that an operand of fence names. */
export function fenceSet(statement: Statement, shape: OperandShape): number | undefined {
  if (shape.kind !== 'expr' || shape.expr.kind !== 'name') return undefined;
  let bits = 0;
  for (const letter of statement.tokens[shape.first]!.text) {
    const index = FENCE_LETTERS.indexOf(letter);
    if (index < 0) return undefined;
    bits |= 8 >> index;
  }
  return bits;
}
