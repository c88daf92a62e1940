import { describe, expect, test } from 'vitest';
import { drawBelow, seedPrng } from '../../src/base/prng.ts';
import { type Executable, readExecutable } from '../../src/elf/read.ts';
import { readSections, readSymbols } from '../../src/elf/symbols.ts';
import { assembleText } from '../asm/assembling.ts';

const PROGRAM = `.globl _start
.type _start, @function
_start:
    li a7, 93
    ecall
.size _start, . - _start
.rodata
text: .asciz "text"
.data
.type number, @object
.size number, 4
number: .word 5
.bss
.globl buffer
buffer: .space 10000
.equ LIMIT, 7
`;

function program(text = PROGRAM): Uint8Array {
  const { elf } = assembleText(text);
  if (elf === undefined) throw new Error('the program has errors');
  return elf.slice();
}

function read(elf: Uint8Array, size = elf.length): Executable | 'not-elf' | 'bad-elf' {
  return readExecutable((offset, length) => elf.subarray(offset, offset + length), size);
}

/** The program with the 16-bit or 32-bit field at `offset` changed. */
function changed(offset: number, value: number, bytes: 2 | 4 = 4, elf = program()): Uint8Array {
  const view = new DataView(elf.buffer);
  if (bytes === 2) view.setUint16(offset, value, true);
  else view.setUint32(offset, value, true);
  return elf;
}

/** Where field `field` of program header `index` is in the file. */
const headerField = (index: number, field: number) => 52 + 32 * index + 4 * field;
const OFFSET = 1;
const ADDR = 2;
const FILE_SIZE = 4;
const MEMORY_SIZE = 5;

describe('an executable that the assembler wrote', () => {
  test('has a segment for each kind of memory, on pages of its own', () => {
    const executable = read(program());
    expect(executable).toMatchObject({ entry: 0x10100, programHeaderAddr: 0x10034, divTrap: false });
    expect(typeof executable === 'string' ? [] : executable.segments).toEqual([
      {
        addr: 0x10000,
        fileOffset: 0,
        fileSize: 0x108,
        memorySize: 0x108,
        readable: true,
        writable: false,
        executable: true,
      },
      {
        addr: 0x11000,
        fileOffset: 0x1000,
        fileSize: 5,
        memorySize: 5,
        readable: true,
        writable: false,
        executable: false,
      },
      {
        addr: 0x12000,
        fileOffset: 0x2000,
        fileSize: 4,
        memorySize: 10004,
        readable: true,
        writable: true,
        executable: false,
      },
    ]);
  });

  test('says whether it wants the divide trap', () => {
    expect(read(program(`.option divtrap\n${PROGRAM}`))).toMatchObject({ divTrap: true });
  });

  test('names its symbols', () => {
    const symbols = readSymbols(program()).map(({ name, addr, size, kind, section, global }) => [
      name,
      addr,
      size,
      kind,
      section,
      global,
    ]);
    expect(symbols).toEqual([
      ['test.s', 0, 0, 'file', '', false],
      ['text', 0x11000, 0, 'none', '.rodata', false],
      ['number', 0x12000, 4, 'object', '.data', false],
      ['LIMIT', 7, 0, 'none', '', false],
      ['_start', 0x10100, 8, 'function', '.text', true],
      ['buffer', 0x12004, 0, 'none', '.bss', true],
    ]);
  });

  test('shows its sections', () => {
    const sections = readSections(program()).filter(({ allocated }) => allocated);
    expect(
      sections.map(({ name, addr, bytes, executable, writable }) => [name, addr, bytes.length, executable, writable]),
    ).toEqual([
      ['.text', 0x10100, 8, true, false],
      ['.rodata', 0x11000, 5, false, false],
      ['.data', 0x12000, 4, false, true],
      ['.bss', 0x12004, 0, false, true],
    ]);
  });
});

describe('what Linux would not execute is told apart', () => {
  const bad: Record<string, Uint8Array> = {
    'a 64-bit file': changed(4, 0x00010102),
    'big-endian': changed(4, 0x00010201),
    'a shared object': changed(16, 3, 2),
    'another machine': changed(18, 62, 2),
    'other header sizes': changed(42, 56, 2),
    'no headers': changed(44, 0, 2),
    'more headers than 64 KiB': changed(44, 0xffff, 2),
    'headers outside the file': changed(28, 0xfffffff0),
    'an interpreter': changed(headerField(1, 0), 3),
    'a segment of 4 GiB': changed(headerField(2, MEMORY_SIZE), 0xffffffff),
    'a segment in the kernel': changed(headerField(2, ADDR), 0xfffff000),
    'more in the file than in memory': changed(headerField(1, MEMORY_SIZE), 1),
    'contents outside the file': changed(headerField(1, OFFSET), 0x7ffff000),
    'contents longer than the file': changed(headerField(2, FILE_SIZE), 9000),
    'offset and address on different places of a page': changed(headerField(1, OFFSET), 0x1004),
    'segments on top of each other': changed(headerField(2, ADDR), 0x10000),
    'nothing to load': changed(
      headerField(0, 0),
      0,
      4,
      changed(headerField(1, 0), 0, 4, changed(headerField(2, 0), 0)),
    ),
  };
  for (const [name, elf] of Object.entries(bad)) test(name, () => expect(read(elf)).toBe('bad-elf'));

  test('what does not start like an ELF file is none', () => {
    expect(read(new Uint8Array())).toBe('not-elf');
    expect(read(new TextEncoder().encode('#!/bin/sh\n'))).toBe('not-elf');
  });

  test('every truncation is bad, and none is read beyond its end', () => {
    const elf = program();
    for (let size = 4; size < 0x2004; size += size < 300 ? 1 : 97) {
      const result = readExecutable((offset, length) => {
        expect(offset + length).toBeLessThanOrEqual(size);
        return elf.subarray(offset, offset + length);
      }, size);
      expect(result).toBe('bad-elf');
    }
  });
});

test('random bytes and random changes neither throw nor make large reads', () => {
  const random = seedPrng(7);
  for (let round = 0; round < 3000; round++) {
    const elf = round % 3 === 0 ? Uint8Array.from({ length: 600 }, () => drawBelow(random, 256)) : program();
    if (round % 3 === 0) elf.set([0x7f, 0x45, 0x4c, 0x46, 1, 1, 1]);
    for (let change = 0; change < 4; change++) elf[drawBelow(random, 256)] = drawBelow(random, 256);
    let most = 0;
    const result = readExecutable((offset, length) => {
      most = Math.max(most, length);
      return elf.subarray(offset, offset + length);
    }, elf.length);
    expect(most).toBeLessThanOrEqual(65536);
    if (typeof result !== 'string')
      for (const { fileSize } of result.segments) expect(fileSize).toBeLessThanOrEqual(elf.length);
    readSymbols(elf);
    readSections(elf);
  }
});
