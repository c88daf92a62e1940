import {
  INSTRUCTION_PAGE_FAULT,
  LOAD_MISALIGNED,
  LOAD_PAGE_FAULT,
  STORE_MISALIGNED,
  STORE_PAGE_FAULT,
} from '../isa/traps.ts';
import type { CodeCache } from './code-cache.ts';
import type { Reservation } from './context.ts';
import { type Memory, PAGE_SHIFT, PAGE_SIZE } from './memory.ts';
import { EXIT_COUNT, EXIT_WATCH, type Outcome } from './outcome.ts';
import { PTE_A, PTE_D, PTE_R, PTE_U, PTE_V, PTE_W, PTE_X, pteAddr, pteFrame } from './page-table.ts';
import type { StopConditions } from './stop-conditions.ts';
import type { Tlb } from './tlb.ts';
import type { WriteMarks } from './write-marks.ts';

/** The parts of the computer that all harts share. */
export interface SharedParts {
  readonly memory: Memory;
  readonly code: CodeCache;
  readonly marks: WriteMarks;
  readonly stops: StopConditions;
  /** Every hart's TLBs that were ever used. */
  readonly tlbs: Tlb[];
}

const OFFSET = PAGE_SIZE - 1;

/**
 * A hart's way to memory where the TLB does not lead: translation, misaligned accesses, frames with decoded code, watched
 * ranges, atomics with reservations. What cannot be done sets the outcome and changes nothing else.
 */
export class Mmu {
  /** That of the space which is loaded. */
  tlb: Tlb;
  /** Watched ranges are open to the instruction being executed. */
  isPassing = false;
  readonly memory: Memory;
  readonly reservation: Reservation = { valid: 0, addr: 0, value: 0 };
  private readonly outcome: Outcome;
  private readonly code: CodeCache;
  private readonly marks: WriteMarks;
  private readonly stops: StopConditions;
  private readonly ownTlbs: readonly Tlb[];
  private readonly usedTlbs: Tlb[];
  private loads = 1;

  constructor(parts: SharedParts, tlbs: readonly Tlb[], outcome: Outcome) {
    this.memory = parts.memory;
    this.code = parts.code;
    this.marks = parts.marks;
    this.stops = parts.stops;
    this.outcome = outcome;
    this.ownTlbs = tlbs;
    this.usedTlbs = parts.tlbs;
    this.tlb = this.findTlb(0);
  }

  /** The frame of the first-level page table, 0 if none. */
  get root(): number {
    return this.tlb.root;
  }

  /** Translates by the tables under `root` from now on. */
  loadSpace(root: number): void {
    if (root !== this.tlb.root) this.tlb = this.findTlb(root);
  }

  /** The TLB of a space. If it has none, the one that was loaded the longest ago becomes its. */
  private findTlb(root: number): Tlb {
    let found = this.ownTlbs[0]!;
    for (const tlb of this.ownTlbs) {
      if (tlb.root === root) {
        found = tlb;
        break;
      }
      if (tlb.loaded < found.loaded) found = tlb;
    }
    if (found.isUnused) this.usedTlbs.push(found);
    if (found.root !== root) found.flush();
    found.root = root;
    found.loaded = ++this.loads;
    return found;
  }

  /** Empties the entry caches, whatever space they are for. */
  flushEntries(): void {
    for (const tlb of this.ownTlbs) if (!tlb.isUnused) tlb.flushEntries();
  }

  /** Voids the fetch entries if blocks of the code cache changed hands since they were made. */
  checkFetches(): void {
    if (this.code.version === this.tlb.codeVersion) return;
    this.tlb.flushFetches();
    this.tlb.codeVersion = this.code.version;
  }

  /** Makes the TLB's fetch entry for `pc` good and gives the index of the record there. */
  fetch(pc: number): number {
    const pte = this.walk(pc);
    const needed = PTE_V | PTE_U | PTE_X;
    if ((pte & needed) !== needed) {
      this.outcome.trap(INSTRUCTION_PAGE_FAULT, pc);
      return 0;
    }
    this.setBits(pc, pte, PTE_A);
    const base = this.code.open(pteFrame(pte));
    // Opening may have taken all blocks away.
    this.checkFetches();
    this.tlb.allowFetch(pc, base);
    return base + (pc & OFFSET);
  }

  /** The index of the record of the instruction at `pc`, -1 if it cannot be fetched. */
  recordOf(pc: number): number {
    const pte = this.walk(pc);
    const needed = PTE_V | PTE_U | PTE_X;
    if ((pte & needed) !== needed) return -1;
    const base = this.code.open(pteFrame(pte));
    this.checkFetches();
    return base + (pc & OFFSET);
  }

  /** The `bytes` at `addr`, zero-extended, as an int32. */
  load(addr: number, bytes: number): number {
    const split = Math.min(bytes, PAGE_SIZE - (addr & OFFSET));
    const first = this.translate(addr, split, 'read');
    if (first < 0) return 0;
    const second = split < bytes ? this.translate(addr + split, bytes - split, 'read') : 0;
    if (second < 0) return 0;
    const low = this.take(first, split);
    return split < bytes ? low | (this.take(second, bytes - split) << (8 * split)) : low;
  }

