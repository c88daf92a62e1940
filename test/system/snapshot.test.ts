import { expect, test } from 'vitest';
import type { Computer } from '../../src/system/computer.ts';
import type { Settings } from '../../src/system/settings.ts';
import { restoreSnapshot, takeSnapshot } from '../../src/system/snapshot.ts';
import { Guest } from './guest.ts';
import { WORKLOAD } from './workload.ts';

const STEP = 9001;
const SETTINGS: readonly Partial<Settings>[] = [
  {},
  { harts: 1, round: 100 },
  { harts: 3, round: 10, quantum: 33, seed: 1 },
  { harts: 16, round: 1000, quantum: 500, seed: 2 },
];

/** Takes memory page by page until there is none, and says how many pages it got before each refusal or its death. */
const HOG = `
    li      s0, 0
    share
    mv      s1, a0
    fork
    bnez    a0, 2f
1:  li      a0, 0
    li      a1, 4096
    li      a2, PROT_READ | PROT_WRITE
    li      a3, MAP_PRIVATE | MAP_ANONYMOUS
    li      a4, -1
    li      a5, 0
    syscall mmap2
    sw      a0, (a0)
    lw      t0, (s1)
    addi    t0, t0, 1
    sw      t0, (s1)
    j       1b
2:  wait
    lw      t0, (s1)
    put     t0
    exit
`;

/** How memory is held, which the guest cannot see: page tables with their frame numbers, counts, what is free. */
function layout({ kernel, machine }: Computer) {
  const { frames } = machine;
  const pages: string[] = [];
  for (const { pid, ending, space } of kernel.processes.values()) {
    if (ending === undefined) space.table.forEach(0, 1 << 20, (page, pte) => pages.push(`${pid} ${page} ${pte}`));
  }
  const counts = Array.from({ length: frames.total }, (_, frame) => frames.references(frame));
  return { pages, counts, free: frames.freeCount, quarantined: frames.quarantined };
}

/** Goes on for `count` steps and gives the hash and the layout after each. */
function goOn(guest: Guest, count: number) {
  return Array.from({ length: count }, () => {
    guest.run({ pauseAfter: STEP });
    return { hash: guest.hash, layout: layout(guest.computer) };
  });
}

test.each(SETTINGS)('what follows a restored snapshot is what followed the snapshot: %j', (settings) => {
  const guest = new Guest(WORKLOAD, { settings });
  guest.run({ pauseAfter: 40_000 });
  const snapshot = takeSnapshot(guest.computer);
  const first = goOn(guest, 8);
  const end = [guest.finish(), guest.hash];
  restoreSnapshot(guest.computer, snapshot);
  expect(goOn(guest, 8)).toEqual(first);
  expect([guest.finish(), guest.hash]).toEqual(end);
});

test.each(SETTINGS)('many snapshots can be restored in any order: %j', (settings) => {
  const guest = new Guest(WORKLOAD, { settings });
  const moments = Array.from({ length: 16 }, () => {
    guest.run({ pauseAfter: STEP });
    return { snapshot: takeSnapshot(guest.computer), hash: guest.hash };
  });
  for (const index of [3, 15, 0, 14, 7, 7, 8, 1, 12, 2]) {
    restoreSnapshot(guest.computer, moments[index]!.snapshot);
    expect(guest.hash).toBe(moments[index]!.hash);
    guest.run({ pauseAfter: STEP });
    if (index < 15) expect(guest.hash).toBe(moments[index + 1]!.hash);
    guest.run({ pauseAfter: 1 + index * 5000 });
  }
});

test('a snapshot taken on a branch does not disturb those of the other branch', () => {
  const guest = new Guest(WORKLOAD, { settings: { harts: 2 } });
  guest.run({ pauseAfter: 30_000 });
  const root = takeSnapshot(guest.computer);
  guest.run({ pauseAfter: 30_000 });
  const [left, leftHash] = [takeSnapshot(guest.computer), guest.hash];
  restoreSnapshot(guest.computer, root);
  guest.run({ pauseAfter: 55_000 });
  const [right, rightHash] = [takeSnapshot(guest.computer), guest.hash];
  restoreSnapshot(guest.computer, left);
  expect(guest.hash).toBe(leftHash);
  restoreSnapshot(guest.computer, right);
  expect(guest.hash).toBe(rightHash);
});

test.each(SETTINGS)('taking snapshots changes neither state nor frames nor counts: %j', (settings) => {
  const plain = new Guest(WORKLOAD, { settings });
  const snapped = new Guest(WORKLOAD, { settings });
  for (let step = 0; step < 12; step++) {
    plain.run({ pauseAfter: STEP });
    snapped.run({ pauseAfter: STEP });
    takeSnapshot(snapped.computer);
    expect(snapped.hash).toBe(plain.hash);
    expect(layout(snapped.computer)).toEqual(layout(plain.computer));
  }
});

test('taking snapshots does not change when memory runs out', () => {
  const settings = { ramBytes: 1 << 20 };
  const plain = new Guest(HOG, { settings });
  plain.finish();
  const snapped = new Guest(HOG, { settings });
  while (snapped.run({ pauseAfter: 100 }).kind === 'paused') takeSnapshot(snapped.computer);
  expect(snapped.stdout).toBe(plain.stdout);
  expect(plain.words[0]).toBeGreaterThan(100);
});

test('a computer that has ended can be taken back', () => {
  const guest = new Guest(WORKLOAD);
  const start = takeSnapshot(guest.computer);
  expect(guest.finish()).toBe(7);
  const { hash } = guest;
  restoreSnapshot(guest.computer, start);
  expect(guest.hash).not.toBe(hash);
  expect(guest.finish()).toBe(7);
  expect(guest.hash).toBe(hash);
});
