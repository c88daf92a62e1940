import { FORMATS, type FormatName } from '../isa/formats.ts';
import type { Instruction } from '../isa/instruction.ts';
import { constantOf } from './expression.ts';
import { registerOf } from './matching.ts';
import { placeOf, readExpr } from './operands.ts';
import type { OperandShape } from './shape.ts';
import { didYouMean } from './suggest.ts';
import { type Form, formOfInstruction } from './syntax.ts';
import type { Statement, Unit } from './unit.ts';

/** How the fixed fields of a format are written, and in which formats the operands behind them may come. */
interface InsnRow {
  /** Each field: its name, how many bits it has, and where its lowest bit is. */
  readonly fields: readonly (readonly [name: string, bits: number, at: number])[];
  readonly formats: readonly FormatName[];
}

const OPCODE = ['opcode', 7, 0] as const;
const FUNCT3 = ['funct3', 3, 12] as const;

/** The formats of `.insn` (GNU as manual, "RISC-V Instruction Formats"). */
// biome-ignore format: a table
const ROWS: Readonly<Record<string, InsnRow>> = {
  r:  { fields: [OPCODE, FUNCT3, ['funct7', 7, 25]], formats: ['R'] },
  i:  { fields: [OPCODE, FUNCT3],                    formats: ['I', 'LOAD'] },
  s:  { fields: [OPCODE, FUNCT3],                    formats: ['S'] },
  b:  { fields: [OPCODE, FUNCT3],                    formats: ['B'] },
  sb: { fields: [OPCODE, FUNCT3],                    formats: ['B'] },
  u:  { fields: [OPCODE],                            formats: ['U'] },
  j:  { fields: [OPCODE],                            formats: ['J'] },
  uj: { fields: [OPCODE],                            formats: ['J'] },
};

/** The names of the major opcodes (specification, "RISC-V base opcode map"). */
// biome-ignore format: a table
const OPCODES: Readonly<Record<string, number>> = {
  LOAD: 0x03, LOAD_FP: 0x07, CUSTOM_0: 0x0b, MISC_MEM: 0x0f, OP_IMM: 0x13, AUIPC: 0x17, OP_IMM_32: 0x1b,
  STORE: 0x23, STORE_FP: 0x27, CUSTOM_1: 0x2b, AMO: 0x2f, OP: 0x33, LUI: 0x37, OP_32: 0x3b,
  MADD: 0x43, MSUB: 0x47, NMSUB: 0x4b, NMADD: 0x4f, OP_FP: 0x53, CUSTOM_2: 0x5b,
  BRANCH: 0x63, JALR: 0x67, JAL: 0x6f, SYSTEM: 0x73, CUSTOM_3: 0x7b,
};

/** The instruction that `.insn` describes, as forms for the operands behind the fixed fields. */
export function readInsn(
  unit: Unit,
  statement: Statement,
  head: number,
  shapes: readonly OperandShape[],
): { forms: Form[]; shapes: readonly OperandShape[] } | undefined {
  const name = statement.tokens[head]!.text;
  const format = name.split(' ')[1] ?? '';
  const row = ROWS[format];
  if (row === undefined) {
    unit.report('E0207', placeOf(statement, head), `unknown format \`${format}\` of \`.insn\``, {
      help: [...didYouMean(format, Object.keys(ROWS)), `there are ${Object.keys(ROWS).join(', ')}`],
    });
    return undefined;
  }
  let match = 0;
  for (const [index, [field, bits, at]] of row.fields.entries()) {
    const value = fieldOf(unit, statement, head, shapes[index], field, bits);
    if (value === undefined) return undefined;
    match |= value << at;
  }
  const forms = row.formats.map((formatName): Form => {
    const insn: Instruction = {
      name,
      extension: 'I',
      format: FORMATS[formatName],
      match: match >>> 0,
      mask: 0xffffffff,
      effects: [],
      summary: 'an instruction given by its numbers',
    };
    return formOfInstruction(insn);
  });
  return { forms, shapes: shapes.slice(row.fields.length) };
}

function fieldOf(
  unit: Unit,
  statement: Statement,
  head: number,
  shape: OperandShape | undefined,
  field: string,
  bits: number,
): number | undefined {
  const place = shape === undefined ? placeOf(statement, head) : placeOf(statement, shape.first, shape.last);
  const name = shape?.kind === 'expr' && shape.expr.kind === 'name' ? statement.tokens[shape.first]!.text : '';
  if (field === 'opcode' && OPCODES[name] !== undefined) return OPCODES[name];
  const isNumber = shape?.kind === 'expr' && registerOf(statement, shape) === undefined;
  const value = isNumber ? constantOf(readExpr(unit, statement, shape.expr)) : undefined;
  if (value !== undefined && value >= 0n && value < 1n << BigInt(bits)) return Number(value);
  unit.report('E0207', place, `\`.insn\` wants a number of ${bits} bits for its ${field}`);
  return undefined;
}
