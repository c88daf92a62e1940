import type { CodeCache } from './code-cache.ts';
import type { Memory } from './memory.ts';
import type { Tlb } from './tlb.ts';

/** Why the interpreter came back, in `InterpretedHart.exit`. */
export const EXIT_COUNT = 0;
export const EXIT_TRAP = 1;
/** A watched range is about to be touched. */
export const EXIT_WATCH = 2;
/** The next record is marked `STOP`. */
export const EXIT_STOP_RECORD = 3;

/** What the interpreter needs of a hart. Methods that can fail set `exit` and change nothing else. */
export interface InterpretedHart {
  readonly x: Int32Array;
  readonly memory: Memory;
  readonly tlb: Tlb;
  readonly code: CodeCache;
  readonly divTrap: boolean;
  pc: number;
  /** Instructions not executed out of those asked for. */
  remaining: number;
  exit: number;

  /** Makes the TLB's fetch entry for `pc` good. */
  fetch(pc: number): void;
  /** The `bytes` at `addr`, zero-extended, as an int32. */
  load(addr: number, bytes: number): number;
  store(addr: number, bytes: number, value: number): void;
  /** Whether an atomic operation may read and write the word at `addr`. */
  checkAtomic(addr: number): void;
  loadReserved(addr: number): number;
  /** 0 if the reservation held and `value` was stored, else 1. */
  storeConditional(addr: number, value: number): number;
  /** The value of a CSR; `remaining` instructions of the run are still to come, this one included. */
  readCsr(number: number, word: number, writes: boolean, remaining: number): number;
  trap(cause: number, value: number): void;
}
