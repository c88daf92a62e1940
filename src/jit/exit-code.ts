import { END_ACCESS_AT, END_HOW_AT } from '../machine/memory.ts';
import { ADDR, BASE, type Emitter, ENTRY, LEFT, PC } from './emitter.ts';
import { Bytes, EMPTY, OP } from './wasm.ts';

/*
 * Code that leaves a function, and that pays for the instructions that were executed.
 */

/** Set in a resulting pc: the interpreter goes on. */
export const FOR_INTERPRETER = 1;
/** Set in a resulting pc: a computed jump went there, whose own address is in the hart block. */
export const COMPUTED_JUMP = 2;
/** Both set in a resulting pc: the TLB did not have what is accessed there. Address and `how` (`howOf`) are in the hart block. */
export const MISS = 3;

/** In `how` of an access: it is a write. Below are the bits that must be clear in its address. */
export const FOR_WRITE = 4;

/** How an access is made, as a number. */
export function howOf(bytes: number, isWrite: boolean): number {
  return (bytes - 1) | (isWrite ? FOR_WRITE : 0);
}

/** Beyond all masks of registers. */
const ACCESS = 2 ** 32;

/** A place before an instruction: its pc, which registers may be dirty, and the debt. */
export interface Place {
  readonly pc: number;
  readonly dirty: number;
  readonly debt: number;
}

/** Writes ways out of a function: those that store the same registers have an exit in common. */
export class ExitWriter {
  private readonly to: Emitter;
  /** Numbers of the common exits, by what they store: a mask of registers, and `ACCESS` for address and `how` of an access. */
  private readonly exits = new Map<number, number>();

  constructor(to: Emitter) {
    this.to = to;
  }

  /** Leaves the function with `pc`, which may have a flag. */
  leave(pc: number, { dirty, debt }: Place): void {
    this.pay(debt);
    this.to.setConstant(PC, pc);
    this.branchToExit(OP.br, dirty);
  }

  /** Leaves the instruction at `place` to the interpreter if the top of the stack is not 0. */
  leaveIf(place: Place): void {
    this.to.openStructure('if', -1);
    this.leave(place.pc | FOR_INTERPRETER, place);
    this.to.closeStructure();
  }

  /** Leaves at an access to the address in ADDR if the top of the stack is not 0, since the TLB does not allow it. */
  missIf(how: number, { pc, dirty, debt }: Place): void {
    this.to.openStructure('if', -1);
    this.pay(debt);
    this.to.setConstant(PC, pc | MISS);
    this.to.setConstant(ENTRY, how);
    this.branchToExit(OP.br, (dirty >>> 0) + ACCESS);
    this.to.closeStructure();
  }

  /** Leaves with what PC says, always or if the top of the stack is not 0, after what is in `stored` is. */
  branchToExit(opcode: number, stored: number): void {
    let exit = this.exits.get(stored);
    if (exit === undefined) {
      exit = this.exits.size;
      this.exits.set(stored, exit);
    }
    this.to.out.byte(opcode);
    this.to.out.unsigned(this.to.open.length + exit);
  }

  /** Leaves to the interpreter if less than `needed` is left. */
  checkBudget(needed: number, pc: number, dirty: number): void {
    this.to.get(LEFT);
    this.to.constant(needed);
    this.to.out.byte(OP.lt_s);
    this.leaveIf({ pc, dirty, debt: 0 });
  }

  /** Subtracts executed instructions from the budget. */
  pay(debt: number): void {
    if (debt === 0) return;
    this.to.get(LEFT);
    this.to.constant(debt);
    this.to.out.byte(OP.sub);
    this.to.set(LEFT);
  }

  private storeAccess(): void {
    this.to.get(BASE);
    this.to.get(ADDR);
    this.to.access(OP.store, 2, END_ACCESS_AT);
    this.to.get(BASE);
    this.to.get(ENTRY);
    this.to.access(OP.store, 2, END_HOW_AT);
  }

  /** The whole function: what was written so far, within blocks that end where the exits begin. */
  finish(): Uint8Array {
    const code = new Bytes(this.to.out.length + 256);
    for (let i = 0; i < this.exits.size; i++) code.append(Uint8Array.of(OP.block, EMPTY));
    code.append(this.to.out.view);
    this.to.out.length = 0;
    this.to.out.byte(OP.unreachable);
    for (const stored of this.exits.keys()) {
      this.to.out.byte(OP.end);
      this.to.storeRegisters(stored | 0);
      if (stored >= ACCESS) this.storeAccess();
      this.to.get(PC);
      this.to.get(LEFT);
      this.to.out.byte(OP.return);
    }
    this.to.out.byte(OP.end);
    code.append(this.to.out.view);
    return code.view.slice();
  }
}
