import { type AccessGroup, findGroups, findLoopGroups } from './access-groups.ts';
import { type Block, isCall } from './blocks.ts';
import type { FlowGraph, Structure } from './flow-graph.ts';

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
}

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
    if (groups.length > 0)
      loops.set(head, { head, nodes, groups, shortest: shortestTurn(head, nodes, blocks, graph, flow) });
  }
  return loops;
}

/** The instructions of a block but for one that ends it. */
export function bodyOf({ insns, end }: Block): Block['insns'] {
  return end.kind === 'leave' || end.kind === 'go' ? insns : insns.slice(0, -1);
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
