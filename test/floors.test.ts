import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { FLOORS, type Sources, violations } from './floors.ts';

const SRC = join(import.meta.dirname, '../src');

function readSources(): Sources {
  const paths = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((path) => /(?<!\.d)\.ts$/.test(path));
  return Object.fromEntries(paths.sort().map((path) => [path, readFileSync(join(SRC, path), 'utf8')]));
}

test('every file keeps to its floor, touches no host unless it is one, and is in no circle', () => {
  const sources = readSources();
  expect(Object.keys(sources).length).toBeGreaterThan(100);
  expect(violations(sources)).toEqual([]);
});

test('each room is on one floor', () => {
  const rooms = FLOORS.flat();
  expect(new Set(rooms).size).toBe(rooms.length);
});

const LOWER = { 'base/bits.ts': '', 'machine/hart.ts': '', 'kernel/kernel.ts': '' };

test.each([
  ['a higher room', 'machine/mmu.ts', "import { a } from '../kernel/kernel.ts';", 'a higher floor'],
  ['a higher room for a type', 'base/a.ts', "import type { A } from '../machine/hart.ts';", 'a higher floor'],
  ['another room on the floor', 'jit/a.ts', "import {\n  a,\n  b,\n} from '../kernel/kernel.ts';", 'the same floor'],
  ['a higher room by export', 'isa/a.ts', "export * from '../machine/hart.ts';", 'a higher floor'],
  ['a file that is not there', 'isa/a.ts', "import { a } from './b.ts';", 'which is not there'],
  ['the host', 'kernel/a.ts', "import { readFileSync } from 'node:fs';", "imports 'node:fs'"],
  ['a package', 'kernel/a.ts', "import moo from 'moo';", "imports 'moo'"],
  ['the clock', 'system/a.ts', 'const now = Date.now();', "uses 'Date.'"],
  ['a date', 'trace/a.ts', 'const now = new Date();', "uses 'Date('"],
  ['chance', 'kernel/a.ts', 'const a = Math.random();', "uses 'Math.random'"],
  ['the console', 'asm/a.ts', "console.log('a');", "uses 'console.'"],
  ['the process', 'elf/a.ts', 'const a = process.env.HOME;', "uses 'process.env'"],
  ['a timer', 'system/a.ts', 'setTimeout(() => {}, 1);', "uses 'setTimeout('"],
  ['a promise', 'system/a.ts', 'export async function a() {}', "uses 'async '"],
  ['no floor', 'utils/a.ts', '', "room 'utils' is on no floor"],
  ['a default export', 'cli/a.ts', 'export default 1;', 'has a default export'],
])('a file that uses %s is found', (_, path, text, message) => {
  const found = violations({ ...LOWER, [path]: text });
  expect(found).toHaveLength(1);
  expect(found[0]).toContain(path);
  expect(found[0]).toContain(message);
});

test('a circle of files is found, unless it consists of types', () => {
  const circle = (statement: string) =>
    violations({
      'base/a.ts': "import { b } from './b.ts';",
      'base/b.ts': "export { c } from './c.ts';",
      'base/c.ts': statement,
    });
  expect(circle("import { a } from './a.ts';")).toEqual(['circle: base/a.ts -> base/b.ts -> base/c.ts -> base/a.ts']);
  expect(circle("import { type A, a } from './a.ts';")).toHaveLength(1);
  expect(circle("import { type A, type B } from './a.ts';")).toEqual([]);
  expect(circle("import type { A } from './a.ts';")).toEqual([]);
});

test('the word of a host in a comment or a text is no use of it', () => {
  const text = "// console.log(Date.now())\n/** setTimeout(a) */\nexport const a = 'Math.random() console.log';\n";
  expect(violations({ 'base/a.ts': text })).toEqual([]);
});
