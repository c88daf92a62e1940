import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { specSchema } from '../../src/grade/json-schema.ts';
import { mistakesOf } from './submissions.ts';

/** A spec whose one test has these keys. */
const withTest = (keys: string) => `assignment: a
build: { student: [a.s] }
tests:
  - name: one
    points: 1
    ${keys}
`;

describe('a mistake in a spec is shown with line and column', () => {
  test.each([
    ['a key that nobody knows', withTest('stdot: hello'), '6:5 unknown key `stdot` in a test; did you mean `stdout`?'],
    [
      'a text in the place of a number',
      withTest('machine: { harts: many }'),
      '6:23 expected a whole number from 1 to 64',
    ],
    ['a number out of range', withTest('exit: 256'), '6:11 expected a whole number from 0 to 255'],
    [
      'a quantity',
      withTest('machine: { limits: { cycles: 5Q } }'),
      '6:34 expected a number from 1 to 1000000000000, with K, M or G if you like',
    ],
    [
      'a word',
      withTest('visibility: hiden'),
      '6:17 expected one of `visible`, `hidden`, `after_due_date`, `after_published`; did you mean `hidden`?',
    ],
    [
      'a number where a text is wanted',
      withTest('stdout: { contains: 42 }'),
      '6:25 expected a text or a list (a text each)',
    ],
    ['a range that goes down', withTest('seeds: 9..1'), '6:12 the range `9..1` goes down'],
    ['an endless range', withTest('seeds: 1..5000'), '6:12 the range `1..5000` has more than 1000 seeds'],
    ['a pattern', withTest("stdout: { regex: '(' }"), '6:22 invalid regular expression: /(/m: unterminated group'],
    ['a signal', withTest('exit: { signal: SIGFOO }'), '6:21 there is no signal `SIGFOO`'],
    ['a system call', withTest('calls: [{ forbidden: [frok] }]'), '6:27 there is no system call `frok`'],
    ['a register', withTest('state: [{ registers: { b7: 1 } }]'), '6:28 `b7` is not the name of a register'],
    ['a dependency', withTest('depends: [zero]'), '6:15 there is no test `zero` further up'],
    [
      'a file that is not there',
      withTest('stdin: { file: in.txt }'),
      "6:20 the file `in.txt` is not in the spec's folder",
    ],
    [
      'a path that leads out',
      withTest('stdin: { file: ../in.txt }'),
      '6:20 `../in.txt` is not a path within the folder',
    ],
    [
      'output of a terminal',
      withTest('terminal: []\n    stdout: a'),
      '7:13 a test on a terminal has no `stdout`; `screen` is what the terminal shows',
    ],
    ['a screen without a terminal', withTest('screen: a'), '6:13 a `screen` needs a `terminal`'],
    [
      'a step of two',
      withTest('terminal: [{ send: a, expect: b }]'),
      '6:16 a step is one of expect, send, resize, hang_up',
    ],
    ['an empty command', withTest('run: []'), '6:10 the command is empty'],
    ['a check without a plug-in', withTest('checks: [fair]'), '6:13 the assignment has no `plugin`'],
    [
      'a moment that asks nothing',
      withTest('state: [{ at: end }]'),
      '6:13 nothing is asked about this moment; registers, memory, tree, zombies or sharing',
    ],
    [
      'seeds and a seed',
      withTest('seeds: 1..2\n    machine: { seed: 1 }'),
      '6:12 the machine of this test has a `seed` already',
    ],
    ['a missing key', 'assignment: a\ntests: []\n', '1:1 an assignment has no `build`'],
    ['no test', 'assignment: a\nbuild: { student: [a.s] }\ntests: []\n', '3:8 there is no test'],
    [
      'broken YAML',
      'assignment: [a\n',
      '1:15 flow sequence in block collection must be sufficiently indented and end with a ]',
    ],
    ['a key twice', 'assignment: a\nassignment: b\n', '2:1 map keys must be unique'],
    ['nothing', '', '1:1 the spec is empty'],
    ['a list', '- a\n', '1:1 expected an assignment, with assignment, build, tests ...'],
    [
      'a source of nobody',
      'assignment: a\nbuild: { student: [a.s], programs: { b: [b.s] } }\ntests: []\n',
      "2:42 `b.s` is neither the student's nor the instructor's; did you mean `a.s`?",
    ],
  ])('%s', (_, yaml, message) => {
    expect(mistakesOf(yaml)).toContain(message);
  });

  test('all of them are shown', () => {
    expect(mistakesOf(withTest('exit: 999\n    points2: 3\n    seeds: x'))).toHaveLength(3);
  });

  test('a spec without mistakes has none', () => {
    expect(mistakesOf(withTest('stdout: { exact: { file: out }, lacks: [a, b] }'), { out: 'x' })).toEqual([]);
  });

  test('the examples of the documentation have none', () => {
    const page = readFileSync(join(import.meta.dirname, '../../docs/grading.md'), 'utf8');
    const [whole, state] = Array.from(page.matchAll(/```yaml\n([\s\S]*?)```/g), ([, yaml]) => yaml!);
    const files = { 'harness.s': '', 'expected/five.txt': '' };
    expect(mistakesOf(whole!, files)).toEqual([]);
    expect(mistakesOf(`${withTest('exit: 0')}${state}`)).toEqual([]);
  });

  test('a spec that contains itself is no endless one', () => {
    expect(mistakesOf('assignment: &a [*a]\n').length).toBeGreaterThan(0);
  });
});

