import { E, errnoByNumber } from '../abi/errno.ts';
import { fillFileSystem, type InitialFile, startProgram } from '../system/boot.ts';
import { Computer } from '../system/computer.ts';
import { Statistics } from '../trace/statistics.ts';
import { Strace } from '../trace/strace.ts';
import { type ComputerOptions, listMounts, type Mount, makeEnvironment, makeSettings } from './computer-options.ts';
import { describeDeadlock } from './deadlock.ts';
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
  const report = watch(computer, options, output);
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
  try {
    const end = await session.run();
    report();
    output.flush();
    terminal?.close();
    return explain(end, computer, options);
  } finally {
    output.flush();
    terminal?.close();
    signals.close();
  }
}

function makeComputer(make: () => Computer): Computer {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new Failure('this machine cannot give so much memory: use a smaller --ram', STATUS.notStarted);
  }
}

/** Lets `--strace` and `--stats` look on; gives what is to be called at the end. */
function watch(computer: Computer, options: ComputerOptions, output: Output): () => void {
  const encoder = new TextEncoder();
  const say = (text: string) => output.write(2, encoder.encode(text));
  const strace = options.strace === true ? new Strace(say) : undefined;
  const statistics = options.stats === true ? new Statistics(computer) : undefined;
  if (strace !== undefined) computer.kernel.observe((event) => strace.observe(event));
  if (statistics !== undefined) computer.kernel.observe((event) => statistics.observe(event));
  return () => {
    strace?.finish();
    if (statistics !== undefined) say(statistics.report());
  };
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
      say('left the guest with Ctrl-]');
      return STATUS.left;
    case 'signal':
      return { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 }[end.signal];
  }
}

function say(text: string): void {
  print(2, `kernlet: ${text}\n`);
}
