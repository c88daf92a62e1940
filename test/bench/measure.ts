import { timeCommand } from './cpu-time.ts';
import type { Peer } from './peers.ts';
import type { BenchProgram } from './programs.ts';

/** What was found for a program: the checksum that all peers agree on, and by peer the seconds for one operation, of each round. */
export interface Row {
  readonly program: BenchProgram;
  readonly checksum: string;
  readonly seconds: ReadonlyMap<string, readonly number[]>;
}

/** How a peer runs a program: with `passes` it has started and is warm, and with twice as many it has worked as long again. */
interface Plan {
  readonly peer: Peer;
  readonly passes: number;
  readonly found: number[];
}

/** More passes than this are never wanted. */
const MOST_PASSES = 1e7;

/**
 * Measures a program: `runs` pairs of runs of each peer, in turns, one of about `seconds` of processor time and one twice as
 * long. What counts is the difference, so that starting and warming up do not. Throws if the peers' checksums differ.
 */
export function measureProgram(program: BenchProgram, peers: readonly Peer[], runs: number, seconds: number): Row {
  const checksums = new Map<string, string>();
  const run = (peer: Peer, passes: number): number => {
    const timed = timeCommand(peer.command(program, passes));
    if (passes > 0) checksums.set(peer.name, timed.output.trim());
    return timed.seconds;
  };
  const plans = peers.filter(({ canRun }) => canRun(program)).map((peer) => makePlan(peer, run, seconds));
  for (let round = 0; round < runs; round++) {
    for (const { peer, passes, found } of plans) {
      const short = run(peer, passes);
      found.push(Math.max(run(peer, passes * 2) - short, 1e-4) / (passes * program.count));
    }
  }
  const different = new Set(checksums.values());
  if (different.size !== 1) {
    const list = [...checksums].map(([name, sum]) => `${name} ${sum}`).join(', ');
    throw new Error(`the checksums of ${program.name} differ: ${list}`);
  }
  return {
    program,
    checksum: [...different][0]!,
    seconds: new Map(plans.map(({ peer, found }) => [peer.name, found])),
  };
}

/** Finds how many passes take about `seconds`. */
function makePlan(peer: Peer, run: (peer: Peer, passes: number) => number, seconds: number): Plan {
  const start = run(peer, 0);
  let passes = 1;
  for (;;) {
    const net = run(peer, passes) - start;
    if (net >= seconds * 0.7 || passes >= MOST_PASSES) return { peer, passes, found: [] };
    const wanted = Math.ceil((passes * seconds) / Math.max(net, seconds / 50));
    passes = Math.min(MOST_PASSES, Math.max(wanted, passes * 2));
  }
}
