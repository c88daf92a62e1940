import { signExtend } from '../base/bits.ts';

/**
 * The shapes of a 32-bit instruction word. Which bits hold which operand (RISC-V unprivileged specification, "Base
 * Instruction Formats"; `imm` bits are named by their place in the immediate):
 *
 *        31       25 24   20 19   15 14  12 11      7 6      0
 *   R    funct7      rs2     rs1     funct3 rd        opcode
 *   I    imm[11:0]           rs1     funct3 rd        opcode
 *   S    imm[11:5]   rs2     rs1     funct3 imm[4:0]  opcode
 *   B    imm[12|10:5] rs2    rs1     funct3 imm[4:1|11] opcode
 *   U    imm[31:12]                         rd        opcode
 *   J    imm[20|10:1|11|19:12]              rd        opcode
 */

/** A register or number field of an instruction word. */
export type Field = 'rd' | 'rs1' | 'rs2' | 'imm';

/** What an assembly operand is; it decides how the operand is read, printed and which fields it fills. */
export type OperandKind =
  | 'rd' // a register
  | 'rs1'
  | 'rs2'
  | 'imm' // a number in the immediate field
  | 'uimm' // a number from 0 to 31 in the rs1 field
  | 'offset(rs1)' // memory operand: immediate and base register
  | '(rs1)' // memory operand without offset
  | 'target' // a label: the pc-relative immediate
  | 'csr' // a control and status register in the immediate field
  | 'fence'; // the two sets of `fence`: predecessor, successor

/** Bits `high`..`low` of the word hold the immediate from its bit `at` upwards. */
interface Piece {
  readonly high: number;
  readonly low: number;
  readonly at: number;
}

/** A shape of instruction: which fields it has and how its assembly operands are written. */
export interface Format {
  readonly name: string;
  readonly fields: readonly Field[];
  readonly pieces: readonly Piece[];
  /** The immediate's values: `min` to `max` in steps of `step`; absent if there is no immediate. */
  readonly range?: { readonly min: number; readonly max: number; readonly step: number };
  readonly operands: readonly OperandKind[];
}

/** The operand values of one instruction; registers are numbers 0 to 31, `imm` is an int32. Unused ones are 0. */
export interface Operands {
  readonly rd: number;
  readonly rs1: number;
  readonly rs2: number;
  readonly imm: number;
}

const IMM12 = { min: -2048, max: 2047, step: 1 };
const I_PIECES = [{ high: 31, low: 20, at: 0 }];
const S_PIECES = [
  { high: 31, low: 25, at: 5 },
  { high: 11, low: 7, at: 0 },
];
const B_PIECES = [
  { high: 31, low: 31, at: 12 },
  { high: 7, low: 7, at: 11 },
  { high: 30, low: 25, at: 5 },
  { high: 11, low: 8, at: 1 },
];
const U_PIECES = [{ high: 31, low: 12, at: 12 }];
const J_PIECES = [
  { high: 31, low: 31, at: 20 },
  { high: 19, low: 12, at: 12 },
  { high: 20, low: 20, at: 11 },
  { high: 30, low: 21, at: 1 },
];
const CSR_RANGE = { min: 0, max: 0xfff, step: 1 };

