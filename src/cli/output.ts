import { writeSync } from 'node:fs';
import { hostCode } from './failure.ts';

/** How much is held back at most before it is written. */
const CAPACITY = 65536;
/** How long to wait, in milliseconds, for a reader that is behind. */
const RETRY_AFTER = 2;

/** Stops this thread, without using the processor. */
export function sleepMilliseconds(duration: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, duration);
}

/**
 * What the guest writes, on its way to the host's descriptors: in order among all of them, in few large pieces. Who waits
 * for anything, or ends, flushes first.
 */
export class Output {
  private readonly held = new Uint8Array(CAPACITY);
  private length = 0;
  private fd = 1;
  /** Is told before bytes are written. */
  beforeWrite: ((fd: number, bytes: Uint8Array) => void) | undefined;
  private readonly onBroken: () => void;

  /** `onBroken` is called when nobody reads any more. */
  constructor(onBroken: () => void) {
    this.onBroken = onBroken;
  }

  write(fd: number, bytes: Uint8Array): void {
    if (fd !== this.fd || this.length + bytes.length > CAPACITY) this.flush();
    this.fd = fd;
    if (bytes.length > CAPACITY) {
      this.writeAll(bytes);
      return;
    }
    this.held.set(bytes, this.length);
    this.length += bytes.length;
  }

  flush(): void {
    const { length } = this;
    this.length = 0;
    this.writeAll(this.held.subarray(0, length));
  }

  private writeAll(bytes: Uint8Array): void {
    this.beforeWrite?.(this.fd, bytes);
    for (let done = 0; done < bytes.length; ) {
      try {
        done += writeSync(this.fd, bytes, done);
      } catch (error) {
        const code = hostCode(error);
        if (code === 'EAGAIN') sleepMilliseconds(RETRY_AFTER);
        // The terminal is gone: that ends the session by itself.
        else if (code === 'EIO') return;
        else if (code === 'EPIPE') {
          this.onBroken();
          return;
        } else if (code !== 'EINTR') throw error;
      }
    }
  }
}
