import { readFileSync, statSync } from 'node:fs';
import { Command, Option } from 'commander';
import { JIT_MODES, type JitMode } from '../jit/translator.ts';
import type { CacheSettings } from '../kernel/sched/caches.ts';
import { DEFAULT_POLICY } from '../kernel/sched/policies.ts';
import type { Slice } from '../kernel/sched/scripted.ts';
import { DEFAULT_SETTINGS, type Settings } from '../system/settings.ts';
import { Failure, hostReason, STATUS } from './failure.ts';
import { parseCount, parseSize } from './numbers.ts';
import { readSchedule } from './schedule-file.ts';
import { loadScheduler, parseCache, parseScheduler, type SchedulerOption } from './scheduler-option.ts';

/** A host folder in the guest's file system. */
export interface Mount {
  readonly folder: string;
  readonly path: string;
  readonly writable: boolean;
}

/** The options of `run` and `boot`, as commander gives them. */
export interface ComputerOptions {
  readonly harts: number;
  readonly ram: number;
  readonly quantum: number;
  readonly scheduler: SchedulerOption;
  readonly cache?: CacheSettings;
  readonly diskLatency: number;
  readonly maxProcesses?: number;
  readonly maxFiles: number;
  readonly jit: JitMode;
  readonly round: number;
  readonly seed?: number;
  readonly schedule?: string;
  readonly divtrap?: true;
  readonly root?: string;
  readonly rootRw?: true;
  readonly mount: readonly Mount[];
  readonly maxCycles?: number;
  readonly strace?: true;
  readonly stats?: true;
  readonly 'stats=json'?: true;
  readonly timeline?: true;
  readonly trace?: string;
  readonly events?: string;
  readonly env: readonly string[];
}

const SMALLEST_RAM = 2 ** 20;
const LARGEST_RAM = 3 * 2 ** 30;
const PAGE = 4096;

/** Adds the options that make and watch a computer. */
export function addComputerOptions(command: Command): Command {
  return addMakingOptions(command)
    .option('--strace', 'show each system call on standard error')
    .option('--stats', 'show what processes and harts did, at the end')
    .option('--stats=json', 'the same as JSON')
    .option('--timeline', 'show when each thread ran and why it waited, at the end')
    .option('--trace <file>', "write a trace that Perfetto opens (Chrome's JSON)")
    .option('--events <file>', 'write every event of the kernel, a line of JSON each');
}

/** Adds the options that make a computer, and say how far it runs. */
export function addMakingOptions(command: Command): Command {
  const add = <T>(flags: string, text: string, parse?: (value: string, before: T) => T, initial?: T): void => {
    const option = new Option(flags, text);
    if (parse !== undefined) option.argParser(parse);
    if (initial !== undefined) option.default(initial, '');
    command.addOption(option);
  };
  const { harts, quantum, round } = DEFAULT_SETTINGS;
  add('--harts <n>', `harts (cores), 1 to 64 [${harts}]`, count('--harts', 1, 64), harts);
  add('--ram <size>', 'memory, such as 16M or 1G [64M]', ram, DEFAULT_SETTINGS.ramBytes);
  add('--quantum <cycles>', `time slice of a process [${quantum}]`, count('--quantum', 1), quantum);
  add('--scheduler <policy>', 'NAME[:option=value,...] or ./mine.ts [rr]', scheduler, DEFAULT_POLICY);
  add('--cache <settings>', 'caches make threads slow at first: size=100,warmup=1000,...', cache);
  add('--round <cycles>', `how far harts run apart [${round}]`, count('--round', 1), round);
  add('--seed <n>', 'draw rounds, quanta and hart order from n', count('--seed', 0, 2 ** 32 - 1));
  add('--schedule <file>', 'lines HART PID CYCLES: who runs where, and how long');
  add(
    '--disk-latency <cycles>',
    'what reading a page of a file for the first time takes [0]',
    count('--disk-latency', 0),
    0,
  );
  add('--jit <mode>', 'translate to WebAssembly: on (what is hot), off, always [on]', jitMode, DEFAULT_SETTINGS.jit);
  add('--max-processes <n>', 'processes and threads at a time [by memory]', count('--max-processes', 2, 32_768));
  add(
    '--max-files <n>',
    `descriptors of a process [${DEFAULT_SETTINGS.maxOpenFiles}]`,
    count('--max-files', 3, 65_536),
    DEFAULT_SETTINGS.maxOpenFiles,
  );
  add('--divtrap', 'division by zero is SIGFPE');
  add('--root <dir>', "host folder as the guest's /; changes stay in memory");
  add('--root-rw', 'with --root: changes are written to the folder');
  add('--mount <host:guest[:rw]>', 'host folder at a path of the guest; repeatable', mount, []);
  add('--max-cycles <n>', 'stop with status 124 at this virtual time', count('--max-cycles', 1));
  add('--env <k=v>', 'set an environment variable; repeatable', environment, []);
  return command;
}

/** Refuses options that make a computer where another one, `besides` says which, is taken as it is; `allowed` by their names. */
export function refuseMakingOptions(command: Command, besides: string, allowed: readonly string[] = []): void {
  const making = addMakingOptions(new Command()).options.map((option) => option.attributeName());
  const given = command.options.filter((option) => {
    const name = option.attributeName();
    return making.includes(name) && !allowed.includes(name) && command.getOptionValueSource(name) === 'cli';
  });
  if (given.length === 0) return;
  const flags = given.map(({ long }) => long).join(', ');
  throw wrong(`${flags} ${given.length === 1 ? 'does' : 'do'} not go together with ${besides}, which says it already`);
}

