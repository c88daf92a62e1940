import { E } from '../../abi/errno.ts';
import { O_RDONLY, O_WRONLY, POLLIN, POLLOUT } from '../../abi/files.ts';
import type { FifoInode } from '../fs/inode.ts';
import type { Services } from '../services.ts';
import { WaitQueue } from '../wait-queue.ts';
import type { OpenObject } from './object.ts';

/**
 * A standard stream of the host that is not a terminal: input (0), output (1) or errors (2). Reading takes no virtual
 * time: the guest's clock stands still until the host has bytes or its end.
 */
export class HostStream implements OpenObject {
  readonly kind = 'stream';
  readonly inode: FifoInode;
  readonly stream: 0 | 1 | 2;
  references = 0;
  flags: number;
  readonly readers = new WaitQueue();
  readonly writers = new WaitQueue();
  private hasEnded = false;

  constructor(inode: FifoInode, stream: 0 | 1 | 2) {
    this.inode = inode;
    inode.stream = this;
    this.stream = stream;
    this.flags = stream === 0 ? O_RDONLY : O_WRONLY;
  }

  read(services: Services, target: Uint8Array): number {
    if (this.stream !== 0) return -E.EBADF;
    if (this.hasEnded || target.length === 0) return 0;
    const bytes = services.host.readInput(target.length);
    this.hasEnded = bytes.length === 0;
    target.set(bytes);
    return bytes.length;
  }

  write(services: Services, source: Uint8Array): number {
    if (this.stream === 0) return -E.EBADF;
    // The host keeps what it is given; the source is the guest's own memory.
    services.host.writeOutput(this.stream, source.slice());
    return source.length;
  }

  poll(): number {
    return this.stream === 0 ? POLLIN : POLLOUT;
  }

  close(): void {}
}
