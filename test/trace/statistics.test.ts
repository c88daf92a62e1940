import { describe, expect, test } from 'vitest';
import { Statistics } from '../../src/trace/statistics.ts';
import { Guest } from '../system/guest.ts';

function report(program: string, harts: number): string[] {
  const guest = new Guest(program, { settings: { harts } });
  const statistics = new Statistics(guest.computer);
  guest.computer.kernel.observe((event) => statistics.observe(event));
  guest.finish();
  return statistics.report().split('\n');
}

const SPIN = `
      fork
      beqz a0, child
      wait
      exit 3
child: li t0, 500000
1:    addi t0, t0, -1
      bnez t0, 1b
      exit 7`;

describe('statistics', () => {
  test('say of each process how long it ran and how it ended', () => {
    const [heading, parent, child] = report(SPIN, 1);
    expect(heading).toMatch(/^ +pid name +running +waiting +blocked +faults +switches +ended$/);
    expect(parent).toMatch(/^ +2 guest .* 1\+0 +exit 3$/);
    expect(child).toMatch(/^ +3 guest +1,000,\d{3} .* exit 7$/);
  });

  test('count time without a hart as waiting, and time in a call as blocked', () => {
    const [, parent] = report(SPIN, 1);
    const [, , , waiting, blocked] = parent!.trim().split(/ +/);
    expect(Number(waiting!.replaceAll(',', ''))).toBeLessThan(10);
    expect(Number(blocked!.replaceAll(',', ''))).toBeGreaterThan(1_000_000);
  });

  test('say how busy each hart was', () => {
    const lines = report(SPIN, 2);
    const start = lines.findIndex((line) => line.includes('busy'));
    const shares = lines.slice(start + 1, start + 3).map((line) => Number(/([\d.]+)%/.exec(line)![1]));
    expect(Math.max(...shares)).toBeGreaterThan(99);
    expect(Math.min(...shares)).toBeLessThan(1);
  });

  test('fit into 80 columns', () => {
    expect(report(SPIN, 64).filter((line) => line.length > 80)).toEqual([]);
  });

  test('name the signal that killed', () => {
    expect(report('lw a0, (zero)', 1)[1]).toMatch(/SIGSEGV$/);
  });
});
