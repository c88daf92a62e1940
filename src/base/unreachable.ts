/** Marks the end of a switch over a tagged union: the compiler proves that no tag is left, and a value that slips through is thrown. */
export function unreachable(value: never): never {
  throw new Error(`unreachable value: ${JSON.stringify(value)}`);
}
