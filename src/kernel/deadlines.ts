import type { Kernel } from './kernel.ts';

/** Something that wants to be told when a cycle has come: a thread whose wait ends, a timer. */
export interface Alarm {
  ring(kernel: Kernel): void;
}

/** `order` breaks ties: first come, first served. */
interface Entry {
  readonly cycle: number;
  readonly order: number;
  readonly alarm: Alarm;
}

/** The alarms that are set, as a binary heap: the earliest is `heap[0]`. Each has at most one entry. */
export class Deadlines {
  private readonly heap: Entry[] = [];
  private count = 0;

  /** The earliest cycle at which an alarm is due; Infinity if none is set. */
  get next(): number {
    return this.heap.length === 0 ? Infinity : this.heap[0]!.cycle;
  }

  add(alarm: Alarm, cycle: number): void {
    const { heap } = this;
    heap.push({ cycle, order: this.count++, alarm });
    for (let at = heap.length - 1; at > 0; ) {
      const up = (at - 1) >> 1;
      if (!isBefore(heap[at]!, heap[up]!)) break;
      swap(heap, at, up);
      at = up;
    }
  }

  /** Takes `alarm` out; nothing if it is not set. */
  remove(alarm: Alarm): void {
    const at = this.heap.findIndex((entry) => entry.alarm === alarm);
    if (at >= 0) this.removeAt(at);
  }

  /** Takes out the earliest alarm that is due by `cycle`. */
  takeDue(cycle: number): Alarm | undefined {
    if (this.next > cycle) return undefined;
    const { alarm } = this.heap[0]!;
    this.removeAt(0);
    return alarm;
  }

  private removeAt(at: number): void {
    const { heap } = this;
    const last = heap.pop()!;
    if (at === heap.length) return;
    heap[at] = last;
    let place = at;
    for (let up = (place - 1) >> 1; place > 0 && isBefore(heap[place]!, heap[up]!); up = (place - 1) >> 1) {
      swap(heap, place, up);
      place = up;
    }
    for (;;) {
      const left = place * 2 + 1;
      let least = place;
      if (left < heap.length && isBefore(heap[left]!, heap[least]!)) least = left;
      if (left + 1 < heap.length && isBefore(heap[left + 1]!, heap[least]!)) least = left + 1;
      if (least === place) return;
      swap(heap, place, least);
      place = least;
    }
  }
}

function isBefore(a: Entry, b: Entry): boolean {
  return a.cycle < b.cycle || (a.cycle === b.cycle && a.order < b.order);
}

function swap(heap: Entry[], a: number, b: number): void {
  const entry = heap[a]!;
  heap[a] = heap[b]!;
  heap[b] = entry;
}
