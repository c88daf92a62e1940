import { fstatSync, readSync } from 'node:fs';
import type { Host } from '../kernel/host.ts';
import { hostCode } from './failure.ts';
import type { HostSignals } from './host-signals.ts';
import { type Output, sleepMilliseconds } from './output.ts';

const RETRY_AFTER = 5;
const NOTHING = new Uint8Array(0);

/** Gives up to `max` bytes of input, at least one unless the input has ended. */
export type InputReader = (max: number) => Uint8Array;

/** The standard streams of this process, for the guest. */
export class NodeHost implements Host {
  private readonly input: InputReader;
  private readonly output: Output;
  private readonly terminalFd: number;

  /** `terminalFd` is where the guest's terminal is shown. */
  constructor(parts: { input: InputReader; output: Output; terminalFd: number }) {
    this.input = parts.input;
    this.output = parts.output;
    this.terminalFd = parts.terminalFd;
  }

  readInput(max: number): Uint8Array {
    this.output.flush();
    return this.input(max);
  }

  writeOutput(stream: 1 | 2, bytes: Uint8Array): void {
    this.output.write(stream, bytes);
  }

  writeTerminal(bytes: Uint8Array): void {
    this.output.write(this.terminalFd, bytes);
  }
}

/** Reads this process's standard input. */
export function standardInput(signals: HostSignals | undefined): InputReader {
  const isFile = isRegularFile(0);
  return (max) => {
    const bytes = new Uint8Array(max);
    const read = () => readDescriptor(0, bytes);
    const count = isFile || signals === undefined ? read() : signals.withDefaults(read);
    return bytes.subarray(0, count);
  };
}

/** Input that is known beforehand, then what `rest` gives. */
export function prependInput(bytes: Uint8Array, rest: InputReader = () => NOTHING): InputReader {
  let at = 0;
  return (max) => {
    if (at === bytes.length) return rest(max);
    const piece = bytes.subarray(at, at + max);
    at += piece.length;
    return piece;
  };
}

/** Reads what there is at `fd`, waiting for some; how many bytes, 0 at the end. */
export function readDescriptor(fd: number, target: Uint8Array): number {
  for (;;) {
    try {
      return readSync(fd, target);
    } catch (error) {
      const code = hostCode(error);
      if (code === 'EAGAIN') sleepMilliseconds(RETRY_AFTER);
      // A closed descriptor, a folder, a terminal that went away: nothing can be read from it.
      else if (code !== 'EINTR') return 0;
    }
  }
}

function isRegularFile(fd: number): boolean {
  try {
    return fstatSync(fd).isFile();
  } catch {
    return true;
  }
}
