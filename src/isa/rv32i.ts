import {
  AUIPC,
  BRANCH,
  encoding,
  fixedWord,
  JAL,
  JALR,
  LOAD,
  LUI,
  MISC_MEM,
  OP,
  OP_IMM,
  rowsOf,
  STORE,
} from './instruction.ts';
import { apply, branch, imm, jump, load, next, num, pc, rs1, rs2, setRd, store } from './terms.ts';

const insn = rowsOf('I');
const fencei = rowsOf('Zifencei');
const addr = apply('add', rs1, imm);
const target = apply('add', pc, imm);

/** The base integer instructions (RISC-V unprivileged specification, chapter "RV32I") and fence.i ("Zifencei"). */
// biome-ignore format: a table
export const RV32I = [
  insn('lui',   encoding('U', LUI),             [setRd(imm)],                                'rd = the upper immediate'),
  insn('auipc', encoding('U', AUIPC),           [setRd(target)],                             'rd = pc + the upper immediate'),
  insn('jal',   encoding('J', JAL),             [setRd(next), jump(target)],                 'rd = the address of the next instruction; jump to the target'),
  insn('jalr',  encoding('JALR', JALR),         [setRd(next), jump(apply('and', addr, num(-2)))], 'rd = the address of the next instruction; jump to rs1 + imm with bit 0 cleared'),

  insn('beq',   encoding('B', BRANCH, 0),       [branch(apply('eq', rs1, rs2), target)],     'branch if rs1 equals rs2'),
  insn('bne',   encoding('B', BRANCH, 1),       [branch(apply('ne', rs1, rs2), target)],     'branch if rs1 differs from rs2'),
  insn('blt',   encoding('B', BRANCH, 4),       [branch(apply('lt', rs1, rs2), target)],     'branch if rs1 is less than rs2, signed'),
  insn('bge',   encoding('B', BRANCH, 5),       [branch(apply('ge', rs1, rs2), target)],     'branch if rs1 is at least rs2, signed'),
  insn('bltu',  encoding('B', BRANCH, 6),       [branch(apply('ltu', rs1, rs2), target)],    'branch if rs1 is less than rs2, unsigned'),
  insn('bgeu',  encoding('B', BRANCH, 7),       [branch(apply('geu', rs1, rs2), target)],    'branch if rs1 is at least rs2, unsigned'),

  insn('lb',    encoding('LOAD', LOAD, 0),      [load(1, true, addr)],                       'rd = the byte at rs1 + imm, sign-extended'),
  insn('lh',    encoding('LOAD', LOAD, 1),      [load(2, true, addr)],                       'rd = the half word at rs1 + imm, sign-extended'),
  insn('lw',    encoding('LOAD', LOAD, 2),      [load(4, true, addr)],                       'rd = the word at rs1 + imm'),
  insn('lbu',   encoding('LOAD', LOAD, 4),      [load(1, false, addr)],                      'rd = the byte at rs1 + imm, zero-extended'),
  insn('lhu',   encoding('LOAD', LOAD, 5),      [load(2, false, addr)],                      'rd = the half word at rs1 + imm, zero-extended'),
  insn('sb',    encoding('S', STORE, 0),        [store(1, addr, rs2)],                       'store the low byte of rs2 at rs1 + imm'),
  insn('sh',    encoding('S', STORE, 1),        [store(2, addr, rs2)],                       'store the low half word of rs2 at rs1 + imm'),
  insn('sw',    encoding('S', STORE, 2),        [store(4, addr, rs2)],                       'store rs2 at rs1 + imm'),

  insn('addi',  encoding('I', OP_IMM, 0),       [setRd(apply('add', rs1, imm))],             'rd = rs1 + imm'),
  insn('slti',  encoding('I', OP_IMM, 2),       [setRd(apply('lt', rs1, imm))],              'rd = 1 if rs1 is less than imm, signed, else 0'),
  insn('sltiu', encoding('I', OP_IMM, 3),       [setRd(apply('ltu', rs1, imm))],             'rd = 1 if rs1 is less than imm, unsigned, else 0'),
  insn('xori',  encoding('I', OP_IMM, 4),       [setRd(apply('xor', rs1, imm))],             'rd = rs1 exclusive-or imm'),
  insn('ori',   encoding('I', OP_IMM, 6),       [setRd(apply('or', rs1, imm))],              'rd = rs1 or imm'),
  insn('andi',  encoding('I', OP_IMM, 7),       [setRd(apply('and', rs1, imm))],             'rd = rs1 and imm'),
  insn('slli',  encoding('SHIFT', OP_IMM, 1),       [setRd(apply('sll', rs1, imm))],         'rd = rs1 shifted left by imm bits'),
  insn('srli',  encoding('SHIFT', OP_IMM, 5),       [setRd(apply('srl', rs1, imm))],         'rd = rs1 shifted right by imm bits, zeros coming in'),
  insn('srai',  encoding('SHIFT', OP_IMM, 5, 0x20), [setRd(apply('sra', rs1, imm))],         'rd = rs1 shifted right by imm bits, the sign coming in'),

  insn('add',   encoding('R', OP, 0),           [setRd(apply('add', rs1, rs2))],             'rd = rs1 + rs2'),
  insn('sub',   encoding('R', OP, 0, 0x20),     [setRd(apply('sub', rs1, rs2))],             'rd = rs1 - rs2'),
  insn('sll',   encoding('R', OP, 1),           [setRd(apply('sll', rs1, rs2))],             'rd = rs1 shifted left by the low five bits of rs2'),
  insn('slt',   encoding('R', OP, 2),           [setRd(apply('lt', rs1, rs2))],              'rd = 1 if rs1 is less than rs2, signed, else 0'),
  insn('sltu',  encoding('R', OP, 3),           [setRd(apply('ltu', rs1, rs2))],             'rd = 1 if rs1 is less than rs2, unsigned, else 0'),
  insn('xor',   encoding('R', OP, 4),           [setRd(apply('xor', rs1, rs2))],             'rd = rs1 exclusive-or rs2'),
  insn('srl',   encoding('R', OP, 5),           [setRd(apply('srl', rs1, rs2))],             'rd = rs1 shifted right by the low five bits of rs2, zeros coming in'),
  insn('sra',   encoding('R', OP, 5, 0x20),     [setRd(apply('sra', rs1, rs2))],             'rd = rs1 shifted right by the low five bits of rs2, the sign coming in'),
  insn('or',    encoding('R', OP, 6),           [setRd(apply('or', rs1, rs2))],              'rd = rs1 or rs2'),
  insn('and',   encoding('R', OP, 7),           [setRd(apply('and', rs1, rs2))],             'rd = rs1 and rs2'),

  insn('fence', encoding('FENCE', MISC_MEM, 0), [],                                          'order the memory accesses before it and after it'),
  fencei('fence.i', encoding('FENCEI', MISC_MEM, 1), [{ kind: 'fenceInstructions' }],        'make earlier stores visible to instruction fetches'),
  insn('ecall', fixedWord(0x00000073),          [{ kind: 'environmentCall' }],               'enter the kernel: the system call whose number is in a7'),
  insn('ebreak', fixedWord(0x00100073),         [{ kind: 'breakpoint' }],                    'enter the debugger, or the kernel, which sends SIGTRAP'),
];
