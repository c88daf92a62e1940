import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { INIT } from './boot.ts';
import { addComputerOptions, type ComputerOptions } from './computer-options.ts';
import { runGuest } from './guest.ts';
import { findTerminals } from './host-terminal.ts';
import { prependInput, standardInput } from './node-host.ts';
import { print } from './print.ts';
import { PROJECT_FOLDER } from './project.ts';
import { narrate } from './tour.ts';

/** The commands of the tour. */
const TOUR = join(PROJECT_FOLDER, 'programs', 'tour.sh');
const FIRST_PIECE = 65536;

const GREETING = `Kernlet: a virtual computer with a UNIX-like kernel. This is its shell.
Type help for its commands, ls /bin for programs. Ctrl-] leaves at any time.

`;

/** `kernlet start`: what `npm start` does. */
export function addStartCommand(program: Command): void {
  const command = program
    .command('start')
    .summary('boot, with a greeting; without any input, a short tour')
    .description(
      'Boot the computer, with a greeting on a terminal. Without a terminal the commands ' +
        'on standard input are run; if there are none, a short tour shows what there is.',
    );
  addComputerOptions(command).action(async (options: ComputerOptions) => {
    process.exitCode = await start(options);
  });
}

async function start(options: ComputerOptions): Promise<number> {
  if (findTerminals()[0]) {
    print(1, GREETING);
    return runGuest(INIT, options);
  }
  const first = standardInput(undefined)(FIRST_PIECE);
  if (first.length > 0) return runGuest({ ...INIT, input: (rest) => prependInput(first, rest) }, options);
  const script = Buffer.from(narrate(readFileSync(TOUR, 'utf8')), 'utf8');
  return runGuest({ ...INIT, input: () => prependInput(script) }, options);
}
