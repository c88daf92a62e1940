import { spawnSync } from 'node:child_process';
import { test } from 'vitest';

/** Whether the command `name` can be started here. */
export function hasTool(name: string): boolean {
  let known = found.get(name);
  if (known === undefined) {
    known = spawnSync('sh', ['-c', 'command -v "$1"', 'sh', name]).status === 0;
    found.set(name, known);
  }
  return known;
}

const found = new Map<string, boolean>();

/**
 * A test that compares with the programs `tools`. Where one is missing the test is skipped, its name saying so; in
 * continuous integration (CI=true), where all must be there, it fails.
 */
export function oracleTest(
  tools: readonly string[],
  name: string,
  run: () => void | Promise<void>,
  timeout?: number,
): void {
  const missing = tools.filter((tool) => !hasTool(tool));
  if (missing.length === 0) test(name, run, timeout);
  else if (process.env.CI === 'true') test(name, () => Promise.reject(new Error(`missing: ${missing.join(', ')}`)));
  else test.skip(`${name} (needs ${missing.join(', ')})`, run);
}
