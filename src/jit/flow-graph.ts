/** A way from one node to another. `goal` is where it leads in the end; `node` may be a dispatch node on the way there. */
export interface Edge {
  node: number;
  readonly goal: number;
}

/**
 * The flow of control between nodes: `edges[n]` are the ways on from node n, and execution begins at `root`. Nodes with
 * numbers from `blockCount` on are dispatch nodes, which lead to the goal that the way in was for.
 */
export interface FlowGraph {
  readonly blockCount: number;
  readonly edges: Edge[][];
  readonly root: Edge;
}

/** A graph in an order in which it can be written as nested blocks and loops. */
export interface Structure {
  /** All nodes that can be reached, in reverse postorder: a way to an earlier node or to itself goes back to a loop's head. */
  readonly order: readonly number[];
  /** Places in `order`, by node. */
  readonly place: readonly number[];
  readonly isLoopHead: readonly boolean[];
  /** The nodes with several ways in from before, by their immediate dominators, latest first. */
  readonly merges: readonly (readonly number[])[];
  readonly isMerge: readonly boolean[];
}

/**
 * Makes every loop one with a single way in, as structured code must have it: if a loop has several, a dispatch node in front takes
 * all of them. (Ramsey, "Beyond Relooper", 2022, leaves this to node splitting; compilers for WebAssembly dispatch, too.)
 */
export function makeReducible(graph: FlowGraph): void {
  fixLoops(graph, new Set(graph.edges.keys()));
}

function fixLoops(graph: FlowGraph, nodes: ReadonlySet<number>): void {
  for (const loop of findLoops(graph, nodes)) {
    const head = singleHead(graph, loop);
    const rest = new Set(loop);
    rest.delete(head);
    if (rest.size > 0) fixLoops(graph, rest);
  }
}

/** The node at which the strongly connected `loop` is entered; a new dispatch node if there were several. */
function singleHead(graph: FlowGraph, loop: ReadonlySet<number>): number {
  const heads = new Set<number>();
  const ways = [...graph.edges.flatMap((edges, from) => (loop.has(from) ? [] : edges)), graph.root];
  for (const { node } of ways) if (loop.has(node)) heads.add(node);
  const [first] = heads;
  if (heads.size === 1) return first!;
  const dispatch = graph.edges.length;
  const onward = new Map<string, Edge>();
  for (const edge of [...graph.edges.flat(), graph.root]) {
    if (!heads.has(edge.node)) continue;
    onward.set(`${edge.node} ${edge.goal}`, { ...edge });
    edge.node = dispatch;
  }
  graph.edges.push([...onward.values()]);
  return dispatch;
}

/** The strongly connected parts of the subgraph on `nodes` that have a cycle (Tarjan 1972). */
function findLoops(graph: FlowGraph, nodes: ReadonlySet<number>): Set<number>[] {
  const loops: Set<number>[] = [];
  const number = new Map<number, number>();
  const low = new Map<number, number>();
  const stack: number[] = [];
  const onStack = new Set<number>();

  const visit = (node: number): void => {
    number.set(node, number.size);
    low.set(node, number.get(node)!);
    stack.push(node);
    onStack.add(node);
    for (const { node: next } of graph.edges[node]!) {
      if (!nodes.has(next)) continue;
      if (!number.has(next)) {
        visit(next);
        low.set(node, Math.min(low.get(node)!, low.get(next)!));
      } else if (onStack.has(next)) {
        low.set(node, Math.min(low.get(node)!, number.get(next)!));
      }
    }
    if (low.get(node) !== number.get(node)) return;
    const part = new Set<number>();
    for (let member = -1; member !== node; ) {
      member = stack.pop()!;
      onStack.delete(member);
      part.add(member);
    }
    if (part.size > 1 || graph.edges[node]!.some((edge) => edge.node === node)) loops.push(part);
  };

  for (const node of nodes) if (!number.has(node)) visit(node);
  return loops;
}

/** Orders a reducible graph. */
export function structure(graph: FlowGraph): Structure {
  const order = reversePostorder(graph);
  const place: number[] = Array(graph.edges.length).fill(-1);
  order.forEach((node, index) => {
    place[node] = index;
  });
  const before: number[][] = graph.edges.map(() => []);
  const isLoopHead = graph.edges.map(() => false);
  for (const from of order) {
    for (const { node } of graph.edges[from]!) {
      if (place[node]! <= place[from]!) isLoopHead[node] = true;
      else before[node]!.push(from);
    }
  }
  const dominator = immediateDominators(order, place, before);
  const isMerge = before.map((ways) => ways.length > 1);
  const merges: number[][] = graph.edges.map(() => []);
  for (const node of [...order].reverse()) if (isMerge[node]) merges[dominator[node]!]!.push(node);
  return { order, place, isLoopHead, merges, isMerge };
}

function reversePostorder(graph: FlowGraph): number[] {
  const order: number[] = [];
  const seen = new Set<number>();
  const visit = (node: number): void => {
    seen.add(node);
    for (const { node: next } of graph.edges[node]!) if (!seen.has(next)) visit(next);
    order.push(node);
  };
  visit(graph.root.node);
  return order.reverse();
}

/** Forward ways alone give the dominators of a reducible graph in one pass (Cooper, Harvey and Kennedy 2001). */
function immediateDominators(
  order: readonly number[],
  place: readonly number[],
  before: readonly (readonly number[])[],
): number[] {
  const dominator: number[] = Array(place.length).fill(-1);
  for (const node of order) {
    let common = -1;
    for (const from of before[node]!) {
      if (common < 0) common = from;
      let other = from;
      while (common !== other) {
        if (place[common]! > place[other]!) common = dominator[common]!;
        else other = dominator[other]!;
      }
    }
    dominator[node] = common < 0 ? node : common;
  }
  return dominator;
}
