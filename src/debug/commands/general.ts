import { wrapItems, wrapText } from '../views/wrap.ts';
import { COMMAND_GROUPS, type CommandRow, type Context, type Outcome, refuse, say } from './command.ts';
import { lookUp } from './lookup.ts';

/** The commands about the debugger itself; `all` gives every command there is. */
export function generalCommands(all: () => readonly CommandRow[]): readonly CommandRow[] {
  // biome-ignore format: a table
  return [
    {
      name: 'help', aliases: ['h', '?'], usage: '[COMMAND]', group: 'debugger', summary: 'the commands, or one of them with an example',
      example: 'help break', completes: 'command', run: (_context, argument) => help(all(), argument),
    },
    {
      name: 'echo', aliases: [], usage: 'TEXT', group: 'debugger', summary: 'show a text',
      example: 'echo here we are\\n', completes: 'nothing', run: (_context, argument) => ({ text: argument.replaceAll('\\n', '\n').replace(/([^\n])$/, '$1\n') }),
    },
    {
      name: 'source', aliases: [], usage: 'FILE', group: 'debugger', summary: 'carry out the commands in a file',
      example: 'source session.kdb', completes: 'file', run: (_context, argument) => (argument === '' ? refuse('source FILE') : { text: '', source: argument }),
    },
    {
      name: 'quit', aliases: ['q', 'exit', 'kill'], usage: '', group: 'debugger', summary: 'leave the debugger',
      example: 'quit', completes: 'nothing', run: quit,
    },
  ];
}

function quit(_context: Context): Outcome {
  return { text: '', quits: true };
}

function help(rows: readonly CommandRow[], argument: string): Outcome {
  if (argument === '') {
    const groups = Object.entries(COMMAND_GROUPS).flatMap(([group, title]) => {
      const names = rows.filter((row) => row.group === group).map(({ name }) => name);
      const items = names.map((name, at) => (at === names.length - 1 ? name : `${name},`));
      return [`${title}:`, ...wrapItems(items, 2, ' ')];
    });
    return say(
      ...groups,
      '',
      'help COMMAND tells more. Unique beginnings will do, and an empty line does the last step again.',
    );
  }
  const found = lookUp(rows, argument);
  if ('error' in found) {
    const first = argument.split(/\s+/)[0]!;
    const group = rows.filter(({ name }) => name.startsWith(`${first} `));
    if (group.length === 0) return refuse(found.error);
    return say(...group.map(({ name, summary }) => `${name.padEnd(18)} ${summary}`));
  }
  return say(...commandHelp(found.row));
}

/** The help of one command, in lines of at most 80 columns. */
export function commandHelp({ name, aliases, usage, summary, details, example }: CommandRow): string[] {
  return [
    `${name}${usage === '' ? '' : ` ${usage}`}`,
    ...wrapText(`${summary[0]!.toUpperCase()}${summary.slice(1)}.${details === undefined ? '' : ` ${details}`}`, 2),
    ...(aliases.length === 0 ? [] : [`  also: ${aliases.join(', ')}`]),
    `  example: ${example}`,
  ];
}
