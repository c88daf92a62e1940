import { describe, expect, test, vi } from 'vitest';
import { installTranslator, type JitMode } from '../../src/jit/translator.ts';
import type { Stop } from '../../src/machine/stop-conditions.ts';
import { BareComputer, READ_WRITE } from '../machine/bare-computer.ts';

/** Two pages that want the same place in the TLB. */
const NEAR = 0x400000;
const FAR = 0x800000;

/** Adds up a word of either page for ever, and counts in one of them. */
const TURNS = `
  lui s0, 0x400
  lui s1, 0x800
  again:
  lw a1, 4(s0)
  add a0, a0, a1
  lw a1, 4(s1)
  xor a0, a0, a1
  addi a2, a2, 1
  sw a2, 8(s1)
  sw a2, 8(s0)
  jal zero, again`;

function makeComputer(mode: JitMode, program = TURNS): BareComputer {
  const computer = new BareComputer(program);
  for (const addr of [NEAR, FAR]) computer.map(addr, READ_WRITE);
  computer.poke(NEAR + 4, 12345);
  computer.poke(FAR + 4, 777);
  installTranslator(computer.machine, mode, 20);
  return computer;
}

function describeState(computer: BareComputer): readonly unknown[] {
  const { hart } = computer;
  const words = [NEAR, FAR].map((addr) => [computer.peek(addr + 4), computer.peek(addr + 8)]);
  return [hart.cycle, hart.pc, hart.x.slice(0, 32).join(' '), words];
}

/** Does the same with the interpreter and with translations, and expects the same states after each step. */
function expectSame(steps: readonly ((computer: BareComputer) => unknown)[], program = TURNS): void {
  const [expected, ...others] = (['off', 'on', 'always'] as const).map((mode) => makeComputer(mode, program));
  for (const [index, step] of steps.entries()) {
    const found = [step(expected!), describeState(expected!)];
    for (const other of others) expect([step(other), describeState(other)], `step ${index}`).toEqual(found);
  }
}

const run = (computer: BareComputer) => computer.run(10_007);

describe('pages that take turns in the TLB', () => {
  test('are found without the MMU', () => {
    const computer = makeComputer('on');
    computer.run(100_000);
    const load = vi.spyOn(computer.hart.mmu, 'load');
    const store = vi.spyOn(computer.hart.mmu, 'store');
    computer.run(1_000_000);
    expect(load.mock.calls.length + store.mock.calls.length).toBeLessThan(100);
  });

  test('are accessed as by the interpreter', () => expectSame(Array(50).fill(run)));

  test('are written where a snapshot notices it', () => {
    const snapshots = new Map<BareComputer, ReturnType<BareComputer['machine']['captureFrames']>>();
    const take = (computer: BareComputer) => void snapshots.set(computer, computer.machine.captureFrames());
    const goBack = (computer: BareComputer) => computer.machine.restoreFrames(snapshots.get(computer)!);
    expectSame([run, take, run, goBack, run, take, run, run, goBack, run]);
  });

  test('trap when their rights are gone', () => {
    const forbid = (computer: BareComputer) => {
      const page = FAR >>> 12;
      computer.table.set(page, computer.table.get(page) & ~4);
      computer.machine.flushPage(computer.table.root, page);
    };
    expectSame([run, run, forbid, run]);
  });

  test('are watched from the moment that a watch is set', () => {
    const stop: Stop = { kind: 'watch', from: FAR + 8, to: FAR + 12, on: 'write', root: undefined };
    const watch = (computer: BareComputer) => computer.machine.stops.add(stop);
    const unwatch = (computer: BareComputer) => computer.machine.stops.remove(stop);
    expectSame([run, watch, run, run, unwatch, run]);
  });

  test('may hold code that is written', () => {
    const call = `
      lui s0, 0x400
      lui s1, 0x800
      addi a3, zero, 0x13
      lui a4, 0x8
      addi a4, a4, 0x67
      sw a3, 0(s1)
      sw a4, 4(s1)
      again:
      lw a1, 4(s0)
      add a0, a0, a1
      sw a3, 0(s1)
      lw a1, 8(s1)
      jalr ra, 0(s1)
      jal zero, again`;
    const allowCode = (computer: BareComputer) => {
      const page = FAR >>> 12;
      computer.table.set(page, computer.table.get(page) | 8);
    };
    const change = (computer: BareComputer) => {
      // addi a0, a0, 1 in place of the addi that does nothing
      computer.hart.x[13] = 0x00150513;
    };
    expectSame([allowCode, run, run, change, run, run], call);
  });

  test('trap on misaligned accesses', () => {
    const bump = (computer: BareComputer) => {
      computer.hart.x[9] = FAR + 1;
    };
    expectSame([run, bump, run, run]);
  });
});
