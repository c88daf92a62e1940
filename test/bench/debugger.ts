import { loadPrograms } from '../../src/cli/programs.ts';
import { Debugger } from '../../src/debug/debugger.ts';
import { restoreSnapshot, takeSnapshot } from '../../src/system/snapshot.ts';
import { Guest } from '../system/guest.ts';
import { median, timeWork } from './cpu-time.ts';

/** What the debugger costs. Times in milliseconds of processor time. */
export interface DebuggerCosts {
  /** How much longer a run takes when it is recorded, as a part of it. */
  readonly recording: { readonly busy: number; readonly calls: number; readonly script: number };
  /** The 95th of 100 of each. */
  readonly warmStep: number;
  readonly coldStep: number;
  readonly seek: number;
  readonly longestSeek: number;
  /** How many times as long calls take in a computer that a snapshot was restored in. */
  readonly restored: number;
  /** Bytes, and snapshots, after a run of a billion cycles. */
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

/** Two processes, on a hart each, that write to pipes and read what they wrote. */
const PIPES = `
    fork
    la      a0, ends
    li      a1, 0
    syscall pipe2
1:  lw      a0, ends + 4
    la      a1, ends
    li      a2, 4
    syscall write
    lw      a0, ends
    la      a1, word
    li      a2, 4
    syscall read
    j       1b
    .bss
    .balign 4
ends:   .zero 8
word:   .zero 4
`;

/** A shell that starts as many programs, one after the other. */
const PROCESSES = 3000;
const SCRIPT = `for i in $(seq ${PROCESSES}); do /bin/true; done`;

const LENGTH = 100_000_000;
const SETTINGS = { settings: { harts: 1, ramBytes: 64 << 20 } };

/** Measures recording, steps back and seeks on a run of 10^8 cycles, and memory on one of 10^9. */
export async function measureDebugger(rounds: number): Promise<DebuggerCosts> {
  // First, since V8 makes all code slower that has met copies of objects.
  const restored = costOfRestoring(rounds);
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
  const programs = await loadPrograms();
  const files = Object.fromEntries(programs.map(({ path, bytes }) => [path, bytes]));
  const shell = () => new Guest(files['/bin/sh']!, { ...SETTINGS, files, args: ['sh', '-c', SCRIPT] });
  const recording = {
    busy: overhead(() => new Guest(BUSY, SETTINGS), rounds, LENGTH * 10),
    calls: overhead(() => new Guest(CALLS, SETTINGS), rounds, LENGTH * 10),
    script: overhead(shell, rounds),
  };
  const long = recorded(BUSY, LENGTH * 10);
  const marks = long.timeline.lines.flatMap(({ marks: all }) => all);
  return {
    recording,
    warmStep: percentile(warm),
    coldStep: percentile(cold),
    seek: percentile(seeks),
    longestSeek: Math.max(...seeks),
    restored,
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

/** The part by which a run, up to a cycle or its end, takes longer when it is recorded: each such run is compared with one before it. */
function overhead(boot: () => Guest, rounds: number, cycle?: number): number {
  const plain = () => {
    const guest = boot();
    return timeWork(() => void guest.run({ limit: cycle }));
  };
  const watched = () => {
    const session = new Debugger(boot().computer, { clock: () => performance.now() });
    const request = cycle === undefined ? ({ kind: 'continue' } as const) : ({ kind: 'seek cycle', cycle } as const);
    return timeWork(() => void session.run(request));
  };
  // The first runs are slower: code is translated and optimized.
  for (const warmUp of [plain, watched, plain, watched]) warmUp();
  const ratio = () => {
    const seconds = plain();
    return watched() / seconds;
  };
  return median(Array.from({ length: rounds * 4 + 1 }, ratio)) - 1;
}

/** How many times as long calls take after a snapshot was restored as before: the first one of this process. */
function costOfRestoring(rounds: number): number {
  const { computer } = new Guest(PIPES);
  const run = () => timeWork(() => void computer.run({ pauseAfter: 2_000_000 }));
  const usual = () => {
    for (let warmUp = 0; warmUp < 4; warmUp++) run();
    return median(Array.from({ length: rounds * 2 + 1 }, run));
  };
  const before = usual();
  restoreSnapshot(computer, takeSnapshot(computer));
  return usual() / before;
}

function spent(work: () => void): number {
  return timeWork(work) * 1000;
}

function percentile(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length * 0.95)]!;
}

/** The costs as text. */
export function formatDebugger(costs: DebuggerCosts): string {
  const { busy, calls, script } = costs.recording;
  const percent = (part: number) => `${(part * 100).toFixed(1)} %`;
  return [
    `recording: ${percent(busy)} longer for a program that computes, ${percent(calls)} for one that makes calls, ${percent(script)} for a script of ${PROCESSES} processes`,
    `reverse-stepi in 10^8 cycles: ${costs.warmStep.toFixed(1)} ms warm, ${costs.coldStep.toFixed(1)} ms cold (p95)`,
    `seek: ${costs.seek.toFixed(0)} ms (p95), ${costs.longestSeek.toFixed(0)} ms at most`,
    `calls after a restored snapshot: ${costs.restored.toFixed(2)} times as long`,
    `10^9 cycles: ${costs.snapshots} snapshots, ${(costs.bytes / 2 ** 20).toFixed(0)} MiB`,
    '',
  ].join('\n');
}
