import { encoding, rowsOf, SYSTEM } from './instruction.ts';
import { csr, rs1, uimm } from './terms.ts';

const insn = rowsOf('Zicsr');

/** Access to control and status registers (RISC-V unprivileged specification, chapter "Zicsr"). */
// biome-ignore format: a table
export const ZICSR = [
  insn('csrrw',  encoding('CSR', SYSTEM, 1),  [csr('write', rs1)],  'rd = the CSR, which becomes rs1'),
  insn('csrrs',  encoding('CSR', SYSTEM, 2),  [csr('set', rs1)],    'rd = the CSR, in which the bits of rs1 are set'),
  insn('csrrc',  encoding('CSR', SYSTEM, 3),  [csr('clear', rs1)],  'rd = the CSR, in which the bits of rs1 are cleared'),
  insn('csrrwi', encoding('CSRI', SYSTEM, 5), [csr('write', uimm)], 'rd = the CSR, which becomes the immediate'),
  insn('csrrsi', encoding('CSRI', SYSTEM, 6), [csr('set', uimm)],   'rd = the CSR, in which the bits of the immediate are set'),
  insn('csrrci', encoding('CSRI', SYSTEM, 7), [csr('clear', uimm)], 'rd = the CSR, in which the bits of the immediate are cleared'),
];
