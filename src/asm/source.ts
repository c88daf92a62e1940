import { decodeUtf8 } from '../base/bytes.ts';
import { makeSource } from '../base/source.ts';
import { ArgumentScanner } from './arguments.ts';
import { applyCondition, CONDITION_NAMES } from './conditions.ts';
import { emitBytes } from './data.ts';
import { DIRECTIVES } from './directives.ts';
import { defineMacro, exitMacro, expandMacro, purgeMacro, repeat, repeatFor } from './expansions.ts';
import { assembleInsn, assembleInstruction } from './instructions.ts';
import { LEXICAL_ERRORS, type Token, tokenize } from './lexer.ts';
import { Arguments, placeOf, readExpr } from './operands.ts';
import { parseStatement } from './parse.ts';
import type { Input, Place } from './place.ts';
import { headIndex, StatementReader, textAfter } from './reader.ts';
import type { OperandShape, StatementShape } from './shape.ts';
import { didYouMean } from './suggest.ts';
import { assign, placeLocalCommons } from './symbol-directives.ts';
import { reportSyntax } from './syntax-errors.ts';
import type { Statement, Unit } from './unit.ts';

/** A directive that reads its line itself. */
type LineDirective = (reader: StatementReader, statement: Statement, head: number) => void;

const ignoreLine: LineDirective = () => {};

/** The directives whose lines are no lists of operands, or whose operands mean nothing here. */
const LINE_DIRECTIVES: Readonly<Record<string, LineDirective>> = {
  ...Object.fromEntries(
    CONDITION_NAMES.map((name): [string, LineDirective] => [
      name,
      (reader, statement, head) => applyCondition(reader, statement, head, name),
    ]),
  ),
  '.macro': defineMacro,
  '.exitm': exitMacro,
  '.purgem': purgeMacro,
  '.rept': repeat,
  '.irp': repeatFor,
  '.irpc': repeatFor,
  '.endm': reportStrayEnd,
  '.end_macro': reportStrayEnd,
  '.endr': reportStrayEnd,
  '.include': include,
  '.incbin': includeBytes,
  '.eqv': replaceName,
  '.error': reportError,
  '.err': reportError,
  '.warning': reportWarning,
  '.end': (reader) => reader.stop(),
  '.option': option,
  '.file': fileName,
  '.ident': ignoreLine,
  '.attribute': ignoreLine,
  '.loc': ignoreLine,
  '.addrsig': ignoreLine,
  '.addrsig_sym': ignoreLine,
};

/** The words that `.option` takes. */
const OPTIONS = [
  'push',
  'pop',
  'rvc',
  'norvc',
  'relax',
  'norelax',
  'pic',
  'nopic',
  'arch',
  'csr-check',
  'no-csr-check',
  'divtrap',
];

/** All directives, for suggestions. */
const DIRECTIVE_NAMES = [...Object.keys(DIRECTIVES), ...Object.keys(LINE_DIRECTIVES)];

/** A statement may be long as a list, but not as one expression: what reads it recursively must end. */
const LONGEST_OPERAND = 2000;
const LARGEST_SECTION = 2 ** 28;

