import { expect, test } from 'vitest';
import { bytesOf, dataOf, messagesOf, valuesOf } from './assembling.ts';

test('operators have the precedence and the truth values of GNU as', () => {
  expect(valuesOf('1+1<<2', '6&3+1', '1==1', '1==2', '2 && 3', '0 || 0', '5 <> 4', '10 - 2 - 3', '1|2*4')).toEqual([
    5, 3, -1, 0, 1, 0, -1, 5, 9,
  ]);
});

test('numbers have all their forms', () => {
  expect(valuesOf('0x1F', '0b101', '017', "'a'", "'\\n'", "'\\''", '-0x10', '0xffffffff')).toEqual([
    31, 5, 15, 97, 10, 39, -16, -1,
  ]);
});

test('unary operators can be stacked', () => {
  expect(valuesOf('-(-3)', '~0', '!5', '!0', '- - 4', '~-1', '+7')).toEqual([3, -1, 0, 1, 4, 0, 7]);
});

test('division goes towards zero, and a right shift brings in zeros at 64 bits', () => {
  expect(valuesOf('-7/2', '-7%3', '(-1>>60)', '1<<31')).toEqual([-3, -1, 15, -(2 ** 31)]);
});

test('labels, distances and the dot are numbers', () => {
  expect(dataOf('a: .byte 1, 2, 3\nb: .byte b - a, . - a, (b - a) * 10').slice(3)).toEqual([3, 4, 30]);
});

test('a length can be computed with the dot behind the text', () => {
  expect(dataOf('msg: .ascii "hello"\n.equ length, . - msg\n.byte length')).toEqual([104, 101, 108, 108, 111, 5]);
});

test('li takes a length that is defined below', () => {
  const text = '.globl _start\n_start: li a2, length\necall\n.rodata\nmsg: .ascii "hello"\nlength = . - msg\n';
  expect([...bytesOf(text, '.text')].slice(0, 8)).toEqual([0x37, 6, 0, 0, 0x13, 6, 0x56, 0]);
});

test('dividing by zero is a mistake at the divisor', () => {
  expect(messagesOf('.word 4 / (2 - 2)')).toContain('error[E0206]: division by zero');
});

test('a symbol that depends on itself is reported', () => {
  expect(messagesOf('.globl _start\n_start: ecall\n.data\n.word a\na = b + 1\nb = a + 1\n')).toContain(
    'depends on itself',
  );
});

test('a size that depends on itself is reported', () => {
  expect(messagesOf('.globl _start\n_start: ecall\n.data\na: .space b - a + 1\nb:\n')).toContain('error[E0304]');
});

test('thousands of brackets or operators end in a message', () => {
  expect(messagesOf(`.word ${'('.repeat(5000)}1${')'.repeat(5000)}`)).toContain('more than 2000 parts');
  expect(messagesOf(`.word 1${'+1'.repeat(900)}\n.globl _start\n_start: ecall`)).toBe('');
});

test('long chains of symbols end in a value or a message', () => {
  const sums = Array.from({ length: 20_000 }, (_, index) => `.set s${index + 1}, s${index} + 1`).join('\n');
  expect(messagesOf(`.globl _start\n_start: ecall\n.set s0, _start\n${sums}\n.data\n.word s20000\n`)).toBe('');
  const forward = Array.from({ length: 20_000 }, (_, index) => `f${index} = f${index + 1} * 2`).join('\n');
  expect(messagesOf(`.globl _start\n_start: ecall\n${forward}\nf20000 = _start\n.data\n.word f0\n`)).toContain(
    'error[E0304]',
  );
});
