import { describe, expect, test } from 'vitest';
import { loadStudentPolicy } from '../../src/cli/grade-policy.ts';
import { PolicyMistake } from '../../src/kernel/sched/plugged.ts';
import type { Task, World } from '../../src/kernel/sched/policy.ts';

const TASK: Task = { id: 7, name: 'a', hart: 0, nice: 0, priority: 0, tickets: 3, length: 0, used: 0, since: 0 };
const WORLD: World = { now: 5, harts: 1, quantum: 100, options: {}, random: () => 0.25 };

/** What the policy in `source` picks at first, or what is said against it. */
async function pick(source: string): Promise<unknown> {
  const made = await loadStudentPolicy(new Map([['mine.ts', new Uint8Array(Buffer.from(source))]]), 'mine.ts');
  if (typeof made === 'string') return made;
  try {
    const { policy, dispose } = made();
    try {
      const state: unknown = policy.start?.(WORLD);
      return policy.pick(state, [TASK], 0, WORLD);
    } finally {
      dispose();
    }
  } catch (error) {
    if (error instanceof PolicyMistake) return error.message;
    throw error;
  }
}

const picks = (expression: string) => `export default { pick(state, ready, hart, world) { return ${expression}; } };`;

describe("a student's policy", () => {
  test.each([
    ['a number', picks('ready[0].id'), 7],
    ['a choice with a quantum', picks('({ id: ready[0].id, quantum: world.quantum * 2 })'), { id: 7, quantum: 200 }],
    ['nobody', picks('undefined'), undefined],
    ['by chance that is the same each time', picks('world.random() * 4'), 1],
    ['by its state', 'export const policy = { start: () => ({ n: 40 }), pick: (state) => ++state.n };', 41],
    [
      'with types',
      "import type { Policy } from 'kernlet';\nexport const policy: Policy<number> = { pick: (_, [task]) => task!.id };",
      7,
    ],
  ])('picks %s', async (_, source, result) => {
    expect(await pick(source)).toEqual(result);
  });

  test.each([
    ['an endless loop', picks('(() => { for (;;); })()'), 'it does not come back: does it loop?'],
    ['an endless loop at the start', 'for (;;);', 'it does not come back: does it loop?'],
    [
      'endless recursion',
      picks('(function f() { return f() + 1; })()'),
      'it threw an error: InternalError: stack overflow',
    ],
    [
      'all memory',
      picks('(() => { const a = []; for (;;) a.push(new ArrayBuffer(1 << 22)); })()'),
      'it threw an error: InternalError: out of memory',
    ],
    ['process', picks('process.exit(1)'), "it threw an error: ReferenceError: 'process' is not defined"],
    [
      'a module of Node',
      "import { readFileSync } from 'node:fs';\nreadFileSync('/etc/passwd');\nexport default {};",
      "it threw an error: ReferenceError: 'require' is not defined",
    ],
    ['a constructor from outside', picks("ready.constructor.constructor('return typeof process')().length"), 9],
    ['a clock', picks('Date.now()'), "it threw an error: ReferenceError: 'Date' is not defined"],
    ['chance', picks('Math.random()'), 'it threw an error: Error: use world.random()'],
    ['to change what it is shown', picks('(ready[0].id = 9, ready[0].id)'), 9],
    ['nothing', 'const a = 1;', 'it threw an error: Error: it must export a policy'],
    ['no pick', 'export default {};', 'it threw an error: Error: the policy has no pick'],
    [
      'what is no TypeScript',
      'export default {{',
      '`mine.ts` is wrong: Expected identifier but found "{" in line 1: export default {{',
    ],
  ])('that wants %s gets nowhere', async (_, source, said) => {
    expect(await pick(source)).toEqual(said);
  });

  test('that is not there is missed', async () => {
    expect(await loadStudentPolicy(new Map(), 'mine.ts')).toBe('the submission lacks `mine.ts`');
  });
});
