import { unreachable } from '../base/unreachable.ts';
import type { Decoded } from '../isa/decode.ts';
import type { Access, Effect, Leaf, Term } from '../isa/terms.ts';
import {
  ADDENDS_AT,
  END_JUMP_AT,
  ENTRY_MASK,
  ENTRY_SLOTS_AT,
  ENTRY_TAGS_AT,
  PAGE_SHIFT,
  PAGE_SIZE,
  READ_TAGS_AT,
  WRITE_TAGS_AT,
} from '../machine/memory.ts';
import { TLB_ENTRIES } from '../machine/tlb.ts';
import { type AccessGroup, findGroups } from './access-groups.ts';
import { type Block, isCall, isReturn } from './blocks.ts';
import { type Budget, planBudget } from './budget.ts';
import { bodyOf, type Counter, type FastLoop, findFastLoops, hoistExits } from './fast-loops.ts';
import { type Edge, type FlowGraph, makeReducible, type Structure, structure } from './flow-graph.ts';
import { pushTerm } from './operator-code.ts';
import { flowRegisters, type RegisterFlow, registersRead, registersWritten } from './register-flow.ts';
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

const BASE = 0;
const LEFT = 1;
const DEPTH = 2;
const PC = 3;
const ADDR = 4;
const ENTRY = 5;
const MEM = 6;
const LABEL = 7;
/** Turns that the slow copy of a loop does before the fast one is tried. */
const PATIENCE = 8;
/** The fast copy of a loop begins a turn if as much as this is left. */
const LIMIT = 9;
const FIRST_REGISTER = 10;
/** Turns of a loop before its fast copy is tried: many end sooner. */
const SHORT_LOOP = 3;
/** Locals beside the parameters, when every register has one. */
const OTHERS = FIRST_REGISTER - 3;

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

/** A structure that is open where code is being written. */
interface Open {
  readonly kind: 'block' | 'loop' | 'if';
  readonly node: number;
}

class FunctionWriter {
  private readonly blocks: readonly Block[];
  private readonly parts: FunctionParts;
  private readonly nodeAt: ReadonlyMap<number, number>;
  private readonly graph: FlowGraph;
  private readonly flow: Structure;
  private readonly registers: RegisterFlow;
  private readonly budget: Budget;
  private readonly out = new Bytes();
  private readonly open: Open[] = [];
  /** Numbers of the common exits, by what they store. */
  private readonly exits = new Map<number, number>();
  private readonly localOf: number[] = [];
  /** The loops that are written twice, by their heads. */
  private readonly fastLoops: ReadonlyMap<number, FastLoop>;
  private localCount = FIRST_REGISTER;
  /** Where members of access groups find memory, by their addresses, while the fast copy of code is written. */
  private hosts: ReadonlyMap<number, Host> = NO_HOSTS;

  constructor(parts: FunctionParts) {
    this.parts = parts;
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
    let used = 0;
    for (const { insns } of blocks) for (const insn of insns) used |= registersRead(insn) | registersWritten(insn);
    for (let register = 1; register < 32; register++) {
      if (((used >>> register) & 1) !== 0) this.localOf[register] = this.localCount++;
    }
  }

  write(): { readonly code: Uint8Array; readonly locals: number } {
    const { root } = this.graph;
    this.loadRegisters(this.registers.neededIn[root.node]!);
    if (root.node !== root.goal) this.setConstant(LABEL, root.goal);
    this.writeTree(root.node);
    const code = new Bytes(this.out.length + 256);
    for (let i = 0; i < this.exits.size; i++) code.append(Uint8Array.of(OP.block, EMPTY));
    code.append(this.out.view);
    this.out.length = 0;
    this.out.byte(OP.unreachable);
    for (const mask of this.exits.keys()) {
      this.out.byte(OP.end);
      this.storeRegisters(mask);
      this.get(PC);
      this.get(LEFT);
      this.out.byte(OP.return);
    }
    this.out.byte(OP.end);
    code.append(this.out.view);
    return { code: code.view.slice(), locals: OTHERS + this.localCount - FIRST_REGISTER };
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
    this.openStructure('loop', node);
    this.writeWithin(node, 0);
    this.closeStructure();
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
    this.openStructure('block', merge);
    this.writeWithin(node, from + 1);
    this.closeStructure();
    this.writeTree(merge);
  }

  private branch(opcode: number, depth: number): void {
    this.out.byte(opcode);
    this.out.unsigned(depth);
  }

