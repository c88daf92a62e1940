import type { Thread } from '../thread.ts';

/** How caches work; each hart has one. */
export interface CacheSettings {
  /** What fits into it: the working sets of so many threads, in the units in which these are declared. */
  readonly size: number;
  /** Cycles that a thread must run on a hart until its working set is in the cache. */
  readonly warmup: number;
  /** How many cycles an instruction takes while it is not. */
  readonly slowdown: number;
}

/** A working set in a cache: of a thread, or of one that has ended. */
interface Content {
  thread: Thread | undefined;
  readonly size: number;
}

interface HartCache {
  /** What is in it, the last to come first. */
  readonly warm: Content[];
  /** For threads that are on the way, the cycles that they have yet to run. */
  readonly warming: Map<Thread, number>;
}

/**
 * The warmth of caches, by the rules of OSTEP's multi.py: a thread that has run long enough on a hart is warm there, and runs
 * faster, until others have taken its place in the cache. Threads that have declared no working set need none.
 */
export class Caches {
  private readonly settings: CacheSettings;
  private readonly harts: readonly HartCache[];

  constructor(settings: CacheSettings, harts: number) {
    this.settings = settings;
    this.harts = Array.from({ length: harts }, () => ({ warm: [], warming: new Map() }));
  }

  /** The cycles that an instruction of `thread` takes on `hart`. */
  costOf(thread: Thread, hart: number): number {
    return this.isWarm(thread, hart) ? 1 : this.settings.slowdown;
  }

  /** How many cycles `thread` must run on `hart` until it is warm; Infinity if it is. */
  untilWarm(thread: Thread, hart: number): number {
    if (this.isWarm(thread, hart)) return Infinity;
    return this.harts[hart]!.warming.get(thread) ?? this.settings.warmup;
  }

  /** `thread` has run `cycles` on `hart`. */
  ran(thread: Thread, hart: number, cycles: number): void {
    if (this.isWarm(thread, hart)) return;
    const { warming } = this.harts[hart]!;
    const left = this.untilWarm(thread, hart) - cycles;
    if (left > 0) {
      warming.set(thread, left);
      return;
    }
    warming.delete(thread);
    this.harts[hart]!.warm.unshift({ thread, size: thread.scheduling.workingSet });
    this.evict(this.harts[hart]!);
  }

  /** `thread` has ended. What it had in the caches stays there until others push it out. */
  forget(thread: Thread): void {
    for (const { warm, warming } of this.harts) {
      warming.delete(thread);
      for (const content of warm) if (content.thread === thread) content.thread = undefined;
    }
  }

  private isWarm(thread: Thread, hart: number): boolean {
    return thread.scheduling.workingSet === 0 || this.harts[hart]!.warm.some((content) => content.thread === thread);
  }

  /** Whoever came first makes room, until all fit. */
  private evict({ warm, warming }: HartCache): void {
    let used = warm.reduce((sum, { size }) => sum + size, 0);
    while (used > this.settings.size) {
      const { thread, size } = warm.pop()!;
      if (thread !== undefined) warming.set(thread, this.settings.warmup);
      used -= size;
    }
  }
}
