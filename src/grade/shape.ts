import { didYouMean } from '../asm/suggest.ts';

/** A value of a YAML text, with its place in characters. A key that is written twice has been reported by who made this. */
export type Node = { readonly start: number; readonly end: number } & (
  | { readonly kind: 'scalar'; readonly value: string | number | boolean | null }
  | { readonly kind: 'list'; readonly items: readonly Node[] }
  | { readonly kind: 'map'; readonly entries: readonly Entry[] }
);

interface Entry {
  readonly key: string;
  readonly keyPlace: { readonly start: number; readonly end: number };
  readonly value: Node;
}

/** Says that something is wrong at a place. */
export type ReportShape = (
  place: { readonly start: number; readonly end: number },
  message: string,
  help?: readonly string[],
) => void;

/** JSON Schema (draft 2020-12), as far as it is needed here. */
export type JsonSchema = { readonly [key: string]: unknown };

/**
 * What a value of the spec may look like: how it is read from YAML, and the JSON schema by which an editor helps to write
 * it. Both come from one description, and so does the TypeScript type, `ReadAs`.
 */
export interface Shape<T> {
  readonly schema: JsonSchema;
  /** The value; undefined after something was reported. */
  read(node: Node, report: ReportShape): T | undefined;
  /** Whether a value of this kind is meant, so that its mistakes are those of this shape (see `either`). */
  fits(node: Node): boolean;
  /** What is expected, for messages: `a list of numbers`. */
  readonly name: string;
}

/** The type of what a shape reads. */
export type ReadAs<S> = S extends Shape<infer T> ? T : never;

/** A text. Numbers are texts too if `takesNumbers`, since YAML reads `10` as one. */
export function text(name: string, description: string, pattern?: RegExp): Shape<string> {
  return {
    name,
    schema: { type: 'string', description, ...(pattern === undefined ? {} : { pattern: pattern.source }) },
    fits: (node) => node.kind === 'scalar' && typeof node.value === 'string',
    read(node, report) {
      if (node.kind === 'scalar' && typeof node.value === 'string') {
        if (pattern === undefined || pattern.test(node.value)) return node.value;
        report(node, `\`${node.value}\` is not ${name}`);
      } else {
        const isNumber = node.kind === 'scalar' && node.value !== null;
        report(node, `expected ${name}`, isNumber ? [`put it in quotes: "${node.value}"`] : []);
      }
      return undefined;
    },
  };
}

/** One of some words. */
export function word<const W extends readonly string[]>(words: W, description: string): Shape<W[number]> {
  const name = words.length === 1 ? `\`${words[0]}\`` : `one of ${words.map((one) => `\`${one}\``).join(', ')}`;
  return {
    name,
    schema: { enum: words, description },
    fits: (node) => node.kind === 'scalar' && typeof node.value === 'string',
    read(node, report) {
      const found = node.kind === 'scalar' ? words.find((candidate) => candidate === node.value) : undefined;
      if (found !== undefined) return found;
      const written = node.kind === 'scalar' ? String(node.value) : '';
      report(node, `expected ${name}`, didYouMean(written, words));
      return undefined;
    },
  };
}

/** A whole number from `min` to `max`. */
export function integer(description: string, min: number, max = Number.MAX_SAFE_INTEGER): Shape<number> {
  const isOpen = max === Number.MAX_SAFE_INTEGER;
  const name = isOpen ? `a whole number from ${min}` : `a whole number from ${min} to ${max}`;
  return {
    name,
    schema: { type: 'integer', minimum: min, ...(isOpen ? {} : { maximum: max }), description },
    fits: (node) => node.kind === 'scalar' && typeof node.value === 'number',
    read(node, report) {
      const value = node.kind === 'scalar' ? node.value : undefined;
      if (typeof value === 'number' && Number.isSafeInteger(value) && value >= min && value <= max) return value;
      report(node, `expected ${name}`);
      return undefined;
    },
  };
}

/** A quantity: a number, or a number with K, M or G, which are powers of `base`. */
export function quantity(description: string, base: 1000 | 1024, min: number, max: number): Shape<number> {
  const name = `a number from ${min} to ${max}, with K, M or G if you like`;
  const pattern = /^(\d+(?:\.\d+)?)([KMG]?)$/;
  return {
    name,
    schema: {
      description,
      oneOf: [
        { type: 'integer', minimum: min, maximum: max },
        { type: 'string', pattern: pattern.source },
      ],
    },
    fits: (node) => node.kind === 'scalar',
    read(node, report) {
      const match = node.kind === 'scalar' ? pattern.exec(String(node.value)) : null;
      const value = match === null ? Number.NaN : Number(match[1]) * base ** ' KMG'.indexOf(match[2] || ' ');
      if (Number.isSafeInteger(value) && value >= min && value <= max) return value;
      report(node, `expected ${name}`);
      return undefined;
    },
  };
}

/** True or false. */
export function flag(description: string): Shape<boolean> {
  return {
    name: '`true` or `false`',
    schema: { type: 'boolean', description },
    fits: (node) => node.kind === 'scalar' && typeof node.value === 'boolean',
    read(node, report) {
      if (node.kind === 'scalar' && typeof node.value === 'boolean') return node.value;
      report(node, 'expected `true` or `false`');
      return undefined;
    },
  };
}

/** A list. */
export function list<T>(item: Shape<T>, description: string): Shape<readonly T[]> {
  return {
    name: `a list (${item.name} each)`,
    schema: { type: 'array', items: item.schema, description },
    fits: (node) => node.kind === 'list',
    read(node, report) {
      if (node.kind !== 'list') {
        report(node, `expected a list (${item.name} each)`, ['begin each item with `- `']);
        return undefined;
      }
      const values = node.items.map((child) => item.read(child, report));
      return values.every((value) => value !== undefined) ? (values as T[]) : undefined;
    },
  };
}

/** A map from names that the author chooses, in the order of the text. */
export function mapOf<T>(
  value: Shape<T>,
  keyName: string,
  key: RegExp,
  description: string,
): Shape<ReadonlyMap<string, T>> {
  return {
    name: `a map from ${keyName}`,
    schema: { type: 'object', propertyNames: { pattern: key.source }, additionalProperties: value.schema, description },
    fits: (node) => node.kind === 'map',
    read(node, report) {
      if (node.kind !== 'map') {
        report(node, `expected a map from ${keyName}`);
        return undefined;
      }
      const result = new Map<string, T>();
      let isWhole = true;
      for (const entry of node.entries) {
        if (!key.test(entry.key)) report(entry.keyPlace, `\`${entry.key}\` is not ${keyName}`);
        const read = value.read(entry.value, report);
        if (read === undefined || !key.test(entry.key)) isWhole = false;
        else result.set(entry.key, read);
      }
      return isWhole ? result : undefined;
    },
  };
}

