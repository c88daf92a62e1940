import { describe, expect, it } from 'vitest';
import type { AddressStop, WatchStop } from '../../src/machine/stop-conditions.ts';
import { BareComputer, CODE, DATA } from './bare-computer.ts';

const LOOP = `
  loop:
  addi a0, a0, 1
  sw a0, 0(t0)
  lw a1, 0(t0)
  jal zero, loop
`;

function prepared(): BareComputer {
  const computer = new BareComputer(LOOP, { harts: 2 });
  for (const hart of computer.machine.harts) hart.x[5] = DATA;
  return computer;
}

const at = (addr: number, root?: number): AddressStop => ({ kind: 'address', addr, root });
const watch = (on: WatchStop['on'], from: number, to: number, root?: number): WatchStop => ({
  kind: 'watch',
  from,
  to,
  on,
  root,
});

describe('an address stop', () => {
  it('stops before the instruction, each time it comes round', () => {
    const computer = prepared();
    const stop = at(CODE + 4);
    computer.machine.stops.add(stop);
    for (const cycle of [1, 5, 9]) {
      expect(computer.run()).toBe('stop');
      expect(computer.hart.stopHit).toBe(stop);
      expect([computer.hart.cycle, computer.hart.pc]).toEqual([cycle, CODE + 4]);
    }
  });

  it('applies to code that was executed before, and no more when it is removed', () => {
    const computer = prepared();
    computer.run(100);
    const stop = at(CODE + 8);
    computer.machine.stops.add(stop);
    expect(computer.run()).toBe('stop');
    computer.machine.stops.remove(stop);
    expect(computer.run(100)).toBe('limit');
  });

  it('does not apply in another space, or at the same place in another page', () => {
    const computer = prepared();
    computer.machine.stops.add(at(CODE + 4, computer.table.root + 1));
    computer.machine.stops.add(at(CODE + 4 + 4096));
    expect(computer.run(1000)).toBe('limit');
    expect(computer.register('a0')).toBe(250);
  });

  it('changes nothing about what is computed', () => {
    const [plain, stopped] = [prepared(), prepared()];
    stopped.machine.stops.add(at(CODE));
    stopped.machine.stops.add(at(CODE + 4 + 4096));
    plain.run(1001);
    while (stopped.hart.run(1001) === 'stop');
    expect(stopped.hart.cycle).toBe(1001);
    expect(stopped.hart.x.slice(0, 32)).toEqual(plain.hart.x.slice(0, 32));
  });

  it('holds for every hart', () => {
    const computer = prepared();
    computer.machine.stops.add(at(CODE + 4));
    expect(computer.machine.harts.map((hart) => hart.run(10))).toEqual(['stop', 'stop']);
  });

  it('is still to be passed after a run that had no time', () => {
    const computer = prepared();
    computer.machine.stops.add(at(CODE + 4));
    expect([computer.run(), computer.run(0), computer.run()]).toEqual(['stop', 'limit', 'stop']);
    expect(computer.hart.cycle).toBe(5);
  });

  it('yields to the limit at the same cycle', () => {
    const computer = prepared();
    computer.machine.stops.add(at(CODE + 4));
    expect(computer.run(1)).toBe('limit');
    expect(computer.run(1)).toBe('stop');
  });
});

describe('a watched range', () => {
  it('stops before a store to it', () => {
    const computer = prepared();
    computer.run(40);
    const stop = watch('write', DATA, DATA + 4);
    computer.machine.stops.add(stop);
    expect(computer.run()).toBe('stop');
    expect(computer.hart.stopHit).toBe(stop);
    expect([computer.hart.pc, computer.hart.cycle, computer.peek(DATA)]).toEqual([CODE + 4, 41, 10]);
    expect(computer.run()).toBe('stop');
    expect([computer.hart.cycle, computer.peek(DATA)]).toEqual([45, 11]);
  });

  it('stops before a load from it', () => {
    const computer = prepared();
    computer.machine.stops.add(watch('read', DATA + 3, DATA + 4));
    expect(computer.run()).toBe('stop');
    expect(computer.hart.pc).toBe(CODE + 8);
  });

  it('stops at both if asked to', () => {
    const computer = prepared();
    computer.machine.stops.add(watch('access', DATA, DATA + 1));
    const places = [1, 2, 3].map(() => `${computer.run()} ${computer.hart.pc - CODE}`);
    expect(places).toEqual(['stop 4', 'stop 8', 'stop 4']);
  });

  it('does not stop at its neighbours in the page, in other spaces, or at the other kind of access', () => {
    const computer = prepared();
    computer.machine.stops.add(watch('access', DATA + 4, DATA + 8));
    computer.machine.stops.add(watch('access', DATA, DATA + 4, computer.table.root + 1));
    expect(computer.run(1000)).toBe('limit');
    expect(computer.register('a1')).toBe(250);
  });

  it('sees atomics as reads and as writes', () => {
    for (const on of ['read', 'write'] as const) {
      const computer = new BareComputer('amoadd.w a0, t0, (t0)\necall');
      computer.hart.x[5] = DATA;
      computer.machine.stops.add(watch(on, DATA, DATA + 4));
      expect(computer.run()).toBe('stop');
      expect(computer.peek(DATA)).toBe(0);
      expect(computer.run()).toBe('trap 8');
      expect(computer.peek(DATA)).toBe(DATA);
    }
  });

  it('is passed by the resumed instruction only, not by another thread that runs on the hart next', () => {
    const computer = prepared();
    computer.machine.stops.add(watch('access', DATA, DATA + 4));
    expect(computer.run()).toBe('stop');
    computer.hart.pc = CODE + 8;
    expect(computer.run()).toBe('stop');
    expect(computer.hart.pc).toBe(CODE + 8);
  });
});
