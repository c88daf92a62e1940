import { describe, expect, it } from 'vitest';
import { drawBelow, seedPrng } from '../../src/base/prng.ts';
import { IndexSet } from '../../src/machine/index-set.ts';
import { Machine } from '../../src/machine/machine.ts';
import { makePte, PageTable, PTE_R, PTE_U, PTE_V } from '../../src/machine/page-table.ts';

describe('frames', () => {
  const machine = () => new Machine({ harts: 1, frames: 8 });

  it('are handed out from the lowest, never frame 0, until none is free', () => {
    const { frames } = machine();
    const got = Array.from({ length: 9 }, () => frames.allocate());
    expect(got).toEqual([1, 2, 3, 4, 5, 6, 7, 0, 0]);
    expect(frames.freeCount).toBe(0);
  });

  it('come as zeros, whatever was in them', () => {
    const { frames, memory } = machine();
    const frame = frames.allocate();
    memory.frameBytes(frame).fill(9);
    frames.release(frame);
    frames.endRound();
    expect(frames.allocate()).toBe(frame);
    expect(memory.frameBytes(frame).every((byte) => byte === 0)).toBe(true);
  });

  it('are free again only after the round in which the last holder let go', () => {
    const { frames } = machine();
    const frame = frames.allocate();
    frames.retain(frame);
    frames.release(frame);
    expect([frames.references(frame), frames.quarantined]).toEqual([1, 0]);
    frames.release(frame);
    expect([frames.freeCount, frames.quarantined]).toEqual([6, 1]);
    expect(frames.allocate()).toBe(2);
    frames.endRound();
    expect([frames.freeCount, frames.quarantined]).toEqual([6, 0]);
    expect(frames.allocate()).toBe(1);
  });

  it('are taken out of quarantine before the round ends if there are no others', () => {
    const { frames } = new Machine({ harts: 1, frames: 4 });
    const all = [1, 2, 3].map(() => frames.allocate());
    frames.release(all[1]!);
    expect(frames.allocate()).toBe(all[1]);
    expect(frames.allocate()).toBe(0);
    expect(frames.quarantined).toBe(0);
  });

  it('that nobody holds cannot be retained or released', () => {
    const { frames } = machine();
    expect(() => frames.release(3)).toThrow('release of frame 3');
    expect(() => frames.retain(3)).toThrow('retain of frame 3');
    expect(() => frames.release(0)).toThrow('frame 0');
  });

  it('of a gigabyte cost nothing to make', () => {
    const { frames, memory } = new Machine({ harts: 64, frames: 262_144 });
    expect(frames.freeCount).toBe(262_143);
    expect(memory.frameBytes(262_143).length).toBe(4096);
  });
});

describe('an index set', () => {
  it('finds the same lowest member as a plain set', () => {
    const prng = seedPrng(5);
    const [set, plain] = [new IndexSet(5000), new Set<number>()];
    for (let i = 0; i < 5000; i++) {
      const index = drawBelow(prng, 5000);
      if (drawBelow(prng, 2) === 0) {
        set.add(index);
        plain.add(index);
      } else {
        set.delete(index);
        plain.delete(index);
      }
      expect(set.has(index)).toBe(plain.has(index));
      if (i % 50 === 0) expect(set.lowest()).toBe(plain.size === 0 ? -1 : Math.min(...plain));
    }
  });
});

describe('a page table', () => {
  const flags = PTE_V | PTE_R | PTE_U;

  it('keeps entries all over the address space', () => {
    const machine = new Machine({ harts: 1, frames: 16 });
    const table = PageTable.create(machine)!;
    for (const page of [1, 1023, 1024, 0xfffff]) expect(table.set(page, makePte(page, flags))).toBe(true);
    expect(table.get(1024)).toBe(makePte(1024, flags));
    expect(table.get(0xfffff)).toBe(makePte(0xfffff, flags));
    expect([table.get(0), table.get(2), table.get(0x80000)]).toEqual([0, 0, 0]);
    expect(table.tableFrames).toBe(4);
  });

  it('visits valid entries in order, within the bounds', () => {
    const table = PageTable.create(new Machine({ harts: 1, frames: 16 }))!;
    for (const page of [5000, 3, 1024, 7]) table.set(page, makePte(page, flags));
    table.set(7, 0);
    const visit = (from: number, to: number) => {
      const seen: number[] = [];
      table.forEach(from, to, (page, pte) => seen.push(page, pte >>> 10));
      return seen;
    };
    expect(visit(0, 1 << 20)).toEqual([3, 3, 1024, 1024, 5000, 5000]);
    expect(visit(4, 5000)).toEqual([1024, 1024]);
    expect(visit(1025, 5001)).toEqual([5000, 5000]);
  });

  it('says no when a table is needed and no frame is free, and clears what is not there without one', () => {
    const machine = new Machine({ harts: 1, frames: 2 });
    const table = PageTable.create(machine)!;
    expect(table.set(5, makePte(1, flags))).toBe(false);
    expect(table.set(5, 0)).toBe(true);
    expect(PageTable.create(machine)).toBeUndefined();
  });

  it('gives all its frames back and leaves no hart in the space', () => {
    const machine = new Machine({ harts: 2, frames: 16 });
    const table = PageTable.create(machine)!;
    table.set(5, makePte(1, flags));
    table.set(5000, makePte(1, flags));
    machine.harts[1]!.loadSpace(table.root);
    table.free();
    machine.frames.endRound();
    expect(machine.frames.freeCount).toBe(15);
    expect(machine.harts[1]!.root).toBe(0);
  });
});
