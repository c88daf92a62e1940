import { unreachable } from '../base/unreachable.ts';
import type { Decoded } from '../isa/decode.ts';
import type { Access, Effect, Leaf, Term } from '../isa/terms.ts';
import {
  END_JUMP_AT,
  ENTRY_MASK,
  ENTRY_SLOTS_AT,
  ENTRY_TAGS_AT,
  READ_TAGS_AT,
  WRITE_TAGS_AT,
} from '../machine/memory.ts';
import { type AccessGroup, findGroups } from './access-groups.ts';
import { type Block, isCall, isReturn } from './blocks.ts';
import { type Budget, planBudget } from './budget.ts';
import { ADDR, BASE, DEPTH, Emitter, ENTRY, LABEL, LEFT, LIMIT, MEM, PATIENCE, PC } from './emitter.ts';
import { bodyOf, type Counter, type FastLoop, findFastLoops, hoistExits } from './fast-loops.ts';
import { type Edge, type FlowGraph, makeReducible, type Structure, structure } from './flow-graph.ts';
import { pushTerm } from './operator-code.ts';
import { findHosts, type Host, lookUp, pushFurtherTurns, pushHostAddr } from './page-code.ts';
import { flowRegisters, type RegisterFlow, registersWritten } from './register-flow.ts';
import { Bytes, EMPTY, OP } from './wasm.ts';

/*
 * The code of one guest function:
 *
 *     function (base, left, depth) -> (pc, left)
 *
 * `base` is the offset of the hart block, `left` the instructions that may still be executed, `depth` how many calls may be
 * nested. The result says where to go on, with all registers in the hart block; there is a flag in it if the next instruction is
 * the interpreter's: it cannot be executed here, or not enough is left.
 */

/** Set in a resulting pc: the interpreter goes on. */
export const FOR_INTERPRETER = 1;
/** Set in a resulting pc: a computed jump went there, whose own address is in the hart block. */
export const COMPUTED_JUMP = 2;
/** The type of all translated functions in their modules. */
export const GUEST_FUNCTION = { parameters: 3, results: 2 } as const;
/** The type of the function that is asked to answer a system call: (base, left) -> whether it did. */
export const SERVICE_FUNCTION = { parameters: 2, results: 1 } as const;
/** The number of that function in each module. */
const SERVICE = 0;

/** Turns of a loop before its fast copy is tried: many end sooner. */
const SHORT_LOOP = 3;

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

class FunctionWriter {
  private readonly blocks: readonly Block[];
  private readonly parts: FunctionParts;
  private readonly nodeAt: ReadonlyMap<number, number>;
  private readonly graph: FlowGraph;
  private readonly flow: Structure;
  private readonly registers: RegisterFlow;
  private readonly budget: Budget;
  private readonly to: Emitter;
  /** Numbers of the common exits, by what they store. */
  private readonly exits = new Map<number, number>();
  /** The loops that are written twice, by their heads. */
  private readonly fastLoops: ReadonlyMap<number, FastLoop>;
  /** Where members of access groups find memory, by their addresses, while the fast copy of code is written. */
  private hosts: ReadonlyMap<number, Host> = NO_HOSTS;

  constructor(parts: FunctionParts) {
    this.parts = parts;
    this.to = new Emitter(parts.blocks);
    const { blocks } = parts;
    this.blocks = blocks;
    this.nodeAt = new Map(blocks.map((block, node) => [block.start, node]));
    this.graph = this.makeGraph();
    makeReducible(this.graph);
    const flow = structure(this.graph);
    this.fastLoops = findFastLoops(blocks, this.graph, flow);
    this.flow = hoistExits(this.fastLoops, this.graph, flow);
    this.registers = flowRegisters(blocks, this.graph, this.flow);
    const costs = this.graph.edges.map((_, node) => blocks[node]?.insns.length ?? 0);
    const pays = this.graph.edges.map((_, node) => node < blocks.length && isCall(blocks[node]!));
    this.budget = planBudget(this.graph, this.flow, costs, pays);
  }

