import { signalName } from '../abi/signals.ts';
import { byteString } from '../base/bytes.ts';
import type { FileInode } from '../kernel/fs/inode.ts';
import type { Computer } from '../system/computer.ts';
import type { Files } from './build.ts';
import type { ProcessRecord, Recorder } from './recorder.ts';
import type { Problem } from './results.ts';
import type { FinishedRun, RunEnd } from './run.ts';
import type { CallsSpec, ProcessName, TestSpec } from './spec.ts';
import { matchNumber, matchText } from './text-match.ts';

/** How much of a file is compared; what is longer is wrong in any case. */
const LARGEST_FILE = 1 << 22;

/** Everything that is wrong with a run; `files` are the instructor's. */
export function checkRun(test: TestSpec, run: FinishedRun, files: Files): Problem[] {
  const ending = checkEnd(test, run.end);
  // Whoever crashed or did not end is not asked for anything else: it would only hide the reason.
  if (ending.some(({ kind }) => kind !== 'wrong')) return ending;
  return [
    ...ending,
    ...checkOutput(test, run.recorder, files),
    ...run.problems,
    ...checkFiles(test, run.computer, files),
    ...(test.calls ?? []).flatMap((calls) => checkCalls(calls, run.recorder)),
    ...checkMetrics(test, run),
    ...checkLeaks(test, run),
  ];
}

function checkEnd({ exit = 0 }: TestSpec, end: RunEnd): Problem[] {
  if (end.kind === 'cut') return [end.problem];
  if (end.kind === 'deadlock') return exit === 'deadlock' ? [] : [end.problem];
  const got = end.kind === 'exit' ? `exit status ${end.status}` : signalName(end.signal);
  if (exit === 'any') return end.kind === 'exit' ? [] : [end.problem];
  if (exit === 'deadlock') return [{ kind: 'wrong', message: 'it ended', expected: 'a deadlock', got }];
  if (typeof exit === 'number') {
    if (end.kind === 'signal') return [end.problem];
    if (end.status === exit) return [];
    return [{ kind: 'wrong', message: 'the exit status is wrong', expected: String(exit), got: String(end.status) }];
  }
  if (end.kind === 'signal' && end.signal === exit.signal) return [];
  return [{ kind: 'wrong', message: 'it ended in another way', expected: signalName(exit.signal), got }];
}

function checkOutput(test: TestSpec, recorder: Recorder, files: Files): Problem[] {
  const problems: Problem[] = [];
  if (test.stdout !== undefined) problems.push(...matchText('standard output', recorder.stdout, test.stdout, files));
  if (test.stderr !== undefined) problems.push(...matchText('standard error', recorder.stderr, test.stderr, files));
  if (test.screen !== undefined) {
    problems.push(...matchText('the screen', recorder.screen.replaceAll('\r\n', '\n'), test.screen, files));
  }
  for (const { process, stdout, stderr } of test.output_of ?? []) {
    const records = recorder.find(process);
    if (records.length === 0) problems.push(nobody(process));
    const whole = (stream: 'stdout' | 'stderr') => records.map((record) => record[stream]).join('');
    if (stdout !== undefined)
      problems.push(...matchText(`standard output of ${nameOf(process)}`, whole('stdout'), stdout, files));
    if (stderr !== undefined)
      problems.push(...matchText(`standard error of ${nameOf(process)}`, whole('stderr'), stderr, files));
  }
  return problems;
}

function nameOf(process: ProcessName): string {
  return typeof process === 'number' ? `process ${process}` : `\`${process}\``;
}

function nobody(process: ProcessName): Problem {
  return { kind: 'wrong', message: `${nameOf(process)} never existed` };
}

function checkFiles({ files_after: wanted }: TestSpec, computer: Computer, files: Files): Problem[] {
  return [...(wanted ?? [])].flatMap(([path, content]): Problem[] => {
    const file = findFile(computer, path);
    if (content === 'absent') {
      return file === undefined ? [] : [{ kind: 'wrong', message: `the file ${path} is there, and should not be` }];
    }
    if (file === undefined) return [{ kind: 'wrong', message: `the file ${path} is not there` }];
    if (content === 'present') return [];
    if (file.size > LARGEST_FILE) return [{ kind: 'wrong', message: `the file ${path} has ${file.size} bytes` }];
    const bytes = new Uint8Array(file.size);
    computer.kernel.files.data.read(file, 0, bytes);
    return matchText(`the file ${path}`, byteString(bytes), content, files);
  });
}

