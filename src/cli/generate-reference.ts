import type { Command } from 'commander';
import { ERRNOS } from '../abi/errno.ts';
import { SIGNALS } from '../abi/signals.ts';
import { STRUCTS } from '../abi/structs.ts';
import type { SyscallRow } from '../abi/syscall-row.ts';
import { SYSCALLS } from '../abi/syscalls.ts';
import { isWindowsCall } from '../abi/windows-calls.ts';
import { WINDOWS_ERRORS } from '../abi/windows-errors.ts';
import { MESSAGES } from '../asm/messages.ts';
import { PSEUDO } from '../asm/pseudo.ts';
import { COMMAND_GROUPS } from '../debug/commands/command.ts';
import { COMMANDS } from '../debug/commands/table.ts';
import { CSRS } from '../isa/csrs.ts';
import { REGISTERS } from '../isa/registers.ts';
import { INSTRUCTIONS } from '../isa/table.ts';
import { RECORD_PAGES } from '../trace/records.ts';
import { exampleOf, ISA_TITLES, instructionMeaning } from './isa-pages.ts';
import { code, page, table } from './markdown.ts';
import { makeProgram } from './program.ts';
import { callNumber } from './syscall-pages.ts';

/** docs/reference/instructions.md: instructions, pseudo-instructions, counters and registers. */
export function instructionReference(): string {
  const sections = Object.entries(ISA_TITLES).map(([extension, title]) => {
    const rows = INSTRUCTIONS.filter((insn) => insn.extension === extension);
    const cells = rows.map((insn) => [
      code(insn.name),
      insn.summary,
      instructionMeaning(insn).map(code).join('; '),
      code(exampleOf(insn)),
    ]);
    return `## ${title}\n\n${table(['Name', 'What it does', 'Meaning', 'Example'], cells)}`;
  });
  const pseudo = PSEUDO.map(([name, operands, expansion, summary]) => [
    code(`${name} ${operands}`),
    summary,
    code(expansion),
  ]);
  const counters = CSRS.map(({ name, number, summary }) => [code(name), code(`0x${number.toString(16)}`), summary]);
  const registers = REGISTERS.map(({ abiName, use, saver }, number) => [code(`x${number}`), code(abiName), use, saver]);
  return page('Instructions', 'What a hart can do. `kernlet isa NAME` shows one with its encoding.', [
    ...sections,
    `## Pseudo-instructions\n\nThe assembler makes real instructions of them.\n\n${table(['Form', 'What it does', 'Stands for'], pseudo)}`,
    `## Counters\n\n${table(['Name', 'Number', 'What it shows'], counters)}`,
    `## Registers\n\n${table(['Number', 'Name', 'Use', 'Saved by'], registers)}`,
  ]);
}

/** docs/reference/system-calls.md: calls, errors, signals and structures. */
export function syscallReference(): string {
  const callRow = ({ number, name, args, summary }: SyscallRow) => [
    callNumber(number),
    code(`${name}(${args.map(([argument]) => argument).join(', ')})`),
    summary,
  ];
  const heading = ['Number', 'Call', 'What it does'];
  const linuxCalls = SYSCALLS.filter((row) => !isWindowsCall(row)).map(callRow);
  const windowsCalls = SYSCALLS.filter(isWindowsCall).map(callRow);
  const errors = ERRNOS.map(({ number, name, text }) => [String(number), code(name), text]);
  const windowsErrors = WINDOWS_ERRORS.map(({ number, name, text }) => [String(number), code(name), text]);
  const signals = SIGNALS.map(({ number, name, action, text }) => [String(number), code(name), text, action]);
  const structs = Object.entries(STRUCTS).map(([name, { bytes, fields }]) => [
    code(name),
    String(bytes),
    Object.entries(fields)
      .map(([field, at]) => `${field} ${at}`)
      .join(', '),
  ]);
  return page(
    'System calls',
    'What a program can ask of the kernel: number in `a7`, arguments in `a0` to `a5`, result in `a0`, where -4095 to -1 is an ' +
      'error number, negated. The calls are those of riscv32 Linux. `kernlet syscalls NAME` shows one with its registers. ' +
      'The Windows-style calls come after them.',
    [
      table(heading, linuxCalls),
      `## Errors\n\n${table(['Number', 'Name', 'Text'], errors)}`,
      `## Windows-style calls\n\nArguments are in \`a0\` to \`a6\`; after a failure GetLastError tells why. See [Windows-style processes](../windows.md).\n\n${table(heading, windowsCalls)}`,
      `## Errors of Windows-style calls\n\n${table(['Number', 'Name', 'Text'], windowsErrors)}`,
      `## Signals\n\n${table(['Number', 'Name', 'Text', 'By default'], signals)}`,
      `## Structures\n\nSizes and offsets in bytes.\n\n${table(['Structure', 'Size', 'Fields'], structs)}`,
    ],
  );
}

/** docs/reference/assembler-messages.md: every error and warning. */
export function messageReference(): string {
  const rows = Object.entries(MESSAGES).map(([name, { title, text }]) => [code(name), title, text]);
  return page('Messages of the assembler', 'E is an error, W a warning.', [
    table(['Code', 'Message', 'What to do'], rows),
  ]);
}

/** docs/reference/events.md: the records of `--events`. */
export function eventReference(): string {
  const sections = Object.entries(RECORD_PAGES).map(([kind, { text, fields }]) => {
    const rows = Object.entries(fields).map(([field, meaning]) => [code(field), meaning]);
    return `## ${kind}\n\n${text}${rows.length === 0 ? '' : `\n\n${table(['Field', 'Meaning'], rows)}`}`;
  });
  return page(
    'Events',
    'What `--events FILE` writes: one event of the kernel a line, as JSON, in the order in which they happened. Each has its ' +
      '`kind` and its `cycle`, which never goes back; those of a thread have its process `pid` and its number `tid`. ' +
      'Every picture of a run is made from these lines: `kernlet report FILE` draws one.',
    sections,
  );
}

/** docs/reference/debugger.md: the commands of the debugger. */
export function debuggerReference(): string {
  const sections = Object.entries(COMMAND_GROUPS).map(([group, title]) => {
    const rows = COMMANDS.filter((row) => row.group === group).map(
      ({ name, usage, aliases, summary, details, example }) => [
        code(`${name} ${usage}`),
        aliases.map(code).join(', '),
        details === undefined ? summary : `${summary}. ${details}`,
        code(example),
      ],
    );
    return `## ${title}\n\n${table(['Command', 'Also', 'What it does', 'Example'], rows)}`;
  });
  return page(
    'Commands of the debugger',
    'What `kernlet debug` reads at its prompt, gdb as `monitor COMMAND`, and an editor in its debug console. Unique beginnings ' +
      'will do; an empty line does the last step again. [The debugger](../debugger.md) shows how they go together.',
    sections,
  );
}

/** docs/reference/command-line.md: the help of each command. */
export async function commandLineReference(): Promise<string> {
  const program = await makeProgram();
  const sections = program.commands.map((command) => {
    return `## kernlet ${command.name()}\n\n\`\`\`\n${helpOf(command)}\`\`\``;
  });
  return page('Command line', 'The same text as `kernlet COMMAND --help`.', [
    `\`\`\`\n${helpOf(program)}\`\`\``,
    ...sections,
  ]);
}

/** The help as it is printed, 80 columns wide, with what is added before and after it. */
function helpOf(command: Command): string {
  let text = '';
  const write = (part: string) => {
    text += part;
  };
  command.configureOutput({ writeOut: write, getOutHelpWidth: () => 80, getOutHasColors: () => false });
  command.outputHelp();
  return text;
}
