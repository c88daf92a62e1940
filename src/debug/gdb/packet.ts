import { byteString, stringBytes } from '../../base/bytes.ts';

/** What comes from gdb: a packet's content, a byte string with its escapes undone, or one of the bytes between packets. */
export type Received =
  | { readonly kind: 'packet'; readonly content: string }
  | { readonly kind: 'acknowledged' }
  | { readonly kind: 'repeat' }
  /** Ctrl-C in gdb. */
  | { readonly kind: 'interrupt' }
  /** A packet with a wrong checksum, or one that is too long. */
  | { readonly kind: 'damaged' };

const DOLLAR = 0x24;
const HASH = 0x23;
const PLUS = 0x2b;
const MINUS = 0x2d;
const ESCAPE = 0x7d;
const STAR = 0x2a;
const INTERRUPT = 0x03;
const ESCAPE_BIT = 0x20;

/** The longest packet that is taken, in bytes; gdb is told so (`PacketSize`). */
export const PACKET_SIZE = 0x20000;

/**
 * Takes packets of the remote serial protocol (the gdb manual, appendix "Remote Protocol") out of a stream of bytes that comes in
 * pieces of any size: `$content#checksum`. Bytes outside of packets that mean nothing are passed over.
 */
export class PacketReader {
  private readonly content: number[] = [];
  private state: 'between' | 'content' | 'first digit' | 'second digit' = 'between';
  private sum = 0;
  private digits = '';

  /** The packets and signs that are complete with `bytes`, in order. */
  push(bytes: Uint8Array): Received[] {
    const received: Received[] = [];
    for (const byte of bytes) {
      const next = this.take(byte);
      if (next !== undefined) received.push(next);
    }
    return received;
  }

  private take(byte: number): Received | undefined {
    switch (this.state) {
      case 'between':
        return this.takeSign(byte);
      case 'content':
        this.takeContent(byte);
        return undefined;
      case 'first digit':
        this.digits = String.fromCharCode(byte);
        this.state = 'second digit';
        return undefined;
      case 'second digit':
        this.state = 'between';
        return this.finish(this.digits + String.fromCharCode(byte));
    }
  }

  private takeSign(byte: number): Received | undefined {
    switch (byte) {
      case DOLLAR:
        this.begin();
        return undefined;
      case PLUS:
        return { kind: 'acknowledged' };
      case MINUS:
        return { kind: 'repeat' };
      case INTERRUPT:
        return { kind: 'interrupt' };
      default:
        return undefined;
    }
  }

  private takeContent(byte: number): void {
    if (byte === HASH) this.state = 'first digit';
    else if (byte === DOLLAR) this.begin();
    else {
      this.sum = (this.sum + byte) & 0xff;
      // Of one that is too long only the end is looked for.
      if (this.content.length <= PACKET_SIZE) this.content.push(byte);
    }
  }

  private begin(): void {
    this.state = 'content';
    this.content.length = 0;
    this.sum = 0;
  }

  private finish(digits: string): Received {
    const isRight = /^[0-9a-f]{2}$/i.test(digits) && Number.parseInt(digits, 16) === this.sum;
    if (!isRight || this.content.length > PACKET_SIZE) return { kind: 'damaged' };
    return { kind: 'packet', content: byteString(undoEscapes(this.content)) };
  }
}

/** A packet with `content`, a byte string, ready to be sent. */
export function makePacket(content: string): Uint8Array {
  const escaped = addEscapes(stringBytes(content));
  let sum = 0;
  for (const byte of escaped) sum = (sum + byte) & 0xff;
  return Uint8Array.from([DOLLAR, ...escaped, HASH, ...stringBytes(hexByte(sum))]);
}

/** Bytes as pairs of hexadecimal digits. */
export function hex(bytes: Iterable<number>): string {
  return Array.from(bytes, hexByte).join('');
}

/** The bytes that pairs of hexadecimal digits stand for; undefined if they are not such pairs. */
export function unhex(digits: string): Uint8Array | undefined {
  if (digits.length % 2 !== 0 || !/^[0-9a-f]*$/i.test(digits)) return undefined;
  return Uint8Array.from({ length: digits.length / 2 }, (_, at) =>
    Number.parseInt(digits.slice(2 * at, 2 * at + 2), 16),
  );
}

/** A word as gdb wants registers: eight digits, the lowest byte first. */
export function hexWord(word: number): string {
  return hex([word & 0xff, (word >>> 8) & 0xff, (word >>> 16) & 0xff, word >>> 24]);
}

function hexByte(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}

function addEscapes(content: Uint8Array): number[] {
  const mustEscape = (byte: number) => byte === DOLLAR || byte === HASH || byte === ESCAPE || byte === STAR;
  return Array.from(content).flatMap((byte) => (mustEscape(byte) ? [ESCAPE, byte ^ ESCAPE_BIT] : [byte]));
}

function undoEscapes(content: readonly number[]): Uint8Array {
  const bytes: number[] = [];
  for (let at = 0; at < content.length; at++) {
    const byte = content[at]!;
    if (byte !== ESCAPE) bytes.push(byte);
    else if (at + 1 < content.length) bytes.push(content[++at]! ^ ESCAPE_BIT);
  }
  return Uint8Array.from(bytes);
}
