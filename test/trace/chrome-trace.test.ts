import { describe, expect, test } from 'vitest';
import { ChromeTrace } from '../../src/trace/chrome-trace.ts';
import { ofKind, type Recording, record, timelineOf } from './recording.ts';

/** An event of the Trace Event Format, with the fields that are used here. */
interface TraceEvent {
  readonly ph: string;
  readonly ts: number;
  readonly pid: number;
  readonly tid: number;
  readonly name?: string;
  readonly cat?: string;
  readonly dur?: number;
  readonly id?: string;
  readonly bp?: string;
  readonly s?: string;
  readonly args?: Readonly<Record<string, unknown>>;
}

/** A slice of a track, with those that it lies in. */
interface Slice {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly within: readonly string[];
}

function traceOf({ records }: Recording): TraceEvent[] {
  let text = '';
  const trace = new ChromeTrace((piece) => {
    text += piece;
  });
  for (const each of records) trace.take(each);
  const file: { traceEvents: TraceEvent[]; displayTimeUnit: string } = JSON.parse(text);
  expect(file.displayTimeUnit).toBe('ns');
  return file.traceEvents;
}

const keyOf = ({ pid, tid }: TraceEvent) => `${pid} ${tid}`;

/**
 * What breaks the rules of the format, a line each: fields that must be there, slices of a track that do not lie within
 * each other, flows without both ends or without a slice around their beginning.
 */
function violations(events: readonly TraceEvent[]): string[] {
  const found: string[] = [];
  const flows = new Map<string, TraceEvent>();
  const open = new Map<string, TraceEvent[]>();
  const sorted = events.toSorted((a, b) => a.ts - b.ts);
  for (const event of sorted) {
    const where = JSON.stringify(event);
    if (!['B', 'E', 'X', 'C', 'M', 'i', 's', 'f'].includes(event.ph)) found.push(`unknown phase: ${where}`);
    if (![event.ts, event.pid, event.tid].every((value) => Number.isFinite(value) && value >= 0)) {
      found.push(`bad ts, pid or tid: ${where}`);
    }
    if (event.ph !== 'E' && !event.name) found.push(`no name: ${where}`);
    const stack = open.get(keyOf(event)) ?? [];
    open.set(keyOf(event), stack);
    if (event.ph === 'X') {
      if (!(event.dur! > 0)) found.push(`no duration: ${where}`);
      const before = stack.pop();
      if (before !== undefined && before.ts + before.dur! > event.ts + 1e-9) found.push(`overlaps: ${where}`);
      stack.push(event);
    }
    if (event.ph === 'B') stack.push(event);
    if (event.ph === 'E' && stack.pop() === undefined) found.push(`ends nothing: ${where}`);
    if (event.ph === 'C' && !Object.values(event.args ?? {}).every((value) => typeof value === 'number')) {
      found.push(`no number: ${where}`);
    }
    if (event.ph === 'i' && event.s !== 't') found.push(`no scope: ${where}`);
    if (event.ph === 's') {
      if (stack.length === 0) found.push(`a flow from nothing: ${where}`);
      if (flows.has(event.id!)) found.push(`a flow twice: ${where}`);
      flows.set(event.id!, event);
    }
    if (event.ph === 'f') {
      const start = flows.get(event.id!);
      if (start?.name !== event.name || start?.cat !== event.cat) found.push(`a flow to nothing: ${where}`);
      flows.delete(event.id!);
    }
  }
  for (const stack of open.values()) {
    for (const event of stack) if (event.ph === 'B') found.push(`never ends: ${JSON.stringify(event)}`);
  }
  for (const event of flows.values()) found.push(`a flow without end: ${JSON.stringify(event)}`);
  return found;
}

function slicesOf(events: readonly TraceEvent[], pid: number, tid: number): Slice[] {
  const slices: Slice[] = [];
  const open: TraceEvent[] = [];
  for (const event of events.filter((each) => each.pid === pid && each.tid === tid).toSorted((a, b) => a.ts - b.ts)) {
    if (event.ph === 'B') open.push(event);
    if (event.ph !== 'E') continue;
    const { name, ts } = open.pop()!;
    slices.push({ name: name!, from: ts, to: event.ts, within: open.map((each) => each.name!) });
  }
  return slices;
}

const RELAY = `
      addi sp, sp, -16
      mv a0, sp
      li a1, 0
      syscall pipe2
      li a0, SIGUSR1
      la a1, action
      li a2, 0
      li a3, 8
      syscall rt_sigaction
      fork
      beqz a0, child
      mv s2, a0
      li t0, 5000
1:    addi t0, t0, -1
      bnez t0, 1b
      lw a0, 4(sp)
      mv a1, sp
      li a2, 4
      syscall write
      li t0, 5000
2:    addi t0, t0, -1
      bnez t0, 2b
      mv a0, s2
      li a1, SIGUSR1
      syscall kill
      wait
      exit
handler: ret
child: lw a0, (sp)
      addi a1, sp, 8
      li a2, 4
      syscall read
      lw a0, (sp)
      addi a1, sp, 8
      li a2, 4
      syscall read              # until the signal
      exit 5
      .data
      .balign 4
action: .word handler, 0, 0, 0`;
const recording = record(RELAY, { settings: { harts: 2 } });
const events = traceOf(recording);

