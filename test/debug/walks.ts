import { drawBelow, type PrngState, seedPrng } from '../../src/base/prng.ts';
import { Debugger, type Request } from '../../src/debug/debugger.ts';
import type { Settings } from '../../src/system/settings.ts';
import { Guest } from '../system/guest.ts';

/** A moment that a walk came by: the step, and what the state's hash was. */
export interface Visit {
  readonly step: number;
  readonly hash: string;
}

/** A random way to go, mostly small. */
function drawRequest(prng: PrngState, session: Debugger): Request {
  const reverse = drawBelow(prng, 2) === 0;
  const { line, step } = session.timeline;
  switch (drawBelow(prng, 8)) {
    case 0:
      return { kind: 'seek', step: drawBelow(prng, line.end + 1) };
    case 1:
      return { kind: 'seek', step: line.end + drawBelow(prng, 20_000) };
    case 2:
      return { kind: 'seek cycle', cycle: drawBelow(prng, session.now.cycle + 1000) };
    case 3:
      return { kind: 'seek', step: Math.max(0, step - drawBelow(prng, 2000)) };
    case 4:
      return { kind: 'step', by: 'instruction', over: true, reverse, count: 1 };
    default:
      return { kind: 'step', by: 'instruction', reverse, count: 1 + drawBelow(prng, 4) };
  }
}

/** Goes through the history of a program at random, forwards and backwards, and notes the states that it comes by. */
export function walk(program: string, settings: Partial<Settings>, seed: number, moves: number): Visit[] {
  const prng = seedPrng(seed);
  const guest = new Guest(program, { settings });
  const session = new Debugger(guest.computer);
  const visits: Visit[] = [];
  for (let count = 0; count < moves; count++) {
    const { threads } = session;
    const thread = threads[drawBelow(prng, Math.max(1, threads.length))];
    if (thread !== undefined) session.select({ pid: thread.process.pid, tid: thread.tid });
    session.run(drawRequest(prng, session));
    visits.push({ step: session.timeline.step, hash: guest.hash });
  }
  return visits;
}

/** The hashes at the steps of `visits` in a run that goes straight on, by step. */
export function straightHashes(
  program: string,
  settings: Partial<Settings>,
  visits: readonly Visit[],
): Map<number, string> {
  const guest = new Guest(program, { settings });
  const hashes = new Map<number, string>();
  for (const step of [...new Set(visits.map((visit) => visit.step))].sort((a, b) => a - b)) {
    while (guest.computer.steps < step) guest.run({ pauseAfter: step - guest.computer.steps });
    hashes.set(step, guest.hash);
  }
  return hashes;
}
