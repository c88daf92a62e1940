import { expect, test } from 'vitest';
import { splitCommandLine } from '../../../src/kernel/windows/command-line.ts';

/** The examples of "Parsing C command-line arguments" (learn.microsoft.com) after a program's name, and some of our own. */
test.each([
  ['a', ['a']],
  ['', ['']],
  ['p "abc" d e', ['p', 'abc', 'd', 'e']],
  ['p a\\\\b d"e f"g h', ['p', 'a\\\\b', 'de fg', 'h']],
  ['p a\\\\\\"b c d', ['p', 'a\\"b', 'c', 'd']],
  ['p a\\\\\\\\"b c" d e', ['p', 'a\\\\b c', 'd', 'e']],
  ['p a"b"" c d', ['p', 'ab" c d']],
  ['p  a\t b ', ['p', 'a', 'b']],
  ['p "" x', ['p', '', 'x']],
  ['p a\\', ['p', 'a\\']],
  ['"C:\\dir with space\\p" x', ['C:\\dir with space\\p', 'x']],
  ['"unended', ['unended']],
])('%s', (line, expected) => {
  expect(splitCommandLine(line)).toEqual(expected);
});
