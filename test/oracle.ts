import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
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

/** CAP_CHOWN to CAP_SETUID: what it takes to be several users. */
const ROOT_CAPABILITIES = 0xffn;

/** Whether this process is root on a Linux that lets it be: a container may have taken its capabilities away. */
export function isRoot(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  const [, effective] = /^CapEff:\t([0-9a-f]+)$/m.exec(readFileSync('/proc/self/status', 'latin1')) ?? [];
  return effective !== undefined && (BigInt(`0x${effective}`) & ROOT_CAPABILITIES) === ROOT_CAPABILITIES;
}

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