/** Every format of the table. `U` immediates are the whole 32-bit value whose low 12 bits are zero. */
// biome-ignore format: a table
export const FORMATS = {
  R:      { name: 'R',      fields: ['rd', 'rs1', 'rs2'],  pieces: [],        operands: ['rd', 'rs1', 'rs2'] },
  I:      { name: 'I',      fields: ['rd', 'rs1', 'imm'],  pieces: I_PIECES,  operands: ['rd', 'rs1', 'imm'], range: IMM12 },
  SHIFT:  { name: 'SHIFT',  fields: ['rd', 'rs1', 'imm'],  pieces: [{ high: 24, low: 20, at: 0 }], operands: ['rd', 'rs1', 'imm'], range: { min: 0, max: 31, step: 1 } },
  LOAD:   { name: 'LOAD',   fields: ['rd', 'rs1', 'imm'],  pieces: I_PIECES,  operands: ['rd', 'offset(rs1)'], range: IMM12 },
  S:      { name: 'S',      fields: ['rs1', 'rs2', 'imm'], pieces: S_PIECES,  operands: ['rs2', 'offset(rs1)'], range: IMM12 },
  B:      { name: 'B',      fields: ['rs1', 'rs2', 'imm'], pieces: B_PIECES,  operands: ['rs1', 'rs2', 'target'], range: { min: -4096, max: 4094, step: 2 } },
  U:      { name: 'U',      fields: ['rd', 'imm'],         pieces: U_PIECES,  operands: ['rd', 'imm'], range: { min: -(2 ** 31), max: 2 ** 31 - 4096, step: 4096 } },
  J:      { name: 'J',      fields: ['rd', 'imm'],         pieces: J_PIECES,  operands: ['rd', 'target'], range: { min: -(2 ** 20), max: 2 ** 20 - 2, step: 2 } },
  JALR:   { name: 'JALR',   fields: ['rd', 'rs1', 'imm'],  pieces: I_PIECES,  operands: ['rd', 'offset(rs1)'], range: IMM12 },
  FENCE:  { name: 'FENCE',  fields: ['rd', 'rs1', 'imm'],  pieces: I_PIECES,  operands: ['fence'], range: CSR_RANGE },
  FENCEI: { name: 'FENCEI', fields: ['rd', 'rs1', 'imm'],  pieces: I_PIECES,  operands: [], range: IMM12 },
  NONE:   { name: 'NONE',   fields: [],                    pieces: [],        operands: [] },
  CSR:    { name: 'CSR',    fields: ['rd', 'rs1', 'imm'],  pieces: I_PIECES,  operands: ['rd', 'csr', 'rs1'], range: CSR_RANGE },
  CSRI:   { name: 'CSRI',   fields: ['rd', 'rs1', 'imm'],  pieces: I_PIECES,  operands: ['rd', 'csr', 'uimm'], range: CSR_RANGE },
  AMO:    { name: 'AMO',    fields: ['rd', 'rs1', 'rs2', 'imm'], pieces: [{ high: 26, low: 25, at: 0 }], operands: ['rd', 'rs2', '(rs1)'], range: { min: 0, max: 3, step: 1 } },
  LR:     { name: 'LR',     fields: ['rd', 'rs1', 'imm'],  pieces: [{ high: 26, low: 25, at: 0 }], operands: ['rd', '(rs1)'], range: { min: 0, max: 3, step: 1 } },
} as const satisfies Record<string, Format>;

/** The name of a format. */
export type FormatName = keyof typeof FORMATS;

/** The lowest bit of each register field; all are five bits wide. */
const REGISTER_AT = { rd: 7, rs1: 15, rs2: 20 } as const;

/** The bits of the word that `format`'s operands occupy. */
export function operandMask(format: Format): number {
  let mask = 0;
  for (const field of format.fields) if (field !== 'imm') mask |= 31 << REGISTER_AT[field];
  for (const piece of format.pieces) mask |= pieceMask(piece) << piece.low;
  return mask >>> 0;
}

/** The operand bits of a word in `format`; values must be in range (the caller has checked `format.range`). */
export function packOperands(format: Format, operands: Operands): number {
  let word = 0;
  for (const field of format.fields) if (field !== 'imm') word |= (operands[field] & 31) << REGISTER_AT[field];
  for (const piece of format.pieces) word |= ((operands.imm >>> piece.at) & pieceMask(piece)) << piece.low;
  return word >>> 0;
}

/** The operands that `word` holds in `format`. */
export function unpackOperands(format: Format, word: number): Operands {
  const has = (field: Field) => format.fields.includes(field);
  const register = (field: 'rd' | 'rs1' | 'rs2') => (has(field) ? (word >>> REGISTER_AT[field]) & 31 : 0);
  let imm = 0;
  let top = 0;
  for (const piece of format.pieces) {
    imm |= ((word >>> piece.low) & pieceMask(piece)) << piece.at;
    top = Math.max(top, piece.at + piece.high - piece.low + 1);
  }
  const isSigned = format.range !== undefined && format.range.min < 0;
  return { rd: register('rd'), rs1: register('rs1'), rs2: register('rs2'), imm: isSigned ? signExtend(imm, top) : imm };
}

function pieceMask(piece: Piece): number {
  return 2 ** (piece.high - piece.low + 1) - 1;
}
