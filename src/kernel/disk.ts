/**
 * The disk that the files of the host, and those that were there at the start, are read from. It serves one request
 * at a time, in the order in which they come, and each takes `latency` cycles; with 0 there is nothing to wait for.
 */
export class Disk {
  readonly latency: number;
  private freeAt = 0;

  constructor(latency: number) {
    this.latency = latency;
  }

  /** Puts a request behind those before it; the cycle at which it is done. */
  request(now: number): number {
    this.freeAt = Math.max(now, this.freeAt) + this.latency;
    return this.freeAt;
  }
}
