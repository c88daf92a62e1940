import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadPolicy } from '../../src/cli/load-policy.ts';
import { guardOf } from '../../src/cli/scheduler-module.ts';
import { restoreSnapshot, takeSnapshot } from '../../src/system/snapshot.ts';
import { stateHash } from '../../src/system/state-hash.ts';
import { runWorkload } from '../../src/workload/run-workload.ts';
import { Guest } from '../system/guest.ts';
import { spinners } from '../system/stretches.ts';

let folder: string;
let count = 0;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kernlet-'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function load(text: string, given: readonly [string, string | undefined][] = []) {
  const path = join(folder, `policy${count++}.ts`);
  writeFileSync(path, text);
  return loadPolicy(path, given, 125);
}

/** Runs two jobs under a policy; who ran when, in ticks. */
async function run(text: string, given: readonly [string, string | undefined][] = [], harts = 1): Promise<string> {
  const scheduler = await load(text, given);
  const jobs = [0, 1].map((index) => ({ name: `${index}`, arrival: 0, run: 2 + index }));
  const workload = { jobs, tick: 100, harts, scheduler, quantum: 100 };
  const { stretches } = runWorkload(workload, 1e5, guardOf(scheduler));
  return stretches.map(({ job, start, end }) => `${job}:${start / 100}-${end / 100}`).join(' ');
}

describe('a policy that a user wrote', () => {
  test('decides with pick alone', async () => {
    expect(await run('export default { pick: (_, ready) => ready[0].id }')).toBe('0:0-1 1:1-2 0:2-3 1:3-5');
    expect(await run('export const policy = { pick: (_, ready) => ready.at(-1).id }')).toBe('1:0-1 1:1-2 1:2-3 0:3-5');
  });

  test('has types, options and state', async () => {
    const text = `
      interface State { turns: number[] }
      export default {
        options: { quantum: 200 },
        start: (): State => ({ turns: [] }),
        ready(state: State, task: { id: number }, why: string) { if (why === 'new') state.turns.push(task.id); },
        gone(state: State, task: { id: number }) { state.turns = state.turns.filter((id) => id !== task.id); },
        pick: (state: State, ready: { id: number }[], _: number, world) =>
          ({ id: state.turns.findLast((id) => ready.some((task) => task.id === id))!, quantum: world.options.quantum }),
      };`;
    expect(await run(text)).toBe('1:0-2 1:2-3 0:3-5');
    expect(await run(text, [['quantum', '300']])).toBe('1:0-3 0:3-5');
  });

  test('takes harts back with preempts, and cannot do so without end', async () => {
    expect(await run('export default { pick: (_, [task]) => task.id, preempts: () => true }')).toContain('0:');
  });

  test('is part of what a snapshot holds, with its state and its random numbers', async () => {
    const scheduler = await load(`export default {
      start: () => ({ seen: new Map() }),
      pick(state, ready, hart, world) {
        const { id } = ready[Math.floor(world.random() * ready.length)];
        state.seen.set(id, (state.seen.get(id) ?? 0) + 1);
        return { id, quantum: 50 + state.seen.get(id) };
      } }`);
    const guest = new Guest(spinners(4), { settings: { harts: 2, scheduler } });
    guest.run({ limit: 20_000 });
    const snapshot = takeSnapshot(guest.computer);
    guest.run({ limit: 50_000 });
    const after = guest.hash;
    restoreSnapshot(guest.computer, snapshot);
    guest.run({ limit: 50_000 });
    expect(stateHash(guest.computer)).toBe(after);
  });
});

describe('mistakes of a policy end the run and say what is wrong', () => {
  test.each([
    ['a thread that is not ready', 'export default { pick: () => 77 }', 'pick chose thread 77, which is not ready'],
    [
      'a thread twice',
      'let last; export default { pick: (_, [task]) => { const id = last ?? task.id; last ??= task.id; return id; } }',
      'which is not ready',
    ],
    [
      'no number',
      "export default { pick: () => 'first' }",
      'pick returned string first instead of the number of a task',
    ],
    ['an object that is no decision', 'export default { pick: () => ({}) }', 'pick returned an object without `id`'],
    ['a quantum that is none', 'export default { pick: (_, [t]) => ({ id: t.id, quantum: NaN }) }', 'quantum NaN'],
    ['nobody, for ever', 'export default { pick: () => undefined }', 'threads are ready: 2, 3'],
    [
      'an error',
      'export default {\n  pick() {\n    null.x;\n  } }',
      "TypeError: Cannot read properties of null (reading 'x')\n  at policy",
    ],
    [
      'a change to what it is given',
      'export default { pick(_, [t]) { t.used = 0; return t.id; } }',
      'Cannot assign to read only',
    ],
    ['a change to the list', 'export default { pick: (_, ready) => ready.pop().id }', 'TypeError'],
    ['state that is no plain data', 'export default { start: () => [() => 1], pick: (_, [t]) => t.id }', 'a function'],
    ['no pick', 'export default { choose: () => 1 }', 'the policy has no `pick`'],
    [
      'a method with a wrong name',
      'export default { pick: (_, [t]) => t.id, preempt: () => true }',
      'a policy has no `preempt`: did you mean `preempts`?',
    ],
    ['a promise', 'export default { pick: async (_, [t]) => t.id }', 'pick returned a promise (it must not be async)'],
    ['the end of everything', 'export default { pick: () => process.exit(0) }', 'with process.exit\n  at policy'],
    ['no policy', 'export const x = 1;', 'it must export a policy'],
    [
      'options that are no numbers',
      "export default { options: { a: 'b' }, pick: (_, [t]) => t.id }",
      'a number for each',
    ],
    ['no syntax', 'export default {\n  pick( }', 'line 2: '],
    ['an error while it is loaded', '\nthrow new RangeError("no")', 'RangeError: no\n  at policy'],
  ])('%s', async (_, text, message) => {
    await expect(run(text)).rejects.toMatchObject({ message: expect.stringContaining(message), status: 125 });
  });

  test('a hart where the thread may not run', async () => {
    const scheduler = await load('export default { pick: (_, ready) => ready[0].id === 2 ? 3 : 2 }');
    const jobs = [
      { name: 'a', arrival: 0, run: 3, affinity: [0] },
      { name: 'b', arrival: 0, run: 3, affinity: [1] },
    ];
    const workload = { jobs, tick: 100, harts: 2, scheduler, quantum: 100 };
    expect(() => runWorkload(workload, 1e5, guardOf(scheduler))).toThrow(
      expect.objectContaining({ message: expect.stringContaining('for hart 0, where it may not run') }),
    );
  });

  test('an option that it does not have', async () => {
    await expect(load('export default { options: { a: 1 }, pick: () => 1 }', [['b', '2']])).rejects.toMatchObject({
      message: expect.stringContaining("it has no option 'b': it has a"),
    });
  });

  test('a file that is not there', async () => {
    await expect(loadPolicy('/nowhere/mine.ts', [], 125)).rejects.toMatchObject({
      message: "scheduler '/nowhere/mine.ts': no such file or directory",
    });
  });

  test('a loop without end', async () => {
    const text = 'export default { pick: () => { for (;;); } }';
    await expect(run(text)).rejects.toMatchObject({ message: expect.stringContaining('`pick` did not come back') });
  });
});
