import { spawnSync } from 'node:child_process';
import { openSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { ReadStream, WriteStream } from 'node:tty';
import type { DebugOptions } from './debug.ts';
import { Failure, hostReason, STATUS } from './failure.ts';
import { print } from './print.ts';

/** Who wants to know what comes while the guest runs. */
export interface GuestListener {
  typed(bytes: Uint8Array): void;
  /** Ctrl-C on the terminal of the debugger. */
  interrupt(): void;
}

/** Where a debugged guest's terminal is, so that it and the debugger's prompt do not fight. */
export interface GuestTerminal {
  /** Whether the guest's standard streams are a terminal. */
  readonly isTerminal: boolean;
  write(stream: 1 | 2 | 'terminal', bytes: Uint8Array): void;
  /** The guest runs from now on: what is typed is for it. */
  begin(listener: GuestListener): void;
  /** The guest stands, and the debugger has the word. */
  end(): void;
  close(): void;
}

/** Stands before each line that the guest writes to the debugger's own terminal. */
export const MARK = '| ';
const INTERRUPT = 0x03;

/** The terminal that the options ask for: one of the host, a port of this machine, or the debugger's own with marks. */
export async function openGuestTerminal(options: DebugOptions, isTyped: boolean): Promise<GuestTerminal> {
  if (options.tty !== undefined && options.socket !== undefined) {
    throw new Failure("--tty and --socket both say where the guest's terminal is: give one", STATUS.notStarted);
  }
  const marked = new MarkedTerminal(isTyped);
  if (options.tty !== undefined) return new DistantTerminal(marked, openTty(options.tty));
  if (options.socket !== undefined) return new DistantTerminal(marked, await listen(options.socket));
  return marked;
}

/** The debugger's own terminal, or its standard output: lines of the guest are marked. */
class MarkedTerminal implements GuestTerminal {
  readonly isTerminal: boolean;
  /** Where the next letter goes: to a new line, to the start of the present one, or further on. */
  private column: 'new' | 'returned' | 'inside' = 'new';
  private listener: GuestListener | undefined;
  private readonly onSignal = (): void => this.listener?.interrupt();

  constructor(isTerminal: boolean) {
    this.isTerminal = isTerminal;
  }

  write(_stream: 1 | 2 | 'terminal', bytes: Uint8Array): void {
    let text = '';
    for (const letter of Buffer.from(bytes).toString('latin1')) {
      // A program that goes back to the start of its line writes over the mark: columns count from behind it.
      if (letter !== '\n' && letter !== '\r' && this.column !== 'inside') text += MARK;
      else if (letter === '\n' && this.column === 'new') text += MARK.trimEnd();
      text += letter;
      this.column = letter === '\n' ? 'new' : letter === '\r' ? 'returned' : 'inside';
    }
    print(1, Buffer.from(text, 'latin1').toString('utf8'));
  }

  begin(listener: GuestListener): void {
    this.listener = listener;
    process.on('SIGINT', this.onSignal);
    if (!this.isTerminal) return;
    process.stdin.setRawMode(true);
    process.stdin.on('data', this.onData);
    process.stdin.resume();
  }

  end(): void {
    process.off('SIGINT', this.onSignal);
    if (this.isTerminal) {
      process.stdin.off('data', this.onData);
      process.stdin.pause();
      process.stdin.setRawMode(false);
    }
    if (this.column !== 'new') print(1, '\n');
    this.column = 'new';
  }

  close(): void {
    // There is nothing to give back.
  }

  private readonly onData = (bytes: Uint8Array): void => {
    const at = bytes.indexOf(INTERRUPT);
    if (at !== 0) this.listener?.typed(at < 0 ? bytes : bytes.subarray(0, at));
    if (at >= 0) this.listener?.interrupt();
  };
}

/** A way to a terminal that is somewhere else. */
interface Line {
  write(bytes: Uint8Array): void;
  onTyped(take: (bytes: Uint8Array) => void): void;
  close(): void;
}

/** A terminal that is somewhere else; interrupts come from the debugger's own. */
class DistantTerminal implements GuestTerminal {
  readonly isTerminal = true;
  private readonly own: MarkedTerminal;
  private readonly line: Line;
  private listener: GuestListener | undefined;
  /** What was typed while the guest stood. */
  private waiting: Uint8Array[] = [];

  constructor(own: MarkedTerminal, line: Line) {
    this.own = own;
    this.line = line;
    line.onTyped((bytes) => {
      if (this.listener === undefined) this.waiting.push(bytes);
      else this.listener.typed(bytes);
    });
  }

  write(_stream: 1 | 2 | 'terminal', bytes: Uint8Array): void {
    this.line.write(bytes);
  }

  begin(listener: GuestListener): void {
    this.listener = listener;
    this.own.begin({ typed: () => undefined, interrupt: () => listener.interrupt() });
    for (const bytes of this.waiting) listener.typed(bytes);
    this.waiting = [];
  }

  end(): void {
    this.listener = undefined;
    this.own.end();
  }

  close(): void {
    this.line.close();
  }
}

/** Another terminal of the host, which is raw while it is the guest's. */
function openTty(path: string): Line {
  let input: ReadStream;
  let output: WriteStream;
  try {
    const fd = openSync(path, 'r+');
    input = new ReadStream(fd);
    output = new WriteStream(openSync(path, 'w'));
    input.setRawMode(true);
  } catch (error) {
    throw new Failure(`--tty: cannot use '${path}': ${hostReason(error)}`, STATUS.notStarted);
  }
  spawnSync('stty', ['-F', path, '-opost'], { stdio: 'ignore' });
  const restore = () => {
    spawnSync('stty', ['-F', path, 'sane'], { stdio: 'ignore' });
  };
  process.on('exit', restore);
  input.on('error', () => undefined);
  return {
    write: (bytes) => output.write(bytes),
    onTyped: (take) => input.on('data', take),
    close: () => {
      input.pause();
      restore();
      process.off('exit', restore);
    },
  };
}

/** A port of this machine (or a path of a socket) at which one client at a time is the terminal. */
async function listen(place: string): Promise<Line> {
  let client: Socket | undefined;
  let held: Buffer[] = [];
  let take: (bytes: Uint8Array) => void = () => undefined;
  const server = createServer((socket) => {
    client?.destroy();
    client = socket;
    for (const bytes of held) socket.write(bytes);
    held = [];
    socket.on('data', (bytes) => take(bytes));
    socket.on('error', () => undefined);
    socket.on('close', () => {
      if (client === socket) client = undefined;
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.on('error', (error) =>
      reject(new Failure(`--socket: cannot listen at '${place}': ${hostReason(error)}`, STATUS.notStarted)),
    );
    // Nobody from elsewhere is meant to type here.
    if (/^\d+$/.test(place)) server.listen(Number(place), '127.0.0.1', resolve);
    else server.listen(place, resolve);
  });
  return {
    write: (bytes) => {
      if (client === undefined) held.push(Buffer.from(bytes));
      else client.write(Buffer.from(bytes));
    },
    onTyped: (listener) => {
      take = listener;
    },
    close: () => {
      client?.destroy();
      server.close();
    },
  };
}
