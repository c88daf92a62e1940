import { closeSync, openSync } from 'node:fs';
import type { Command } from 'commander';
import { addMakingOptions, type ComputerOptions, countOption, refuseMakingOptions } from './computer-options.ts';
import { serveEditor } from './debug-dap.ts';
import { serveGdb } from './debug-gdb.ts';
import { MARK, openGuestTerminal } from './debug-guest.ts';
import { initCommands } from './debug-init.ts';
import { Repl } from './debug-repl.ts';
import { type Debuggee, openDebuggee, openReplay } from './debuggee.ts';
import { Failure, hostReason, STATUS } from './failure.ts';
import { findTerminals, windowSize } from './host-terminal.ts';
import { type InputReader, readDescriptor } from './node-host.ts';

/** The options of `debug` beside those of the computer. */
export interface DebugOptions extends ComputerOptions {
  readonly commands: readonly DebugSource[];
  readonly batch?: true;
  readonly json?: true;
  readonly boot?: true;
  readonly replay?: string;
  readonly stdin?: string;
  readonly tty?: string;
  readonly socket?: string;
  readonly gdb?: number | true;
  readonly dap?: number | true;
  /** `--no-init` makes it false. */
  readonly init: boolean;
}

/** Commands that were given on the command line, or the file that they are in. */
export interface DebugSource {
  readonly kind: 'command' | 'file';
  readonly text: string;
}

/** `kernlet debug`: a program under the debugger. */
export function addDebugCommand(program: Command): void {
  const command = program
    .command('debug')
    .summary('run a program under the debugger, forwards and backwards')
    .description(
      'Start FILE as run does, stopped at its first instruction, and read commands: help ' +
        'shows them. Every run is recorded as it goes, so that steps can be undone and any ' +
        'moment be gone to. While the program runs, Ctrl-C stops it.',
    )
    .argument('[file]', 'source, executable or script')
    .argument('[args...]', 'arguments of the program')
    .passThroughOptions()
    .addHelpText('after', EXAMPLES);
  const sources: DebugSource[] = [];
  const add = (kind: DebugSource['kind']) => (text: string) => {
    sources.push({ kind, text });
    return sources;
  };
  addMakingOptions(command)
    .option('--boot', 'debug init and its shell instead of FILE')
    .option('--replay <file>', 'go through a run that run --record kept')
    .option('-x, --commands <file>', 'carry out the commands in a file; repeatable', add('file'), sources)
    .option('--ex <command>', 'carry out a command (also -ex); repeatable', add('command'))
    .option('--batch', 'leave after these commands (also -batch)')
    .option('--json', 'show what commands give as JSON, a line for each')
    .option('--no-init', 'read no file of commands at the start')
    .option('--gdb [port]', 'serve gdb at a port of this machine [any that is free]', port('--gdb'))
    .option('--dap [port]', 'serve an editor on standard input and output, or at a port', port('--dap'))
    .option('--stdin <file>', "the guest's standard input")
    .option('--tty <path>', "the guest's terminal is this one of the host")
    .option('--socket <port>', "the guest's terminal is at a port of this machine (or a path)")
    .action(async (file: string | undefined, args: string[], options: DebugOptions) => {
      if (options.replay !== undefined) refuseMakingOptions(command, '--replay');
      process.exitCode = await debug(file, args, { ...options, commands: sources });
    });
}

const EXAMPLES = `
Examples:
  kernlet debug sort.s words.txt
  kernlet debug -ex 'break main' -ex continue -ex backtrace -batch sort.s
  kernlet debug --boot --socket 5000       (elsewhere: nc localhost 5000)
  kernlet debug --replay race.run`;

async function debug(file: string | undefined, args: readonly string[], options: DebugOptions): Promise<number> {
  if (options.dap !== undefined) {
    await serveEditor(options.dap === true ? undefined : options.dap);
    return 0;
  }
  checkTarget(file, options);
  const isTyped = findTerminals()[0] && options.batch !== true;
  const guest = await openGuestTerminal(options, isTyped);
  const streams = {
    terminals: guest.isTerminal ? [options.stdin === undefined, true, true] : [false, false, false],
    window: guestWindow(options),
    input: openInput(options, isTyped),
    write: (stream: 1 | 2 | 'terminal', bytes: Uint8Array) => guest.write(stream, bytes),
  };
  const debuggee: Debuggee =
    options.replay === undefined
      ? await openDebuggee(file, args, options, streams, { isPaced: guest.isTerminal })
      : openReplay(options.replay, streams);
  if (options.gdb !== undefined) {
    await serveGdb(debuggee.session, guest, options.gdb === true ? 0 : options.gdb);
    guest.close();
    return 0;
  }
  const repl = new Repl({ debuggee, guest, isTyped, json: options.json === true });
  try {
    return await repl.run([...initCommands(options.init), ...options.commands], options.batch === true);
  } finally {
    guest.close();
  }
}

/** The size of the guest's terminal: on ours, lines begin with a mark. */
function guestWindow({ tty, socket }: DebugOptions): { rows: number; columns: number } {
  const { rows, columns } = windowSize(1);
  return { rows, columns: tty === undefined && socket === undefined ? columns - MARK.length : columns };
}

/** A port as `--gdb 1234` and gdb's own spelling `:1234` give it. */
function port(option: string): (text: string) => number {
  const parse = countOption(option, STATUS.notStarted, 0, 65535);
  return (text) => parse(text.replace(/^:/, ''));
}

function checkTarget(file: string | undefined, options: DebugOptions): void {
  const given = [file, options.boot, options.replay].filter((target) => target !== undefined);
  if (options.replay !== undefined && options.stdin !== undefined)
    throw new Failure('--stdin does not go together with --replay, which says it already', STATUS.notStarted);
  if (given.length === 1) return;
  const problem = given.length === 0 ? 'say what to debug' : 'debug one thing';
  throw new Failure(`${problem}: FILE, --boot or --replay FILE\ntry 'kernlet debug --help'`, STATUS.notStarted);
}

/** The guest's standard input: a file, or in a batch our own; else there is none. */
function openInput({ stdin, batch }: DebugOptions, isTyped: boolean): InputReader {
  if (stdin === undefined && (batch !== true || isTyped)) return () => new Uint8Array();
  let fd = 0;
  if (stdin !== undefined) {
    try {
      fd = openSync(stdin, 'r');
    } catch (error) {
      throw new Failure(`--stdin: cannot read '${stdin}': ${hostReason(error)}`, STATUS.notStarted);
    }
    process.on('exit', () => closeSync(fd));
  }
  return (max) => {
    const bytes = new Uint8Array(max);
    return bytes.subarray(0, readDescriptor(fd, bytes));
  };
}
