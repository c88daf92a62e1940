/**
 * What the grammar makes of a statement. A shape names tokens by their index in the statement and holds no text, so
 * statements with the same kinds of tokens share one shape. `first` and `last` are the tokens that a node spans.
 */
interface Spanned {
  readonly first: number;
  readonly last: number;
}

export type ExprShape = Spanned &
  (
    | { readonly kind: 'number' | 'name' | 'local' }
    | { readonly kind: 'unary'; readonly operand: ExprShape }
    | { readonly kind: 'binary'; readonly operator: number; readonly left: ExprShape; readonly right: ExprShape }
    | { readonly kind: 'paren'; readonly inner: ExprShape }
  );

export type OperandShape = Spanned &
  (
    | { readonly kind: 'expr'; readonly expr: ExprShape }
    /** `offset(base)` */
    | { readonly kind: 'memory'; readonly offset: ExprShape; readonly base: number }
    /** `%hi(expr)`, `%lo(expr)(base)`; the operator is the first token */
    | { readonly kind: 'reloc'; readonly expr: ExprShape; readonly base: number | undefined }
    /** One string, or several side by side */
    | { readonly kind: 'strings' }
    /** `@function`, `%progbits` */
    | { readonly kind: 'tag' }
    /** `value : count` */
    | { readonly kind: 'repeat'; readonly value: ExprShape; readonly count: ExprShape }
    /** Nothing between two commas, or after the last */
    | { readonly kind: 'empty' }
  );

export interface StatementShape {
  /** The tokens that name the labels in front. */
  readonly labels: readonly number[];
  readonly body:
    | { readonly kind: 'none' }
    | { readonly kind: 'operation'; readonly name: number; readonly operands: readonly OperandShape[] }
    | { readonly kind: 'assignment'; readonly name: number; readonly value: ExprShape };
}

/** What a postprocessor gets: for a token an object with its `index` in the statement, for a rule what it made. */
// biome-ignore lint/suspicious/noExplicitAny: nearley's results are untyped; the grammar fixes what stands where
export type Parts = any[];

/** A list under construction, last element first: cheap to grow and free of shared arrays. */
type Chain<T> = { readonly before: Chain<T>; readonly item: T } | undefined;

function toArray<T>(chain: Chain<T>): T[] {
  const items: T[] = [];
  for (let link = chain; link !== undefined; link = link.before) items.push(link.item);
  return items.reverse();
}

export const only = ([part]: Parts) => part;
export const number = ([token]: Parts): ExprShape => ({ kind: 'number', first: token.index, last: token.index });
export const name = ([token]: Parts): ExprShape => ({ kind: 'name', first: token.index, last: token.index });
export const local = ([token]: Parts): ExprShape => ({ kind: 'local', first: token.index, last: token.index });
export const unary = ([operator, operand]: Parts): ExprShape => ({
  kind: 'unary',
  operand,
  first: operator.index,
  last: operand.last,
});
export const binary = ([left, operator, right]: Parts): ExprShape => ({
  kind: 'binary',
  operator: operator.index,
  left,
  right,
  first: left.first,
  last: right.last,
});
export const paren = ([open, inner, close]: Parts): ExprShape => ({
  kind: 'paren',
  inner,
  first: open.index,
  last: close.index,
});

export const expr = ([value]: Parts): OperandShape => ({
  kind: 'expr',
  expr: value,
  first: value.first,
  last: value.last,
});
export const memory = ([offset, , base, close]: Parts): OperandShape => ({
  kind: 'memory',
  offset,
  base: base.index,
  first: offset.first,
  last: close.index,
});
export const reloc = ([operator, , value, close]: Parts): OperandShape => ({
  kind: 'reloc',
  expr: value,
  base: undefined,
  first: operator.index,
  last: close.index,
});
export const relocMemory = ([operator, , value, , , base, close]: Parts): OperandShape => ({
  kind: 'reloc',
  expr: value,
  base: base.index,
  first: operator.index,
  last: close.index,
});
export const strings = ([token]: Parts): OperandShape => ({ kind: 'strings', first: token.index, last: token.index });
export const moreStrings = ([before, token]: Parts): OperandShape => ({
  kind: 'strings',
  first: before.first,
  last: token.index,
});
export const tag = (parts: Parts): OperandShape => ({
  kind: 'tag',
  first: parts[0].index,
  last: parts[parts.length - 1].index,
});
export const repeat = ([value, , count]: Parts): OperandShape => ({
  kind: 'repeat',
  value,
  count,
  first: value.first,
  last: count.last,
});

export const none = (): undefined => undefined;
export const one = ([item]: Parts): Chain<unknown> => ({ before: undefined, item });
export const more = ([before, , item]: Parts): Chain<unknown> => ({ before, item });
export const moreEmpty = ([before, comma]: Parts): Chain<OperandShape> => ({
  before,
  item: { kind: 'empty', first: comma.index, last: comma.index },
});
export const label = ([before, token]: Parts): Chain<number> => ({ before, item: token.index });

export const labelsOnly = ([labels]: Parts): StatementShape => ({
  labels: toArray<number>(labels),
  body: { kind: 'none' },
});
export const operation = ([labels, token, operands]: Parts): StatementShape => ({
  labels: toArray<number>(labels),
  body: { kind: 'operation', name: token.index, operands: toArray<OperandShape>(operands) },
});
export const assignment = ([labels, token, , value]: Parts): StatementShape => ({
  labels: toArray<number>(labels),
  body: { kind: 'assignment', name: token.index, value },
});
