import moo from 'moo';

declare module 'moo' {
  interface Lexer {
    /** Another lexer with the same rules; the published types leave it out. */
    clone(): Lexer;
  }
}

/** A piece of assembly text; `offset` counts characters from the start of the input. */
export interface Token {
  readonly type?: string;
  readonly text: string;
  readonly offset: number;
  /** How many characters of the input it covers, where that is not the length of `text`. */
  readonly width?: number;
}

/** No character that may go on a name or a number follows. */
const END = '(?![0-9A-Za-z_.$])';
const NAME = '[A-Za-z_.$\\u0080-\\uffff][0-9A-Za-z_.$\\u0080-\\uffff]*';
const regex = (...parts: string[]) => new RegExp(parts.join(''));

/**
 * The tokens of the assembly language. Nothing makes it throw: what belongs to no token is one of the types of
 * `LEXICAL_ERRORS`.
 */
const rules: moo.Rules = {
  space: /[ \t\r\f]+/,
  name: regex(NAME),
  comma: ',',
  newline: { match: '\n', lineBreaks: true },
  comment: [{ match: /#[^\n]*/ }, { match: /\/\/[^\n]*/ }, { match: /\/\*(?:[^*]|\*(?!\/))*\*\//, lineBreaks: true }],
  openComment: { match: /\/\*[\s\S]*/, lineBreaks: true },
  local: regex('[0-9]+[bf]', END),
  number: [
    { match: regex('-?0[xX][0-9a-fA-F]+', END) },
    { match: regex('-?0[bB][01]+', END) },
    { match: regex('-?[0-9]+', END) },
    { match: /'(?:\\(?:[0-7]{1,3}|x[0-9a-fA-F]+|[^\n])|[^\\\n])'?/ },
  ],
  badNumber: /[0-9][0-9A-Za-z_.$]*/,
  string: /"(?:\\[^\n]|[^"\\\n])*"/,
  openString: /["'][^\n]*/,
  reloc: /%[a-z_]+(?=[ \t]*\()/,
  tag: regex('@', NAME),
  separator: ';',
  lparen: '(',
  rparen: ')',
  colon: ':',
  or2: '||',
  and2: '&&',
  shift: ['<<', '>>'],
  compare: ['==', '!=', '<>', '<=', '>=', '<', '>'],
  equals: '=',
  plus: '+',
  minus: '-',
  times: ['*', '/'],
  percent: '%',
  bits: ['|', '&', '^'],
  bang: '!',
  tilde: '~',
  junk: { match: /[\s\S]/, lineBreaks: true },
};

const lexer = moo.compile(rules);

/** Types of tokens that are mistakes in themselves. */
export const LEXICAL_ERRORS: ReadonlySet<string> = new Set(['openComment', 'badNumber', 'openString', 'junk']);

/** After these a `-` that touches a number is its sign. */
const OPERAND_END: ReadonlySet<string> = new Set(['name', 'number', 'local', 'rparen', 'string', 'badNumber']);

/** Reads the statements of `text` one after the other; a statement ends at a line end or `;`. */
export class StatementLexer {
  /** Where the next statement starts. */
  offset: number;
  private readonly lexer: moo.Lexer;
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
    this.offset = 0;
    this.lexer = lexer.clone().reset(text);
  }

  /** The tokens of the next statement without spaces and comments, or undefined at the end of the text. */
  next(): Token[] | undefined {
    if (this.offset >= this.text.length) return undefined;
    const tokens: Token[] = [];
    for (let token = this.lexer.next(); token !== undefined; token = this.lexer.next()) {
      this.offset = token.offset + token.text.length;
      const { type } = token;
      if (type === 'space' || type === 'comment') continue;
      if (type === 'newline' || type === 'separator') return tokens;
      if (type === 'number' && token.text[0] === '-' && endsOperand(tokens)) pushDifference(tokens, token);
      else if (type === 'bang' && endsWithOr(tokens)) joinBangs(tokens);
      else tokens.push(token);
    }
    return tokens;
  }
}

/** All tokens of `text` but spaces and comments. */
export function tokenize(text: string): Token[] {
  const statements = new StatementLexer(text);
  const tokens: Token[] = [];
  for (let next = statements.next(); next !== undefined; next = statements.next()) tokens.push(...next);
  return tokens;
}

function endsOperand(tokens: readonly Token[]): boolean {
  const last = tokens[tokens.length - 1];
  // The first name of a statement is its operation; labels before it end with a colon.
  if (last === undefined || !OPERAND_END.has(last.type ?? '')) return false;
  if (last.type !== 'name') return true;
  const before = tokens[tokens.length - 2];
  return before !== undefined && before.type !== 'colon';
}

/** Whether the last token is the operator `a ! b`. */
function endsWithOr(tokens: readonly Token[]): boolean {
  return tokens[tokens.length - 1]?.type === 'bang' && endsOperand(tokens.slice(0, -1));
}

/** Two `!` between operands are one operator, even with spaces between them, as in GNU as. */
function joinBangs(tokens: Token[]): void {
  const first = tokens.pop();
  if (first !== undefined) tokens.push({ type: 'bits', text: '!!', offset: first.offset });
}

/** `a-1` is a difference: the sign that the number took is an operator. */
function pushDifference(tokens: Token[], { text, offset }: Token): void {
  tokens.push({ type: 'minus', text: '-', offset });
  tokens.push({ type: 'number', text: text.slice(1), offset: offset + 1 });
}
