import type { Thread } from '../thread.ts';

interface Link {
  readonly thread: Thread;
  before: Link | undefined;
  after: Link | undefined;
}

/** Threads in a row. Adding one at an end and removing any take the same time, however many there are. */
export class ReadyQueue {
  private readonly links = new Map<Thread, Link>();
  private head: Link | undefined;
  private tail: Link | undefined;

  get size(): number {
    return this.links.size;
  }

  get first(): Thread | undefined {
    return this.head?.thread;
  }

  /** The one behind `thread`. Going on by this is quicker than iterating, which usually ends at the first. */
  behind(thread: Thread): Thread | undefined {
    return this.links.get(thread)?.after?.thread;
  }

  has(thread: Thread): boolean {
    return this.links.has(thread);
  }

  push(thread: Thread): void {
    const link: Link = { thread, before: this.tail, after: undefined };
    if (this.tail === undefined) this.head = link;
    else this.tail.after = link;
    this.tail = link;
    this.links.set(thread, link);
  }

  pushFront(thread: Thread): void {
    const link: Link = { thread, before: undefined, after: this.head };
    if (this.head === undefined) this.tail = link;
    else this.head.before = link;
    this.head = link;
    this.links.set(thread, link);
  }

  /** Takes `thread` out; false if it is not here. */
  remove(thread: Thread): boolean {
    const link = this.links.get(thread);
    if (link === undefined) return false;
    this.links.delete(thread);
    if (link.before === undefined) this.head = link.after;
    else link.before.after = link.after;
    if (link.after === undefined) this.tail = link.before;
    else link.after.before = link.before;
    return true;
  }

  /** The threads from first to last; the one that was given last may be removed on the way. */
  *[Symbol.iterator](): Generator<Thread, void> {
    for (let link = this.head; link !== undefined; link = link.after) yield link.thread;
  }
}
