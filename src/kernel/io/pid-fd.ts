import { E } from '../../abi/errno.ts';
import { O_RDWR, POLLIN } from '../../abi/files.ts';
import type { FifoInode } from '../fs/inode.ts';
import type { Process } from '../process.ts';
import { WaitQueue } from '../wait-queue.ts';
import type { OpenObject } from './object.ts';

/** A descriptor that names a process whatever becomes of its number; readable when the process has ended (pidfd_open(2)). */
export class PidFd implements OpenObject {
  readonly kind = 'event';
  readonly inode: FifoInode;
  readonly process: Process;
  references = 0;
  flags: number;
  readonly readers: WaitQueue;
  readonly writers = new WaitQueue();

  constructor(inode: FifoInode, status: number, process: Process) {
    this.inode = inode;
    this.process = process;
    this.flags = O_RDWR | status;
    // Woken when the process leaves its address space, at its end too.
    this.readers = process.vforkDone;
  }

  read(): number {
    return -E.EINVAL;
  }

  write(): number {
    return -E.EINVAL;
  }

  poll(): number {
    return this.process.ending === undefined ? 0 : POLLIN;
  }

  close(): void {}
}
