import type { AccessGroup } from './access-groups.ts';
import { ADDR, type Emitter, LEFT, LIMIT, PATIENCE } from './emitter.ts';
import type { Ways } from './end-code.ts';
import { bodyOf, type Counter, type FastLoop } from './fast-loops.ts';
import type { FunctionPlan } from './function-plan.ts';
import { addrsOf, type InstructionWriter, placeAfter } from './instruction-code.ts';
import { findHosts, pushFurtherTurns } from './page-code.ts';
import { OP } from './wasm.ts';

/** Turns of a loop before its fast copy is tried: many end sooner. */
const SHORT_LOOP = 1;

/** What loops are written with. */
interface LoopParts {
  readonly plan: FunctionPlan;
  readonly to: Emitter;
  readonly instructions: InstructionWriter;
  readonly ways: Ways;
  /** Writes the nodes of a loop; the fast copy does not look at the budget. */
  readonly writeCopy: (loop: FastLoop, isFast: boolean) => void;
}

/** Writes loops that are written twice (`fast-loops.ts`). */
export class LoopWriter {
  private readonly plan: FunctionPlan;
  private readonly to: Emitter;
  private readonly instructions: InstructionWriter;
  private readonly ways: Ways;
  private readonly writeCopy: (loop: FastLoop, isFast: boolean) => void;

  constructor({ plan, to, instructions, ways, writeCopy }: LoopParts) {
    this.plan = plan;
    this.to = to;
    this.instructions = instructions;
    this.ways = ways;
    this.writeCopy = writeCopy;
  }

  /** Writes both copies of a loop. */
  write(loop: FastLoop): void {
    const { head, nodes, groups, shortest, counter } = loop;
    const { out } = this.to;
    const needed = this.plan.budget.needed[head]!;
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
      .sort((a, b) => this.plan.flow.place[a]! - this.plan.flow.place[b]!)
      .flatMap((node) => addrsOf(this.plan.blocks[node]!));
    this.instructions.withHosts(findHosts(this.to, groups, addrs, true), () => {
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
    });
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
    const block = this.plan.blocks[head]!;
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
    const start = { pc: block.start, dirty: this.plan.registers.dirtyIn[head]!, debt: 0 };
    this.instructions.writeBody(bodyOf(block), start);
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
    this.ways.goTo(head, end.next, { ...placeAfter(insns, start), debt: 0 });
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
}
