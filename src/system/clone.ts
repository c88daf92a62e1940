/** Objects that are not part of the state: they are referred to by a copy as they are by the original. */
export type Shared = ReadonlySet<object>;

type TypedArray = Uint8Array | Int32Array | Uint32Array | Uint16Array | Float64Array;

/**
 * A copy of the graph of plain data that hangs from `root`, with classes, sharing and cycles as they are, and of how many objects it
 * consists. What is in `shared` is not copied. Throws on anything that is not plain data, such as a function.
 */
export function cloneGraph<T extends object>(root: T, shared: Shared): { readonly copy: T; readonly objects: number } {
  // What is shared is its own copy.
  const copies = new Map<object, object>();
  for (const object of shared) copies.set(object, object);
  const open: object[] = [];

  const copyOf = (value: unknown): unknown => {
    if (typeof value === 'function') throw new Error(`a function is in the computer's state: ${value.name}`);
    if (typeof value !== 'object' || value === null) return value;
    const known = copies.get(value);
    if (known !== undefined) return known;
    const copy = startCopy(value);
    copies.set(value, copy);
    // Typed arrays are complete; the rest is filled in turn, not by recursion, which a long chain would exhaust.
    if (!ArrayBuffer.isView(value)) open.push(value, copy);
    return copy;
  };

  const copy = copyOf(root) as T;
  while (open.length > 0) {
    const to = open.pop()!;
    fill(open.pop()!, to, copyOf);
  }
  return { copy, objects: copies.size - shared.size };
}

/** A copy that is still empty, or whose fields refer to the objects that the original's refer to. */
function startCopy(value: object): object {
  if (Array.isArray(value)) return [];
  if (ArrayBuffer.isView(value)) return (value as TypedArray).slice();
  if (value instanceof Map) return new Map();
  if (value instanceof Set) return new Set();
  // Given one field after the other, objects become dictionaries for V8: calls took 3.7 times as long when they had been
  // restored, and so take 1.5 times (`npm run bench -- debugger`).
  const copy = { ...value };
  const prototype: object = Object.getPrototypeOf(value);
  return prototype === Object.prototype ? copy : Object.setPrototypeOf(copy, prototype);
}

function fill(from: object, to: object, copyOf: (value: unknown) => unknown): void {
  if (Array.isArray(from)) for (const item of from) (to as unknown[]).push(copyOf(item));
  else if (from instanceof Map)
    for (const [key, item] of from) (to as Map<unknown, unknown>).set(copyOf(key), copyOf(item));
  else if (from instanceof Set) for (const item of from) (to as Set<unknown>).add(copyOf(item));
  else copyReferences(to as Record<string, unknown>, copyOf);
}

function copyReferences(to: Record<string, unknown>, copyOf: (value: unknown) => unknown): void {
  for (const key in to) {
    const value = to[key];
    const copy = copyOf(value);
    if (copy !== value) to[key] = copy;
  }
}
