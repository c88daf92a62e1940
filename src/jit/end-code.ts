import { unreachable } from '../base/unreachable.ts';
import type { Decoded } from '../isa/decode.ts';
import type { Term } from '../isa/terms.ts';
import { END_JUMP_AT, ENTRY_MASK, ENTRY_SLOTS_AT, ENTRY_TAGS_AT } from '../machine/memory.ts';
import { isReturn } from './blocks.ts';
import { ADDR, BASE, DEPTH, type Emitter, ENTRY, LEFT, PC } from './emitter.ts';
import { COMPUTED_JUMP, type ExitWriter, FOR_INTERPRETER, type Place } from './exit-code.ts';
import type { Edge } from './flow-graph.ts';
import type { FunctionPlan } from './function-plan.ts';
import { type InstructionWriter, placeAfter } from './instruction-code.ts';
import { OP } from './wasm.ts';

/** The type of the function that makes a system call: (base, left, pc) -> whether to go on behind it. */
export const SERVICE_FUNCTION = { parameters: 3, results: 1 } as const;
/** The number of that function in each module. */
const SERVICE = 0;

/** What writes ways from one block to another. */
export interface Ways {
  /** Goes on at `addr` after the instructions of `node`. */
  goTo(node: number, addr: number, place: Place): void;
  /** Goes on along an edge, with so many instructions to pay for. */
  follow(from: number, edge: Edge, debt: number): void;
}

/** What ends of blocks are written with. */
interface EndParts {
  readonly plan: FunctionPlan;
  readonly to: Emitter;
  readonly exits: ExitWriter;
  readonly instructions: InstructionWriter;
  readonly ways: Ways;
  /** The number of the function at an address among those of the same module; undefined if it is elsewhere. */
  readonly functionAt: (pc: number) => number | undefined;
}

/** Writes what ends blocks: branches, jumps, calls and system calls. */
export class EndWriter {
  private readonly plan: FunctionPlan;
  private readonly to: Emitter;
  private readonly exits: ExitWriter;
  private readonly instructions: InstructionWriter;
  private readonly ways: Ways;
  private readonly functionAt: (pc: number) => number | undefined;

  constructor({ plan, to, exits, instructions, ways, functionAt }: EndParts) {
    this.plan = plan;
    this.to = to;
    this.exits = exits;
    this.instructions = instructions;
    this.ways = ways;
    this.functionAt = functionAt;
  }

  /** Writes the end of a block, whose last instruction is at `place`. */
  writeEnd(node: number, insn: Decoded, place: Place): void {
    const { end } = this.plan.blocks[node]!;
    const after = placeAfter([insn], place);
    switch (end.kind) {
      case 'branch':
        this.instructions.push(end.condition, insn, place.pc);
        this.to.openStructure('if', -1);
        this.ways.goTo(node, end.taken, after);
        this.to.closeStructure();
        this.ways.goTo(node, end.next, after);
        return;
      case 'call':
        this.to.setConstant(ADDR, end.target);
        this.call(node, insn, this.functionAt(end.target), end.back, after);
        return;
      case 'computed call':
        this.computeTarget(end.target, insn, place);
        this.call(node, insn, undefined, end.back, after);
        return;
      case 'computed jump':
        this.computeTarget(end.target, insn, place);
        this.jumpTo(node, insn, end.goals, after);
        return;
      case 'service':
        this.askService(node, end.back, place);
        return;
      case 'go':
      case 'leave':
        throw new Error(`a block that ends with '${end.kind}' has no last instruction`);
      default:
        unreachable(end);
    }
  }

  /** Sets ADDR to the target of a jump, which is even; a misaligned one traps before rd is written. */
  private computeTarget(target: Term, insn: Decoded, place: Place): void {
    this.instructions.push(target, insn, place.pc);
    this.to.tee(ADDR);
    this.to.constant(2);
    this.to.out.byte(OP.and);
    this.exits.leaveIf(place);
  }

