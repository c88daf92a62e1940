import type { Block } from './blocks.ts';
import { registersRead, registersWritten } from './register-flow.ts';
import { Bytes, EMPTY, OP } from './wasm.ts';

/** Locals of every translated function: its parameters, and scratch. */
export const BASE = 0;
export const LEFT = 1;
export const DEPTH = 2;
export const PC = 3;
export const ADDR = 4;
export const ENTRY = 5;
export const MEM = 6;
export const LABEL = 7;
/** Turns that the slow copy of a loop does before the fast one is tried. */
export const PATIENCE = 8;
/** The fast copy of a loop begins a turn if as much as this is left. */
export const LIMIT = 9;
const FIRST_REGISTER = 10;
const PARAMETERS = 3;

/** A structure that is open where code is being written. */
interface Open {
  readonly kind: 'block' | 'loop' | 'if';
  readonly node: number;
}

/** Writes instructions of a function, and knows its locals and the structures that are open. */
export class Emitter {
  readonly out = new Bytes();
  readonly open: Open[] = [];
  /** The local of each register that the function uses. */
  private readonly localOf: number[] = [];
  private localCount = FIRST_REGISTER;

  constructor(blocks: readonly Block[]) {
    let used = 0;
    for (const { insns } of blocks) for (const insn of insns) used |= registersRead(insn) | registersWritten(insn);
    for (let register = 1; register < 32; register++) {
      if (((used >>> register) & 1) !== 0) this.localOf[register] = this.newLocal();
    }
  }

  /** How many locals there are beside the parameters. */
  get locals(): number {
    return this.localCount - PARAMETERS;
  }

  newLocal(): number {
    return this.localCount++;
  }

  /** Pushes the local of a register, or 0 for x0. */
  pushRegister(register: number): void {
    if (register === 0) this.constant(0);
    else this.get(this.localOf[register]!);
  }

  /** Pops a register's new value. */
  setRegister(register: number): void {
    if (register === 0) this.out.byte(OP.drop);
    else this.set(this.localOf[register]!);
  }

  /** Fills the locals of the registers in `mask` from the hart block. */
  loadRegisters(mask: number): void {
    for (let register = 1; register < 32; register++) {
      if (((mask >>> register) & 1) === 0) continue;
      this.get(BASE);
      this.access(OP.load, 2, register * 4);
      this.setRegister(register);
    }
  }

  /** Stores the locals of the registers in `mask` to the hart block. */
  storeRegisters(mask: number): void {
    for (let register = 1; register < 32; register++) {
      if (((mask >>> register) & 1) === 0) continue;
      this.get(BASE);
      this.pushRegister(register);
      this.access(OP.store, 2, register * 4);
    }
  }

  /** A load or store; `alignment` is the logarithm of what it may assume. */
  access(opcode: number, alignment: number, offset: number): void {
    this.out.byte(opcode);
    this.out.unsigned(alignment);
    this.out.unsigned(offset);
  }

  constant(value: number): void {
    this.out.byte(OP.const);
    this.out.signed(value);
  }

  setConstant(local: number, value: number): void {
    this.constant(value);
    this.set(local);
  }

  get(local: number): void {
    this.out.byte(OP.localGet);
    this.out.unsigned(local);
  }

  set(local: number): void {
    this.out.byte(OP.localSet);
    this.out.unsigned(local);
  }

  tee(local: number): void {
    this.out.byte(OP.localTee);
    this.out.unsigned(local);
  }

  branch(opcode: number, depth: number): void {
    this.out.byte(opcode);
    this.out.unsigned(depth);
  }

  /** Opens a structure; ways to `node` lead to its head if it is a loop, to its end if it is a block. */
  openStructure(kind: Open['kind'], node: number): void {
    this.open.push({ kind, node });
    this.out.byte(OP[kind]);
    this.out.byte(EMPTY);
  }

  closeStructure(): void {
    this.open.pop();
    this.out.byte(OP.end);
  }

  /** Branches to the innermost structure of a kind that stands for `node`. */
  branchTo(kind: Open['kind'], node: number): void {
    for (let depth = 0; depth < this.open.length; depth++) {
      const open = this.open[this.open.length - 1 - depth]!;
      if (open.kind !== kind || open.node !== node) continue;
      this.out.byte(OP.br);
      this.out.unsigned(depth);
      return;
    }
    throw new Error(`no ${kind} around a way to node ${node}`);
  }
}
