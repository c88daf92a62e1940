/** Bytes in a frame of physical memory and in a page of an address space. */
export const PAGE_SIZE = 4096;
export const PAGE_SHIFT = 12;

/**
 * A hart block. At the start of the memory each hart has `SPACES_PER_HART` of them, one for each address space that it remembers,
 * and runs in that of the space which is loaded. Interpreter and translated code share it:
 *
 *     0x0000  x0 .. x31, then a sink that takes writes to x0 (33 words)
 *     0x0084  free
 *     0x0088  where translated code ended: pc (`jit/exit-code.ts` has its flag),
 *     0x008c  the instructions left, and the address of the computed jump it ended with
 *     0x0094  the address of the access that it ended with, and how that was made
 *     0x009c  offset of the first-level page table, or 0: where it is looked for what the TLB does not have
 *     0x0400  entry tags    (pc of a translated function, at pc / 4 % 256; see `Tlb`)
 *     0x0800  entry slots
 *     0x1000  read tags   (one word per TLB entry)
 *     0x2000  write tags
 *     0x3000  addends
 *     0x4000  the next block; after the last, the marks
 */
export const HART_BLOCK_SIZE = 0x4000;
/** Of so many address spaces a hart keeps its TLB, so that two or three processes that take turns find theirs filled. */
export const SPACES_PER_HART = 4;
export const READ_TAGS_AT = 0x1000;
export const WRITE_TAGS_AT = 0x2000;
export const ADDENDS_AT = 0x3000;

export const END_PC_AT = 0x88;
export const END_LEFT_AT = 0x8c;
export const END_JUMP_AT = 0x90;
export const END_ACCESS_AT = 0x94;
export const END_HOW_AT = 0x98;
export const TABLE_AT = 0x9c;
export const ENTRY_TAGS_AT = 0x400;
export const ENTRY_SLOTS_AT = 0x800;
/** The bits of a pc that are the offset of its word among the entry tags, and among the slots. */
export const ENTRY_MASK = 0x3fc;

const WASM_PAGE_SIZE = 0x10000;

/**
 * The computer's memory: one WebAssembly.Memory of fixed size, hart blocks first, then a byte for each frame (`WriteMarks`), then the
 * frames. Making one touches no page of it, so its cost does not depend on its size. Offsets may exceed 2^31: keep them unsigned.
 */
export class Memory {
  readonly wasm: WebAssembly.Memory;
  readonly frameCount: number;
  /** Offset of the marks, a byte for each frame. */
  readonly marksAt: number;
  /** Offset of frame 0. */
  readonly framesAt: number;
  readonly u8: Uint8Array;
  readonly i8: Int8Array;
  readonly u16: Uint16Array;
  readonly i16: Int16Array;
  readonly u32: Uint32Array;
  readonly i32: Int32Array;

  constructor(hartCount: number, frameCount: number) {
    this.frameCount = frameCount;
    this.marksAt = hartCount * SPACES_PER_HART * HART_BLOCK_SIZE;
    this.framesAt = this.marksAt + Math.ceil(frameCount / PAGE_SIZE) * PAGE_SIZE;
    const pages = Math.ceil((this.framesAt + frameCount * PAGE_SIZE) / WASM_PAGE_SIZE);
    this.wasm = new WebAssembly.Memory({ initial: pages, maximum: pages });
    const { buffer } = this.wasm;
    this.u8 = new Uint8Array(buffer);
    this.i8 = new Int8Array(buffer);
    this.u16 = new Uint16Array(buffer);
    this.i16 = new Int16Array(buffer);
    this.u32 = new Uint32Array(buffer);
    this.i32 = new Int32Array(buffer);
  }

  /** The offset in the memory of a frame's first byte. */
  frameAddr(frame: number): number {
    return this.framesAt + frame * PAGE_SIZE;
  }

  /** The bytes of a frame themselves, not a copy; writers call `Machine.willWrite` first. */
  frameBytes(frame: number): Uint8Array {
    const addr = this.frameAddr(frame);
    return this.u8.subarray(addr, addr + PAGE_SIZE);
  }

  /** A view of `count` words at byte offset `addr`. */
  words(addr: number, count: number): Int32Array {
    return new Int32Array(this.wasm.buffer, addr, count);
  }
}
