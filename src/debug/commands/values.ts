import type { Debugger } from '../debugger.ts';
import { hex } from '../names.ts';

/** The letters of formats, as gdb has them. */
export const FORMAT_LETTERS = 'xduotcas';

/** A word (int32) in a format: x hexadecimal, d signed, u unsigned, o octal, t binary, c character, a address with symbol. */
export function formatValue(session: Debugger, value: number, format: string, bytes = 4): string {
  const shift = 32 - bytes * 8;
  const unsigned = (value << shift) >>> shift;
  switch (format) {
    case 'x':
      return `0x${unsigned.toString(16).padStart(bytes === 4 ? 1 : bytes * 2, '0')}`;
    case 'u':
      return String(unsigned);
    case 'o':
      return `0${unsigned.toString(8)}`;
    case 't':
      return `0b${unsigned.toString(2)}`;
    case 'c':
      return characterText(unsigned & 0xff);
    case 'a':
      return addressText(session, unsigned);
    default:
      return String((value << shift) >> shift);
  }
}

/** `0x10104 <main+4>`. */
export function addressText(session: Debugger, addr: number): string {
  const name = session.programOf(session.thread()?.process)?.describe(addr);
  return name === undefined ? hex(addr) : `${hex(addr)} <${name}>`;
}

function characterText(code: number): string {
  const escapes: Readonly<Record<number, string>> = { 0: '\\0', 9: '\\t', 10: '\\n', 13: '\\r', 39: "\\'", 92: '\\\\' };
  const text =
    escapes[code] ??
    (code >= 32 && code < 127 ? String.fromCharCode(code) : `\\x${code.toString(16).padStart(2, '0')}`);
  return `${code} '${text}'`;
}
