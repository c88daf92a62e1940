import type { Computer } from '../system/computer.ts';
import { Accountant } from '../trace/accounts.ts';
import { ChromeTrace } from '../trace/chrome-trace.ts';
import { formatTimeline } from '../trace/gantt.ts';
import { Recorder } from '../trace/recorder.ts';
import type { RecordReader } from '../trace/records.ts';
import { formatAccounts } from '../trace/statistics.ts';
import { Strace } from '../trace/strace.ts';
import { Timeline } from '../trace/timeline.ts';
import { wantsColour } from './colour.ts';
import type { ComputerOptions } from './computer-options.ts';
import { PieceFile } from './piece-file.ts';

/** Who looks on while a computer runs, as the options ask: strace, statistics, traces, pictures. */
export class Watching {
  private readonly strace: Strace | undefined;
  private readonly recorder: Recorder | undefined;
  /** What is printed when the run is over. */
  private readonly reports: (() => string)[] = [];
  private readonly files: PieceFile[] = [];
  private isOver = false;
  private readonly atExit = (): void => void this.finish('left');

  /**
   * `program` is the program with its arguments; `show` prints a line on standard error while the guest runs; `reader` gets
   * every record as well, if it is given.
   */
  constructor(
    computer: Computer,
    options: ComputerOptions,
    parts: {
      readonly program: readonly string[];
      readonly show: (line: string) => void;
      readonly reader?: RecordReader;
    },
  ) {
    this.strace = options.strace === true ? new Strace(parts.show) : undefined;
    const { strace } = this;
    if (strace !== undefined) computer.kernel.observe((event) => strace.observe(event));
    const readers = [...this.statistics(options), ...this.timeline(options), ...this.traceFiles(options)];
    if (parts.reader !== undefined) readers.push(parts.reader);
    if (readers.length === 0) return;
    const keepsAll = parts.reader !== undefined || options.events !== undefined;
    this.recorder = new Recorder(computer, readers, {
      program: parts.program,
      pages: keepsAll,
      texts: keepsAll || options.trace !== undefined,
    });
    // However this process ends, files are whole.
    process.on('exit', this.atExit);
  }

  /** The run is over, as `why` says: closes the files; gives what there is to print. */
  finish(why: string): string {
    if (this.isOver) return '';
    this.isOver = true;
    process.off('exit', this.atExit);
    this.strace?.finish();
    this.recorder?.finish(why);
    const errors = this.files.map((file) => file.close()).filter((error) => error !== undefined);
    return [...this.reports.map((report) => report()), ...errors.map((error) => `kernlet: ${error}\n`)].join('');
  }

  private statistics({ stats, 'stats=json': asJson }: ComputerOptions): RecordReader[] {
    if (stats !== true && asJson !== true) return [];
    const accountant = new Accountant();
    if (stats === true) this.reports.push(() => formatAccounts(accountant.accounts()));
    if (asJson === true) this.reports.push(() => `${JSON.stringify(accountant.accounts())}\n`);
    return [(record) => accountant.take(record)];
  }

  private timeline(options: ComputerOptions): RecordReader[] {
    if (options.timeline !== true) return [];
    const timeline = new Timeline();
    this.reports.push(() => formatTimeline(timeline, wantsColour(process.stderr)));
    return [(record) => timeline.take(record)];
  }

  private traceFiles({ trace, events }: ComputerOptions): RecordReader[] {
    const readers: RecordReader[] = [];
    if (trace !== undefined) readers.push(new ChromeTrace(this.openFile('--trace', trace)).take);
    if (events !== undefined) {
      const write = this.openFile('--events', events);
      readers.push((record) => write(`${JSON.stringify(record)}\n`));
    }
    return readers;
  }

  private openFile(option: string, path: string): (text: string) => void {
    const file = new PieceFile(option, path);
    this.files.push(file);
    return file.write;
  }
}
