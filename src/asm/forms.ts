import { CSRS, csrByName } from '../isa/csrs.ts';
import { emitConstant, emitInstruction, type Immediate } from './code.ts';
import { constantOf, type Expr } from './expression.ts';
import { baseOf, fenceSet, registerOf } from './matching.ts';
import { placeOf, readExpr } from './operands.ts';
import type { AddressPart } from './section.ts';
import type { OperandShape } from './shape.ts';
import { didYouMean } from './suggest.ts';
import {
  describeForm,
  type Form,
  formsOf,
  type NumberSource,
  type RegisterSource,
  type Slot,
  type Step,
} from './syntax.ts';
import type { Statement, Unit } from './unit.ts';

/** An operand in its slot: the register or the value, and the relocation operator that was written. */
interface Bound {
  readonly register: number;
  readonly expr: Expr;
  readonly part: AddressPart | undefined;
  readonly shape: OperandShape;
}

const RELOC_PARTS: Readonly<Record<string, AddressPart>> = {
  '%hi': 'hi',
  '%lo': 'lo',
  '%pcrel_hi': 'pcrelHi',
  '%pcrel_lo': 'pcrelLo',
};

/** `li rd, %lo(symbol)` is an addi. */
const LOAD_LOW = stepOf('addi', 'rd, rs1, imm', { register: 0 });

/** Puts the instructions of `form` here; the operands fit its slots. */
export function emitForm(unit: Unit, statement: Statement, form: Form, shapes: readonly OperandShape[]): void {
  const bounds = shapes.map((shape, index) => bind(unit, statement, form.slots[index]!, shape));
  if (form.steps === 'constant') {
    const [rd, value] = bounds;
    if (rd === undefined || value === undefined) throw new Error(`'${form.name}' needs two operands`);
    const place = placeOf(statement, value.shape.first, value.shape.last);
    if (value.part === undefined) emitConstant(unit, rd.register, value.expr, place);
    else emitStep(unit, statement, LOAD_LOW, bounds);
    return;
  }
  for (const step of form.steps) emitStep(unit, statement, step, bounds);
}

function bind(unit: Unit, statement: Statement, slot: Slot, shape: OperandShape): Bound {
  const value = (expr: Expr, part?: AddressPart, register = 0): Bound => ({ register, expr, part, shape });
  switch (slot.kind) {
    case 'register':
      return value(0n, undefined, registerOf(statement, shape));
    case 'csr':
      return value(BigInt(csrNumber(unit, statement, shape)));
    case 'fence':
      return value(BigInt(fenceSet(statement, shape) ?? 0));
    case 'memory':
    case 'address':
      return bindMemory(unit, statement, slot, shape);
    case 'number':
    case 'constant':
    case 'target': {
      if (shape.kind === 'reloc')
        return value(readExpr(unit, statement, shape.expr), relocPart(unit, statement, shape));
      const expr = shape.kind === 'expr' ? readExpr(unit, statement, shape.expr) : 0n;
      return value(expr, undefined, slot.name === 'uimm' ? smallNumber(unit, statement, shape, expr) : 0);
    }
  }
}

function bindMemory(unit: Unit, statement: Statement, slot: Slot, shape: OperandShape): Bound {
  const register = baseOf(statement, shape) ?? 0;
  if (shape.kind === 'reloc') {
    return { register, expr: readExpr(unit, statement, shape.expr), part: relocPart(unit, statement, shape), shape };
  }
  const expr = shape.kind === 'memory' ? readExpr(unit, statement, shape.offset) : 0n;
  if (slot.kind === 'address' && constantOf(expr) !== 0n) {
    const place = placeOf(statement, shape.first, shape.last);
    unit.report('E0202', place, 'an atomic instruction takes an address without offset', {
      remark: 'write (register)',
      help: ['add the offset to a register first'],
    });
  }
  return { register, expr, part: undefined, shape };
}