  private openStructure(kind: Open['kind'], node: number): void {
    this.open.push({ kind, node });
    this.out.byte(OP[kind]);
    this.out.byte(EMPTY);
  }

  private closeStructure(): void {
    this.open.pop();
    this.out.byte(OP.end);
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
    this.openStructure('block', -1);
    this.openStructure('block', -1);
    const before = this.hosts;
    this.hosts = this.findHosts(groups, addrs, false);
    this.writeBody(body, place);
    this.hosts = before;
    this.branch(OP.br, 1);
    this.closeStructure();
    this.writeBody(body, place);
    this.closeStructure();
  }

  // Loops that are written twice

  private writeFastLoop(loop: FastLoop): void {
    const { head, nodes, groups, shortest, counter } = loop;
    const { out } = this;
    const needed = this.budget.needed[head]!;
    this.setConstant(PATIENCE, SHORT_LOOP);
    this.openStructure('loop', head);
    this.openStructure('block', -1);
    this.get(PATIENCE);
    this.branch(OP.br_if, 0);
    this.setConstant(PATIENCE, SHORT_LOOP);
    this.get(LEFT);
    this.constant(needed);
    out.byte(OP.lt_s);
    this.branch(OP.br_if, 0);
    const addrs = [...nodes]
      .sort((a, b) => this.flow.place[a]! - this.flow.place[b]!)
      .flatMap((node) => addrsOf(this.blocks[node]!));
    const hosts = this.findHosts(groups, addrs, true);
    this.hosts = hosts;
    if (counter === undefined) {
      this.setConstant(PATIENCE, 0);
      this.setLimit(groups, needed, shortest);
      this.openStructure('loop', head);
      this.get(LEFT);
      this.get(LIMIT);
      out.byte(OP.lt_s);
      this.branch(OP.br_if, 2);
      this.writeCopy(loop, true);
      this.closeStructure();
    } else {
      this.writeCounted(loop, counter, needed);
    }
    this.hosts = NO_HOSTS;
    this.closeStructure();
    this.get(PATIENCE);
    this.constant(1);
    out.byte(OP.sub);
    this.set(PATIENCE);
    this.writeCopy(loop, false);
    this.closeStructure();
  }

  /** Writes the fast copy of a loop with a counter: so many turns at once as the budget and the pages allow, paid in advance. */
  private writeCounted({ head, groups }: FastLoop, { register, bound, step }: Counter, needed: number): void {
    const { out } = this;
    const block = this.blocks[head]!;
    const { end, insns } = block;
    if (end.kind !== 'branch') throw new Error('a loop with a counter ends with a branch');
    const cost = insns.length;
    // The turns that the counter has to go, or 0 for 2^32.
    this.pushRegister(step > 0 ? bound : register);
    this.pushRegister(step > 0 ? register : bound);
    out.byte(OP.sub);
    this.tee(ADDR);
    this.constant(Math.abs(step) - 1);
    out.byte(OP.and);
    this.branch(OP.br_if, 0);
    this.setConstant(PATIENCE, 0);
    // LIMIT is the number of turns, less one.
    this.get(ADDR);
    this.constant(Math.log2(Math.abs(step)));
    out.byte(OP.shr_u);
    this.constant(1);
    out.byte(OP.sub);
    this.set(LIMIT);
    this.get(LEFT);
    this.constant(needed);
    out.byte(OP.sub);
    this.constant(cost);
    out.byte(OP.div_u);
    this.lowerLimit();
    for (const group of groups) {
      if (group.stride.kind === 'constant' && group.stride.bytes === 0) continue;
      this.pushFurtherTurns(group);
      this.lowerLimit();
    }
    this.get(LEFT);
    this.pushTurns();
    this.constant(cost);
    out.byte(OP.mul);
    out.byte(OP.sub);
    this.set(LEFT);
    // From here on it is where the counter stops for now.
    this.pushRegister(register);
    this.pushTurns();
    this.constant(step);
    out.byte(OP.mul);
    out.byte(OP.add);
    this.set(LIMIT);
    this.openStructure('loop', -1);
    const start = { pc: block.start, dirty: this.registers.dirtyIn[head]!, debt: 0 };
    this.writeBody(bodyOf(block), start);
    this.pushRegister(register);
    this.get(LIMIT);
    out.byte(OP.ne);
    this.branch(OP.br_if, 0);
    this.closeStructure();
    this.pushRegister(register);
    this.pushRegister(bound);
    out.byte(OP.ne);
    this.openStructure('if', -1);
    this.branchTo('loop', head);
    this.closeStructure();
    this.goTo(head, end.next, { ...placeAfter(insns, start), debt: 0 });
  }

