import { type Command, Option } from 'commander';

const FORMATS = ['text', 'json', 'gradescope', 'junit', 'tap'] as const;

export type ReportFormat = (typeof FORMATS)[number];

/** In which form results are shown. */
export interface ReportOptions {
  readonly format: ReportFormat;
  readonly output?: string;
  readonly reports?: string;
  readonly html?: string;
}

/** The options of `grade` and `merge` that say what to do with results. */
export function addReportOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--format <form>', 'text, json, gradescope, junit or tap [text]').choices(FORMATS).default('text'),
    )
    .option('-o, --output <file>', 'where to, instead of standard output')
    .option('--reports <dir>', 'write a text for each student, without hidden tests')
    .option('--html <file>', 'write a summary of the class');
}
