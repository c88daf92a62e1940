import type { Thread } from '../thread.ts';
import { mayRunOn } from './attributes.ts';

/** A thread's place: by `rank`, the lowest first; those of one rank by `order`. */
interface Place {
  readonly thread: Thread;
  readonly rank: number;
  readonly order: number;
}

/** Ready threads by rank. Places are found by bisection. */
export class Ranking {
  /** The best one last, where it is taken. */
  private readonly places: Place[] = [];
  private readonly byThread = new Map<Thread, Place>();
  private count = 0;

  get size(): number {
    return this.places.length;
  }

  /** Adds `thread` behind those of its rank, or before them if it `goesFirst`. */
  add(thread: Thread, rank: number, goesFirst = false): void {
    this.count++;
    this.insert({ thread, rank, order: goesFirst ? -this.count : this.count });
  }

  /** Adds `thread` among those of its rank by its number. */
  addByNumber(thread: Thread, rank: number): void {
    this.insert({ thread, rank, order: thread.tid });
  }

  /** Takes `thread` out; false if it is not here. */
  remove(thread: Thread): boolean {
    const place = this.byThread.get(thread);
    if (place === undefined) return false;
    this.byThread.delete(thread);
    this.places.splice(this.indexFor(place) - 1, 1);
    return true;
  }

  /** The rank of the first thread; Infinity if there is none. */
  get bestRank(): number {
    return this.places.at(-1)?.rank ?? Infinity;
  }

  /** The threads, the best first; not to be changed meanwhile. */
  *[Symbol.iterator](): Generator<Thread, void> {
    for (let at = this.places.length - 1; at >= 0; at--) yield this.places[at]!.thread;
  }

  rankOf(thread: Thread): number | undefined {
    return this.byThread.get(thread)?.rank;
  }

  /**
   * Of the running threads, whose ranks `rankOf` gives, those that make room: each ready thread takes the place of the
   * worst one that is worse than itself, where it may run; on the lowest hart if several are.
   */
  findOutranked(
    running: readonly (Thread | undefined)[],
    rankOf: (thread: Thread) => number,
    already: readonly Thread[],
  ): readonly Thread[] {
    let worst = -Infinity;
    for (const thread of running) if (thread !== undefined) worst = Math.max(worst, rankOf(thread));
    if (this.bestRank >= worst) return already;
    const victims = new Set(already);
    for (let at = this.places.length - 1; at >= 0 && victims.size < running.length; at--) {
      if (this.places[at]!.rank >= worst) break;
      const { thread, rank } = this.places[at]!;
      let victim: Thread | undefined;
      let victimRank = rank;
      for (const other of running) {
        if (other === undefined || victims.has(other) || !mayRunOn(thread, other.hart)) continue;
        const otherRank = rankOf(other);
        if (otherRank <= victimRank) continue;
        victim = other;
        victimRank = otherRank;
      }
      if (victim !== undefined) victims.add(victim);
    }
    return [...victims];
  }

  private insert(place: Place): void {
    this.byThread.set(place.thread, place);
    this.places.splice(this.indexFor(place), 0, place);
  }

  /** How many places are worse than `place` or equal to it. */
  private indexFor(place: Place): number {
    let low = 0;
    let high = this.places.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const { rank, order } = this.places[middle]!;
      if (rank > place.rank || (rank === place.rank && order >= place.order)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