  /** Sets LIMIT to the top of the stack if that is lower, unsigned. */
  private lowerLimit(): void {
    this.tee(ADDR);
    this.get(LIMIT);
    this.get(ADDR);
    this.get(LIMIT);
    this.out.byte(OP.lt_u);
    this.out.byte(OP.select);
    this.set(LIMIT);
  }

  private pushTurns(): void {
    this.get(LIMIT);
    this.constant(1);
    this.out.byte(OP.add);
  }

  private writeCopy({ head, nodes }: FastLoop, isFast: boolean): void {
    const inside = this.flow.merges[head]!.filter((node) => nodes.has(node));
    const write = (from: number): void => {
      const merge = inside[from];
      if (merge === undefined) {
        this.writeNode(head, !isFast);
        return;
      }
      this.openStructure('block', merge);
      write(from + 1);
      this.closeStructure();
      this.writeTree(merge);
    };
    write(0);
  }

  /** Sets LIMIT: the fast copy may begin a turn as long as LEFT is not below. */
  private setLimit(groups: readonly AccessGroup[], needed: number, shortest: number): void {
    const { out } = this;
    this.setConstant(LIMIT, needed);
    for (const group of groups) {
      if (group.stride.kind === 'constant' && group.stride.bytes === 0) continue;
      // In so many turns at least, after the first, the group stays in its page.
      this.get(LEFT);
      this.pushFurtherTurns(group);
      this.constant(shortest);
      out.byte(OP.mul);
      out.byte(OP.sub);
      this.tee(ADDR);
      this.get(LIMIT);
      this.get(ADDR);
      this.get(LIMIT);
      out.byte(OP.gt_s);
      out.byte(OP.select);
      this.set(LIMIT);
    }
  }

  /** Looks up the pages of the groups of the instructions at `addrs`; leaves the innermost structure if one is not as it should be. */
  private findHosts(groups: readonly AccessGroup[], addrs: readonly number[], isLoop: boolean): Map<number, Host> {
    const hosts = new Map<number, Host>(this.hosts);
    for (const group of groups) {
      const host = this.findHost(group);
      if (isLoop) this.checkStride(group);
      for (const index of group.members) hosts.set(addrs[index]!, host);
    }
    return hosts;
  }

  /** Looks up the page of a group; leaves the innermost structure if it is not in one page that the TLB allows, aligned. */
  private findHost(group: AccessGroup): Host {
    const { out } = this;
    const { base, low, high, alignment, alignedAt, reads, writes, lowestImm } = group;
    const register = this.localOf[base]!;
    this.get(register);
    this.constant(low);
    out.byte(OP.add);
    this.tee(ADDR);
    this.constant(PAGE_SHIFT - 2);
    out.byte(OP.shr_u);
    this.constant((TLB_ENTRIES - 1) << 2);
    out.byte(OP.and);
    this.get(BASE);
    out.byte(OP.add);
    this.set(ENTRY);
    const mask = -PAGE_SIZE | (alignedAt === low ? alignment - 1 : 0);
    [reads ? READ_TAGS_AT : 0, writes ? WRITE_TAGS_AT : 0].forEach((tagsAt) => {
      if (tagsAt === 0) return;
      this.get(ENTRY);
      this.access(OP.load, 2, tagsAt);
      this.get(ADDR);
      this.constant(mask);
      out.byte(OP.and);
      out.byte(OP.ne);
      this.branch(OP.br_if, 0);
    });
    if (high - low > alignment || alignedAt !== low) {
      this.get(ADDR);
      this.constant(PAGE_SIZE - 1);
      out.byte(OP.and);
      this.constant(PAGE_SIZE - (high - low));
      out.byte(OP.gt_u);
      this.branch(OP.br_if, 0);
    }
    if (alignedAt !== low && alignment > 1) {
      this.get(register);
      this.constant(alignedAt);
      out.byte(OP.add);
      this.constant(alignment - 1);
      out.byte(OP.and);
      this.branch(OP.br_if, 0);
    }
    const local = this.localCount++;
    this.get(ENTRY);
    this.access(OP.load, 2, ADDENDS_AT);
    if (lowestImm !== 0) {
      this.constant(lowestImm);
      out.byte(OP.add);
    }
    this.set(local);
    return { local, register, lowestImm };
  }