  store(addr: number, bytes: number, value: number): void {
    const split = Math.min(bytes, PAGE_SIZE - (addr & OFFSET));
    const first = this.translate(addr, split, 'write');
    if (first < 0) return;
    const second = split < bytes ? this.translate(addr + split, bytes - split, 'write') : 0;
    if (second < 0) return;
    this.put(first, split, value);
    if (split < bytes) this.put(second, bytes - split, value >>> (8 * split));
  }

  /** Whether an atomic operation may read and write the word at `addr`; then `load` and `store` there succeed. */
  checkAtomic(addr: number): void {
    if ((addr & 3) !== 0) this.outcome.trap(STORE_MISALIGNED, addr);
    else if (this.translate(addr, 4, 'write') >= 0) this.checkWatch(addr, 4, 'read');
  }

  loadReserved(addr: number): number {
    if ((addr & 3) !== 0) {
      this.outcome.trap(LOAD_MISALIGNED, addr);
      return 0;
    }
    const value = this.load(addr, 4);
    if (this.outcome.exit === EXIT_COUNT) Object.assign(this.reservation, { valid: 1, addr: addr >>> 0, value });
    return value;
  }

  /** 0 if the reservation held and `value` was stored, else 1. The reservation is gone unless this faults. */
  storeConditional(addr: number, value: number): number {
    if ((addr & 3) !== 0) {
      this.outcome.trap(STORE_MISALIGNED, addr);
      return 0;
    }
    const { reservation } = this;
    let holds = reservation.valid === 1 && reservation.addr === addr >>> 0;
    if (holds) {
      const at = this.translate(addr, 4, 'write');
      if (at < 0) return 0;
      holds = this.take(at, 4) === reservation.value;
      if (holds) this.put(at, 4, value);
    }
    reservation.valid = 0;
    return holds ? 0 : 1;
  }

  /** The page-table entry for `addr`, 0 if there is none. */
  private walk(addr: number): number {
    const at = pteAddr(this.memory, this.root, addr >>> PAGE_SHIFT);
    return at === 0 ? 0 : this.memory.u32[at >>> 2]!;
  }

  /** Sets the accessed and dirty bits of an entry that lacks them. */
  private setBits(addr: number, pte: number, bits: number): void {
    if ((pte & bits) === bits) return;
    const at = pteAddr(this.memory, this.root, addr >>> PAGE_SHIFT);
    this.marks.markDirty(this.frameAt(at));
    this.memory.u32[at >>> 2] = pte | bits;
  }

  /**
   * The offset in memory of the byte at `addr`, after checking that `bytes` from there, all in one page, may be accessed and
   * are not watched; -1 if not. Fills the TLB.
   */
  private translate(addr: number, bytes: number, how: 'read' | 'write'): number {
    const pte = this.walk(addr);
    const needed = PTE_V | PTE_U | (how === 'read' ? PTE_R : PTE_W);
    if ((pte & needed) !== needed) {
      this.outcome.trap(how === 'read' ? LOAD_PAGE_FAULT : STORE_PAGE_FAULT, addr);
      return -1;
    }
    const isWatched = this.stops.watchesPage(this.root, addr >>> PAGE_SHIFT);
    if (isWatched && !this.checkWatch(addr, bytes, how)) return -1;
    this.setBits(addr, pte, how === 'read' ? PTE_A : PTE_A | PTE_D);
    if (!this.stops.hasWatches) this.tlb.allowWalks(this.memory.frameAddr(this.root));
    const frame = pteFrame(pte);
    const frameAddr = this.memory.frameAddr(frame);
    if (how === 'read') {
      if (!isWatched) this.tlb.allowRead(addr, frameAddr);
    } else if (isWatched || this.code.hasCode(frame)) {
      this.marks.markDirty(frame);
    } else {
      this.marks.markTagged(frame);
      this.tlb.allowWrite(addr, frameAddr);
    }
    return frameAddr + (addr & OFFSET);
  }

  /** Whether no watched range forbids the access. */
  private checkWatch(addr: number, bytes: number, how: 'read' | 'write'): boolean {
    const watch = this.isPassing ? undefined : this.stops.atAccess(this.root, addr >>> 0, bytes, how);
    if (watch === undefined) return true;
    this.outcome.exit = EXIT_WATCH;
    this.outcome.watch = watch;
    return false;
  }

  /** The `bytes` at offset `at` of the memory, within one frame, zero-extended, as an int32. */
  private take(at: number, bytes: number): number {
    let value = 0;
    for (let i = bytes - 1; i >= 0; i--) value = (value << 8) | this.memory.u8[at + i]!;
    return value;
  }

  /** Writes `bytes` of `value` at offset `at` of the memory, within one frame. */
  private put(at: number, bytes: number, value: number): void {
    for (let i = 0; i < bytes; i++) this.memory.u8[at + i] = value >>> (8 * i);
    const frame = this.frameAt(at);
    if (this.code.hasCode(frame)) this.code.dropBytes(frame, at & OFFSET, bytes);
  }

  private frameAt(at: number): number {
    return Math.floor((at - this.memory.framesAt) / PAGE_SIZE);
  }
}
