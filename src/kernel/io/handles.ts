import { E } from '../../abi/errno.ts';
import { dropLocksOf, dropRecords } from '../fs/locks.ts';
import type { Services } from '../services.ts';
import type { OpenObject } from './object.ts';

/** One handle. */
export interface Handle {
  readonly object: OpenObject;
  /** Whether execve closes it; a new Windows-style process inherits exactly the handles that execve would keep. */
  closeOnExec: boolean;
  /** What may be done by it to a process or a thread (PROCESS_ and THREAD_ bits); absent for everything. */
  readonly access?: number | undefined;
}

/** The handles of a process: numbers to open objects, the lowest free number first. Each handle is a reference. */
export class HandleTable {
  private readonly slots: (Handle | undefined)[] = [];

  /** The handle `number`, if it is open. */
  get(number: number): Handle | undefined {
    return this.slots[number];
  }

  /** Gives `object` the lowest free number from `from` on and below `limit`, or EMFILE. */
  install(
    object: OpenObject,
    options: { closeOnExec: boolean; from?: number; limit: number; access?: number | undefined },
  ): number {
    let number = options.from ?? 0;
    while (this.slots[number] !== undefined) number++;
    if (number >= options.limit) return -E.EMFILE;
    const { closeOnExec, access } = options;
    this.put(number, object, closeOnExec, access);
    return number;
  }

  /** Gives `object` the number `number`, closing what had it. */
  replace(services: Services, number: number, object: OpenObject, closeOnExec: boolean): void {
    const old = this.slots[number];
    this.put(number, object, closeOnExec);
    if (old !== undefined) this.letGo(services, old.object);
  }

  /** Gives a handle up: 0, or EBADF if it is not open. */
  close(services: Services, number: number): number {
    const handle = this.slots[number];
    if (handle === undefined) return -E.EBADF;
    this.slots[number] = undefined;
    this.letGo(services, handle.object);
    return 0;
  }

  /** The handles that are open, by number. */
  entries(): [number: number, handle: Handle][] {
    return [...this.slots.entries()].filter((entry): entry is [number, Handle] => entry[1] !== undefined);
  }

  /** The table of a child after fork: the same objects, each referred to once more. */
  duplicateAll(): HandleTable {
    const copy = new HandleTable();
    this.slots.forEach((handle, number) => {
      if (handle === undefined) return;
      copy.put(number, handle.object, handle.closeOnExec, handle.access);
    });
    return copy;
  }

  /** A table with those of the handles that execve would keep and `isWanted` accepts, under their numbers. */
  duplicateInheritable(isWanted: (number: number) => boolean): HandleTable {
    const copy = new HandleTable();
    for (const [number, handle] of this.entries()) {
      if (handle.closeOnExec || !isWanted(number)) continue;
      copy.put(number, handle.object, handle.closeOnExec, handle.access);
    }
    return copy;
  }

  /** Closes every handle, lowest first. */
  closeAll(services: Services): void {
    for (let number = 0; number < this.slots.length; number++) this.close(services, number);
  }

  /** Closes the handles that do not survive execve. */
  closeOnExec(services: Services): void {
    for (let number = 0; number < this.slots.length; number++) {
      if (this.slots[number]?.closeOnExec === true) this.close(services, number);
    }
  }

  /** Closes handles `first` to `last`, or only marks them to be closed by execve. */
  closeRange(services: Services, first: number, last: number, onExec: boolean): void {
    for (let number = first; number <= last && number < this.slots.length; number++) {
      if (!onExec) this.close(services, number);
      else if (this.slots[number] !== undefined) this.slots[number]!.closeOnExec = true;
    }
  }

  /** Closing any handle of a file ends the record locks that the process has on it (fcntl(2)). */
  private letGo(services: Services, object: OpenObject): void {
    dropRecords(services, object.inode, this);
    release(services, object);
  }

  private put(number: number, object: OpenObject, closeOnExec: boolean, access?: number): void {
    retain(object);
    // No holes: the array stays dense, and its copies too.
    while (this.slots.length < number) this.slots.push(undefined);
    this.slots[number] = { object, closeOnExec, access };
  }
}

function retain(object: OpenObject): void {
  object.references++;
}

/** The last reference closes the object. */
export function release(services: Services, object: OpenObject): void {
  object.references--;
  if (object.references > 0) {
    object.lostReference?.(services);
    return;
  }
  dropLocksOf(services, object);
  for (const watcher of [...(object.watchers ?? [])]) watcher.objectClosed();
  object.close(services);
}
