import { describe, expect, test } from 'vitest';
import { SYSCALLS } from '../../src/abi/syscalls.ts';
import { formatDisassembly } from '../../src/cli/disassembly.ts';
import { encodingDiagram } from '../../src/cli/encoding-diagram.ts';
import { ISA_NAMES, isaOverview, isaPage } from '../../src/cli/isa-pages.ts';
import { callNumber, syscallOverview, syscallPage } from '../../src/cli/syscall-pages.ts';
import { readExecutable } from '../../src/elf/read.ts';
import { instructionByName } from '../../src/isa/table.ts';
import { assembleBare } from '../system/guest.ts';

const tooWide = (text: string) => text.split('\n').filter((line) => line.length > 80 || line !== line.trimEnd());

describe('the reference', () => {
  test('fits into 80 columns', () => {
    expect(tooWide(isaOverview())).toEqual([]);
    expect(tooWide(syscallOverview())).toEqual([]);
  });

  test.each(ISA_NAMES)('has a page for %s', (name) => {
    const page = isaPage(name);
    expect(page).toContain(name);
    expect(tooWide(page!)).toEqual([]);
  });

  test('finds a call by its name in any case, and by its number in hexadecimal', () => {
    expect(syscallPage('createprocess')).toContain('CreateProcess(request)');
    expect(syscallPage('0x1000')).toContain('CreateProcess(request)');
    expect(syscallPage('0x3f')).toContain('read(fd');
  });

  test.each(SYSCALLS.map(({ name, number }) => [name, number] as const))('has a page for %s', (name, number) => {
    const page = syscallPage(name);
    expect(page).toContain(`${name}(`);
    expect(page).toContain(`li a7, ${callNumber(number)}\n`);
    expect(tooWide(page!)).toEqual([]);
    expect(syscallPage(String(number))).toBe(page);
    const example = /\nExample\n(.*?)\n\n/s.exec(page!)![1]!;
    expect(() => assembleBare(`.globl _start\n_start:\n${example}`)).not.toThrow();
  });

  test('draws where the bits of an immediate are', () => {
    expect(encodingDiagram(instructionByName('beq')!)).toEqual([
      '  31        30     25   24 20   19 15   14 12   11     8   7         6     0',
      '+---------+-----------+-------+-------+-------+----------+---------+---------+',
      '| imm[12] | imm[10:5] |  rs2  |  rs1  |  000  | imm[4:1] | imm[11] | 1100011 |',
      '+---------+-----------+-------+-------+-------+----------+---------+---------+',
    ]);
  });

  test('shows an example that assembles to the word it names', () => {
    expect(isaPage('lw')).toContain('lw a0, 16(a1)                    # 0105a503');
  });

  test('has no page for anything else', () => {
    expect(isaPage('frobnicate')).toBeUndefined();
    expect(syscallPage('frobnicate')).toBeUndefined();
  });
});

function disassembled(source: string, withData = false): string[] {
  const elf = assembleBare(source);
  const executable = readExecutable((offset, length) => elf.subarray(offset, offset + length), elf.length);
  if (typeof executable === 'string') throw new Error(executable);
  return formatDisassembly('prog', elf, executable, withData).split('\n');
}

describe('a disassembly', () => {
  const lines = disassembled(
    `
      .globl _start
      .text
_start:
      la a1, msg
      lw a0, 4(a1)
loop: addi a0, a0, -1
      bnez a0, loop
      call far
      j loop + 4
far:  ret
      .data
      .word 1
msg:  .ascii "hi\\n"`,
    true,
  );
  const comment = (mnemonic: string) =>
    lines.find((line) => line.includes(`  ${mnemonic} `))?.replace(/.*?(#.*)?$/, '$1');

  test('has labels where symbols are', () => {
    expect(lines[0]).toMatch(/^prog: ELF32 riscv, entry 0x[0-9a-f]+ <_start>$/);
    expect(lines).toEqual(expect.arrayContaining(['_start:', 'loop:', 'far:', 'msg:']));
  });

  test('says where branches and addresses lead', () => {
    expect(comment('bne')).toBe('# loop');
    expect(comment('addi')).toBe('# msg');
    expect(comment('jal')).toBe('# loop+0x4');
    expect(comment('jalr')).toBe('# far');
  });

  test('shows data as bytes and text', () => {
    expect(lines.some((line) => /: 68 69 0a +\|hi\.\|$/.test(line))).toBe(true);
  });

  test('fits into 80 columns', () => {
    expect(tooWide(lines.join('\n'))).toEqual([]);
  });
});
