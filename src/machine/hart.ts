import { csrByNumber } from '../isa/csrs.ts';
import {
  ILLEGAL_INSTRUCTION,
  INSTRUCTION_MISALIGNED,
  INSTRUCTION_PAGE_FAULT,
  LOAD_MISALIGNED,
  LOAD_PAGE_FAULT,
  STORE_MISALIGNED,
  STORE_PAGE_FAULT,
} from '../isa/traps.ts';
import type { CodeCache } from './code-cache.ts';
import type { Context, Reservation } from './context.ts';
import { EXIT_COUNT, EXIT_STOP_RECORD, EXIT_TRAP, EXIT_WATCH, type InterpretedHart } from './interpreted-hart.ts';
import { interpret } from './interpreter.generated.ts';
import { HART_BLOCK_SIZE, type Memory, PAGE_SHIFT, PAGE_SIZE } from './memory.ts';
import { UNDECODED } from './operations.ts';
import { PTE_A, PTE_D, PTE_R, PTE_U, PTE_V, PTE_W, PTE_X, pteAddr, pteFrame } from './page-table.ts';
import type { Stop, StopConditions } from './stop-conditions.ts';
import type { Tlb } from './tlb.ts';
import type { WriteMarks } from './write-marks.ts';

export { type Context, newContext } from './context.ts';

/** Why a run ended: its cycle limit, a trap (`trapCause`), or a stop condition (`stopHit`). */
export type StopReason = 'limit' | 'trap' | 'stop';

/** The parts of the computer that all harts share. */
export interface SharedParts {
  readonly memory: Memory;
  readonly code: CodeCache;
  readonly marks: WriteMarks;
  readonly stops: StopConditions;
}

const OFFSET = PAGE_SIZE - 1;
/** The interpreter counts in int32, four for each instruction. */
const LONGEST_PIECE = 2 ** 28;

/** A virtual core: registers, a translation buffer, and the execution of user code until something happens. */
export class Hart implements InterpretedHart {
  readonly index: number;
  /** x0 to x31, and a sink that takes writes to x0. */
  readonly x: Int32Array;
  /** Address of the next instruction, unsigned. */
  pc = 0;
  /** Virtual time. */
  cycle = 0;
  /** Instructions retired. */
  instret = 0;
  /** Whether division by zero traps. */
  divTrap = false;
  reservation: Reservation = { valid: 0, addr: 0, value: 0 };
  /** After 'trap': the exception code (`isa/traps.ts`). */
  trapCause = 0;
  /** After 'trap': the faulting address or instruction word, unsigned, or 0. */
  trapValue = 0;
  /** After 'stop': the condition. The next run passes it. */
  stopHit: Stop | undefined = undefined;

  readonly memory: Memory;
  readonly tlb: Tlb;
  readonly code: CodeCache;
  remaining = 0;
  exit = EXIT_COUNT;

  private spaceRoot = 0;
  private readonly marks: WriteMarks;
  private readonly stops: StopConditions;
  private codeVersion = 0;
  private stoppedAt = { pc: 0, root: 0, cycle: 0 };
  /** Watched ranges are open to the instruction being executed. */
  private passing = false;
  private pieceCount = 0;

  constructor(index: number, parts: SharedParts, tlb: Tlb) {
    this.index = index;
    this.memory = parts.memory;
    this.code = parts.code;
    this.marks = parts.marks;
    this.stops = parts.stops;
    this.tlb = tlb;
    this.x = parts.memory.words(index * HART_BLOCK_SIZE, 33);
  }

  /** The frame of the first-level page table in use, 0 if none. */
  get root(): number {
    return this.spaceRoot;
  }

  /** Switches to the address space under `root`; 0 is none, in which every access faults. */
  loadSpace(root: number): void {
    if (root === this.spaceRoot) return;
    this.spaceRoot = root;
    this.tlb.flush();
  }

  flushTlb(): void {
    this.tlb.flush();
  }

  flushPage(pageNumber: number): void {
    this.tlb.flushPage(pageNumber);
  }

