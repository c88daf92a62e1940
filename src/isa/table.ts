import type { Instruction } from './instruction.ts';
import { RV32A } from './rv32a.ts';
import { RV32I } from './rv32i.ts';
import { RV32M } from './rv32m.ts';
import { ZICSR } from './zicsr.ts';

/**
 * Every instruction of the computer. The room `isa/` holds one table per extension (`rv32i.ts`, `rv32m.ts`, `rv32a.ts`,
 * `zicsr.ts`), the language they are written in (`terms.ts`, `formats.ts`, `instruction.ts`), and what is derived from
 * them (`encode.ts`, `decode.ts`, `disassemble.ts`).
 */
export const INSTRUCTIONS: readonly Instruction[] = [...RV32I, ...RV32M, ...RV32A, ...ZICSR];

const byName = new Map(INSTRUCTIONS.map((insn) => [insn.name, insn]));

/** The instruction called `name` in lower case, if there is one. */
export function instructionByName(name: string): Instruction | undefined {
  return byName.get(name);
}
