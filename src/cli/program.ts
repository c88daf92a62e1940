import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, type CommanderError, type Option } from 'commander';
import { Failure, STATUS } from './failure.ts';
import { PROJECT_FOLDER } from './project.ts';

/**
 * The command `wanted` with those that are read with it; without a command of that name all commands. What the user does
 * wrong is thrown as a Failure; `--help` and `--version` as commander's error with exit code 0.
 */
export async function makeProgram(wanted?: string): Promise<Command> {
  const program = new Command('kernlet')
    .description('A virtual computer with a UNIX-like kernel, and an assembler for it.')
    .version(readVersion(), '-V, --version', 'show the version')
    .helpOption('-h, --help', 'show help; for a command: kernlet COMMAND --help')
    .helpCommand(false)
    .enablePositionalOptions()
    .configureHelp(HELP)
    .addHelpText('after', EXAMPLES);
  const { GUEST_COMMANDS } = await import('./guest-commands.ts');
  const isAmongThese = wanted !== undefined && Object.hasOwn(GUEST_COMMANDS, wanted);
  const others = isAmongThese ? {} : (await import('./other-commands.ts')).OTHER_COMMANDS;
  for (const addCommand of Object.values({ ...GUEST_COMMANDS, ...others })) addCommand(program);
  setWrongUsage(program, STATUS.wrongUsage);
  for (const command of program.commands) {
    command.helpOption('-h, --help', 'show this help').configureHelp(HELP);
    setWrongUsage(
      command,
      ['run', 'boot', 'debug', 'report'].includes(command.name()) ? STATUS.notStarted : STATUS.wrongUsage,
    );
  }
  return program;
}

/** The descriptions name the defaults themselves, in the units that people write. */
const HELP = {
  helpWidth: 80,
  optionDescription: ({ description }: Option) => description,
  // Names alone: what a command takes is in its own help.
  subcommandTerm: (command: Command) => command.name(),
};

const EXAMPLES = `
Examples:
  kernlet run hello.s             assemble and run a program
  kernlet boot                    a shell on the virtual computer
  kernlet debug hello.s           step through it, forwards and backwards
  kernlet asm hello.s -o hello    make an executable
  kernlet isa amoadd.w            what an instruction does`;

/** Lets `command` report wrong usage as a Failure with `status`. */
function setWrongUsage(command: Command, status: number): void {
  command.configureOutput({ outputError: () => undefined });
  command.exitOverride((error: CommanderError) => {
    if (error.exitCode === 0) throw error;
    const name = command.parent === null ? 'kernlet' : `kernlet ${command.name()}`;
    // Called without a command it shows its help.
    if (error.code === 'commander.help') throw new Failure('', status);
    throw new Failure(`${inOurStyle(error.message)}\ntry '${name} --help'`, status);
  });
}

/** A message of commander as our own: no prefix, lower case, no full stop. */
function inOurStyle(message: string): string {
  return message
    .replace(/^error: /, '')
    .replace(/\. Expected (\d+) arguments? but got (\d+)\./, ' (expected $1, found $2)')
    .replace(/\n\(Did you mean (.*)\?\)/, '\ndid you mean $1?');
}

function readVersion(): string {
  const { version }: { version: string } = JSON.parse(readFileSync(join(PROJECT_FOLDER, 'package.json'), 'utf8'));
  return version;
}
