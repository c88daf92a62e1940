import { AS_FLOAT } from '../base/as-float.ts';
import { csrByNumber } from '../isa/csrs.ts';
import { ENVIRONMENT_CALL, ILLEGAL_INSTRUCTION, INSTRUCTION_MISALIGNED } from '../isa/traps.ts';
import type { CodeCache } from './code-cache.ts';
import type { Context, Reservation } from './context.ts';
import { interpret } from './interpreter.generated.ts';
import { PAGE_SIZE } from './memory.ts';
import { Mmu, type SharedParts } from './mmu.ts';
import { UNDECODED } from './operations.ts';
import {
  EXIT_COUNT,
  EXIT_HOT,
  EXIT_RESUMED,
  EXIT_SERVED,
  EXIT_STOP_RECORD,
  EXIT_TRAP,
  EXIT_WATCH,
  Outcome,
} from './outcome.ts';
import type { Stop, StopConditions } from './stop-conditions.ts';
import type { Tlb } from './tlb.ts';
import type { Translator } from './translator.ts';

/**
 * Why a run ended: its cycle limit, a trap (`trapCause`), a stop condition (`stopHit`), or a call that was served on the way
 * and changed what the hart has to do.
 */
export type StopReason = 'limit' | 'trap' | 'stop' | 'served';

/** The interpreter counts in int32, four for each instruction. */
const LONGEST_PIECE = 2 ** 28;
/** No record is as hot as this. */
const NEVER = 2 ** 31 - 1;
/** So few instructions are interpreted to the end: translated code found them too few, or would soon. */
const SHORT_REST = 200;

/** The system call was not served: it traps. */
export const NOT_SERVED = 0;
/** It was served, and the hart goes on behind it. */
export const GOES_ON = 1;
/** It was served, and the hart goes on as far as it was told, but with another thread, or elsewhere. */
export const RESUMES = 2;
/** It was served, and the hart may have no thread now, or must not go as far as it was told. */
export const ENDS_RUN = 3;

/** Who may deal with a system call of a hart in the middle of its run. */
export interface CallGate {
  /** Answers the call at `cycle`, if it is a mere question: only a0 is changed. Whether it did. */
  answer(hart: Hart, cycle: number): boolean;
  /** Serves the call at the hart's pc, or not: one of the four numbers above. */
  serve(hart: Hart): number;
}

/** A virtual core: registers, a way to memory, and the execution of user code until something happens. */
export class Hart {
  readonly index: number;
  /** x0 to x31, and a sink that takes writes to x0; elsewhere in memory after another space was loaded. */
  x: Int32Array;
  /** Address of the next instruction, unsigned. */
  pc = 0;
  /** Virtual time. */
  cycle = AS_FLOAT;
  /** Instructions retired. */
  instret = AS_FLOAT;
  /** Whether division by zero traps. */
  divTrap = false;
  /** After 'stop': the condition. The next run passes it. */
  stopHit: Stop | undefined = undefined;

  gate: CallGate | undefined = undefined;

  /** Instructions not executed out of those asked for. */
  remaining = 0;
  readonly mmu: Mmu;
  readonly code: CodeCache;
  readonly outcome = new Outcome();

  private readonly stops: StopConditions;
  private stoppedAt = { pc: 0, root: 0, cycle: 0 };
  private pieceCount = 0;
  /** How many of the instructions that `execute` was asked for are not counted yet. */
  private asked = 0;

  constructor(index: number, parts: SharedParts, tlbs: readonly Tlb[]) {
    this.index = index;
    this.cycle = 0;
    this.instret = 0;
    this.code = parts.code;
    this.stops = parts.stops;
    this.mmu = new Mmu(parts, tlbs, this.outcome);
    this.x = this.mmu.tlb.registers;
  }

  /** The frame of the first-level page table in use, 0 if none. */
  get root(): number {
    return this.mmu.root;
  }

  /** After 'trap': the exception code (`isa/traps.ts`). */
  get trapCause(): number {
    return this.outcome.trapCause;
  }

  /** After 'trap': the faulting address or instruction word, unsigned, or 0. */
  get trapValue(): number {
    return this.outcome.trapValue;
  }

  get reservation(): Reservation {
    return this.mmu.reservation;
  }

  /** Switches to the address space under `root`; 0 is none, in which every access faults. */
  loadSpace(root: number): void {
    if (root === this.mmu.root) return;
    const { plainRegisters } = this.mmu.tlb;
    this.mmu.loadSpace(root);
    this.x = this.mmu.tlb.registers;
    this.x.set(plainRegisters);
  }

  /** Copies registers, pc and reservation out. */
  saveContext(context: Context): void {
    // A loop over them takes 30 ns more, and there are two in a switch.
    context.x.set(this.mmu.tlb.plainRegisters);
    context.pc = this.pc;
    copyReservation(this.reservation, context.reservation);
  }

  /** Goes on in the address space under `root` with the registers, pc and reservation of `context`. */
  load(root: number, context: Context): void {
    this.mmu.loadSpace(root);
    this.x = this.mmu.tlb.registers;
    this.x.set(context.x);
    this.pc = context.pc;
    copyReservation(context.reservation, this.reservation);
  }

