import { E } from '../../abi/errno.ts';
import { EVENTFD_MAX } from '../../abi/events.ts';
import { O_RDWR, POLLERR, POLLIN, POLLOUT } from '../../abi/files.ts';
import type { FifoInode } from '../fs/inode.ts';
import type { Services } from '../services.ts';
import { WaitQueue } from '../wait-queue.ts';
import type { OpenObject } from './object.ts';

/** A counter of 64 bits that is added to by writing 8 bytes and taken by reading them (eventfd(2)). */
export class EventFd implements OpenObject {
  readonly kind = 'event';
  readonly label = 'eventfd';
  readonly inode: FifoInode;
  references = 0;
  flags: number;
  readonly readers = new WaitQueue();
  readonly writers = new WaitQueue();
  private count: bigint;
  /** A read takes 1, not all. */
  private readonly isSemaphore: boolean;

  constructor(inode: FifoInode, status: number, count: number, isSemaphore: boolean) {
    this.inode = inode;
    this.flags = O_RDWR | status;
    this.count = BigInt(count);
    this.isSemaphore = isSemaphore;
  }

  read(services: Services, target: Uint8Array): number {
    if (target.length < 8) return -E.EINVAL;
    if (this.count === 0n) return -E.EAGAIN;
    const taken = this.isSemaphore ? 1n : this.count;
    this.count -= taken;
    viewOf(target).setBigUint64(0, taken, true);
    services.wakeAll(this.writers);
    return 8;
  }

  write(services: Services, source: Uint8Array): number {
    if (source.length !== 8) return -E.EINVAL;
    const value = viewOf(source).getBigUint64(0, true);
    if (value > EVENTFD_MAX) return -E.EINVAL;
    if (value > EVENTFD_MAX - this.count) return -E.EAGAIN;
    this.count += value;
    services.wakeAll(this.readers);
    return 8;
  }

  poll(): number {
    const input = this.count > 0n ? POLLIN : 0;
    if (this.count > EVENTFD_MAX) return input | POLLERR;
    return this.count < EVENTFD_MAX ? input | POLLOUT : input;
  }

  close(): void {}
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
