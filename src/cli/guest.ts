import type { Host } from '../kernel/host.ts';
import type { Computer } from '../system/computer.ts';
import { describeDeadlock } from '../system/deadlock.ts';
import type { RecordReader } from '../trace/records.ts';
import { type FirstGuest, type GuestStreams, makeBeginning, openFolders, startComputer } from './beginning.ts';
import { type ComputerOptions, listMounts } from './computer-options.ts';
import { describeDeath } from './ending.ts';
import { STATUS } from './failure.ts';
import { HostSignals } from './host-signals.ts';
import { findTerminals, HostTerminal, terminalDescriptor, windowSize } from './host-terminal.ts';
import { checkKeepOptions, type KeepOptions, keep, restoreComputer } from './keep.ts';
import { type InputReader, NodeHost, standardInput } from './node-host.ts';
import { withCommas } from './numbers.ts';
import { Output } from './output.ts';
import { Mailbox } from './outside.ts';
import { print } from './print.ts';
import { Progress } from './progress.ts';
import { guardOf } from './scheduler-module.ts';
import { Session, type SessionEnd } from './session.ts';
import { Watching } from './watching.ts';

/** The first program of a guest, and who reads what it does. */
export interface Guest extends FirstGuest {
  /** What it reads, made from our standard input; then that is no terminal for it. */
  readonly input?: (standard: InputReader) => InputReader;
  /** Gets the records of the run. */
  readonly reader?: RecordReader;
}

/** Starts a computer with `guest` as its first program, runs it to its end and gives our exit status. */
export async function runGuest(guest: Guest, options: ComputerOptions & KeepOptions): Promise<number> {
  checkKeepOptions(options);
  const [isTerminal0, ...areTerminals] = findTerminals();
  const terminals = [isTerminal0 && guest.input === undefined, ...areTerminals] as const;
  const terminalFd = terminalDescriptor(terminals);
  const mailbox = new Mailbox();
  const signals = new HostSignals(mailbox);
  const output = new Output(() => process.exit(STATUS.brokenPipe));
  const standard = standardInput(signals);
  const host = new NodeHost({ input: guest.input?.(standard) ?? standard, output, terminalFd });
  const window = windowSize(terminalFd);
  let watching: Watching | undefined;
  const look = (made: Computer) => {
    watching = watch(made, guest, options, output, terminals[0] && terminals[2]);
  };
  const { computer, beginning, mounts } = await makeOrRestore(guest, options, host, { terminals, window }, look);
  const guard = guardOf(computer.settings.scheduler);
  const terminal = terminals[0] ? new HostTerminal(terminalFd, mailbox) : undefined;
  const isPaced = terminals[0] || terminals[1];
  const limit = options.maxCycles ?? Number.POSITIVE_INFINITY;
  const progress = Progress.on(computer, limit);
  output.beforeWrite = progress?.beforeWrite;
  const session = new Session({ computer, output, mailbox, limit, isPaced, progress, terminalFd, guard });
  let end: SessionEnd | undefined;
  let reports = '';
  try {
    end = await session.run();
  } finally {
    reports = watching?.finish(end?.kind ?? 'left') ?? '';
    output.flush();
    progress?.rest();
    terminal?.close();
    signals.close();
  }
  print(2, reports);
  keep(options, computer, { beginning, mounts, hasEnded: end.kind === 'ended' });
  return await explain(end, computer, options);
}

/** A computer with its first program started, or one that was saved; `look` is told of it before anything happens. */
async function makeOrRestore(
  guest: Guest,
  options: ComputerOptions & KeepOptions,
  host: Host,
  streams: GuestStreams,
  look: (computer: Computer) => void,
) {
  if (options.restore !== undefined) {
    const restored = restoreComputer(options.restore, host);
    look(restored.computer);
    return { ...restored, beginning: undefined };
  }
  const beginning = await makeBeginning(guest, options, streams);
  const folders = openFolders(options);
  const guard = guardOf(beginning.settings.scheduler);
  const computer = guard(() => startComputer(beginning, host, { folders, watch: look }));
  return { computer, beginning, mounts: listMounts(options) };
}

/** Lets those look on whom the options ask for. On a terminal that has been taken over, lines need a CR. */
function watch(computer: Computer, guest: Guest, options: ComputerOptions, output: Output, isRaw: boolean): Watching {
  const encoder = new TextEncoder();
  const show = (line: string) => output.write(2, encoder.encode(isRaw ? line.replace(/\n$/, '\r\n') : line));
  return new Watching(computer, options, { program: guest.args, show, reader: guest.reader });
}

/** Says why the guest did not end by itself; gives the exit status. */
async function explain(end: SessionEnd, computer: Computer, options: ComputerOptions): Promise<number> {
  switch (end.kind) {
    case 'ended': {
      const death = await describeDeath(computer);
      if (death !== undefined) say(death);
      return end.status;
    }
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
