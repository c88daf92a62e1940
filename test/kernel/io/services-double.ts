import { Deadlines } from '../../../src/kernel/deadlines.ts';
import type { Host } from '../../../src/kernel/host.ts';
import type { Services } from '../../../src/kernel/services.ts';
import type { WaitQueue } from '../../../src/kernel/wait-queue.ts';
import { Machine } from '../../../src/machine/machine.ts';

/** The kernel as pipes and terminals see it, noting what they ask of it. */
export class ServicesDouble implements Services {
  readonly machine = new Machine({ harts: 1, frames: 64 });
  readonly host: Host;
  readonly deadlines = new Deadlines();
  readonly woken: WaitQueue[] = [];
  readonly signals: [pgid: number, signal: number][] = [];
  readonly namedObjects = new Map();
  readonly current = undefined;
  readonly isObserved = false;
  private screenBytes: number[] = [];

  constructor() {
    this.host = {
      readInput: () => new Uint8Array(0),
      writeOutput: () => {},
      writeTerminal: (bytes) => {
        this.screenBytes.push(...bytes);
      },
    };
  }

  now(): number {
    return 0;
  }

  wakeAll(queue: WaitQueue): void {
    this.woken.push(queue);
  }

  signalGroup(pgid: number, signal: number): void {
    this.signals.push([pgid, signal]);
  }

  signalConsole(): void {}

  loseName(): void {}

  emit(): void {}

  /** What was sent to the screen since the last call. */
  screen(): string {
    const text = String.fromCharCode(...this.screenBytes);
    this.screenBytes = [];
    return text;
  }

  /** Whether `queue` was woken since the last call. */
  takeWoken(queue: WaitQueue): boolean {
    const found = this.woken.includes(queue);
    this.woken.length = 0;
    return found;
  }
}
