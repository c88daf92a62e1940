import { spawnSync } from 'node:child_process';
import { it } from 'vitest';

const known = new Map<string, boolean>();

/** Whether a program called `name` can be started on this machine. */
export function hasTool(name: string): boolean {
  const found = known.get(name) ?? spawnSync(name, ['--version'], { stdio: 'ignore' }).error === undefined;
  known.set(name, found);
  return found;
}

/**
 * A test against other people's tools. Where one is missing it is skipped, and its name says which; but under CI, which
 * installs them all, it fails.
 */
export function oracleTest(tools: readonly string[], name: string, check: () => void | Promise<void>): void {
  const missing = tools.filter((tool) => !hasTool(tool));
  if (missing.length === 0) it(name, check);
  else if (process.env.CI === 'true') it(name, () => Promise.reject(new Error(`missing: ${missing.join(', ')}`)));
  else it.skip(`${name} (needs ${missing.join(', ')})`, check);
}