  /** Goes on at the address in ADDR: within the function if that is one of `goals`. */
  private jumpTo(node: number, insn: Decoded, goals: readonly number[], after: Place): void {
    for (const goal of goals) {
      if (!this.plan.nodeAt.has(goal)) continue;
      this.to.get(ADDR);
      this.to.constant(goal);
      this.to.out.byte(OP.eq);
      this.to.openStructure('if', -1);
      this.ways.goTo(node, goal, after);
      this.to.closeStructure();
    }
    this.exits.pay(after.debt);
    this.to.get(ADDR);
    if (!isReturn(insn)) {
      this.to.constant(COMPUTED_JUMP);
      this.to.out.byte(OP.or);
      this.to.get(BASE);
      this.to.constant(after.pc - 4);
      this.to.access(OP.store, 2, END_JUMP_AT);
    }
    this.to.set(PC);
    this.exits.branchToExit(OP.br, after.dirty);
  }

  /** Calls the function at the address in ADDR, number `known` of this module if that is defined. */
  private call(node: number, insn: Decoded, known: number | undefined, back: number, after: Place): void {
    const { out } = this.to;
    this.exits.pay(after.debt);
    this.to.storeRegisters(after.dirty & ~(1 << insn.rd));
    this.to.get(BASE);
    this.to.constant(back);
    this.to.access(OP.store, 2, insn.rd * 4);
    this.to.get(DEPTH);
    out.byte(OP.eqz);
    if (known === undefined) {
      // The entry cache leads to the function, if its address is there.
      this.to.get(ADDR);
      this.to.constant(ENTRY_MASK);
      out.byte(OP.and);
      this.to.get(BASE);
      out.byte(OP.add);
      this.to.tee(ENTRY);
      this.to.access(OP.load, 2, ENTRY_TAGS_AT);
      this.to.get(ADDR);
      out.byte(OP.ne);
      out.byte(OP.or);
    }
    this.to.openStructure('if', -1);
    this.to.get(ADDR);
    this.to.set(PC);
    this.exits.branchToExit(OP.br, 0);
    this.to.closeStructure();
    this.to.get(BASE);
    this.to.get(LEFT);
    this.to.get(DEPTH);
    this.to.constant(1);
    out.byte(OP.sub);
    if (known === undefined) {
      this.to.get(ENTRY);
      this.to.access(OP.load, 2, ENTRY_SLOTS_AT);
      out.byte(OP.call_indirect);
      out.byte(0);
      out.byte(0);
    } else {
      out.byte(OP.call);
      // After the one that is imported.
      out.unsigned(1 + known);
    }
    this.to.set(LEFT);
    const [edge] = this.plan.graph.edges[node]!;
    if (edge === undefined) {
      this.to.set(PC);
      this.exits.branchToExit(OP.br, 0);
      return;
    }
    this.to.tee(PC);
    this.to.constant(back);
    out.byte(OP.ne);
    this.exits.branchToExit(OP.br_if, 0);
    this.comeBack(node, edge, back);
  }

  /** Makes a system call, after which the hart may be elsewhere. */
  private askService(node: number, back: number, place: Place): void {
    this.exits.pay(place.debt);
    this.to.storeRegisters(place.dirty);
    this.to.setConstant(PC, place.pc | FOR_INTERPRETER);
    this.to.get(BASE);
    this.to.get(LEFT);
    this.to.constant(place.pc);
    this.to.out.byte(OP.call);
    this.to.out.unsigned(SERVICE);
    this.to.out.byte(OP.eqz);
    this.exits.branchToExit(OP.br_if, 0);
    this.exits.pay(1);
    const [edge] = this.plan.graph.edges[node]!;
    if (edge === undefined) this.exits.leave(back, { pc: back, dirty: 0, debt: 0 });
    else this.comeBack(node, edge, back);
  }

  /** Goes on after a call. */
  private comeBack(node: number, edge: Edge, back: number): void {
    if (!this.plan.budget.isChecked[edge.node]) this.exits.checkBudget(this.plan.budget.needed[edge.node]!, back, 0);
    this.to.loadRegisters(this.plan.registers.neededIn[edge.node]!);
    this.ways.follow(node, edge, 0);
  }
}
