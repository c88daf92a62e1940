import { describe, expect, test } from 'vitest';
import { byteString, stringBytes } from '../../../src/base/bytes.ts';
import { drawBelow, seedPrng } from '../../../src/base/prng.ts';
import { hex, hexWord, makePacket, PACKET_SIZE, PacketReader, unhex } from '../../../src/debug/gdb/packet.ts';

const read = (text: string) => new PacketReader().push(stringBytes(text));

describe('packets', () => {
  test('end with the sum of their bytes', () => {
    expect(byteString(makePacket('OK'))).toBe('$OK#9a');
    expect(byteString(makePacket(''))).toBe('$#00');
  });

  test('are read with the signs between them, in pieces of any size', () => {
    const reader = new PacketReader();
    const text = '+$g#67-\x03$m10,4#1e';
    const received = Array.from(text).flatMap((character) => reader.push(stringBytes(character)));
    expect(received).toEqual([
      { kind: 'acknowledged' },
      { kind: 'packet', content: 'g' },
      { kind: 'repeat' },
      { kind: 'interrupt' },
      { kind: 'damaged' },
    ]);
  });

  test('with a wrong or no checksum are damaged', () => {
    expect(read('$g#68')).toEqual([{ kind: 'damaged' }]);
    expect(read('$g#zz')).toEqual([{ kind: 'damaged' }]);
    expect(read('$lost$g#67')).toEqual([{ kind: 'packet', content: 'g' }]);
  });

  test('of any bytes come back as they went', () => {
    const prng = seedPrng(1);
    for (let run = 0; run < 200; run++) {
      const content = byteString(Uint8Array.from({ length: drawBelow(prng, 40) }, () => drawBelow(prng, 256)));
      expect(new PacketReader().push(makePacket(content))).toEqual([{ kind: 'packet', content }]);
    }
  });

  test('that are too long are refused, and the next one is read', () => {
    const long = makePacket('x'.repeat(PACKET_SIZE + 1));
    expect(new PacketReader().push(Uint8Array.from([...long, ...makePacket('g')]))).toEqual([
      { kind: 'damaged' },
      { kind: 'packet', content: 'g' },
    ]);
  });
});

test('words are written with the lowest byte first', () => {
  expect(hexWord(0x12345678)).toBe('78563412');
  expect(hexWord(-2)).toBe('feffffff');
});

test('hexadecimal digits and bytes', () => {
  expect(hex([0, 255, 16])).toBe('00ff10');
  expect(unhex('00fF10')).toEqual(Uint8Array.from([0, 255, 16]));
  expect(unhex('0')).toBeUndefined();
  expect(unhex('0g')).toBeUndefined();
});