/** The first of `shapes` that a value fits. */
export function either<const S extends readonly Shape<unknown>[]>(...shapes: S): Shape<ReadAs<S[number]>> {
  const name = shapes.map((shape) => shape.name).join(' or ');
  return {
    name,
    schema: { anyOf: shapes.map(({ schema }) => schema) },
    fits: (node) => shapes.some((shape) => shape.fits(node)),
    read(node, report) {
      const fitting = shapes.find((shape) => shape.fits(node));
      // One of the shapes read it.
      if (fitting !== undefined) return fitting.read(node, report) as ReadAs<S[number]> | undefined;
      report(node, `expected ${name}`);
      return undefined;
    },
  };
}

interface Fields {
  readonly [key: string]: Shape<unknown>;
}

type Values<R extends Fields, O extends Fields> = { readonly [K in keyof R]: ReadAs<R[K]> } & {
  readonly [K in keyof O]?: ReadAs<O[K]>;
};

/** A map with fields of its own: those that must be there, and those that may. */
export function object<R extends Fields, O extends Fields>(
  name: string,
  required: R,
  optional: O,
  description = '',
): Shape<Values<R, O>> {
  const fields: Fields = { ...required, ...optional };
  const names = Object.keys(fields);
  return {
    name,
    schema: {
      type: 'object',
      ...(description === '' ? {} : { description }),
      properties: Object.fromEntries(names.map((key) => [key, fields[key]!.schema])),
      required: Object.keys(required),
      additionalProperties: false,
    },
    fits: (node) =>
      node.kind === 'map' && Object.keys(required).every((key) => node.entries.some((entry) => entry.key === key)),
    read(node, report) {
      if (node.kind !== 'map') {
        report(node, `expected ${name}, with ${Object.keys(required).join(', ') || names.slice(0, 4).join(', ')} ...`);
        return undefined;
      }
      const values: Record<string, unknown> = {};
      let isWhole = true;
      for (const { key, keyPlace, value } of node.entries) {
        const field = Object.hasOwn(fields, key) ? fields[key] : undefined;
        if (field === undefined) {
          const near = didYouMean(key, names);
          report(
            keyPlace,
            `unknown key \`${key}\` in ${name}`,
            near.length > 0 ? near : [`keys are ${names.join(', ')}`],
          );
        } else {
          values[key] = field.read(value, report);
        }
        if (values[key] === undefined) isWhole = false;
      }
      for (const key of Object.keys(required)) {
        if (node.entries.some((entry) => entry.key === key)) continue;
        report({ start: node.start, end: node.start + 1 }, `${name} has no \`${key}\``);
        isWhole = false;
      }
      // Each field was read by its own shape, so this is what the type says.
      return isWhole ? (values as Values<R, O>) : undefined;
    },
  };
}

/** A value that is checked, or changed into another, after it was read; `convert` gives a message if it refuses. */
export function refine<T, U>(
  shape: Shape<T>,
  convert: (value: T) => { readonly value: U } | { readonly error: string },
  name = shape.name,
): Shape<U> {
  return {
    ...shape,
    name,
    read(node, report) {
      const value = shape.read(node, report);
      if (value === undefined) return undefined;
      const result = convert(value);
      if ('value' in result) return result.value;
      report(node, result.error);
      return undefined;
    },
  };
}
