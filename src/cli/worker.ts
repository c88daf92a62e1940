import { availableParallelism } from 'node:os';
import type { Command } from 'commander';
import { Failure, STATUS } from './failure.ts';
import { wholeNumber } from './numbers-option.ts';

/** The options of `worker`, as commander gives them. */
export interface WorkerOptions {
  readonly queue: string;
  readonly jobs: number;
}

/** `kernlet worker`: grades what others put into a queue. */
export function addWorkerCommand(program: Command): void {
  program
    .command('worker')
    .summary('grade submissions from a queue')
    .description(
      'Take submissions that `kernlet grade --queue` has put into a Redis, on any number of ' +
        'machines. A worker that is lost costs time only: its submission goes to another one.',
    )
    .requiredOption('--queue <url>', 'the Redis, such as redis://HOST:6379', redisUrl)
    .option(
      '-j, --jobs <n>',
      'submissions at a time [one for each core]',
      wholeNumber('--jobs', 1, 256),
      availableParallelism(),
    )
    .addHelpText('after', EXAMPLES)
    .action(async (options: WorkerOptions) => {
      const { runWorker } = await import('./worker-command.ts');
      process.exitCode = await runWorker(options);
    });
}

const EXAMPLES = `
Examples:
  kernlet worker --queue redis://grading.example.org:6379
  kernlet worker --queue redis://localhost --jobs 4

A plug-in of an assignment runs on the worker: let only those reach the Redis
who may run programs there.`;

/** A URL of Redis; throws a Failure for anything else. */
export function redisUrl(text: string): string {
  if (/^rediss?:\/\/./.test(text)) return text;
  throw new Failure(
    `--queue must be the address of a Redis, such as redis://localhost:6379, not '${text}'`,
    STATUS.wrongUsage,
  );
}
