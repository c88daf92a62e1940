import { E } from '../../abi/errno.ts';
import { O_RDWR, POLLIN } from '../../abi/files.ts';
import type { FifoInode } from '../fs/inode.ts';
import type { OpenObject } from '../io/object.ts';
import type { Services } from '../services.ts';
import type { Thread } from '../thread.ts';
import { WaitQueue } from '../wait-queue.ts';

/**
 * What a synchronizer is:
 *   event      set by SetEvent; a wait takes the signal of it unless it is reset by hand
 *   mutex      held by one thread, any number of times; abandoned if that thread ended without giving it up
 *   semaphore  a count from which each wait takes 1
 */
export type SynchronizerState =
  | { readonly kind: 'event'; readonly isManual: boolean; isSet: boolean }
  | { readonly kind: 'mutex'; owner: Thread | undefined; depth: number; isAbandoned: boolean }
  | { readonly kind: 'semaphore'; count: number; readonly maximum: number };

/** An event, a mutex or a semaphore: what threads wait for with WaitForSingleObject, or with poll. */
export class Synchronizer<State extends SynchronizerState = SynchronizerState> implements OpenObject {
  readonly kind: State['kind'];
  readonly inode: FifoInode;
  readonly state: State;
  /** By which other processes find it; '' for none. */
  readonly name: string;
  references = 0;
  flags = O_RDWR;
  readonly readers = new WaitQueue();
  readonly writers = new WaitQueue();

  constructor(inode: FifoInode, state: State, name: string) {
    this.inode = inode;
    this.kind = state.kind;
    this.state = state;
    this.name = name;
  }

  read(): number {
    return -E.EINVAL;
  }

  write(): number {
    return -E.EINVAL;
  }

  /** Whoever polls holds no mutex by that. */
  poll(): number {
    return isSignalledFor(this, undefined) ? POLLIN : 0;
  }

  close(services: Services): void {
    if (this.state.kind === 'mutex') leaveOwner(this, this.state.owner);
    if (this.name !== '') services.namedObjects.delete(this.name);
    // A thread that waits by a handle that another one has closed finds it invalid.
    services.wakeAll(this.readers);
  }
}

/** Whether a wait of `thread` would end at once. */
export function isSignalledFor({ state }: Synchronizer, thread: Thread | undefined): boolean {
  switch (state.kind) {
    case 'event':
      return state.isSet;
    case 'mutex':
      return state.owner === undefined || state.owner === thread;
    case 'semaphore':
      return state.count > 0;
  }
}

/** Ends a wait of `thread` for a synchronizer that is signalled; whether it is a mutex that was abandoned. */
export function takeSignal(synchronizer: Synchronizer, thread: Thread): boolean {
  const { state } = synchronizer;
  if (state.kind === 'event') {
    state.isSet = state.isManual;
    return false;
  }
  if (state.kind === 'semaphore') {
    state.count--;
    return false;
  }
  if (state.owner === undefined) thread.mutexes.push(synchronizer);
  state.owner = thread;
  state.depth++;
  const wasAbandoned = state.isAbandoned;
  state.isAbandoned = false;
  return wasAbandoned;
}

/** Gives a mutex up once; false if `thread` does not hold it. */
export function releaseMutex(services: Services, mutex: Synchronizer, thread: Thread): boolean {
  const { state } = mutex;
  if (state.kind !== 'mutex' || state.owner !== thread) return false;
  state.depth--;
  if (state.depth > 0) return true;
  leaveOwner(mutex, thread);
  state.owner = undefined;
  services.wakeAll(mutex.readers);
  return true;
}

/** The end of `thread` abandons the mutexes that it holds: the next owner is told. */
export function abandonMutexes(services: Services, thread: Thread): void {
  for (const mutex of thread.mutexes.splice(0)) {
    if (mutex.state.kind !== 'mutex') continue;
    Object.assign(mutex.state, { owner: undefined, depth: 0, isAbandoned: true });
    services.wakeAll(mutex.readers);
  }
}

function leaveOwner(mutex: Synchronizer, owner: Thread | undefined): void {
  owner?.mutexes.splice(owner.mutexes.indexOf(mutex), 1);
}
