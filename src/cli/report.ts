import type { Command } from 'commander';
import type { EventRecord } from '../trace/records.ts';
import { ReportModel } from '../trace/report.ts';
import { addComputerOptions, type ComputerOptions } from './computer-options.ts';
import { isEventFile, readEventFile } from './event-file.ts';
import { Failure, STATUS } from './failure.ts';
import { runGuest } from './guest.ts';
import { withCommas } from './numbers.ts';
import { PieceFile } from './piece-file.ts';
import { print } from './print.ts';
import { reportPage } from './report-page.ts';
import { loadGuest } from './run.ts';

/** `kernlet report`: a page that shows a run. */
export function addReportCommand(program: Command): void {
  const command = program
    .command('report')
    .summary('write a page that shows a run')
    .description(
      'Run FILE as `kernlet run` does and write a page for a browser: when each hart and ' +
        'thread did what and why it waited, the tree of processes, pages, pipes, ' +
        'scheduling. FILE may also be what --events wrote. The page is one file and needs ' +
        'no network. Options of the program itself stand after --.',
    )
    .argument('<file>', 'source, executable, script or recorded events')
    .argument('[args...]', 'arguments of the program')
    .option('-o, --output <file>', 'the page [report.html]', 'report.html')
    .addHelpText('after', EXAMPLES);
  addComputerOptions(command).action(
    async (file: string, args: string[], options: ComputerOptions & { readonly output: string }) => {
      await report(file, args, options);
    },
  );
}

const EXAMPLES = `
Examples:
  kernlet report pipeline.sh -o pipeline.html
  kernlet report --harts 2 sort.s -o sort.html -- -r words.txt
  kernlet boot --events session.jsonl; kernlet report session.jsonl`;

async function report(
  file: string,
  args: readonly string[],
  options: ComputerOptions & { readonly output: string },
): Promise<void> {
  const model = new ReportModel();
  const read = (record: EventRecord) => model.take(record);
  const isRecorded = isEventFile(file);
  if (!isRecorded && /\.jsonl?$/i.test(file)) {
    throw new Failure(`'${file}' is not what --events writes (a file of --trace is for Perfetto)`, STATUS.wrongUsage);
  }
  const guest = isRecorded ? undefined : await loadGuest(file, args);
  // Whoever mistyped its name learns so before a long run.
  const output = new PieceFile('--output', options.output);
  if (guest === undefined) readEventFile(file, read);
  else await runGuest({ ...guest, reader: read }, options);
  const data = model.data();
  output.write(await reportPage(data));
  const error = output.close();
  if (error !== undefined) throw new Failure(error, STATUS.wrongUsage);
  const { processes } = data.accounts;
  const what = `${withCommas(processes.length)} ${processes.length === 1 ? 'process' : 'processes'}`;
  print(2, `kernlet: ${options.output} shows ${what} in ${withCommas(data.end)} cycles: open it in a browser\n`);
}
