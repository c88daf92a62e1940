import { E, errnoByNumber } from '../abi/errno.ts';
import { fillFileSystem, type InitialFile, startProgram } from '../system/boot.ts';
import { Computer } from '../system/computer.ts';
import { describeDeadlock } from '../system/deadlock.ts';
import type { RecordReader } from '../trace/records.ts';
import { type ComputerOptions, listMounts, type Mount, makeEnvironment, makeSettings } from './computer-options.ts';
import { Failure, STATUS } from './failure.ts';
import { NodeFolder } from './host-folder.ts';
import { HostSignals } from './host-signals.ts';
import { findTerminals, HostTerminal, terminalDescriptor, windowSize } from './host-terminal.ts';
import { type InputReader, NodeHost, standardInput } from './node-host.ts';
import { withCommas } from './numbers.ts';
import { Output } from './output.ts';
import { Mailbox } from './outside.ts';
import { print } from './print.ts';
import { loadPrograms } from './programs.ts';
import { Session, type SessionEnd } from './session.ts';
import { Watching } from './watching.ts';

/** The first program of a guest. */
export interface Guest {
  /** Its path in the guest's file system, and the name it is started by. */
  readonly path: string;
  readonly args: readonly string[];
  /** Files that are put into the guest's file system. */
  readonly files: readonly InitialFile[];
  readonly isInit: boolean;
  /** What it reads, made from our standard input; then that is no terminal for it. */
  readonly input?: (standard: InputReader) => InputReader;
  /** Gets the records of the run. */
  readonly reader?: RecordReader;
}

/** Starts a computer with `guest` as its first program, runs it to its end and gives our exit status. */
export async function runGuest(guest: Guest, options: ComputerOptions): Promise<number> {
  const settings = makeSettings(options);
  const mounts = listMounts(options);
  const programs = await loadPrograms();
  const [isTerminal0, ...areTerminals] = findTerminals();
  const terminals = [isTerminal0 && guest.input === undefined, ...areTerminals] as const;
  const terminalFd = terminalDescriptor(terminals);
  const mailbox = new Mailbox();
  const signals = new HostSignals(mailbox);
  const output = new Output(() => process.exit(STATUS.brokenPipe));
  const standard = standardInput(signals);
  const host = new NodeHost({ input: guest.input?.(standard) ?? standard, output, terminalFd });
  const window = windowSize(terminalFd);
  const folders = mounts.map(({ folder, writable }) => new NodeFolder(folder, writable));
  const computer = makeComputer(
    () => new Computer(settings, host, { folders, terminal: terminals[0] ? window : undefined }),
  );
  if (!terminals[0]) computer.kernel.terminal.resize(computer.kernel, window.rows, window.columns);
  const watching = watch(computer, guest, options, output, terminals[0] && terminals[2]);
  start(computer, guest, {
    programs,
    mounts,
    environment: makeEnvironment(options, terminals.includes(true) ? (process.env.TERM ?? 'dumb') : 'dumb'),
    terminals,
  });
  const terminal = terminals[0] ? new HostTerminal(terminalFd, mailbox) : undefined;
  const isPaced = terminals[0] || terminals[1];
  const limit = options.maxCycles ?? Number.POSITIVE_INFINITY;
  const session = new Session({ computer, output, mailbox, limit, isPaced, terminalFd });
  let end: SessionEnd | undefined;
  let reports = '';
  try {
    end = await session.run();
  } finally {
    reports = watching.finish(end?.kind ?? 'left');
    output.flush();
    terminal?.close();
    signals.close();
  }
  print(2, reports);
  return explain(end, computer, options);
}

function makeComputer(make: () => Computer): Computer {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new Failure('this machine cannot give so much memory: use a smaller --ram', STATUS.notStarted);
  }
}

/** Lets those look on whom the options ask for. On a terminal that has been taken over, lines need a CR. */
function watch(computer: Computer, guest: Guest, options: ComputerOptions, output: Output, isRaw: boolean): Watching {
  const encoder = new TextEncoder();
  const show = (line: string) => output.write(2, encoder.encode(isRaw ? line.replace(/\n$/, '\r\n') : line));
  return new Watching(computer, options, { program: guest.args, show, reader: guest.reader });
}

function start(
  computer: Computer,
  guest: Guest,
  parts: {
    programs: readonly InitialFile[];
    mounts: readonly Mount[];
    environment: readonly string[];
    terminals: readonly boolean[];
  },
): void {
  const { programs, mounts, environment } = parts;
  const filled = fillFileSystem(computer, { programs, files: guest.files, mounts: mounts.map(({ path }) => path) });
  if (filled === -E.ENOSPC)
    throw new Failure('the files of /bin need more memory: use a larger --ram', STATUS.notStarted);
  if (filled < 0) throw new Failure(`cannot fill the guest's file system: ${reason(filled)}`, STATUS.notStarted);
  const [input, output, errors] = parts.terminals.map((is) => (is ? ('terminal' as const) : ('stream' as const)));
  const { path, args, isInit } = guest;
  const result = startProgram(computer, {
    path,
    args: args.map(byteText),
    environment: environment.map(byteText),
    streams: [input!, output!, errors!],
    isInit,
  });
  if (result >= 0) return;
  const name = args[0] ?? path;
  if (result === -E.ENOENT)
    throw new Failure(`cannot run '${name}': it, or the interpreter it names, is not there`, STATUS.notFound);
  if (result === -E.ENOMEM) throw new Failure(`cannot run '${name}': it needs more memory (--ram)`, STATUS.notStarted);
  throw new Failure(`cannot run '${name}': ${reason(result)}`, STATUS.notExecutable);
}

/** Strings of the host as the guest has them: a character for each byte of their UTF-8. */
function byteText(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

function reason(error: number): string {
  return errnoByNumber(-error)?.text.toLowerCase() ?? `error ${-error}`;
}

/** Says why the guest did not end by itself; gives the exit status. */
function explain(end: SessionEnd, computer: Computer, options: ComputerOptions): number {
  switch (end.kind) {
    case 'ended':
      return end.status;
    case 'limit':
      say(`the limit of ${withCommas(options.maxCycles ?? 0)} cycles was reached (--max-cycles)`);
      return STATUS.limit;
    case 'deadlock':
      say(describeDeadlock(computer.kernel));
      return STATUS.limit;
    case 'left':
      say('left the guest with Ctrl-]', '\n');
      return STATUS.left;
    case 'signal':
      // Node cannot end in an orderly way without its terminal: it would abort.
      if (end.signal === 'SIGHUP') process.kill(process.pid, end.signal);
      return { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 }[end.signal];
  }
}

/** `before` ends a line that the guest may have begun. */
function say(text: string, before = ''): void {
  print(2, `${before}kernlet: ${text}\n`);
}
