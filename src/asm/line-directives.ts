import { decodeUtf8 } from '../base/bytes.ts';
import { makeSource } from '../base/source.ts';
import { ArgumentScanner } from './arguments.ts';
import { applyCondition, CONDITIONS } from './conditions.ts';
import { emitBytes } from './data.ts';
import { defineMacro, exitMacro, purgeMacro, repeat, repeatFor } from './expansions.ts';
import { type Token, tokenize } from './lexer.ts';
import { Arguments, placeOf } from './operands.ts';
import { parseStatement } from './parse.ts';
import type { Input, Place } from './place.ts';
import { type StatementReader, textAfter } from './reader.ts';
import { didYouMean } from './suggest.ts';
import type { Statement } from './unit.ts';

/** A directive that reads its line itself. */
type LineDirective = (reader: StatementReader, statement: Statement, head: number) => void;

/** With the form of its operands and what it is for, in the reference. */
interface LineRow {
  readonly form: string;
  readonly summary: string;
  readonly run: LineDirective;
}

const line = (form: string, summary: string, run: LineDirective): LineRow => ({ form, summary, run });
const ignoreLine: LineDirective = () => {};

/** The directives whose lines are no lists of operands, or whose operands mean nothing here. */
// biome-ignore format: a table
export const LINE_DIRECTIVES: Readonly<Record<string, LineRow>> = {
  ...Object.fromEntries(
    Object.entries(CONDITIONS).map(([name, [form, summary]]): [string, LineRow] => [
      name,
      line(form, summary, (reader, statement, head) => applyCondition(reader, statement, head, name)),
    ]),
  ),
  '.macro': line('name parameter, ...', 'begin a macro: \\parameter stands for its argument, \\@ for a number of each use; parameter:req must be given, parameter=text is a default', defineMacro),
  '.exitm': line('', 'leave the macro', exitMacro),
  '.purgem': line('name', 'forget a macro', purgeMacro),
  '.rept': line('count', 'repeat the lines up to .endr', repeat),
  '.irp': line('parameter, value, ...', 'repeat the lines for each value', repeatFor),
  '.irpc': line('parameter, text', 'repeat the lines for each character', repeatFor),
  '.endm': line('', 'the end of a macro', reportStrayEnd),
  '.end_macro': line('', 'as .endm', reportStrayEnd),
  '.endr': line('', 'the end of a repetition', reportStrayEnd),
  '.include': line('"file"', 'read another source here', include),
  '.incbin': line('"file", skip, count', 'put the bytes of a file here', includeBytes),
  '.eqv': line('name, text', 'let a name stand for a text (RARS)', replaceName),
  '.error': line('"text"', 'report an error', reportError),
  '.err': line('', 'report an error', reportError),
  '.warning': line('"text"', 'report a warning', reportWarning),
  '.end': line('', 'the source ends here', (reader) => reader.stop()),
  '.option': line('word', 'push and pop; norvc, norelax and others that are so anyway; divtrap: division by zero is SIGFPE', option),
  '.file': line('"name"', 'the name that debuggers show', fileName),
  '.ident': line('"text"', 'ignored', ignoreLine),
  '.attribute': line('tag, value', 'ignored', ignoreLine),
  '.loc': line('...', 'ignored', ignoreLine),
  '.addrsig': line('', 'ignored', ignoreLine),
  '.addrsig_sym': line('symbol', 'ignored', ignoreLine),
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

const NAME_TOKEN: Token = { type: 'name', text: 'x', offset: 0 };
const EQUALS_TOKEN: Token = { type: 'equals', text: '=', offset: 0 };
const OPEN_TOKEN: Token = { type: 'lparen', text: '(', offset: 0 };
const CLOSE_TOKEN: Token = { type: 'rparen', text: ')', offset: 0 };

/** The directive called `name` in lower case, if it is one that reads its line itself. */
export function lineDirectiveOf(name: string): LineDirective | undefined {
  return LINE_DIRECTIVES[name]?.run ?? (name.startsWith('.cfi_') ? ignoreLine : undefined);
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
