/** Objects that are not part of the state: they are referred to by a copy as they are by the original. */
export type Shared = ReadonlySet<object>;

type TypedArray = Uint8Array | Int32Array | Uint32Array | Uint16Array | Float64Array;

/**
 * A copy of the graph of plain data that hangs from `root`, with classes, sharing and cycles as they are, and of how many objects it
 * consists. What is in `shared` is not copied. Throws on anything that is not plain data, such as a function.
 */
export function cloneGraph<T extends object>(root: T, shared: Shared): { readonly copy: T; readonly objects: number } {
  const copies = new Map<object, object>();
  const open: object[] = [];

  const copyOf = (value: unknown): unknown => {
    if (typeof value === 'function') throw new Error(`a function is in the computer's state: ${value.name}`);
    if (typeof value !== 'object' || value === null || shared.has(value)) return value;
    const known = copies.get(value);
    if (known !== undefined) return known;
    const copy = emptyCopy(value);
    copies.set(value, copy);
    // Typed arrays are complete; the rest is filled in turn, not by recursion, which a long chain would exhaust.
    if (!ArrayBuffer.isView(value)) open.push(value);
    return copy;
  };

  const copy = copyOf(root) as T;
  for (let value = open.pop(); value !== undefined; value = open.pop()) fill(value, copies.get(value)!, copyOf);
  return { copy, objects: copies.size };
}

function emptyCopy(value: object): object {
  if (ArrayBuffer.isView(value)) return (value as TypedArray).slice();
  if (Array.isArray(value)) return [];
  if (value instanceof Map) return new Map();
  if (value instanceof Set) return new Set();
  return Object.create(Object.getPrototypeOf(value));
}

function fill(from: object, to: object, copyOf: (value: unknown) => unknown): void {
  if (Array.isArray(from)) for (const item of from) (to as unknown[]).push(copyOf(item));
  else if (from instanceof Map)
    for (const [key, item] of from) (to as Map<unknown, unknown>).set(copyOf(key), copyOf(item));
  else if (from instanceof Set) for (const item of from) (to as Set<unknown>).add(copyOf(item));
  else copyFields(from as Record<string, unknown>, to as Record<string, unknown>, copyOf);
}

// Without the pairs of `Object.entries` a snapshot takes a third less (`npm run bench -- debugger`).
function copyFields(
  from: Record<string, unknown>,
  to: Record<string, unknown>,
  copyOf: (value: unknown) => unknown,
): void {
  for (const key of Object.keys(from)) to[key] = copyOf(from[key]);
}