describe('the JSON schema', () => {
  const schema: Record<string, unknown> = JSON.parse(specSchema());

  /** A validator for the part of JSON Schema that is used here. */
  function problems(value: unknown, rule: Record<string, unknown>, path: string): string[] {
    if (typeof rule.$ref === 'string') {
      const definitions = schema.$defs as Record<string, Record<string, unknown>>;
      return problems(value, definitions[rule.$ref.replace('#/$defs/', '')]!, path);
    }
    const choices = (rule.anyOf ?? rule.oneOf) as Record<string, unknown>[] | undefined;
    if (choices !== undefined) {
      return choices.some((choice) => problems(value, choice, path).length === 0)
        ? []
        : [`${path}: none of the choices`];
    }
    if (Array.isArray(rule.enum)) return rule.enum.includes(value) ? [] : [`${path}: not in the list`];
    const type = Array.isArray(value) ? 'array' : typeof value === 'number' ? 'integer' : typeof value;
    if (rule.type !== undefined && rule.type !== type) return [`${path}: is no ${rule.type}`];
    if (Array.isArray(value))
      return value.flatMap((item, index) => problems(item, rule.items as never, `${path}/${index}`));
    if (typeof value === 'object' && value !== null) {
      const known = (rule.properties ?? {}) as Record<string, Record<string, unknown>>;
      const found = ((rule.required ?? []) as string[])
        .filter((key) => !(key in value))
        .map((key) => `${path}: lacks ${key}`);
      for (const [key, item] of Object.entries(value)) {
        const next = known[key] ?? rule.additionalProperties;
        if (typeof next === 'boolean' || next === undefined) found.push(`${path}: does not know ${key}`);
        else found.push(...problems(item, next as never, `${path}/${key}`));
      }
      return found;
    }
    if (typeof value === 'string' && typeof rule.pattern === 'string' && !new RegExp(rule.pattern).test(value)) {
      return [`${path}: does not match`];
    }
    return [];
  }

  test('accepts every assignment that is included', async () => {
    const { parse } = await import('yaml');
    const folder = join(import.meta.dirname, '../../programs/assignments');
    for (const name of readdirSync(folder)) {
      const spec: unknown = parse(readFileSync(join(folder, name, 'assignment.yaml'), 'utf8'));
      expect(problems(spec, schema, name)).toEqual([]);
    }
  });

  test('refuses what the reader refuses', async () => {
    const { parse } = await import('yaml');
    expect(problems(parse(withTest('stdot: hello')), schema, '')).toEqual(['/tests/0: does not know stdot']);
    expect(problems(parse(withTest('exit: nine')), schema, '')).toEqual(['/tests/0/exit: none of the choices']);
  });
});
