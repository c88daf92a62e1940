import type { Term } from '../isa/terms.ts';
import { type AccessGroup, constantStep, findGroups, findLoopGroups } from './access-groups.ts';
import { type Block, isCall } from './blocks.ts';
import type { FlowGraph, Structure } from './flow-graph.ts';
import { mayLeave, registersWritten } from './register-flow.ts';

/*
 * Innermost loops are written twice. The fast copy is for as many turns as the budget and the pages of its access groups allow;
 * it looks neither into the TLB for those, nor does it end for want of budget. The slow copy does single turns when it cannot.
 */

/** A loop to be written twice. */
export interface FastLoop {
  readonly head: number;
  readonly nodes: ReadonlySet<number>;
  readonly groups: readonly AccessGroup[];
  /** Instructions of the shortest turn. */
  readonly shortest: number;
  /** If the loop is one block that can only end by its counter: then how many turns it does is known before. */
  readonly counter: Counter | undefined;
}

/** A register to which each turn adds `step`, until it is equal to the register `bound`, which is not written. */
export interface Counter {
  readonly register: number;
  readonly bound: number;
  readonly step: number;
}

/** Steps of counters. A larger one would come round 2^32 in fewer turns than a run may have. */
const STEPS = [1, 2, 4, 8];
const MOST_NODES = 12;
const MOST_INSTRUCTIONS = 80;

/** The loops that pay to be written twice, by their heads. */
export function findFastLoops(blocks: readonly Block[], graph: FlowGraph, flow: Structure): Map<number, FastLoop> {
  const loops = new Map<number, FastLoop>();
  for (const head of flow.order) {
    if (!flow.isLoopHead[head]) continue;
    const nodes = loopNodes(head, graph, flow);
    if (nodes === undefined || !isSuitable(head, nodes, blocks, graph, flow)) continue;
    const members = [...nodes].sort((a, b) => flow.place[a]! - flow.place[b]!).map((node) => blocks[node]!);
    const groups =
      members.length === 1
        ? findGroups(bodyOf(members[0]!), true)
        : findLoopGroups(members.map((block) => block.insns));
    const counter = members.length === 1 ? findCounter(members[0]!, groups) : undefined;
    if (groups.length === 0 && counter === undefined) continue;
    loops.set(head, { head, nodes, groups, shortest: shortestTurn(head, nodes, blocks, graph, flow), counter });
  }
  return loops;
}

/** The instructions of a block but for one that ends it. */
export function bodyOf({ insns, end }: Block): Block['insns'] {
  return end.kind === 'leave' || end.kind === 'go' ? insns : insns.slice(0, -1);
}

/** The counter of a loop of one block; it has none if something else than the branch at its end may leave it. */
function findCounter(block: Block, groups: readonly AccessGroup[]): Counter | undefined {
  const { end, insns, start } = block;
  if (end.kind !== 'branch' || end.taken !== start || !isInequality(end.condition)) return undefined;
  const body = bodyOf(block);
  const isSafe = body.every((insn, at) => !mayLeave(insn) || groups.some(({ members }) => members.has(at)));
  if (!isSafe) return undefined;
  const { rs1, rs2 } = insns.at(-1)!;
  const isWritten = (register: number) => body.some((insn) => ((registersWritten(insn) >>> register) & 1) !== 0);
  for (const [register, bound] of [
    [rs1, rs2],
    [rs2, rs1],
  ] as const) {
    const steps = body.filter((insn) => ((registersWritten(insn) >>> register) & 1) !== 0).map(constantStep);
    if (register === 0 || isWritten(bound) || steps.length === 0 || steps.includes(undefined)) continue;
    const step = steps.reduce<number>((sum, other) => sum + (other ?? 0), 0);
    if (STEPS.includes(Math.abs(step))) return { register, bound, step };
  }
  return undefined;
}

/** Whether a condition is that rs1 and rs2 differ. */
function isInequality(condition: Term): boolean {
  if (condition.kind !== 'apply' || condition.operator !== 'ne') return false;
  return condition.a.kind === 'leaf' && condition.b.kind === 'leaf';
}

/** The nodes of the loop at `head`: that node alone if it goes back to itself; undefined if there are too many. */
function loopNodes(head: number, graph: FlowGraph, { order, place }: Structure): Set<number> | undefined {
  const nodes = new Set([head]);
  if (graph.edges[head]!.some(({ node }) => node === head)) return nodes;
  const before: number[][] = graph.edges.map(() => []);
  for (const from of order) for (const { node } of graph.edges[from]!) before[node]!.push(from);
  const open = before[head]!.filter((from) => place[from]! > place[head]!);
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (nodes.has(node)) continue;
    nodes.add(node);
    if (nodes.size > MOST_NODES) return undefined;
    open.push(...before[node]!);
  }
  return nodes;
}

function isSuitable(
  head: number,
  nodes: ReadonlySet<number>,
  blocks: readonly Block[],
  graph: FlowGraph,
  flow: Structure,
): boolean {
  let size = 0;
  for (const node of nodes) {
    const block = blocks[node];
    if (node >= graph.blockCount || block === undefined) return false;
    if (isCall(block) || block.end.kind === 'computed jump') return false;
    // Not the innermost loop.
    if (node !== head && flow.isLoopHead[node]) return false;
    size += block.insns.length;
  }
  return size <= MOST_INSTRUCTIONS;
}

function shortestTurn(
  head: number,
  nodes: ReadonlySet<number>,
  blocks: readonly Block[],
  graph: FlowGraph,
  { place }: Structure,
): number {
  const shortest = new Map<number, number>();
  for (const node of [...nodes].sort((a, b) => place[b]! - place[a]!)) {
    let after = Number.POSITIVE_INFINITY;
    for (const edge of graph.edges[node]!) {
      if (edge.node === head) after = 0;
      else if (nodes.has(edge.node)) after = Math.min(after, shortest.get(edge.node)!);
    }
    shortest.set(node, blocks[node]!.insns.length + after);
  }
  return shortest.get(head)!;
}

/**
 * Moves what is behind the loops out of them, so that it is written once: every node to which a loop is left becomes a merge of
 * its head, unless it is one of a node before the loop.
 */
export function hoistExits(loops: ReadonlyMap<number, FastLoop>, graph: FlowGraph, flow: Structure): Structure {
  const isMerge = [...flow.isMerge];
  const merges = flow.merges.map((list) => [...list]);
  for (const { head, nodes } of loops.values()) {
    for (const from of nodes) {
      for (const { node } of graph.edges[from]!) {
        if (nodes.has(node) || flow.place[node]! <= flow.place[head]! || merges[head]!.includes(node)) continue;
        if (isMerge[node]) {
          const owner = [...nodes].find((member) => merges[member]!.includes(node));
          if (owner === undefined) continue;
          merges[owner] = merges[owner]!.filter((other) => other !== node);
        }
        isMerge[node] = true;
        merges[head]!.push(node);
      }
    }
    merges[head]!.sort((a, b) => flow.place[b]! - flow.place[a]!);
  }
  return { ...flow, isMerge, merges };
}
