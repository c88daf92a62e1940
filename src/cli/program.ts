import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, type CommanderError, type Option } from 'commander';
import { addAsmCommand } from './asm.ts';
import { addBootCommand } from './boot.ts';
import { addDebugCommand } from './debug.ts';
import { addDisasmCommand } from './disasm.ts';
import { Failure, STATUS } from './failure.ts';
import { addGradeCommand } from './grade.ts';
import { addIsaCommand } from './isa.ts';
import { addLessonCommand } from './lesson.ts';
import { addMergeCommand } from './merge.ts';
import { PROJECT_FOLDER } from './project.ts';
import { addReportCommand } from './report.ts';
import { addRunCommand } from './run.ts';
import { addSchedCommand } from './sched.ts';
import { addStartCommand } from './start.ts';
import { addSyscallsCommand } from './syscalls.ts';
import { addWorkerCommand } from './worker.ts';

/** All commands. What the user does wrong is thrown as a Failure; `--help` and `--version` as commander's error with exit code 0. */
export function makeProgram(): Command {
  const program = new Command('kernlet')
    .description('A virtual computer with a UNIX-like kernel, and an assembler for it.')
    .version(readVersion(), '-V, --version', 'show the version')
    .helpOption('-h, --help', 'show help; for a command: kernlet COMMAND --help')
    .helpCommand(false)
    .enablePositionalOptions()
    .configureHelp(HELP)
    .addHelpText('after', EXAMPLES);
  addRunCommand(program);
  addBootCommand(program);
  addDebugCommand(program);
  addAsmCommand(program);
  addDisasmCommand(program);
  addReportCommand(program);
  addIsaCommand(program);
  addSyscallsCommand(program);
  addLessonCommand(program);
  addGradeCommand(program);
  addMergeCommand(program);
  addWorkerCommand(program);
  addSchedCommand(program);
  addStartCommand(program);
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
const HELP = { helpWidth: 80, optionDescription: ({ description }: Option) => description };

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
