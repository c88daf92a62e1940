import { expect, test } from 'vitest';
import { evaluateText, type Names } from '../../src/debug/expression.ts';

const NAMES: Names = {
  register: (name) => ({ a0: 5, sp: 0x7fff0000 | 0, pc: 0x10000 })[name],
  symbol: (name) => ({ table: 0x2000, main: 0x10000 })[name],
  load: (addr, bytes) => {
    if (addr >= 0x3000) return undefined;
    const word = addr === 0x2004 ? 0xfffffff0 | 0 : addr;
    return bytes === 4 ? word : word & ((1 << (8 * bytes)) - 1);
  },
};

test.each([
  ['1 + 2 * 3', 7],
  ['(1 + 2) * 3', 9],
  ['-7 / 2', -3],
  ['-7 % 3', -1],
  ['1 << 31 >> 31', -1],
  ['-1 >>> 28', 15],
  ['0xff & ~0xf | 1', 0xf1],
  ['0x80000000 < 0', 1],
  ['1_000_000', 1e6],
  ['0b101', 5],
  ["'A' + 1", 66],
  ["'\\n'", 10],
  ['$a0 == 5 && $sp > 0', 1],
  ['$a0 > 3 ? 10 : 20', 10],
  ['0 && *0xffffffff', 0],
  ['1 || *0xffffffff', 1],
  ['!$a0 == 0', 1],
  ['table', 0x2000],
  ['&table', 0x2000],
  ['*table', 0x2000],
  ['table[1]', -16],
  ['i8(table + 4)', -16],
  ['u8(table + 4)', 0xf0],
  ['u16(table + 4)', 0xfff0],
  ['*table + $a0 * 4', 0x2014],
])('%s is %i', (text, value) => {
  expect(evaluateText(text, NAMES)).toEqual({ value });
});

test.each([
  ['', 'an expression is missing'],
  ['1 +', 'the expression ends too early'],
  ['(1', "')' is missing in the expression"],
  ['1 2', "'2' follows the end of the expression"],
  ['@', "cannot read '@' in an expression"],
  ['$q9', "there is no register '$q9'"],
  ['nothing', "there is no symbol 'nothing' in this program"],
  ['*0x4000', 'cannot read memory at 0x4000'],
  ['1 / 0', 'division by zero'],
  ['* ', 'the expression ends too early'],
])('%s has no value: %s', (text, error) => {
  expect(evaluateText(text, NAMES)).toEqual({ error });
});
