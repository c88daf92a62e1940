import { expect, test } from 'vitest';
import { dataOf, messagesOf, wordsOf } from './assembling.ts';

test('parameters have defaults, names and a rest', () => {
  const macro = '.macro m a, b=2, rest:vararg\n.byte \\a, \\b, \\rest\n.endm\n';
  expect(dataOf(`${macro}m 1, , 3, 4\nm 5, b=6, rest=7`)).toEqual([1, 2, 3, 4, 5, 6, 7]);
});

test('\\@ is another number in each expansion, and \\() joins', () => {
  expect(dataOf('.macro m n\nl\\n\\()_x: .byte \\@\n.endm\nm 1\nm 2\n.byte l2_x - l1_x')).toEqual([0, 1, 1]);
});

test('a parameter is replaced inside strings', () => {
  expect(dataOf('.macro say text\n.ascii "<\\text>"\n.endm\nsay hi')).toEqual([...'<hi>'].map((c) => c.charCodeAt(0)));
});

test('macros in the style of RARS: percent signs, brackets, .end_macro and labels of their own', () => {
  const macro =
    '.macro wait(%register, %count)\nli %register, %count\nloop: addi %register, %register, -1\nbnez %register, loop\n.end_macro\n';
  const words = wordsOf(`${macro}wait(t0, 3)\nwait t1, 4\n`);
  expect(words).toEqual([0x00300293, 0xfff28293, 0xfe029ee3, 0x00400313, 0xfff30313, 0xfe031ee3]);
});

test('a string argument of a RARS macro keeps its quotes', () => {
  expect(dataOf('.macro text (%t)\n.asciz %t\n.end_macro\ntext ("a, b")')).toEqual([97, 44, 32, 98, 0]);
});

test('.eqv stands for numbers, registers and expressions', () => {
  expect(dataOf('.eqv N, 5\n.eqv M, N + 1\n.byte N, M * 2')).toEqual([5, 12]);
  expect(wordsOf('.eqv counter t0\n.eqv ONE 1\naddi counter, counter, ONE')).toEqual([0x00128293]);
});

test('repetitions nest, and .irp without values runs once', () => {
  expect(
    dataOf('.rept 2\n.irp x, 1, 2\n.byte \\x\n.endr\n.endr\n.irpc c, 34\n.byte \\c\n.endr\n.irp e\n.byte 9\\e\n.endr'),
  ).toEqual([1, 2, 1, 2, 3, 4, 9]);
});

test('RARS repeats a value with a colon', () => {
  expect(dataOf('.byte 7 : 3\n.half 1:2')).toEqual([7, 7, 7, 1, 0, 1, 0]);
});

test('.exitm leaves the macro, not what called it', () => {
  expect(dataOf('.macro in\n.byte 1\n.exitm\n.byte 2\n.endm\n.macro out\nin\n.byte 3\n.endm\nout')).toEqual([1, 3]);
});

test('a macro may define another, which then has its own parameters', () => {
  expect(
    dataOf('.macro define name, value\n.macro \\name x\n.byte \\value, \\x\n.endm\n.endm\ndefine five, 5\nfive 6'),
  ).toEqual([5, 6]);
});

test('a macro that calls itself for ever ends in one message', () => {
  expect(messagesOf('.macro m\nm\n.endm\nm\n').match(/error\[/g)).toHaveLength(1);
  expect(messagesOf('.macro m\nm\n.endm\nm\n')).toContain('error[E0405]: macro `m` goes more than 100 levels deep');
});

test('files that include each other for ever end in one message', () => {
  expect(messagesOf('.include "a.s"', { 'a.s': '.include "a.s"\n' }).match(/error\[/g)).toHaveLength(1);
});

test('a mistake in an included file is shown there', () => {
  expect(messagesOf('.include "a.s"', { 'a.s': '# first\n addd a0, a0, a0\n' })).toContain('--> a.s:2:2');
});

test('blocks without their ends are reported where they start', () => {
  for (const opener of ['.macro m', '.rept 3', '.irp x, 1']) {
    expect(messagesOf(`nop\n${opener}\nnop\n`)).toContain('error[E0406]');
  }
  expect(messagesOf('nop\n.if 1\nnop\n')).toContain('--> test.s:2:1');
});
