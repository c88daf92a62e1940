import { describe, expect, test } from 'vitest';
import type { Settings } from '../../src/system/settings.ts';
import { Guest, runGuest } from './guest.ts';
import { WORKLOAD } from './workload.ts';

/** Every number of harts, and settings from the finest to coarser than the whole run. */
const SETTINGS: readonly Partial<Settings>[] = [
  {},
  ...Array.from({ length: 16 }, (_, index) => ({ harts: index + 1, round: 500 })),
  { harts: 1, quantum: 1 },
  { harts: 2, round: 1, quantum: 1 },
  { harts: 3, round: 1, seed: 1 },
  { harts: 3, round: 17, quantum: 13, seed: 2 },
  { harts: 4, round: 100, quantum: 1000, seed: 3 },
  { harts: 4, round: 10_000, quantum: 100_000, seed: 4 },
  { harts: 8, round: 1000, quantum: 50, seed: 5 },
  { harts: 16, round: 3000, quantum: 7, seed: 6 },
  { harts: 64, round: 10_000, seed: 7 },
  { harts: 4, round: 1000, entryCycles: 100 },
];

/** The state hashes at pauses about `pauseAfter` cycles apart, and at the end. */
function checkpoints(guest: Guest, pauseAfter: number): string[] {
  const hashes: string[] = [];
  for (;;) {
    const halt = guest.run({ pauseAfter });
    hashes.push(guest.hash);
    if (halt.kind !== 'paused') return hashes;
  }
}

describe('two runs with the same settings', () => {
  test.each(SETTINGS)('have the same state at every checkpoint: %j', (settings) => {
    const [one, other] = [new Guest(WORKLOAD, { settings }), new Guest(WORKLOAD, { settings })];
    const hashes = checkpoints(one, 9001);
    expect(checkpoints(other, 9001)).toEqual(hashes);
    expect(hashes.length).toBeGreaterThan(5);
    expect(new Set(hashes).size, 'distinct states').toBe(hashes.length);
  });
});

describe('the state at a moment', () => {
  test.each([
    { harts: 1, round: 100 },
    { harts: 4, round: 997 },
    { harts: 4, round: 300, seed: 9, quantum: 77 },
  ])('does not depend on the pauses before it: %j', (settings) => {
    const hashes = [Infinity, 1, 7, 1000, 12_345].map((pauseAfter) => {
      const guest = new Guest(WORKLOAD, { settings });
      for (;;) if (guest.run({ limit: 9_000, pauseAfter }).kind !== 'paused') return guest.hash;
    });
    expect(new Set(hashes).size).toBe(1);
  });

  test.each([{ harts: 1 }, { harts: 4, round: 997 }])('does not depend on turns: %j', (settings) => {
    const straight = new Guest(WORKLOAD, { settings });
    straight.run();
    const inTurns = new Guest(WORKLOAD, { settings });
    let turns = 0;
    for (let steps = 0; inTurns.run({ turn: 5000 }).kind === 'paused'; turns++) {
      const { steps: reached, machine } = inTurns.computer;
      expect(reached - steps).toBeGreaterThanOrEqual(5000);
      expect(reached - steps).toBeLessThanOrEqual(8 * 5000 + machine.harts.length);
      steps = reached;
    }
    expect(turns).toBeGreaterThan(3);
    expect(inTurns.hash).toBe(straight.hash);
  });

  test('is reached in turns even where nothing enters the kernel', () => {
    const guest = new Guest('1: j 1b', { settings: { round: 1e9 } });
    expect(guest.run({ turn: 1000 })).toEqual({ kind: 'paused' });
    expect(guest.computer.steps).toBeLessThanOrEqual(8000);
  });

  test('does not depend on an observer', () => {
    const quiet = new Guest(WORKLOAD);
    const watched = new Guest(WORKLOAD);
    watched.computer.kernel.observe(() => {});
    expect(checkpoints(watched, 10_007)).toEqual(checkpoints(quiet, 10_007));
  });

  test('tells apart a single changed byte of memory', () => {
    const guest = new Guest(WORKLOAD);
    guest.run({ pauseAfter: 10_000 });
    const before = guest.hash;
    const { kernel, machine } = guest.computer;
    const [process] = [...kernel.processes.values()].slice(-1);
    const bytes = machine.memory.frameBytes(guest.frameAt(process!.pid, 0x10000));
    bytes[100]! ^= 1;
    expect(guest.hash).not.toBe(before);
    bytes[100]! ^= 1;
    expect(guest.hash).toBe(before);
  });
});

test('processes that share no memory print the same for every setting', () => {
  const outcomes = SETTINGS.map((settings) => {
    const { status, words } = runGuest(WORKLOAD, { settings });
    return [status, ...words].join(' ');
  });
  expect(new Set(outcomes).size).toBe(1);
  expect(outcomes[0]).toMatch(/^7( -?\d+){5}$/);
});
