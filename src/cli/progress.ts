import { writeSync } from 'node:fs';
import { isatty } from 'node:tty';
import { threadName } from '../kernel/thread.ts';
import type { Computer } from '../system/computer.ts';
import { formatCycles } from '../trace/text.ts';

/** How long, in milliseconds, the guest computes without a word before its progress is shown, and how often that is renewed. */
const PATIENCE = 2000;
const RENEWAL = 250;
const DEFAULT_COLUMNS = 80;
const WIPE = '\r\x1b[K';
const NEWLINE = 10;

/**
 * A line on standard error that tells how far a long run is, while the guest computes and prints nothing. It is wiped
 * before anything else is written, and is not begun in the middle of a line of the guest's.
 */
export class Progress {
  private readonly computer: Computer;
  private readonly limit: number;
  private isShown = false;
  private isLineStart = true;
  private quietSince = performance.now();
  private last = { time: performance.now(), cycle: 0 };

  /** Undefined where there is no terminal that a line can be wiped from. */
  static on(computer: Computer, limit: number): Progress | undefined {
    return isatty(2) && process.env.TERM !== 'dumb' ? new Progress(computer, limit) : undefined;
  }

  private constructor(computer: Computer, limit: number) {
    this.computer = computer;
    this.limit = limit;
  }

  /** `bytes` will be written to descriptor `fd` now. */
  readonly beforeWrite = (fd: number, bytes: Uint8Array): void => {
    if (bytes.length === 0 || !isatty(fd)) return;
    this.rest();
    this.isLineStart = bytes.at(-1) === NEWLINE;
  };

  /** The guest does not compute any more: the line goes. */
  rest(): void {
    this.quietSince = performance.now();
    this.last = { time: this.quietSince, cycle: this.computer.cycle };
    if (!this.isShown) return;
    writeSync(2, WIPE);
    this.isShown = false;
  }

  /** The guest goes on computing: shows how far it is, if that is due. */
  tick(): void {
    const now = performance.now();
    if (!this.isLineStart || now - this.quietSince < PATIENCE || (this.isShown && now - this.last.time < RENEWAL))
      return;
    const { cycle } = this.computer;
    const rate = ((cycle - this.last.cycle) / (now - this.last.time)) * 1000;
    this.last = { time: now, cycle };
    this.isShown = true;
    const columns = process.stderr.columns || DEFAULT_COLUMNS;
    writeSync(2, WIPE + this.text(cycle, rate).slice(0, columns - 1));
  }

  private text(cycle: number, rate: number): string {
    const { kernel } = this.computer;
    const share = this.limit === Infinity ? '' : ` (${Math.floor((cycle / this.limit) * 100)}%)`;
    const running = kernel.running.filter((thread) => thread !== undefined);
    const names = running.map((thread) => `${threadName(thread)} ${thread.tid}`).join(', ');
    const ready = kernel.scheduler.readyCount;
    const waiting = ready > 0 ? `; ${ready} ready` : '';
    return `${formatCycles(cycle)} cycles${share}, ${formatCycles(rate)} a second${waiting}; running: ${names}`;
  }
}
