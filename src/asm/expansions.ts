import { ArgumentScanner, bindArguments, keyOf, readParameters } from './arguments.ts';
import { type Argument, fillTemplate, type Macro, makeTemplate } from './macro.ts';
import { Arguments } from './operands.ts';
import { parseStatement } from './parse.ts';
import type { Place } from './place.ts';
import { type StatementReader, textAfter } from './reader.ts';
import type { Statement } from './unit.ts';

const MACRO_ENDS = ['.endm', '.end_macro', '.endmacro'];
const REPEATS = ['.rept', '.irp', '.irpc', '.rep'];
const REPEAT_ENDS = ['.endr', '.end_rept'];
const MOST_REPETITIONS = 2 ** 24;

/** `.macro name parameters`, up to its `.endm`. */
export function defineMacro(reader: StatementReader, statement: Statement, head: number): void {
  const { unit } = reader;
  const opener = {
    input: statement.input,
    start: statement.tokens[head]!.offset,
    end: statement.tokens[head]!.offset + 6,
  };
  const body = reader.readBlock(opener, ['.macro'], MACRO_ENDS);
  const scanner = new ArgumentScanner(textAfter(statement, head), false);
  const name = scanner.name();
  if (body === undefined) return;
  if (name === undefined) {
    unit.report('E0404', statement, 'expected the name of the macro');
    return;
  }
  scanner.skipSpace();
  scanner.take(',');
  const parameters = readParameters(scanner.rest().place ?? statement, unit.report);
  const known = unit.macros.get(name.toLowerCase());
  if (known !== undefined) {
    const related = [{ place: known.place, text: 'first defined here' }];
    unit.report('E0401', statement, `macro \`${name}\` is defined twice`, { related });
  }
  const endText = body.input.text.slice(body.end).trimStart();
  const isRars = parameters.some((parameter) => parameter.name.startsWith('%')) || endText.startsWith('.end_macro');
  const template = makeTemplate(body, new Set(parameters.map(keyOf)), isRars);
  unit.macros.set(name.toLowerCase(), { name, parameters, isRars, body: template, place: statement });
}

/** A call of `macro`: its text is read next. */
export function expandMacro(reader: StatementReader, macro: Macro, statement: Statement, head: number): void {
  const { unit } = reader;
  const call: Place = { input: statement.input, start: statement.tokens[head]!.offset, end: statement.end };
  const values = bindArguments(macro, textAfter(statement, head), call, unit.report);
  if (values === undefined) return;
  const input = fillTemplate(macro.body, macro.name, call, values, unit.expansions++, unit.effort.left);
  if (!reader.push(input)) {
    unit.report('E0405', call, `macro \`${macro.name}\` goes more than 100 levels deep`, {
      help: ['a macro that calls itself needs an `.if` that ends it'],
    });
    reader.stop();
  }
}

/** `.exitm`: the rest of the macro is not assembled. */
export function exitMacro(reader: StatementReader, statement: Statement): void {
  if (!reader.leaveExpansion()) reader.unit.report('E0407', statement, '`.exitm` outside of a macro');
}

/** `.purgem name`: forgets a macro. */
export function purgeMacro(reader: StatementReader, statement: Statement, head: number): void {
  const scanner = new ArgumentScanner(textAfter(statement, head), false);
  while (!scanner.isDone) {
    const { text, place } = scanner.next();
    if (!reader.unit.macros.delete(text.toLowerCase())) {
      reader.unit.report('E0404', place ?? statement, `there is no macro \`${text}\``);
    }
  }
}

/** `.rept count`, up to its `.endr`. */
export function repeat(reader: StatementReader, statement: Statement, head: number): void {
  const { unit } = reader;
  const body = readRepeated(reader, statement, head);
  if (body === undefined) return;
  const parse = parseStatement(statement.tokens);
  const operands = parse.kind === 'shape' && parse.shape.body.kind === 'operation' ? parse.shape.body.operands : [];
  const args = new Arguments(unit, statement, head, operands);
  const count = args.number(0);
  if (count === undefined) return;
  if (count > MOST_REPETITIONS || count < 0) {
    unit.report('E0207', args.place(0), `\`${args.name}\` wants a count from 0 to ${MOST_REPETITIONS}, not ${count}`);
    return;
  }
  const template = makeTemplate(body, new Set(), false);
  let done = 0;
  // All repetitions have the same text, so they are one input.
  const input = fillTemplate(template, args.name, statement, new Map(), unit.expansions, unit.effort.left);
  pushAll(reader, statement, () => (done++ < count ? input : undefined));
}

/** `.irp name, value, ...`: once for each value. `.irpc name, text`: once for each character. */
export function repeatFor(reader: StatementReader, statement: Statement, head: number): void {
  const { unit } = reader;
  const body = readRepeated(reader, statement, head);
  if (body === undefined) return;
  const directive = statement.tokens[head]!.text.toLowerCase();
  const scanner = new ArgumentScanner(textAfter(statement, head), false);
  const name = scanner.name();
  if (name === undefined) {
    unit.report('E0404', statement, `\`${directive}\` wants the name that its body uses`);
    return;
  }
  scanner.skipSpace();
  scanner.take(',');
  const values = directive === '.irpc' ? characters(scanner) : restOf(scanner);
  const template = makeTemplate(body, new Set([name]), false);
  let done = 0;
  pushAll(reader, statement, () => {
    const value = values[done++];
    return (
      value && fillTemplate(template, directive, statement, new Map([[name, value]]), unit.expansions, unit.effort.left)
    );
  });
}

function readRepeated(reader: StatementReader, statement: Statement, head: number): Place | undefined {
  const { text, offset } = statement.tokens[head]!;
  return reader.readBlock({ input: statement.input, start: offset, end: offset + text.length }, REPEATS, REPEAT_ENDS);
}

function pushAll(
  reader: StatementReader,
  statement: Statement,
  next: () => ReturnType<typeof fillTemplate> | undefined,
): void {
  const first = next();
  if (first !== undefined && !reader.push(first, next)) {
    reader.unit.report('E0405', statement, 'repetitions and macros go more than 100 levels deep');
    reader.stop();
  }
}

/** The arguments that are left; without any, one that is empty. */
function restOf(scanner: ArgumentScanner): Argument[] {
  const values: Argument[] = [];
  do values.push(scanner.next());
  while (!scanner.isDone);
  return values;
}

function characters(scanner: ArgumentScanner): Argument[] {
  const { text, place } = scanner.next();
  return [...text].map((character) => ({ text: character, place }));
}
