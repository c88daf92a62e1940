import { IndexSet } from './index-set.ts';
import { type Memory, PAGE_SIZE } from './memory.ts';

/** Frames per piece of a snapshot; pieces that did not change are shared. */
export const CHUNK_SHIFT = 8;
export const CHUNK_SIZE = 1 << CHUNK_SHIFT;

/** What is told before a frame is written. */
interface WriteObserver {
  willWrite(frame: number): void;
}

/** The reference counts of one moment; immutable. */
export interface CountsSnapshot {
  /** Counts of `CHUNK_SIZE` frames each. */
  readonly chunks: readonly Int32Array[];
  readonly quarantine: readonly number[];
}

/**
 * Which frames are in use, and how often: each mapping, page table, cache or kernel buffer that holds a frame counts one.
 * The lowest free frame is handed out first. A frame whose count falls to 0 waits in quarantine until the round ends, until only
 * one hart is busy, or until no other is left. Frame 0 is never handed out: 0 means "none".
 */
export class Frames {
  readonly total: number;
  private readonly counts: Int32Array;
  private readonly free: IndexSet;
  private freeFrames = 0;
  private quarantine: number[] = [];
  private readonly memory: Memory;
  private readonly observer: WriteObserver;
  private readonly chunkChanged: Uint8Array;
  private lastCounts: CountsSnapshot;

  constructor(memory: Memory, observer: WriteObserver) {
    this.memory = memory;
    this.observer = observer;
    this.total = memory.frameCount;
    this.counts = new Int32Array(this.total);
    this.free = new IndexSet(this.total);
    for (let frame = 1; frame < this.total; frame++) this.free.add(frame);
    this.freeFrames = this.total - 1;
    const chunkCount = Math.ceil(this.total / CHUNK_SIZE);
    this.chunkChanged = new Uint8Array(chunkCount);
    this.lastCounts = { chunks: Array(chunkCount).fill(new Int32Array(CHUNK_SIZE)), quarantine: [] };
  }

  /** How many frames can be allocated without touching the quarantine. */
  get freeCount(): number {
    return this.freeFrames;
  }

  /** How many frames become free when the round ends. */
  get quarantined(): number {
    return this.quarantine.length;
  }

  /** A frame of zeros with count 1, or 0 if none is free. */
  allocate(): number {
    const frame = this.allocateUnzeroed();
    if (frame !== 0) {
      const addr = this.memory.frameAddr(frame);
      this.memory.u8.fill(0, addr, addr + PAGE_SIZE);
    }
    return frame;
  }

  /** A frame with count 1 and unspecified content, which the caller overwrites whole; 0 if none is free. */
  allocateUnzeroed(): number {
    // Whoever released a frame took it from the TLBs too, so that under shortage it may be used before the round ends.
    if (this.freeFrames === 0) this.endRound();
    const frame = this.free.lowest();
    if (frame < 0) return 0;
    this.free.delete(frame);
    this.freeFrames--;
    this.setCount(frame, 1);
    this.observer.willWrite(frame);
    return frame;
  }

  /** Counts one more holder of a frame that is in use. */
  retain(frame: number): void {
    const count = this.counts[frame]!;
    if (!(count > 0)) throw new Error(`retain of frame ${frame}, which is not in use`);
    this.setCount(frame, count + 1);
  }

  /** Counts one holder less; the last one puts the frame into quarantine. */
  release(frame: number): void {
    const count = this.counts[frame]!;
    if (!(count > 0)) throw new Error(`release of frame ${frame}, which is not in use`);
    this.setCount(frame, count - 1);
    if (count === 1) this.quarantine.push(frame);
  }

  /** How many holders a frame has. */
  references(frame: number): number {
    return this.counts[frame]!;
  }

  /** Makes the frames in quarantine free. */
  endRound(): void {
    if (this.quarantine.length === 0) return;
    for (const frame of this.quarantine) this.free.add(frame);
    this.freeFrames += this.quarantine.length;
    this.quarantine.length = 0;
  }

  /** The counts as they are; pieces without change are shared with the capture or restore before. */
  capture(): CountsSnapshot {
    const chunks = this.lastCounts.chunks.map((chunk, index) =>
      this.chunkChanged[index] === 0 ? chunk : this.copyChunk(index),
    );
    this.chunkChanged.fill(0);
    this.lastCounts = { chunks, quarantine: this.quarantine.slice() };
    return this.lastCounts;
  }

  /** Goes back to a capture. */
  restore(snapshot: CountsSnapshot): void {
    for (const frame of this.quarantine) this.free.add(frame);
    this.freeFrames += this.quarantine.length;
    snapshot.chunks.forEach((chunk, index) => {
      if (this.chunkChanged[index] !== 0 || chunk !== this.lastCounts.chunks[index]) this.restoreChunk(index, chunk);
    });
    this.quarantine = snapshot.quarantine.slice();
    for (const frame of this.quarantine) this.free.delete(frame);
    this.freeFrames -= this.quarantine.length;
    this.chunkChanged.fill(0);
    this.lastCounts = snapshot;
  }

  private setCount(frame: number, count: number): void {
    this.counts[frame] = count;
    this.chunkChanged[frame >>> CHUNK_SHIFT] = 1;
  }

  private copyChunk(index: number): Int32Array {
    const chunk = new Int32Array(CHUNK_SIZE);
    chunk.set(this.counts.subarray(index * CHUNK_SIZE, (index + 1) * CHUNK_SIZE));
    return chunk;
  }

  private restoreChunk(index: number, chunk: Int32Array): void {
    const first = index * CHUNK_SIZE;
    const end = Math.min(first + CHUNK_SIZE, this.total);
    for (let frame = Math.max(first, 1); frame < end; frame++) {
      const count = chunk[frame - first]!;
      const wasFree = this.counts[frame] === 0;
      if (wasFree && count > 0) {
        this.free.delete(frame);
        this.freeFrames--;
      } else if (!wasFree && count === 0) {
        this.free.add(frame);
        this.freeFrames++;
      }
      this.counts[frame] = count;
    }
  }
}
