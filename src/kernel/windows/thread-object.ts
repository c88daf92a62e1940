import { E } from '../../abi/errno.ts';
import { O_RDWR, POLLIN } from '../../abi/files.ts';
import type { FifoInode } from '../fs/inode.ts';
import type { OpenObject } from '../io/object.ts';
import type { Services } from '../services.ts';
import type { Thread } from '../thread.ts';
import { WaitQueue } from '../wait-queue.ts';

/** What a thread handle names: a thread, also after its end; signalled when it has ended. */
export class ThreadObject implements OpenObject {
  readonly kind = 'thread';
  readonly inode: FifoInode;
  readonly thread: Thread;
  references = 0;
  flags = O_RDWR;
  readonly readers: WaitQueue;
  readonly writers = new WaitQueue();

  constructor(inode: FifoInode, thread: Thread) {
    this.inode = inode;
    this.thread = thread;
    this.readers = thread.endEvents;
  }

  read(): number {
    return -E.EINVAL;
  }

  write(): number {
    return -E.EINVAL;
  }

  poll(): number {
    return this.thread.state === 'ended' ? POLLIN : 0;
  }

  close(services: Services): void {
    services.loseName(this.thread.process);
  }
}

/** An object for handles to `thread`: its process does not go before it is closed. */
export function nameThread(thread: Thread, inode: FifoInode): ThreadObject {
  thread.process.nameCount++;
  return new ThreadObject(inode, thread);
}
