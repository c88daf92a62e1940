import type { Command } from 'commander';
import { didYouMean } from '../asm/suggest.ts';
import { Failure, STATUS } from './failure.ts';
import { ISA_NAMES, isaOverview, isaPage } from './isa-pages.ts';
import { print } from './print.ts';

/** `kernlet isa`: reference of the instruction set. */
export function addIsaCommand(program: Command): void {
  program
    .command('isa')
    .summary('reference of instructions and registers')
    .description('Show all instructions, pseudo-instructions and registers, or all about NAME.')
    .argument('[name]', 'an instruction, pseudo-instruction, counter or register')
    .addHelpText('after', '\nExamples:\n  kernlet isa\n  kernlet isa amoadd.w\n  kernlet isa li')
    .action((name: string | undefined) => {
      if (name === undefined) return print(1, isaOverview());
      const page = isaPage(name.toLowerCase());
      if (page === undefined) {
        const help = didYouMean(name, ISA_NAMES).map((line) => `\n${line}`);
        throw new Failure(`there is no instruction or register '${name}'${help.join('')}`, STATUS.sourceErrors);
      }
      print(1, page);
    });
}
