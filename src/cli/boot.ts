import type { Command } from 'commander';
import { addComputerOptions, type ComputerOptions } from './computer-options.ts';
import { type Guest, runGuest } from './guest.ts';

/** The first process of a computer that boots: it starts a shell on its standard input. */
export const INIT: Guest = { path: '/bin/init', args: ['/bin/init'], files: [], isInit: true };

/** `kernlet boot`: init and a shell. */
export function addBootCommand(program: Command): void {
  const command = program
    .command('boot')
    .summary('boot the virtual computer: init, then a shell')
    .description(
      'Boot the computer: init is process 1 and starts a shell, on the terminal or, if ' +
        'standard input is not one, for the commands that stand there. The exit status is ' +
        "the shell's; 124: a limit was reached; 125: the computer could not be started.",
    )
    .addHelpText('after', EXAMPLES);
  addComputerOptions(command).action(async (options: ComputerOptions) => {
    process.exitCode = await runGuest(INIT, options);
  });
}

const EXAMPLES = `
Examples:
  kernlet boot
  kernlet boot --harts 2 --mount ~/course:/course:rw
  echo 'seq 5 | sort -r' | kernlet boot --stats

Ctrl-D at the prompt ends the shell. Ctrl-] leaves, whatever the guest does.`;
