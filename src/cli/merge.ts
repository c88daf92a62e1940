import type { Command } from 'commander';
import { addReportOptions, type ReportOptions } from './report-options.ts';

/** The options of `merge`, as commander gives them. */
export interface MergeOptions extends ReportOptions {
  readonly results?: string;
}

/** `kernlet merge`: results of several runs as one. */
export function addMergeCommand(program: Command): void {
  const command = program
    .command('merge')
    .summary('put results of grading together')
    .description(
      'Read the files that `kernlet grade --results` has written, on this machine or on ' +
        'others, and report on all of them as if they were one run. A submission that was ' +
        'graded twice counts once. The exit status is that of `kernlet grade`.',
    )
    .argument('<files...>', 'files of results')
    .option('--results <file>', 'write all results to a file')
    .addHelpText('after', EXAMPLES);
  addReportOptions(command).action(async (files: string[], options: MergeOptions) => {
    const { mergeResults } = await import('./merge-command.ts');
    process.exitCode = mergeResults(files, options);
  });
}

const EXAMPLES = `
Examples:
  kernlet merge part*.jsonl --html class.html
  kernlet merge part1.jsonl part2.jsonl --results all.jsonl --format json`;
