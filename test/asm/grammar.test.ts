import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { tokenize } from '../../src/asm/lexer.ts';
import { parseStatement } from '../../src/asm/parse.ts';
import { generateGrammar } from '../../src/cli/generate-grammar.ts';

const generated = fileURLToPath(new URL('../../src/asm/grammar.generated.ts', import.meta.url));

test('the compiled grammar is what grammar/assembly.ne gives', () => {
  expect(readFileSync(generated, 'utf8')).toBe(generateGrammar());
});

test('statements of the same kinds of tokens share one shape', () => {
  const first = parseStatement(tokenize('loop: addi a0, a1, 5 # one'));
  const second = parseStatement(tokenize('next: xori t0,s1,-7'));
  expect(first.kind).toBe('shape');
  expect(second).toBe(first);
});

test('a mistake gives the place and what could have stood there', () => {
  const parse = parseStatement(tokenize('li a0 5'));
  expect(parse).toMatchObject({ kind: 'error', at: 2 });
  expect(parse.kind === 'error' && parse.expected.has('comma')).toBe(true);
});

test('nothing makes the lexer throw, and every character is in a token or between tokens', () => {
  const text = Array.from({ length: 0x250 }, (_, code) => String.fromCharCode(code)).join('');
  expect(() => tokenize(text)).not.toThrow();
  expect(() => tokenize('"open\n/* open\n\u{1f600} \\ ` ? [ ] { }')).not.toThrow();
});

test('a sign that touches a number is part of it only where an operand starts', () => {
  const kinds = (text: string) => tokenize(text).map(({ text: token }) => token);
  expect(kinds('.word -1, 2-1, x-1, (1)-1, 1 -1')).toEqual([
    '.word',
    '-1',
    ',',
    '2',
    '-',
    '1',
    ',',
    'x',
    '-',
    '1',
    ',',
    '(',
    '1',
    ')',
    '-',
    '1',
    ',',
    '1',
    '-',
    '1',
  ]);
});
