import { CONDITIONS } from './conditions.ts';
import { DIRECTIVES } from './directives.ts';
import { expandMacro } from './expansions.ts';
import { assembleInsn, assembleInstruction } from './instructions.ts';
import { LEXICAL_ERRORS, type Token } from './lexer.ts';
import { LINE_DIRECTIVES, lineDirectiveOf } from './line-directives.ts';
import { Arguments, placeOf, readExpr } from './operands.ts';
import { parseStatement } from './parse.ts';
import { headIndex, StatementReader } from './reader.ts';
import type { OperandShape, StatementShape } from './shape.ts';
import { didYouMean } from './suggest.ts';
import { assign, placeLocalCommons } from './symbol-directives.ts';
import { reportLexical, reportSyntax } from './syntax-errors.ts';
import type { Statement, Unit } from './unit.ts';

/** All directives, for suggestions. */
const DIRECTIVE_NAMES = [...Object.keys(DIRECTIVES), ...Object.keys(LINE_DIRECTIVES)];

/** A statement may be long as a list, but not as one expression: what reads it recursively must end. */
const LONGEST_OPERAND = 2000;
/** Lists of more tokens are read in parts: the parser needs more than twice as long for twice as many. */
const LONG_LIST = 200;

/** The directives that give a symbol a value. */
const EQUATES: ReadonlySet<string> = new Set(['.equ', '.set', '.equiv']);

/** Reads all statements of `unit`'s source. What is wrong is reported, and reading goes on at the next statement. */
export function readSource(unit: Unit): void {
  const reader = new StatementReader(unit);
  for (let statement = reader.next(); statement !== undefined; statement = reader.next()) {
    readStatement(reader, statement);
    const { sectionBytes } = unit.effort;
    if (unit.section.bytes.length > sectionBytes) {
      unit.report('E0504', statement, `${unit.section.name} holds more than ${sectionBytes} bytes`);
      return;
    }
  }
  padCode(unit);
  placeLocalCommons(unit);
  for (const [digits, { next }] of unit.numbered) {
    if (next === undefined) continue;
    unit.report('E0303', next.used, `there is no label \`${digits}:\` below`);
  }
}

/** Code sections end at a multiple of their alignment, as GNU as has it. */
function padCode(unit: Unit): void {
  const place = { input: unit.input, start: unit.input.text.length, end: unit.input.text.length };
  for (const section of unit.sections.values()) {
    const boundary = section.alignment;
    if (!section.flags.executable || section.flags.empty || section.isUnused) continue;
    section.endFragment({ kind: 'align', size: 0, boundary, fill: 'nops', most: boundary, place });
  }
}

function readStatement(reader: StatementReader, statement: Statement): void {
  const { unit } = reader;
  const { tokens } = statement;
  const head = headIndex(tokens);
  const first = tokens[head];
  const name = first?.type === 'name' ? first.text : '';
  const lineDirective = name[0] === '.' ? lineDirectiveOf(name.toLowerCase()) : undefined;
  if (reader.isSkipping) {
    if (Object.hasOwn(CONDITIONS, name.toLowerCase())) lineDirective?.(reader, statement, head);
    return;
  }
  // The tokens must not live as long as the places of what was made from them.
  unit.begin({ input: statement.input, start: statement.start, end: statement.end });
  const macro = tokens[head + 1]?.type === 'equals' ? undefined : unit.macros.get(name.toLowerCase());
  if (lineDirective !== undefined || macro !== undefined) {
    defineLabels(unit, statement, head);
    if (macro !== undefined) expandMacro(reader, macro, statement, head);
    else lineDirective?.(reader, statement, head);
    return;
  }
  const whole = withReplacements(unit, joinInsn(statement, head));
  if (tokens.length <= LONG_LIST || !DIRECTIVES[name.toLowerCase()]?.isList) parseAndAssemble(unit, whole, head);
  else for (const part of splitList(whole, head)) parseAndAssemble(unit, part, headIndex(part.tokens));
}

function defineLabels(unit: Unit, statement: Statement, head: number): void {
  for (let index = 0; index < head; index += 2) defineLabel(unit, statement, index);
}

function defineLabel(unit: Unit, statement: Statement, index: number): void {
  const { type, text } = statement.tokens[index]!;
  const place = placeOf(statement, index);
  if (type === 'name') unit.defineLabel(unit.symbol(text, place), place);
  else if (/^\d+$/.test(text)) unit.defineNumbered(text, place);
  else
    unit.report('E0105', place, `\`${text}\` cannot be a label`, { help: ['a label is a name or a decimal number'] });
}

