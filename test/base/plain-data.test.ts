import { expect, test } from 'vitest';
import { checksum, decodePlain, encodePlain } from '../../src/base/plain-data.ts';

test('plain data comes back as it was, bytes and numbers that are not finite too', () => {
  const bytes = new Uint8Array([1, 2, 255]);
  const value = {
    text: 'ä',
    list: [1, -0.5, Infinity, null, true],
    bytes,
    same: bytes.slice(),
    none: new Uint8Array(),
  };
  expect(decodePlain(encodePlain(value))).toEqual(value);
});

test("Node's buffers are bytes like others", () => {
  expect(decodePlain(Buffer.from(encodePlain([Buffer.from('abc')])))).toEqual([new Uint8Array([97, 98, 99])]);
});

test('equal bytes are written once', () => {
  const bytes = new Uint8Array(10_000).fill(7);
  expect(encodePlain([bytes, bytes.slice(), bytes.slice()]).length).toBeLessThan(11_000);
});

test('what is cut off or something else is not read', () => {
  const written = encodePlain({ bytes: new Uint8Array(100) });
  for (const length of [0, 3, 4, 20, written.length - 1])
    expect(decodePlain(written.subarray(0, length))).toBeUndefined();
  expect(decodePlain(new Uint8Array([1, 0, 0, 0, 65]))).toBeUndefined();
});

test('a checksum tells a changed byte', () => {
  expect(checksum(new Uint8Array([1, 2, 3]))).not.toBe(checksum(new Uint8Array([1, 2, 4])));
});