  write(): { readonly code: Uint8Array; readonly locals: number } {
    const { root } = this.graph;
    this.to.loadRegisters(this.registers.neededIn[root.node]!);
    if (root.node !== root.goal) this.to.setConstant(LABEL, root.goal);
    this.writeTree(root.node);
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
    return { code: code.view.slice(), locals: this.to.locals };
  }

  private makeGraph(): FlowGraph {
    const edgeTo = (addr: number): Edge[] => {
      const node = this.nodeAt.get(addr);
      return node === undefined ? [] : [{ node, goal: node }];
    };
    const edges = this.blocks.map(({ end }) => {
      switch (end.kind) {
        case 'go':
          return edgeTo(end.to);
        case 'branch':
          return [...edgeTo(end.taken), ...edgeTo(end.next)];
        case 'call':
        case 'computed call':
        case 'service':
          return edgeTo(end.back);
        case 'computed jump':
          return end.goals.flatMap(edgeTo);
        case 'leave':
          return [];
        default:
          return unreachable(end);
      }
    });
    return { blockCount: this.blocks.length, edges, root: { node: 0, goal: 0 } };
  }

  // Structure

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
    if (!this.flow.isLoopHead[node]) return false;
    const loop = this.fastLoops.get(node);
    if (loop === undefined) return true;
    const { place, order } = this.flow;
    const isBack = (from: number) => place[from]! > place[node]! && !loop.nodes.has(from);
    return order.some((from) => isBack(from) && this.graph.edges[from]!.some((way) => way.node === node));
  }

  /** Writes a node within blocks that end where its merge nodes begin. */
  private writeWithin(node: number, from: number): void {
    const loop = this.fastLoops.get(node);
    const merges = this.flow.merges[node]!;
    const merge = (loop === undefined ? merges : merges.filter((other) => !loop.nodes.has(other)))[from];
    if (merge === undefined) {
      if (loop === undefined) this.writeNode(node, true);
      else this.writeFastLoop(loop);
      return;
    }
    this.to.openStructure('block', merge);
    this.writeWithin(node, from + 1);
    this.to.closeStructure();
    this.writeTree(merge);
  }

  private writeNode(node: number, checksBudget: boolean): void {
    const block = this.blocks[node];
    if (block === undefined) {
      this.writeDispatch(node);
      return;
    }
    const dirty = this.registers.dirtyIn[node]!;
    const debt = this.budget.debt[node]!;
    if (checksBudget && this.budget.isChecked[node]) this.checkBudget(this.budget.needed[node]!, block.start, dirty);
    const body = bodyOf(block);
    const place = { pc: block.start, dirty, debt };
    const addrs = addrsOf(block);
    const isNew = ({ members }: AccessGroup) =>
      members.size > 1 && ![...members].some((at) => this.hosts.has(addrs[at]!));
    const grouped = findGroups(body, false).filter(isNew);
    if (grouped.length === 0) this.writeBody(body, place);
    else this.writeTwice(body, addrs, place, grouped);
    const after = placeAfter(body, place);
    if (block.end.kind === 'go') this.goTo(node, block.end.to, after);
    else if (block.end.kind === 'leave') this.leave(block.end.at | FOR_INTERPRETER, after);
    else this.writeEnd(node, block.insns.at(-1)!, after);
  }

  private writeBody(body: readonly Decoded[], start: Place): void {
    let place = start;
    for (const insn of body) {
      this.writeInstruction(insn, place);
      place = placeAfter([insn], place);
    }
  }

  /** Writes a body twice: for when every group is in a page that may be accessed, and for when not. */
  private writeTwice(
    body: readonly Decoded[],
    addrs: readonly number[],
    place: Place,
    groups: readonly AccessGroup[],
  ): void {
    this.to.openStructure('block', -1);
    this.to.openStructure('block', -1);
    const before = this.hosts;
    this.hosts = new Map([...before, ...findHosts(this.to, groups, addrs, false)]);
    this.writeBody(body, place);
    this.hosts = before;
    this.to.branch(OP.br, 1);
    this.to.closeStructure();
    this.writeBody(body, place);
    this.to.closeStructure();
  }

  // Loops that are written twice

  private writeFastLoop(loop: FastLoop): void {
    const { head, nodes, groups, shortest, counter } = loop;
    const { out } = this.to;
    const needed = this.budget.needed[head]!;
    this.to.setConstant(PATIENCE, SHORT_LOOP);
    this.to.openStructure('loop', head);
    this.to.openStructure('block', -1);
    this.to.get(PATIENCE);
    this.to.branch(OP.br_if, 0);
    this.to.setConstant(PATIENCE, SHORT_LOOP);
    this.to.get(LEFT);
    this.to.constant(needed);
    out.byte(OP.lt_s);
    this.to.branch(OP.br_if, 0);
    const addrs = [...nodes]
      .sort((a, b) => this.flow.place[a]! - this.flow.place[b]!)
      .flatMap((node) => addrsOf(this.blocks[node]!));
    const hosts = findHosts(this.to, groups, addrs, true);
    this.hosts = hosts;
    if (counter === undefined) {
      this.to.setConstant(PATIENCE, 0);
      this.setLimit(groups, needed, shortest);
      this.to.openStructure('loop', head);
      this.to.get(LEFT);
      this.to.get(LIMIT);
      out.byte(OP.lt_s);
      this.to.branch(OP.br_if, 2);
      this.writeCopy(loop, true);
      this.to.closeStructure();
    } else {
      this.writeCounted(loop, counter, needed);
    }
    this.hosts = NO_HOSTS;
    this.to.closeStructure();
    this.to.get(PATIENCE);
    this.to.constant(1);
    out.byte(OP.sub);
    this.to.set(PATIENCE);
    this.writeCopy(loop, false);
    this.to.closeStructure();
  }

  /** Writes the fast copy of a loop with a counter: so many turns at once as the budget and the pages allow, paid in advance. */
  private writeCounted({ head, groups }: FastLoop, { register, bound, step }: Counter, needed: number): void {
    const { out } = this.to;
    const block = this.blocks[head]!;
    const { end, insns } = block;
    if (end.kind !== 'branch') throw new Error('a loop with a counter ends with a branch');
    const cost = insns.length;
    // The turns that the counter has to go, or 0 for 2^32.
    this.to.pushRegister(step > 0 ? bound : register);
    this.to.pushRegister(step > 0 ? register : bound);
    out.byte(OP.sub);
    this.to.tee(ADDR);
    this.to.constant(Math.abs(step) - 1);
    out.byte(OP.and);
    this.to.branch(OP.br_if, 0);
    this.to.setConstant(PATIENCE, 0);
    // LIMIT is the number of turns, less one.
    this.to.get(ADDR);
    this.to.constant(Math.log2(Math.abs(step)));
    out.byte(OP.shr_u);
    this.to.constant(1);
    out.byte(OP.sub);
    this.to.set(LIMIT);
    this.to.get(LEFT);
    this.to.constant(needed);
    out.byte(OP.sub);
    this.to.constant(cost);
    out.byte(OP.div_u);
    this.lowerLimit();
    for (const group of groups) {
      if (group.stride.kind === 'constant' && group.stride.bytes === 0) continue;
      pushFurtherTurns(this.to, group);
      this.lowerLimit();
    }
    this.to.get(LEFT);
    this.pushTurns();
    this.to.constant(cost);
    out.byte(OP.mul);
    out.byte(OP.sub);
    this.to.set(LEFT);
    // From here on it is where the counter stops for now.
    this.to.pushRegister(register);
    this.pushTurns();
    this.to.constant(step);
    out.byte(OP.mul);
    out.byte(OP.add);
    this.to.set(LIMIT);
    this.to.openStructure('loop', -1);
    const start = { pc: block.start, dirty: this.registers.dirtyIn[head]!, debt: 0 };
    this.writeBody(bodyOf(block), start);
    this.to.pushRegister(register);
    this.to.get(LIMIT);
    out.byte(OP.ne);
    this.to.branch(OP.br_if, 0);
    this.to.closeStructure();
    this.to.pushRegister(register);
    this.to.pushRegister(bound);
    out.byte(OP.ne);
    this.to.openStructure('if', -1);
    this.to.branchTo('loop', head);
    this.to.closeStructure();
    this.goTo(head, end.next, { ...placeAfter(insns, start), debt: 0 });
  }

  /** Sets LIMIT to the top of the stack if that is lower, unsigned. */
  private lowerLimit(): void {
    this.to.tee(ADDR);
    this.to.get(LIMIT);
    this.to.get(ADDR);
    this.to.get(LIMIT);
    this.to.out.byte(OP.lt_u);
    this.to.out.byte(OP.select);
    this.to.set(LIMIT);
  }

  private pushTurns(): void {
    this.to.get(LIMIT);
    this.to.constant(1);
    this.to.out.byte(OP.add);
  }

  private writeCopy({ head, nodes }: FastLoop, isFast: boolean): void {
    const inside = this.flow.merges[head]!.filter((node) => nodes.has(node));
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

  /** Sets LIMIT: the fast copy may begin a turn as long as LEFT is not below. */
  private setLimit(groups: readonly AccessGroup[], needed: number, shortest: number): void {
    const { out } = this.to;
    this.to.setConstant(LIMIT, needed);
    for (const group of groups) {
      if (group.stride.kind === 'constant' && group.stride.bytes === 0) continue;
      // In so many turns at least, after the first, the group stays in its page.
      this.to.get(LEFT);
      pushFurtherTurns(this.to, group);
      this.to.constant(shortest);
      out.byte(OP.mul);
      out.byte(OP.sub);
      this.to.tee(ADDR);
      this.to.get(LIMIT);
      this.to.get(ADDR);
      this.to.get(LIMIT);
      out.byte(OP.gt_s);
      out.byte(OP.select);
      this.to.set(LIMIT);
    }
  }

  private writeDispatch(node: number): void {
    const debt = this.budget.debt[node]!;
    for (const edge of this.graph.edges[node]!) {
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
  private goTo(node: number, addr: number, place: Place): void {
    const goal = this.nodeAt.get(addr);
    const edge = this.graph.edges[node]!.find((way) => way.goal === goal);
    if (edge === undefined) this.leave(addr, place);
    else this.follow(node, edge, place.debt);
  }

  private follow(from: number, edge: Edge, debt: number): void {
    const { place, isMerge } = this.flow;
    const isBack = place[edge.node]! <= place[from]!;
    this.pay(debt - (isBack ? 0 : this.budget.debt[edge.node]!));
    if (edge.node >= this.graph.blockCount) this.to.setConstant(LABEL, edge.goal);
    if (isBack) this.to.branchTo('loop', edge.node);
    else if (isMerge[edge.node]) this.to.branchTo('block', edge.node);
    else this.writeTree(edge.node);
  }

  // Leaving

  /** Leaves the function with `pc`, which may have a flag. */
  private leave(pc: number, { dirty, debt }: Place): void {
    this.pay(debt);
    this.to.setConstant(PC, pc);
    this.branchToExit(OP.br, dirty);
  }

  /** Leaves the instruction at `place` to the interpreter if the top of the stack is not 0. */
  private leaveIf(place: Place): void {
    this.to.openStructure('if', -1);
    this.leave(place.pc | FOR_INTERPRETER, place);
    this.to.closeStructure();
  }

  private branchToExit(opcode: number, dirty: number): void {
    let exit = this.exits.get(dirty);
    if (exit === undefined) {
      exit = this.exits.size;
      this.exits.set(dirty, exit);
    }
    this.to.out.byte(opcode);
    this.to.out.unsigned(this.to.open.length + exit);
  }

  private checkBudget(needed: number, pc: number, dirty: number): void {
    this.to.get(LEFT);
    this.to.constant(needed);
    this.to.out.byte(OP.lt_s);
    this.leaveIf({ pc, dirty, debt: 0 });
  }

  /** Subtracts executed instructions from the budget. */
  private pay(debt: number): void {
    if (debt === 0) return;
    this.to.get(LEFT);
    this.to.constant(debt);
    this.to.out.byte(OP.sub);
    this.to.set(LEFT);
  }

  // Ends of blocks

  private writeEnd(node: number, insn: Decoded, place: Place): void {
    const { end } = this.blocks[node]!;
    const after = { pc: (place.pc + 4) >>> 0, dirty: place.dirty | registersWritten(insn), debt: place.debt + 1 };
    switch (end.kind) {
      case 'branch':
        this.push(end.condition, insn, place.pc);
        this.to.openStructure('if', -1);
        this.goTo(node, end.taken, after);
        this.to.closeStructure();
        this.goTo(node, end.next, after);
        return;
      case 'call':
        this.to.setConstant(ADDR, end.target);
        this.call(node, insn, this.parts.functionAt(end.target), end.back, after);
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
    this.push(target, insn, place.pc);
    this.to.tee(ADDR);
    this.to.constant(2);
    this.to.out.byte(OP.and);
    this.leaveIf(place);
  }

  /** Goes on at the address in ADDR: within the function if that is one of `goals`. */
  private jumpTo(node: number, insn: Decoded, goals: readonly number[], after: Place): void {
    for (const goal of goals) {
      if (!this.nodeAt.has(goal)) continue;
      this.to.get(ADDR);
      this.to.constant(goal);
      this.to.out.byte(OP.eq);
      this.to.openStructure('if', -1);
      this.goTo(node, goal, after);
      this.to.closeStructure();
    }
    this.pay(after.debt);
    this.to.get(ADDR);
    if (!isReturn(insn)) {
      this.to.constant(COMPUTED_JUMP);
      this.to.out.byte(OP.or);
      this.to.get(BASE);
      this.to.constant(after.pc - 4);
      this.to.access(OP.store, 2, END_JUMP_AT);
    }
    this.to.set(PC);
    this.branchToExit(OP.br, after.dirty);
  }

  /** Calls the function at the address in ADDR, number `known` of this module if that is defined. */
  private call(node: number, insn: Decoded, known: number | undefined, back: number, after: Place): void {
    const { out } = this.to;
    this.pay(after.debt);
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
    this.branchToExit(OP.br, 0);
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
    const [edge] = this.graph.edges[node]!;
    if (edge === undefined) {
      this.to.set(PC);
      this.branchToExit(OP.br, 0);
      return;
    }
    this.to.tee(PC);
    this.to.constant(back);
    out.byte(OP.ne);
    this.branchToExit(OP.br_if, 0);
    this.comeBack(node, edge, back);
  }

  /** Makes a system call. If it is not answered at once, the instruction is the interpreter's. */
  private askService(node: number, back: number, place: Place): void {
    this.pay(place.debt);
    this.to.storeRegisters(place.dirty);
    this.to.setConstant(PC, place.pc | FOR_INTERPRETER);
    this.to.get(BASE);
    this.to.get(LEFT);
    this.to.out.byte(OP.call);
    this.to.out.unsigned(SERVICE);
    this.to.out.byte(OP.eqz);
    this.branchToExit(OP.br_if, 0);
    this.pay(1);
    const [edge] = this.graph.edges[node]!;
    if (edge === undefined) this.leave(back, { pc: back, dirty: 0, debt: 0 });
    else this.comeBack(node, edge, back);
  }

  /** Goes on after a call. */
  private comeBack(node: number, edge: Edge, back: number): void {
    if (!this.budget.isChecked[edge.node]) this.checkBudget(this.budget.needed[edge.node]!, back, 0);
    this.to.loadRegisters(this.registers.neededIn[edge.node]!);
    this.follow(node, edge, 0);
  }

  // Instructions

  private writeInstruction(insn: Decoded, place: Place): void {
    for (const effect of insn.insn.effects) this.writeEffect(effect, insn, place);
  }

  private writeEffect(effect: Effect, insn: Decoded, place: Place): void {
    switch (effect.kind) {
      case 'setRd':
        if (insn.rd === 0) return;
        this.push(effect.value, insn, place.pc);
        this.to.setRegister(insn.rd);
        return;
      case 'load': {
        const offset = this.pushPlace(effect, READ_TAGS_AT, insn, place);
        this.to.access(loadOpcode(effect.access), Math.log2(effect.access.bytes), offset);
        this.to.setRegister(insn.rd);
        return;
      }
      case 'store': {
        const offset = this.pushPlace(effect, WRITE_TAGS_AT, insn, place);
        this.push(effect.value, insn, place.pc);
        this.to.access(storeOpcode(effect.access), Math.log2(effect.access.bytes), offset);
        return;
      }
      case 'amo':
        this.to.pushRegister(insn.rs1);
        lookUp(this.to, WRITE_TAGS_AT, 4);
        this.leaveIf(place);
        pushHostAddr(this.to);
        this.to.tee(ENTRY);
        this.to.access(OP.load, 2, 0);
        this.to.set(MEM);
        this.to.get(ENTRY);
        this.push(effect.value, insn, place.pc);
        this.to.access(OP.store, 2, 0);
        this.to.get(MEM);
        this.to.setRegister(insn.rd);
        return;
      case 'trapOnZeroDivisor':
        if (!this.parts.divTrap) return;
        this.push(effect.divisor, insn, place.pc);
        this.to.out.byte(OP.eqz);
        this.leaveIf(place);
        return;
      case 'fenceInstructions':
        // Stores to code are the interpreter's, and count at once.
        return;
      case 'jump':
        // The way on is the block's end.
        return;
      case 'branch':
      case 'loadReserved':
      case 'storeConditional':
      case 'csr':
      case 'environmentCall':
      case 'breakpoint':
        throw new Error(`${effect.kind} within a block`);
      default:
        unreachable(effect);
    }
  }

  /** Pushes the offset in memory of what an instruction accesses, less the number that this gives. */
  private pushPlace(effect: { access: Access; addr: Term }, tagsAt: number, insn: Decoded, place: Place): number {
    const host = this.hosts.get(place.pc);
    if (host !== undefined) {
      this.to.pushRegister(host.base);
      this.to.get(host.local);
      this.to.out.byte(OP.add);
      return insn.imm - host.lowestImm;
    }
    this.push(effect.addr, insn, place.pc);
    lookUp(this.to, tagsAt, effect.access.bytes);
    this.leaveIf(place);
    pushHostAddr(this.to);
    return 0;
  }

  private push(term: Term, insn: Decoded, pc: number): void {
    pushTerm(this.to.out, term, (leaf: Leaf) => {
      switch (leaf) {
        case 'rs1':
          return this.to.pushRegister(insn.rs1);
        case 'rs2':
          return this.to.pushRegister(insn.rs2);
        case 'imm':
          return this.to.constant(insn.imm);
        case 'uimm':
          return this.to.constant(insn.rs1);
        case 'pc':
          return this.to.constant(pc);
        case 'next':
          return this.to.constant(pc + 4);
        case 'mem':
          return this.to.get(MEM);
        default:
          return unreachable(leaf);
      }
    });
  }

  // Registers and locals
}

const NO_HOSTS: ReadonlyMap<number, Host> = new Map();

function addrsOf({ start, insns }: Block): readonly number[] {
  return insns.map((_, index) => (start + 4 * index) >>> 0);
}

function placeAfter(insns: readonly Decoded[], { pc, dirty, debt }: Place): Place {
  let written = dirty;
  for (const insn of insns) written |= registersWritten(insn);
  return { pc: (pc + 4 * insns.length) >>> 0, dirty: written, debt: debt + insns.length };
}

/** A place before an instruction: its pc, which registers may be dirty, and the debt. */
interface Place {
  readonly pc: number;
  readonly dirty: number;
  readonly debt: number;
}

function loadOpcode({ bytes, signed }: Access): number {
  if (bytes === 4) return OP.load;
  if (bytes === 2) return signed ? OP.load16_s : OP.load16_u;
  return signed ? OP.load8_s : OP.load8_u;
}

function storeOpcode({ bytes }: Access): number {
  return bytes === 4 ? OP.store : bytes === 2 ? OP.store16 : OP.store8;
}
