import { expect, test } from 'vitest';
import { SYSCALLS } from '../../src/abi/syscalls.ts';
import type { Settings } from '../../src/system/settings.ts';
import { audit } from './audit.ts';
import { FUZZ_GUEST, fuzzFile } from './fuzz.ts';
import { assembleBare, Guest } from './guest.ts';

const BATCHES = 100;
const CALLS = 40;

const TRUE = assembleBare('.globl _start\n_start: li a0, 0\n li a7, 93\n ecall\n');

function fuzz(seed: number, settings: Partial<Settings>): Guest {
  return new Guest(FUZZ_GUEST(BATCHES, CALLS), {
    isInit: true,
    settings: { ramBytes: 4 << 20, maxProcesses: 40, ...settings },
    streams: ['stream', 'stream', 'terminal'],
    terminal: { rows: 24, columns: 80 },
    files: { '/fuzz': fuzzFile(seed, BATCHES * CALLS), '/bin/true': TRUE },
  });
}

test.each([
  [1, {}],
  [2, { harts: 1, quantum: 50 }],
  [3, { harts: 3, round: 77, quantum: 300, seed: 5 }],
  [4, { harts: 8, round: 1000, ramBytes: 1 << 20 }],
])('4,000 random system calls (seed %i) end in results, errors and signals: %j', (seed, settings) => {
  const guest = fuzz(seed, settings);
  const made = new Map<string, Set<boolean>>();
  guest.computer.kernel.observe((event) => {
    if (event.kind !== 'return') return;
    const name = event.call.row?.name ?? 'none';
    made.set(name, (made.get(name) ?? new Set()).add(event.result >= 0));
  });
  while (guest.run({ pauseAfter: 50_000 }).kind === 'paused') expect(audit(guest.computer)).toEqual([]);
  expect(guest.finish()).toBe(0);
  expect(audit(guest.computer)).toEqual([]);
  expect([...guest.computer.kernel.processes.keys()]).toEqual([]);
  expect(made.size).toBeGreaterThan(SYSCALLS.length * 0.8);
  expect([...made.values()].filter((results) => results.size === 2).length).toBeGreaterThan(SYSCALLS.length * 0.3);
});

test('random system calls go the same way in two runs', () => {
  const settings = { harts: 2, seed: 9 };
  const [one, other] = [fuzz(5, settings), fuzz(5, settings)];
  one.finish();
  while (other.run({ pauseAfter: 30_011 }).kind === 'paused');
  expect(other.hash).toBe(one.hash);
  expect([other.stdout, other.stderr, other.screen]).toEqual([one.stdout, one.stderr, one.screen]);
});
