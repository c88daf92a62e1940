/** Short answers of the protocol. Errors have numbers that gdb does not look at; these are those of Linux. */
export const OK = 'OK';
export const BAD_REQUEST = 'E16';
export const BAD_ADDRESS = 'E0e';
export const NO_SUCH = 'E03';
/** There is no such packet. */
export const UNKNOWN = '';

/** `ADDR,LENGTH` in hexadecimal; undefined for nonsense. */
export function readRange(text: string): { readonly addr: number; readonly length: number } | undefined {
  const match = /^([0-9a-f]{1,8}),([0-9a-f]{1,8})$/i.exec(text);
  return match === null ? undefined : { addr: Number.parseInt(match[1]!, 16), length: Number.parseInt(match[2]!, 16) };
}
