import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { addComputerOptions, type ComputerOptions } from './computer-options.ts';
import { Failure, hostReason, STATUS } from './failure.ts';
import { type Guest, runGuest } from './guest.ts';
import { addKeepOptions, type KeepOptions } from './keep.ts';

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
  addKeepOptions(addComputerOptions(command))
    .option('--inittab <file>', "what init starts: a file for the guest's /etc/inittab")
    .action(async ({ inittab, ...options }: ComputerOptions & KeepOptions & { readonly inittab?: string }) => {
      const files = inittab === undefined ? [] : [{ path: '/etc/inittab', bytes: readInittab(inittab), mode: 0o644 }];
      process.exitCode = await runGuest({ ...INIT, files }, options);
    });
}

function readInittab(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new Failure(`--inittab: cannot read '${path}': ${hostReason(error)}`, STATUS.notStarted);
  }
}

const EXAMPLES = `
Examples:
  kernlet boot
  kernlet boot --harts 2 --mount ~/course:/course:rw
  echo 'seq 5 | sort -r' | kernlet boot --stats
  kernlet boot --inittab programs/etc/inittab    with daemons: ps, logger, lpr

Ctrl-D at the prompt ends the shell. Ctrl-] leaves, whatever the guest does.`;
