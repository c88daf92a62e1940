/** Whether text for `stream` is to have colours: on a terminal, unless NO_COLOR is set; always if FORCE_COLOR is. */
export function wantsColour(stream: { readonly isTTY?: boolean }): boolean {
  const { FORCE_COLOR, NO_COLOR } = process.env;
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== '') return FORCE_COLOR !== '0';
  return stream.isTTY === true && (NO_COLOR === undefined || NO_COLOR === '');
}
