import { nearest } from '../../asm/suggest.ts';
import type { CommandRow } from './command.ts';

/** What a line asks for: a command with its argument, or why there is none. */
export type Lookup =
  | { readonly row: CommandRow; readonly argument: string }
  /** A beginning that several commands have, or none. */
  | { readonly error: string };

interface Match {
  readonly row: CommandRow;
  /** How many words of the line the name takes. */
  readonly length: number;
  /** How many of them it has in full. */
  readonly exact: number;
}

/** Finds the command of a line: by its name, another name, or a beginning that no other command has. */
export function lookUp(rows: readonly CommandRow[], line: string): Lookup {
  // As in gdb, a format may stand right after the command: `x/4i $pc`, `p/x $a0`.
  const spaced = line.trim().replace(/^([a-z]+)\/(?=\S)/i, '$1 /');
  const given = spaced.split(/\s+/);
  const matches = rows.flatMap((row) => [row.name, ...row.aliases].flatMap((name) => matchName(row, name, given)));
  if (matches.length === 0) return { error: unknownText(rows, given) };
  const longest = Math.max(...matches.map(({ length }) => length));
  const candidates = matches.filter(({ length }) => length === longest);
  const most = Math.max(...candidates.map(({ exact }) => exact));
  const best = [...new Set(candidates.filter(({ exact }) => exact === most).map(({ row }) => row))];
  if (best.length > 1) {
    return { error: `'${given.slice(0, longest).join(' ')}' may be ${best.map(({ name }) => name).join(', ')}` };
  }
  return { row: best[0]!, argument: afterWords(spaced, longest) };
}

function matchName(row: CommandRow, name: string, given: readonly string[]): Match[] {
  const parts = name.split(' ');
  if (parts.length > given.length || !parts.every((part, at) => part.startsWith(given[at]!))) return [];
  return [{ row, length: parts.length, exact: parts.filter((part, at) => part === given[at]).length }];
}

function unknownText(rows: readonly CommandRow[], given: readonly string[]): string {
  const [first = '', second] = given;
  const group = rows.filter(({ name }) => name.includes(' ') && name.split(' ')[0]!.startsWith(first));
  if (group.length > 0 && first !== '') {
    const names = [...new Set(group.map(({ name }) => name.split(' ')[1]!))];
    const word = group[0]!.name.split(' ')[0];
    if (second === undefined) return `${word} what? one of ${names.join(', ')}`;
    return `there is no '${word} ${second}'; there are ${names.join(', ')}${suggestion(second, names)}`;
  }
  const names = rows.flatMap(({ name, aliases }) => [name, ...aliases]).filter((name) => !name.includes(' '));
  return `there is no command '${first}' (help shows them)${suggestion(first, names)}`;
}

/** `; did you mean 'break'?` after something that is not there, if one of `names` is like it. */
export function suggestion(text: string, names: Iterable<string>): string {
  const guess = nearest(text, names);
  return guess === undefined ? '' : `; did you mean '${guess}'?`;
}

/** What follows the first `count` words. */
function afterWords(line: string, count: number): string {
  return line.replace(new RegExp(`^(?:\\S+\\s*){${count}}`), '').trim();
}
