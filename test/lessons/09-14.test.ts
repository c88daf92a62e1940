import { describe, expect, test } from 'vitest';
import { frameOf, processOf, runLesson, stateOf } from './lesson-run.ts';

describe('09: creation', () => {
  const program = '09-creation/microwave';

  /** The cycles at which processes were made, and at which the first line was written. */
  function creations(change = 0) {
    const { moments } = runLesson(program, { change });
    const made = moments.filter(({ kind }) => kind === 'fork').map(({ cycle }) => cycle);
    const first = moments.find(({ event }) => event.kind === 'call' && event.call.row?.name === 'write')!.cycle;
    return { made, first };
  }

  test('in the microwave all processes are made before anything happens', () => {
    const { made, first } = creations();
    expect(made).toHaveLength(2);
    expect(Math.max(...made)).toBeLessThan(first);
  });

  test('a third turn of the knob makes no process', () => {
    expect(creations(1).made).toHaveLength(2);
  });

  test('made when needed, there is one for each turn', () => {
    const { made, first } = creations(2);
    expect(made).toHaveLength(4);
    expect(made.filter((cycle) => cycle > first)).toHaveLength(2);
  });

  test('when nothing happens all of them are blocked: timer and heater in a read, the panel asleep', () => {
    const states: string[] = [];
    runLesson(program, {
      watch: (event, { kernel }) => {
        if (event.kind !== 'wake' || event.cycle < 25e6 || states.length > 0) return;
        for (const pid of [3, 4]) states.push(stateOf(kernel.processes.get(pid)!));
        expect(event.thread.process.pid).toBe(2);
      },
    });
    expect(states).toEqual(['blocked: read', 'blocked: read']);
  });
});

describe('10: fork', () => {
  const program = '10-fork/fork';
  const pages = Array.from({ length: 8 }, (_, index) => 0x40000000 + index * 4096);

  /** The frames of the eight pages in parent and child, right after the fork and when the child ends. */
  function framesOf(change = 0) {
    const found: { parent: number[]; child: number[] }[] = [];
    const run = runLesson(program, {
      change,
      watch: (event, computer) => {
        const isFork = event.kind === 'return' && event.call.row?.name === 'clone' && event.result === 3;
        const isEnd = event.kind === 'exit' && event.thread.process.pid === 3;
        if (!isFork && !isEnd) return;
        const frames = (pid: number) => pages.map((page) => frameOf(processOf(computer, pid)!, page));
        found.push({ parent: frames(2), child: frames(3) });
      },
    });
    expect(found).toHaveLength(2);
    return { after: found[0]!, end: found[1]!, run };
  }

  test('after the fork parent and child have the same frames', () => {
    const { after } = framesOf();
    expect(after.child).toEqual(after.parent);
    expect(new Set(after.child).size).toBe(8);
    expect(after.child).not.toContain(0);
  });

  test.each([
    [0, 3],
    [1, 8],
  ])('a write copies the frame under that page alone (change %d: %d pages)', (change, written) => {
    const { after, end } = framesOf(change);
    expect(end.parent).toEqual(after.parent);
    expect(end.child.slice(written)).toEqual(after.child.slice(written));
    for (let page = 0; page < written; page++) expect(end.child[page]).not.toBe(after.child[page]);
  });

  test('frames are copied one by one, in the order of the writes', () => {
    const copies = runLesson(program).moments.flatMap(({ event, pid }) =>
      event.kind === 'fault' && event.outcome === 'copied' ? [[pid, event.addr >>> 12]] : [],
    );
    const [variable, buffer] = [0x13, 0x1b];
    expect(copies).toEqual([
      [2, 0x7fffd],
      [3, variable],
      ...pages.slice(0, 3).map((page) => [3, page >>> 12]),
      [3, buffer],
    ]);
  });

  test.each([
    [0, true],
    [2, false],
  ])('an inherited file is one open file with one offset (change %d: %s)', (change, isShared) => {
    let seen = 0;
    runLesson(program, {
      change,
      watch: (event, { kernel }) => {
        if (event.kind !== 'call' || event.call.row?.name !== 'read' || event.thread.process.pid !== 3) return;
        seen++;
        const [fd] = event.call.args;
        const [parent, child] = [2, 3].map((pid) => kernel.processes.get(pid)!.handles.get(fd!)?.object);
        expect(child).toBeDefined();
        expect(parent === child).toBe(isShared);
      },
    });
    expect(seen).toBe(1);
  });
});

