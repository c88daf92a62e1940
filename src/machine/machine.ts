import { CodeCache } from './code-cache.ts';
import { FrameHistory, type FrameSnapshot } from './frame-snapshot.ts';
import { Frames } from './frames.ts';
import { Hart } from './hart.ts';
import { Memory, SPACES_PER_HART } from './memory.ts';
import { StopConditions } from './stop-conditions.ts';
import { Tlb } from './tlb.ts';
import type { Translator } from './translator.ts';
import { WriteMarks } from './write-marks.ts';

/**
 * The virtual computer's hardware. The room `machine/`:
 *
 * - `memory.ts`, `frames.ts` (with `index-set.ts`): physical memory and who holds it
 * - `page-table.ts`, `tlb.ts`, `write-marks.ts`: from virtual addresses to frames
 * - `code-cache.ts`, `operations.ts`: decoded instructions
 * - `hart.ts`, `context.ts`: a core, and what a thread keeps when it leaves one; `mmu.ts`: its slow way to memory
 * - `translator.ts`: what may execute code in the interpreter's place
 * - `interpreter.generated.ts`: printed by `interpreter-generator.ts` from the instruction table; `outcome.ts`: why it ends
 * - `stop-conditions.ts`, `frame-snapshot.ts`: for debuggers and time travel
 */
export class Machine {
  readonly memory: Memory;
  readonly frames: Frames;
  readonly harts: readonly Hart[];
  readonly stops: StopConditions;
  private readonly code: CodeCache;
  private readonly marks: WriteMarks;
  private readonly history: FrameHistory;
  /** The TLBs in use, of all harts: those that must hear of changes. */
  private readonly tlbs: Tlb[] = [];

  constructor(options: { readonly harts: number; readonly frames: number }) {
    this.memory = new Memory(options.harts, options.frames);
    const { tlbs } = this;
    this.marks = new WriteMarks(this.memory, tlbs);
    this.stops = new StopConditions(() => this.forgetTranslations());
    this.code = new CodeCache(this.memory, this.marks, this.stops);
    this.frames = new Frames(this.memory, this);
    const { memory, code, marks, stops } = this;
    const tlbsOf = (hart: number) =>
      Array.from({ length: SPACES_PER_HART }, (_, index) => new Tlb(memory, hart * SPACES_PER_HART + index));
    this.harts = Array.from(
      { length: options.harts },
      (_, index) => new Hart(index, { memory, code, marks, stops, tlbs }, tlbsOf(index)),
    );
    this.history = new FrameHistory(memory, this.frames, marks, code);
  }

  /** Lets `translator` execute code, too. */
  useTranslator(translator: Translator): void {
    this.code.translator = translator;
  }

  /** Every write to a frame that is not a hart's own store goes through here first. */
  willWrite(frame: number): void {
    this.marks.markDirty(frame);
    this.code.drop(frame);
  }

  /** Forgets what harts know of a page whose entry under `root` was changed. */
  flushPage(root: number, pageNumber: number): void {
    for (const tlb of this.tlbs) if (tlb.root === root) tlb.flushPage(pageNumber);
  }

  /** Forgets what harts know of the space under `root`. */
  flushSpace(root: number): void {
    for (const tlb of this.tlbs) if (tlb.root === root) tlb.flush();
  }

  /** Takes the space under `root` away from every hart that has it loaded. */
  unloadSpace(root: number): void {
    for (const hart of this.harts) if (hart.root === root) hart.loadSpace(0);
    for (const tlb of this.tlbs) if (tlb.root === root) tlb.loseSpace();
  }

  /** All frames and their counts as they are. Nothing that the computer can observe changes. */
  captureFrames(): FrameSnapshot {
    return this.history.capture();
  }

  /** Puts all frames and their counts back. The caller restores the harts. */
  restoreFrames(snapshot: FrameSnapshot): void {
    this.history.restore(snapshot);
    for (const tlb of this.tlbs) tlb.flush();
  }

  private forgetTranslations(): void {
    this.code.dropAll();
    for (const tlb of this.tlbs) tlb.flush();
  }
}