/** `.insn r ...` names the format behind a space: the two words are one name. */
function joinInsn(statement: Statement, head: number): Statement {
  const { tokens } = statement;
  const [insn, format, next] = [tokens[head], tokens[head + 1], tokens[head + 2]];
  if (insn?.text !== '.insn' || format?.type !== 'name' || next === undefined || next.type === 'comma')
    return statement;
  const joined: Token = {
    type: 'name',
    text: `.insn ${format.text}`,
    offset: insn.offset,
    width: format.offset + format.text.length - insn.offset,
  };
  return { ...statement, tokens: [...tokens.slice(0, head), joined, ...tokens.slice(head + 2)] };
}

/** The statement with the names of `.eqv` replaced. */
function withReplacements(unit: Unit, statement: Statement): Statement {
  if (unit.replacements.size === 0) return statement;
  if (!statement.tokens.some(({ type, text }) => type === 'name' && unit.replacements.has(text))) return statement;
  const tokens = statement.tokens.flatMap((token) => {
    const replacement = token.type === 'name' ? unit.replacements.get(token.text) : undefined;
    return (
      replacement?.map(({ type, text }): Token => ({ type, text, offset: token.offset, width: token.text.length })) ?? [
        token,
      ]
    );
  });
  return { ...statement, tokens };
}

/** A long list as several statements of the same directive, cut at commas; the labels stay with the first. */
function* splitList(statement: Statement, head: number): Iterable<Statement> {
  const { tokens } = statement;
  const name = tokens[head]!;
  let start = head + 1;
  let depth = 0;
  for (let index = start; index <= tokens.length; index++) {
    const type = tokens[index]?.type;
    if (type === 'lparen') depth++;
    if (type === 'rparen') depth--;
    const isCut = index === tokens.length || (type === 'comma' && depth === 0 && index - start >= LONG_LIST / 2);
    if (!isCut) continue;
    const front = start === head + 1 ? tokens.slice(0, head + 1) : [name];
    yield { ...statement, tokens: [...front, ...tokens.slice(start, index)] };
    start = index + 1;
  }
}

function parseAndAssemble(unit: Unit, statement: Statement, head: number): void {
  const { tokens } = statement;
  const bad = tokens.findIndex(({ type }) => LEXICAL_ERRORS.has(type ?? ''));
  if (bad >= 0) {
    defineLabels(unit, statement, Math.min(head, bad));
    reportLexical(unit, statement, bad);
    return;
  }
  if (isTooLong(tokens)) {
    unit.report('E0105', statement, `an expression has more than ${LONGEST_OPERAND} parts`);
    return;
  }
  const parse = parseStatement(tokens);
  if (parse.kind === 'shape') {
    assembleShape(unit, statement, parse.shape);
    return;
  }
  defineLabels(unit, statement, head);
  reportSyntax(unit, statement, head, parse.at, parse.expected);
  defineMistaken(unit, statement, head);
}

/** Defines the symbol that a mistaken `.equ name, ...` or `name = ...` means, so that its uses are no mistakes too. */
function defineMistaken(unit: Unit, statement: Statement, head: number): void {
  const { tokens } = statement;
  const name = tokens[head + 1]?.type === 'equals' ? head : EQUATES.has(tokens[head]?.text ?? '') ? head + 1 : -1;
  const token = tokens[name];
  if (token?.type !== 'name') return;
  const place = placeOf(statement, name);
  const symbol = unit.symbol(token.text, place);
  if (symbol.value.kind === 'undefined') assign(unit, symbol, 0n, place, 'again');
}

function isTooLong(tokens: readonly Token[]): boolean {
  if (tokens.length <= LONGEST_OPERAND) return false;
  let length = 0;
  return tokens.some(({ type }) => {
    length = type === 'comma' ? 0 : length + 1;
    return length > LONGEST_OPERAND;
  });
}

function assembleShape(unit: Unit, statement: Statement, { labels, body }: StatementShape): void {
  for (const label of labels) defineLabel(unit, statement, label);
  switch (body.kind) {
    case 'none':
      return;
    case 'assignment': {
      const place = placeOf(statement, body.name);
      const { text } = statement.tokens[body.name]!;
      const value = readExpr(unit, statement, body.value);
      if (text === '.') unit.endFragment({ kind: 'org', size: 0, target: value, value: 0, place });
      else assign(unit, unit.symbol(text, place), value, place, 'again');
      return;
    }
    case 'operation':
      if (statement.tokens[body.name]!.text[0] === '.') runDirective(unit, statement, body.name, body.operands);
      else assembleInstruction(unit, statement, body.name, body.operands);
  }
}

function runDirective(unit: Unit, statement: Statement, head: number, operands: readonly OperandShape[]): void {
  const name = statement.tokens[head]!.text.toLowerCase();
  if (name.startsWith('.insn ')) {
    assembleInsn(unit, statement, head, operands);
    return;
  }
  const directive = DIRECTIVES[name];
  if (directive !== undefined) {
    directive.run(new Arguments(unit, statement, head, operands));
    return;
  }
  unit.report('E0102', placeOf(statement, head), `unknown directive \`${name}\``, {
    help: didYouMean(name, DIRECTIVE_NAMES),
  });
}
