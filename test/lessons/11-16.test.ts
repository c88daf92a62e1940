import { describe, expect, test } from 'vitest';
import { frameOf, processOf, runLesson } from './lesson-run.ts';

describe('11: CreateProcess', () => {
  const program = '11-createprocess/create';

  test('the new process has the text of its program and no private frame of its creator', () => {
    let seen = 0;
    runLesson(program, {
      watch: (event, computer) => {
        if (event.kind !== 'exit' || event.thread.process.pid !== 3) return;
        seen++;
        const [creator, made] = [2, 3].map((pid) => processOf(computer, pid)!);
        expect(frameOf(made!, 0x10000)).toBe(frameOf(creator!, 0x10000));
        const writable = (process: typeof made) =>
          process!.space.areas
            .filter((area) => (area.prot & 2) !== 0)
            .flatMap(({ start, end }) => {
              const frames: number[] = [];
              for (let page = start; page < end; page++) frames.push(process!.space.table.get(page) >>> 10);
              return frames.filter((frame) => frame !== 0);
            });
        const own = writable(made);
        expect(own.length).toBeGreaterThan(1);
        for (const frame of own) expect(writable(creator)).not.toContain(frame);
      },
    });
    expect(seen).toBe(1);
  });

  test('it has no parent, and is no child', () => {
    let seen = 0;
    runLesson(program, {
      watch: (event, computer) => {
        if (event.kind !== 'exit' || event.thread.process.pid !== 3) return;
        seen++;
        expect(processOf(computer, 3)!.parent).toBeUndefined();
        expect(processOf(computer, 2)!.children.size).toBe(0);
      },
    });
    expect(seen).toBe(1);
  });

  test('suspended, it is there and never runs', () => {
    const { moments } = runLesson(program, { change: 1 });
    expect(moments.some(({ kind, pid }) => kind === 'fork' && pid === 3)).toBe(true);
    expect(moments.filter(({ kind, pid }) => ['call', 'fault'].includes(kind) && pid === 3)).toHaveLength(0);
  });

  test.each([
    ['with inheritance its standard output is the pipe', 0, true],
    ['without inheritance it is that of its creator', 2, false],
  ])('%s', (_, change, isPipe) => {
    let seen = 0;
    runLesson(program, {
      change,
      watch: (event, { kernel }) => {
        if (event.kind !== 'call' || event.call.row?.name !== 'write' || event.thread.process.pid !== 3) return;
        seen++;
        const [own, creators] = [3, 2].map((pid) => kernel.processes.get(pid)!.handles.get(1)!.object);
        expect(own === creators).toBe(!isPipe);
      },
    });
    expect(seen).toBe(2);
  });
});

describe('12: UNIX and Windows', () => {
  const program = '12-unix-and-windows/both';

  test('one has a parent, the other one has none', () => {
    let parents: unknown[] = [];
    runLesson(program, {
      watch: (event, { kernel }) => {
        if (event.kind !== 'fork' || event.child.process.pid !== 5) return;
        parents = [3, 4].map((pid) => kernel.processes.get(pid)!.parent?.pid);
      },
    });
    expect(parents).toEqual([2, undefined]);
  });

  test('the one is a zombie until it was waited for, the other one an object until its handle is closed', () => {
    const { moments } = runLesson(program, { change: 1 });
    const reaps = moments.flatMap(({ event }) => (event.kind === 'reap' ? [event] : []));
    const reapOf = (pid: number) => reaps.find(({ process }) => process.pid === pid)!.cycle;
    const returnOf = (name: string) =>
      moments.findLast(({ event, pid }) => pid === 2 && event.kind === 'return' && event.call.row?.name === name)!
        .cycle;
    expect(reapOf(3)).toBe(returnOf('waitid'));
    expect(reapOf(4)).toBe(returnOf('CloseHandle'));
  });
});

describe('16: handles', () => {
  const program = '16-handles/handles';

  test('the worker is ended by a process that is not related to it', () => {
    const { moments, computer } = runLesson(program);
    const kill = moments.find(({ event }) => event.kind === 'call' && event.call.row?.name === 'TerminateProcess')!;
    expect(kill.pid).toBe(4);
    const ends = moments.flatMap(({ event, pid }) => (event.kind === 'exit' ? [pid] : []));
    expect(ends).toEqual([2, 3, 4]);
    expect([...computer.kernel.processes.keys()]).toEqual([1]);
  });

  test('after the end of the boss nobody adopts the others', () => {
    let seen = 0;
    runLesson(program, {
      watch: (event, { kernel }) => {
        if (event.kind !== 'exit' || event.thread.process.pid !== 3) return;
        seen++;
        expect(kernel.processes.has(2)).toBe(false);
        for (const pid of [3, 4]) expect(kernel.processes.get(pid)!.parent).toBeUndefined();
      },
    });
    expect(seen).toBe(1);
  });

  test('the handle that was given away is closed at once with DUPLICATE_CLOSE_SOURCE', () => {
    expect(runLesson(program, { change: 1 }).stdout).toContain('boss: the wait gave -1\n');
  });

  test('a handle without the right to terminate does not terminate', () => {
    const { moments, stderr } = runLesson(program, { change: 2, limit: 20_000_000 });
    expect(stderr).toContain('TerminateProcess: error 5');
    expect(moments.filter(({ kind, pid }) => kind === 'exit' && pid === 3)).toEqual([]);
  });
});