  /** Leaves the innermost structure if the stride of a group, in a register, does not suit. */
  private checkStride({ alignment, stride }: AccessGroup): void {
    if (stride.kind === 'constant') return;
    const { out } = this;
    this.pushRegister(stride.register);
    this.constant(PAGE_SIZE - alignment);
    out.byte(OP.gt_u);
    this.branch(OP.br_if, 0);
    if (alignment === 1) return;
    this.pushRegister(stride.register);
    this.constant(alignment - 1);
    out.byte(OP.and);
    this.branch(OP.br_if, 0);
  }

  /** Pushes how many turns after the next one a group stays in its page. */
  private pushFurtherTurns({ base, low, high, stride }: AccessGroup): void {
    const { out } = this;
    const isUp = stride.kind === 'register' || stride.bytes > 0;
    this.get(this.localOf[base]!);
    this.constant(isUp ? high - 1 : low);
    out.byte(OP.add);
    if (isUp) {
      this.constant(-1);
      out.byte(OP.xor);
    }
    this.constant(PAGE_SIZE - 1);
    out.byte(OP.and);
    if (stride.kind === 'constant') {
      this.constant(Math.abs(stride.bytes));
    } else {
      // A stride of 0 would do as many turns as one wants.
      this.pushRegister(stride.register);
      this.pushRegister(stride.register);
      out.byte(OP.eqz);
      out.byte(OP.add);
    }
    out.byte(OP.div_u);
  }

  private writeDispatch(node: number): void {
    const debt = this.budget.debt[node]!;
    for (const edge of this.graph.edges[node]!) {
      this.get(LABEL);
      this.constant(edge.goal);
      this.out.byte(OP.eq);
      this.openStructure('if', -1);
      this.follow(node, edge, debt);
      this.closeStructure();
    }
    this.out.byte(OP.unreachable);
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
    if (edge.node >= this.graph.blockCount) this.setConstant(LABEL, edge.goal);
    if (isBack) this.branchTo('loop', edge.node);
    else if (isMerge[edge.node]) this.branchTo('block', edge.node);
    else this.writeTree(edge.node);
  }

  private branchTo(kind: Open['kind'], node: number): void {
    for (let depth = 0; depth < this.open.length; depth++) {
      const open = this.open[this.open.length - 1 - depth]!;
      if (open.kind !== kind || open.node !== node) continue;
      this.out.byte(OP.br);
      this.out.unsigned(depth);
      return;
    }
    throw new Error(`no ${kind} around a way to node ${node}`);
  }

  // Leaving

  /** Leaves the function with `pc`, which may have a flag. */
  private leave(pc: number, { dirty, debt }: Place): void {
    this.pay(debt);
    this.setConstant(PC, pc);
    this.branchToExit(OP.br, dirty);
  }

  /** Leaves the instruction at `place` to the interpreter if the top of the stack is not 0. */
  private leaveIf(place: Place): void {
    this.openStructure('if', -1);
    this.leave(place.pc | FOR_INTERPRETER, place);
    this.closeStructure();
  }

  private branchToExit(opcode: number, dirty: number): void {
    let exit = this.exits.get(dirty);
    if (exit === undefined) {
      exit = this.exits.size;
      this.exits.set(dirty, exit);
    }
    this.out.byte(opcode);
    this.out.unsigned(this.open.length + exit);
  }

  private checkBudget(needed: number, pc: number, dirty: number): void {
    this.get(LEFT);
    this.constant(needed);
    this.out.byte(OP.lt_s);
    this.leaveIf({ pc, dirty, debt: 0 });
  }

  /** Subtracts executed instructions from the budget. */
  private pay(debt: number): void {
    if (debt === 0) return;
    this.get(LEFT);
    this.constant(debt);
    this.out.byte(OP.sub);
    this.set(LEFT);
  }

  // Ends of blocks

