import { writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { Failure, hostReason, STATUS } from './failure.ts';
import { print } from './print.ts';

interface AsmOptions {
  readonly output: string;
  readonly include: readonly string[];
  readonly listing?: true;
}

/** `kernlet asm`: sources to an executable. */
export function addAsmCommand(program: Command): void {
  program
    .command('asm')
    .summary('assemble and link sources to an executable')
    .description(
      'Assemble each FILE and link them to one executable (ELF for riscv32), which runs ' +
        'here, under qemu-riscv32 and in gdb. Errors are all shown; then nothing is written ' +
        'and the exit status is 1. Wrong usage is 2.',
    )
    .argument('<file...>', 'sources')
    .option('-o, --output <file>', 'the executable', 'a.out')
    .option('-I, --include <dir>', 'where else to look for included files; repeatable', append, [])
    .option('--listing', 'show each line with its address and bytes')
    .addHelpText('after', EXAMPLES)
    .action(async (files: string[], options: AsmOptions) => {
      process.exitCode = await run(files, options);
    });
}

const EXAMPLES = `
Examples:
  kernlet asm hello.s -o hello
  kernlet asm main.s queue.s -I lib -o demo
  kernlet asm --listing hello.s -o hello | less

Included files are looked for beside the file that names them, in each -I
folder, and among those that come with Kernlet (programs/lib).`;

function append(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

async function run(files: readonly string[], options: AsmOptions): Promise<number> {
  const { assembleFiles } = await import('./assembling.ts');
  const { elf, messages, listing } = assembleFiles(files, options.include, STATUS.wrongUsage);
  print(2, messages);
  if (options.listing === true) print(1, listing());
  if (elf === undefined) return STATUS.sourceErrors;
  try {
    writeFileSync(options.output, elf, { mode: 0o755 });
  } catch (error) {
    throw new Failure(`cannot write '${options.output}': ${hostReason(error)}`, STATUS.wrongUsage);
  }
  return 0;
}
