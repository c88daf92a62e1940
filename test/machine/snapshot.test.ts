import { describe, expect, it } from 'vitest';
import { drawBelow, seedPrng } from '../../src/base/prng.ts';
import { newContext } from '../../src/machine/context.ts';
import type { FrameSnapshot } from '../../src/machine/frame-snapshot.ts';
import { Machine } from '../../src/machine/machine.ts';
import { PTE_W } from '../../src/machine/page-table.ts';
import { BareComputer, DATA, READ_EXECUTE } from './bare-computer.ts';

const COUNT = `
  loop:
  addi a0, a0, 1
  sw a0, 0(t0)
  jal zero, loop
`;

function counting(): BareComputer {
  const computer = new BareComputer(COUNT);
  computer.hart.x[5] = DATA;
  return computer;
}

const pagesOf = (snapshot: FrameSnapshot) => snapshot.chunks.flat().filter((page) => page !== undefined);

describe('a snapshot', () => {
  it('brings memory back, and what follows is the same', () => {
    const computer = counting();
    computer.run(300);
    const snapshot = computer.machine.captureFrames();
    const context = newContext();
    computer.hart.saveContext(context);
    computer.run(300);
    expect(computer.peek(DATA)).toBe(200);
    computer.machine.restoreFrames(snapshot);
    computer.hart.load(computer.hart.root, context);
    expect(computer.peek(DATA)).toBe(100);
    computer.run(300);
    expect(computer.peek(DATA)).toBe(200);
  });

  it('notices a store through a TLB entry that was made before it', () => {
    const computer = counting();
    computer.run(3);
    const first = computer.machine.captureFrames();
    computer.run(3);
    const second = computer.machine.captureFrames();
    computer.machine.restoreFrames(first);
    expect(computer.peek(DATA)).toBe(1);
    computer.machine.restoreFrames(second);
    expect(computer.peek(DATA)).toBe(2);
  });

  it('copies only what was written since the last one', () => {
    const computer = counting();
    computer.run(30);
    const before = new Set(pagesOf(computer.machine.captureFrames()));
    computer.run(30);
    const fresh = pagesOf(computer.machine.captureFrames()).filter((page) => !before.has(page));
    expect(fresh.length).toBe(1);
    expect(pagesOf(computer.machine.captureFrames()).length).toBe(before.size);
  });

  it('can be returned to again and again, in any order', () => {
    const computer = counting();
    const snapshots: FrameSnapshot[] = [];
    const prng = seedPrng(2);
    for (let i = 0; i < 60; i++) {
      const count = snapshots.length;
      if (count < 3 || drawBelow(prng, 2) === 0) {
        const page = DATA + drawBelow(prng, 4) * 4096;
        computer.poke(page, drawBelow(prng, 1000));
        computer.poke(DATA + 8, count);
        snapshots.push(computer.machine.captureFrames());
      } else {
        const index = drawBelow(prng, count);
        computer.machine.restoreFrames(snapshots[index]!);
        expect(computer.peek(DATA + 8)).toBe(index);
        if (drawBelow(prng, 2) === 0) computer.poke(DATA + 8, -1);
      }
    }
  });

  it('changes no frame number, count or content', () => {
    const watched = counting();
    const plain = counting();
    for (let i = 0; i < 5; i++) {
      for (const computer of [watched, plain]) {
        computer.run(100);
        const frame = computer.machine.frames.allocate();
        if (i % 2 === 0) computer.machine.frames.release(frame);
      }
      watched.machine.captureFrames();
    }
    const { frames } = watched.machine;
    expect(frames.freeCount).toBe(plain.machine.frames.freeCount);
    expect(frames.quarantined).toBe(plain.machine.frames.quarantined);
    expect(frames.allocate()).toBe(plain.machine.frames.allocate());
    for (let frame = 1; frame < frames.total; frame++) {
      expect(watched.machine.memory.frameBytes(frame)).toEqual(plain.machine.memory.frameBytes(frame));
    }
  });

  it('brings executed code back', () => {
    const computer = new BareComputer('addi a0, zero, 1\nsw t1, 0(t0)\necall', { codeFlags: READ_EXECUTE | PTE_W });
    const start = newContext();
    computer.hart.saveContext(start);
    start.x[5] = start.pc;
    start.x[6] = 0x00200513;
    computer.hart.load(computer.hart.root, start);
    const snapshot = computer.machine.captureFrames();
    computer.run();
    computer.hart.load(computer.hart.root, start);
    computer.run(1);
    expect(computer.register('a0')).toBe(2);
    computer.machine.restoreFrames(snapshot);
    computer.hart.load(computer.hart.root, start);
    computer.run();
    expect(computer.register('a0')).toBe(1);
  });
});

describe('frames after a restore', () => {
  it('have the counts, the free frames and the quarantine of the snapshot', () => {
    const machine = new Machine({ harts: 1, frames: 1000 });
    const { frames } = machine;
    const states: [FrameSnapshot, string][] = [];
    const held: number[][] = [];
    const prng = seedPrng(9);
    let mine: number[] = [];
    const describeFrames = () =>
      JSON.stringify([
        Array.from({ length: 1000 }, (_, frame) => frames.references(frame)),
        frames.freeCount,
        frames.quarantined,
      ]);
    for (let i = 0; i < 40; i++) {
      for (let k = 0; k < 50; k++) {
        const action = drawBelow(prng, 5);
        if (action < 3) {
          const frame = frames.allocate();
          if (frame !== 0) mine.push(frame);
        } else if (mine.length > 0) frames.release(mine.splice(drawBelow(prng, mine.length), 1)[0]!);
      }
      if (i % 3 === 0) frames.endRound();
      states.push([machine.captureFrames(), describeFrames()]);
      held.push(mine.slice());
      if (i % 4 === 3) {
        const back = drawBelow(prng, states.length);
        for (const frame of mine.slice(0, 3)) frames.retain(frame);
        frames.allocate();
        machine.restoreFrames(states[back]![0]);
        mine = held[back]!.slice();
        expect(describeFrames()).toBe(states[back]![1]);
      }
    }
  });
});
