import type { Block } from './blocks.ts';
import { Emitter, LABEL } from './emitter.ts';
import { EndWriter, type Ways } from './end-code.ts';
import { ExitWriter, FOR_INTERPRETER, type Place } from './exit-code.ts';
import { bodyOf, type FastLoop } from './fast-loops.ts';
import type { Edge } from './flow-graph.ts';
import { type FunctionPlan, planFunction } from './function-plan.ts';
import { InstructionWriter, placeAfter } from './instruction-code.ts';
import { LoopWriter } from './loop-code.ts';
import { OP } from './wasm.ts';

/*
 * The code of one guest function:
 *
 *     function (base, left, depth) -> (pc, left)
 *
 * `base` is the offset of the hart block, `left` the instructions that may still be executed, `depth` how many calls may be
 * nested. The result says where to go on, with all registers in the hart block; there is a flag in it if the next instruction is
 * the interpreter's: it cannot be executed here, or not enough is left.
 */

/** The type of all translated functions in their modules. */
export const GUEST_FUNCTION = { parameters: 3, results: 2 } as const;

/** What a function is written with. */
export interface FunctionParts {
  readonly blocks: readonly Block[];
  /** The number of the function at an address among those of the same module; undefined if it is elsewhere. */
  readonly functionAt: (pc: number) => number | undefined;
  readonly divTrap: boolean;
}

/** A function's instructions, with the last `end`, and how many locals it has. */
export function writeFunction(parts: FunctionParts): { readonly code: Uint8Array; readonly locals: number } {
  return new FunctionWriter(parts).write();
}

/** Writes the structure of a function: its blocks, and the ways between them. */
class FunctionWriter implements Ways {
  private readonly plan: FunctionPlan;
  private readonly to: Emitter;
  private readonly exits: ExitWriter;
  private readonly instructions: InstructionWriter;
  private readonly ends: EndWriter;
  private readonly loops: LoopWriter;

  constructor({ blocks, functionAt, divTrap }: FunctionParts) {
    const plan = planFunction(blocks);
    const to = new Emitter(blocks);
    const exits = new ExitWriter(to);
    const instructions = new InstructionWriter(to, exits, divTrap);
    this.plan = plan;
    this.to = to;
    this.exits = exits;
    this.instructions = instructions;
    this.ends = new EndWriter({ plan, to, exits, instructions, ways: this, functionAt });
    const writeCopy = (loop: FastLoop, isFast: boolean) => this.writeCopy(loop, isFast);
    this.loops = new LoopWriter({ plan, to, instructions, ways: this, writeCopy });
  }

  write(): { readonly code: Uint8Array; readonly locals: number } {
    const { root } = this.plan.graph;
    this.to.loadRegisters(this.plan.registers.neededIn[root.node]!);
    if (root.node !== root.goal) this.to.setConstant(LABEL, root.goal);
    this.writeTree(root.node);
    return { code: this.exits.finish(), locals: this.to.locals };
  }

  /** Writes a node and all that it dominates. No code that is written for a node runs past its end. */
  private writeTree(node: number): void {
    if (!this.isReturnedTo(node)) {
      this.writeWithin(node, 0);
      return;
    }
    this.to.openStructure('loop', node);
    this.writeWithin(node, 0);
    this.to.closeStructure();
  }

  /** Whether a way back leads to `node` that it does not see to itself. */
  private isReturnedTo(node: number): boolean {
    if (!this.plan.flow.isLoopHead[node]) return false;
    const loop = this.plan.fastLoops.get(node);
    if (loop === undefined) return true;
    const { place, order } = this.plan.flow;
    const isBack = (from: number) => place[from]! > place[node]! && !loop.nodes.has(from);
    return order.some((from) => isBack(from) && this.plan.graph.edges[from]!.some((way) => way.node === node));
  }

  /** Writes a node within blocks that end where its merge nodes begin. */
  private writeWithin(node: number, from: number): void {
    const loop = this.plan.fastLoops.get(node);
    const merges = this.plan.flow.merges[node]!;
    const merge = (loop === undefined ? merges : merges.filter((other) => !loop.nodes.has(other)))[from];
    if (merge === undefined) {
      if (loop === undefined) this.writeNode(node, true);
      else this.loops.write(loop);
      return;
    }
    this.to.openStructure('block', merge);
    this.writeWithin(node, from + 1);
    this.to.closeStructure();
    this.writeTree(merge);
  }

  private writeCopy({ head, nodes }: FastLoop, isFast: boolean): void {
    const inside = this.plan.flow.merges[head]!.filter((node) => nodes.has(node));
    const write = (from: number): void => {
      const merge = inside[from];
      if (merge === undefined) {
        this.writeNode(head, !isFast);
        return;
      }
      this.to.openStructure('block', merge);
      write(from + 1);
      this.to.closeStructure();
      this.writeTree(merge);
    };
    write(0);
  }

  private writeNode(node: number, checksBudget: boolean): void {
    const block = this.plan.blocks[node];
    if (block === undefined) {
      this.writeDispatch(node);
      return;
    }
    const dirty = this.plan.registers.dirtyIn[node]!;
    const debt = this.plan.budget.debt[node]!;
    if (checksBudget && this.plan.budget.isChecked[node])
      this.exits.checkBudget(this.plan.budget.needed[node]!, block.start, dirty);
    const place = { pc: block.start, dirty, debt };
    this.instructions.writeBlock(block, place);
    const after = placeAfter(bodyOf(block), place);
    if (block.end.kind === 'go') this.goTo(node, block.end.to, after);
    else if (block.end.kind === 'leave') this.exits.leave(block.end.at | FOR_INTERPRETER, after);
    else this.ends.writeEnd(node, block.insns.at(-1)!, after);
  }

  private writeDispatch(node: number): void {
    const debt = this.plan.budget.debt[node]!;
    for (const edge of this.plan.graph.edges[node]!) {
      this.to.get(LABEL);
      this.to.constant(edge.goal);
      this.to.out.byte(OP.eq);
      this.to.openStructure('if', -1);
      this.follow(node, edge, debt);
      this.to.closeStructure();
    }
    this.to.out.byte(OP.unreachable);
  }

  /** Goes on at `addr` after the instructions of `node`. */
  goTo(node: number, addr: number, place: Place): void {
    const goal = this.plan.nodeAt.get(addr);
    const edge = this.plan.graph.edges[node]!.find((way) => way.goal === goal);
    if (edge === undefined) this.exits.leave(addr, place);
    else this.follow(node, edge, place.debt);
  }

  /** Goes on along an edge, with so many instructions to pay for. */
  follow(from: number, edge: Edge, debt: number): void {
    const { place, isMerge } = this.plan.flow;
    const isBack = place[edge.node]! <= place[from]!;
    this.exits.pay(debt - (isBack ? 0 : this.plan.budget.debt[edge.node]!));
    if (edge.node >= this.plan.graph.blockCount) this.to.setConstant(LABEL, edge.goal);
    if (isBack) this.to.branchTo('loop', edge.node);
    else if (isMerge[edge.node]) this.to.branchTo('block', edge.node);
    else this.writeTree(edge.node);
  }
}
