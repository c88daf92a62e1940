import { CSRS, csrByName } from '../isa/csrs.ts';
import { FENCE_LETTERS } from '../isa/disassemble.ts';
import { REGISTERS, registerNumber } from '../isa/registers.ts';
import { emitConstant, emitInstruction, type Immediate } from './code.ts';
import { constantOf, type Expr } from './expression.ts';
import { placeOf, readExpr } from './operands.ts';
import type { AddressPart } from './section.ts';
import type { OperandShape } from './shape.ts';
import { didYouMean } from './suggest.ts';
import {
  describeForm,
  type Form,
  formsOf,
  mnemonics,
  type NumberSource,
  type RegisterSource,
  type Slot,
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

/** Assembles an instruction or pseudo-instruction whose name is token `head`; reports what is wrong with it. */
export function assembleInstruction(
  unit: Unit,
  statement: Statement,
  head: number,
  shapes: readonly OperandShape[],
): void {
  const name = statement.tokens[head]!.text;
  const forms = formsOf(name);
  if (forms === undefined) {
    reportUnknown(unit, statement, head);
    return;
  }
  for (const form of forms) {
    if (form.slots.length !== shapes.length || mismatch(unit, statement, form, shapes) >= 0) continue;
    emitForm(unit, statement, form, shapes);
    return;
  }
  reportMismatch(unit, statement, head, forms, shapes);
}

/** The number of the first operand that does not fit its slot; -1 if all do. */
function mismatch(unit: Unit, statement: Statement, form: Form, shapes: readonly OperandShape[]): number {
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
      return (shape.kind === 'expr' && isValue(unit, statement, shape)) || isReloc(shape, false);
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

function isKnown(unit: Unit, statement: Statement, shape: Extract<OperandShape, { kind: 'expr' }>): boolean {
  if (shape.expr.kind === 'number') return true;
  if (shape.expr.kind !== 'name') return constantOf(readExpr(unit, statement, shape.expr)) !== undefined;
  const value = unit.symbols.get(statement.tokens[shape.first]!.text)?.value;
  return value?.kind === 'equal' && constantOf(value.expr) !== undefined;
}

function registerOf(statement: Statement, shape: OperandShape): number | undefined {
  if (shape.kind !== 'expr' || shape.expr.kind !== 'name') return undefined;
  return registerNumber(statement.tokens[shape.first]!.text);
}

/** The base register of `4(sp)`, `(sp)` or `%lo(x)(sp)`. */
function baseOf(statement: Statement, shape: OperandShape): number | undefined {
  let token: number | undefined;
  if (shape.kind === 'memory' || shape.kind === 'reloc') token = shape.base;
  else if (shape.kind === 'expr' && shape.expr.kind === 'paren' && shape.expr.inner.kind === 'name')
    token = shape.first + 1;
  return token === undefined ? undefined : registerNumber(statement.tokens[token]!.text);
}

/** The four bits of `iorw` that an operand of fence names. */
function fenceSet(statement: Statement, shape: OperandShape): number | undefined {
  if (shape.kind !== 'expr' || shape.expr.kind !== 'name') return undefined;
  let bits = 0;
  for (const letter of statement.tokens[shape.first]!.text) {
    const index = FENCE_LETTERS.indexOf(letter);
    if (index < 0) return undefined;
    bits |= 8 >> index;
  }
  return bits;
}

function emitForm(unit: Unit, statement: Statement, form: Form, shapes: readonly OperandShape[]): void {
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

/** `li rd, %lo(symbol)` is an addi. */
const LOAD_LOW = stepOf('addi', 'rd, rs1, imm', { register: 0 });

function stepOf(name: string, described: string, rs1: RegisterSource) {
  const form = formsOf(name)?.find((candidate) => describeForm(candidate) === `${name} ${described}`);
  if (form === undefined || form.steps === 'constant') throw new Error(`no form '${name} ${described}'`);
  return { ...form.steps[0]!, rs1, imm: { slot: 1, part: 'value' } as const };
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

function emitStep(
  unit: Unit,
  statement: Statement,
  step: {
    insn: Immediate extends never ? never : Parameters<typeof emitInstruction>[1];
    rd: RegisterSource;
    rs1: RegisterSource;
    rs2: RegisterSource;
    imm: NumberSource;
  },
  bounds: readonly Bound[],
): void {
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

function reportUnknown(unit: Unit, statement: Statement, head: number): void {
  const { text } = statement.tokens[head]!;
  const candidates = [...mnemonics(), ...unit.macros.keys()];
  const lower = text.toLowerCase();
  const help = formsOf(lower) !== undefined ? [`did you mean \`${lower}\`?`] : didYouMean(text, candidates);
  unit.report('E0101', placeOf(statement, head), `unknown instruction \`${text}\``, { help });
}

function reportMismatch(
  unit: Unit,
  statement: Statement,
  head: number,
  forms: readonly Form[],
  shapes: readonly OperandShape[],
): void {
  const help = [`forms: ${forms.map(describeForm).join('; ')}`];
  const candidates = forms.filter(({ slots }) => slots.length === shapes.length);
  if (candidates.length === 0) {
    const counts = [...new Set(forms.map(({ slots }) => slots.length))].sort((a, b) => a - b);
    const wanted = counts.join(' or ');
    const name = statement.tokens[head]!.text;
    const noun = wanted === '1' ? 'operand' : 'operands';
    const place =
      shapes.length === 0 ? placeOf(statement, head) : placeOf(statement, head, shapes[shapes.length - 1]!.last);
    unit.report('E0201', place, `\`${name}\` takes ${wanted === '0' ? 'no' : wanted} ${noun}, not ${shapes.length}`, {
      help,
    });
    return;
  }
  const depth = candidates.map((form) => mismatch(unit, statement, form, shapes));
  const deepest = Math.max(...depth);
  const slots = candidates.filter((_, index) => depth[index] === deepest).map((form) => form.slots[deepest]!);
  reportOperand(unit, statement, shapes[deepest]!, slots, help);
}

const SLOT_NOUNS: Readonly<Record<Slot['kind'], string>> = {
  register: 'a register',
  number: 'a number',
  constant: 'a number',
  memory: 'a memory operand such as 4(sp)',
  address: 'an address such as (a0)',
  target: 'a label',
  csr: 'a control and status register',
  fence: 'a set of the letters i, o, r, w',
};

function reportOperand(
  unit: Unit,
  statement: Statement,
  shape: OperandShape,
  slots: readonly Slot[],
  help: string[],
): void {
  const place = placeOf(statement, shape.first, shape.last);
  const text = place.input.text.slice(place.start, place.end);
  const isName = shape.kind === 'expr' && shape.expr.kind === 'name';
  const base = shape.kind === 'memory' ? shape.base : undefined;
  const kinds = [...new Set(slots.map(({ kind }) => SLOT_NOUNS[kind]))];
  if (base !== undefined && slots.some(({ kind }) => kind === 'memory' || kind === 'address')) {
    reportRegister(unit, statement.tokens[base]!.text, placeOf(statement, base));
  } else if (isName && kinds.length === 1 && slots[0]!.kind === 'register') {
    reportRegister(unit, text, place, help);
  } else if (shape.kind === 'empty') {
    unit.report('E0202', place, `expected ${kinds.join(' or ')} after the comma`, { help });
  } else {
    const found = isName && registerNumber(text) !== undefined ? `register \`${text}\`` : `\`${text}\``;
    unit.report('E0202', place, `expected ${kinds.join(' or ')}, found ${found}`, { help });
  }
}

function reportRegister(unit: Unit, text: string, place: Parameters<typeof unit.report>[1], help: string[] = []): void {
  const names = [...REGISTERS.map(({ abiName }) => abiName), ...REGISTERS.map((_, index) => `x${index}`)];
  const hint = /^x\d+$/.test(text) ? ' (x0 to x31)' : '';
  const guess = hint === '' ? didYouMean(text, names) : [];
  unit.report('E0202', place, `unknown register \`${text}\`${hint}`, { help: [...guess, ...help] });
}