/** Reads all statements of `unit`'s source. What is wrong is reported, and reading goes on at the next statement. */
export function readSource(unit: Unit): void {
  const reader = new StatementReader(unit);
  for (let statement = reader.next(); statement !== undefined; statement = reader.next()) {
    readStatement(reader, statement);
    if (unit.section.bytes.length > LARGEST_SECTION) {
      unit.report('E0504', statement, `${unit.section.name} holds more than ${LARGEST_SECTION} bytes`);
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
    if (CONDITION_NAMES.includes(name.toLowerCase())) lineDirective?.(reader, statement, head);
    return;
  }
  unit.begin(statement);
  const macro = tokens[head + 1]?.type === 'equals' ? undefined : unit.macros.get(name.toLowerCase());
  if (lineDirective !== undefined || macro !== undefined) {
    defineLabels(unit, statement, head);
    if (macro !== undefined) expandMacro(reader, macro, statement, head);
    else lineDirective?.(reader, statement, head);
    return;
  }
  parseAndAssemble(unit, withReplacements(unit, joinInsn(statement, head)), head);
}

function lineDirectiveOf(name: string): LineDirective | undefined {
  return LINE_DIRECTIVES[name] ?? (name.startsWith('.cfi_') ? ignoreLine : undefined);
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

const EQUATES: ReadonlySet<string> = new Set(['.equ', '.set', '.equiv']);

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

function reportLexical(unit: Unit, statement: Statement, index: number): void {
  const { type, text, offset } = statement.tokens[index]!;
  const place = { input: statement.input, start: offset, end: offset + text.split('\n')[0]!.length };
  switch (type) {
    case 'openComment':
      unit.report('E0106', { ...place, end: offset + 2 }, 'this comment has no `*/`');
      return;
    case 'badNumber':
      unit.report('E0103', place, `\`${text}\` is not a number`);
      return;
    case 'openString':
      unit.report('E0104', place, 'this text has no closing quote');
      return;
  }
  const name = /^\\[\w.$@]*/.exec(statement.input.text.slice(offset))?.[0] ?? '';
  if (name !== '' && statement.input.kind === 'expansion') {
    unit.report('E0410', { ...place, end: offset + name.length }, `\`${name}\` is no parameter here`);
  } else {
    unit.report('E0107', place, `unexpected character \`${text}\``);
  }
}

function reportStrayEnd(reader: StatementReader, statement: Statement, head: number): void {
  const { text } = statement.tokens[head]!;
  const opener = text === '.endr' ? '`.rept`, `.irp` or `.irpc`' : '`.macro`';
  reader.unit.report('E0407', statement, `\`${text}\` without a ${opener} before it`);
}

/** The file that a statement's string names. */
function readFile(
  reader: StatementReader,
  statement: Statement,
  head: number,
): { name: string; bytes: Uint8Array } | undefined {
  const { unit } = reader;
  const token = statement.tokens[head + 1];
  if (token?.type !== 'string') {
    unit.report('E0207', statement, `\`${statement.tokens[head]!.text}\` wants the name of a file in quotes`);
    return undefined;
  }
  const path = token.text.slice(1, -1);
  const file = unit.reader.read(path, fileNameOf(statement));
  if (file === undefined) {
    unit.report('E0108', placeOf(statement, head + 1), `cannot read \`${path}\``, {
      help: ['files are looked for beside the file that names them, then in the folders given with -I'],
    });
  }
  return file;
}

/** The name of the file in which `place` was written. */
function fileNameOf(place: Place): string {
  let { input } = place;
  while (input.kind === 'expansion') input = input.pieces[0]?.body.input ?? input.call.input;
  return input.source.name;
}

function include(reader: StatementReader, statement: Statement, head: number): void {
  const file = readFile(reader, statement, head);
  if (file === undefined) return;
  const source = makeSource(file.name, decodeUtf8(file.bytes));
  const input: Input = { kind: 'file', source, text: source.text };
  if (reader.push(input)) return;
  reader.unit.report('E0405', statement, 'files include each other more than 100 levels deep', {
    help: ['put `.ifndef NAME`, `.equ NAME, 1` and `.endif` around a file that is included more than once'],
  });
  reader.stop();
}

/** `.incbin "file", skip, count`. */
function includeBytes(reader: StatementReader, statement: Statement, head: number): void {
  const { unit } = reader;
  const file = readFile(reader, statement, head);
  const parse = parseStatement(statement.tokens);
  if (file === undefined || parse.kind !== 'shape' || parse.shape.body.kind !== 'operation') return;
  const args = new Arguments(unit, statement, head, parse.shape.body.operands);
  const skip = args.number(1, 0);
  const count = args.number(2, file.bytes.length - (skip ?? 0));
  if (skip === undefined || count === undefined) return;
  if (skip < 0 || count < 0 || skip + count > file.bytes.length) {
    unit.report('E0207', args.place(1), `the file has ${file.bytes.length} bytes, not ${skip + count}`);
    return;
  }
  emitBytes(unit, file.bytes.subarray(skip, skip + count), statement);
}

/** `.eqv NAME, text` as RARS has it: the name stands for whatever follows, be it a number, a register, an expression. */
function replaceName(reader: StatementReader, statement: Statement, head: number): void {
  const { unit } = reader;
  const scanner = new ArgumentScanner(textAfter(statement, head), true);
  const name = scanner.name();
  scanner.skipSpace();
  scanner.take(',');
  const { text } = scanner.rest();
  if (name === undefined || text === '') {
    unit.report('E0207', statement, '`.eqv` wants a name and what it stands for');
    return;
  }
  const tokens = tokenize(text).flatMap((token) => unit.replacements.get(token.text) ?? [token]);
  const isExpression = tokens.length > 1 && parseStatement([NAME_TOKEN, EQUALS_TOKEN, ...tokens]).kind === 'shape';
  unit.replacements.set(name, isExpression ? [OPEN_TOKEN, ...tokens, CLOSE_TOKEN] : tokens);
}

const NAME_TOKEN: Token = { type: 'name', text: 'x', offset: 0 };
const EQUALS_TOKEN: Token = { type: 'equals', text: '=', offset: 0 };
const OPEN_TOKEN: Token = { type: 'lparen', text: '(', offset: 0 };
const CLOSE_TOKEN: Token = { type: 'rparen', text: ')', offset: 0 };

function messageOf(statement: Statement, head: number): string {
  const token = statement.tokens[head + 1];
  if (token?.type === 'string') return token.text.slice(1, -1);
  const { input, start, end } = textAfter(statement, head);
  return input.text.slice(start, end) || `${statement.tokens[head]!.text} is asked for here`;
}

function reportError(reader: StatementReader, statement: Statement, head: number): void {
  reader.unit.report('E0110', statement, messageOf(statement, head));
}

function reportWarning(reader: StatementReader, statement: Statement, head: number): void {
  reader.unit.report('W0604', statement, messageOf(statement, head));
}

function option(reader: StatementReader, statement: Statement, head: number): void {
  const { unit } = reader;
  const { input, start, end } = textAfter(statement, head);
  const word = /^[\w-]*/.exec(input.text.slice(start, end))?.[0] ?? '';
  if (word === 'divtrap') unit.divTrap = true;
  else if (word === 'rvc') unit.report('W0606', statement, 'compressed instructions are never made');
  else if (!OPTIONS.includes(word)) {
    unit.report('E0207', statement, `unknown option \`${word}\``, { help: didYouMean(word, OPTIONS) });
  }
}

/** `.file "name"`: the source's own name. With a number it belongs to the compiler's line table, which is not used. */
function fileName(reader: StatementReader, statement: Statement, head: number): void {
  const token = statement.tokens[head + 1];
  if (token?.type === 'string') reader.unit.fileName = token.text.slice(1, -1);
}
