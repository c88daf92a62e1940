import { describe, expect, test } from 'vitest';
import { loadPrograms } from '../../src/cli/programs.ts';
import type { Process } from '../../src/kernel/process.ts';
import { Guest } from '../system/guest.ts';
import { thorough } from '../thorough.ts';
import { runLesson, stateOf } from './lesson-run.ts';

describe('15: the tree and groups', () => {
  const program = '15-tree-and-groups/groups';

  /** How the processes ended whose number is at most 5: by which signal, or 0. */
  function endings(change: number): Record<number, number> {
    const { moments } = runLesson(program, { change });
    return Object.fromEntries(
      moments.flatMap(({ event, pid }) => (event.kind === 'exit' && pid <= 5 ? [[pid, event.status]] : [])),
    );
  }

  test('a signal for a group ends its members alone', () => {
    expect(endings(0)).toEqual({ 2: 0, 3: 2, 4: 15, 5: 2 });
  });

  test('who has left the group is not hit, and becomes a child of process 1', () => {
    let parent: number | undefined;
    runLesson(program, {
      change: 1,
      watch: (event, { kernel }) => {
        if (event.kind === 'fork' && event.child.process.pid === 7) parent = kernel.processes.get(5)!.parent!.pid;
      },
    });
    expect(parent).toBe(1);
    expect(endings(1)[5]).toBe(0);
  });

  test('who ignores the signal lives, and so do its children', () => {
    expect(endings(2)).toEqual({ 2: 0, 3: 0, 4: 0, 5: 0 });
  });

  test('Ctrl-C on a terminal is a SIGINT for each process of the foreground group', async () => {
    const files = Object.fromEntries((await loadPrograms()).map(({ path, bytes }) => [path, bytes]));
    const guest = new Guest(files['/bin/sh']!, {
      args: ['sh', '-i'],
      files,
      settings: { ramBytes: 32 << 20 },
      streams: ['terminal', 'terminal', 'terminal'],
      terminal: { rows: 24, columns: 80 },
    });
    const hit: string[] = [];
    guest.computer.kernel.observe((event) => {
      if (event.kind === 'signal' && event.signal === 2) hit.push(event.thread.process.name);
    });
    const type = (text: string) => {
      guest.computer.type(Uint8Array.from(text, (letter) => letter.charCodeAt(0)));
      guest.run({ limit: guest.computer.cycle + 50_000_000 });
    };
    guest.run({ limit: 50_000_000 });
    type('sleep 100 &\r');
    type('sleep 200 | cat\r');
    type('\x03');
    expect(hit.sort()).toEqual(['cat', 'sleep']);
    const names = [...guest.computer.kernel.processes.values()].map(({ name }) => name);
    expect(names.filter((name) => name === 'sleep')).toHaveLength(1);
  });
});

describe('18: the process table and the context switch', () => {
  const program = '18-context-switch/registers';

  test.each([7, 500])('registers that are loaded are those that were saved (quantum %d)', (quantum) => {
    const saved = new Map<Process, string>();
    let compared = 0;
    runLesson(program, {
      harts: 1,
      quantum,
      watch: (event, { machine }) => {
        if (event.kind !== 'preempt' && event.kind !== 'switch') return;
        const { process } = event.thread ?? {};
        if (process === undefined || process.pid < 3) return;
        const { x, pc } = machine.harts[event.hart]!;
        const registers = [...x.subarray(0, 32), pc].join(' ');
        if (event.kind === 'preempt') saved.set(process, registers);
        else if (saved.has(process)) {
          compared++;
          expect(registers).toBe(saved.get(process));
          saved.delete(process);
        }
      },
    });
    expect(compared).toBeGreaterThan(60);
  });

  test('the two have different numbers in the same registers', () => {
    let seen = 0;
    runLesson(program, {
      harts: 1,
      quantum: 500,
      watch: (event, { kernel }) => {
        if (event.kind !== 'preempt' || event.cycle < 10_000 || event.cycle > 12_000) return;
        const [one, two] = [3, 4].map((pid) => kernel.processes.get(pid)!.threads[0]!.context.x);
        for (const register of [1, 2, 3, 4, 10, 20, 30]) expect(two![register]! - one![register]!).toBe(1000);
        seen++;
      },
    });
    expect(seen).toBeGreaterThan(1);
  });

  test('a program that changes a register is found out', () => {
    const { stdout } = runLesson(program, { harts: 1, quantum: 500, change: 1 });
    expect(stdout).toBe('1000: a register has changed\n2000: a register has changed\n');
  });
});

describe('19: races and locks', () => {
  const program = '19-races-and-locks/race';
  const right = 'counted to 4000 of 4000\n';

  /** Of the seeds 1 to 50, those that give a wrong sum. */
  function wrongSeeds(change: number, seeds: number): number[] {
    const found: number[] = [];
    for (let seed = 1; seed <= seeds; seed++) {
      const { stdout, status } = runLesson(program, { change, seed });
      expect(status).toBe(0);
      expect(Number(/\d+/.exec(stdout)![0])).toBeLessThanOrEqual(4000);
      if (stdout !== right) found.push(seed);
    }
    return found;
  }

  test('the race shows in 10 to 90 % of the seeds from 1 to 50', () => {
    const { length } = wrongSeeds(0, 50);
    expect(length).toBeGreaterThanOrEqual(5);
    expect(length).toBeLessThanOrEqual(45);
  });

  test.each([
    [1, 'a lock'],
    [2, 'one instruction'],
  ])('with change %d, %s, it never shows', (change) => {
    expect(wrongSeeds(change, thorough(10, 50))).toEqual([]);
  });

  test('a thread that waits for the lock is blocked at its address', () => {
    const { moments } = runLesson(program, { change: 1, harts: 1, quantum: 777 });
    const waits = moments.filter(({ kind, reason, tid }) => kind === 'block' && reason === 'futex' && tid > 2);
    expect(waits.length).toBeGreaterThan(0);
    const addresses = moments.flatMap(({ event, tid }) =>
      event.kind === 'call' && event.call.row?.name === 'futex_time64' && tid > 2 ? [event.call.args[0]] : [],
    );
    expect(new Set(addresses).size).toBe(1);
  });
});

describe('20: deadlock', () => {
  const program = '20-deadlock/deadlock';
  const [printer, scanner] = [0, 4];

  test('each process waits for the lock that the other one holds', () => {
    const { status, computer, moments } = runLesson(program);
    expect(status).toBe('deadlock');
    const states = [2, 3, 4].map((pid) => stateOf(computer.kernel.processes.get(pid)!));
    expect(states).toEqual(['blocked: child', 'blocked: futex', 'blocked: futex']);
    const waitsFor = (pid: number) =>
      moments.flatMap(({ event, pid: of }) =>
        event.kind === 'call' && of === pid && event.call.row?.name === 'futex_time64' ? [event.call.args[0]! & 4] : [],
      );
    expect(waitsFor(3)).toEqual([scanner]);
    expect(waitsFor(4)).toEqual([printer]);
  });

  test('without a circle there is none, for any seed', () => {
    for (let seed = 1; seed <= thorough(10, 200); seed++) {
      expect(runLesson(program, { change: 1, seed }).status).toBe(0);
    }
  });

  test('by luck it goes well on one hart, but not on two', () => {
    const statuses = [1, 2].map((harts) => runLesson(program, { change: 2, harts }).status);
    expect(statuses).toEqual([0, 'deadlock']);
  });
});
