import { describe, expect, test, vi } from 'vitest';
import { drawBelow, seedPrng } from '../../src/base/prng.ts';
import { installTranslator, type JitMode } from '../../src/jit/translator.ts';
import type { Stop } from '../../src/machine/stop-conditions.ts';
import { BareComputer, READ_WRITE } from '../machine/bare-computer.ts';
import { Guest } from '../system/guest.ts';
import { WORKLOAD } from '../system/workload.ts';
import { thorough } from '../thorough.ts';
import { RandomRun } from './lockstep.ts';
import { DATA_AT, type RandomCode } from './random-code.ts';

describe('stop conditions', () => {
  /** Stops that a seed stands for: some at instructions, some on data. */
  function stopsOf(seed: number, { functions }: RandomCode): Stop[] {
    const prng = seedPrng(seed);
    const addresses = Array.from({ length: 3 }, (): Stop => {
      const at = functions[drawBelow(prng, functions.length)]!;
      return { kind: 'address', addr: at + 4 * drawBelow(prng, 20), root: undefined };
    });
    const from = DATA_AT + drawBelow(prng, 3 * 4096);
    return [...addresses, { kind: 'watch', from, to: from + 16, on: 'access', root: undefined }];
  }

  test.each(['on', 'always'] as const)(
    'apply at the same cycles with --jit %s, and none when they are gone',
    (mode) => {
      let hits = 0;
      for (let seed = 300; seed < 300 + thorough(6, 500); seed++) {
        const [expected, other] = [new RandomRun(seed, 'off'), new RandomRun(seed, mode)];
        for (const phase of ['without', 'with', 'with others', 'without again']) {
          for (const run of [expected, other]) {
            run.machine.stops.clear();
            const stops = phase.startsWith('without') ? [] : stopsOf(seed + phase.length, run.program);
            for (const stop of stops) run.machine.stops.add(stop);
          }
          const found = expected.run(3000);
          hits += found.split('stop at').length - 1;
          expect(other.run(3000), `seed ${seed}, ${phase} stops`).toBe(found);
        }
      }
      expect(hits).toBeGreaterThan(20);
    },
  );
});

describe('snapshots', () => {
  test.each(['off', 'on', 'always'] as const)('go back to the same with --jit %s', (mode: JitMode) => {
    for (let seed = 400; seed < 400 + thorough(5, 200); seed++) {
      const run = new RandomRun(seed, mode);
      run.run(2000);
      const frames = run.machine.captureFrames();
      const { hart } = run;
      const before = { x: hart.x.slice(), pc: hart.pc, cycle: hart.cycle, instret: hart.instret };
      const reservation = { ...hart.reservation };
      const go = () =>
        [hart.run(before.cycle + 1500), hart.pc, hart.cycle, hart.x.subarray(0, 32).join(' '), run.memoryHash].join(
          ' ',
        );
      const first = go();
      run.machine.restoreFrames(frames);
      hart.x.set(before.x);
      Object.assign(hart, { pc: before.pc, cycle: before.cycle, instret: before.instret });
      Object.assign(hart.reservation, reservation);
      expect(go(), `seed ${seed}`).toBe(first);
    }
  });
});

test('calls may be nested deeper than the stack of the host allows', () => {
  const program = `
    lui sp, 0x1a0
    lui s1, 40
    again:
    addi a0, zero, 2000
    add a0, a0, s1
    jal ra, sum
    ecall
    sum:
    beq a0, zero, end
    addi sp, sp, -4
    sw ra, 0(sp)
    addi a0, a0, -1
    jal ra, sum
    addi a0, a0, 2
    lw ra, 0(sp)
    addi sp, sp, 4
    end:
    jalr zero, 0(ra)`;
  const [expected, translated] = (['off', 'on'] as const).map((mode) => {
    const computer = new BareComputer(program, { frames: 700, dataPages: 0 });
    for (let addr = 0xd0000; addr < 0x1a0000; addr += 4096) computer.map(addr, READ_WRITE);
    installTranslator(computer.machine, mode, 5);
    const end = computer.run(10_000_000);
    return [end, computer.hart.cycle, computer.register('a0'), computer.register('sp')];
  });
  // 2000 + 40 * 4096 calls, each with a frame of 4 bytes.
  expect(expected!.slice(0, 1).concat(expected!.slice(2))).toEqual(['trap 8', 2 * (2000 + 40 * 4096), 0x1a0000]);
  expect(translated).toEqual(expected);
});

test('everything works where WebAssembly code may not be made', () => {
  const usual = new Guest(WORKLOAD);
  const make = vi.spyOn(WebAssembly, 'Module').mockImplementation(() => {
    // As a browser does whose content security policy forbids it.
    throw new WebAssembly.CompileError('code generation is not allowed');
  });
  const guest = new Guest(WORKLOAD);
  const end = [guest.finish(), guest.hash];
  expect(make).toHaveBeenCalledTimes(1);
  make.mockRestore();
  expect(end).toEqual([usual.finish(), usual.hash]);
});
