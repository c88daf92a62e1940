const UNITS: Readonly<Record<string, number>> = { '': 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30 };

/** A whole number as people write it: `250`, `10_000`, `1e6`, `0xff`; undefined if `text` is none or too large to be exact. */
export function parseCount(text: string): number | undefined {
  if (!/^(0x[\da-f]+|\d+(_\d+)*(e\d{1,2})?)$/i.test(text)) return undefined;
  const value = Number(text.replaceAll('_', ''));
  return Number.isSafeInteger(value) ? value : undefined;
}

/** A size in bytes: a number, or a number with K, M or G (powers of 1024): `64M`. */
export function parseSize(text: string): number | undefined {
  const match = /^([\d_]+)([KMG]?)(?:i?B)?$/i.exec(text);
  const count = match === null ? undefined : parseCount(match[1]!);
  if (match === null || count === undefined) return undefined;
  const value = count * UNITS[match[2]!.toUpperCase()]!;
  return Number.isSafeInteger(value) ? value : undefined;
}

/** `value` with a comma after each third digit. */
export function withCommas(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',');
}
