import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DIRECTIVES } from '../asm/directives.ts';
import { BINARY, UNARY } from '../asm/expression.ts';
import { LINE_DIRECTIVES } from '../asm/line-directives.ts';
import { listLessons } from './lessons.ts';
import { code, page, table } from './markdown.ts';
import { readHeader, readRoutines, readSources } from './program-headers.ts';
import { LIBRARY_FOLDER, PROGRAM_SOURCES } from './project.ts';
import { SHELL_EXAMPLES } from './shell-examples.ts';

/** docs/reference/assembler.md: the language around the instructions. */
export function assemblerReference(): string {
  const row = ([name, { form, summary }]: [string, { form: string; summary: string }]) => [
    code(`${name} ${form}`),
    summary,
  ];
  return page(
    'Assembler',
    'The language of GNU `as` for RISC-V. `kernlet asm FILE.s -o PROG` assembles and links; `kernlet run FILE.s` runs at ' +
      'once. Instructions are in [instructions.md](instructions.md), messages in [assembler-messages.md](assembler-messages.md).',
    [
      `## A line

\`\`\`asm
name:   li      a0, 42          # a comment; /* this */ is one, too
        .word   1, 2, name      // and this
\`\`\`

A label, a statement and a comment, each of which may be missing; \`;\` separates statements. A statement is an
instruction, a directive or a macro. The program begins at the global symbol \`_start\`.`,
      `## Names and numbers

- A name has letters, digits, \`_\`, \`.\` and \`$\`. What begins with \`.L\` stays out of the symbol table.
- \`1:\` is a label that may stand many times; \`1b\` is the nearest one above, \`1f\` the nearest one below.
- Numbers are decimal, \`0x\` hexadecimal, \`0b\` binary, octal with a leading 0, or a character such as \`'a'\`.
- \`.\` is the address of this place.
- \`%hi(x)\` and \`%lo(x)\` are the two parts of an address for \`lui\` and what follows it; \`%pcrel_hi(x)\` and
  \`%pcrel_lo(label)\` are those for \`auipc\`. \`la\` and \`li\` do it for you.`,
      `## Operators in expressions

With two sides: ${Object.keys(BINARY).map(code).join(' ')}. With one: ${Object.keys(UNARY).map(code).join(' ')}.
Comparisons give -1 for true and 0 for false. Values have 64 bits.`,
      `## Directives\n\n${table(['Form', 'What it does'], Object.entries(DIRECTIVES).map(row))}`,
      `## Directives of lines\n\n${table(['Form', 'What it does'], Object.entries(LINE_DIRECTIVES).map(row))}`,
    ],
  );
}

/** docs/reference/shell.md: the language, the builtin commands and the programs of /bin. */
export function shellReference(): string {
  const examples = SHELL_EXAMPLES.map(([what, script, output]) => `# ${what}\n${prompted(script)}${output}`);
  const builtins = builtinHelps().map((help) => {
    const [form, text] = help.split(/ {2,}/);
    return [code(form!), text ?? ''];
  });
  const programs = readSources(PROGRAM_SOURCES).map(({ source }) => {
    const { name, summary, text } = readHeader(source);
    return `### ${name}: ${summary}\n\n${text === '' ? '' : `\`\`\`\n${text}\n\`\`\`\n`}`.trimEnd();
  });
  return page(
    'Shell',
    '`/bin/sh` has the language of POSIX shells. On a terminal it edits lines, completes with Tab, and controls jobs. `help` lists ' +
      'its own commands.',
    [
      `## The language by examples\n\n\`\`\`console\n${examples.join('\n')}\`\`\``,
      `## Commands of the shell itself\n\n${table(['Form', 'What it does'], builtins)}`,
      '## Programs\n\nWhat is in `/bin`. The sources are in `programs/bin`.',
      ...programs,
    ],
  );
}

/** docs/reference/library.md: what programs can include. */
export function libraryReference(): string {
  const sections = readSources(LIBRARY_FOLDER)
    .filter(({ name }) => name !== 'abi')
    .map(({ source }) => {
      const { name, summary, text } = readHeader(source);
      const rows = readRoutines(source).map(({ form, text: what }) => [code(form), what]);
      const parts = [`## ${name}: ${summary}`];
      if (text !== '') parts.push(`\`\`\`\n${text}\n\`\`\``);
      if (rows.length > 0) parts.push(table(['Routine', 'What it does'], rows));
      return parts.join('\n\n');
    });
  return page(
    'Library',
    'Assembly sources that a program may `.include`; they are found by their names alone. Routines take their arguments in `a0` to ' +
      '`a7` and give their results in `a0` and `a1`; they keep the s registers.',
    sections,
  );
}

/** docs/lessons/README.md: the lessons in their order. */
export function lessonIndex(): string {
  const rows = listLessons().map(({ name, title }) => [name.slice(0, 2), `[${title}](${name}.md)`]);
  return page(
    'Lessons',
    'Each lesson is a page with programs to run, things to look at, and changes to make; `npx kernlet lesson NAME` goes ' +
      'through one on the terminal. The programs are in `programs/lessons`. All commands of all pages are run by the ' +
      'tests, and print what the pages say.',
    [table(['', 'Lesson'], rows)],
  );
}

function prompted(script: string): string {
  return script
    .split('\n')
    .map((line, at) => `${at === 0 ? '$ ' : '> '}${line}\n`)
    .join('');
}

/** The last operand of each row of the table in sh/builtins.s: what `help` prints. */
function builtinHelps(): string[] {
  const source = readFileSync(join(LIBRARY_FOLDER, 'sh', 'builtins.s'), 'utf8');
  return [...source.matchAll(/^ {4}builtin .*, "([^"]*)"$/gm)].map(([, help]) => help!);
}
