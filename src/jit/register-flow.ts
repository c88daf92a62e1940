import type { Decoded } from '../isa/decode.ts';
import type { Effect } from '../isa/terms.ts';
import { type Block, isCall } from './blocks.ts';
import type { FlowGraph, Structure } from './flow-graph.ts';

/*
 * Registers are kept in locals. A set of them is a mask: bit n for x<n>. A register is dirty if its local may be newer than
 * its word in the hart block. Where a function is left, or calls, what is dirty there is stored; so a register that is dirty
 * by one way must have a good local by all ways.
 */

export interface RegisterFlow {
  /** Which registers may be dirty where a node begins. */
  readonly dirtyIn: Int32Array;
  /** Which locals must be good where a node begins. */
  readonly neededIn: Int32Array;
}

/** The registers that an instruction reads. */
export function registersRead({ insn, rs1, rs2 }: Decoded): number {
  const { fields } = insn.format;
  let mask = 0;
  for (const field of fields) {
    if (field === 'rs1') mask |= 1 << rs1;
    if (field === 'rs2') mask |= 1 << rs2;
  }
  return mask & ~1;
}

/** The registers that an instruction writes. */
export function registersWritten({ insn, rd }: Decoded): number {
  // A fence has an rd field, too, which means nothing.
  return insn.effects.some(({ kind }) => kind === 'setRd' || kind === 'load' || kind === 'amo') ? (1 << rd) & ~1 : 0;
}

/** Whether an instruction may turn out to be one for the interpreter when it is executed. */
export function mayLeave(insn: Decoded): boolean {
  return insn.insn.effects.some(isFallible);
}

function isFallible({ kind }: Effect): boolean {
  return kind === 'load' || kind === 'store' || kind === 'amo' || kind === 'trapOnZeroDivisor';
}

/** `blocks` are nodes 0 and up; where a block has a way on that is not an edge, the function is left. */
export function flowRegisters(blocks: readonly Block[], graph: FlowGraph, { order }: Structure): RegisterFlow {
  const size = graph.edges.length;
  const written = new Int32Array(size);
  blocks.forEach((block, node) => {
    for (const insn of block.insns) written[node]! |= registersWritten(insn);
  });
  const dirtyIn = new Int32Array(size);
  for (let isStable = false; !isStable; ) {
    isStable = true;
    for (const node of order) {
      const block = blocks[node];
      const dirtyOut = block !== undefined && isCall(block) ? 0 : dirtyIn[node]! | written[node]!;
      for (const edge of graph.edges[node]!) {
        if ((dirtyIn[edge.node]! | dirtyOut) === dirtyIn[edge.node]) continue;
        dirtyIn[edge.node]! |= dirtyOut;
        isStable = false;
      }
    }
  }
  const neededIn = new Int32Array(size);
  for (let isStable = false; !isStable; ) {
    isStable = true;
    for (const node of [...order].reverse()) {
      let after = 0;
      for (const edge of graph.edges[node]!) after |= neededIn[edge.node]!;
      const block = blocks[node];
      const needed = block === undefined ? after | dirtyIn[node]! : neededBefore(block, dirtyIn[node]!, after);
      if (needed === neededIn[node]) continue;
      neededIn[node] = needed;
      isStable = false;
    }
  }
  return { dirtyIn, neededIn };
}

/** What must be good before a block, if `dirty` may be dirty there and `after` must be good after it. */
function neededBefore(block: Block, dirty: number, after: number): number {
  const { insns } = block;
  const dirtyBefore: number[] = [];
  let mask = dirty;
  for (const insn of insns) {
    dirtyBefore.push(mask);
    mask |= registersWritten(insn);
  }
  // A function may be left behind each block's end, and a call stores everything that is dirty.
  let needed = isCall(block) ? mask : after | mask;
  for (let at = insns.length - 1; at >= 0; at--) {
    const insn = insns[at]!;
    needed = (needed & ~registersWritten(insn)) | registersRead(insn);
    if (mayLeave(insn) || at === insns.length - 1) needed |= dirtyBefore[at]!;
  }
  return needed | dirty;
}
