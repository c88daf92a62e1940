import { encode } from '../isa/encode.ts';
import { FORMATS, type Format, packOperands } from '../isa/formats.ts';
import { type Instruction, OP, OP_IMM } from '../isa/instruction.ts';
import { registerName } from '../isa/registers.ts';
import { INSTRUCTIONS, instructionByName } from '../isa/table.ts';
import { constantOf, type Expr } from './expression.ts';
import type { Place } from './place.ts';
import type { Report } from './report.ts';
import type { AddressPart } from './section.ts';
import type { Unit } from './unit.ts';

/** The registers of an instruction. */
export interface Registers {
  readonly rd: number;
  readonly rs1: number;
  readonly rs2: number;
}

/** An immediate as a statement gives it: a value, the part of it that is wanted, and where it stands. */
export interface Immediate {
  readonly expr: Expr;
  readonly part: AddressPart;
  readonly place: Place;
}

/** Puts an instruction here; an immediate whose value is not known yet is filled in when addresses are. */
export function emitInstruction(unit: Unit, insn: Instruction, registers: Registers, immediate: Immediate): void {
  const { expr, part, place } = immediate;
  if (unit.section.flags.empty) {
    unit.report('E0505', place, `\`${insn.name}\` in ${unit.section.name}, which holds no data`);
    return;
  }
  if (part === 'target' && insn.format.name === 'B') {
    unit.endFragment({ kind: 'branch', size: 4, insn, rs1: registers.rs1, rs2: registers.rs2, target: expr, place });
    return;
  }
  unit.mark(true);
  const value = part === 'value' ? constantOf(expr) : undefined;
  if (value === undefined) {
    const { fragment, offset } = unit.here();
    unit.section.fixups.push({ kind: 'field', fragment, offset, insn, part, expr, place });
    emitWord(unit, encode(insn, { ...registers, imm: 0 }));
    return;
  }
  const imm = fieldValue(insn, value, place, unit.report, registers);
  emitWord(unit, encode(insn, { ...registers, imm: imm ?? 0 }));
}

function emitWord(unit: Unit, word: number): void {
  unit.section.bytes.u32(word);
}

const ADDI = requireInstruction('addi');
const LUI = requireInstruction('lui');

/** The instruction called `name`, which must be in the table. */
export function requireInstruction(name: string): Instruction {
  const insn = instructionByName(name);
  if (insn === undefined) throw new Error(`no instruction '${name}'`);
  return insn;
}

/**
 * Loads a number into `rd` with lui and addi, of which one is enough for small or round numbers (gas/config/tc-riscv.c,
 * load_const). A value that is not known yet takes both.
 */
export function emitConstant(unit: Unit, rd: number, expr: Expr, place: Place): void {
  const value = constantOf(expr);
  if (value === undefined) {
    emitInstruction(unit, LUI, { rd, rs1: 0, rs2: 0 }, { expr, part: 'hi', place });
    emitInstruction(unit, ADDI, { rd, rs1: rd, rs2: 0 }, { expr, part: 'lo', place });
    return;
  }
  if (value < -(2n ** 31n) || value >= 2n ** 32n) {
    unit.report('E0203', place, `${describeValue(place, value)} does not fit in a register of 32 bits`, {
      remark: 'allowed: -2147483648 to 4294967295',
    });
  }
  const word = Number(BigInt.asIntN(32, value));
  const low = (word << 20) >> 20;
  const high = BigInt((word - low) >>> 12) & 0xfffffn;
  if (high !== 0n) emitInstruction(unit, LUI, { rd, rs1: 0, rs2: 0 }, { expr: high, part: 'value', place });
  // GNU as takes register 0 as the sign that there was no lui.
  if (low !== 0 || high === 0n || rd === 0) {
    const rs1 = high === 0n ? 0 : rd;
    emitInstruction(unit, ADDI, { rd, rs1, rs2: 0 }, { expr: BigInt(low), part: 'value', place });
  }
}

/**
 * What `value` is in the immediate field of `insn`; undefined, and reported, if it does not fit. The registers, where
 * they are known, serve the suggestion.
 */
export function fieldValue(
  insn: Instruction,
  value: bigint,
  place: Place,
  report: Report,
  registers?: Registers,
): number | undefined {
  const { format } = insn;
  const range = rangeOf(format);
  // GNU as reads a 32-bit pattern whose top bit is set as the negative number.
  const number = Number(value >= 2n ** 31n && value < 2n ** 32n && range.min < 0 ? value - 2n ** 32n : value);
  if (number < range.min || number > range.max) {
    reportRange(insn, value, place, report, registers);
    return undefined;
  }
  return format.name === 'U' ? (number << 12) | 0 : number;
}

/** The bits of the word that hold immediate `imm` of `insn`. */
export function immediateBits(insn: Instruction, imm: number): number {
  return packOperands(insn.format, { rd: 0, rs1: 0, rs2: 0, imm });
}

/** The numbers that may be written: for lui and auipc the upper 20 bits, counted by themselves. */
export function rangeOf(format: Format): { readonly min: number; readonly max: number } {
  if (format.name === 'U') return { min: 0, max: 0xfffff };
  return format.range ?? { min: 0, max: 0 };
}

function reportRange(insn: Instruction, value: bigint, place: Place, report: Report, registers?: Registers): void {
  const { min, max } = rangeOf(insn.format);
  const bits = Math.ceil(Math.log2(max - min + 1));
  report(
    'E0203',
    place,
    `${describeValue(place, value)} does not fit in ${bits} ${min < 0 ? 'signed' : 'unsigned'} bits`,
    {
      remark: `allowed: ${min} to ${max}`,
      help: rangeHelp(insn, value, place, registers),
    },
  );
}

function describeValue(place: Place, value: bigint): string {
  const text = place.input.text.slice(place.start, place.end);
  return text === String(value) ? `immediate ${text}` : `immediate ${text} (${value})`;
}

function rangeHelp(insn: Instruction, value: bigint, place: Place, registers: Registers | undefined): string[] {
  if (registers === undefined) return [];
  const text = place.input.text.slice(place.start, place.end);
  const scratch = registerName(SCRATCH.find((number) => number !== registers.rs1 && number !== registers.rs2) ?? 0);
  const [rd, rs1, rs2] = [registers.rd, registers.rs1, registers.rs2].map(registerName);
  const register = registerForm(insn);
  if (register !== undefined) {
    const bitPattern = value > 2047n && value < 4096n ? `for the bit pattern ${text} write ${value - 4096n}; ` : '';
    return [
      `${bitPattern}for the value ${value}: li ${scratch}, ${text} then ${register.name} ${rd}, ${rs1}, ${scratch}`,
    ];
  }
  if (!insn.format.operands.some((kind) => kind === 'offset(rs1)')) return [];
  const moved = insn.format.name === 'S' ? rs2 : rd;
  return [
    `for the value ${value}: li ${scratch}, ${text} then add ${scratch}, ${scratch}, ${rs1} then ${insn.name} ${moved}, 0(${scratch})`,
  ];
}

/** t1, t2 and t3, one of which an instruction leaves free. */
const SCRATCH = [6, 7, 28];

/** The instruction that does with a register what `insn` does with a number: `and` for `andi`. */
function registerForm(insn: Instruction): Instruction | undefined {
  if (insn.format !== FORMATS.I || (insn.match & 0x7f) !== OP_IMM) return undefined;
  const match = insn.match - OP_IMM + OP;
  return INSTRUCTIONS.find((row) => row.format === FORMATS.R && row.match === match);
}
