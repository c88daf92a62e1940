import { type Emitter, LEFT, PC } from './emitter.ts';
import { Bytes, EMPTY, OP } from './wasm.ts';

/*
 * Code that leaves a function, and that pays for the instructions that were executed.
 */

/** Set in a resulting pc: the interpreter goes on. */
export const FOR_INTERPRETER = 1;
/** Set in a resulting pc: a computed jump went there, whose own address is in the hart block. */
export const COMPUTED_JUMP = 2;

/** A place before an instruction: its pc, which registers may be dirty, and the debt. */
export interface Place {
  readonly pc: number;
  readonly dirty: number;
  readonly debt: number;
}

/** Writes ways out of a function: those that store the same registers have an exit in common. */
export class ExitWriter {
  private readonly to: Emitter;
  /** Numbers of the common exits, by what they store. */
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

  /** Leaves with what PC says, always or if the top of the stack is not 0, after the registers in `dirty` are stored. */
  branchToExit(opcode: number, dirty: number): void {
    let exit = this.exits.get(dirty);
    if (exit === undefined) {
      exit = this.exits.size;
      this.exits.set(dirty, exit);
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

  /** The whole function: what was written so far, within blocks that end where the exits begin. */
  finish(): Uint8Array {
    const code = new Bytes(this.to.out.length + 256);
    for (let i = 0; i < this.exits.size; i++) code.append(Uint8Array.of(OP.block, EMPTY));
    code.append(this.to.out.view);
    this.to.out.length = 0;
    this.to.out.byte(OP.unreachable);
    for (const mask of this.exits.keys()) {
      this.to.out.byte(OP.end);
      this.to.storeRegisters(mask);
      this.to.get(PC);
      this.to.get(LEFT);
      this.to.out.byte(OP.return);
    }
    this.to.out.byte(OP.end);
    code.append(this.to.out.view);
    return code.view.slice();
  }
}
