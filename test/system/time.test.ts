import { describe, expect, test } from 'vitest';
import type { KernelEvent } from '../../src/kernel/events.ts';
import { Guest } from './guest.ts';
import { CALLERS, spinners, watchStretches } from './stretches.ts';

/** The hart's own cycle when the event happened: events carry the clock, which by construction never goes back. */
function hartCycle(guest: Guest, event: KernelEvent & { readonly kind: 'call' }): number {
  return guest.computer.machine.harts[event.thread.hart]!.cycle;
}

describe('a timer interrupt', () => {
  test.each([1, 2, 3, 7, 10, 99, 100, 1000])('comes after exactly %i cycles if another thread waits', (quantum) => {
    for (const round of [1, 64, 1000, 10_000]) {
      const { guest, stretches } = watchStretches(spinners(3), { harts: 1, quantum, round });
      guest.run({ limit: 500 + 40 * quantum });
      // The first stretches hold forks and first touches of pages.
      const steady = stretches.slice(-12);
      expect(steady).toHaveLength(12);
      expect(steady.map(({ cycles }) => cycles)).toEqual(Array(12).fill(quantum));
      expect(steady.map(({ tid }) => tid)).toEqual(
        [0, 1, 2, 3].flatMap(() => steady.slice(0, 3).map(({ tid }) => tid)),
      );
    }
  });

  test('takes the hart from nobody if no other thread is ready', () => {
    const { guest, stretches } = watchStretches(spinners(1), { harts: 1, quantum: 10 });
    guest.run({ limit: 5000 });
    expect(stretches).toEqual([]);
  });
});

describe('the kernel', () => {
  test.each([1, 100, 10_000])('is entered in the order of cycles, then of harts, in rounds of %i', (round) => {
    const guest = new Guest(CALLERS, { settings: { round } });
    const calls: { cycle: number; hart: number }[] = [];
    guest.computer.kernel.observe((event) => {
      if (event.kind === 'call') calls.push({ cycle: hartCycle(guest, event), hart: event.thread.hart });
    });
    guest.finish();
    expect(new Set(calls.map(({ hart }) => hart))).toEqual(new Set([0, 1, 2, 3]));
    expect(calls).toEqual(calls.toSorted((a, b) => a.cycle - b.cycle || a.hart - b.hart));
    const ties = calls.filter(({ cycle }, index) => calls[index - 1]?.cycle === cycle);
    expect(ties.length).toBeGreaterThan(0);
  });

  test('wakes a sleeper before it serves a call of the same cycle', () => {
    let coincidences = 0;
    for (let nap = 1000; nap < 1010; nap++) {
      const guest = new Guest(`
    fork
    bnez    a0, 1f
    li      a0, CLOCK_MONOTONIC
    li      a1, 0
    la      a2, nap
    li      a3, 0
    syscall clock_nanosleep_time64
    exit
1:  syscall getuid
    j       1b
    .data
    .balign 8
nap: .word 0, 0, ${nap * 10}, 0`);
      const events: { kind: string; cycle: number }[] = [];
      guest.computer.kernel.observe((event) => {
        if (event.kind === 'wake') events.push({ kind: 'wake', cycle: event.cycle });
        if (event.kind === 'call') events.push({ kind: 'call', cycle: hartCycle(guest, event) });
      });
      guest.run({ limit: 3000 });
      const wake = events.findIndex(({ kind }) => kind === 'wake');
      const { cycle } = events[wake]!;
      expect(events.slice(0, wake).every((event) => event.cycle < cycle)).toBe(true);
      if (events[wake + 1]!.cycle === cycle) coincidences++;
    }
    expect(coincidences).toBeGreaterThan(0);
  });

  test('charges what the settings say for each entry', () => {
    const program = `${'    syscall getuid\n'.repeat(10)}    exit`;
    const cyclesFor = (entryCycles: number) => {
      const guest = new Guest(program, { settings: { entryCycles, harts: 1 } });
      const cycles: number[] = [];
      guest.computer.kernel.observe((event) => {
        if (event.kind === 'call' && event.call.row?.name === 'getuid') cycles.push(event.cycle);
      });
      guest.finish();
      return cycles[9]! - cycles[0]!;
    };
    expect(cyclesFor(250)).toBe(cyclesFor(0) + 9 * 250);
  });
});

