import { csrByName } from '../isa/csrs.ts';
import { ORDERING_SUFFIXES } from '../isa/disassemble.ts';
import type { OperandKind } from '../isa/formats.ts';
import type { Instruction } from '../isa/instruction.ts';
import { registerNumber } from '../isa/registers.ts';
import { INSTRUCTIONS, instructionByName } from '../isa/table.ts';
import { PSEUDO } from './pseudo.ts';
import type { AddressPart } from './section.ts';

/** What may stand in a place of a statement. */
export type SlotKind = 'register' | 'number' | 'constant' | 'memory' | 'address' | 'target' | 'csr' | 'fence';

export interface Slot {
  /** As the forms show it: `rd`, `imm`, `offset(rs)`. */
  readonly name: string;
  readonly kind: SlotKind;
}

/** Where a register of an instruction comes from: a slot of the statement, or always the same. */
export type RegisterSource = { readonly slot: number } | { readonly register: number };

/** Where an immediate comes from; `part` says what is taken of a slot's value unless the operand says it (`%lo`). */
export type NumberSource = { readonly slot: number; readonly part: AddressPart } | { readonly value: number };

/** An instruction that a statement makes. */
export interface Step {
  readonly insn: Instruction;
  readonly rd: RegisterSource;
  readonly rs1: RegisterSource;
  readonly rs2: RegisterSource;
  readonly imm: NumberSource;
}

/** One way to write a statement, and what it makes. */
export interface Form {
  readonly name: string;
  readonly slots: readonly Slot[];
  /** The instructions, or: load the number in slot 1 into the register in slot 0, in as few as it needs. */
  readonly steps: readonly Step[] | 'constant';
  readonly summary: string;
}

const X0: RegisterSource = { register: 0 };
const ZERO: NumberSource = { value: 0 };

/** What the names in the rows of `PSEUDO` stand for; any other is a register. */
const PSEUDO_SLOTS: Readonly<Record<string, SlotKind>> = {
  imm: 'number',
  uimm: 'number',
  number: 'constant',
  symbol: 'target',
  target: 'target',
  csr: 'csr',
  'offset(rs)': 'memory',
};
const TEMPLATE_PARTS: Readonly<Record<string, AddressPart>> = { pcrel_hi: 'pcrelHi', pair_lo: 'pairLo' };

const forms = new Map<string, Form[]>();
for (const insn of INSTRUCTIONS) addInstruction(insn);
for (const [name, operands, expansion, summary] of PSEUDO) addForm(parsePseudo(name, operands, expansion, summary));

/** The ways to write `name`, in the order in which they are tried; none if there is no such instruction. */
export function formsOf(name: string): readonly Form[] | undefined {
  return forms.get(name);
}

/** All names that a statement can start with. */
export function mnemonics(): Iterable<string> {
  return forms.keys();
}

/** A form as the messages and the reference show it: `li rd, imm`. */
export function describeForm({ name, slots }: Form): string {
  return slots.length === 0 ? name : `${name} ${slots.map((slot) => slot.name).join(', ')}`;
}

function addForm(form: Form): void {
  const known = forms.get(form.name);
  if (known === undefined) forms.set(form.name, [form]);
  else known.push(form);
}

/** An instruction of the table is its own form; an atomic has one for each ordering suffix. */
function addInstruction(insn: Instruction): void {
  const suffixes = insn.extension === 'A' ? ORDERING_SUFFIXES : [''];
  suffixes.forEach((suffix, ordering) => {
    addForm(formOfInstruction(insn, suffix, ordering));
  });
}

/** The form of an instruction by itself; `ordering` are the bits of an atomic's `suffix`. */
export function formOfInstruction(insn: Instruction, suffix = '', ordering = 0): Form {
  const slots = insn.format.operands.flatMap(slotsOfOperand);
  const steps = [instructionStep(insn, ordering)];
  return { name: `${insn.name}${suffix}`, slots, steps, summary: insn.summary };
}

