/** The lowest `width` bits of `value` read as a two's complement number, `width` from 1 to 32. */
export function signExtend(value: number, width: number): number {
  const shift = 32 - width;
  return (value << shift) >> shift;
}

/** The next multiple of `alignment` (a power of two) at or above `value`; both below 2^53. */
export function alignUp(value: number, alignment: number): number {
  return Math.ceil(value / alignment) * alignment;
}

/** Whether `value` is a power of two, 1 included. */
export function isPowerOfTwo(value: number): boolean {
  return value > 0 && Number.isInteger(Math.log2(value));
}

/** `value` as eight hexadecimal digits without a prefix, as addresses are printed. */
export function hex32(value: number): string {
  return (value >>> 0).toString(16).padStart(8, '0');
}
