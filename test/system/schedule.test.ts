import { describe, expect, test } from 'vitest';
import type { Slice } from '../../src/kernel/sched/scripted.ts';
import { CALLERS, type Stretch, spinners, watchStretches } from './stretches.ts';

describe('a scripted schedule', () => {
  const slices = (hart: number, text: string): Slice[] =>
    text.split(' ').map((part) => {
      const [tid, cycles] = part.split(':').map(Number) as [number, number];
      return { hart, tid, cycles };
    });
  const told = (stretches: readonly Stretch[], hart: number) =>
    stretches
      .filter((stretch) => stretch.hart === hart)
      .map(({ tid, cycles }) => `${tid}:${cycles}`)
      .join(' ');

  test('is followed: who runs, and for how many cycles', () => {
    const script = '2:1000 3:50 2:7 3:1 2:300 3:299 2:1 3:1 2:1 3:12345';
    const { guest, stretches } = watchStretches(spinners(2), { harts: 1, schedule: [slices(0, script)] });
    guest.run({ limit: 14_006 });
    expect(told(stretches, 0)).toBe(script);
  });

  test('is followed on each hart', () => {
    const [first, second] = ['2:500 3:100 4:20 3:9', '4:30 2:40 5:1000 4:5'];
    const { guest, stretches } = watchStretches(spinners(4), {
      harts: 2,
      round: 100,
      schedule: [slices(0, first), slices(1, second)],
    });
    guest.run({ limit: 3000 });
    expect(told(stretches, 0).startsWith(first)).toBe(true);
    expect(told(stretches, 1).startsWith(second)).toBe(true);
  });

  test('gives way to round robin when it is over', () => {
    const { guest, stretches } = watchStretches(spinners(2), {
      harts: 1,
      quantum: 11,
      schedule: [slices(0, '2:200 3:5')],
    });
    guest.run({ limit: 300 });
    expect(told(stretches, 0)).toMatch(/^2:200 3:5( 2:11 3:11)+/);
  });

  test('does not hang on a thread that never comes', () => {
    const { guest } = watchStretches('    exit 5', { harts: 1, schedule: [slices(0, '99:100')] });
    expect(guest.finish()).toBe(5);
  });

  test('counts a slice as over when its thread gives up the hart', () => {
    const { guest, stretches } = watchStretches(
      `
    fork
    beqz    a0, 1f
    wait
    exit
1:  li      t0, 100
2:  addi    t0, t0, -1
    bnez    t0, 2b
    exit`,
      { harts: 1, schedule: [slices(0, '2:1000 3:50 3:50 3:1000 2:1000')] },
    );
    expect(guest.finish()).toBe(0);
    expect(stretches.map(({ tid }) => tid)).toEqual([2, 3, 3, 3, 2]);
    expect(stretches[1]!.cycles).toBe(50);
  });
});

describe('seeds', () => {
  const trace = (seed: number | undefined) => {
    const { guest, stretches } = watchStretches(CALLERS, { seed, harts: 2, round: 200, quantum: 100 });
    guest.finish();
    return JSON.stringify(stretches);
  };
  const seeds = Array.from({ length: 20 }, (_, index) => index);

  test('draw different interleavings', () => {
    expect(new Set(seeds.map(trace)).size).toBe(20);
    expect(seeds.map(trace)).not.toContain(trace(undefined));
  });

  test('draw the same interleaving each time', () => {
    expect(seeds.map(trace)).toEqual(seeds.map(trace));
  });
});
