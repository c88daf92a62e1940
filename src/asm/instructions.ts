import { emitForm } from './forms.ts';
import { readInsn } from './insn.ts';
import { mismatch } from './matching.ts';
import { reportMismatch, reportUnknown } from './operand-errors.ts';
import type { OperandShape } from './shape.ts';
import { type Form, formsOf } from './syntax.ts';
import type { Statement, Unit } from './unit.ts';

/** Assembles an instruction or pseudo-instruction whose name is token `head`; reports what is wrong with it. */
export function assembleInstruction(
  unit: Unit,
  statement: Statement,
  head: number,
  shapes: readonly OperandShape[],
): void {
  const forms = formsOf(statement.tokens[head]!.text);
  if (forms === undefined) reportUnknown(unit, statement, head);
  else assembleForms(unit, statement, head, forms, shapes);
}

/** Assembles `.insn`, an instruction given by its numbers. */
export function assembleInsn(unit: Unit, statement: Statement, head: number, shapes: readonly OperandShape[]): void {
  const insn = readInsn(unit, statement, head, shapes);
  if (insn !== undefined) assembleForms(unit, statement, head, insn.forms, insn.shapes);
}

/** Takes the first of `forms` that the operands fit. */
function assembleForms(
  unit: Unit,
  statement: Statement,
  head: number,
  forms: readonly Form[],
  shapes: readonly OperandShape[],
): void {
  for (const form of forms) {
    if (form.slots.length !== shapes.length || mismatch(unit, statement, form, shapes) >= 0) continue;
    emitForm(unit, statement, form, shapes);
    return;
  }
  reportMismatch(unit, statement, head, forms, shapes);
}
