import { placeOf } from './operands.ts';
import { END_OF_STATEMENT } from './parse.ts';
import type { Place } from './place.ts';
import { describeForm, formsOf } from './syntax.ts';
import type { Statement, Unit } from './unit.ts';

/** Reports that the grammar stopped at token `at`, where one of the types `expected` would have made sense. */
export function reportSyntax(
  unit: Unit,
  statement: Statement,
  head: number,
  at: number,
  expected: ReadonlySet<string>,
): void {
  const { tokens } = statement;
  const name = tokens[head]?.text ?? '';
  const forms = formsOf(name) ?? [];
  const help = forms.length === 0 ? [] : [`write ${forms.map((form) => `\`${describeForm(form)}\``).join(' or ')}`];
  const found = tokens[at];
  if (expected.has('comma') && found !== undefined && STARTS_OPERAND.has(found.type ?? '')) {
    unit.report('E0105', gapBefore(statement, at), 'expected `,` between operands', { help });
    return;
  }
  const where = found === undefined ? 'at the end of the statement' : `, found \`${found.text}\``;
  const wanted = describeExpected(expected, at === head);
  const place = found === undefined ? gapBefore(statement, at) : placeOf(statement, at);
  unit.report('E0105', place, `expected ${wanted}${found === undefined ? ' ' : ''}${where}`, { help });
}

/** Tokens with which an operand starts. */
const STARTS_OPERAND: ReadonlySet<string> = new Set(['name', 'number', 'local', 'string', 'reloc', 'tag']);

/** The end of the token before `at`. */
function gapBefore(statement: Statement, at: number): Place {
  const { end } = placeOf(statement, at - 1);
  return { input: statement.input, start: end, end: end + 1 };
}

function describeExpected(expected: ReadonlySet<string>, isHead: boolean): string {
  if (isHead) return 'an instruction, a directive or a label';
  const wanted: string[] = [];
  if (expected.has('string') && expected.has('reloc')) wanted.push('an operand');
  else if (expected.has('number')) wanted.push('a number or a name');
  else if (expected.has('name')) wanted.push('a name');
  if (expected.has('rparen')) wanted.push('`)`');
  if (expected.has('comma')) wanted.push('`,`');
  if (expected.has('plus') && !expected.has('number')) wanted.push('an operator');
  if (expected.has(END_OF_STATEMENT)) wanted.push('the end of the statement');
  return wanted.length === 0 ? 'something else' : wanted.join(' or ');
}

/** Reports a token that is a mistake in itself. */
export function reportLexical(unit: Unit, statement: Statement, index: number): void {
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
