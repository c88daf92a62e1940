import { describe, expect, it } from 'vitest';
import { drawUint32, seedPrng } from '../../src/base/prng.ts';
import { decode } from '../../src/isa/decode.ts';
import { PAGE_SIZE } from '../../src/machine/memory.ts';
import { PTE_COW, PTE_R, PTE_U, PTE_V, PTE_W, PTE_X } from '../../src/machine/page-table.ts';
import { BareComputer, CODE, DATA, READ_EXECUTE, READ_WRITE } from './bare-computer.ts';

/** Cause, value and pc of the trap that `program` runs into, and the registers it may have spoilt. */
function trapOf(program: string, prepare: (computer: BareComputer) => void = () => {}) {
  const computer = new BareComputer(program);
  computer.hart.x.set([0x111, 0x222], 10);
  prepare(computer);
  const before = Array.from(computer.hart.x.subarray(0, 32));
  expect(computer.run()).toMatch(/^trap/);
  const { trapCause, trapValue, pc, cycle } = computer.hart;
  const unchanged = Array.from(computer.hart.x.subarray(0, 32)).every((value, index) => value === before[index]);
  return { cause: trapCause, value: trapValue, pc: pc - CODE, cycle, unchanged };
}

const at = (registers: Record<number, number>) => (computer: BareComputer) => {
  for (const [register, value] of Object.entries(registers)) computer.hart.x[Number(register)] = value;
};

describe('a trap', () => {
  it('of ecall leaves the pc at it', () => {
    expect(trapOf('ecall')).toEqual({ cause: 8, value: 0, pc: 0, cycle: 0, unchanged: true });
  });

  it('of ebreak gives its address', () => {
    expect(trapOf('ebreak')).toEqual({ cause: 3, value: CODE, pc: 0, cycle: 0, unchanged: true });
  });

  it.each([
    ['zero', 0],
    ['all ones', 0xffffffff],
    ['c.nop', 0x00010001],
    ['ld of RV64', 0x0000b503],
    ['addiw of RV64', 0x0005051b],
    ['slli by 32', 0x02051513],
    ['mret', 0x30200073],
    ['wfi', 0x10500073],
    ['sfence.vma', 0x12000073],
    ['flw', 0x00052507],
    ['lr.w with rs2', 0x10c5252f],
    ['sh1add of Zba', 0x20c52533],
    ['csrrw to cycle', 0xc0051573],
    ['csrrs of cycle with a register', 0xc005a573],
    ['csrrci of cycle with a number', 0xc000f573],
    ['csrrs of an unknown CSR', 0x30002573],
  ])('of an illegal instruction gives the word: %s', (_, word) => {
    expect(trapOf(`.word ${word}`)).toEqual({ cause: 2, value: word, pc: 0, cycle: 0, unchanged: true });
  });

  it('of an illegal instruction comes for any word outside the table', () => {
    const prng = seedPrng(3);
    const computer = new BareComputer('');
    for (let tried = 0; tried < 2000; ) {
      const word = drawUint32(prng);
      if (decode(word) !== undefined) continue;
      tried++;
      computer.poke(CODE, word);
      computer.hart.pc = CODE;
      expect(computer.run()).toBe('trap 2');
      expect(computer.hart.trapValue).toBe(word);
    }
  });

  it.each([
    ['jal', 'jal a0, 6', 6],
    ['a taken branch', 'beq zero, zero, -2', -2],
    ['jalr', 'jalr a0, 2(a1)', 0x222 + 2 - CODE],
  ])('of a misaligned target of %s comes at the jump and writes no register', (_, program, target) => {
    const value = target + CODE;
    const aligned = Math.floor(value / 2) * 2;
    const expected = value % 4 === 0 ? undefined : { cause: 0, value: aligned, pc: 0, cycle: 0, unchanged: true };
    const got = trapOf(program, at({ 11: 0x220 }));
    expect(got).toEqual(expected ?? { cause: 0, value: 0x222, pc: 0, cycle: 0, unchanged: true });
  });

  it('does not come for a misaligned target of a branch that is not taken', () => {
    expect(trapOf('bne zero, zero, 6\necall').cause).toBe(8);
  });

  it('comes for a misaligned pc', () => {
    expect(trapOf('ecall', (computer) => (computer.hart.pc = CODE + 2))).toMatchObject({ cause: 0, value: CODE + 2 });
  });

  it.each([
    ['an unmapped page', 'lui t0, 0x99\njalr zero, 0(t0)', 0x99000],
    ['a page without X', 'lui t0, 0x20\njalr zero, 0(t0)', DATA],
    ['the top of the address space', 'jalr zero, -4(zero)', 0xfffffffc],
  ])('of a fetch from %s comes after the jump', (_, program, value) => {
    const computer = new BareComputer(program);
    expect(computer.run()).toBe('trap 12');
    expect([computer.hart.trapValue, computer.hart.pc]).toEqual([value, value]);
  });

  it('of a fetch comes when a page runs out', () => {
    const computer = new BareComputer('addi a0, a0, 1\n'.repeat(1024));
    expect(computer.run()).toBe('trap 12');
    expect([computer.hart.trapValue, computer.hart.cycle]).toEqual([CODE + PAGE_SIZE, 1024]);
  });

  it("of a fetch comes for a page that is not the user's", () => {
    const computer = new BareComputer('ecall', { codeFlags: READ_EXECUTE & ~PTE_U });
    expect(computer.run()).toBe('trap 12');
  });

  it.each([
    ['lw', 13],
    ['lb', 13],
    ['lhu', 13],
    ['sw', 15],
    ['sb', 15],
  ])('of %s to an unmapped page gives the address and commits nothing', (name, cause) => {
    expect(trapOf(`${name} a0, -4(t0)`, at({ 5: 0x90000010 }))).toEqual({
      cause,
      value: 0x9000000c,
      pc: 0,
      cycle: 0,
      unchanged: true,
    });
  });

  it.each([
    ['lr.w a0, (t0)', 13],
    ['amoadd.w a0, a1, (t0)', 15],
  ])('of %s to an unmapped page', (program, cause) => {
    expect(trapOf(program, at({ 5: 0x50000 }))).toMatchObject({ cause, value: 0x50000, unchanged: true });
  });

  it.each([
    ['lr.w a0, (t0)', 4],
    ['sc.w a0, a1, (t0)', 6],
    ['amoadd.w a0, a1, (t0)', 6],
    ['amomaxu.w a0, a1, (t0)', 6],
  ])('of misaligned %s', (program, cause) => {
    expect(trapOf(program, at({ 5: DATA + 2 }))).toMatchObject({ cause, value: DATA + 2, unchanged: true });
  });

  it.each([
    ['store to a read-only page', 'sw a0, 0(t0)', PTE_V | PTE_U | PTE_R, 15],
    ['store to a copy-on-write page', 'sw a0, 0(t0)', PTE_V | PTE_U | PTE_R | PTE_COW, 15],
    ['atomic on a copy-on-write page', 'amoswap.w a0, a1, (t0)', PTE_V | PTE_U | PTE_R | PTE_COW, 15],
    ['load from an execute-only page', 'lw a0, 0(t0)', PTE_V | PTE_U | PTE_X, 13],
    ['load from a page of the kernel', 'lw a0, 0(t0)', PTE_V | PTE_R | PTE_W, 13],
    ['load from an invalid page', 'lw a0, 0(t0)', PTE_U | PTE_R | PTE_W, 13],
  ])('of a %s', (_, program, flags, cause) => {
    const prepare = (computer: BareComputer) => {
      computer.map(0x40000, flags);
      computer.hart.x[5] = 0x40000;
    };
    expect(trapOf(program, prepare)).toMatchObject({ cause, value: 0x40000, unchanged: true });
  });

  it('still comes for a store when loads from the page are in the TLB', () => {
    const prepare = (computer: BareComputer) => {
      computer.map(0x40000, PTE_V | PTE_U | PTE_R);
      computer.hart.x[5] = 0x40000;
    };
    expect(trapOf('lw zero, 0(t0)\nlw zero, 0(t0)\nsw a0, 0(t0)', prepare)).toMatchObject({ cause: 15, pc: 8 });
  });

  it('of division comes only while the divide trap is on', () => {
    const program = 'div a0, a1, zero\necall';
    expect(trapOf(program, (computer) => (computer.hart.divTrap = true))).toMatchObject({ cause: 24, unchanged: true });
    expect(trapOf(program)).toMatchObject({ cause: 8 });
    expect(trapOf('rem a0, a1, a1\necall', (computer) => (computer.hart.divTrap = true)).cause).toBe(8);
  });

  it('comes for everything when no space is loaded', () => {
    const computer = new BareComputer('ecall');
    computer.hart.loadSpace(0);
    expect(computer.run()).toBe('trap 12');
  });
});

