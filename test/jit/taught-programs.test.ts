import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, test } from 'vitest';
import { loadAssignment, loadLibrary, readTree } from '../../src/cli/grade-assignment.ts';
import { loadPrograms } from '../../src/cli/programs.ts';
import { PROJECT_FOLDER } from '../../src/cli/project.ts';
import { buildPrograms } from '../../src/grade/build.ts';
import { machineOf } from '../../src/grade/machine.ts';
import { programsOf } from '../../src/grade/read-spec.ts';
import { PROGRAM_FOLDER } from '../../src/grade/recorder.ts';
import { commandOf, environmentOf } from '../../src/grade/run.ts';
import { bytesOfText } from '../../src/grade/text-match.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../src/system/settings.ts';
import type { GuestProgram, GuestRun } from '../guest/guest-run.ts';
import { assembledOnce } from '../lessons/assembled.ts';
import { thorough } from '../thorough.ts';
import { expectSameEnd } from './modes.ts';

const LESSONS = join(PROJECT_FOLDER, 'programs', 'lessons');
const ASSIGNMENTS = join(PROJECT_FOLDER, 'programs', 'assignments');

/** How lessons are run: as usual, and on one hart where processes often take turns. */
const LESSON_SETTINGS: readonly Partial<Settings>[] = [{}, { harts: 1, quantum: 777 }];
/** No lesson takes as many cycles. */
const LESSON_LIMIT = 1e8;
/** The arguments of programs that need some. */
const LESSON_ARGUMENTS: ReadonlyMap<string, readonly (readonly string[])[]> = new Map([
  [
    'sums',
    [
      ['apply', '1'],
      ['async', '3'],
    ],
  ],
]);

/** A run and the computer that it wants. */
interface TaughtRun {
  readonly name: string;
  readonly run: GuestRun;
  /** Makes the executables, those of /bin aside. */
  readonly build: () => readonly GuestProgram[];
  readonly settings: Partial<Settings>;
  readonly limit: number;
}

function lessonRuns(): TaughtRun[] {
  const files = readdirSync(LESSONS, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.s'));
  return files.sort().flatMap((file) => {
    const program = `${PROGRAM_FOLDER}/${basename(file, '.s')}`;
    const build = () => [{ path: program, bytes: assembledOnce(join(LESSONS, file))! }];
    return (LESSON_ARGUMENTS.get(basename(file, '.s')) ?? [[]]).flatMap((args) =>
      LESSON_SETTINGS.map((settings) => {
        const name = [file, ...args, JSON.stringify(settings)].join(' ');
        return { name, run: { program, args }, build, settings, limit: LESSON_LIMIT };
      }),
    );
  });
}

/** What assignments run, but for tests that want a terminal or files; a scheduler that is a solution is not used. */
function solutionRuns(assignmentName: string): TaughtRun[] {
  const folder = join(ASSIGNMENTS, assignmentName);
  const { assignment } = loadAssignment(join(folder, 'assignment.yaml'));
  const { spec } = assignment;
  const programs = Array.from(programsOf(spec), ([name, sources]) => ({ name, sources }));
  const build = () => {
    const { programs: built, problem } = buildPrograms(assignment, readTree(join(folder, 'solution')), loadLibrary());
    if (problem !== undefined) throw new Error(`${assignmentName}: ${problem.message}`);
    return built.map(({ name, bytes }) => ({ path: `${PROGRAM_FOLDER}/${name}`, bytes }));
  };
  const alone = spec.tests.filter(({ terminal, files }) => terminal === undefined && files === undefined);
  return alone.map((test) => {
    const { path, args } = commandOf(test, programs);
    const environment = Array.from(environmentOf(test, programs), ([name, value]) => `${name}=${value}`);
    const stdin = test.stdin === undefined ? '' : bytesOfText(test.stdin, assignment.files);
    const { settings, limits } = machineOf(spec, test, test.seeds?.[0]);
    return {
      name: `${assignmentName}: ${test.name}`,
      run: { program: path, args: args.slice(1), environment, stdin },
      build,
      settings: { ...settings, scheduler: DEFAULT_SETTINGS.scheduler },
      limit: limits.cycles,
    };
  });
}

describe('programs of lessons and assignments end in the same state with --jit on, off and always', async () => {
  const bin = await loadPrograms();
  const runs = [...lessonRuns(), ...readdirSync(ASSIGNMENTS).flatMap(solutionRuns)];
  const every = thorough(30, 1);
  test.each(runs.filter((_, index) => index % every === 7 % every))('$name', ({ run, build, settings, limit }) => {
    expectSameEnd(run, [...bin, ...build()], { settings, limit });
  });
}, 60_000);
