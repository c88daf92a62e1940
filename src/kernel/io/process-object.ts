import { E } from '../../abi/errno.ts';
import { O_RDWR, POLLIN } from '../../abi/files.ts';
import type { FifoInode } from '../fs/inode.ts';
import type { Process } from '../process.ts';
import type { Services } from '../services.ts';
import { WaitQueue } from '../wait-queue.ts';
import type { OpenObject } from './object.ts';

/**
 * What a process handle or a pidfd names: a process, whatever becomes of its number. It is readable, and for a
 * Windows-style wait signalled, when the process has ended (pidfd_open(2)).
 */
export class ProcessObject implements OpenObject {
  readonly kind = 'process';
  readonly label = 'pidfd';
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

  close(services: Services): void {
    services.loseName(this.process);
  }
}

/** An object for handles to `process`, which does not go before it is closed. */
export function nameProcess(process: Process, inode: FifoInode, status = 0): ProcessObject {
  process.nameCount++;
  return new ProcessObject(inode, status, process);
}
