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

const OPENERS: Readonly<Record<string, Test>> = {
  '.if': compare((value) => value !== 0n),
  '.ifne': compare((value) => value !== 0n),
  '.ifeq': compare((value) => value === 0n),
  '.ifge': compare((value) => value >= 0n),
  '.ifgt': compare((value) => value > 0n),
  '.ifle': compare((value) => value <= 0n),
  '.iflt': compare((value) => value < 0n),
  '.ifdef': isDefined,
  '.ifndef': not(isDefined),
  '.ifnotdef': not(isDefined),
  '.ifb': isBlank,
  '.ifnb': not(isBlank),
  '.ifc': isSameText,
  '.ifnc': not(isSameText),
  '.ifeqs': isSameText,
  '.ifnes': not(isSameText),
};

/** The directives that decide what is assembled. They count even where statements are skipped. */
export const CONDITION_NAMES: readonly string[] = [...Object.keys(OPENERS), '.else', '.elseif', '.endif'];

/** Opens, switches or closes a conditional. */
export function applyCondition(reader: StatementReader, statement: Statement, head: number, name: string): void {
  const { conditions, isSkipping } = reader;
  const place: Place = statement;
  const test = OPENERS[name];
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