function relocPart(unit: Unit, statement: Statement, shape: OperandShape): AddressPart {
  const { text } = statement.tokens[shape.first]!;
  const part = RELOC_PARTS[text];
  if (part === undefined) {
    unit.report('E0208', placeOf(statement, shape.first), `unknown operator \`${text}\``, {
      help: [...didYouMean(text, Object.keys(RELOC_PARTS)), 'there are %hi, %lo, %pcrel_hi and %pcrel_lo'],
    });
  }
  return part ?? 'lo';
}

/** A number from 0 to 31 that stands in a register field. */
function smallNumber(unit: Unit, statement: Statement, shape: OperandShape, expr: Expr): number {
  const number = constantOf(expr);
  if (number !== undefined && number >= 0n && number < 32n) return Number(number);
  const place = placeOf(statement, shape.first, shape.last);
  const text = place.input.text.slice(place.start, place.end);
  unit.report('E0203', place, `immediate ${text} does not fit in 5 unsigned bits`, { remark: 'allowed: 0 to 31' });
  return 0;
}

function csrNumber(unit: Unit, statement: Statement, shape: OperandShape): number {
  if (shape.kind !== 'expr') return 0;
  const { text } = statement.tokens[shape.first]!;
  const csr = shape.expr.kind === 'name' ? csrByName(text) : undefined;
  if (csr !== undefined) return csr.number;
  const isSymbol = shape.expr.kind === 'name' && !unit.symbols.has(text);
  const value = isSymbol ? undefined : constantOf(readExpr(unit, statement, shape.expr));
  if (value !== undefined && value >= 0n && value < 4096n) return Number(value);
  const names = CSRS.map(({ name }) => name);
  unit.report('E0204', placeOf(statement, shape.first, shape.last), `unknown control and status register \`${text}\``, {
    help: [...didYouMean(text, names), `user programs have ${names.join(', ')}`],
  });
  return 0;
}

function emitStep(unit: Unit, statement: Statement, step: Step, bounds: readonly Bound[]): void {
  const register = (source: RegisterSource) => ('slot' in source ? bounds[source.slot]!.register : source.register);
  const registers = { rd: register(step.rd), rs1: register(step.rs1), rs2: register(step.rs2) };
  emitInstruction(unit, step.insn, registers, immediateOf(unit, statement, step.insn.format.name, step.imm, bounds));
}

function immediateOf(
  unit: Unit,
  statement: Statement,
  format: string,
  source: NumberSource,
  bounds: readonly Bound[],
): Immediate {
  if (!('slot' in source)) return { expr: BigInt(source.value), part: 'value', place: statement };
  const bound = bounds[source.slot]!;
  const { first, last } = bound.shape;
  const place =
    bound.shape.kind === 'memory'
      ? placeOf(statement, first, bound.shape.offset.last)
      : placeOf(statement, first, last);
  if (format === 'FENCE') return { expr: combineSets(bounds), part: 'value', place };
  if (bound.part === undefined) return { expr: bound.expr, part: source.part, place };
  const isHigh = bound.part === 'hi' || bound.part === 'pcrelHi';
  if (isHigh !== (format === 'U') || format === 'SHIFT') {
    const fit = isHigh ? '`lui` or `auipc`' : 'an instruction with a 12-bit immediate';
    unit.report('E0208', place, `\`${statement.tokens[first]!.text}\` belongs to ${fit}`);
  }
  return { expr: bound.expr, part: bound.part, place };
}

function combineSets([before, after]: readonly Bound[]): bigint {
  return ((constantOf(before?.expr ?? 0n) ?? 0n) << 4n) | (constantOf(after?.expr ?? 0n) ?? 0n);
}

function stepOf(name: string, described: string, rs1: RegisterSource): Step {
  const form = formsOf(name)?.find((candidate) => describeForm(candidate) === `${name} ${described}`);
  if (form === undefined || form.steps === 'constant') throw new Error(`no form '${name} ${described}'`);
  return { ...form.steps[0]!, rs1, imm: { slot: 1, part: 'value' } };
}