describe('a trace for Perfetto', () => {
  test('keeps to the rules of the format', () => {
    expect(events.length).toBeGreaterThan(60);
    expect(violations(events)).toEqual([]);
  });

  test('keeps to them when processes stop, die and are preempted', () => {
    const storm = record(
      `
      li s1, 6
1:    fork
      beqz a0, child
      mv a0, a0
      li a1, SIGSTOP
      syscall kill
      addi s1, s1, -1
      bnez s1, 1b
      li a0, 0
      li a1, SIGCONT
      syscall kill
2:    wait
      beqz a0, 2b
      exit
child: li t0, 20000
3:    addi t0, t0, -1
      bnez t0, 3b
      andi t1, s1, 1
      beqz t1, 4f
      lw a0, (zero)
4:    li a0, 0
      syscall brk
      exit`,
      { settings: { harts: 3, quantum: 3000 }, limit: 5_000_000 },
    );
    expect(violations(traceOf(storm))).toEqual([]);
  });

  test('has a track for each hart with the thread on it', () => {
    const names = events.filter(({ ph, name }) => ph === 'M' && name === 'thread_name').map(({ args }) => args!.name);
    expect(names).toEqual(['hart 0', 'hart 1', 'guest', 'guest']);
    const timeline = timelineOf(recording);
    for (const [hart, track] of timeline.harts.entries()) {
      const shown = events.filter(({ ph, tid }) => ph === 'X' && tid === 100_001 + hart);
      const expected = [...track.values.entries()].filter(([, value]) => value !== 0);
      expect(shown.map(({ ts, dur, args }) => [ts * 100, dur! * 100, args!.tid])).toEqual(
        expected.map(([at, value]) => [
          expect.closeTo(track.starts[at]!),
          expect.closeTo(track.endOf(at) - track.starts[at]!),
          timeline.threads[value - 1]!.tid,
        ]),
      );
    }
  });

  test('shows what a thread does, and why it waits, in the call that it makes', () => {
    const slices = slicesOf(events, 3, 3);
    const reads = slices.filter(({ name }) => name === 'read');
    expect(reads).toHaveLength(2);
    for (const { from, to } of reads) {
      const inside = slices.filter((slice) => slice.within.includes('read') && slice.from >= from && slice.to <= to);
      expect(inside[0]).toMatchObject({ name: 'waits: read', from });
    }
    expect(slices.some(({ name, within }) => name === 'running' && within.length === 0)).toBe(true);
  });

  test('leads from who did something to whom it was done', () => {
    const flowOf = (kind: string) => {
      const [from, to] = ['s', 'f'].map((ph) => events.find((each) => each.ph === ph && each.name === kind));
      return [from?.tid, to?.tid];
    };
    expect(flowOf('fork')).toEqual([2, 3]);
    expect(flowOf('wake')).toEqual([2, 3]);
    expect(flowOf('pipe')).toEqual([2, 3]);
    expect(flowOf('signal')).toEqual([2, 3]);
  });

  test('divides what a thread does where it goes on with another program', () => {
    const twice = record(
      `
      lw t0, (sp)
      li t1, 1
      bne t0, t1, done          # started again with arguments
      li t0, 3000
1:    addi t0, t0, -1
      bnez t0, 1b
      la_string a0, "/bin/guest"
      la a1, arguments
      li a2, 0
      syscall execve
done: li t0, 3000
2:    addi t0, t0, -1
      bnez t0, 2b
      exit
      .data
      .balign 4
arguments: .word name, name, 0
name: .asciz "again"`,
      { settings: { harts: 1 } },
    );
    const trace = traceOf(twice);
    expect(violations(trace)).toEqual([]);
    const { cycle } = ofKind(twice, 'exec')[0]!;
    const running = slicesOf(trace, 2, 2).filter(({ name }) => name === 'running');
    expect(running.map(({ to }) => to * 100)).toContainEqual(expect.closeTo(cycle));
    expect(trace.filter(({ ph, tid }) => ph === 'X' && tid === 100_001)).toHaveLength(2);
    expect(trace.filter(({ name }) => name === 'exec').map(({ ph }) => ph)).toEqual(['s', 'f']);
  });

  test('counts ready threads, free frames and copied frames', () => {
    const counters = new Set(events.filter(({ ph }) => ph === 'C').map(({ name }) => name));
    expect(counters).toEqual(new Set(['ready threads', 'free frames', 'copied frames']));
    const free = events.filter(({ name }) => name === 'free frames').at(-1);
    expect(free!.args).toEqual({ frames: recording.guest.freeFrames });
  });
});

test.each([
  ['a slice that does not end', { ph: 'B', name: 'a' }, 'never ends'],
  ['an end of nothing', { ph: 'E' }, 'ends nothing'],
  ['a slice without a name', { ph: 'X', dur: 1 }, 'no name'],
  ['a flow with one end', { ph: 'f', name: 'a', id: '1' }, 'a flow to nothing'],
  ['a time before the start', { ph: 'i', name: 'a', s: 't', ts: -1 }, 'bad ts'],
])('%s is found', (_, fields, message) => {
  expect(violations([{ ts: 0, pid: 1, tid: 1, ...fields }]).join()).toContain(message);
});
