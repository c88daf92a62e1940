/** Something that happens outside of the computer while it runs. */
export type OutsideEvent =
  | { readonly kind: 'typed'; readonly bytes: Uint8Array }
  | { readonly kind: 'resized' }
  | { readonly kind: 'hung up' }
  /** Ctrl-] was typed. */
  | { readonly kind: 'leave' }
  | { readonly kind: 'signal'; readonly signal: OutsideSignal };

/** Signals of the host that are taken while a guest runs. */
export type OutsideSignal = 'SIGINT' | 'SIGTERM' | 'SIGHUP';

/** The longest time that setTimeout takes. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** What came from outside and was not yet dealt with, in its order. */
export class Mailbox {
  private readonly events: OutsideEvent[] = [];
  private wake: (() => void) | undefined;

  post(event: OutsideEvent): void {
    this.events.push(event);
    this.wake?.();
  }

  take(): OutsideEvent | undefined {
    return this.events.shift();
  }

  /** Waits until there is an event, `milliseconds` (may be Infinity) at most. */
  wait(milliseconds: number): Promise<void> {
    if (this.events.length > 0) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.wake?.(), Math.min(milliseconds, LONGEST_TIMER));
      this.wake = () => {
        clearTimeout(timer);
        this.wake = undefined;
        resolve();
      };
    });
  }
}
