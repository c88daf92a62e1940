import type { Mailbox, OutsideSignal } from './outside.ts';

const TAKEN: readonly OutsideSignal[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Puts signals that the host sends to this process into a mailbox. */
export class HostSignals {
  private readonly listeners: readonly (readonly [signal: OutsideSignal, listener: () => void])[];

  constructor(mailbox: Mailbox) {
    this.listeners = TAKEN.map((signal) => [signal, () => mailbox.post({ kind: 'signal', signal })]);
    this.listen();
  }

  /**
   * Does `action`, which may block this thread for long, with the signals at their defaults: nobody could take them out of
   * the mailbox meanwhile.
   */
  withDefaults<T>(action: () => T): T {
    this.ignore();
    try {
      return action();
    } finally {
      this.listen();
    }
  }

  close(): void {
    this.ignore();
  }

  private listen(): void {
    for (const [signal, listener] of this.listeners) process.on(signal, listener);
  }

  private ignore(): void {
    for (const [signal, listener] of this.listeners) process.off(signal, listener);
  }
}
