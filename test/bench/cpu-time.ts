import { spawnSync } from 'node:child_process';

/** What a command printed on standard output, and the processor time in seconds that it and its children took. */
export interface Timed {
  readonly output: string;
  readonly seconds: number;
}

/** Runs a command and measures it by bash's `time`, which tells of all processes that were waited for. */
export function timeCommand(command: readonly string[]): Timed {
  const script = 'TIMEFORMAT="%3U %3S"; time "$@"';
  const { stdout, stderr, status } = spawnSync('bash', ['-c', script, 'bash', ...command], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`'${command.join(' ')}' failed (${status}): ${stderr}`);
  const [user, system] = stderr.trimEnd().split('\n').at(-1)!.split(' ').map(Number) as [number, number];
  return { output: stdout, seconds: user + system };
}

/** The processor time in seconds that `work` takes in this process. */
export function timeWork(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

/** The middle one of an odd number of values. */
export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!;
}
