import { decodeUtf8, encodeUtf8 } from '../../base/bytes.ts';

const END_OF_HEADER = [13, 10, 13, 10];
/** The longest message that is taken, in bytes, and the longest header. */
const LONGEST = 16 * 1024 * 1024;
const LONGEST_HEADER = 4096;

/**
 * Takes messages of the debug adapter protocol out of a stream of bytes: `Content-Length: N`, an empty line, N bytes of JSON. What is no
 * such message gives an error, and the next header is looked for.
 */
export class MessageReader {
  private pending = new Uint8Array();
  /** The length of the message whose header was read; undefined while a header is read. */
  private length: number | undefined;

  /** The messages that are complete with `bytes`. */
  push(bytes: Uint8Array): ({ readonly message: unknown } | { readonly error: string })[] {
    this.pending = join(this.pending, bytes);
    const found: ({ readonly message: unknown } | { readonly error: string })[] = [];
    for (let next = this.take(); next !== undefined; next = this.take()) found.push(next);
    return found;
  }

  private take(): { readonly message: unknown } | { readonly error: string } | undefined {
    if (this.length === undefined) {
      const end = indexOfHeaderEnd(this.pending);
      if (end < 0) {
        if (this.pending.length <= LONGEST_HEADER) return undefined;
        this.pending = new Uint8Array();
        return { error: `no header within ${LONGEST_HEADER} bytes` };
      }
      const header = decodeUtf8(this.pending.subarray(0, end));
      this.pending = this.pending.slice(end + END_OF_HEADER.length);
      const match = /^content-length: *(\d+)$/im.exec(header);
      const length = Number(match?.[1]);
      if (match === null || length > LONGEST) return { error: `a header without a proper Content-Length: ${header}` };
      this.length = length;
    }
    if (this.pending.length < this.length) return undefined;
    const text = decodeUtf8(this.pending.subarray(0, this.length));
    this.pending = this.pending.slice(this.length);
    this.length = undefined;
    try {
      return { message: JSON.parse(text) };
    } catch {
      return { error: `not JSON: ${text.slice(0, 80)}` };
    }
  }
}

/** A message, ready to be sent. */
export function frameMessage(message: object): Uint8Array {
  const body = encodeUtf8(JSON.stringify(message));
  return join(encodeUtf8(`Content-Length: ${body.length}\r\n\r\n`), body);
}

function indexOfHeaderEnd(bytes: Uint8Array): number {
  for (let at = bytes.indexOf(13); at >= 0; at = bytes.indexOf(13, at + 1)) {
    if (END_OF_HEADER.every((byte, index) => bytes[at + index] === byte)) return at;
  }
  return -1;
}

function join(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(a.length + b.length);
  joined.set(a);
  joined.set(b, a.length);
  return joined;
}
