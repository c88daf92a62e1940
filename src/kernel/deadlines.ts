import type { Kernel } from './kernel.ts';

/** Something that wants to be told when a cycle has come: a thread whose wait ends, a timer. */
export interface Alarm {
  ring(kernel: Kernel): void;
}

/** `order` breaks ties: first come, first served. `place` is where it is in the heap. */
interface Entry {
  readonly cycle: number;
  readonly order: number;
  readonly alarm: Alarm;
  place: number;
}

/** The alarms that are set, as a binary heap: the earliest is `heap[0]`. Each has at most one entry. */
export class Deadlines {
  private readonly heap: Entry[] = [];
  private readonly entries = new Map<Alarm, Entry>();
  private count = 0;

  /** The earliest cycle at which an alarm is due; Infinity if none is set. */
  get next(): number {
    return this.heap.length === 0 ? Infinity : this.heap[0]!.cycle;
  }

  /** Sets `alarm`, which is not set. */
  add(alarm: Alarm, cycle: number): void {
    const entry = { cycle, order: this.count++, alarm, place: this.heap.length };
    this.entries.set(alarm, entry);
    this.heap.push(entry);
    this.rise(entry);
  }

  /** Takes `alarm` out; nothing if it is not set. */
  remove(alarm: Alarm): void {
    const entry = this.entries.get(alarm);
    if (entry !== undefined) this.removeEntry(entry);
  }

  /** Takes out the earliest alarm that is due by `cycle`. */
  takeDue(cycle: number): Alarm | undefined {
    if (this.next > cycle) return undefined;
    const entry = this.heap[0]!;
    this.removeEntry(entry);
    return entry.alarm;
  }

  private removeEntry(entry: Entry): void {
    this.entries.delete(entry.alarm);
    const last = this.heap.pop()!;
    if (last === entry) return;
    this.put(last, entry.place);
    this.rise(last);
    this.sink(last);
  }

  private rise(entry: Entry): void {
    for (let up = (entry.place - 1) >> 1; entry.place > 0 && isBefore(entry, this.heap[up]!); up = (up - 1) >> 1) {
      this.swap(entry, this.heap[up]!);
    }
  }

  private sink(entry: Entry): void {
    const { heap } = this;
    for (;;) {
      const left = heap[entry.place * 2 + 1];
      const right = heap[entry.place * 2 + 2];
      const least = right !== undefined && isBefore(right, left!) ? right : left;
      if (least === undefined || isBefore(entry, least)) return;
      this.swap(entry, least);
    }
  }

  private swap(a: Entry, b: Entry): void {
    const { place } = a;
    this.put(a, b.place);
    this.put(b, place);
  }

  private put(entry: Entry, place: number): void {
    this.heap[place] = entry;
    entry.place = place;
  }
}

function isBefore(a: Entry, b: Entry): boolean {
  return a.cycle < b.cycle || (a.cycle === b.cycle && a.order < b.order);
}
