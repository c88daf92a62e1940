import { describe, expect, test } from 'vitest';
import { drawBelow, seedPrng } from '../../src/base/prng.ts';
import type { EventRecord } from '../../src/trace/records.ts';
import { ReportModel } from '../../src/trace/report.ts';
import type { ReportData } from '../../src/trace/report-data.ts';
import { record } from './recording.ts';

/** A thousand million cycles of 200 processes that read and write a pipe in turn, each `turns` times. */
function* longRun(turns: number): Generator<EventRecord> {
  const prng = seedPrng(5);
  const step = Math.floor(1e9 / (200 * turns));
  yield {
    kind: 'run',
    cycle: 0,
    version: 1,
    program: ['long'],
    harts: 1,
    frames: 1000,
    quantum: 1000,
    cyclesPerSecond: 1e8,
  };
  yield { kind: 'start', cycle: 0, pid: 1, tid: 1, name: 'long', space: 1 };
  for (let tid = 2; tid <= 200; tid++) {
    yield { kind: 'fork', cycle: tid, pid: tid, tid, parent: 1, name: 'long', space: tid, pages: 4, isThread: false };
  }
  let cycle = 200;
  for (let turn = 0; turn < turns; turn++) {
    for (let tid = 1; tid <= 200; tid++) {
      const ids = { pid: tid, tid };
      const ran = 1 + drawBelow(prng, step - 1);
      yield { kind: 'switch', cycle, ...ids, hart: 0, ran: 0 };
      const direction = turn % 2 === 0 ? 'in' : 'out';
      yield { kind: 'call', cycle, ...ids, call: direction === 'in' ? 'write' : 'read', args: [0, 0, 8] };
      yield { kind: 'transfer', cycle, ...ids, channel: 'pipe', inode: 9, direction, bytes: 8, level: 8 };
      yield { kind: 'return', cycle, ...ids, call: direction === 'in' ? 'write' : 'read', result: 8, text: '' };
      yield { kind: 'page', cycle, space: tid, page: 16 + turn, frame: turn + 1, origin: 'zero', area: 'heap' };
      cycle += ran;
      yield { kind: 'timer', cycle, ...ids, hart: 0 };
      yield { kind: 'preempt', cycle, ...ids, hart: 0 };
      yield { kind: 'switch', cycle, pid: 0, tid: 0, hart: 0, ran };
    }
  }
  yield { kind: 'halt', cycle, why: 'limit' };
}

function reportOf(records: Iterable<EventRecord>): ReportData {
  const model = new ReportModel();
  for (const each of records) model.take(each);
  return model.data();
}

describe('a report', () => {
  const long = reportOf(longRun(900));

  test('of a long run stays small, and says what it leaves out', () => {
    const intervals = [...long.threads, ...long.harts].reduce((sum, { starts }) => sum + starts.length, 0);
    expect(intervals).toBeGreaterThan(10_000);
    expect(intervals).toBeLessThanOrEqual(100_000);
    expect(long.resolution).toBeGreaterThan(0);
    expect(long.flows.length).toBeLessThanOrEqual(20_000);
    expect(long.calls.thread.length).toBeLessThanOrEqual(40_000);
    expect(long.shortestCall).toBeGreaterThan(0);
    expect(long.pages.cycle.length).toBeLessThanOrEqual(150_000);
    expect(long.pagesEnd).toBeGreaterThan(0);
    expect(long.channels[0]!.moves.length).toBeLessThanOrEqual(2000);
    expect(JSON.stringify(long).length).toBeLessThan(12e6);
  });

  test('of a long run still counts exactly', () => {
    const { processes, harts, cycles } = long.accounts;
    expect(processes).toHaveLength(200);
    expect(harts[0]!.busy + 200).toBe(cycles);
    expect(processes.every(({ involuntary, calls }) => involuntary === 900 && calls.read!.count === 450)).toBe(true);
    const [channel] = long.channels;
    const sum = (users: readonly (readonly [number, number])[]) => users.reduce((total, [, bytes]) => total + bytes, 0);
    expect([sum(channel!.writers), sum(channel!.readers)]).toEqual([8 * 450 * 200, 8 * 450 * 200]);
    const moved = channel!.moves.reduce((total, [, , bytes]) => total + Math.abs(bytes), 0);
    expect(moved).toBe(8 * 900 * 200);
  });

  test('covers every life whole, however coarse', () => {
    for (const { starts, values, end } of long.threads) {
      expect(starts.length).toBe(values.length);
      expect(end).toBe(long.end);
      expect(starts.every((start, at) => at === 0 || start > starts[at - 1]!)).toBe(true);
    }
  });

  test('of a short run leaves nothing out', () => {
    const short = reportOf(record('fork\nbeqz a0, 1f\nwait\n1: exit').records);
    expect(short).toMatchObject({ resolution: 0, shortestCall: 0, areFlowsThinned: false, pagesEnd: undefined });
    expect(short.flows.map(({ kind }) => kind)).toContain('fork');
    expect(short.calls.text.map((text) => short.texts[text])).toContainEqual(
      expect.stringMatching(/^clone\(SIGCHLD, .*\) = 3$/),
    );
  });
});
