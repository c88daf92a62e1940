import { REGISTERS } from '../../isa/registers.ts';
import type { Debugger } from '../debugger.ts';
import { idOf } from '../threads.ts';
import type { CommandRow, Completion } from './command.ts';
import { lookUp } from './lookup.ts';

/** How many names are offered at most. */
const MOST = 200;

/** What the last word of a line may become, ascending; whole words. */
export function completions(session: Debugger, rows: readonly CommandRow[], line: string): string[] {
  const given = line.replace(/^\s+/, '').split(/\s+/);
  const last = given.at(-1) ?? '';
  const names = commandWords(rows, given);
  if (given.length === 1 && names.length > 0) return names;
  const found = lookUp(rows, line);
  const offers =
    'error' in found || (found.argument === '' && !/\s$/.test(line))
      ? []
      : wordsFor(session, rows, found.row.completes, last);
  const all = [...names, ...offers].filter((name) => name.startsWith(last) && name !== '');
  return [...new Set(all)].sort().slice(0, MOST);
}

/** The words that may stand at the end of `given` as part of the name of a command. */
function commandWords(rows: readonly CommandRow[], given: readonly string[]): string[] {
  const at = given.length - 1;
  const found = rows.flatMap(({ name, aliases }) => {
    // Other names are for those who know them; only names are offered.
    const parts = [name, ...aliases.filter((alias) => alias.includes(' '))].map((text) => text.split(' '));
    return parts.flatMap((words) => {
      const isBegun = words.length > at && given.every((word, index) => words[index]!.startsWith(word));
      return isBegun ? [words[at]!] : [];
    });
  });
  return [...new Set(found)].sort();
}

function wordsFor(session: Debugger, rows: readonly CommandRow[], completion: Completion, last: string): string[] {
  if (typeof completion !== 'string') return [...completion];
  const program = session.programOf(session.thread()?.process);
  switch (completion) {
    case 'location': {
      const files = program?.files.map((file) => `${file.split('/').at(-1)}:`) ?? [];
      return [...symbolNames(session, last), ...files];
    }
    case 'expression':
      if (last.startsWith('$'))
        return [...REGISTERS.map(({ abiName }) => `$${abiName}`), '$pc', '$pid', '$tid', '$hart', '$cycle'];
      if (last.startsWith('*')) return symbolNames(session, last.slice(1)).map((name) => `*${name}`);
      return symbolNames(session, last);
    case 'command':
      return rows.map(({ name }) => name);
    case 'thread':
      return session.threads.map((thread) => session.numbers.text(idOf(thread)));
    case 'process':
      return session.processes.map(({ pid }) => String(pid));
    case 'point':
      return session.points.list.map(({ id }) => String(id));
    default:
      return [];
  }
}

function symbolNames(session: Debugger, start: string): string[] {
  const program = session.programOf(session.thread()?.process);
  return (program?.symbols ?? []).map(({ name }) => name).filter((name) => name.startsWith(start));
}
