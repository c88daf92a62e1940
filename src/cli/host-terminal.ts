import { spawnSync } from 'node:child_process';
import { openSync } from 'node:fs';
import { isatty, type ReadStream, WriteStream } from 'node:tty';
import type { Mailbox } from './outside.ts';

/** Ctrl-], which leaves the guest. */
const LEAVE = 0x1d;
const DEFAULT_SIZE = { rows: 24, columns: 80 };

/** Which of the standard descriptors are terminals. */
export function findTerminals(): readonly [boolean, boolean, boolean] {
  return [isatty(0), isatty(1), isatty(2)];
}

/** The descriptor on which a guest's terminal is shown: a standard one that is a terminal, else the controlling one. */
export function terminalDescriptor(terminals: readonly [boolean, boolean, boolean]): number {
  if (terminals[1]) return 1;
  if (terminals[2]) return 2;
  if (!terminals[0]) return 1;
  try {
    return openSync('/dev/tty', 'w');
  } catch {
    return 0;
  }
}

/** The window of the terminal at `fd`, 24 by 80 if it does not say. */
export function windowSize(fd: number): { rows: number; columns: number } {
  const size = outputOf(fd).getWindowSize?.() ?? [];
  const [columns, rows] = size;
  return columns > 0 && rows > 0 ? { rows, columns } : DEFAULT_SIZE;
}

/**
 * The host's terminal while it is the guest's: keys come byte by byte and unprocessed, since the guest has a line
 * discipline of its own. However this process ends, the terminal is put back first.
 */
export class HostTerminal {
  private readonly input: ReadStream = process.stdin;
  private readonly output: WriteStream;
  private readonly mailbox: Mailbox;

  constructor(fd: number, mailbox: Mailbox) {
    this.output = outputOf(fd);
    this.mailbox = mailbox;
    this.takeOver();
    this.input.on('data', this.onData);
    this.input.on('end', this.onEnd);
    this.input.on('error', this.onEnd);
    this.output.on('resize', this.onResize);
    process.on('exit', this.restore);
    process.on('SIGCONT', this.onContinue);
  }

  /** Gives the terminal back. */
  close(): void {
    this.restore();
    this.input.off('data', this.onData);
    this.output.off('resize', this.onResize);
    process.off('exit', this.restore);
    process.off('SIGCONT', this.onContinue);
    this.input.pause();
  }

  private readonly onData = (bytes: Uint8Array): void => {
    const at = bytes.indexOf(LEAVE);
    if (at !== 0) this.mailbox.post({ kind: 'typed', bytes: at < 0 ? bytes : bytes.subarray(0, at) });
    if (at >= 0) this.mailbox.post({ kind: 'leave' });
  };

  private readonly onEnd = (): void => this.mailbox.post({ kind: 'hung up' });

  private readonly onResize = (): void => this.mailbox.post({ kind: 'resized' });

  /** A shell that stopped us has changed the modes. */
  private readonly onContinue = (): void => this.takeOver();

  private takeOver(): void {
    this.input.setRawMode(true);
    // Node leaves the processing of output on, which the guest has done. Without stty each line ends with a CR more.
    spawnSync('stty', ['-opost'], { stdio: ['inherit', 'ignore', 'ignore'] });
  }

  private readonly restore = (): void => {
    try {
      this.input.setRawMode(false);
    } catch {
      // The terminal is gone: there is nothing to put back.
    }
  };
}

function outputOf(fd: number): WriteStream {
  if (fd === 1) return process.stdout;
  if (fd === 2) return process.stderr;
  return new WriteStream(fd);
}
