import type { Command } from 'commander';
import { SYSCALLS } from '../abi/syscalls.ts';
import { didYouMean } from '../asm/suggest.ts';
import { Failure, STATUS } from './failure.ts';
import { print } from './print.ts';
import { syscallOverview, syscallPage } from './syscall-pages.ts';

/** `kernlet syscalls`: reference of the kernel's calls. */
export function addSyscallsCommand(program: Command): void {
  program
    .command('syscalls')
    .summary('reference of system calls')
    .description(
      'Show all system calls, or all about NAME. Those from 0x1000 on are Windows-style, the others those of riscv32 Linux.',
    )
    .argument('[name]', 'name or number of a call')
    .addHelpText('after', '\nExamples:\n  kernlet syscalls\n  kernlet syscalls pipe2\n  kernlet syscalls 64')
    .action((name: string | undefined) => {
      if (name === undefined) return print(1, syscallOverview());
      const page = syscallPage(name);
      if (page === undefined) {
        const help = didYouMean(
          name,
          SYSCALLS.map((row) => row.name),
        ).map((line) => `\n${line}`);
        throw new Failure(`there is no system call '${name}'${help.join('')}`, STATUS.sourceErrors);
      }
      print(1, page);
    });
}
