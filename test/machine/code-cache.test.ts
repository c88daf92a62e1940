import { describe, expect, it } from 'vitest';
import { encode } from '../../src/isa/encode.ts';
import { instructionByName } from '../../src/isa/table.ts';
import { PAGE_SHIFT, PAGE_SIZE } from '../../src/machine/memory.ts';
import { HEAT } from '../../src/machine/operations.ts';
import { makePte, PTE_W } from '../../src/machine/page-table.ts';
import { BareComputer, CODE, DATA, READ_EXECUTE, READ_WRITE } from './bare-computer.ts';

const addi = (imm: number) => encode(instructionByName('addi')!, { rd: 10, rs1: 10, rs2: 0, imm });
const writable = { codeFlags: READ_EXECUTE | PTE_W };

describe('code that changes', () => {
  it('is seen by the next fetch when the program stores it over what it has executed', () => {
    const computer = new BareComputer(
      `
      addi t2, zero, 2
      again:
      addi a0, a0, 1
      sw t1, 4(t0)
      addi t2, t2, -1
      bne t2, zero, again
      ecall
    `,
      writable,
    );
    computer.hart.x[5] = CODE;
    computer.hart.x[6] = addi(100);
    expect(computer.run()).toBe('trap 8');
    expect(computer.register('a0')).toBe(101);
  });

  it('is seen when the next instruction is changed by a byte store', () => {
    const computer = new BareComputer('sb t1, 7(t0)\naddi a0, zero, 0\necall', writable);
    computer.hart.x[5] = CODE;
    computer.hart.x[6] = 0x12;
    computer.run();
    expect(computer.register('a0')).toBe(0x120);
  });

  it('is seen when one misaligned store changes two instructions', () => {
    const computer = new BareComputer('sw t1, 6(t0)\naddi a0, zero, 0\naddi a1, zero, 0\necall', writable);
    computer.hart.x[5] = CODE;
    // The upper half of the first word, the lower half of the second: addi a0, zero, 5 and addi a2, zero, 0.
    computer.hart.x[6] = 0x06130050;
    computer.hart.x[12] = 77;
    computer.run();
    expect([computer.register('a0'), computer.register('a2')]).toEqual([5, 0]);
  });

  it('is seen by another hart, and through another mapping', () => {
    const computer = new BareComputer('addi a0, a0, 1\necall', { harts: 2 });
    const [first, second] = [computer.machine.harts[0]!, computer.machine.harts[1]!];
    second.run(10);
    computer.table.set(0x40000 >>> PAGE_SHIFT, makePte(computer.frameOf(CODE), READ_WRITE));
    computer.table.set(0x50000 >>> PAGE_SHIFT, makePte(computer.frameOf(DATA), READ_EXECUTE));
    for (const [index, word] of [0x0062a023, 0x00000073].entries()) computer.poke(DATA + index * 4, word);
    first.pc = 0x50000;
    first.x[5] = 0x40000;
    first.x[6] = addi(50);
    expect(first.run(10)).toBe('trap');
    second.pc = CODE;
    second.run(20);
    expect(second.x[10]).toBe(51);
  });

  it('is seen when the page had been written fast before it was executed', () => {
    const computer = new BareComputer('sw t1, 0(t0)\njalr ra, 0(t0)\nsw t2, 0(t0)\njalr ra, 0(t0)\necall');
    computer.table.set(DATA >>> PAGE_SHIFT, makePte(computer.frameOf(DATA), READ_EXECUTE | READ_WRITE));
    computer.poke(DATA + 4, 0x00008067);
    computer.hart.x[5] = DATA;
    computer.hart.x[6] = addi(1);
    computer.hart.x[7] = addi(1000);
    expect(computer.run()).toBe('trap 8');
    expect(computer.register('a0')).toBe(1001);
  });

  it('is seen when the kernel writes it', () => {
    const computer = new BareComputer('addi a0, a0, 1\necall');
    computer.run();
    computer.poke(CODE, addi(7));
    computer.hart.pc = CODE;
    computer.run();
    expect(computer.register('a0')).toBe(8);
  });

  it('is seen when a page is mapped to another frame and flushed', () => {
    const computer = new BareComputer('addi a0, a0, 1\necall');
    computer.run();
    const frame = computer.frameOf(CODE);
    computer.map(CODE, READ_EXECUTE);
    computer.poke(CODE, addi(7));
    computer.poke(CODE + 4, 0x73);
    computer.machine.flushPage(computer.table.root, CODE >>> PAGE_SHIFT);
    computer.hart.pc = CODE;
    computer.run();
    expect(computer.register('a0')).toBe(8);
    expect(computer.machine.frames.references(frame)).toBe(1);
  });

  it('is the same code wherever its frame is mapped', () => {
    const computer = new BareComputer('auipc a0, 0\njal ra, next\nebreak\nnext:\necall');
    computer.run();
    const first = [computer.register('a0'), computer.register('ra')];
    computer.table.set(0x70000 >>> PAGE_SHIFT, makePte(computer.frameOf(CODE), READ_EXECUTE));
    computer.hart.pc = 0x70000;
    computer.run();
    expect(first).toEqual([CODE, CODE + 8]);
    expect([computer.register('a0'), computer.register('ra')]).toEqual([0x70000, 0x70008]);
  });

  it('may take more pages than the cache has blocks', () => {
    const first = 0x1000000;
    const pages = 4150;
    const computer = new BareComputer('ecall', { frames: pages + 100 });
    const jalBy = (distance: number) => encode(instructionByName('jal')!, { rd: 0, rs1: 0, rs2: 0, imm: distance });
    for (let i = 0; i < pages; i++) {
      computer.map(first + i * PAGE_SIZE, READ_EXECUTE);
      computer.poke(first + i * PAGE_SIZE, jalBy(PAGE_SIZE));
    }
    // From the last page back to one that was fetched before the blocks ran out.
    computer.poke(first + (pages - 1) * PAGE_SIZE, jalBy(-99 * PAGE_SIZE));
    computer.hart.pc = first;
    expect(computer.run(pages + 1000)).toBe('limit');
    expect(computer.hart.pc).toBe(first + (pages - 100) * PAGE_SIZE);
  });
});

it('cools down what is warm, but keeps that something arrived', () => {
  const { hart } = new BareComputer('addi zero, zero, 0');
  const { code } = hart;
  const first = hart.mmu.recordOf(CODE) + HEAT;
  const heats = [0, 1, 2, 399, 400, -1000];
  heats.forEach((heat, index) => {
    code.records[first + 4 * index] = heat;
  });
  code.coolDown(400);
  expect(heats.map((_, index) => code.records[first + 4 * index])).toEqual([0, 1, 1, 1, 400, -1000]);
});
