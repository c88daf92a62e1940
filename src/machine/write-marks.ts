import type { Memory } from './memory.ts';
import type { Tlb } from './tlb.ts';

const DIRTY = 1;
/** In the mark of a frame: some TLB may let it be written without a word. Then it is dirty, and holds no code. */
export const TAGGED = 2;

/**
 * Which frames were written since the last snapshot, and which may be written without a word through some hart's TLB. The marks
 * are a byte for each frame in the memory, where translated code reads them.
 */
export class WriteMarks {
  private readonly marks: Uint8Array;
  private dirty: number[] = [];
  private readonly memory: Memory;
  private readonly tlbs: readonly Tlb[];

  constructor(memory: Memory, tlbs: readonly Tlb[]) {
    this.memory = memory;
    this.tlbs = tlbs;
    this.marks = memory.u8.subarray(memory.marksAt, memory.marksAt + memory.frameCount);
  }

  /** The frames written since `clear`, in the order of their first writes. */
  get dirtyFrames(): readonly number[] {
    return this.dirty;
  }

  /** Notes that `frame` is about to be written. */
  markDirty(frame: number): void {
    const marks = this.marks[frame]!;
    if ((marks & DIRTY) !== 0) return;
    this.marks[frame] = marks | DIRTY;
    this.dirty.push(frame);
  }

  /** Notes that some TLB is about to get the right to write to `frame`. */
  markTagged(frame: number): void {
    this.markDirty(frame);
    this.marks[frame]! |= TAGGED;
  }

  /** Takes the right to write to `frame` from every TLB: the next store to it goes the slow way. */
  denyWrites(frame: number): void {
    if ((this.marks[frame]! & TAGGED) === 0) return;
    this.marks[frame]! &= ~TAGGED;
    for (const tlb of this.tlbs) tlb.denyWrites(this.memory.frameAddr(frame));
  }

  /** Calls every frame clean and takes all rights to write from the TLBs, so that the next write to each frame is noticed. */
  clear(): void {
    for (const frame of this.dirty) this.marks[frame] = 0;
    this.dirty = [];
    for (const tlb of this.tlbs) tlb.flushWrites();
  }
}
