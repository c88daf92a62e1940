/** Objects that a graph refers to and does not hold, by name. */
export type NamedObjects = Readonly<Record<string, object>>;
/** The classes of objects in a graph, by name. */
export type NamedClasses = Readonly<Record<string, { readonly prototype: object }>>;

/** A value in a node: as JSON has it, or one of the objects below. */
type Value =
  | string
  | number
  | boolean
  | null
  /** Another node. */
  | readonly [node: number]
  /** An object of `NamedObjects`. */
  | { readonly shared: string }
  | { readonly number: string }
  | { readonly undefined: true };

/** An object of the graph. `class` is '' for a plain one. */
type Node =
  | {
      readonly kind: 'object';
      readonly class: string;
      readonly fields: readonly (readonly [key: string, value: Value])[];
    }
  | { readonly kind: 'array'; readonly items: readonly Value[] }
  | { readonly kind: 'map'; readonly entries: readonly (readonly [key: Value, value: Value])[] }
  | { readonly kind: 'set'; readonly items: readonly Value[] }
  | { readonly kind: 'words'; readonly type: keyof typeof WORD_ARRAYS; readonly bytes: Uint8Array };

/** A graph of plain data as a list of nodes; the first is the root. */
export type FlatGraph = readonly Node[];

const WORD_ARRAYS = { Uint8Array, Int32Array, Uint32Array, Uint16Array, Float64Array };

/** The graph that hangs from `root`, as nodes without references. Throws on a class that has no name in `classes`. */
export function flatten(root: object, shared: NamedObjects, classes: NamedClasses): FlatGraph {
  const sharedNames = new Map(Object.entries(shared).map(([name, object]) => [object, name]));
  const classNames = new Map(Object.entries(classes).map(([name, { prototype }]) => [prototype, name]));
  const numbers = new Map<object, number>([[root, 0]]);
  const open: object[] = [root];
  const nodes: Node[] = [];

  const encode = (value: unknown): Value => {
    switch (typeof value) {
      case 'string':
      case 'boolean':
        return value;
      case 'number':
        return Number.isFinite(value) ? value : { number: String(value) };
      case 'undefined':
        return { undefined: true };
      case 'object':
        break;
      default:
        throw new Error(`a ${typeof value} is in the computer's state`);
    }
    if (value === null) return null;
    const name = sharedNames.get(value);
    if (name !== undefined) return { shared: name };
    let number = numbers.get(value);
    if (number === undefined) {
      number = numbers.size;
      numbers.set(value, number);
      open.push(value);
    }
    return [number];
  };

  // In the order of their numbers: a node is made before those that it refers to for the first time.
  for (let at = 0; at < open.length; at++) nodes.push(nodeOf(open[at]!, encode, classNames));
  return nodes;
}

function nodeOf(object: object, encode: (value: unknown) => Value, classNames: ReadonlyMap<object, string>): Node {
  if (ArrayBuffer.isView(object)) {
    const type = object.constructor.name as keyof typeof WORD_ARRAYS;
    if (!Object.hasOwn(WORD_ARRAYS, type)) throw new Error(`a ${type} is in the computer's state`);
    return { kind: 'words', type, bytes: new Uint8Array(object.buffer, object.byteOffset, object.byteLength).slice() };
  }
  if (Array.isArray(object)) return { kind: 'array', items: object.map(encode) };
  if (object instanceof Map)
    return { kind: 'map', entries: [...object].map(([key, value]) => [encode(key), encode(value)]) };
  if (object instanceof Set) return { kind: 'set', items: [...object].map(encode) };
  const prototype: object = Object.getPrototypeOf(object);
  const name = prototype === Object.prototype ? '' : classNames.get(prototype);
  if (name === undefined) throw new Error(`class ${object.constructor.name} has no name to be saved under`);
  return { kind: 'object', class: name, fields: Object.entries(object).map(([key, value]) => [key, encode(value)]) };
}

/** The graph that `flatten` was given, made anew, with `shared` in the places of the objects of the same names. */
export function unflatten(nodes: FlatGraph, shared: NamedObjects, classes: NamedClasses): object {
  const objects = nodes.map((node) => emptyOf(node, classes));
  const decode = (value: Value): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return objects[value[0]];
    if ('shared' in value) return shared[value.shared];
    return 'number' in value ? Number(value.number) : undefined;
  };
  nodes.forEach((node, at) => {
    const object = objects[at]!;
    if (node.kind === 'object')
      for (const [key, value] of node.fields) (object as Record<string, unknown>)[key] = decode(value);
    else if (node.kind === 'array') for (const item of node.items) (object as unknown[]).push(decode(item));
    else if (node.kind === 'map')
      for (const [key, value] of node.entries) (object as Map<unknown, unknown>).set(decode(key), decode(value));
    else if (node.kind === 'set') for (const item of node.items) (object as Set<unknown>).add(decode(item));
  });
  return objects[0]!;
}

function emptyOf(node: Node, classes: NamedClasses): object {
  switch (node.kind) {
    case 'array':
      return [];
    case 'map':
      return new Map();
    case 'set':
      return new Set();
    case 'words':
      return new WORD_ARRAYS[node.type](new Uint8Array(node.bytes).buffer);
    case 'object': {
      // With all fields at once: see `startCopy` in `clone.ts`.
      const object = Object.fromEntries(node.fields.map(([key]) => [key, undefined]));
      if (node.class === '') return object;
      const type = classes[node.class];
      if (type === undefined) throw new Error(`there is no class ${node.class}`);
      return Object.setPrototypeOf(object, type.prototype);
    }
  }
}
