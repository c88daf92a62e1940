import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addSchedCommand, type SchedOptions, schedule } from '../../src/cli/sched.ts';

const PAGE = readFileSync(join(import.meta.dirname, '../../docs/schedulers.md'), 'utf8');
const EXAMPLES = [...PAGE.matchAll(/```text\n\$ kernlet sched ([^\n]*)\n([\s\S]*?)```/g)].map(
  ([, command, output]): [string, string] => [command!, output!],
);
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kernlet-'));
  writeFileSync(join(folder, 'workload.yaml'), /```yaml\n([\s\S]*?)```/.exec(PAGE)![1]!);
  writeFileSync(join(folder, 'mine.ts'), /```ts\n([\s\S]*?)```/.exec(PAGE)![1]!);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What `kernlet sched` prints; the files of the page are in a folder of their own. */
async function sched(words: readonly string[]): Promise<string> {
  const program = new Command();
  addSchedCommand(program);
  let result = '';
  program.commands[0]!.action(async (file: string | undefined, options: SchedOptions) => {
    result = (await schedule(file, options)).text;
  });
  const placed = words.map((word) =>
    word.replace(/^\.\/mine/, join(folder, 'mine')).replace(/^workload/, join(folder, 'workload')),
  );
  await program.parseAsync(['node', 'kernlet', 'sched', ...placed]);
  return result;
}

test('the page has examples', () => expect(EXAMPLES.length).toBeGreaterThan(8));

test.each(EXAMPLES)('kernlet sched %s prints what the page says', async (command, output) => {
  expect(await sched(command.split(' '))).toBe(output);
});