function findFile({ kernel: { files } }: Computer, path: string): FileInode | undefined {
  const inode = files.find(files.superuser, path);
  return typeof inode === 'object' && inode.kind === 'file' ? inode : undefined;
}

function checkCalls({ process, required, forbidden, counts }: CallsSpec, recorder: Recorder): Problem[] {
  const records = process === undefined ? recorder.records : recorder.find(process);
  if (process !== undefined && records.length === 0) return [nobody(process)];
  const who = process === undefined ? 'the program' : nameOf(process);
  const countOf = (name: string) => records.reduce((sum, { calls }) => sum + (calls.get(name) ?? 0), 0);
  return [
    ...(required ?? [])
      .filter((name) => countOf(name) === 0)
      .map((name): Problem => ({ kind: 'wrong', message: `${who} never calls ${name}` })),
    ...(forbidden ?? [])
      .filter((name) => countOf(name) > 0)
      .map((name): Problem => ({ kind: 'wrong', message: `${who} calls ${name}, which is forbidden here` })),
    ...[...(counts ?? [])].flatMap(([name, range]) =>
      matchNumber(`how often ${who} calls ${name}`, countOf(name), range),
    ),
  ];
}

/** What metrics are called in messages. */
const METRIC_NAMES = {
  cycles: 'the virtual time in cycles',
  instructions: 'the number of instructions',
  processes: 'the number of processes',
  peak_frames: 'the most frames in use',
  calls: 'the number of system calls',
  switches: 'the number of context switches',
  preemptions: 'the number of preemptions',
  blocks: 'the number of waits',
  faults: 'the number of page faults',
  copied: 'the number of frames copied on write',
  turnaround: 'the turnaround time in cycles',
  response: 'the response time in cycles',
  waiting: 'the waiting time in cycles',
  running: 'the running time in cycles',
} as const;

function checkMetrics(
  { metrics = {}, process_metrics: some = [] }: TestSpec,
  { recorder, computer }: FinishedRun,
): Problem[] {
  const whole = {
    cycles: computer.cycle,
    instructions: computer.machine.harts.reduce((sum, { instret }) => sum + instret, 0),
    processes: recorder.records.length,
    peak_frames: recorder.peakFrames,
    ...recorder.counts,
  };
  return [
    ...compare(metrics, whole, ''),
    ...some.flatMap(({ process, ...ranges }) => {
      const records = recorder.find(process);
      return records.length === 0
        ? [nobody(process)]
        : records.flatMap((record) => compare(ranges, metricsOf(record), ` of ${nameOf(process)}`));
    }),
  ];
}

type MetricName = keyof typeof METRIC_NAMES;

function metricsOf({ start, end, firstRun, waiting, running, counts }: ProcessRecord) {
  const turnaround = end === undefined ? undefined : end - start;
  const response = firstRun === undefined ? undefined : firstRun - start;
  return { turnaround, response, waiting, running, ...counts };
}

function compare(
  ranges: { readonly [K in MetricName]?: Parameters<typeof matchNumber>[2] },
  values: { readonly [K in MetricName]?: number | undefined },
  whose: string,
): Problem[] {
  return Object.entries(METRIC_NAMES).flatMap(([key, text]) => {
    const name = key as MetricName;
    const range = ranges[name];
    return range === undefined ? [] : matchNumber(`${text}${whose}`, values[name], range);
  });
}

function checkLeaks({ no_leaks: wanted = [] }: TestSpec, { recorder, frames, atMainExit }: FinishedRun): Problem[] {
  const problems: Problem[] = [];
  const wrong = (message: string) => problems.push({ kind: 'wrong', message });
  if (wanted.includes('zombies') && atMainExit.zombies > 0) {
    wrong(`${atMainExit.zombies} zombies are left when the program ends: nobody waited for them`);
  }
  if (wanted.includes('processes') && atMainExit.living > 0) {
    wrong(`${atMainExit.living} other processes still run when the program ends`);
  }
  for (const { number, name, isBuilt, descriptors, dataPages } of recorder.records) {
    if (!isBuilt) continue;
    const open = descriptors.filter((descriptor) => descriptor > 2);
    if (wanted.includes('descriptors') && open.length > 0) {
      wrong(`process ${number} (${name}) ends with open descriptors: ${open.join(', ')}`);
    }
    const pages = dataPages.end - dataPages.start;
    if (wanted.includes('memory') && pages > 0)
      wrong(`process ${number} (${name}) ends without giving back ${pages} pages`);
  }
  if (wanted.includes('frames') && frames.after > frames.before) {
    wrong(`${frames.after - frames.before} frames are still in use at the end`);
  }
  return problems;
}
