import { csrByNumber } from './csrs.ts';
import { type Decoded, decode } from './decode.ts';
import type { OperandKind } from './formats.ts';
import { registerName } from './registers.ts';

/** How a disassembly shows an address: as a number, or with the symbol it belongs to. */
export type AddressFormatter = (addr: number) => string;

const plainAddress: AddressFormatter = (addr) => `0x${(addr >>> 0).toString(16)}`;

/** `word`, found at `pc`, as an assembly statement that assembles to the same word; what is no instruction as `.word`. */
export function disassemble(word: number, pc: number, formatAddress: AddressFormatter = plainAddress): string {
  const decoded = decode(word);
  if (decoded === undefined || isUnwritable(decoded)) return `.word 0x${(word >>> 0).toString(16).padStart(8, '0')}`;
  const operands = decoded.insn.format.operands.map((kind) => formatOperand(kind, decoded, pc, formatAddress));
  const name = `${decoded.insn.name}${orderingSuffix(decoded)}`;
  return operands.length === 0 ? name : `${name} ${operands.join(', ')}`;
}

/** The suffix of an atomic that states its ordering bits. */
export const ORDERING_SUFFIXES: readonly string[] = ['', '.rl', '.aq', '.aqrl'];

/** The letters of a fence set, from bit 3 to bit 0: input, output, reads, writes. */
export const FENCE_LETTERS = 'iorw';

function orderingSuffix(decoded: Decoded): string {
  return decoded.insn.extension === 'A' ? ORDERING_SUFFIXES[decoded.imm]! : '';
}

/** fence and fence.i have fields that hardware ignores and sets that assembly cannot state. */
function isUnwritable({ insn, rd, rs1, imm }: Decoded): boolean {
  const { name } = insn.format;
  if (name === 'FENCE') return rd !== 0 || rs1 !== 0 || imm >>> 8 !== 0 || imm >>> 4 === 0 || (imm & 15) === 0;
  return name === 'FENCEI' && (rd !== 0 || rs1 !== 0 || imm !== 0);
}

function formatOperand(kind: OperandKind, decoded: Decoded, pc: number, formatAddress: AddressFormatter): string {
  switch (kind) {
    case 'rd':
    case 'rs1':
    case 'rs2':
      return registerName(decoded[kind]);
    case 'imm':
      return decoded.insn.format.name === 'U' ? `0x${(decoded.imm >>> 12).toString(16)}` : String(decoded.imm);
    case 'uimm':
      return String(decoded.rs1);
    case 'offset(rs1)':
      return `${decoded.imm}(${registerName(decoded.rs1)})`;
    case '(rs1)':
      return `(${registerName(decoded.rs1)})`;
    case 'target':
      return formatAddress((pc + decoded.imm) >>> 0);
    case 'csr':
      return csrByNumber(decoded.imm)?.name ?? `0x${decoded.imm.toString(16)}`;
    case 'fence':
      return `${fenceSet(decoded.imm >>> 4)}, ${fenceSet(decoded.imm & 15)}`;
  }
}

function fenceSet(bits: number): string {
  return [...FENCE_LETTERS].filter((_, index) => (bits >>> (3 - index)) & 1).join('');
}
