import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buildPrograms } from '../grade/build.ts';
import { machineOf } from '../grade/machine.ts';
import { optionsOf, quote } from '../grade/replay.ts';
import { commandOf, environmentOf } from '../grade/run.ts';
import { bytesOfText } from '../grade/text-match.ts';
import { Failure, hostReason, STATUS } from './failure.ts';
import type { GradeOptions } from './grade.ts';
import { type LoadedAssignment, loadLibrary } from './grade-assignment.ts';
import { listSubmissions, readSubmission } from './grade-submissions.ts';
import { print } from './print.ts';
import { PROGRAM_FOLDER } from './project.ts';

/** Where the mounted folder with the built programs is seen by the guest. */
const GUEST_FOLDER = '/graded';

/**
 * Writes what one test of one submission needs to a folder (programs, files, standard input), and shows the commands that
 * run it there and in the debugger. The exit status.
 */
export async function unpackTest(
  loaded: LoadedAssignment,
  paths: readonly string[],
  options: GradeOptions,
): Promise<number> {
  const { assignment } = loaded;
  const { spec } = assignment;
  const folder = options.unpack!;
  const places = listSubmissions(paths);
  const test = spec.tests.find(({ name }) => name === options.only?.[0]);
  if (places.length !== 1 || test === undefined || options.only?.length !== 1) {
    throw wrong('--unpack needs one submission and one --only TEST');
  }
  const submission = await readSubmission(places[0]!, loaded);
  if (submission.refusal !== undefined) throw wrong(submission.refusal);
  const { programs, problem } = buildPrograms(assignment, submission.files, loadLibrary());
  if (problem !== undefined) throw wrong(`${problem.message}\n${problem.got ?? ''}`.trimEnd());
  const { settings, limits } = machineOf(spec, test, options.seed ?? test.seeds?.[0]);
  for (const { name, bytes } of programs) write(join(folder, 'programs', name), bytes);
  const mounts = programs.length === 0 ? [] : [`--mount ${quote(join(folder, 'programs'))}:${GUEST_FOLDER}`];
  const tops = new Set<string>();
  for (const [path, text] of test.files ?? []) {
    write(join(folder, 'files', path), bytesOfText(text, assignment.files));
    tops.add(path.split('/')[1]!);
  }
  for (const top of tops) mounts.push(`--mount ${quote(join(folder, 'files', top))}:/${top}`);
  if (test.stdin !== undefined) write(join(folder, 'stdin'), bytesOfText(test.stdin, assignment.files));
  const { path, args } = commandOf(test, programs);
  const built = programs.find(({ name }) => path.endsWith(`/${name}`) && !path.startsWith('/bin/'));
  const file =
    built === undefined ? join(PROGRAM_FOLDER, path.replace('/bin/', '')) : join(folder, 'programs', built.name);
  const variables = [...environmentOf(test, programs)].filter(
    ([name]) => !['HOME', 'PWD', 'TERM'].includes(name) || test.environment?.has(name),
  );
  const environment = variables.map(
    ([name, value]) => `--env ${quote(`${name}=${value.replace('/run:', `${GUEST_FOLDER}:`)}`)}`,
  );
  const words = [
    ...optionsOf(settings),
    `--max-cycles ${limits.cycles}`,
    ...mounts,
    ...environment,
    quote(file),
    ...args.slice(1).map(quote),
  ];
  const input =
    test.terminal !== undefined ? '' : ` < ${test.stdin === undefined ? '/dev/null' : quote(join(folder, 'stdin'))}`;
  print(1, `run:   npx kernlet run ${words.join(' ')}${input}\n`);
  print(1, `debug: npx kernlet debug ${words.join(' ')}\n`);
  return 0;
}

function write(path: string, bytes: Uint8Array): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes, { mode: 0o755 });
  } catch (error) {
    throw wrong(`cannot write '${path}': ${hostReason(error)}`);
  }
}

function wrong(message: string): Failure {
  return new Failure(message, STATUS.wrongUsage);
}
