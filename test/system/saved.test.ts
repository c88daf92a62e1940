import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { decodePlain, encodePlain } from '../../src/base/plain-data.ts';
import { POLICIES } from '../../src/kernel/sched/policies.ts';
import type { Computer } from '../../src/system/computer.ts';
import { flatten, unflatten } from '../../src/system/graph.ts';
import { loadComputer, SAVED_VERSION, type SavedComputer, saveComputer } from '../../src/system/saved.ts';
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

/** What kinds of objects with which fields there are in the state of computers under each policy, as a digest. */
function shapeOfStates(): string {
  const kinds = new Set<string>();
  for (const { name } of POLICIES) {
    const guest = new Guest(WORKLOAD, { settings: { harts: 2, scheduler: { name, options: {} } } });
    for (let pause = 0; pause < 3; pause++) {
      guest.run({ pauseAfter: 20_000 });
      for (const node of saveComputer(guest.computer).snapshot)
        if (node.kind === 'object') kinds.add(`${node.class}: ${node.fields.map(([key]) => key).join()}`);
    }
  }
  return createHash('sha256')
    .update([...kinds].sort().join('\n'))
    .digest('hex')
    .slice(0, 12);
}

test('a state of another shape has another version, so that no older file is taken for it', () => {
  // Who changes the shape changes SAVED_VERSION, and both here.
  expect({ version: SAVED_VERSION, shape: shapeOfStates() }).toEqual({ version: 2, shape: 'b5c76a71c88c' });
});

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