describe('a misaligned access', () => {
  const program = 'sw a0, 0(t0)\nlw a2, 0(t0)\nlhu a3, 0(t0)\nlh a4, 2(t0)\nsh a1, 1(t0)\nlw a5, 0(t0)\necall';

  it.each([1, 2, 3, 4093, 4094, 4095])('works at offset %i', (offset) => {
    const computer = new BareComputer(program);
    at({ 5: DATA + offset, 10: 0x87654321, 11: 0xabcd })(computer);
    expect(computer.run()).toBe('trap 8');
    const values = ['a2', 'a3', 'a4', 'a5'].map((name) => (computer.register(name) >>> 0).toString(16));
    expect(values).toEqual(['87654321', '4321', 'ffff8765', '87abcd21']);
  });

  it('over two pages stores nothing when the second faults', () => {
    const computer = new BareComputer('sw a0, 0(t0)', { dataPages: 1 });
    at({ 5: DATA + PAGE_SIZE - 2, 10: -1 })(computer);
    expect(computer.run()).toBe('trap 15');
    expect(computer.hart.trapValue).toBe(DATA + PAGE_SIZE);
    expect(computer.peek(DATA + PAGE_SIZE - 4)).toBe(0);
  });

  it('over two pages faults in the first when only that is missing', () => {
    const computer = new BareComputer('lw a0, 0(t0)');
    at({ 5: DATA - 1 })(computer);
    expect(computer.run()).toBe('trap 13');
    expect(computer.hart.trapValue).toBe(DATA - 1);
  });

  it('over two pages goes to the right frames when they lie apart', () => {
    const computer = new BareComputer('sw a0, 0(t0)\nlw a1, 0(t0)\necall', { dataPages: 0 });
    computer.map(DATA + PAGE_SIZE, READ_WRITE);
    computer.machine.frames.allocate();
    computer.map(DATA, READ_WRITE);
    at({ 5: DATA + PAGE_SIZE - 1, 10: 0x12345678 })(computer);
    computer.run();
    expect(computer.register('a1')).toBe(0x12345678);
    expect(computer.peek(DATA + PAGE_SIZE)).toBe(0x123456);
  });

  it('wraps at the end of the address space', () => {
    const computer = new BareComputer('lw a0, -2(zero)');
    computer.map(0xfffff000, READ_WRITE);
    expect(computer.run()).toBe('trap 13');
    expect(computer.hart.trapValue).toBe(0);
  });
});
