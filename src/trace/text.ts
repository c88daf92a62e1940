/** How much of a string is shown. */
export const SHOWN_BYTES = 32;

const ESCAPES: Readonly<Record<string, string>> = {
  '\n': '\\n',
  '\t': '\\t',
  '\r': '\\r',
  '\v': '\\v',
  '\f': '\\f',
  '"': '\\"',
  '\\': '\\\\',
};

/** A byte string in quotes as strace shows it: escaped as in C, and cut after 32 bytes unless `isWhole`. */
export function quote(text: string, isWhole = false): string {
  const isCut = !isWhole && text.length > SHOWN_BYTES;
  const shown = isCut ? text.slice(0, SHOWN_BYTES) : text;
  let quoted = '';
  for (let at = 0; at < shown.length; at++) quoted += escapeByte(shown[at]!, shown[at + 1]);
  return `"${quoted}"${isCut ? '...' : ''}`;
}

function escapeByte(character: string, next: string | undefined): string {
  const code = character.charCodeAt(0);
  const known = ESCAPES[character];
  if (known !== undefined) return known;
  if (code >= 0x20 && code < 0x7f) return character;
  const octal = code.toString(8);
  // A digit that follows must not be taken for a part of the number.
  return `\\${next !== undefined && /[0-7]/.test(next) ? octal.padStart(3, '0') : octal}`;
}

/** A count of cycles in at most ten columns: exact up to ten million, then in millions (M) or thousands of millions (G). */
export function formatCycles(value: number): string {
  if (value < 1e7) return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',');
  return value < 1e9 ? `${(value / 1e6).toFixed(2)}M` : `${(value / 1e9).toFixed(2)}G`;
}