  private writeEnd(node: number, insn: Decoded, place: Place): void {
    const { end } = this.blocks[node]!;
    const after = { pc: (place.pc + 4) >>> 0, dirty: place.dirty | registersWritten(insn), debt: place.debt + 1 };
    switch (end.kind) {
      case 'branch':
        this.push(end.condition, insn, place.pc);
        this.openStructure('if', -1);
        this.goTo(node, end.taken, after);
        this.closeStructure();
        this.goTo(node, end.next, after);
        return;
      case 'call':
        this.setConstant(ADDR, end.target);
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
    this.tee(ADDR);
    this.constant(2);
    this.out.byte(OP.and);
    this.leaveIf(place);
  }

  /** Goes on at the address in ADDR: within the function if that is one of `goals`. */
  private jumpTo(node: number, insn: Decoded, goals: readonly number[], after: Place): void {
    for (const goal of goals) {
      if (!this.nodeAt.has(goal)) continue;
      this.get(ADDR);
      this.constant(goal);
      this.out.byte(OP.eq);
      this.openStructure('if', -1);
      this.goTo(node, goal, after);
      this.closeStructure();
    }
    this.pay(after.debt);
    this.get(ADDR);
    if (!isReturn(insn)) {
      this.constant(COMPUTED_JUMP);
      this.out.byte(OP.or);
      this.get(BASE);
      this.constant(after.pc - 4);
      this.access(OP.store, 2, END_JUMP_AT);
    }
    this.set(PC);
    this.branchToExit(OP.br, after.dirty);
  }

  /** Calls the function at the address in ADDR, number `known` of this module if that is defined. */
  private call(node: number, insn: Decoded, known: number | undefined, back: number, after: Place): void {
    const { out } = this;
    this.pay(after.debt);
    this.storeRegisters(after.dirty & ~(1 << insn.rd));
    this.get(BASE);
    this.constant(back);
    this.access(OP.store, 2, insn.rd * 4);
    this.get(DEPTH);
    out.byte(OP.eqz);
    if (known === undefined) {
      // The entry cache leads to the function, if its address is there.
      this.get(ADDR);
      this.constant(ENTRY_MASK);
      out.byte(OP.and);
      this.get(BASE);
      out.byte(OP.add);
      this.tee(ENTRY);
      this.access(OP.load, 2, ENTRY_TAGS_AT);
      this.get(ADDR);
      out.byte(OP.ne);
      out.byte(OP.or);
    }
    this.openStructure('if', -1);
    this.get(ADDR);
    this.set(PC);
    this.branchToExit(OP.br, 0);
    this.closeStructure();
    this.get(BASE);
    this.get(LEFT);
    this.get(DEPTH);
    this.constant(1);
    out.byte(OP.sub);
    if (known === undefined) {
      this.get(ENTRY);
      this.access(OP.load, 2, ENTRY_SLOTS_AT);
      out.byte(OP.call_indirect);
      out.byte(0);
      out.byte(0);
    } else {
      out.byte(OP.call);
      // After the one that is imported.
      out.unsigned(1 + known);
    }
    this.set(LEFT);
    const [edge] = this.graph.edges[node]!;
    if (edge === undefined) {
      this.set(PC);
      this.branchToExit(OP.br, 0);
      return;
    }
    this.tee(PC);
    this.constant(back);
    out.byte(OP.ne);
    this.branchToExit(OP.br_if, 0);
    this.comeBack(node, edge, back);
  }

  /** Makes a system call. If it is not answered at once, the instruction is the interpreter's. */
  private askService(node: number, back: number, place: Place): void {
    this.pay(place.debt);
    this.storeRegisters(place.dirty);
    this.setConstant(PC, place.pc | FOR_INTERPRETER);
    this.get(BASE);
    this.get(LEFT);
    this.out.byte(OP.call);
    this.out.unsigned(SERVICE);
    this.out.byte(OP.eqz);
    this.branchToExit(OP.br_if, 0);
    this.pay(1);
    const [edge] = this.graph.edges[node]!;
    if (edge === undefined) this.leave(back, { pc: back, dirty: 0, debt: 0 });
    else this.comeBack(node, edge, back);
  }

  /** Goes on after a call. */
  private comeBack(node: number, edge: Edge, back: number): void {
    if (!this.budget.isChecked[edge.node]) this.checkBudget(this.budget.needed[edge.node]!, back, 0);
    this.loadRegisters(this.registers.neededIn[edge.node]!);
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
        this.setRegister(insn.rd);
        return;
      case 'load': {
        const offset = this.pushPlace(effect, READ_TAGS_AT, insn, place);
        this.access(loadOpcode(effect.access), Math.log2(effect.access.bytes), offset);
        this.setRegister(insn.rd);
        return;
      }
      case 'store': {
        const offset = this.pushPlace(effect, WRITE_TAGS_AT, insn, place);
        this.push(effect.value, insn, place.pc);
        this.access(storeOpcode(effect.access), Math.log2(effect.access.bytes), offset);
        return;
      }
      case 'amo':
        this.pushRegister(insn.rs1);
        this.translate(WRITE_TAGS_AT, 4, place);
        this.pushHostAddr();
        this.tee(ENTRY);
        this.access(OP.load, 2, 0);
        this.set(MEM);
        this.get(ENTRY);
        this.push(effect.value, insn, place.pc);
        this.access(OP.store, 2, 0);
        this.get(MEM);
        this.setRegister(insn.rd);
        return;
      case 'trapOnZeroDivisor':
        if (!this.parts.divTrap) return;
        this.push(effect.divisor, insn, place.pc);
        this.out.byte(OP.eqz);
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
      this.get(host.register);
      this.get(host.local);
      this.out.byte(OP.add);
      return insn.imm - host.lowestImm;
    }
    this.push(effect.addr, insn, place.pc);
    this.translate(tagsAt, effect.access.bytes, place);
    this.pushHostAddr();
    return 0;
  }

