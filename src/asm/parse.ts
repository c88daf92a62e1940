import nearley from 'nearley';
import { GRAMMAR } from './grammar.generated.ts';
import type { Token } from './lexer.ts';
import type { StatementShape } from './shape.ts';

/** What the grammar says of a statement: its shape, or the token where it stopped and what could have stood there. */
export type Parse =
  | { readonly kind: 'shape'; readonly shape: StatementShape }
  | { readonly kind: 'error'; readonly at: number; readonly expected: ReadonlySet<string> };

/** In the expected set: the statement could have ended here. */
export const END_OF_STATEMENT = 'end';

const grammar = nearley.Grammar.fromCompiled(GRAMMAR);

/**
 * Parses by the kinds of the tokens. Statements of the same kinds have the same shape, so nearley parses each sequence
 * of kinds once; long sequences (data lists) are not kept.
 */
const known = new Map<string, Parse>();
const LONGEST_KEPT = 200;
const MOST_KEPT = 20_000;

/** Parses the tokens of one statement. Tokens that the lexer could not read must not be among them. */
export function parseStatement(tokens: readonly Token[]): Parse {
  let signature = '';
  for (const token of tokens) signature += `${token.type} `;
  const before = known.get(signature);
  if (before !== undefined) return before;
  const parse = parseKinds(tokens);
  if (tokens.length <= LONGEST_KEPT) {
    if (known.size >= MOST_KEPT) known.clear();
    known.set(signature, parse);
  }
  return parse;
}

/** nearley reads tokens from a lexer with this face; `index` is all that the grammar's builders use. */
class KindLexer implements nearley.Lexer {
  private index = 0;
  private readonly tokens: readonly Token[];

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
  }

  next(): { type: string | undefined; value: string; index: number } | undefined {
    if (this.index >= this.tokens.length) return undefined;
    const { type } = this.tokens[this.index]!;
    return { type, value: '', index: this.index++ };
  }

  reset(): void {}

  save(): nearley.LexerState {
    return {};
  }

  formatError(): string {
    return '';
  }
}

/** A column of nearley's table, as far as it is read here: the states that wait for a token. */
interface Column {
  readonly scannable: readonly {
    readonly rule: { readonly symbols: readonly { readonly type?: string }[] };
    readonly dot: number;
  }[];
}

function parseKinds(tokens: readonly Token[]): Parse {
  const parser = new nearley.Parser(grammar, { lexer: new KindLexer(tokens) });
  // nearley would describe its whole table, which can take for ever; the expected set below says more.
  Object.assign(parser, { reportError: () => '' });
  try {
    parser.feed('');
  } catch {
    return { kind: 'error', at: parser.current, expected: expectedTypes(parser, parser.current) };
  }
  if (parser.results.length > 1) throw new Error(`ambiguous statement: ${tokens.map(({ text }) => text).join(' ')}`);
  if (parser.results.length === 1) return { kind: 'shape', shape: parser.results[0] };
  return { kind: 'error', at: tokens.length, expected: expectedTypes(parser, tokens.length) };
}

function expectedTypes(parser: nearley.Parser, at: number): ReadonlySet<string> {
  const { table }: { table?: readonly (Column | undefined)[] } = Object(parser);
  const expected = new Set<string>();
  for (const { rule, dot } of table?.[at]?.scannable ?? []) {
    const { type } = rule.symbols[dot]!;
    if (type !== undefined) expected.add(type);
  }
  if (endsHere(parser, at)) expected.add(END_OF_STATEMENT);
  return expected;
}

function endsHere(parser: nearley.Parser, at: number): boolean {
  const { table }: { table?: readonly ({ states: readonly EarleyState[] } | undefined)[] } = Object(parser);
  return (table?.[at]?.states ?? []).some(
    ({ rule, isComplete, reference }) => isComplete && reference === 0 && rule.name === grammar.start,
  );
}

/** A state of nearley's table, as far as it is read here. */
interface EarleyState {
  readonly rule: { readonly name: string };
  readonly isComplete: boolean;
  readonly reference: number;
}
