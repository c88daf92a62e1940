import { constantOf } from './expression.ts';
import { Arguments } from './operands.ts';
import { parseStatement } from './parse.ts';
import type { Place } from './place.ts';
import { type StatementReader, textAfter } from './reader.ts';
import type { Statement } from './unit.ts';

/** Whether the condition behind token `head` holds; undefined, after a report, if it makes no sense. */
type Test = (reader: StatementReader, statement: Statement, head: number) => boolean | undefined;

const compare =
  (claim: (value: bigint) => boolean): Test =>
  (reader, statement, head) => {
    const value = conditionValue(reader, statement, head);
    return value === undefined ? undefined : claim(value);
  };

const isDefined: Test = (reader, statement, head) => {
  const name = statement.tokens[head + 1]?.text ?? '';
  const symbol = reader.unit.symbols.get(name);
  return symbol !== undefined && symbol.value.kind !== 'undefined';
};

const isBlank: Test = (_, statement, head) => {
  const { input, start, end } = textAfter(statement, head);
  return input.text.slice(start, end).trim() === '';
};

/** `.ifc a, b`: the texts before and behind the first comma, spaces around them apart. */
const isSameText: Test = (_, statement, head) => {
  const { input, start, end } = textAfter(statement, head);
  const [left = '', right] = splitAtComma(input.text.slice(start, end));
  return left === right;
};

function splitAtComma(text: string): string[] {
  const left = /^(?:"(?:\\.|[^"\\])*"|[^",])*/.exec(text)?.[0] ?? '';
  return [left, text.slice(left.length + 1)].map((part) => part.trim().replace(/\s+/g, ' '));
}

const not =
  (test: Test): Test =>
  (reader, statement, head) => {
    const result = test(reader, statement, head);
    return result === undefined ? undefined : !result;
  };

/** Each with the form of its operands and what it says, for the reference. */
// biome-ignore format: a table
const OPENERS: Readonly<Record<string, readonly [form: string, summary: string, test: Test]>> = {
  '.if': ['value', 'if the value is not 0', compare((value) => value !== 0n)],
  '.ifne': ['value', 'as .if', compare((value) => value !== 0n)],
  '.ifeq': ['value', 'if the value is 0', compare((value) => value === 0n)],
  '.ifge': ['value', 'if the value is 0 or more', compare((value) => value >= 0n)],
  '.ifgt': ['value', 'if the value is more than 0', compare((value) => value > 0n)],
  '.ifle': ['value', 'if the value is 0 or less', compare((value) => value <= 0n)],
  '.iflt': ['value', 'if the value is less than 0', compare((value) => value < 0n)],
  '.ifdef': ['symbol', 'if the symbol is defined above', isDefined],
  '.ifndef': ['symbol', 'if it is not', not(isDefined)],
  '.ifnotdef': ['symbol', 'as .ifndef', not(isDefined)],
  '.ifb': ['text', 'if there is no text, as for an argument that was left out', isBlank],
  '.ifnb': ['text', 'if there is one', not(isBlank)],
  '.ifc': ['text, text', 'if the texts are the same', isSameText],
  '.ifnc': ['text, text', 'if they are not', not(isSameText)],
  '.ifeqs': ['"text", "text"', 'as .ifc', isSameText],
  '.ifnes': ['"text", "text"', 'as .ifnc', not(isSameText)],
};

/** The directives that decide what is assembled, each with its form and what it says. They count even where statements are skipped. */
export const CONDITIONS: Readonly<Record<string, readonly [form: string, summary: string]>> = {
  ...Object.fromEntries(
    Object.entries(OPENERS).map(([name, [form, summary]]) => [name, [form, `assemble what follows ${summary}`]]),
  ),
  '.else': ['', 'the other case'],
  '.elseif': ['value', 'another condition, if the ones before did not hold'],
  '.endif': ['', 'the end of a condition'],
};

/** Opens, switches or closes a conditional. */
export function applyCondition(reader: StatementReader, statement: Statement, head: number, name: string): void {
  const { conditions, isSkipping } = reader;
  const place: Place = statement;
  const test = OPENERS[name]?.[2];
  if (test !== undefined) {
    const holds = isSkipping ? undefined : test(reader, statement, head);
    // Under a false condition, and after a mistake, neither branch is assembled.
    conditions.push({ isActive: holds === true, wasActive: holds !== false, hasElse: false, place });
    return;
  }
  const condition = conditions[conditions.length - 1];
  if (condition === undefined) {
    reader.unit.report('E0109', place, `\`${name}\` without an \`.if\` before it`);
    return;
  }
  if (name === '.endif') {
    conditions.pop();
    return;
  }
  if (condition.hasElse) {
    reader.unit.report('E0109', place, `\`${name}\` after \`.else\``, {
      related: [{ place: condition.place, text: 'of this condition' }],
    });
  }
  condition.hasElse ||= name === '.else';
  if (condition.wasActive) condition.isActive = false;
  else condition.isActive = name === '.else' || compare((value) => value !== 0n)(reader, statement, head) === true;
  condition.wasActive ||= condition.isActive;
}

function conditionValue(reader: StatementReader, statement: Statement, head: number): bigint | undefined {
  const { unit } = reader;
  const parse = parseStatement(statement.tokens);
  if (parse.kind === 'error' || parse.shape.body.kind !== 'operation' || parse.shape.body.operands.length !== 1) {
    unit.report('E0207', statement, `\`${statement.tokens[head]!.text}\` wants one expression`);
    return undefined;
  }
  const args = new Arguments(unit, statement, head, parse.shape.body.operands);
  const expr = args.expr(0);
  if (expr === undefined) return undefined;
  const value = constantOf(expr);
  if (value === undefined) args.number(0);
  return value;
}
