import { statSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { resolve } from 'node:path';
import { didYouMean } from '../asm/suggest.ts';
import { PolicyMistake } from '../kernel/sched/plugged.ts';
import type { PolicyChoice } from '../kernel/sched/policies.ts';
import type { Policy } from '../kernel/sched/policy.ts';
import { Failure, hostReason } from './failure.ts';
import { parseCount } from './numbers.ts';
import { watchPolicy } from './scheduler-module.ts';

const METHODS = ['start', 'pick', 'ready', 'gone', 'preempts'] as const;

/** Loads a policy from a TypeScript or JavaScript module; types are taken out of it, and what it imports comes with it. */
export async function loadPolicy(
  path: string,
  given: readonly (readonly [string, string | undefined])[],
  status: number,
): Promise<PolicyChoice> {
  const fail = (message: string) => new Failure(`scheduler '${path}': ${message}`, status);
  const { code, map } = await bundle(path, fail);
  const placed = (error: unknown) => placeOf(error, map);
  const module = await importText(code).catch((error) => {
    throw fail(`it threw an error while it was loaded\n${placed(error)}`);
  });
  const found = module.default ?? module.policy;
  const policy = checkPolicy(found, fail);
  const watch = { path, status, inside: undefined as string | undefined };
  const watched: Record<string, unknown> = { options: policy.options };
  for (const method of METHODS) {
    const call = policy[method];
    if (call === undefined) continue;
    watched[method] = (...args: unknown[]) => {
      watch.inside = method;
      try {
        const result: unknown = withoutExit(() => Reflect.apply(call, policy, args));
        watch.inside = undefined;
        return result;
      } catch (error) {
        throw new PolicyMistake(`${method} threw an error\n${placed(error)}`);
      }
    };
  }
  const watchedPolicy = checkPolicy(watched, fail);
  watchPolicy(watchedPolicy, watch);
  return { name: path, module: watchedPolicy, options: readOptions(policy, given, fail) };
}

/** Runs a part of a policy, for which the end of the whole command is an error as any other. */
function withoutExit<T>(run: () => T): T {
  const { exit } = process;
  process.exit = () => {
    throw new Error('a policy cannot end the computer with process.exit');
  };
  try {
    return run();
  } finally {
    process.exit = exit;
  }
}

type Fail = (message: string) => Failure;

/** The module with all that it imports, without types, and the way back to its lines. */
async function bundle(path: string, fail: Fail): Promise<{ code: string; map: SourceMap }> {
  try {
    statSync(path);
  } catch (error) {
    throw fail(hostReason(error));
  }
  const { build } = await import('esbuild');
  try {
    const { outputFiles } = await build({
      entryPoints: [resolve(path)],
      bundle: true,
      write: false,
      format: 'esm',
      platform: 'node',
      target: 'node20',
      packages: 'external',
      sourcemap: 'external',
      outfile: 'policy.js',
      logLevel: 'silent',
    });
    const [map, code] = outputFiles.map(({ text }) => text);
    return { code: code!, map: new SourceMap(JSON.parse(map!)) };
  } catch (error) {
    throw fail(buildErrors(error));
  }
}

async function importText(code: string): Promise<Record<string, unknown>> {
  return import(`data:text/javascript;base64,${Buffer.from(code, 'utf8').toString('base64')}`);
}

/** The errors of esbuild, each with its place. */
function buildErrors(error: unknown): string {
  if (!(error instanceof Error) || !('errors' in error) || !Array.isArray(error.errors)) return String(error);
  return error.errors
    .map(({ text, location }) => (location ? `line ${location.line}: ${text}\n  ${location.lineText}` : text))
    .join('\n');
}

function checkPolicy(value: unknown, fail: Fail): Policy<unknown> {
  if (typeof value !== 'object' || value === null) {
    throw fail('it must export a policy: `export default { pick(state, ready) { return ready[0].id; } }`');
  }
  for (const method of METHODS) {
    const member = method in value ? Reflect.get(value, method) : undefined;
    if (member !== undefined && typeof member !== 'function') throw fail(`\`${method}\` must be a function`);
  }
  const absent = [...METHODS, 'options'].filter((name) => !(name in value));
  for (const name of Object.keys(value)) {
    const [hint] = didYouMean(name, absent);
    if (hint !== undefined) throw fail(`a policy has no \`${name}\`: ${hint}`);
  }
  if (!('pick' in value)) throw fail('the policy has no `pick`');
  const options: unknown = 'options' in value ? (value.options ?? {}) : {};
  const areNumbers =
    typeof options === 'object' && Object.values(options ?? {}).every((one) => typeof one === 'number');
  if (!areNumbers) throw fail('`options` must be an object with a number for each option');
  // Its methods have been looked at; what they return is checked when they do.
  return value as Policy<unknown>;
}

function readOptions(
  { options = {} }: Policy<unknown>,
  given: readonly (readonly [string, string | undefined])[],
  fail: Fail,
): Record<string, number> {
  const values: Record<string, number> = { ...options };
  for (const [name, text] of given) {
    const names = Object.keys(options);
    if (!names.includes(name)) {
      throw fail(`it has no option '${name}': it has ${names.length === 0 ? 'none' : names.join(', ')}`);
    }
    const value = text === undefined ? 1 : (parseCount(text) ?? Number(text === '' ? Number.NaN : text));
    if (Number.isNaN(value)) throw fail(`option '${name}' must be a number, not '${text}'`);
    values[name] = value;
  }
  return values;
}

/** What was thrown, with the first place in the user's own files. */
function placeOf(error: unknown, map: SourceMap): string {
  if (!(error instanceof Error)) return `  ${String(error)}`;
  const text = `  ${error.name}: ${error.message}`;
  const [, line, column] = /data:text\/javascript[^\s)]*?:(\d+):(\d+)/.exec(error.stack ?? '') ?? [];
  if (line === undefined) return text;
  const entry = map.findEntry(Number(line) - 1, Number(column) - 1);
  return 'originalSource' in entry
    ? `${text}\n  at ${entry.originalSource.split('/').at(-1)}:${entry.originalLine + 1}`
    : text;
}