/** The settings that the options ask for. */
export async function makeSettings(options: ComputerOptions): Promise<Settings> {
  return {
    ...DEFAULT_SETTINGS,
    harts: options.harts,
    ramBytes: options.ram,
    quantum: options.quantum,
    scheduler: await loadScheduler(options.scheduler, STATUS.notStarted),
    cache: options.cache,
    round: options.round,
    seed: options.seed,
    schedule: options.schedule === undefined ? [] : loadSchedule(options.schedule, options.harts),
    divTrap: options.divtrap === true,
    diskLatency: options.diskLatency,
    maxOpenFiles: options.maxFiles,
    jit: options.jit,
    maxProcesses: options.maxProcesses ?? mostProcesses(options.ram),
  };
}

/** How many processes there may be in so much memory: each with eight frames, and not all the numbers that there are. */
function mostProcesses(ramBytes: number): number {
  return Math.min(30_000, Math.floor(ramBytes / PAGE / 8));
}

/** The host folders, the root first. */
export function listMounts({ root, rootRw, mount: others }: ComputerOptions): readonly Mount[] {
  if (root === undefined && rootRw === true) throw wrong('--root-rw needs --root DIR');
  const mounts = root === undefined ? others : [{ folder: root, path: '/', writable: rootRw === true }, ...others];
  for (const { folder } of mounts) checkFolder(folder);
  return mounts;
}

/**
 * The guest's environment: a few variables that programs look for, then those of `--env`. Nothing comes from the host
 * but the kind of its terminal, so that runs repeat elsewhere.
 */
export function makeEnvironment(options: ComputerOptions, terminal: string): string[] {
  const variables = new Map([
    ['PATH', '/bin'],
    ['HOME', '/root'],
    ['PWD', '/'],
    ['TERM', terminal],
  ]);
  for (const entry of options.env) {
    const at = entry.indexOf('=');
    variables.set(entry.slice(0, at), entry.slice(at + 1));
  }
  return [...variables].map(([key, value]) => `${key}=${value}`);
}

function wrong(message: string): Failure {
  return new Failure(message, STATUS.notStarted);
}

/** Reads the value of an option that is a whole number; a wrong one ends with `status`. */
export function countOption(
  name: string,
  status: number,
  min: number,
  max = Number.MAX_SAFE_INTEGER,
): (text: string) => number {
  const range = max === Number.MAX_SAFE_INTEGER ? `from ${min}` : `from ${min} to ${max}`;
  return (text) => {
    const value = parseCount(text);
    if (value === undefined || value < min || value > max) {
      throw new Failure(`${name} must be a whole number ${range}, not '${text}'`, status);
    }
    return value;
  };
}

function count(name: string, min: number, max?: number): (text: string) => number {
  return countOption(name, STATUS.notStarted, min, max);
}

function cache(text: string): CacheSettings {
  return parseCache(text, { status: STATUS.notStarted, unit: 1 });
}

function scheduler(text: string): SchedulerOption {
  return parseScheduler(text, { status: STATUS.notStarted, unit: 1 });
}

function ram(text: string): number {
  const value = parseSize(text);
  if (value === undefined || value < SMALLEST_RAM || value > LARGEST_RAM) {
    throw wrong(`--ram must be a size from 1M to 3G, such as 64M, not '${text}'`);
  }
  return value - (value % PAGE);
}

function jitMode(text: string): JitMode {
  const mode = JIT_MODES.find((name) => name === text);
  if (mode === undefined) throw wrong(`--jit must be on, off or always, not '${text}'`);
  return mode;
}

function mount(text: string, before: readonly Mount[]): readonly Mount[] {
  const writable = text.endsWith(':rw');
  const pair = text.replace(/:r[wo]$/, '');
  const at = pair.lastIndexOf(':');
  const path = pair.slice(at + 1);
  if (at <= 0 || !path.startsWith('/') || path.split('/').includes('..') || path === '/') {
    throw wrong(`--mount must be HOST:GUEST or HOST:GUEST:rw with an absolute GUEST, not '${text}'`);
  }
  return [...before, { folder: pair.slice(0, at), path, writable }];
}

function environment(text: string, before: readonly string[]): readonly string[] {
  if (text.indexOf('=') <= 0) throw wrong(`--env must be NAME=VALUE, not '${text}'`);
  return [...before, text];
}

function checkFolder(folder: string): void {
  let isFolder: boolean;
  try {
    isFolder = statSync(folder).isDirectory();
  } catch (error) {
    throw wrong(`cannot use the folder '${folder}': ${hostReason(error)}`);
  }
  if (!isFolder) throw wrong(`cannot use '${folder}': it is not a folder`);
}

function loadSchedule(file: string, harts: number): Slice[][] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw wrong(`cannot read the schedule '${file}': ${hostReason(error)}`);
  }
  const { slices, errors } = readSchedule(text, harts);
  if (errors.length > 0) {
    throw wrong(
      ['the schedule has errors', ...errors.map(({ line, message }) => `${file}:${line}: ${message}`)].join('\n'),
    );
  }
  return slices;
}
