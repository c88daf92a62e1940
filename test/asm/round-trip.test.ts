import { describe, expect, test } from 'vitest';
import { drawBelow, type PrngState, seedPrng } from '../../src/base/prng.ts';
import { disassemble } from '../../src/isa/disassemble.ts';
import { encode } from '../../src/isa/encode.ts';
import type { Instruction } from '../../src/isa/instruction.ts';
import { INSTRUCTIONS } from '../../src/isa/table.ts';
import { wordsOf } from './assembling.ts';

/** `insn` with random registers and an immediate from all of its range. */
function randomWord(insn: Instruction, random: PrngState): number {
  const register = () => drawBelow(random, 32);
  const { min, max, step } = insn.format.range ?? { min: 0, max: 0, step: 1 };
  const imm = min + step * drawBelow(random, Math.floor((max - min) / step) + 1);
  return encode(insn, { rd: register(), rs1: register(), rs2: register(), imm });
}

describe('what the disassembler writes assembles to the same word', () => {
  for (const insn of INSTRUCTIONS) {
    test(insn.name, () => {
      const random = seedPrng(insn.match);
      const words = Array.from({ length: 40 }, () => randomWord(insn, random));
      // Targets are written as distances: `.` is the address of the statement.
      const lines = words.map((word) => disassemble(word, 0, (addr) => `. + ${addr | 0}`));
      expect(wordsOf(lines.join('\n'))).toEqual(words);
    });
  }
});
