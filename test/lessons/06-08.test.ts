import { describe, expect, test } from 'vitest';
import { listLessons } from '../../src/cli/lessons.ts';
import { runLesson, stateOf } from './lesson-run.ts';

describe('06: I/O-bound and CPU-bound', () => {
  const program = '06-io-bound-and-cpu-bound/bound';
  const [io, cpu] = [3, 4];

  /** How often a process blocked to sleep, and how often it was interrupted. */
  function switches(pid: number, options = {}) {
    const { moments } = runLesson(program, { harts: 1, ...options });
    return {
      slept: moments.filter((moment) => moment.pid === pid && moment.reason === 'sleep').length,
      interrupted: moments.filter((moment) => moment.pid === pid && moment.kind === 'preempt').length,
    };
  }

  test('the I/O-bound process gives up its hart, the CPU-bound one loses it', () => {
    expect(switches(io)).toEqual({ slept: 20, interrupted: 0 });
    expect(switches(cpu)).toEqual({ slept: 0, interrupted: 20 });
  });

  test('with more computing it is interrupted as well', () => {
    expect(switches(io, { change: 1 }).interrupted).toBeGreaterThan(10);
  });

  test('both together take hardly longer than one of them', () => {
    expect(runLesson(program, { harts: 1 }).computer.cycle).toBeLessThan(2_100_000);
  });

  test('while the I/O-bound process sleeps, the other one has the hart', () => {
    const states = new Set<string>();
    runLesson(program, {
      harts: 1,
      watch: (event, { kernel }) => {
        if (event.kind === 'preempt') states.add(stateOf(kernel.processes.get(io)!));
      },
    });
    expect([...states]).toContain('ready');
  });
});

describe('07: synchronous and asynchronous', () => {
  const program = '07-synchronous-and-asynchronous/sums';
  const caller = 2;

  /** In which states the caller is while the workers, or some of them, compute. */
  function statesOfCaller(mode: string, workers: number, harts: number): Set<string> {
    const states = new Set<string>();
    const { status } = runLesson(program, {
      harts,
      args: [mode, String(workers)],
      watch: (event, { kernel }) => {
        if (event.kind === 'timer' && event.thread.process.pid !== caller)
          states.add(stateOf(kernel.processes.get(caller)!));
      },
    });
    expect(status).toBe(0);
    return states;
  }

  test('the caller of apply is blocked in a read while the worker computes', () => {
    expect(statesOfCaller('apply', 1, 1)).toEqual(new Set(['blocked: read']));
    expect(statesOfCaller('apply', 3, 4)).toEqual(new Set(['blocked: read']));
  });

  test('the asynchronous caller runs or is ready, and is not blocked', () => {
    expect(statesOfCaller('async', 3, 1)).toEqual(new Set(['ready']));
    expect(statesOfCaller('async', 3, 4)).toEqual(new Set(['running']));
  });

  test.each(['apply', 'async'])('%s takes as long as the page says', (mode) => {
    const page = listLessons()[6]!.page;
    const row = page.split('\n').find((line) => line.startsWith(`| \`${mode}`))!;
    const said = [...row.matchAll(/\d+/g)].map(([number]) => `cycles: ${number}\n`);
    const columns = [
      [1, 1],
      [3, 1],
      [1, 4],
      [3, 4],
    ];
    expect(said).toHaveLength(columns.length);
    columns.forEach(([workers, harts], at) => {
      const { stdout } = runLesson(program, { harts, args: [mode, String(workers)] });
      expect(stdout).toContain(said[at]);
      expect(stdout.match(/result 705082704\n/g)).toHaveLength(3);
    });
  });
});

describe('08: blocking and non-blocking', () => {
  const program = '08-blocking-and-non-blocking/receive';

  test('a blocked read has made one call, a polling one many that found nothing', () => {
    const { moments } = runLesson(program);
    const results = moments.flatMap(({ event, pid }) =>
      event.kind === 'return' && pid === 2 && event.call.row?.name === 'read' ? [event.result] : [],
    );
    const firstPoll = results.indexOf(-11);
    expect(results.slice(0, firstPoll)).toEqual([1]);
    expect(results.filter((result) => result === -11)).toHaveLength(20);
  });

  test('what the receiver waits for has a name: read, recv is a read too, poll', () => {
    const { moments } = runLesson(program);
    const reasons = moments.filter(({ pid, reason }) => pid === 2 && reason !== undefined).map(({ reason }) => reason);
    expect(new Set(reasons)).toEqual(new Set(['read', 'poll']));
  });

  test('the signal comes when the byte does', () => {
    const { moments } = runLesson(program);
    const at = moments.findIndex(({ event }) => event.kind === 'deliver' && event.signal === 29);
    expect(at).toBeGreaterThan(0);
    const write = moments
      .slice(0, at)
      .findLast(({ event }) => event.kind === 'return' && event.call.row?.name === 'write')!;
    expect(moments[at]!.cycle - write.cycle).toBeLessThan(10_000);
  });
});
