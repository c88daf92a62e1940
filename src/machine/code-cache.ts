import { decode } from '../isa/decode.ts';
import { type Memory, PAGE_SIZE } from './memory.ts';
import { HEAT, hasKnownTarget, ILLEGAL, operationNumber, PAGE_END, SINK, STOP, UNDECODED } from './operations.ts';
import type { StopConditions } from './stop-conditions.ts';
import type { Translator } from './translator.ts';
import type { WriteMarks } from './write-marks.ts';

/** Words in a block: the records of a page and the one after them. */
const BLOCK_WORDS = PAGE_SIZE + 4;
const FIRST_BLOCKS = 16;
/** 64 MiB of records. When all are taken, everything is forgotten. */
const MOST_BLOCKS = 4096;

/**
 * The decoded instructions of all frames that code was fetched from: a block of records for each (see `operations.ts`).
 * Records are decoded when they are first executed, and depend on the frame's content and the stop conditions only, not on
 * where the frame is mapped. A frame with a block is written the slow way, which drops the records of the words written.
 */
export class CodeCache {
  /** All blocks; replaced by a larger array when it is full. */
  records = new Int32Array(FIRST_BLOCKS * BLOCK_WORDS);
  /** Changes whenever a block changes hands, which voids all fetch entries of the TLBs. */
  version = 0;
  /** Who translates code; it hears of all that happens to frames with records. */
  translator: Translator | undefined = undefined;
  private readonly memory: Memory;
  private readonly marks: WriteMarks;
  private readonly stops: StopConditions;
  /** The block of each frame; 0: none (block 0 is not used). */
  private readonly blockOf: Uint16Array;
  private readonly frameOf: number[] = [0];
  private freeBlocks: number[] = [];

  constructor(memory: Memory, marks: WriteMarks, stops: StopConditions) {
    this.memory = memory;
    this.marks = marks;
    this.stops = stops;
    this.blockOf = new Uint16Array(memory.frameCount);
  }

  hasCode(frame: number): boolean {
    return this.blockOf[frame] !== 0;
  }

  /** Where the records of `frame` begin. From now on no hart writes the frame unnoticed. */
  open(frame: number): number {
    let block = this.blockOf[frame]!;
    if (block === 0) {
      block = this.takeBlock();
      this.blockOf[frame] = block;
      this.frameOf[block] = frame;
      this.records[block * BLOCK_WORDS + PAGE_SIZE] = PAGE_END;
      this.marks.denyWrites(frame);
    }
    return block * BLOCK_WORDS;
  }

  /** Decodes the instruction whose record is at index `at`. */
  decodeAt(at: number): void {
    const word = this.wordAt(at);
    const offset = at % BLOCK_WORDS;
    this.write(at, word, offset);
    if (this.stops.marksOffset(offset)) this.records[at] = STOP;
  }

  /** Decodes the instruction at `at` as if there were no stop conditions. */
  decodeUnstopped(at: number): void {
    this.write(at, this.wordAt(at), at % BLOCK_WORDS);
  }

  /** The instruction word whose record is at index `at`, as an int32. */
  wordAt(at: number): number {
    return this.memory.i32[(this.memory.frameAddr(this.frameAt(at)) + (at % BLOCK_WORDS)) >>> 2]!;
  }

  /** The frame whose records are around index `at`. */
  frameAt(at: number): number {
    return this.frameOf[Math.floor(at / BLOCK_WORDS)]!;
  }

  /** Whether the record at index `at` is that of the first instruction in a page. */
  isFirstInPage(at: number): boolean {
    return at % BLOCK_WORDS === 0;
  }

  /** Whether a stop condition may apply to the instruction whose record is at index `at`. */
  isStopped(at: number): boolean {
    return this.stops.marksOffset(at % BLOCK_WORDS);
  }

  /** Forgets the records of the words that hold bytes `offset` to `offset + bytes - 1` of `frame`. */
  dropBytes(frame: number, offset: number, bytes: number): void {
    const base = this.blockOf[frame]! * BLOCK_WORDS;
    for (let at = offset & ~3; at < offset + bytes; at += 4) this.records[base + at] = UNDECODED;
    this.translator?.forgetBytes(frame, offset, bytes);
  }

  /** Forgets everything about `frame`. */
  drop(frame: number): void {
    const block = this.blockOf[frame]!;
    if (block === 0) return;
    this.blockOf[frame] = 0;
    this.records.fill(UNDECODED, block * BLOCK_WORDS, (block + 1) * BLOCK_WORDS);
    this.freeBlocks.push(block);
    this.version++;
    this.translator?.forgetFrame(frame);
  }

  /** Forgets everything. */
  dropAll(): void {
    for (let block = 1; block < this.frameOf.length; block++) this.blockOf[this.frameOf[block]!] = 0;
    this.records.fill(UNDECODED, 0, this.frameOf.length * BLOCK_WORDS);
    this.frameOf.length = 1;
    this.freeBlocks = [];
    this.version++;
    this.translator?.forgetAll();
  }

  /** Cools down what is not as hot as `hot`; how many pages have records. */
  coolDown(hot: number): number {
    const { records } = this;
    const blocks = this.frameOf.length;
    for (let at = BLOCK_WORDS + HEAT; at < blocks * BLOCK_WORDS; at += 4) {
      // That something arrives here is remembered.
      if (records[at]! > 1 && records[at]! < hot) records[at] = 1;
    }
    return blocks;
  }

  private takeBlock(): number {
    const reused = this.freeBlocks.pop();
    if (reused !== undefined) return reused;
    if (this.frameOf.length === MOST_BLOCKS) this.dropAll();
    const block = this.frameOf.length;
    this.frameOf.push(0);
    if ((block + 1) * BLOCK_WORDS > this.records.length) {
      const larger = new Int32Array(this.records.length * 2);
      larger.set(this.records);
      this.records = larger;
    }
    return block;
  }

  private write(at: number, word: number, offset: number): void {
    const { records } = this;
    const decoded = decode(word);
    if (decoded === undefined) {
      records[at] = ILLEGAL;
      return;
    }
    const { insn, rd, rs1, rs2, imm } = decoded;
    const { fields } = insn.format;
    const hasRd = fields.some((field) => field === 'rd');
    const target = offset + imm;
    const near = hasKnownTarget(insn) && target >= 0 && target < PAGE_SIZE && target % 4 === 0;
    const destination = hasRd && rd === 0 ? SINK : rd;
    records[at] = operationNumber(insn, near) | (destination << 14) | (rs1 << 20) | (rs2 << 26);
    records[at + 1] = imm;
  }
}
