import { availableParallelism } from 'node:os';
import type { Command } from 'commander';
import { Failure, STATUS } from './failure.ts';
import { wholeNumber } from './numbers-option.ts';
import { addReportOptions, type ReportOptions } from './report-options.ts';
import { redisUrl } from './worker.ts';

/** The options of `grade`, as commander gives them. */
export interface GradeOptions extends ReportOptions {
  readonly jobs: number;
  readonly results?: string;
  readonly resume?: true;
  readonly shard?: { readonly index: number; readonly count: number };
  readonly only?: readonly string[];
  readonly seed?: number;
  readonly patience: number;
  readonly mostSeeds?: number;
  readonly queue?: string;
  readonly unpack?: string;
  readonly selfCheck?: true;
  readonly progress: boolean;
}

const DEFAULT_PATIENCE = 300;

/** `kernlet grade`: submissions against an assignment. */
export function addGradeCommand(program: Command): void {
  const command = program
    .command('grade')
    .summary('grade submissions of an assignment')
    .description(
      'Build and test each SUBMISSION (a folder, a file, a zip or tar.gz) as the spec of the ' +
        'assignment says. Whatever a submission does costs only its own points. The exit ' +
        'status is 0 if all tests were passed, 1 if not, 2 if the spec or the command line ' +
        'is wrong.',
    )
    .argument('<spec>', 'the spec of the assignment (YAML)')
    .argument('[submissions...]', 'what was handed in; without any the spec is checked')
    .option(
      '-j, --jobs <n>',
      'worker threads [one for each core]',
      wholeNumber('--jobs', 1, 256),
      availableParallelism(),
    )
    .option('--results <file>', 'write each result at once to a file, a JSON line each')
    .option('--resume', 'with --results: go on with the file of an interrupted run')
    .option('--shard <i/n>', 'grade every nth submission, from the ith on', shard)
    .option('--only <test>', 'run only this test; repeatable', append)
    .option('--seed <n>', "use this seed instead of the spec's", wholeNumber('--seed', 0, 2 ** 32 - 1))
    .option('--most-seeds <n>', 'run a test with at most so many of its seeds', wholeNumber('--most-seeds', 1, 1000))
    .option(
      '--patience <seconds>',
      `host time for a test, the last resort [${DEFAULT_PATIENCE}]`,
      wholeNumber('--patience', 1, 1e6),
      DEFAULT_PATIENCE,
    )
    .option('--queue <url>', 'let `kernlet worker` do it, through a Redis', redisUrl)
    .option('--unpack <dir>', 'with one --only: write what it needs, and how to run it')
    .option('--self-check', "grade the spec's own solution, and the mistakes in marks.yaml")
    .option('--no-progress', 'no progress bar')
    .addHelpText('after', EXAMPLES);
  addReportOptions(command).action(async (spec: string, submissions: string[], options: GradeOptions) => {
    const { runGrade } = await import('./grade-command.ts');
    process.exitCode = await runGrade(spec, submissions, options);
  });
}

const EXAMPLES = `
Examples:
  kernlet grade pingpong/assignment.yaml pingpong/solution
  kernlet grade assignment.yaml handed-in/*.zip --html class.html --reports out
  kernlet grade assignment.yaml . --format gradescope -o results.json
  kernlet grade assignment.yaml handed-in/* --shard 1/4 --results part1.jsonl`;

function wrong(message: string): Failure {
  return new Failure(message, STATUS.wrongUsage);
}

function append(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value];
}

function shard(text: string): { readonly index: number; readonly count: number } {
  const match = /^(\d{1,4})\/(\d{1,4})$/.exec(text);
  const [index, total] = match === null ? [0, 0] : [Number(match[1]), Number(match[2])];
  if (index < 1 || index > total) throw wrong(`--shard must be i/n with i from 1 to n, such as 1/4, not '${text}'`);
  return { index, count: total };
}