function slotsOfOperand(kind: OperandKind): Slot[] {
  switch (kind) {
    case 'rd':
    case 'rs1':
    case 'rs2':
      return [{ name: kind, kind: 'register' }];
    case 'imm':
    case 'uimm':
      return [{ name: kind, kind: 'number' }];
    case 'offset(rs1)':
      return [{ name: kind, kind: 'memory' }];
    case '(rs1)':
      return [{ name: kind, kind: 'address' }];
    case 'target':
      return [{ name: kind, kind: 'target' }];
    case 'csr':
      return [{ name: kind, kind: 'csr' }];
    case 'fence':
      return [
        { name: 'before', kind: 'fence' },
        { name: 'after', kind: 'fence' },
      ];
  }
}

function instructionStep(insn: Instruction, ordering: number): Step {
  const step = { insn, rd: X0, rs1: X0, rs2: X0, imm: insn.extension === 'A' ? { value: ordering } : ZERO };
  insn.format.operands.forEach((kind, slot) => {
    fillStep(step, kind, { slot }, { slot, part: kind === 'target' ? 'target' : 'value' });
  });
  return step;
}

/** Puts the sources of one operand into the fields that it fills. */
function fillStep(
  step: { rd: RegisterSource; rs1: RegisterSource; rs2: RegisterSource; imm: NumberSource },
  kind: OperandKind,
  register: RegisterSource,
  number: NumberSource,
): void {
  switch (kind) {
    case 'rd':
    case 'rs1':
    case 'rs2':
      step[kind] = register;
      return;
    case 'imm':
    case 'target':
    case 'csr':
    case 'fence':
      step.imm = number;
      return;
    case 'uimm':
      step.rs1 = 'slot' in number ? { slot: number.slot } : { register: number.value };
      return;
    case 'offset(rs1)':
      step.rs1 = register;
      step.imm = number;
      return;
    case '(rs1)':
      step.rs1 = register;
      return;
  }
}

function parsePseudo(name: string, operands: string, expansion: string, summary: string): Form {
  const names = operands === '' ? [] : operands.split(', ');
  const slots = names.map((slot): Slot => ({ name: slot, kind: PSEUDO_SLOTS[slot] ?? 'register' }));
  if (expansion.startsWith('constant ')) return { name, slots, steps: 'constant', summary };
  return { name, slots, steps: expansion.split('; ').map((text) => parseStep(text, names)), summary };
}

/** An instruction of an expansion, such as `addi rd, rs, 0` or `jalr x0, %pair_lo(symbol)(t1)`. */
function parseStep(text: string, slots: readonly string[]): Step {
  const [name = '', ...rest] = text.split(' ');
  const insn = instructionByName(name);
  if (insn === undefined) throw new Error(`no instruction in the expansion '${text}'`);
  const step = { insn, rd: X0, rs1: X0, rs2: X0, imm: ZERO };
  const operands = rest.join(' ').split(', ');
  insn.format.operands.forEach((kind, index) => {
    const operand = operands[index] ?? '';
    if (kind === 'fence') {
      step.imm = { value: 0xff };
      return;
    }
    const memory = kind === 'offset(rs1)' && !slots.includes(operand) ? /^(.*)\((\w+)\)$/.exec(operand) : null;
    const [, offset = operand, base = operand] = memory ?? [];
    fillStep(step, kind, registerSource(base, slots), numberSource(offset, kind, slots));
  });
  return step;
}

function registerSource(text: string, slots: readonly string[]): RegisterSource {
  const register = registerNumber(text);
  return register === undefined ? { slot: slots.indexOf(text) } : { register };
}

function numberSource(text: string, kind: OperandKind, slots: readonly string[]): NumberSource {
  const operator = /^%(\w+)\((\w+)\)$/.exec(text);
  if (operator !== null) {
    return { slot: slots.indexOf(operator[2] ?? ''), part: TEMPLATE_PARTS[operator[1] ?? ''] ?? 'value' };
  }
  const slot = slots.indexOf(text);
  if (slot >= 0) return { slot, part: kind === 'target' ? 'target' : 'value' };
  return { value: csrByName(text)?.number ?? Number(text) };
}
