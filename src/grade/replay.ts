import type { PolicyChoice } from '../kernel/sched/policies.ts';
import { DEFAULT_SETTINGS, type Settings } from '../system/settings.ts';
import type { BuiltProgram } from './build.ts';
import type { TestMachine } from './machine.ts';
import type { Assignment } from './read-spec.ts';
import { commandOf, environmentOf } from './run.ts';
import type { TestSpec } from './spec.ts';

/** What a replay repeats. */
interface Replayed {
  readonly assignment: Assignment;
  readonly submission: { readonly name: string };
  readonly test: TestSpec;
  readonly machine: TestMachine;
  readonly programs: readonly BuiltProgram[];
  /** Whether the limits on processes and descriptors made a difference. */
  readonly hasReachedLimit: boolean;
}

/** An input that fits on a command line. */
const LONGEST_INPUT = 200;

/**
 * The commands that repeat a run, in the folder of the sources: `kernlet run` and `kernlet debug` where the program is one that was
 * built, with nothing but arguments and standard input; for every other test `kernlet grade --only`, which unpacks what it needs.
 */
export function replayCommands({
  assignment,
  submission,
  test,
  machine,
  programs,
  hasReachedLimit,
}: Replayed): readonly string[] {
  const { seed } = machine.settings;
  const again = ['npx kernlet grade SPEC', quote(submission.name), '--only', test.name];
  if (seed !== undefined && test.machine?.seed === undefined && assignment.spec.machine?.seed === undefined)
    again.push(`--seed ${seed}`);
  const direct = directCommand(test, programs, assignment);
  if (direct === undefined) return [`${again.join(' ')} --unpack DIR`];
  const { maxProcesses, maxOpenFiles } = machine.settings;
  const options = [...optionsOf(machine.settings), `--max-cycles ${machine.limits.cycles}`];
  if (hasReachedLimit) options.push(`--max-processes ${maxProcesses}`, `--max-files ${maxOpenFiles}`);
  const { PATH: path, ...others } = Object.fromEntries(environmentOf(test, programs));
  const given = Object.keys(Object.fromEntries(test.environment ?? [])).filter((name) => name !== 'PATH');
  const variables = [...(path === '/bin' ? [] : [`PATH=${path}`]), ...given.map((name) => `${name}=${others[name]}`)];
  options.push(...variables.map((variable) => `--env ${quote(variable)}`));
  const { before, words, after } = direct;
  const run = [...before, 'npx kernlet run', ...options, ...words.map(quote), ...after].join(' ');
  const debug = ['npx kernlet debug', ...options, ...words.map(quote)].join(' ');
  return [run, debug];
}

/** The options of `kernlet run` that make such a computer. */
export function optionsOf(settings: Settings): string[] {
  const { harts, ramBytes, quantum, scheduler, round, seed, divTrap, diskLatency } = settings;
  const ram = ramBytes % 2 ** 20 === 0 ? `${ramBytes / 2 ** 20}M` : String(ramBytes);
  const options: string[] = [`--harts ${harts}`, `--ram ${ram}`];
  if (quantum !== DEFAULT_SETTINGS.quantum) options.push(`--quantum ${quantum}`);
  if (round !== DEFAULT_SETTINGS.round) options.push(`--round ${round}`);
  if (scheduler !== DEFAULT_SETTINGS.scheduler) options.push(`--scheduler ${quote(policyText(scheduler))}`);
  if (seed !== undefined) options.push(`--seed ${seed}`);
  if (diskLatency !== 0) options.push(`--disk-latency ${diskLatency}`);
  if (divTrap) options.push('--divtrap');
  return options;
}

/** A policy as `--scheduler` takes it. */
function policyText({ name, options }: PolicyChoice): string {
  const parts = Object.entries(options).map(
    ([key, value]) => `${key}=${Array.isArray(value) ? value.join('/') : value}`,
  );
  return parts.length === 0 ? name : `${name}:${parts.join(',')}`;
}

/** How the sources are run directly; undefined if the run needs more than them. */
function directCommand(
  test: TestSpec,
  programs: readonly BuiltProgram[],
  { files }: Assignment,
): { readonly before: string[]; readonly words: string[]; readonly after: string[] } | undefined {
  const { path, args } = commandOf(test, programs);
  const program = programs.find(({ name }) => path === `/run/${name}`);
  if (program === undefined || programs.length > 1 || test.files !== undefined || test.terminal !== undefined)
    return undefined;
  const isSingle = program.sources.length === 1;
  const before = isSingle ? [] : [`npx kernlet asm ${program.sources.map(quote).join(' ')} -o ${program.name} &&`];
  const { stdin } = test;
  if (stdin === undefined) return { before, words: [...args], after: ['< /dev/null'] };
  if (typeof stdin !== 'string') return { before, words: [...args], after: [`< ${quote(stdin.file)}`] };
  if (stdin.length > LONGEST_INPUT || files === undefined) return undefined;
  return { before: [...before, `printf %s ${quote(stdin)} |`], words: [...args], after: [] };
}

/** A word for a POSIX shell. */
export function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
