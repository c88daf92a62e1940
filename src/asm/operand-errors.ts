import { REGISTERS, registerNumber } from '../isa/registers.ts';
import { mismatch } from './matching.ts';
import { placeOf } from './operands.ts';
import type { Place } from './place.ts';
import type { OperandShape } from './shape.ts';
import { didYouMean } from './suggest.ts';
import { describeForm, type Form, formsOf, mnemonics, type Slot } from './syntax.ts';
import type { Statement, Unit } from './unit.ts';

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

/** So many unknown names are compared with the known ones. */
const MOST_SUGGESTIONS = 500;

/** Reports that no instruction has the name that token `head` is. */
export function reportUnknown(unit: Unit, statement: Statement, head: number): void {
  const { text } = statement.tokens[head]!;
  let help = unit.suggestions.get(text);
  if (help === undefined) {
    const lower = text.toLowerCase();
    const isCase = formsOf(lower) !== undefined;
    const candidates = unit.suggestions.size < MOST_SUGGESTIONS ? [...mnemonics(), ...unit.macros.keys()] : [];
    help = isCase ? [`did you mean \`${lower}\`?`] : didYouMean(text, candidates);
    unit.suggestions.set(text, help);
  }
  unit.report('E0101', placeOf(statement, head), `unknown instruction \`${text}\``, { help });
}

/** Reports why the operands `shapes` fit none of `forms`. */
export function reportMismatch(
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
  } else if (isName && slots[0]!.kind === 'register' && (kinds.length === 1 || isRegisterLike(text))) {
    reportRegister(unit, text, place, help);
  } else if (shape.kind === 'empty') {
    unit.report('E0202', place, `expected ${kinds.join(' or ')} after the comma`, { help });
  } else {
    const isRegister = isName && registerNumber(text) !== undefined;
    const found = isRegister ? `register \`${text}\`` : `\`${text}\``;
    if (isRegister && slots.some(({ kind }) => kind === 'memory')) help.unshift(`did you mean \`0(${text})\`?`);
    unit.report('E0202', place, `expected ${kinds.join(' or ')}, found ${found}`, { help });
  }
}

/** Whether `text` looks like the name of a register but is none. */
function isRegisterLike(text: string): boolean {
  return /^[xatsf]\d+$/.test(text) && registerNumber(text) === undefined;
}

function reportRegister(unit: Unit, text: string, place: Place, help: string[] = []): void {
  const names = [...REGISTERS.map(({ abiName }) => abiName), ...REGISTERS.map((_, index) => `x${index}`)];
  const hint = /^x\d+$/.test(text) ? ' (x0 to x31)' : '';
  const guess = hint === '' ? didYouMean(text, names) : [];
  unit.report('E0202', place, `unknown register \`${text}\`${hint}`, { help: [...guess, ...help] });
}
