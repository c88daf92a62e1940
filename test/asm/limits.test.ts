import { describe, expect, test } from 'vitest';
import { assemble } from '../../src/asm/assemble.ts';
import { makeSource } from '../../src/base/source.ts';

const LIMITS = { characters: 200_000, sectionBytes: 1 << 16 };

function messagesOf(text: string): string[] {
  const reader = { read: () => undefined };
  const { elf, diagnostics } = assemble([makeSource('bomb.s', text)], { reader, limits: LIMITS });
  if (elf !== undefined) return ['assembled'];
  return diagnostics.filter(({ severity }) => severity === 'error').map(({ code, message }) => `${code} ${message}`);
}

const TOO_MUCH = 'E0508 macros and repetitions come to more than 200000 characters';
/** Each level writes its argument out twice. */
const DOUBLING = `.macro double text:vararg
  double \\text \\text
.endm
double nop`;
/** Each level calls itself four times. */
const TREE = `.macro tree depth
.if \\depth
${'  tree \\depth-1\n'.repeat(4)}.endif
.endm
tree 40`;

describe('sources from strangers end in a message', () => {
  test.each([
    ['a repetition without an end', '.rept 16000000\n.endr', TOO_MUCH],
    ['a repetition of repetitions', '.rept 100000\n.rept 100000\n.set a, 1\n.endr\n.endr', TOO_MUCH],
    ['a macro that grows its argument', DOUBLING, TOO_MUCH],
    ['a macro that calls itself four times', TREE, TOO_MUCH],
    ['a value repeated', '.data\n.word 1 : 16000000', TOO_MUCH],
    [
      'room for 2 GiB in the file',
      '.data\n.space 0x7fffffff, 1',
      'E0504 .data would have 2147483647 bytes, more than 65536',
    ],
    ['words for 256 MiB', '.data\n.fill 30000000, 8, 1', 'E0504 240000000 bytes are more than a program can have'],
    [
      'a program that is cut off in its middle',
      `${'nop\nbeqz a0, 1f\n1: .zero 2000\n'.repeat(5)}.rept 100000\n.set a, 1\n.endr`,
      TOO_MUCH,
    ],
    ['many lines of data', `.data\n.rept 9000\n.quad 1\n.endr`, 'E0504 .data holds more than 65536 bytes'],
    ['a jump ahead', '.data\n.org 0x7000000', 'E0504 .data would have 117440512 bytes, more than 65536'],
  ])('%s', (_, text, message) => {
    expect(messagesOf(text).join('\n')).toContain(message);
  });

  test('what a program may be is no stranger', () => {
    expect(messagesOf('.globl _start\n_start: .rept 1000\nnop\n.endr\n.bss\n.space 1000000')).toEqual(['assembled']);
  });
});
