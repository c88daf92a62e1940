import type { Frames } from './frames.ts';
import { type Memory, PAGE_SIZE } from './memory.ts';

/**
 * A page-table entry as Sv32 has it (RISC-V privileged specification, "Sv32"); the kernel uses the two bits that are
 * left to software:
 *
 *     31                 10 9       8    7 6 5 4 3 2 1 0
 *     frame number          shared  cow  D A G U X W R V
 */
export const PTE_V = 1;
export const PTE_R = 2;
export const PTE_W = 4;
export const PTE_X = 8;
export const PTE_U = 16;
export const PTE_A = 64;
export const PTE_D = 128;
/** Copy on write: W is clear, and the first store faults so that the kernel copies the frame. */
export const PTE_COW = 256;
/** The mapping is shared between processes: fork keeps it writable. */
export const PTE_SHARED = 512;

const ENTRIES = 1024;
const LEAF = PTE_R | PTE_W | PTE_X;

/** The frame that an entry names. */
export function pteFrame(pte: number): number {
  return pte >>> 10;
}

/** The entry that names `frame` with the bits `flags`. */
export function makePte(frame: number, flags: number): number {
  return ((frame << 10) | flags) >>> 0;
}

/** The parts of the computer that page tables stand on. */
export interface PageTableHost {
  readonly memory: Memory;
  readonly frames: Frames;
  willWrite(frame: number): void;
  unloadSpace(root: number): void;
}

/** The offset in memory of the entry for `pageNumber` in the tables under `root`, or 0 if it has no second-level table. */
export function pteAddr(memory: Memory, root: number, pageNumber: number): number {
  if (root === 0) return 0;
  const upper = memory.u32[(memory.frameAddr(root) + (pageNumber >>> 10) * 4) >>> 2]!;
  // An upper entry with rights would be a 4 MiB page; there are none.
  if ((upper & (PTE_V | LEAF)) !== PTE_V) return 0;
  return memory.frameAddr(upper >>> 10) + (pageNumber & 1023) * 4;
}

/**
 * The two-level page tables of one address space, seen from software. The tables are in frames; this object is only a way
 * to reach them, made from the root whenever it is needed. Changing an entry flushes no TLB: see `Machine.flushPage`.
 */
export class PageTable {
  /** The frame of the first-level table. */
  readonly root: number;
  private readonly host: PageTableHost;

  constructor(host: PageTableHost, root: number) {
    this.host = host;
    this.root = root;
  }

  /** An empty address space, or undefined if no frame is free. */
  static create(host: PageTableHost): PageTable | undefined {
    const root = host.frames.allocate();
    return root === 0 ? undefined : new PageTable(host, root);
  }

  /** The entry of `pageNumber`, 0 if there is none. */
  get(pageNumber: number): number {
    const addr = pteAddr(this.host.memory, this.root, pageNumber);
    return addr === 0 ? 0 : this.host.memory.u32[addr >>> 2]!;
  }

  /** Sets the entry of `pageNumber`; false if that takes a second-level table and no frame is free. */
  set(pageNumber: number, pte: number): boolean {
    const { memory } = this.host;
    let addr = pteAddr(memory, this.root, pageNumber);
    if (addr === 0) {
      if (pte === 0) return true;
      addr = this.addTable(pageNumber);
      if (addr === 0) return false;
    } else {
      this.host.willWrite(this.frameOf(addr));
    }
    memory.u32[addr >>> 2] = pte;
    return true;
  }

  /** Visits the valid entries of pages `from` to `to` - 1 in ascending order. The visitor may change the entry it is shown. */
  forEach(from: number, to: number, visit: (pageNumber: number, pte: number) => void): void {
    const { memory } = this.host;
    const upper = memory.frameAddr(this.root) >>> 2;
    for (let page = from; page < to; page = (page | (ENTRIES - 1)) + 1) {
      if ((memory.i32[upper + (page >>> 10)]! & PTE_V) === 0) continue;
      const first = page & ~(ENTRIES - 1);
      const entries = pteAddr(memory, this.root, first) >>> 2;
      visitTable(memory.i32, entries, page - first, Math.min(to - first, ENTRIES), first, visit);
    }
  }

  /**
   * Makes `child` map what pages `from` to `to` - 1 map here, and counts the frames. Entries that may be written without
   * others seeing it become copy-on-write in both. False, with a part made, if no frame is free for a table of `child`.
   */
  share(child: PageTable, from: number, to: number): boolean {
    const { memory } = this.host;
    for (let page = from; page < to; page = (page | (ENTRIES - 1)) + 1) {
      const addr = pteAddr(memory, this.root, page);
      if (addr === 0) continue;
      const target = pteAddr(memory, child.root, page) || child.addTable(page);
      if (target === 0) return false;
      this.host.willWrite(this.frameOf(addr));
      const count = Math.min(to - page, ENTRIES - (page & (ENTRIES - 1)));
      shareEntries(memory.i32, addr >>> 2, target >>> 2, count, this.host.frames);
    }
    return true;
  }

  /** How many frames the tables themselves take. */
  get tableFrames(): number {
    return 1 + this.secondLevel().length;
  }

  /** Releases the frames of the tables, not those that they map, and unloads the space from every hart. */
  free(): void {
    this.host.unloadSpace(this.root);
    for (const table of this.secondLevel()) this.host.frames.release(table);
    this.host.frames.release(this.root);
  }

  /** Makes the second-level table for `pageNumber`: the offset in memory of its entry there, 0 if no frame is free. */
  private addTable(pageNumber: number): number {
    const { memory, frames } = this.host;
    const table = frames.allocate();
    if (table === 0) return 0;
    this.host.willWrite(this.root);
    memory.u32[(memory.frameAddr(this.root) >>> 2) + (pageNumber >>> 10)] = makePte(table, PTE_V);
    return memory.frameAddr(table) + (pageNumber & (ENTRIES - 1)) * 4;
  }

  /** The frame that holds the byte at offset `addr` of memory. */
  private frameOf(addr: number): number {
    return Math.floor((addr - this.host.memory.framesAt) / PAGE_SIZE);
  }

  private secondLevel(): number[] {
    const { memory } = this.host;
    const first = memory.frameAddr(this.root) >>> 2;
    const tables: number[] = [];
    for (let index = 0; index < ENTRIES; index++) {
      const pte = memory.i32[first + index]!;
      if ((pte & PTE_V) !== 0) tables.push(pteFrame(pte));
    }
    return tables;
  }
}

/** Copies the valid ones of `count` entries from word `from` to word `to` of memory, as `share` says. */
function shareEntries(i32: Int32Array, from: number, to: number, count: number, frames: Frames): void {
  for (let index = 0; index < count; index++) {
    let pte = i32[from + index]!;
    if ((pte & PTE_V) === 0) continue;
    frames.retain(pteFrame(pte));
    if ((pte & (PTE_W | PTE_SHARED)) === PTE_W) {
      pte = (pte & ~PTE_W) | PTE_COW;
      i32[from + index] = pte;
    }
    i32[to + index] = pte;
  }
}

/** Visits the valid ones of entries `from` to `to` - 1 of a table at word `entries` of memory, which is for pages from `first` on. */
function visitTable(
  i32: Int32Array,
  entries: number,
  from: number,
  to: number,
  first: number,
  visit: (pageNumber: number, pte: number) => void,
): void {
  for (let index = from; index < to; index++) {
    const pte = i32[entries + index]!;
    if ((pte & PTE_V) !== 0) visit(first + index, pte >>> 0);
  }
}
