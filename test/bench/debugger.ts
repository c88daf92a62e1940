import { Debugger } from '../../src/debug/debugger.ts';
import { Guest } from '../system/guest.ts';
import { median, timeWork } from './cpu-time.ts';

/** What the debugger costs. Times in milliseconds of processor time. */
export interface DebuggerCosts {
  /** How much longer a run takes when it is recorded, as a part of it. */
  readonly recording: { readonly busy: number; readonly calls: number };
  /** The 95th of 100 of each. */
  readonly warmStep: number;
  readonly coldStep: number;
  readonly seek: number;
  readonly longestSeek: number;
  /** Bytes of frames, and snapshots, after a run of a billion cycles. */
  readonly bytes: number;
  readonly snapshots: number;
}

/** Computes, and writes to 256 pages in turn; it never ends. */
const BUSY = `
    li      s0, 0
    la      s1, area
1:  li      t0, 2000
2:  mul     t1, t0, s0
    xor     s2, s2, t1
    addi    t0, t0, -1
    bnez    t0, 2b
    slli    t2, s0, 12
    add     t2, t2, s1
    sw      s2, (t2)
    addi    s0, s0, 1
    andi    s0, s0, 255
    j       1b
    .bss
    .balign 4096
area:   .zero 4096 * 256
`;

/** Makes calls most of the time. */
const CALLS = `
1:  li      t0, 200
2:  addi    t0, t0, -1
    bnez    t0, 2b
    syscall getppid
    j       1b
`;

const LENGTH = 100_000_000;
const SETTINGS = { settings: { harts: 1, ramBytes: 64 << 20 } };

/** Measures recording, steps back and seeks on a run of 10^8 cycles, and memory on one of 10^9. */
export function measureDebugger(rounds: number): DebuggerCosts {
  const recording = { busy: overhead(BUSY, LENGTH, rounds), calls: overhead(CALLS, LENGTH / 10, rounds) };
  const session = recorded(BUSY, LENGTH);
  const { end } = session.timeline.line;
  const at = (part: number) => Math.floor(end * part);
  const seeks = Array.from({ length: 100 }, (_, index) => {
    const target = at(((index * 61) % 100) / 100 + 0.003);
    return spent(() => session.run({ kind: 'seek', step: target }));
  });
  const cold: number[] = [];
  const warm: number[] = [];
  for (let index = 0; index < 100; index++) {
    session.run({ kind: 'seek', step: at(((index * 37) % 100) / 100 + 0.007) });
    const back = () => session.run({ kind: 'step', by: 'instruction', reverse: true });
    cold.push(spent(back));
    for (let step = 0; step < 3; step++) warm.push(spent(back));
  }
  const long = recorded(BUSY, LENGTH * 10);
  const marks = long.timeline.lines.flatMap(({ marks: all }) => all);
  return {
    recording,
    warmStep: percentile(warm),
    coldStep: percentile(cold),
    seek: percentile(seeks),
    longestSeek: Math.max(...seeks),
    bytes: long.timeline.bytes,
    snapshots: marks.length,
  };
}

function recorded(program: string, cycles: number): Debugger {
  const guest = new Guest(program, SETTINGS);
  const session = new Debugger(guest.computer, { clock: () => performance.now() });
  session.run({ kind: 'seek cycle', cycle: cycles });
  return session;
}

/** The part by which a recorded run takes longer than one that is not. */
function overhead(program: string, cycles: number, rounds: number): number {
  const plain = () => {
    const guest = new Guest(program, SETTINGS);
    return timeWork(() => void guest.run({ limit: cycles }));
  };
  const watched = () => {
    const { computer } = new Guest(program, SETTINGS);
    const session = new Debugger(computer, { clock: () => performance.now() });
    return timeWork(() => void session.run({ kind: 'seek cycle', cycle: cycles }));
  };
  // The first runs are slower: code is translated and optimized.
  for (const warmUp of [plain, watched, plain, watched]) warmUp();
  const rows = Array.from({ length: rounds }, () => [plain(), watched()] as const);
  return median(rows.map((row) => row[1])) / median(rows.map((row) => row[0])) - 1;
}

function spent(work: () => void): number {
  return timeWork(work) * 1000;
}

function percentile(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length * 0.95)]!;
}

/** The costs as text. */
export function formatDebugger(costs: DebuggerCosts): string {
  const percent = (part: number) => `${(part * 100).toFixed(1)} %`;
  return [
    `recording: ${percent(costs.recording.busy)} longer for a program that computes, ${percent(costs.recording.calls)} for one that makes calls`,
    `reverse-stepi in 10^8 cycles: ${costs.warmStep.toFixed(1)} ms warm, ${costs.coldStep.toFixed(1)} ms cold (p95)`,
    `seek: ${costs.seek.toFixed(0)} ms (p95), ${costs.longestSeek.toFixed(0)} ms at most`,
    `10^9 cycles: ${costs.snapshots} snapshots, ${(costs.bytes / 2 ** 20).toFixed(0)} MiB of frames`,
    '',
  ].join('\n');
}
