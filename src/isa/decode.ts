import { type Operands, unpackOperands } from './formats.ts';
import type { Instruction } from './instruction.ts';
import { INSTRUCTIONS } from './table.ts';

/** An instruction word taken apart. */
export interface Decoded extends Operands {
  readonly insn: Instruction;
}

/** Rows by bits 6 to 2 of the word, so that a look-up tries few. */
const byOpcode: Instruction[][] = Array.from({ length: 32 }, () => []);
for (const insn of INSTRUCTIONS) byOpcode[(insn.match >>> 2) & 31]!.push(insn);

/** What `word` (unsigned or int32) means, or undefined if it is no instruction of the table. */
export function decode(word: number): Decoded | undefined {
  if ((word & 3) !== 3) return undefined;
  const insn = byOpcode[(word >>> 2) & 31]!.find((row) => (word & row.mask) >>> 0 === row.match);
  return insn === undefined ? undefined : { insn, ...unpackOperands(insn.format, word) };
}
