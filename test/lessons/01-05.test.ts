import { describe, expect, test } from 'vitest';
import type { Settings } from '../../src/system/settings.ts';
import { frameOf, type Moment, processOf, runLesson, stateOf } from './lesson-run.ts';

/** How many harts have a thread, at each switch. */
function busyHarts(moments: readonly Moment[]): number[] {
  const running = new Set<number>();
  return moments.flatMap(({ kind, hart, tid }) => {
    if (kind !== 'switch') return [];
    if (tid === 0) running.delete(hart);
    else running.add(hart);
    return [running.size];
  });
}

describe('01: one program, two processes', () => {
  const program = '01-program-and-process/counters';

  test('two processes have one executable, one frame of text, and two memories', () => {
    let seen = 0;
    runLesson(program, {
      watch: (event, { kernel }) => {
        const [one, two] = [kernel.processes.get(3), kernel.processes.get(4)];
        if (event.kind !== 'exit' || event.thread.process !== one) return;
        seen++;
        expect(one.executable).toBe(two!.executable);
        expect(one.space).not.toBe(two!.space);
        expect(frameOf(one, 0x10000)).toBeGreaterThan(0);
        expect(frameOf(one, 0x10000)).toBe(frameOf(two!, 0x10000));
        const stacks = [one, two!].map((process) => frameOf(process, process.argumentRange.start));
        expect(stacks[0]).not.toBe(stacks[1]);
      },
    });
    expect(seen).toBe(1);
  });
});

describe('02: concurrency and parallelism', () => {
  const program = '02-concurrency-and-parallelism/six';
  const task6 = 8;

  test('one hart runs one task at a time, four harts run four', () => {
    expect(Math.max(...busyHarts(runLesson(program, { harts: 1 }).moments))).toBe(1);
    expect(Math.max(...busyHarts(runLesson(program, { harts: 4 }).moments))).toBe(4);
  });

  test('four harts need less than a third of the time', () => {
    const [one, four] = [1, 4].map((harts) => runLesson(program, { harts }).computer.cycle);
    expect(four! * 3).toBeLessThan(one!);
  });

  test('a task that waits gives up its hart, which another one gets at once', () => {
    const { moments } = runLesson(program, { harts: 4 });
    const block = moments.findIndex(
      ({ kind, pid }, at) => kind === 'block' && pid === task6 && at > 0 && moments[at]!.cycle > 100_000,
    );
    expect(moments[block]!.reason).toBe('sleep');
    const next = moments.slice(block).find(({ kind, hart }) => kind === 'switch' && hart === moments[block]!.hart)!;
    expect(next.pid).not.toBe(task6);
    expect(next.cycle).toBe(moments[block]!.cycle);
  });

  test('it wakes up on another hart', () => {
    const { moments } = runLesson(program, { harts: 4 });
    const harts = moments.filter(({ kind, pid }) => kind === 'switch' && pid === task6).map(({ hart }) => hart);
    expect(new Set(harts).size).toBeGreaterThan(1);
  });

  test('when all wait, one hart is idle most of the time', () => {
    const { moments, computer } = runLesson(program, { harts: 1, change: 1 });
    const steps = moments.filter(({ kind, reason }) => kind === 'block' && reason === 'sleep');
    expect(steps).toHaveLength(18);
    expect(computer.machine.harts[0]!.instret).toBeLessThan(computer.cycle / 10);
  });
});

describe('03: isolation', () => {
  const program = '03-isolation/isolation';
  const page = 0x40000000;

  test.each([
    ['a private page leads to different frames once it is written', 0, false],
    ['a shared page leads to the same frame', 1, true],
  ])('%s', (_, change, isSame) => {
    let seen = 0;
    runLesson(program, {
      change,
      watch: (event, computer) => {
        if (event.kind !== 'exit' || event.thread.process.pid !== 3) return;
        seen++;
        const [parent, child] = [2, 3].map((pid) => frameOf(processOf(computer, pid)!, page));
        expect(parent).toBeGreaterThan(0);
        expect(child === parent).toBe(isSame);
      },
    });
    expect(seen).toBe(1);
  });

  test('who reaches for no memory is ended by SIGSEGV, and nobody else', () => {
    const { moments, status } = runLesson(program);
    const [fault] = moments.flatMap(({ event }) => (event.kind === 'signal' && event.signal === 11 ? [event] : []));
    expect(fault).toMatchObject({ addr: 0x70000000 });
    const endings = moments.flatMap(({ event, pid }) => (event.kind === 'exit' ? [`${pid}: ${event.status}`] : []));
    expect(endings).toEqual(['3: 0', '4: 11', '2: 0']);
    expect(status).toBe(0);
  });
});

