import type { Thread } from '../thread.ts';

/** Where a thread stands. */
export interface ReadyPlace {
  /** Undefined while the thread is in no row. */
  queue: ReadyQueue | undefined;
  readonly thread: Thread;
  before: ReadyPlace | undefined;
  after: ReadyPlace | undefined;
}

/**
 * Threads in a row, each in one row at most. Adding one at an end and removing any take the same time, however many there are:
 * `Thread.readyPlace` says where it stands.
 */
export class ReadyQueue {
  private count = 0;
  private head: ReadyPlace | undefined;
  private tail: ReadyPlace | undefined;

  get size(): number {
    return this.count;
  }

  get first(): Thread | undefined {
    return this.head?.thread;
  }

  /** The one behind `thread`. Going on by this is quicker than iterating, which usually ends at the first. */
  behind(thread: Thread): Thread | undefined {
    return this.placeOf(thread)?.after?.thread;
  }

  has(thread: Thread): boolean {
    return this.placeOf(thread) !== undefined;
  }

  push(thread: Thread): void {
    const place = this.take(thread);
    place.before = this.tail;
    if (this.tail === undefined) this.head = place;
    else this.tail.after = place;
    this.tail = place;
  }

  pushFront(thread: Thread): void {
    const place = this.take(thread);
    place.after = this.head;
    if (this.head === undefined) this.tail = place;
    else this.head.before = place;
    this.head = place;
  }

  /** Takes `thread` out; false if it is not here. */
  remove(thread: Thread): boolean {
    const place = this.placeOf(thread);
    if (place === undefined) return false;
    this.count--;
    if (place.before === undefined) this.head = place.after;
    else place.before.after = place.after;
    if (place.after === undefined) this.tail = place.before;
    else place.after.before = place.before;
    place.queue = undefined;
    place.before = undefined;
    place.after = undefined;
    return true;
  }

  /** The threads from first to last; the one that was given last may be removed on the way. */
  *[Symbol.iterator](): Generator<Thread, void> {
    for (let place = this.head; place !== undefined; ) {
      const { thread, after } = place;
      yield thread;
      place = after;
    }
  }

  /** The place of `thread`, which is in no row and shall be in this one. */
  private take(thread: Thread): ReadyPlace {
    thread.readyPlace ??= { queue: undefined, thread, before: undefined, after: undefined };
    thread.readyPlace.queue = this;
    this.count++;
    return thread.readyPlace;
  }

  private placeOf({ readyPlace }: Thread): ReadyPlace | undefined {
    return readyPlace?.queue === this ? readyPlace : undefined;
  }
}
