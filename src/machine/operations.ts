import type { Instruction } from '../isa/instruction.ts';
import { INSTRUCTIONS } from '../isa/table.ts';

/**
 * A decoded record: four words (one unused), so that a record lies as far from the next as four instruction bytes do, and
 * the index of a record moves exactly as the pc does.
 *
 *          31 30   26 25 24       20 19  14 13    8 7         0
 *     +0      rs2        rs1 or uimm rd             operation
 *     +1   imm
 *     +2   heat: how often a call or a jump back arrived here
 *
 * As rd, x0 becomes the sink, so that no write need be tested. One word for all registers is 8 % faster than one word each
 * (`npm run bench`, plain loop).
 */
/** Where a record has its heat. */
export const HEAT = 2;

// Operations beside the instructions.
/** Not decoded yet: what fresh records are. */
export const UNDECODED = 0;
/** Stands after a page's last record. */
export const PAGE_END = 1;
/** No instruction of the table. */
export const ILLEGAL = 2;
/** A stop condition may apply: the hart looks before it executes the instruction. */
export const STOP = 3;
const FIRST_INSTRUCTION = 4;

/** The register that takes writes to x0. */
export const SINK = 32;

/** One case of the interpreter. */
export interface Operation {
  readonly number: number;
  readonly insn: Instruction;
  /** A jump or branch whose target lies in its own page, where the next record is found by adding. */
  readonly near: boolean;
}

/** Whether the target of a jump or branch is known when it is decoded: pc + imm. */
export function hasKnownTarget(insn: Instruction): boolean {
  return insn.format.operands.some((operand) => operand === 'target');
}

/** Every operation that executes an instruction. */
export const OPERATIONS: readonly Operation[] = INSTRUCTIONS.flatMap((insn) =>
  hasKnownTarget(insn)
    ? [
        { insn, near: false },
        { insn, near: true },
      ]
    : [{ insn, near: false }],
).map((operation, index) => ({ ...operation, number: FIRST_INSTRUCTION + index }));

const numbers = new Map<Instruction, number>();
for (const { insn, near, number } of OPERATIONS) if (!near) numbers.set(insn, number);

/** The operation of an instruction; `near` as in `Operation`. */
export function operationNumber(insn: Instruction, near: boolean): number {
  return numbers.get(insn)! + (near ? 1 : 0);
}
