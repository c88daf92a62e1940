import type { FlowGraph, Structure } from './flow-graph.ts';

/*
 * How instructions are counted. Code checks, where a node is marked, that what is left of the budget is enough for the longest
 * way to the next check; if not, it leaves, and the interpreter finishes exactly. Between checks nothing is compared, and
 * little is subtracted: at each place the local that counts runs late by a number that is known there, the node's `debt`. Only
 * where ways with different debts meet, the difference is paid.
 */

export interface Budget {
  readonly isChecked: readonly boolean[];
  /** Instructions on the longest way from the beginning of a node to the next check. */
  readonly needed: readonly number[];
  /** Instructions executed and not yet subtracted where a node begins. */
  readonly debt: readonly number[];
}

/** The longest way without a check, unless a single block is longer. */
const LONGEST_WAY = 200;

/** `costs` are instructions per node. A node in `pays` ends with a call, which takes the exact budget and is followed by a check. */
export function planBudget(
  graph: FlowGraph,
  { order, place, isLoopHead }: Structure,
  costs: readonly number[],
  pays: readonly boolean[],
): Budget {
  const needed: number[] = costs.map(() => 0);
  const isChecked = isLoopHead.map((isHead, node) => isHead || node === graph.root.node);
  // A dispatch node stands for no instruction: those that it leads to are checked in its place.
  for (let node = graph.blockCount; node < costs.length; node++)
    for (const way of graph.edges[node]!) isChecked[way.node] = true;
  for (const node of [...order].reverse()) {
    let longest = 0;
    for (const edge of pays[node] ? [] : graph.edges[node]!) {
      if (place[edge.node]! > place[node]! && !isChecked[edge.node]) longest = Math.max(longest, needed[edge.node]!);
    }
    needed[node] = costs[node]! + longest;
    if (needed[node]! > LONGEST_WAY) isChecked[node] = true;
  }
  const debt: number[] = costs.map(() => 0);
  for (const node of order) {
    const after = pays[node] ? 0 : debt[node]! + costs[node]!;
    for (const { node: next } of graph.edges[node]!) {
      if (place[next]! > place[node]! && !isChecked[next] && next < graph.blockCount)
        debt[next] = Math.max(debt[next]!, after);
    }
  }
  return { isChecked, needed, debt };
}
