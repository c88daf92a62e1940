import { encoding, OP, rowsOf } from './instruction.ts';
import { apply, type Effect, rs1, rs2, setRd } from './terms.ts';

const insn = rowsOf('M');
const trapOnZeroDivisor: Effect = { kind: 'trapOnZeroDivisor', divisor: rs2 };

/** Multiplication and division (RISC-V unprivileged specification, chapter "M"). */
// biome-ignore format: a table
export const RV32M = [
  insn('mul',    encoding('R', OP, 0, 1), [setRd(apply('mul', rs1, rs2))],    'rd = the low word of rs1 * rs2'),
  insn('mulh',   encoding('R', OP, 1, 1), [setRd(apply('mulh', rs1, rs2))],   'rd = the high word of rs1 * rs2, both signed'),
  insn('mulhsu', encoding('R', OP, 2, 1), [setRd(apply('mulhsu', rs1, rs2))], 'rd = the high word of rs1 * rs2, rs1 signed, rs2 unsigned'),
  insn('mulhu',  encoding('R', OP, 3, 1), [setRd(apply('mulhu', rs1, rs2))],  'rd = the high word of rs1 * rs2, both unsigned'),
  insn('div',    encoding('R', OP, 4, 1), [trapOnZeroDivisor, setRd(apply('div', rs1, rs2))],  'rd = rs1 / rs2, signed, towards zero; -1 if rs2 is 0'),
  insn('divu',   encoding('R', OP, 5, 1), [trapOnZeroDivisor, setRd(apply('divu', rs1, rs2))], 'rd = rs1 / rs2, unsigned; all ones if rs2 is 0'),
  insn('rem',    encoding('R', OP, 6, 1), [trapOnZeroDivisor, setRd(apply('rem', rs1, rs2))],  'rd = the remainder of rs1 / rs2, signed; rs1 if rs2 is 0'),
  insn('remu',   encoding('R', OP, 7, 1), [trapOnZeroDivisor, setRd(apply('remu', rs1, rs2))], 'rd = the remainder of rs1 / rs2, unsigned; rs1 if rs2 is 0'),
];
