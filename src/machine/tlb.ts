import {
  ADDENDS_AT,
  ENTRY_MASK,
  ENTRY_SLOTS_AT,
  ENTRY_TAGS_AT,
  HART_BLOCK_SIZE,
  type Memory,
  PAGE_SHIFT,
  READ_TAGS_AT,
  TABLE_AT,
  WRITE_TAGS_AT,
} from './memory.ts';

/** Entries for data. 256 missed a thousand times more often on gcc-compiled programs. */
export const TLB_ENTRIES = 1024;
/** Entries for instruction fetches. */
export const FETCH_ENTRIES = 256;

const PAGE_MASK = -1 << PAGE_SHIFT;
/** In place of the root of a TLB that belongs to no space. */
const NO_SPACE = -1;
/** Equal to no address under any of the access masks. */
export const NO_TAG = -1;

/**
 * The translations that one hart knows of one address space. Entry `page % TLB_ENTRIES` is good for a read (write) of `bytes` at `addr` if
 *
 *     addr & (0xfffff000 | bytes - 1)  ===  readTags[entry]  (writeTags[entry])
 *
 * so one comparison checks page, right and alignment; the datum is then at `addr + addends[entry]` (mod 2^32) in memory.
 * Both tags of an entry name the same page or nothing. A fetch entry leads to a page's decoded records in the same way.
 *
 * The entry cache leads from a pc to the slot of its translation. It has only what is good in the space that is loaded, and is
 * emptied whenever what is mapped may have changed.
 */
export class Tlb {
  /** The offset of the hart block that it is in. */
  readonly base: number;
  /** The hart's registers, and a sink, while its space is loaded: translated code finds all in one block. */
  readonly registers: Int32Array;
  /** The same without the sink. */
  readonly plainRegisters: Int32Array;
  /** The root of the space that it is for. */
  root = NO_SPACE;
  /** Grows with each time that a space is loaded: the TLB that was loaded the longest ago is the next to go to another space. */
  loaded = 0;
  /** The version of the code cache that the fetch entries are good for. */
  codeVersion = 0;
  readonly readTags: Int32Array;
  readonly writeTags: Int32Array;
  readonly addends: Int32Array;
  readonly fetchTags = new Int32Array(FETCH_ENTRIES);
  /** Where the records of the fetched page begin. */
  readonly fetchBases = new Int32Array(FETCH_ENTRIES);
  readonly entryTags: Int32Array;
  private readonly table: Int32Array;
  readonly entrySlots: Int32Array;

  /** The TLB of the block with index `blockIndex`; to be flushed before it is used. */
  constructor(memory: Memory, blockIndex: number) {
    const block = blockIndex * HART_BLOCK_SIZE;
    this.base = block;
    this.registers = memory.words(block, 33);
    this.plainRegisters = memory.words(block, 32);
    this.readTags = memory.words(block + READ_TAGS_AT, TLB_ENTRIES);
    this.writeTags = memory.words(block + WRITE_TAGS_AT, TLB_ENTRIES);
    this.addends = memory.words(block + ADDENDS_AT, TLB_ENTRIES);
    this.table = memory.words(block + TABLE_AT, 1);
    this.entryTags = memory.words(block + ENTRY_TAGS_AT, (ENTRY_MASK >>> 2) + 1);
    this.entrySlots = memory.words(block + ENTRY_SLOTS_AT, (ENTRY_MASK >>> 2) + 1);
  }

  /** Whether it was never given to a space. */
  get isUnused(): boolean {
    return this.loaded === 0;
  }

  /** Its space is no more. */
  loseSpace(): void {
    this.root = NO_SPACE;
    this.loaded = 1;
  }

  /** Lets reads of the page of `addr` go to the frame at offset `frameAddr`. */
  allowRead(addr: number, frameAddr: number): void {
    const { entry, page } = locate(addr);
    this.readTags[entry] = page;
    if (this.writeTags[entry] !== page) this.writeTags[entry] = NO_TAG;
    this.addends[entry] = frameAddr - page;
  }

  /** Lets writes of the page of `addr` go to the frame at offset `frameAddr`. */
  allowWrite(addr: number, frameAddr: number): void {
    const { entry, page } = locate(addr);
    this.writeTags[entry] = page;
    if (this.readTags[entry] !== page) this.readTags[entry] = NO_TAG;
    this.addends[entry] = frameAddr - page;
  }

  /** Lets `jit/page-walk.ts` look up pages in the first-level table at offset `tableAddr`, until the TLB is flushed. */
  allowWalks(tableAddr: number): void {
    this.table[0] = tableAddr;
  }

  /** Lets fetches from the page of `addr` use the records from `base` on. */
  allowFetch(addr: number, base: number): void {
    const entry = (addr >>> PAGE_SHIFT) % FETCH_ENTRIES;
    this.fetchTags[entry] = addr & PAGE_MASK;
    this.fetchBases[entry] = base;
  }

  flush(): void {
    this.readTags.fill(NO_TAG);
    this.table[0] = 0;
    this.flushWrites();
    this.flushFetches();
  }

  flushWrites(): void {
    this.writeTags.fill(NO_TAG);
  }

  flushFetches(): void {
    this.fetchTags.fill(NO_TAG);
    this.flushEntries();
  }

  flushEntries(): void {
    this.entryTags.fill(NO_TAG);
  }

  flushPage(pageNumber: number): void {
    const { entry, page } = locate(pageNumber << PAGE_SHIFT);
    if (this.readTags[entry] === page) this.readTags[entry] = NO_TAG;
    if (this.writeTags[entry] === page) this.writeTags[entry] = NO_TAG;
    const fetchEntry = pageNumber % FETCH_ENTRIES;
    if (this.fetchTags[fetchEntry] === page) this.fetchTags[fetchEntry] = NO_TAG;
    this.flushEntries();
  }

  /** Takes back every right to write to the frame at offset `frameAddr`, whatever pages it is mapped at. */
  denyWrites(frameAddr: number): void {
    const host = frameAddr | 0;
    for (let entry = 0; entry < TLB_ENTRIES; entry++) {
      const page = this.writeTags[entry]!;
      if (page !== NO_TAG && ((page + this.addends[entry]!) | 0) === host) this.writeTags[entry] = NO_TAG;
    }
  }
}

function locate(addr: number): { entry: number; page: number } {
  return { entry: (addr >>> PAGE_SHIFT) % TLB_ENTRIES, page: addr & PAGE_MASK };
}
