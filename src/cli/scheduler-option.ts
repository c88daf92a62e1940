import { didYouMean } from '../asm/suggest.ts';
import type { CacheSettings } from '../kernel/sched/caches.ts';
import { type OptionValue, POLICIES, type PolicyChoice, type PolicyOption } from '../kernel/sched/policies.ts';
import { Failure } from './failure.ts';
import { parseCount } from './numbers.ts';

/** How options of policies are read: what is wrong ends with `status`; a time is given in units of `unit` cycles. */
export interface OptionReading {
  readonly status: number;
  readonly unit: number;
}

/** A policy that is there, or the module of one that is not loaded yet. */
export type SchedulerOption = PolicyChoice | UnloadedModule;

interface UnloadedModule {
  readonly path: string;
  readonly given: readonly (readonly [string, string | undefined])[];
}

/** Reads `NAME` or `NAME:option=value,...`, with the name of a policy or the path of a module. */
export function parseScheduler(text: string, reading: OptionReading): SchedulerOption {
  const { name, given } = splitScheduler(text, reading.status);
  if (isModule(name)) return { path: name, given };
  const row = POLICIES.find((policy) => policy.name === name.toLowerCase());
  if (row === undefined) {
    const names = POLICIES.map((policy) => policy.name);
    const help = [...didYouMean(name, names), `policies: ${names.join(', ')}; or a module: ./mine.ts`];
    throw new Failure([`there is no scheduling policy '${name}'`, ...help].join('\n'), reading.status);
  }
  const options: Record<string, OptionValue> = {};
  for (const [key, value] of given) options[key] = readOption(row.name, row.options, key, value, reading);
  const choice = { name: row.name, options };
  const objection = row.check?.(choice.options);
  if (objection !== undefined) throw new Failure(`policy ${row.name}: ${objection}`, reading.status);
  return choice;
}

/** Loads the module, if it is one. */
export async function loadScheduler(option: SchedulerOption, status: number): Promise<PolicyChoice> {
  if (!('path' in option)) return option;
  const { loadPolicy } = await import('./load-policy.ts');
  return loadPolicy(option.path, option.given, status);
}

/** Reads `size=N,warmup=N,slowdown=N`, all of which may be left out. */
export function parseCache(text: string, { status, unit }: OptionReading): CacheSettings {
  const values: Record<string, number> = { size: 100, warmup: 10 * unit, slowdown: 2 };
  for (const part of text === 'on' ? [] : text.split(',')) {
    const [name, given = ''] = splitOption(part);
    const value = parseCount(given);
    if (values[name] === undefined || value === undefined || value === 0) {
      throw new Failure(`a cache is size=N,warmup=N,slowdown=N or \`on\`, with numbers from 1, not '${text}'`, status);
    }
    values[name] = name === 'warmup' ? value * unit : value;
  }
  return { size: values.size!, warmup: values.warmup!, slowdown: values.slowdown! };
}

/** The parts of `NAME:option=value,...`; an option without a value is a flag. */
function splitScheduler(text: string, status: number): { name: string; given: [string, string | undefined][] } {
  // A path of the host may hold a colon: the options are what follows the last one, if it looks like options.
  const match = /^(.*?)(?::((?:[a-z]+(?:=[^,:]*)?,)*[a-z]+(?:=[^,:]*)?))?$/i.exec(text);
  const [, name = '', rest = ''] = match ?? [];
  if (name === '') throw new Failure(`expected NAME[:option=value,...], not '${text}'`, status);
  if (name.includes(':') && !isModule(name)) {
    throw new Failure(`cannot read the options of '${text}': expected NAME:option=value,option=value`, status);
  }
  const given = rest === '' ? [] : rest.split(',').map((part): [string, string | undefined] => splitOption(part));
  return { name, given };
}

/** Whether a scheduler is named by a file. */
function isModule(name: string): boolean {
  return /[\\/]|\.[cm]?[jt]s$/.test(name);
}

function splitOption(part: string): [string, string | undefined] {
  const at = part.indexOf('=');
  return at < 0 ? [part, undefined] : [part.slice(0, at), part.slice(at + 1)];
}

/** The value of one option; throws a Failure that says what it can be. */
function readOption(
  policy: string,
  options: readonly PolicyOption[],
  name: string,
  text: string | undefined,
  { status, unit }: OptionReading,
): OptionValue {
  const option = options.find((candidate) => candidate.name === name);
  if (option === undefined) {
    const names = options.map((candidate) => candidate.name);
    const known = names.length === 0 ? 'it has none' : `it has ${names.join(', ')}`;
    throw new Failure(
      [`policy ${policy} has no option '${name}': ${known}`, ...didYouMean(name, names)].join('\n'),
      status,
    );
  }
  const { kind, min } = option;
  const wrong = (expected: string): Failure =>
    new Failure(`option '${name}' of policy ${policy} must be ${expected}, not '${text ?? ''}'`, status);
  if (kind === 'flag') {
    if (text === undefined || /^(yes|true|on|1)$/i.test(text)) return true;
    if (/^(no|false|off|0)$/i.test(text)) return false;
    throw wrong('yes or no');
  }
  const scale = kind === 'cycles' || kind === 'cycles list' ? unit : 1;
  const isList = kind === 'cycles list' || kind === 'count list';
  const parts = (text ?? '').split('/').map((part) => parseCount(part));
  if (parts.some((value) => value === undefined || value < min) || (parts.length > 1 && !isList)) {
    throw wrong(isList ? `a whole number from ${min}, or several such as 10/20/40` : `a whole number from ${min}`);
  }
  const values = parts.map((value) => value! * scale);
  return isList ? values : values[0]!;
}
