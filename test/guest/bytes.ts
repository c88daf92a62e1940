/** Text as UTF-8; bytes as they are. */
export function bytesOf(content: string | Uint8Array): Uint8Array {
  return typeof content === 'string' ? new TextEncoder().encode(content) : content;
}

/** One character for each byte, so that nothing is lost in a comparison. */
export function byteString(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}
