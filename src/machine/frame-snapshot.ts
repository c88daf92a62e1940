import type { CodeCache } from './code-cache.ts';
import { CHUNK_SHIFT, CHUNK_SIZE, type CountsSnapshot, type Frames } from './frames.ts';
import { type Memory, PAGE_SIZE } from './memory.ts';
import type { WriteMarks } from './write-marks.ts';

/** The contents of `CHUNK_SIZE` frames; undefined where nobody held the frame, so that its content does not matter. */
type Chunk = readonly (Uint8Array | undefined)[];

/**
 * All frames at one moment: contents and reference counts. Immutable, and it shares with other snapshots every page that did
 * not change between them, so a tree of them costs what differs.
 */
export interface FrameSnapshot {
  readonly chunks: readonly Chunk[];
  readonly counts: CountsSnapshot;
}

/** Takes and restores snapshots. It copies only frames that were written since the last one taken or restored. */
export class FrameHistory {
  /** What the memory holds, apart from the dirty frames. */
  private base: readonly Chunk[];
  private readonly memory: Memory;
  private readonly frames: Frames;
  private readonly marks: WriteMarks;
  private readonly code: CodeCache;

  constructor(memory: Memory, frames: Frames, marks: WriteMarks, code: CodeCache) {
    this.memory = memory;
    this.frames = frames;
    this.marks = marks;
    this.code = code;
    const empty: Chunk = Array(CHUNK_SIZE).fill(undefined);
    this.base = Array(Math.ceil(memory.frameCount / CHUNK_SIZE)).fill(empty);
  }

  capture(): FrameSnapshot {
    const chunks = this.base.slice();
    const changed = new Map<number, (Uint8Array | undefined)[]>();
    for (const frame of this.marks.dirtyFrames) {
      const index = frame >>> CHUNK_SHIFT;
      let chunk = changed.get(index);
      if (chunk === undefined) {
        chunk = this.base[index]!.slice();
        changed.set(index, chunk);
        chunks[index] = chunk;
      }
      const isHeld = this.frames.references(frame) > 0;
      chunk[frame % CHUNK_SIZE] = isHeld ? this.memory.frameBytes(frame).slice() : undefined;
    }
    this.marks.clear();
    this.base = chunks;
    return { chunks, counts: this.frames.capture() };
  }

  restore(snapshot: FrameSnapshot): void {
    const dirty = new Set(this.marks.dirtyFrames);
    const dirtyChunks = new Set(this.marks.dirtyFrames.map((frame) => frame >>> CHUNK_SHIFT));
    snapshot.chunks.forEach((chunk, index) => {
      const current = this.base[index]!;
      if (chunk === current && !dirtyChunks.has(index)) return;
      for (let i = 0; i < CHUNK_SIZE; i++) {
        const frame = index * CHUNK_SIZE + i;
        if (chunk[i] !== current[i] || dirty.has(frame)) this.restoreFrame(frame, chunk[i]);
      }
    });
    this.marks.clear();
    this.base = snapshot.chunks;
    this.frames.restore(snapshot.counts);
  }

  private restoreFrame(frame: number, page: Uint8Array | undefined): void {
    if (page === undefined) return;
    this.code.drop(frame);
    this.memory.u8.set(page, this.memory.framesAt + frame * PAGE_SIZE);
  }
}