  /**
   * Executes instructions until one traps (then it is not retired and the pc is at it), a stop condition applies (likewise), or
   * `cycle` is `limitCycle`. A limit that has passed executes nothing.
   */
  run(limitCycle: number): StopReason {
    if (this.cycle >= limitCycle) return 'limit';
    const { outcome } = this;
    const passed = this.isWhereItStopped() ? this.stopHit : undefined;
    let mustPass = passed !== undefined;
    this.stopHit = undefined;
    this.mmu.checkFetches();
    while (this.cycle < limitCycle) {
      if (mustPass) this.pass(passed?.kind === 'watch');
      else this.execute(Math.min(limitCycle - this.cycle, LONGEST_PIECE), this.code.translator);
      mustPass = false;
      if (outcome.exit === EXIT_TRAP) return 'trap';
      if (outcome.exit === EXIT_SERVED) return 'served';
      if (outcome.exit === EXIT_WATCH) return this.stop(outcome.watch);
      if (outcome.exit === EXIT_STOP_RECORD) {
        const stop = this.stops.atAddress(this.root, this.pc);
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

  /** For the interpreter: the value of a CSR; `remaining` instructions of the piece are to come, this one included. */
  readCsr(number: number, word: number, writes: boolean, remaining: number): number {
    const csr = csrByNumber(number);
    if (csr === undefined || writes) {
      this.outcome.trap(ILLEGAL_INSTRUCTION, word);
      return 0;
    }
    const counter = (csr.counter === 'instret' ? this.instret : this.cycle) + this.pieceCount - remaining;
    return csr.half === 'low' ? counter | 0 : (counter / 2 ** 32) | 0;
  }

  /**
   * For translated code: makes the system call at `pc`, which is the next of `left` instructions; whether that code goes on
   * behind it. If not, the outcome says why. The last instruction before a limit always traps, since what happens at the limit
   * may come first.
   */
  makeCall(left: number, pc: number): boolean {
    const gate = left > 1 ? this.gate : undefined;
    if (gate?.answer(this, this.cycle + this.asked - left) === true) return true;
    this.count(left);
    this.pc = pc >>> 0;
    const { cycle } = this;
    const result = gate === undefined ? NOT_SERVED : gate.serve(this);
    const rest = left - (this.cycle - cycle);
    if (result === NOT_SERVED) {
      this.outcome.trap(ENVIRONMENT_CALL, 0);
    } else if (result === ENDS_RUN || rest < 0 || this.pc % 4 !== 0) {
      this.outcome.exit = EXIT_SERVED;
    } else {
      this.asked = rest;
      if (result === RESUMES) this.outcome.exit = EXIT_RESUMED;
    }
    return result === GOES_ON;
  }

  /** Counts what was executed of the instructions asked for; `left` are left. */
  private count(left: number): void {
    const retired = this.asked - left;
    this.cycle += retired;
    this.instret += retired;
    this.asked = left;
  }

  /** Executes up to `count` instructions and counts them. */
  private execute(count: number, translator: Translator | undefined): void {
    this.outcome.exit = EXIT_COUNT;
    if (this.pc % 4 !== 0) {
      this.outcome.trap(INSTRUCTION_MISALIGNED, this.pc);
      return;
    }
    this.asked = count;
    if (translator === undefined) this.interpret(count, 0, NEVER);
    else this.translateOrInterpret(count, translator);
    this.count(this.remaining);
  }

  /** Lets the translator execute what it can, and interprets between. */
  private translateOrInterpret(count: number, translator: Translator): void {
    const { outcome } = this;
    for (let left = count; ; left = this.remaining) {
      left = translator.execute(this, left);
      this.remaining = left;
      const { exit }: { readonly exit: number } = outcome;
      if (exit === EXIT_RESUMED) {
        outcome.exit = EXIT_COUNT;
        this.mmu.checkFetches();
        this.remaining = this.asked;
        continue;
      }
      if (left === 0 || exit !== EXIT_COUNT) return;
      const piece = Math.min(left, translator.stretch);
      this.interpret(piece, this.asked - left, left <= SHORT_REST ? NEVER : translator.hot);
      this.remaining += left - piece;
      if (outcome.exit === EXIT_HOT) outcome.exit = EXIT_COUNT;
      else if (outcome.exit !== EXIT_COUNT) return;
    }
  }

  /** Interprets up to `count` instructions, after `before` others that are not counted yet. */
  private interpret(count: number, before: number, hot: number): void {
    this.pieceCount = before + count;
    interpret(this, count, hot);
  }

  /** Executes one instruction whatever address stops say, and whatever watches say if `openWatches`. */
  private pass(openWatches: boolean): void {
    this.mmu.isPassing = openWatches;
    this.outcome.exit = EXIT_COUNT;
    if (this.stops.marksOffset(this.pc % PAGE_SIZE)) {
      const at = this.mmu.fetch(this.pc);
      if (this.outcome.exit === EXIT_COUNT) {
        this.code.decodeUnstopped(at);
        this.execute(1, undefined);
        // Decoded afresh when it comes round again, then with its mark.
        this.code.records[at] = UNDECODED;
      }
    } else {
      this.execute(1, undefined);
    }
    this.mmu.isPassing = false;
  }

  private stop(stop: Stop | undefined): StopReason {
    this.stopHit = stop;
    this.stoppedAt = { pc: this.pc, root: this.root, cycle: this.cycle };
    return 'stop';
  }

  private isWhereItStopped(): boolean {
    const { pc, root, cycle } = this.stoppedAt;
    return this.stopHit !== undefined && pc === this.pc && root === this.root && cycle === this.cycle;
  }
}

function copyReservation(from: Reservation, to: Reservation): void {
  to.valid = from.valid;
  to.addr = from.addr;
  to.value = from.value;
}
