import { describe, expect, it } from 'vitest';
import { BareComputer } from './bare-computer.ts';

describe('a hart', () => {
  it('sums the numbers from 1 to 100 and enters the kernel', () => {
    const computer = new BareComputer(`
      addi a0, zero, 0
      addi t0, zero, 100
      loop:
      add a0, a0, t0
      addi t0, t0, -1
      bne t0, zero, loop
      ecall
    `);
    expect(computer.run()).toBe('trap 8');
    expect(computer.register('a0')).toBe(5050);
    expect(computer.hart.cycle).toBe(302);
    expect(computer.hart.instret).toBe(302);
  });
});