describe('a thread that is woken', () => {
  /** Ping-pong over two pipes: at each moment one of the two waits for the other. */
  const PING_PONG = `
    la      a0, there
    li      a1, 0
    syscall pipe2
    la      a0, back
    li      a1, 0
    syscall pipe2
    li      s1, 20
    fork
    bnez    a0, 2f
1:  lw      a0, there
    call    take
    lw      a0, back + 4
    call    give
    addi    s1, s1, -1
    bnez    s1, 1b
    exit
2:  lw      a0, there + 4
    call    give
    lw      a0, back
    call    take
    addi    s1, s1, -1
    bnez    s1, 2b
    wait
    exit
take:
    la      a1, byte
    li      a2, 1
    syscall read
    ret
give:
    la      a1, byte
    li      a2, 1
    syscall write
    ret
    .data
there: .word 0, 0
back:  .word 0, 0
byte:  .word 0
`;

  test.each([10, 10_000])(
    'starts at the cycle of its waker, on the hart that it ran on last, in rounds of %i',
    (round) => {
      const guest = new Guest(PING_PONG, { settings: { round } });
      const { kernel, machine } = guest.computer;
      let wake: { tid: number; hart: number; cycle: number } | undefined;
      let checked = 0;
      kernel.observe((event) => {
        if (event.kind === 'wake') wake = { tid: event.thread.tid, hart: event.thread.hart, cycle: event.cycle };
        if (event.kind !== 'switch' || event.thread?.tid !== wake?.tid || wake === undefined) return;
        expect({ tid: wake.tid, hart: event.hart, cycle: machine.harts[event.hart]!.cycle }).toEqual(wake);
        wake = undefined;
        checked++;
      });
      expect(guest.finish()).toBe(0);
      expect(checked).toBeGreaterThan(15);
    },
  );
});

describe('when every hart is idle', () => {
  const SLEEPER = `
    li      a0, CLOCK_MONOTONIC
    la      a1, before
    syscall clock_gettime64
    li      a0, CLOCK_MONOTONIC
    li      a1, 0
    la      a2, nap
    li      a3, 0
    syscall clock_nanosleep_time64
    li      a0, CLOCK_MONOTONIC
    la      a1, after
    syscall clock_gettime64
    lw      s0, before + 8
    put     s0
    lw      s0, after
    put     s0
    lw      s0, after + 8
    put     s0
    exit
    .data
    .balign 8
nap:    .word 3600, 0, 500, 0
before: .zero 16
after:  .zero 16
`;

  test('time jumps to the next event, and nothing is executed meanwhile', () => {
    const guest = new Guest(SLEEPER);
    expect(guest.computer.run()).toMatchObject({ kind: 'idle' });
    expect(guest.finish(Infinity)).toBe(0);
    const [before, seconds, after] = guest.words as [number, number, number];
    expect(seconds).toBe(3600);
    expect(after - before).toBeGreaterThanOrEqual(500);
    expect(after - before).toBeLessThan(1000);
    expect(guest.computer.machine.harts.reduce((sum, { instret }) => sum + instret, 0)).toBeLessThan(200);
  });

  test('the pause is told, so that a host can wait as long', () => {
    const guest = new Guest(SLEEPER);
    const halt = guest.computer.run();
    expect(halt.kind === 'idle' && Math.floor(halt.cycle / 1e8)).toBe(3600);
    expect(guest.computer.cycle).toBeLessThan(1000);
  });

  test('and nothing will ever happen, that is called a deadlock', () => {
    const guest = new Guest(`
    la      a0, fds
    li      a1, 0
    syscall pipe2
    lw      a0, fds
    la      a1, fds
    li      a2, 1
    syscall read
    exit
    .data
fds: .word 0, 0`);
    expect(guest.run()).toEqual({ kind: 'deadlock' });
  });
});

test('while one hart is busy, the length of rounds changes no cycle of any event', () => {
  const program = `
    li      s0, 30
    li      a0, 0
    syscall brk
    mv      s1, a0
1:  li      t0, 4096
    add     s1, s1, t0
    mv      a0, s1
    syscall brk
    sw      s0, -4(s1)
    li      t0, 777
2:  addi    t0, t0, -1
    bnez    t0, 2b
    li      a0, CLOCK_MONOTONIC
    li      a1, 0
    la      a2, nap
    li      a3, 0
    syscall clock_nanosleep_time64
    put     s0
    addi    s0, s0, -1
    bnez    s0, 1b
    exit
    .data
    .balign 8
nap: .word 0, 0, 12345, 0`;
  const traces = [1, 10, 333, 10_000, 1_000_000].flatMap((round) =>
    [1, 4].map((harts) => {
      const guest = new Guest(program, { settings: { round, harts, quantum: 1234 } });
      const trace: string[] = [];
      guest.computer.kernel.observe(({ kind, cycle }) => trace.push(`${kind} ${cycle}`));
      guest.finish();
      return trace.join('\n');
    }),
  );
  expect(new Set(traces).size).toBe(1);
});

test.each([1, 100, 10_000])('a limit is kept to the cycle, in rounds of %i', (round) => {
  const guest = new Guest(spinners(4), { settings: { round } });
  for (const limit of [1000, 12_345, 12_346, 30_000]) {
    expect(guest.run({ limit })).toEqual({ kind: 'limit' });
    expect(guest.computer.machine.harts.map(({ cycle }) => cycle)).toEqual([limit, limit, limit, limit]);
  }
});
