import { unreachable } from '../base/unreachable.ts';
import { type Block, isCall } from './blocks.ts';
import { type Budget, planBudget } from './budget.ts';
import { type FastLoop, findFastLoops, hoistExits } from './fast-loops.ts';
import { type Edge, type FlowGraph, makeReducible, type Structure, structure } from './flow-graph.ts';
import { flowRegisters, type RegisterFlow } from './register-flow.ts';

/** What is known about a function before its code is written. */
export interface FunctionPlan {
  readonly blocks: readonly Block[];
  /** The node of the block that starts at an address. */
  readonly nodeAt: ReadonlyMap<number, number>;
  readonly graph: FlowGraph;
  readonly flow: Structure;
  readonly registers: RegisterFlow;
  readonly budget: Budget;
  /** The loops that are written twice, by their heads. */
  readonly fastLoops: ReadonlyMap<number, FastLoop>;
}

/** Finds out what has to be known to write the function that these blocks make. */
export function planFunction(blocks: readonly Block[]): FunctionPlan {
  const nodeAt = new Map(blocks.map((block, node) => [block.start, node]));
  const graph = makeGraph(blocks, nodeAt);
  makeReducible(graph);
  const loose = structure(graph);
  const fastLoops = findFastLoops(blocks, graph, loose);
  const flow = hoistExits(fastLoops, graph, loose);
  const registers = flowRegisters(blocks, graph, flow);
  const costs = graph.edges.map((_, node) => blocks[node]?.insns.length ?? 0);
  const pays = graph.edges.map((_, node) => node < blocks.length && isCall(blocks[node]!));
  return { blocks, nodeAt, graph, flow, registers, budget: planBudget(graph, flow, costs, pays), fastLoops };
}

function makeGraph(blocks: readonly Block[], nodeAt: ReadonlyMap<number, number>): FlowGraph {
  const edgeTo = (addr: number): Edge[] => {
    const node = nodeAt.get(addr);
    return node === undefined ? [] : [{ node, goal: node }];
  };
  const edges = blocks.map(({ end }) => {
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
  return { blockCount: blocks.length, edges, root: { node: 0, goal: 0 } };
}
