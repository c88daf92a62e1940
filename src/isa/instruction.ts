import { FORMATS, type Format, type FormatName, operandMask } from './formats.ts';
import type { Effect } from './terms.ts';

/** Which part of the instruction set a row belongs to. */
export type Extension = 'I' | 'M' | 'A' | 'Zicsr' | 'Zifencei';

/** One row of the instruction table. */
export interface Instruction {
  readonly name: string;
  readonly extension: Extension;
  readonly format: Format;
  /** A word is this instruction if `word & mask === match`, both unsigned. */
  readonly match: number;
  readonly mask: number;
  readonly effects: readonly Effect[];
  /** One line: what it does, in words. */
  readonly summary: string;
}

/** The fixed bits of a word and the format of the rest. */
export interface Encoding {
  readonly format: Format;
  readonly match: number;
}

/** The seven low bits of a word: the major opcodes (specification, "RV32/64G Instruction Set Listings"). */
export const LOAD = 0x03;
export const MISC_MEM = 0x0f;
export const OP_IMM = 0x13;
export const AUIPC = 0x17;
export const STORE = 0x23;
export const AMO = 0x2f;
export const OP = 0x33;
export const LUI = 0x37;
export const BRANCH = 0x63;
export const JALR = 0x67;
export const JAL = 0x6f;
export const SYSTEM = 0x73;

/** An encoding from its opcode and function fields; `funct7` fills bits 31 to 25 where they are not operands. */
export function encoding(format: FormatName, opcode: number, funct3 = 0, funct7 = 0): Encoding {
  return { format: FORMATS[format], match: (opcode | (funct3 << 12) | (funct7 << 25)) >>> 0 };
}

/** A word without operands. */
export function fixedWord(word: number): Encoding {
  return { format: FORMATS.NONE, match: word };
}

/** A function that makes the rows of one extension. */
export function rowsOf(extension: Extension) {
  return (name: string, { format, match }: Encoding, effects: readonly Effect[], summary: string): Instruction => ({
    name,
    extension,
    format,
    match,
    mask: ~operandMask(format) >>> 0,
    effects,
    summary,
  });
}
