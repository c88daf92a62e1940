import { dirname, resolve } from 'node:path';
import { Command, CommanderError } from 'commander';
import { CommandLine } from '../debug/commands/command-line.ts';
import { DapAdapter, type Launch } from '../debug/dap/adapter.ts';
import { frameMessage, MessageReader } from '../debug/dap/framing.ts';
import type { Pause } from '../debug/motion.ts';
import { addMakingOptions, type ComputerOptions } from './computer-options.ts';
import { openDebuggee, openReplay, sourceFinder } from './debuggee.ts';
import { Failure, STATUS } from './failure.ts';
import { print } from './print.ts';
import { acceptOne, type ProtocolPeer, servePeer } from './protocol-server.ts';

/** `debug --dap`: serves an editor on standard input and output, or at a port of this machine, which `listening` is told. */
export async function serveEditor(
  port: number | undefined,
  listening: (port: number) => void = (chosen) => print(2, `waiting for an editor at port ${chosen}\n`),
): Promise<void> {
  if (port === undefined) {
    await servePeer({ input: process.stdin, output: process.stdout }, new EditorPeer());
    process.stdin.destroy();
    return;
  }
  const client = await acceptOne(port, listening);
  await servePeer({ input: client, output: client }, new EditorPeer());
  client.end();
}

/** The adapter with its frames, and what it cannot do itself: start programs. */
class EditorPeer implements ProtocolPeer {
  pending: Promise<void> | undefined;
  private readonly adapter = new DapAdapter();
  private readonly reader = new MessageReader();

  get isDone(): boolean {
    return this.adapter.isDone;
  }

  get isRunning(): boolean {
    return this.adapter.isRunning;
  }

  receive(bytes: Uint8Array): void {
    for (const found of this.reader.push(bytes)) {
      if ('error' in found) this.adapter.output('stderr', `${found.error}\n`);
      else this.adapter.receive(found.message);
    }
    const launch = this.adapter.takeLaunch();
    if (launch === undefined) return;
    this.pending = this.launch(launch).finally(() => {
      this.pending = undefined;
    });
  }

  take(): Uint8Array[] {
    return this.adapter.take().map(frameMessage);
  }

  proceed(): Pause | undefined {
    return this.adapter.proceed();
  }

  close(): void {
    // The computer goes with this process.
  }

  private async launch({ program, recording, args, options }: Launch): Promise<void> {
    const decoders = { 1: new TextDecoder(), 2: new TextDecoder(), terminal: new TextDecoder() };
    const streams = {
      terminals: [false, false, false],
      window: { rows: 24, columns: 80 },
      input: () => new Uint8Array(),
      write: (stream: 1 | 2 | 'terminal', bytes: Uint8Array) =>
        this.adapter.output(stream === 2 ? 'stderr' : 'stdout', decoders[stream].decode(bytes, { stream: true })),
    };
    try {
      if (recording !== undefined && options.length > 0)
        throw new Failure("'options' do not go together with 'recording', which says them already", STATUS.notStarted);
      const { session } =
        recording === undefined
          ? await openDebuggee(program, args, parseOptions(options), streams)
          : openReplay(recording, streams);
      const folders = program === undefined ? [] : [dirname(program)];
      const find = sourceFinder(folders);
      this.adapter.launched({
        session,
        commands: new CommandLine(session),
        findSource: (name) => {
          const path = find(name);
          return path === undefined ? undefined : resolve(path);
        },
      });
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      this.adapter.refuseLaunch(error.message);
    }
  }
}

/** Options of the computer, as they stand on a command line; throws a Failure for wrong ones. */
function parseOptions(words: readonly string[]): ComputerOptions {
  const command = addMakingOptions(new Command('launch'))
    .exitOverride()
    .configureOutput({ writeErr: () => undefined });
  try {
    command.parse(words, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    throw new Failure(error.message.replace(/^error: /, ''), STATUS.notStarted);
  }
  return command.opts<ComputerOptions>();
}
