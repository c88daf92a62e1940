import { describe, expect, it } from 'vitest';
import { newContext } from '../../src/machine/context.ts';
import { BareComputer, DATA } from './bare-computer.ts';

function prepared(program: string, harts = 1): BareComputer {
  const computer = new BareComputer(program, { harts });
  for (const hart of computer.machine.harts) {
    hart.x[5] = DATA;
    hart.x[11] = 42;
  }
  computer.poke(DATA, 7);
  return computer;
}

describe('store conditional', () => {
  it('succeeds after load reserved, once', () => {
    const computer = prepared('lr.w a0, (t0)\nsc.w a2, a1, (t0)\nsc.w a3, a1, (t0)\necall');
    computer.run();
    expect(['a0', 'a2', 'a3'].map((name) => computer.register(name))).toEqual([7, 0, 1]);
    expect(computer.peek(DATA)).toBe(42);
  });

  it('fails without a reservation and stores nothing', () => {
    const computer = prepared('sc.w a2, a1, (t0)\necall');
    computer.run();
    expect([computer.register('a2'), computer.peek(DATA)]).toEqual([1, 7]);
  });

  it('fails at another address, and then the reservation is gone', () => {
    const computer = prepared('lr.w a0, (t0)\naddi t1, t0, 4\nsc.w a2, a1, (t1)\nsc.w a3, a1, (t0)\necall');
    computer.run();
    expect([computer.register('a2'), computer.register('a3'), computer.peek(DATA)]).toEqual([1, 1, 7]);
  });

  it('fails when the word has another value by then, whoever wrote it', () => {
    const computer = prepared('lr.w a0, (t0)\nsc.w a2, a1, (t0)\necall');
    computer.run(1);
    computer.poke(DATA, 8);
    computer.run();
    expect([computer.register('a2'), computer.peek(DATA)]).toEqual([1, 8]);
  });

  it('succeeds when the value is back: the ABA case, as under qemu', () => {
    const computer = prepared('lr.w a0, (t0)\nsw zero, 0(t0)\nsw a0, 0(t0)\nsc.w a2, a1, (t0)\necall');
    computer.run();
    expect(computer.register('a2')).toBe(0);
  });

  it('goes with the thread from hart to hart', () => {
    const computer = prepared('lr.w a0, (t0)\nsc.w a2, a1, (t0)\necall', 2);
    const [first, second] = [computer.machine.harts[0]!, computer.machine.harts[1]!];
    first.run(1);
    const context = newContext();
    first.saveContext(context);
    second.load(second.root, context);
    second.run(10);
    expect(second.x[12]).toBe(0);
  });

  it('keeps the reservation when it faults', () => {
    const computer = prepared('lr.w a0, (t0)\nsc.w a2, a1, (t0)\necall');
    computer.run(1);
    const page = DATA >>> 12;
    const pte = computer.table.get(page);
    computer.table.set(page, pte & ~4);
    computer.machine.flushSpace(computer.table.root);
    expect(computer.run()).toBe('trap 15');
    computer.table.set(page, pte);
    expect(computer.run()).toBe('trap 8');
    expect(computer.register('a2')).toBe(0);
  });
});

describe('harts that add to one counter', () => {
  const amo = 'again:\namoadd.w zero, a0, (t0)\naddi t1, t1, -1\nbne t1, zero, again\necall';
  const lrSc = `
    again:
    lr.w a1, (t0)
    add a1, a1, a0
    sc.w a2, a1, (t0)
    bne a2, zero, again
    addi t1, t1, -1
    bne t1, zero, again
    ecall`;
  const plain = 'again:\nlw a1, 0(t0)\nadd a1, a1, a0\nsw a1, 0(t0)\naddi t1, t1, -1\nbne t1, zero, again\necall';

  function total(program: string, slice: number): number {
    const computer = prepared(program, 4);
    computer.poke(DATA, 0);
    for (const hart of computer.machine.harts) hart.x.set([DATA, 100], 5);
    for (const hart of computer.machine.harts) hart.x[10] = 1;
    const running = new Set(computer.machine.harts);
    while (running.size > 0) {
      for (const hart of running) if (hart.run(hart.cycle + slice) === 'trap') running.delete(hart);
    }
    return computer.peek(DATA);
  }

  it.each([1, 2, 3, 5, 7, 100, 10_000])('lose no update with atomics, in slices of %i cycles', (slice) => {
    expect([total(amo, slice), total(lrSc, slice)]).toEqual([400, 400]);
  });

  it('lose updates without them', () => {
    expect(total(plain, 2)).toBeLessThan(400);
    expect(total(plain, 10_000)).toBe(400);
  });
});
