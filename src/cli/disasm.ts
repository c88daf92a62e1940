import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { readExecutable } from '../elf/read.ts';
import { formatDisassembly } from './disassembly.ts';
import { Failure, hostReason, STATUS } from './failure.ts';
import { print } from './print.ts';

/** `kernlet disasm`: an executable as assembly. */
export function addDisasmCommand(program: Command): void {
  program
    .command('disasm')
    .summary('disassemble an executable')
    .description('Show the code of an executable as instructions, with labels and jump targets.')
    .argument('<file>', 'an executable (ELF for riscv32)')
    .option('-d, --data', 'show the bytes of data sections, too')
    .addHelpText('after', '\nExamples:\n  kernlet disasm hello\n  kernlet disasm --data hello | less')
    .action((file: string, options: { readonly data?: true }) => {
      print(1, disassembleFile(file, options.data === true));
    });
}

function disassembleFile(file: string, withData: boolean): string {
  let elf: Uint8Array;
  try {
    elf = readFileSync(file);
  } catch (error) {
    throw new Failure(`cannot read '${file}': ${hostReason(error)}`, STATUS.sourceErrors);
  }
  const executable = readExecutable((offset, length) => elf.subarray(offset, offset + length), elf.length);
  if (typeof executable === 'string') {
    const hint = /\.s$/i.test(file)
      ? `: make one with kernlet asm ${file} -o NAME`
      : ' for this computer (ELF32, riscv)';
    throw new Failure(`'${file}' is not an executable${hint}`, STATUS.sourceErrors);
  }
  return formatDisassembly(file, elf, executable, withData);
}
