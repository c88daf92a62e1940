import { expect, test } from 'vitest';
import { assemble } from '../../src/asm/assemble.ts';
import { drawBelow, seedPrng } from '../../src/base/prng.ts';
import { makeSource } from '../../src/base/source.ts';
import { readSections } from '../../src/elf/symbols.ts';
import { assembleText, bytesOf, dataOf, filesReader, messagesOf, wordsOf } from './assembling.ts';
import { randomProgram } from './random-program.ts';

test('comments of all kinds, and statements side by side', () => {
  expect(wordsOf('nop # one\nnop // two\n/* three\n lines */ nop; nop /* x */ ; nop')).toEqual(Array(5).fill(0x13));
});

test('both forms of jalr, and memory operands without offset', () => {
  expect(wordsOf('jalr zero, 0(ra)\njalr zero, ra, 0\njalr x0, ra\nret')).toEqual(Array(4).fill(0x00008067));
  expect(wordsOf('lw a0, (sp)\nlw a0, 0(sp)\nsw a0, (sp)')).toEqual([0x00012503, 0x00012503, 0x00a12023]);
});

test('numeric labels name the nearest one before and after', () => {
  expect(wordsOf('1: nop\n1: j 1b\nj 1f\nj 1b\n1: nop')).toEqual([0x13, 0x6f, 0x0080006f, 0xff9ff06f, 0x13]);
});

test('a file is put in as it is, or a part of it', () => {
  const files = { 'data.bin': 'abcdef' };
  expect(dataOf('.incbin "data.bin"', files)).toEqual([97, 98, 99, 100, 101, 102]);
  expect(dataOf('.incbin "data.bin", 2, 3', files)).toEqual([99, 100, 101]);
  expect(messagesOf('.incbin "data.bin", 7', files)).toContain('the file has 6 bytes');
});

test('strings are UTF-8 with the escapes of GNU as', () => {
  expect(dataOf('.ascii "\\101\\x42\\n\\"\\\\", "é"')).toEqual([65, 66, 10, 34, 92, 0xc3, 0xa9]);
});

test('alignment in code is of use behind odd data', () => {
  expect([...bytesOf('.globl _start\n_start: j 1f\n.byte 5\n.align 2\n1: ret\n', '.text')].slice(4)).toEqual([
    5, 0, 1, 0, 0x67, 0x80, 0, 0,
  ]);
});

test('the entry can be named', () => {
  const source = makeSource('test.s', '.globl _start\n_start: ecall\nother: ecall\n');
  const { elf } = assemble([source], { reader: filesReader(), entry: 'other' });
  expect(new DataView(elf!.buffer, elf!.byteOffset).getUint32(24, true)).toBe(0x10104);
});

test('line numbers can be left out', () => {
  const source = makeSource('test.s', '.globl _start\n_start: ecall\n');
  const names = (debug: boolean) =>
    readSections(assemble([source], { reader: filesReader(), debug }).elf!).map(({ name }) => name);
  expect(names(true)).toContain('.debug_line');
  expect(names(false)).not.toContain('.debug_line');
});

test('the listing shows address, bytes, line and text', () => {
  const text =
    '.globl _start\n_start:\n    li a0, 0x12345\n    ecall\n.data\nmsg: .asciz "hello, all"\n.bss\nroom: .space 100\n';
  expect(assembleText(text).listing()).toBe(
    [
      'test.s:',
      '                                      1  .globl _start',
      '                                      2  _start:',
      '00010100  00012537                    3      li a0, 0x12345',
      '00010104  34550513',
      '00010108  00000073                    4      ecall',
      '                                      5  .data',
      '00011000  68 65 6c 6c 6f 2c 20 61     6  msg: .asciz "hello, all"',
      '00011008  6c 6c 00',
      '                                      7  .bss',
      '0001100b  (100 bytes)                 8  room: .space 100',
      '',
    ].join('\n'),
  );
});

test('damaged sources end in messages, never in a throw', () => {
  const random = seedPrng(11);
  const pieces = [
    '\\',
    '"',
    "'",
    '(',
    ')',
    ',',
    '%hi(',
    '.macro m\n',
    '.endm\n',
    '.rept 3\n',
    '.endr\n',
    '.if ',
    '.endif\n',
    '/*',
    ';',
    '1f',
    '\0',
    ':',
    '=',
    '@',
    '.org ',
    '.align ',
  ];
  for (let round = 0; round < 60; round++) {
    let text = randomProgram(1 + (round % 5));
    for (let change = 0; change < 12; change++) {
      const at = drawBelow(random, text.length);
      const piece = pieces[drawBelow(random, pieces.length)]!;
      text = text.slice(0, at) + piece + text.slice(at + drawBelow(random, 6));
    }
    const { diagnostics, elf } = assembleText(text);
    expect(elf === undefined).toBe(diagnostics.some(({ severity }) => severity === 'error'));
  }
});

test('a reservation of a gigabyte in .bss takes no room in the file', () => {
  const { elf } = assembleText('.globl _start\n_start: ecall\n.bss\n.space 1 << 30\n');
  expect(elf!.length).toBeLessThan(10_000);
});

test('100,000 lines assemble in a few seconds', () => {
  const lines = Array.from({ length: 100_000 }, (_, index) => `l${index}: addi a${index % 8}, a1, ${index % 2048}`);
  const start = process.cpuUsage();
  const { elf } = assembleText(`.globl _start\n_start:\n${lines.join('\n')}\nret\n`);
  const { user, system } = process.cpuUsage(start);
  expect(elf).toBeDefined();
  expect((user + system) / 1e6).toBeLessThan(6);
});

test('10,000 branches whose growth makes others grow are laid out quickly', () => {
  const lines = Array.from(
    { length: 10_000 },
    (_, index) => `b${index}: beq a0, a1, b${Math.min(9_999, index + 1023)}`,
  );
  const start = process.cpuUsage();
  const { elf } = assembleText(`.globl _start\n_start:\n${lines.join('\n')}\nret\n`);
  expect(elf).toBeDefined();
  expect(process.cpuUsage(start).user / 1e6).toBeLessThan(6);
});
