import { expect, test } from 'vitest';
import type { Settings } from '../../src/system/settings.ts';
import { audit } from './audit.ts';
import { Guest } from './guest.ts';
import { stressProgram } from './stress.ts';

/** Children of process 1: a few million cycles in all, and under CI a hundred million. */
const CHILDREN = process.env.CI === undefined ? 40 : 500;
/** Cycles between two looks at a run. */
const STEP = 250_000;

const SETTINGS: readonly (readonly [seed: number, settings: Partial<Settings>])[] = [
  [1, {}],
  [2, { harts: 1, quantum: 3000 }],
  [3, { harts: 16, round: 1000, seed: 3 }],
  [4, { harts: 4, quantum: 500, round: 77, seed: 9 }],
  [5, { harts: 8, ramBytes: 3 << 20, maxProcesses: 60 }],
];

function stress(seed: number, settings: Partial<Settings>): Guest {
  return new Guest(stressProgram(CHILDREN, seed), {
    isInit: true,
    settings: { ramBytes: 16 << 20, maxProcesses: 200, ...settings },
  });
}

/** Runs to the end; the state's hash at each step on the way, and what `look` finds there. */
function hashes(guest: Guest, look: (guest: Guest) => void = () => {}): string[] {
  const found: string[] = [];
  for (let limit = STEP; guest.run({ limit }).kind === 'limit'; limit += STEP) {
    found.push(guest.hash);
    look(guest);
  }
  return [...found, guest.hash];
}

test.each(SETTINGS)(
  'hundreds of processes at random (seed %i) leave nothing behind, and go the same way again: %j',
  (seed, settings) => {
    const guest = stress(seed, settings);
    const way = hashes(guest, () => expect(audit(guest.computer)).toEqual([]));
    expect(guest.finish()).toBe(0);
    const { kernel } = guest.computer;
    expect(kernel.forkCount).toBeGreaterThan(CHILDREN);
    expect(audit(guest.computer)).toEqual([]);
    expect([...kernel.processes.keys(), ...kernel.threads.keys()]).toEqual([]);
    expect([kernel.futexes.size, kernel.abstractSockets.size, kernel.scheduler.readyCount]).toEqual([0, 0, 0]);
    expect([kernel.deadlines.next, kernel.stalled, kernel.attention]).toEqual([Infinity, [], []]);
    expect(hashes(stress(seed, settings))).toEqual(way);
  },
  60_000,
);
