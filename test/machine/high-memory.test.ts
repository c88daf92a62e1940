import { expect, it } from 'vitest';
import { PAGE_SHIFT } from '../../src/machine/memory.ts';
import { makePte } from '../../src/machine/page-table.ts';
import { BareComputer, CODE, DATA, READ_EXECUTE, READ_WRITE } from './bare-computer.ts';

it('code and data work in frames beyond 2 GiB', () => {
  const frames = 800_000;
  const computer = new BareComputer(
    'sw a0, 0(t0)\nlb a1, 1(t0)\nlhu a2, 2(t0)\namoadd.w a3, a0, (t0)\nlw a4, -1(t0)\necall',
    {
      frames,
    },
  );
  const { machine, table } = computer;
  machine.memory.frameBytes(frames - 1).set(machine.memory.frameBytes(computer.frameOf(CODE)));
  table.set(CODE >>> PAGE_SHIFT, makePte(frames - 1, READ_EXECUTE));
  table.set(DATA >>> PAGE_SHIFT, makePte(frames - 2, READ_WRITE));
  computer.hart.x[5] = DATA + 4;
  computer.hart.x[10] = 0x12345678;
  expect(computer.run()).toBe('trap 8');
  const values = ['a1', 'a2', 'a3', 'a4'].map((name) => computer.register(name));
  expect(values).toEqual([0x56, 0x1234, 0x12345678, (0x2468acf0 << 8) | 0]);
  expect(computer.peek(DATA + 4)).toBe(0x2468acf0);
});