  /** Copies registers, pc and reservation out. */
  saveContext(context: Context): void {
    for (let i = 0; i < 32; i++) context.x[i] = this.x[i]!;
    context.pc = this.pc;
    Object.assign(context.reservation, this.reservation);
  }

  /** Copies registers, pc and reservation in. */
  loadContext(context: Context): void {
    for (let i = 1; i < 32; i++) this.x[i] = context.x[i]!;
    this.pc = context.pc;
    Object.assign(this.reservation, context.reservation);
  }

  /**
   * Executes instructions until one traps (then it is not retired and the pc is at it), a stop condition applies (likewise), or
   * `cycle` is `limitCycle`. A limit that has passed executes nothing.
   */
  run(limitCycle: number): StopReason {
    if (this.code.version !== this.codeVersion) this.forgetFetches();
    if (this.pc % 4 !== 0 && this.cycle < limitCycle) {
      this.trap(INSTRUCTION_MISALIGNED, this.pc);
      return 'trap';
    }
    const passed = this.stopHit;
    this.stopHit = undefined;
    let mustPass = passed !== undefined && this.isWhereItStopped();
    while (this.cycle < limitCycle) {
      if (mustPass) this.pass(passed?.kind === 'watch');
      else this.execute(Math.min(limitCycle - this.cycle, LONGEST_PIECE));
      mustPass = false;
      if (this.exit === EXIT_TRAP) return 'trap';
      if (this.exit === EXIT_WATCH) return this.stop(this.stopHit);
      if (this.exit === EXIT_STOP_RECORD) {
        const stop = this.stops.atAddress(this.spaceRoot, this.pc);
        if (stop !== undefined) return this.stop(stop);
        // The mark is for another address at the same offset in its page.
        mustPass = true;
      }
    }
    return 'limit';
  }

  /** Finishes a system call: the pc goes past the ecall, which retires. */
  retireCall(): void {
    this.pc = (this.pc + 4) >>> 0;
    this.cycle += 1;
    this.instret += 1;
  }

  // For the interpreter.

  trap(cause: number, value: number): void {
    this.exit = EXIT_TRAP;
    this.trapCause = cause;
    this.trapValue = value >>> 0;
  }

  fetch(pc: number): void {
    const pte = this.walk(pc);
    if ((pte & (PTE_V | PTE_U | PTE_X)) !== (PTE_V | PTE_U | PTE_X)) {
      this.trap(INSTRUCTION_PAGE_FAULT, pc);
      return;
    }
    this.setBits(pc, pte, PTE_A);
    const base = this.code.open(pteFrame(pte));
    // Opening may have taken all blocks away.
    if (this.code.version !== this.codeVersion) this.forgetFetches();
    this.tlb.allowFetch(pc, base);
  }

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

  checkAtomic(addr: number): void {
    if ((addr & 3) !== 0) this.trap(STORE_MISALIGNED, addr);
    else if (this.translate(addr, 4, 'write') >= 0 && this.isWatched(addr, 4, 'read')) this.exit = EXIT_WATCH;
  }

  loadReserved(addr: number): number {
    if ((addr & 3) !== 0) {
      this.trap(LOAD_MISALIGNED, addr);
      return 0;
    }
    const value = this.load(addr, 4);
    if (this.exit === EXIT_COUNT) {
      this.reservation.valid = 1;
      this.reservation.addr = addr >>> 0;
      this.reservation.value = value;
    }
    return value;
  }

  storeConditional(addr: number, value: number): number {
    if ((addr & 3) !== 0) {
      this.trap(STORE_MISALIGNED, addr);
      return 0;
    }
    const { reservation } = this;
    let holds = reservation.valid === 1 && reservation.addr === addr >>> 0;
    if (holds) {
      const at = this.translate(addr, 4, 'write');
      if (at < 0) return 0;
      holds = this.memory.i32[at >>> 2] === reservation.value;
      if (holds) this.put(at, 4, value);
    }
    reservation.valid = 0;
    return holds ? 0 : 1;
  }

  readCsr(number: number, word: number, writes: boolean, remaining: number): number {
    const csr = csrByNumber(number);
    if (csr === undefined || writes) {
      this.trap(ILLEGAL_INSTRUCTION, word);
      return 0;
    }
    const counter = (csr.counter === 'instret' ? this.instret : this.cycle) + this.pieceCount - remaining;
    return csr.half === 'low' ? counter | 0 : (counter / 2 ** 32) | 0;
  }

