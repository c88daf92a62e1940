import { describe, expect, it } from 'vitest';
import { newContext } from '../../src/machine/context.ts';
import { BareComputer, CODE } from './bare-computer.ts';

const SUM = `
  addi a0, zero, 0
  addi t0, zero, 100
  loop:
  add a0, a0, t0
  addi t0, t0, -1
  bne t0, zero, loop
  ecall
`;

describe('a hart', () => {
  it('sums the numbers from 1 to 100 and enters the kernel', () => {
    const computer = new BareComputer(SUM);
    expect(computer.run()).toBe('trap 8');
    expect(computer.register('a0')).toBe(5050);
  });

  it('counts a cycle for each retired instruction and none for a trapped one', () => {
    const computer = new BareComputer(SUM);
    computer.run();
    expect([computer.hart.cycle, computer.hart.instret]).toEqual([302, 302]);
    expect(computer.hart.pc).toBe(CODE + 20);
  });

  it('retires a call when the kernel says so', () => {
    const computer = new BareComputer('ecall\necall');
    computer.run();
    computer.hart.retireCall();
    expect([computer.hart.pc, computer.hart.cycle, computer.hart.instret]).toEqual([CODE + 4, 1, 1]);
  });

  it('stops at exactly the cycle it is told, wherever that is', () => {
    for (let limit = 0; limit <= 302; limit++) {
      const computer = new BareComputer(SUM);
      expect(computer.run(limit)).toBe('limit');
      expect(computer.hart.cycle).toBe(limit);
    }
  });

  it('does the same in one run and in steps of one cycle', () => {
    const steps = new BareComputer(SUM);
    const states = new Set<string>();
    while (steps.run(1) === 'limit') states.add(`${steps.hart.pc} ${steps.register('t0')}`);
    expect(steps.register('a0')).toBe(5050);
    expect(states.size).toBe(302);
  });

  it('reaches the limit before a trap at the same cycle', () => {
    const computer = new BareComputer('addi a0, a0, 1\necall');
    expect(computer.run(1)).toBe('limit');
    expect(computer.run(1)).toBe('trap 8');
  });

  it('executes nothing when the limit has passed', () => {
    const computer = new BareComputer(SUM);
    computer.hart.cycle = 1000;
    expect(computer.hart.run(999)).toBe('limit');
    expect(computer.hart.cycle).toBe(1000);
  });

  it('runs on over a page boundary', () => {
    const computer = new BareComputer(`${'addi a0, a0, 1\n'.repeat(2500)}ecall`);
    expect(computer.run()).toBe('trap 8');
    expect(computer.register('a0')).toBe(2500);
    expect(computer.hart.cycle).toBe(2500);
  });

  it('branches, jumps and returns over page boundaries', () => {
    const computer = new BareComputer(`
      jal ra, routine
      jal zero, part
      ${'addi zero, zero, 0\n'.repeat(1018)}
      part:
      bne a0, zero, end
      ${'ebreak\n'.repeat(6)}
      routine:
      addi a0, a0, 7
      jalr zero, 0(ra)
      end:
      addi a0, a0, 1
      ecall
    `);
    expect(computer.run()).toBe('trap 8');
    expect(computer.register('a0')).toBe(8);
    expect(computer.hart.cycle).toBe(6);
  });

  it('keeps x0 zero', () => {
    const computer = new BareComputer('addi zero, zero, 5\nadd a0, zero, zero\nlui zero, 1\nadd a1, zero, zero\necall');
    computer.run();
    expect([computer.register('zero'), computer.register('a0'), computer.register('a1')]).toEqual([0, 0, 0]);
  });

  it('reads jalr operands before it writes the return address', () => {
    const computer = new BareComputer('auipc ra, 0\njalr ra, 12(ra)\nebreak\necall');
    expect(computer.run()).toBe('trap 8');
    expect(computer.register('ra') >>> 0).toBe(CODE + 8);
  });

  it('saves and loads what a thread keeps', () => {
    const computer = new BareComputer(SUM);
    computer.run(10);
    const context = newContext();
    computer.hart.saveContext(context);
    computer.run();
    computer.hart.load(computer.hart.root, context);
    computer.hart.x[10]! += 1000;
    computer.run();
    expect(computer.register('a0')).toBe(6050);
  });

  it('reads the counters as they are before the instruction retires', () => {
    const computer = new BareComputer(`
      addi zero, zero, 0
      csrrs a0, cycle, zero
      csrrs a1, instret, zero
      csrrci a2, time, 0
      csrrs a3, cycleh, zero
      csrrs a4, instreth, zero
      ecall
    `);
    computer.hart.cycle = 7 * 2 ** 32 + 100;
    computer.run();
    const values = ['a0', 'a1', 'a2', 'a3', 'a4'].map((name) => computer.register(name));
    expect(values).toEqual([101, 2, 103, 7, 0]);
  });

  it('carries a counter from its low into its high half', () => {
    const computer = new BareComputer('csrrs a0, cycle, zero\ncsrrs a1, cycle, zero\ncsrrs a2, cycleh, zero\necall');
    computer.hart.cycle = 2 ** 32 - 1;
    computer.run();
    expect(['a0', 'a1', 'a2'].map((name) => computer.register(name))).toEqual([-1, 0, 1]);
  });

  it('shares code with another hart but nothing else', () => {
    const computer = new BareComputer(SUM, { harts: 64 });
    for (const hart of computer.machine.harts) {
      expect(hart.run(302)).toBe('limit');
      expect(hart.x[10]).toBe(5050);
    }
  });
});
