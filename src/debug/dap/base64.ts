import { byteString, stringBytes } from '../../base/bytes.ts';

/** Bytes in base 64 (RFC 4648), as the protocol carries memory. */
export function toBase64(bytes: Uint8Array): string {
  return btoa(byteString(bytes));
}

/** The bytes; undefined if the text is not base 64. */
export function fromBase64(text: string): Uint8Array | undefined {
  return /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text)
    ? stringBytes(atob(text))
    : undefined;
}
