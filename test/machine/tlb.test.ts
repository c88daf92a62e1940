import { describe, expect, it } from 'vitest';
import { PAGE_SHIFT } from '../../src/machine/memory.ts';
import { makePte, PageTable, PTE_A, PTE_D, PTE_R, PTE_U, PTE_V, PTE_W } from '../../src/machine/page-table.ts';
import { BareComputer, CODE, READ_WRITE } from './bare-computer.ts';

/** Two pages that share an entry of the TLB. */
const ONE = 0x400000;
const OTHER = 0x800000;

function prepared(program: string): BareComputer {
  const computer = new BareComputer(program, { harts: 2 });
  computer.map(ONE, READ_WRITE);
  computer.map(OTHER, READ_WRITE);
  computer.poke(ONE, 111);
  computer.poke(OTHER, 222);
  for (const hart of computer.machine.harts) hart.x.set([ONE, OTHER], 5);
  return computer;
}

describe('the TLB', () => {
  it('keeps pages apart that share an entry', () => {
    const computer = prepared(`
      sw zero, 4(t0)
      lw a0, 0(t1)
      sw a0, 0(t0)
      lw a1, 0(t0)
      sw a1, 8(t1)
      lw a2, 0(t0)
      lw a3, 8(t1)
      ecall
    `);
    computer.run();
    expect(['a0', 'a1', 'a2', 'a3'].map((name) => computer.register(name))).toEqual([222, 222, 222, 222]);
    expect(['4', '8'].map((at) => computer.peek(ONE + Number(at)))).toEqual([0, 0]);
    expect([computer.peek(OTHER), computer.peek(OTHER + 8)]).toEqual([222, 222]);
  });

  it('forgets a page that is flushed, on every hart in the space', () => {
    const computer = prepared('lw a0, 0(t0)\nlw a0, 0(t0)\necall');
    for (const hart of computer.machine.harts) hart.run(1);
    computer.table.set(ONE >>> PAGE_SHIFT, makePte(computer.frameOf(OTHER), READ_WRITE));
    computer.machine.flushPage(computer.table.root, ONE >>> PAGE_SHIFT);
    for (const hart of computer.machine.harts) {
      expect(hart.x[10]).toBe(111);
      hart.run(2);
      expect(hart.x[10]).toBe(222);
    }
  });

  it('forgets a page that is flushed while another space is loaded', () => {
    const computer = prepared('lw a0, 0(t0)\necall');
    computer.run();
    computer.hart.loadSpace(0);
    computer.table.set(ONE >>> PAGE_SHIFT, makePte(computer.frameOf(OTHER), READ_WRITE));
    computer.machine.flushPage(computer.table.root, ONE >>> PAGE_SHIFT);
    computer.hart.loadSpace(computer.table.root);
    computer.hart.pc -= 4;
    computer.run();
    expect(computer.register('a0')).toBe(222);
  });

  it('knows nothing of a space that comes in the place of another one', () => {
    const computer = prepared('lw a0, 0(t0)\necall');
    computer.run();
    computer.table.set(ONE >>> PAGE_SHIFT, makePte(computer.frameOf(OTHER), READ_WRITE));
    computer.machine.unloadSpace(computer.table.root);
    expect(computer.hart.root).toBe(0);
    computer.hart.loadSpace(computer.table.root);
    computer.hart.pc -= 4;
    computer.run();
    expect(computer.register('a0')).toBe(222);
  });

  it('lets no space have what was loaded for another one', () => {
    const computer = prepared('lw a0, 0(t0)\nlw a1, 0(t0)\necall');
    for (let turn = 0; turn < 12; turn++) {
      // Tables with nothing in them: frames of zeros.
      computer.hart.loadSpace(turn % 6 === 0 ? computer.table.root : PageTable.create(computer.machine)!.root);
      computer.hart.pc = CODE;
      expect(computer.hart.run(computer.hart.cycle + 1)).toBe(turn % 6 === 0 ? 'limit' : 'trap');
    }
  });

  it('marks pages accessed by a load, and dirty by a store', () => {
    const computer = new BareComputer('lw a0, 0(t0)\nsw a0, 0(t1)\necall');
    const flags = PTE_V | PTE_U | PTE_R | PTE_W;
    for (const addr of [ONE, OTHER]) computer.map(addr, flags);
    computer.hart.x.set([ONE, OTHER], 5);
    computer.run();
    const bits = [ONE, OTHER].map((addr) => computer.table.get(addr >>> PAGE_SHIFT) & (PTE_A | PTE_D));
    expect(bits).toEqual([PTE_A, PTE_A | PTE_D]);
  });
});
