import { ByteWriter, decodeUtf8, encodeUtf8 } from './bytes.ts';

/** Stands in the JSON for what JSON cannot say: bytes by their number, numbers that are not finite. */
const BYTES = '$bytes';
const NUMBER = '$number';

/**
 * Plain data (objects, arrays, strings, numbers, booleans, byte arrays) as bytes: the length of a JSON text, the text, and the
 * byte arrays that it refers to, one behind the other. Equal byte arrays are written once.
 */
export function encodePlain(value: unknown): Uint8Array {
  const pieces: Uint8Array[] = [];
  const known = new Map<string, number>();
  const place = (bytes: Uint8Array): number => {
    const key = `${bytes.length} ${checksum(bytes)}`;
    const found = known.get(key);
    if (found !== undefined && isEqual(pieces[found]!, bytes)) return found;
    known.set(key, pieces.length);
    return pieces.push(bytes) - 1;
  };
  // What is replaced is looked at before `toJSON`, which Node's Buffer has.
  const text = JSON.stringify(value, function (this: Record<string, unknown>, key: string) {
    const item = this[key];
    if (item instanceof Uint8Array) return { [BYTES]: place(item) };
    if (typeof item === 'number' && !Number.isFinite(item)) return { [NUMBER]: String(item) };
    return item;
  });
  const head = encodeUtf8(JSON.stringify({ lengths: pieces.map(({ length }) => length), text }));
  const writer = new ByteWriter(head.length + pieces.reduce((sum, { length }) => sum + length, 4));
  writer.u32(head.length);
  writer.bytes(head);
  for (const piece of pieces) writer.bytes(piece);
  return writer.toBytes();
}

/** What `encodePlain` was given; undefined if `bytes` are nothing of that kind. */
export function decodePlain(bytes: Uint8Array): unknown {
  if (bytes.length < 4) return undefined;
  const headLength = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  try {
    const { lengths, text } = JSON.parse(decodeUtf8(bytes.subarray(4, 4 + headLength))) as {
      lengths: number[];
      text: string;
    };
    let at = 4 + headLength;
    const pieces = lengths.map((length) => {
      at += length;
      // A copy: `slice` of a Buffer would be none.
      return new Uint8Array(bytes.subarray(at - length, at));
    });
    if (at > bytes.length) return undefined;
    return JSON.parse(text, (_key, item: unknown) => {
      if (typeof item !== 'object' || item === null) return item;
      if (BYTES in item && typeof item[BYTES] === 'number') return pieces[item[BYTES]];
      return NUMBER in item ? Number(item[NUMBER]) : item;
    });
  } catch {
    return undefined;
  }
}

/** A checksum of bytes (FNV-1a, 32 bits). */
export function checksum(bytes: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < bytes.length; at++) hash = Math.imul(hash ^ bytes[at]!, 0x01000193);
  return hash >>> 0;
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}
