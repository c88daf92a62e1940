import { describe, expect, it } from 'vitest';
import { drawBelow, drawUint32, seedPrng } from '../../src/base/prng.ts';
import { decode } from '../../src/isa/decode.ts';
import { encode } from '../../src/isa/encode.ts';
import { type Format, operandMask, packOperands } from '../../src/isa/formats.ts';
import { INSTRUCTIONS } from '../../src/isa/table.ts';

const prng = seedPrng(1);

describe('the instruction table', () => {
  it('has the 59 instructions of RV32IMA with fence.i, and the six of Zicsr', () => {
    const count = (extension: string) => INSTRUCTIONS.filter((insn) => insn.extension === extension).length;
    expect(['I', 'M', 'A', 'Zifencei', 'Zicsr'].map(count)).toEqual([40, 8, 11, 1, 6]);
  });

  it('has no two encodings that overlap', () => {
    for (const a of INSTRUCTIONS) {
      for (const b of INSTRUCTIONS) {
        const common = a.mask & b.mask;
        if (a !== b && (a.match & common) === (b.match & common)) throw new Error(`${a.name} overlaps ${b.name}`);
      }
    }
  });

  it.each(INSTRUCTIONS)('accounts for every bit of $name', ({ format, mask, match }) => {
    expect((mask | operandMask(format)) >>> 0).toBe(0xffffffff);
    expect(mask & operandMask(format)).toBe(0);
    expect((match & ~mask) >>> 0).toBe(0);
  });

  it.each(INSTRUCTIONS)('gives each operand of $name bits of its own', ({ format }) => {
    const width = (fieldMask: number) => fieldMask.toString(2).replaceAll('0', '').length;
    const { max = 0, min = 0 } = format.range ?? {};
    const all = { rd: 31, rs1: 31, rs2: 31, imm: min < 0 ? -1 : max };
    expect(packOperands(format, all)).toBe(operandMask(format));
    const pieces = format.pieces.reduce((sum, piece) => sum + piece.high - piece.low + 1, 0);
    const registers = format.fields.filter((field) => field !== 'imm').length;
    expect(width(operandMask(format))).toBe(registers * 5 + pieces);
  });

  it.each(INSTRUCTIONS)('decodes what it encodes of $name', (insn) => {
    for (let i = 0; i < 200; i++) {
      const operands = randomOperands(insn.format);
      expect(decode(encode(insn, operands))).toEqual({ insn, ...operands });
    }
  });

  it('encodes what it decodes, for any word', () => {
    let decodable = 0;
    for (let i = 0; i < 100_000; i++) {
      const word = (drawUint32(prng) | 3) >>> 0;
      const decoded = decode(word);
      if (decoded === undefined) continue;
      decodable++;
      expect(encode(decoded.insn, decoded)).toBe(word);
    }
    expect(decodable).toBeGreaterThan(1000);
  });
});

function randomOperands(format: Format) {
  const register = (field: 'rd' | 'rs1' | 'rs2') => (format.fields.includes(field) ? drawBelow(prng, 32) : 0);
  const { range } = format;
  const imm =
    range === undefined ? 0 : range.min + range.step * drawBelow(prng, (range.max - range.min) / range.step + 1);
  return { rd: register('rd'), rs1: register('rs1'), rs2: register('rs2'), imm };
}
