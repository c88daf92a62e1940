import { E } from '../../abi/errno.ts';
import { EPOLL_NESTING_MAX, EPOLLET, EPOLLEXCLUSIVE, EPOLLONESHOT, EPOLLWAKEUP } from '../../abi/events.ts';
import { O_RDWR, POLLIN } from '../../abi/files.ts';
import type { FifoInode } from '../fs/inode.ts';
import type { Kernel } from '../kernel.ts';
import type { Services } from '../services.ts';
import { WaitQueue } from '../wait-queue.ts';
import type { ObjectWatcher, OpenObject } from './object.ts';
import { isMeantBy, readyEvents, unwatch, watch } from './readiness.ts';

/** The bits of an entry's events that are settings. */
const SETTINGS = EPOLLET | EPOLLONESHOT | EPOLLWAKEUP | EPOLLEXCLUSIVE;

/** What an entry is asked for: EPOLL bits, and 64 bits that are given back with each event, as two words. */
export interface EpollRequest {
  readonly events: number;
  readonly data: readonly [low: number, high: number];
}

/** A descriptor in an epoll set. It stays as long as the open object, even if the descriptor is closed (epoll(7)). */
export class EpollEntry implements ObjectWatcher {
  readonly epoll: Epoll;
  readonly fd: number;
  readonly object: OpenObject;
  request: EpollRequest;
  /** After an event of EPOLLONESHOT nothing more is told until EPOLL_CTL_MOD. */
  isSpent = false;
  readonly queues: readonly WaitQueue[];

  constructor(epoll: Epoll, fd: number, object: OpenObject, request: EpollRequest) {
    this.epoll = epoll;
    this.fd = fd;
    this.object = object;
    this.request = request;
    this.queues = watch(this, object);
  }

  /** The events asked for that hold now. */
  readyEvents(services: Services): number {
    return this.isSpent ? 0 : readyEvents(services, this.object, this.request.events & ~SETTINGS);
  }

  notify(kernel: Kernel, queue: WaitQueue): void {
    if (this.isSpent || !isMeantBy(kernel, queue, this.object, this.request.events & ~SETTINGS)) return;
    this.epoll.markReady(kernel, this);
  }

  objectClosed(): void {
    this.epoll.remove(this);
  }
}

/**
 * A set of descriptors to wait for. As in Linux, an entry comes among the `ready` ones each time its object says that
 * something happened; a wait looks at those only and tells what still holds. With level triggering the entry then stays
 * among them, last in the row; with edge triggering it leaves until something happens again.
 */
export class Epoll implements OpenObject {
  readonly kind = 'event';
  readonly label = 'eventpoll';
  readonly inode: FifoInode;
  references = 0;
  flags = O_RDWR;
  readonly readers = new WaitQueue();
  readonly writers = new WaitQueue();
  watchers: ObjectWatcher[] = [];
  readonly entries: EpollEntry[] = [];
  private ready: EpollEntry[] = [];

  constructor(inode: FifoInode) {
    this.inode = inode;
  }

  find(fd: number, object: OpenObject): EpollEntry | undefined {
    return this.entries.find((entry) => entry.fd === fd && entry.object === object);
  }

  /** Adds a descriptor; ELOOP if epoll sets would watch each other in a circle, or too deep. */
  add(kernel: Kernel, fd: number, object: OpenObject, request: EpollRequest): number {
    if (object instanceof Epoll) {
      if (object.reaches(this)) return -E.ELOOP;
      if (this.height() + object.depth() > EPOLL_NESTING_MAX) return -E.ELOOP;
    }
    const entry = new EpollEntry(this, fd, object, request);
    this.entries.push(entry);
    if (entry.readyEvents(kernel) !== 0) this.markReady(kernel, entry);
    return 0;
  }

  change(kernel: Kernel, entry: EpollEntry, request: EpollRequest): void {
    entry.request = request;
    entry.isSpent = false;
    if (entry.readyEvents(kernel) !== 0) this.markReady(kernel, entry);
  }

  remove(entry: EpollEntry): void {
    unwatch(entry, entry.object, entry.queues);
    this.entries.splice(this.entries.indexOf(entry), 1);
    this.ready = this.ready.filter((each) => each !== entry);
  }

  markReady(kernel: Kernel, entry: EpollEntry): void {
    if (!this.ready.includes(entry)) this.ready.push(entry);
    kernel.wakeAll(this.readers);
  }

  /** Takes up to `max` events. */
  take(services: Services, max: number): EpollRequest[] {
    const taken: EpollRequest[] = [];
    const again: EpollEntry[] = [];
    const { ready } = this;
    let looked = 0;
    for (; looked < ready.length && taken.length < max; looked++) {
      const entry = ready[looked]!;
      const events = entry.readyEvents(services);
      if (events === 0) continue;
      const { request } = entry;
      taken.push({ events, data: request.data });
      if ((request.events & EPOLLONESHOT) !== 0) entry.isSpent = true;
      else if ((request.events & EPOLLET) === 0) again.push(entry);
    }
    this.ready = [...ready.slice(looked), ...again];
    return taken;
  }

  poll(services: Services): number {
    this.ready = this.ready.filter((entry) => entry.readyEvents(services) !== 0);
    return this.ready.length > 0 ? POLLIN : 0;
  }

  read(): number {
    return -E.EINVAL;
  }

  write(): number {
    return -E.EINVAL;
  }

  close(): void {
    for (const entry of [...this.entries]) this.remove(entry);
  }

  private reaches(target: Epoll): boolean {
    return this === target || this.entries.some(({ object }) => object instanceof Epoll && object.reaches(target));
  }

  /** How many epoll sets deep what it watches is, itself counted; and how many deep it is watched. */
  private depth(): number {
    const below = this.entries.map(({ object }) => (object instanceof Epoll ? object.depth() : 0));
    return 1 + Math.max(0, ...below);
  }

  private height(): number {
    const above = this.watchers.map((watcher) => (watcher instanceof EpollEntry ? watcher.epoll.height() : 0));
    return 1 + Math.max(0, ...above);
  }
}
