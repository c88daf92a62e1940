import type { DeviceInode } from '../fs/inode.ts';
import type { Services } from '../services.ts';
import type { WaitQueue } from '../wait-queue.ts';
import type { OpenObject } from './object.ts';
import type { Terminal } from './terminal.ts';

/** A terminal as handles name it. */
export class OpenTerminal implements OpenObject {
  readonly kind = 'terminal';
  readonly inode: DeviceInode;
  readonly terminal: Terminal;
  references = 0;
  flags: number;
  readonly readers: WaitQueue;
  readonly writers: WaitQueue;

  constructor(terminal: Terminal, inode: DeviceInode, flags: number) {
    this.terminal = terminal;
    this.inode = inode;
    this.flags = flags;
    this.readers = terminal.readers;
    this.writers = terminal.writers;
  }

  get available(): number {
    return this.terminal.available;
  }

  read(services: Services, target: Uint8Array): number {
    return this.terminal.read(services, target);
  }

  write(services: Services, source: Uint8Array): number {
    return this.terminal.write(services, source);
  }

  poll(): number {
    return this.terminal.poll();
  }

  close(): void {}
}