describe('13: endings', () => {
  const program = '13-endings/endings';

  test('the load that was repaired is executed again', () => {
    const { moments } = runLesson(program);
    const faults = moments.filter(({ event }) => event.kind === 'fault' && event.addr === 0x60000000);
    const outcomes = faults.map(({ pid, event }) => [pid, event.kind === 'fault' && event.outcome]);
    // The third child is ended by its fault; that of the fifth is a signal first, then the new page is touched.
    expect(outcomes[0]).toEqual([5, 'signal']);
    expect(outcomes[1]).toEqual([7, 'signal']);
    expect(moments.filter(({ kind, pid }) => kind === 'deliver' && pid === 7)).toHaveLength(1);
  });

  test('a handler that repairs nothing is called again and again', () => {
    const { moments, status } = runLesson(program, { change: 1, limit: 15_000 });
    expect(status).toBe('timed out');
    expect(moments.filter(({ kind, pid }) => kind === 'deliver' && pid === 7).length).toBeGreaterThan(5);
  });

  test('CLD_EXITED tells an exit from the other endings', () => {
    const codes = runLesson(program).moments.flatMap(({ event, pid }) =>
      event.kind === 'exit' ? [[pid, event.code === 1 ? 'exited' : 'killed']] : [],
    );
    expect(codes).toEqual([
      [3, 'exited'],
      [4, 'exited'],
      [5, 'killed'],
      [6, 'killed'],
      [7, 'exited'],
      [2, 'exited'],
    ]);
  });
});

describe('14: zombies and orphans', () => {
  const program = '14-zombies-and-orphans/family';

  test('a zombie has a status, and neither a running thread, nor memory, nor files', () => {
    let seen = 0;
    runLesson(program, {
      watch: (event, { kernel }) => {
        if (event.kind !== 'fork' || event.child.process.pid !== 4) return;
        seen++;
        const zombie = kernel.processes.get(3)!;
        expect(zombie.ending).toMatchObject({ status: 7 });
        expect(zombie.threads.every(({ state }) => state === 'ended')).toBe(true);
        expect(zombie.handles.entries()).toEqual([]);
        expect(zombie.space.areas).toEqual([]);
        expect(zombie.parent!.pid).toBe(2);
      },
    });
    expect(seen).toBe(1);
  });

  test('it leaves the table when its parent has waited', () => {
    const { moments } = runLesson(program);
    const reap = moments.find(({ event }) => event.kind === 'reap' && event.process.pid === 3)!;
    const end = moments.find(({ kind, pid }) => kind === 'exit' && pid === 3)!;
    expect(reap.cycle - end.cycle).toBeGreaterThan(900_000);
  });

  test('an orphan gets process 1 as its parent, which reaps it at its end', () => {
    let before: number | undefined;
    let after: number | undefined;
    const { moments } = runLesson(program, {
      watch: (event, { kernel }) => {
        if (event.kind === 'fork' && event.child.process.pid === 7) before = event.child.process.parent!.pid;
        if (event.kind === 'fork' && event.child.process.pid === 8) after = kernel.processes.get(7)!.parent!.pid;
      },
    });
    expect([before, after]).toEqual([6, 1]);
    const [end, reap] = ['exit', 'reap'].map((kind) =>
      moments.find((moment) => moment.kind === kind && moment.pid === 7),
    );
    expect(reap?.cycle ?? end!.cycle).toBe(end!.cycle);
  });

  test('who ignores SIGCHLD has no zombies', () => {
    let seen = 0;
    runLesson(program, {
      change: 1,
      watch: (event, { kernel }) => {
        if (event.kind !== 'fork' || event.child.process.pid !== 4) return;
        seen++;
        expect(kernel.processes.has(3)).toBe(false);
      },
    });
    expect(seen).toBe(1);
  });
});