  /** Interprets up to `count` instructions and counts them. */
  private execute(count: number): void {
    this.pieceCount = count;
    interpret(this, count);
    const retired = count - this.remaining;
    this.cycle += retired;
    this.instret += retired;
  }

  private stop(stop: Stop | undefined): StopReason {
    this.stopHit = stop;
    this.stoppedAt = { pc: this.pc, root: this.spaceRoot, cycle: this.cycle };
    return 'stop';
  }

  private isWhereItStopped(): boolean {
    const { pc, root, cycle } = this.stoppedAt;
    return pc === this.pc && root === this.spaceRoot && cycle === this.cycle;
  }

  /** Executes one instruction whatever address stops say, and watches too if `unwatched`. */
  private pass(unwatched: boolean): void {
    const { code } = this;
    this.passing = unwatched;
    this.exit = EXIT_COUNT;
    if (this.stops.marksOffset(this.pc & OFFSET)) this.fetch(this.pc);
    if (this.exit === EXIT_COUNT && this.stops.marksOffset(this.pc & OFFSET)) {
      const at = code.open(pteFrame(this.walk(this.pc))) + (this.pc & OFFSET);
      code.decodeUnstopped(at);
      this.execute(1);
      // Decoded afresh when it comes round again, then with its mark.
      code.records[at] = UNDECODED;
    } else if (this.exit === EXIT_COUNT) this.execute(1);
    this.passing = false;
  }

  private forgetFetches(): void {
    this.tlb.flushFetches();
    this.codeVersion = this.code.version;
  }

  /** The page-table entry for `addr`, 0 if there is none. */
  private walk(addr: number): number {
    const at = pteAddr(this.memory, this.spaceRoot, addr >>> PAGE_SHIFT);
    return at === 0 ? 0 : this.memory.u32[at >>> 2]!;
  }

  /** Sets the accessed and dirty bits of an entry that lacks them. */
  private setBits(addr: number, pte: number, bits: number): void {
    if ((pte & bits) === bits) return;
    const at = pteAddr(this.memory, this.spaceRoot, addr >>> PAGE_SHIFT);
    this.marks.markDirty(this.frameAt(at));
    this.memory.u32[at >>> 2] = pte | bits;
  }

  /**
   * The offset in memory of the byte at `addr`, after checking that `bytes` from there, all in one page, may be accessed and
   * are not watched; -1 if not, and then `exit` says why. Fills the TLB.
   */
  private translate(addr: number, bytes: number, how: 'read' | 'write'): number {
    const pte = this.walk(addr);
    const needed = PTE_V | PTE_U | (how === 'read' ? PTE_R : PTE_W);
    if ((pte & needed) !== needed) {
      this.trap(how === 'read' ? LOAD_PAGE_FAULT : STORE_PAGE_FAULT, addr);
      return -1;
    }
    const frame = pteFrame(pte);
    const frameAddr = this.memory.frameAddr(frame);
    const watched = this.stops.watchesPage(this.spaceRoot, addr >>> PAGE_SHIFT);
    if (watched && this.isWatched(addr, bytes, how)) {
      this.exit = EXIT_WATCH;
      return -1;
    }
    this.setBits(addr, pte, how === 'read' ? PTE_A : PTE_A | PTE_D);
    if (how === 'read') {
      if (!watched) this.tlb.allowRead(addr, frameAddr);
    } else if (watched || this.code.hasCode(frame)) this.marks.markDirty(frame);
    else {
      this.marks.markTagged(frame);
      this.tlb.allowWrite(addr, frameAddr);
    }
    return frameAddr + (addr & OFFSET);
  }

  private isWatched(addr: number, bytes: number, how: 'read' | 'write'): boolean {
    if (this.passing) return false;
    const stop = this.stops.atAccess(this.spaceRoot, addr >>> 0, bytes, how);
    if (stop !== undefined) this.stopHit = stop;
    return stop !== undefined;
  }

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
