import type { CommandGroup, CommandRow } from '../debug/commands/command.ts';
import { COMMANDS } from '../debug/commands/table.ts';

/** Words with which commands begin that gdb has itself. */
const GDB_HAS = /^(?:info|thread|inferior|checkpoint|restart|reverse-.*)$/;
const GROUPS: readonly CommandGroup[] = ['time', 'threads', 'kernel'];
const MOST_ARGUMENTS = 4;

/** `docs/kernlet.gdb`: the commands of the debugger that gdb does not have, as commands of gdb. */
export function gdbScript(): string {
  const rows = COMMANDS.filter(({ name, group }) => GROUPS.includes(group) && !GDB_HAS.test(name.split(' ')[0]!));
  return [
    '# Made from the table of commands by src/cli/gdb-script.ts; do not edit.',
    "# In gdb, connected to 'kernlet debug --gdb': source docs/kernlet.gdb",
    '',
    ...rows.flatMap(definition),
  ].join('\n');
}

function definition({ name, usage, summary, group }: CommandRow): string[] {
  const calls = Array.from({ length: MOST_ARGUMENTS + 1 }, (_, count) => {
    const words = ['monitor', name, ...Array.from({ length: count }, (_, at) => `$arg${at}`)];
    return [`  if $argc == ${count}`, `    ${words.join(' ')}`, '  end'];
  });
  // What gdb knows of the registers may be of another moment now.
  const after = group === 'time' ? ['  maintenance flush register-cache', '  frame'] : [];
  return [
    `define ${name}`,
    ...calls.flat(),
    ...after,
    'end',
    `document ${name}`,
    `${summary}: ${name} ${usage}`.trim(),
    'end',
    '',
  ];
}
