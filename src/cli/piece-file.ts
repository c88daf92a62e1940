import { closeSync, openSync, writeSync } from 'node:fs';
import { Failure, hostReason, STATUS } from './failure.ts';

/** How much is held back before it is written. */
const CAPACITY = 1 << 16;

/** A file that is written piece by piece while a computer runs. */
export class PieceFile {
  private readonly name: string;
  private readonly fd: number;
  private held: string[] = [];
  private length = 0;
  private error: unknown;

  /** `option` is what the user named the file with; a Failure says why it cannot be written. */
  constructor(option: string, path: string) {
    this.name = `${option} ${path}`;
    try {
      this.fd = openSync(path, 'w');
    } catch (error) {
      throw new Failure(`${option}: cannot write '${path}': ${hostReason(error)}`, STATUS.notStarted);
    }
  }

  readonly write = (text: string): void => {
    this.held.push(text);
    this.length += text.length;
    if (this.length >= CAPACITY) this.flush();
  };

  /** Writes the rest. If anything could not be written, says so; the guest's run is not disturbed by it. */
  close(): string | undefined {
    this.flush();
    closeSync(this.fd);
    return this.error === undefined ? undefined : `${this.name}: the file is cut short: ${hostReason(this.error)}`;
  }

  private flush(): void {
    const bytes = Buffer.from(this.held.join(''), 'utf8');
    this.held = [];
    this.length = 0;
    try {
      for (let done = 0; this.error === undefined && done < bytes.length; ) done += writeSync(this.fd, bytes, done);
    } catch (error) {
      this.error = error;
    }
  }
}
