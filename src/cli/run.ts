import { readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import type { Command } from 'commander';
import { readExecutable } from '../elf/read.ts';
import { addComputerOptions, type ComputerOptions, refuseMakingOptions } from './computer-options.ts';
import { Failure, hostCode, hostReason, STATUS } from './failure.ts';
import { type Guest, runGuest } from './guest.ts';
import { addKeepOptions, type KeepOptions } from './keep.ts';
import { print } from './print.ts';

/** Where the program is put in the guest's file system. */
const FOLDER = '/run';

/** `kernlet run`: a program of the host as the first user process. */
export function addRunCommand(program: Command): void {
  const command = program
    .command('run')
    .summary('run a program on the virtual computer')
    .description(
      'Run FILE as the first user process: an assembly source (.s or .S, assembled ' +
        'first), an executable (ELF for riscv32), or a script that starts with #!. ' +
        'What stands after FILE is for the program. The exit status is its own, or ' +
        '128 + N if signal N killed it, which a line on standard error tells (not of SIGINT ' +
        'and SIGPIPE); 124: a limit was reached; 125: it could not be started; 126: not an ' +
        'executable; 127: not found.',
    )
    .argument('[file]', 'source, executable or script')
    .argument('[args...]', 'arguments of the program')
    .passThroughOptions()
    .addHelpText('after', EXAMPLES);
  addKeepOptions(addComputerOptions(command))
    .option('--restore <file>', 'go on with a computer that --save kept, without FILE')
    .action(async (file: string | undefined, args: string[], options: ComputerOptions & KeepOptions) => {
      if (options.restore !== undefined) refuseMakingOptions(command, '--restore', ['maxCycles']);
      process.exitCode = await runGuest(await guestFor(file, args, options), options);
    });
}

async function guestFor(file: string | undefined, args: readonly string[], { restore }: KeepOptions): Promise<Guest> {
  if (restore !== undefined && file === undefined) return { path: '', args: [restore], files: [], isInit: false };
  if (restore !== undefined)
    throw new Failure(`--restore goes on with its own program, not '${file}'`, STATUS.notStarted);
  if (file === undefined)
    throw new Failure("missing required argument 'file'\ntry 'kernlet run --help'", STATUS.notStarted);
  return loadGuest(file, args);
}

const EXAMPLES = `
Examples:
  kernlet run hello.s
  kernlet run --harts 1 --stats sort.s words.txt
  kernlet run --strace --max-cycles 1e8 prog.s -x
  kernlet run --mount ~/logs:/logs count.s /logs/access.log
  kernlet run --record race.run race.s; kernlet debug --replay race.run
  kernlet run --max-cycles 1e9 --save half long.s; kernlet run --restore half

Ctrl-C goes to the program. Ctrl-] leaves, whatever the program does.`;

/** A program of the host, with its arguments, as the first of a guest. */
export async function loadGuest(file: string, args: readonly string[]): Promise<Guest> {
  const bytes = await loadProgram(file);
  const path = `${FOLDER}/${Buffer.from(basename(file).replace(/\.s$/i, ''), 'utf8').toString('latin1')}`;
  return { path, args: [file, ...args], files: [{ path, bytes, mode: 0o755 }], isInit: false };
}

/** The bytes to run: those of the file, or what it assembles to. */
async function loadProgram(file: string): Promise<Uint8Array> {
  const bytes = readProgram(file);
  if (/\.s$/i.test(file)) return assembleProgram(file);
  if (bytes[0] === 0x23 && bytes[1] === 0x21) return bytes;
  const executable = readExecutable((offset, length) => bytes.subarray(offset, offset + length), bytes.length);
  if (executable === 'not-elf') {
    throw new Failure(
      `'${file}' is not an executable: expected ELF, a script with #!, or a source called .s`,
      STATUS.notExecutable,
    );
  }
  if (executable === 'bad-elf') {
    throw new Failure(`'${file}' is not an executable for this computer (ELF32, riscv, static)`, STATUS.notExecutable);
  }
  return bytes;
}

function readProgram(file: string): Uint8Array {
  try {
    if (statSync(file).isDirectory()) throw new Failure(`'${file}' is a folder`, STATUS.notExecutable);
    return readFileSync(file);
  } catch (error) {
    if (error instanceof Failure) throw error;
    const isMissing = ['ENOENT', 'ENOTDIR'].includes(hostCode(error));
    const status = isMissing ? STATUS.notFound : STATUS.notExecutable;
    throw new Failure(`cannot read '${file}': ${hostReason(error)}`, status);
  }
}

async function assembleProgram(file: string): Promise<Uint8Array> {
  const { assembleFiles } = await import('./assembling.ts');
  const { elf, messages } = assembleFiles([file], [], STATUS.notStarted);
  print(2, messages);
  if (elf === undefined) throw new Failure(`'${file}' was not started: it has errors`, STATUS.notStarted);
  return elf;
}
