import { expect, test } from 'vitest';
import { decodePlain, encodePlain } from '../../src/base/plain-data.ts';
import type { Computer } from '../../src/system/computer.ts';
import { flatten, unflatten } from '../../src/system/graph.ts';
import { loadComputer, type SavedComputer, saveComputer } from '../../src/system/saved.ts';
import { stateHash } from '../../src/system/state-hash.ts';
import { Guest } from './guest.ts';
import { WORKLOAD } from './workload.ts';

const HOST = {
  readInput: () => new Uint8Array(),
  writeOutput: () => undefined,
  writeTerminal: () => undefined,
};

function runOn(computer: Computer): string {
  for (;;) {
    const halt = computer.run({ limit: 1e9 });
    if (halt.kind !== 'idle') return `${halt.kind} ${stateHash(computer)}`;
    computer.skipIdle(halt.cycle);
  }
}

test.each([1, 12_345, 60_000])(
  'a computer that was saved after %i steps and read back goes on as it would have',
  (steps) => {
    const guest = new Guest(WORKLOAD, { settings: { harts: 2 } });
    guest.run({ pauseAfter: steps });
    const written = encodePlain(saveComputer(guest.computer));
    const loaded = loadComputer(decodePlain(written) as SavedComputer, HOST, []);
    expect(stateHash(loaded)).toBe(guest.hash);
    expect(loaded.steps).toBe(guest.computer.steps);
    expect(runOn(loaded)).toBe(runOn(guest.computer));
  },
);

test('a class that has no name cannot be saved', () => {
  class Unknown {}
  expect(() => flatten({ inner: new Unknown() }, {}, {})).toThrow('class Unknown has no name');
});

test('a graph keeps its circles, its shared objects and numbers that are not finite', () => {
  const shared = { name: 'shared' };
  const graph: Record<string, unknown> = {
    shared,
    again: [shared, shared],
    never: Infinity,
    none: undefined,
    nothing: null,
  };
  graph.self = graph;
  graph.words = new Int32Array([1, -2]);
  graph.table = new Map<unknown, unknown>([[shared, new Set([1, 'a'])]]);
  expect(unflatten(flatten(graph, {}, {}), {}, {})).toEqual(graph);
});