  /** Takes an address from the stack and makes sure that the TLB allows the access; leaves ADDR and ENTRY set. */
  private translate(tagsAt: number, bytes: number, place: Place): void {
    const { out } = this;
    this.tee(ADDR);
    this.constant(PAGE_SHIFT - 2);
    out.byte(OP.shr_u);
    this.constant((TLB_ENTRIES - 1) << 2);
    out.byte(OP.and);
    this.get(BASE);
    out.byte(OP.add);
    this.tee(ENTRY);
    this.access(OP.load, 2, tagsAt);
    this.get(ADDR);
    this.constant(-PAGE_SIZE | (bytes - 1));
    out.byte(OP.and);
    out.byte(OP.ne);
    this.leaveIf(place);
  }

  private pushHostAddr(): void {
    this.get(ADDR);
    this.get(ENTRY);
    this.access(OP.load, 2, ADDENDS_AT);
    this.out.byte(OP.add);
  }

  private push(term: Term, insn: Decoded, pc: number): void {
    pushTerm(this.out, term, (leaf: Leaf) => {
      switch (leaf) {
        case 'rs1':
          return this.pushRegister(insn.rs1);
        case 'rs2':
          return this.pushRegister(insn.rs2);
        case 'imm':
          return this.constant(insn.imm);
        case 'uimm':
          return this.constant(insn.rs1);
        case 'pc':
          return this.constant(pc);
        case 'next':
          return this.constant(pc + 4);
        case 'mem':
          return this.get(MEM);
        default:
          return unreachable(leaf);
      }
    });
  }

  // Registers and locals

  private pushRegister(register: number): void {
    if (register === 0) this.constant(0);
    else this.get(this.localOf[register]!);
  }

  private setRegister(register: number): void {
    if (register === 0) this.out.byte(OP.drop);
    else this.set(this.localOf[register]!);
  }

  private loadRegisters(mask: number): void {
    for (let register = 1; register < 32; register++) {
      if (((mask >>> register) & 1) === 0) continue;
      this.get(BASE);
      this.access(OP.load, 2, register * 4);
      this.setRegister(register);
    }
  }

  private storeRegisters(mask: number): void {
    for (let register = 1; register < 32; register++) {
      if (((mask >>> register) & 1) === 0) continue;
      this.get(BASE);
      this.pushRegister(register);
      this.access(OP.store, 2, register * 4);
    }
  }

  private access(opcode: number, alignment: number, offset: number): void {
    this.out.byte(opcode);
    this.out.unsigned(alignment);
    this.out.unsigned(offset);
  }

  private constant(value: number): void {
    this.out.byte(OP.const);
    this.out.signed(value);
  }

  private setConstant(local: number, value: number): void {
    this.constant(value);
    this.set(local);
  }

  private get(local: number): void {
    this.out.byte(OP.localGet);
    this.out.unsigned(local);
  }

  private set(local: number): void {
    this.out.byte(OP.localSet);
    this.out.unsigned(local);
  }

  private tee(local: number): void {
    this.out.byte(OP.localTee);
    this.out.unsigned(local);
  }
}

/** Where the members of an access group find memory: at their base register + a local + what their immediate is above the lowest. */
interface Host {
  readonly register: number;
  readonly local: number;
  readonly lowestImm: number;
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