describe('04: time slices', () => {
  const program = '04-time-slices/slices';

  test.each([20_000, 100_000])('a process is interrupted when its quantum of %d cycles is over', (quantum) => {
    const { moments } = runLesson(program, { harts: 1, quantum });
    const starts = new Map<number, number>();
    const slices: number[] = [];
    for (const { kind, cycle, pid } of moments) {
      if (kind === 'switch') starts.set(pid, cycle);
      else if (kind === 'preempt') slices.push(cycle - starts.get(pid)!);
    }
    expect(slices.length).toBeGreaterThan(5);
    expect(new Set(slices)).toEqual(new Set([quantum]));
  });

  test('the interrupted one is ready, not blocked', () => {
    const states: string[] = [];
    let interrupted: number | undefined;
    runLesson(program, {
      harts: 1,
      watch: (event, { kernel }) => {
        if (event.kind === 'preempt') interrupted = event.thread.process.pid;
        if (event.kind !== 'switch' || event.thread === undefined || interrupted === undefined) return;
        states.push(stateOf(kernel.processes.get(interrupted)!));
        interrupted = undefined;
      },
    });
    expect(states.length).toBeGreaterThan(5);
    expect(new Set(states)).toEqual(new Set(['ready']));
  });

  test('two harts interrupt nobody', () => {
    const { moments } = runLesson(program, { harts: 2 });
    expect(moments.filter(({ kind, pid }) => kind === 'preempt' && pid > 2)).toEqual([]);
  });

  test('who yields is ready at once and is interrupted by no timer', () => {
    const { computer, moments } = runLesson(program, { harts: 1, change: 1 });
    const slices = moments.filter(({ kind, pid }) => kind === 'switch' && pid > 2);
    expect(slices.length).toBeGreaterThanOrEqual(24);
    expect(computer.cycle).toBeLessThan(1_300_000);
  });
});

describe('05: priority', () => {
  const program = '05-priority/priority';
  const urgent = 3;

  /** How long the urgent process was ready before it had the hart, each time it was woken. */
  function delays(change: number, scheduler?: Settings['scheduler']): number[] {
    const { moments } = runLesson(program, {
      harts: 1,
      quantum: 400_000,
      change,
      ...(scheduler === undefined ? {} : { scheduler }),
    });
    const found: number[] = [];
    let woken: number | undefined;
    for (const { kind, cycle, pid } of moments) {
      if (pid !== urgent) continue;
      if (kind === 'wake') woken = cycle;
      if (kind === 'switch' && woken !== undefined) {
        found.push(cycle - woken);
        woken = undefined;
      }
    }
    return found;
  }

  test('the urgent process has the hart before the round ends in which it wakes', () => {
    expect(delays(0)).toHaveLength(4);
    expect(Math.max(...delays(0))).toBeLessThan(10_000);
  });

  test('a nice value takes the hart with a scheduler that heeds it, and not with round robin', () => {
    expect(Math.max(...delays(3, { name: 'priority', options: {} }))).toBeLessThan(10_000);
    expect(Math.max(...delays(3))).toBeGreaterThan(250_000);
  });

  test('without its priority it waits for the end of a slice', () => {
    expect(Math.max(...delays(1))).toBeGreaterThan(250_000);
  });

  test('who was outranked is ready', () => {
    let seen = 0;
    runLesson(program, {
      harts: 1,
      quantum: 400_000,
      watch: (event, { kernel }) => {
        if (event.kind !== 'switch' || event.thread?.process.pid !== urgent || event.cycle < 50_000) return;
        seen++;
        expect(stateOf(kernel.processes.get(4)!)).toBe('ready');
      },
    });
    expect(seen).toBe(4);
  });

  test('an urgent process that computes lets nobody else run', () => {
    const { moments } = runLesson(program, { harts: 1, quantum: 50_000, change: 2 });
    expect(moments.filter(({ kind, pid }) => kind === 'preempt' && pid === urgent)).toEqual([]);
  });
});
