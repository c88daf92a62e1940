import { type Operands, packOperands } from './formats.ts';
import type { Instruction } from './instruction.ts';

/** The instruction word, unsigned. The immediate must lie in `insn.format.range`; the assembler checks that. */
export function encode(insn: Instruction, operands: Operands): number {
  return (insn.match | packOperands(insn.format, operands)) >>> 0;
}
