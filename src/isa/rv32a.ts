import { AMO, encoding, rowsOf } from './instruction.ts';
import { amo, apply, mem, rs2 } from './terms.ts';

const insn = rowsOf('A');
/** Bits 31 to 27 name the operation; 26 and 25 (aq, rl) are the format's immediate. */
const atomic = (format: 'AMO' | 'LR', funct5: number) => encoding(format, AMO, 2, funct5 << 2);

/** Atomic memory operations on words (RISC-V unprivileged specification, chapter "A"). */
// biome-ignore format: a table
export const RV32A = [
  insn('lr.w',      atomic('LR', 0x02),     [{ kind: 'loadReserved' }],         'rd = the word at rs1; reserve it'),
  insn('sc.w',      atomic('AMO', 0x03),    [{ kind: 'storeConditional' }],     'if the reservation holds, store rs2 at rs1 and rd = 0; else rd = 1'),
  insn('amoswap.w', atomic('AMO', 0x01),    [amo(rs2)],                         'rd = the word at rs1, which becomes rs2'),
  insn('amoadd.w',  atomic('AMO', 0x00),    [amo(apply('add', mem, rs2))],      'rd = the word at rs1, to which rs2 is added'),
  insn('amoxor.w',  atomic('AMO', 0x04),    [amo(apply('xor', mem, rs2))],      'rd = the word at rs1, which becomes its exclusive-or with rs2'),
  insn('amoand.w',  atomic('AMO', 0x0c),    [amo(apply('and', mem, rs2))],      'rd = the word at rs1, which becomes its and with rs2'),
  insn('amoor.w',   atomic('AMO', 0x08),    [amo(apply('or', mem, rs2))],       'rd = the word at rs1, which becomes its or with rs2'),
  insn('amomin.w',  atomic('AMO', 0x10),    [amo(apply('min', mem, rs2))],      'rd = the word at rs1, which becomes the lesser of it and rs2, signed'),
  insn('amomax.w',  atomic('AMO', 0x14),    [amo(apply('max', mem, rs2))],      'rd = the word at rs1, which becomes the greater of it and rs2, signed'),
  insn('amominu.w', atomic('AMO', 0x18),    [amo(apply('minu', mem, rs2))],     'rd = the word at rs1, which becomes the lesser of it and rs2, unsigned'),
  insn('amomaxu.w', atomic('AMO', 0x1c),    [amo(apply('maxu', mem, rs2))],     'rd = the word at rs1, which becomes the greater of it and rs2, unsigned'),
];
