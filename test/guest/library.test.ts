import { describe, it } from 'vitest';
import { hasTool } from '../oracle.ts';
import { C_COMPILER, compileWithLibrary, hasCLibrary } from './c-programs.ts';
import { testAgainstLinux, testUnderAllSettings } from './compare.ts';

const text = 'It was the best of times, it was the worst of times.\n';
const runs = [
  { name: 'a program on picolibc', program: '/test/words', args: ['one', 'two words'], stdin: text },
  { name: 'with an environment', program: '/test/words', environment: ['HOME=/root', 'X='], stdin: text.repeat(50) },
  { name: 'without input', program: '/test/words' },
];

describe('a C library', () => {
  if (!hasTool(C_COMPILER) || !hasCLibrary) {
    it.skip('runs under Kernlet (needs picolibc-riscv64-unknown-elf)', () => {});
    return;
  }
  const programs = [compileWithLibrary()];
  describe('does what it does under Linux', () => testAgainstLinux(runs, programs));
  describe('does the same under all settings', () => testUnderAllSettings(runs, programs));
});
