import { encodeUtf8 } from '../base/bytes.ts';

const ESCAPES: Readonly<Record<string, number>> = {
  b: 8,
  f: 12,
  n: 10,
  r: 13,
  t: 9,
  v: 11,
  '"': 34,
  "'": 39,
  '\\': 92,
};

/** The bytes of a string or character token's inside: UTF-8, with `\n`, `\101` and `\x41` resolved as GNU as does. */
export function decodeText(text: string): Uint8Array {
  if (!text.includes('\\')) return encodeUtf8(text);
  const bytes: number[] = [];
  for (const [piece, octal, hex, other] of text.matchAll(/\\(?:([0-7]{1,3})|[xX]([0-9a-fA-F]+)|([\s\S]))|[^\\]+/g)) {
    if (octal !== undefined) bytes.push(Number.parseInt(octal, 8) & 0xff);
    else if (hex !== undefined) bytes.push(Number.parseInt(hex.slice(-2), 16));
    else if (other !== undefined) bytes.push(...escaped(other));
    else bytes.push(...encodeUtf8(piece));
  }
  return Uint8Array.from(bytes);
}

function escaped(letter: string): Iterable<number> {
  const code = ESCAPES[letter];
  return code === undefined ? encodeUtf8(letter) : [code];
}

/** The number that a token stands for, 64 bits or fewer; undefined if it is malformed (`09`) or larger. */
export function parseNumber(text: string): bigint | undefined {
  if (text[0] === "'") return characterCode(text);
  const isNegative = text[0] === '-';
  const digits = isNegative ? text.slice(1) : text;
  let magnitude: bigint;
  if (/^0[0-9]+$/.test(digits)) {
    if (!/^[0-7]+$/.test(digits)) return undefined;
    magnitude = BigInt(`0o${digits}`);
  } else {
    magnitude = BigInt(digits);
  }
  if (magnitude >= 2n ** 64n) return undefined;
  return BigInt.asIntN(64, isNegative ? -magnitude : magnitude);
}

function characterCode(text: string): bigint | undefined {
  const inside = text.length > 2 && text.endsWith("'") ? text.slice(1, -1) : text.slice(1);
  const bytes = decodeText(inside);
  return bytes.length === 1 ? BigInt(bytes[0]!) : BigInt(inside.codePointAt(0) ?? 0);
}
