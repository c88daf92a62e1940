import { describe, expect, test } from 'vitest';
import { readHeader, readRoutines } from '../../src/cli/program-headers.ts';

const SOURCE = `# thing.s: what it is for
#
# More of it.

# do_it(a0 = x,
#       a1 = y) -> a0
# no routine has this name
other:
    ret

# twice(a0 = number) -> a0 = the double
# Changes nothing else.
twice:
    ret

# shout "text" - write it
.macro shout text:req
.endm
`;

describe('the comments of a source', () => {
  test('give its header', () => {
    expect(readHeader(SOURCE)).toEqual({ name: 'thing.s', summary: 'what it is for', text: 'More of it.' });
    expect(() => readHeader('nop\n')).toThrow('without');
  });

  test('give its routines and macros', () => {
    expect(readRoutines(SOURCE)).toEqual([
      { form: 'twice(a0 = number) -> a0 = the double', text: 'Changes nothing else.' },
      { form: 'shout "text"', text: 'write it' },
    ]);
  });
});
