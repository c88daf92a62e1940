import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import nearley from 'nearley';
import compile from 'nearley/lib/compile.js';
import bootstrap from 'nearley/lib/nearley-language-bootstrapped.js';

const GRAMMAR_FILE = fileURLToPath(new URL('../../grammar/assembly.ne', import.meta.url));

/** A symbol of a rule: the name of a nonterminal, or a token type. */
type GrammarSymbol = string | { readonly token: string };

interface GrammarRule {
  readonly name: string;
  readonly symbols: readonly GrammarSymbol[];
  readonly postprocess?: string;
}

/** The text of `src/asm/grammar.generated.ts`, compiled by nearley from `grammar/assembly.ne`. */
export function generateGrammar(): string {
  const parser = new nearley.Parser(nearley.Grammar.fromCompiled(bootstrap));
  parser.feed(readFileSync(GRAMMAR_FILE, 'utf8'));
  const { rules, start }: { rules: GrammarRule[]; start: string } = compile(parser.results[0], { args: [] });
  const builders = [...new Set(rules.flatMap(({ postprocess }) => postprocess?.trim() ?? []))].sort();
  return [
    '// Made from grammar/assembly.ne by src/cli/generate-grammar.ts (npm run generate). Do not edit.',
    "import type { CompiledRules } from 'nearley';",
    'import {',
    ...builders.map((builder) => `  ${builder},`),
    "} from './shape.ts';",
    '',
    '/** The rules of the statement grammar, as nearley wants them. */',
    'export const GRAMMAR: CompiledRules = {',
    '  Lexer: undefined,',
    `  ParserStart: '${start}',`,
    '  ParserRules: [',
    ...rules.map(formatRule),
    '  ],',
    '};',
    '',
  ].join('\n');
}

function formatRule({ name, symbols, postprocess }: GrammarRule): string {
  const list = symbols.map((symbol) => (typeof symbol === 'string' ? `'${symbol}'` : `{ type: '${symbol.token}' }`));
  return `    { name: '${name}', symbols: [${list.join(', ')}], postprocess: ${postprocess?.trim()} },`;
}
