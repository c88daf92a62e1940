import type { InitialFile } from '../system/boot.ts';
import { type BuiltProgram, buildPrograms, type Files } from './build.ts';
import { checkRun } from './checks.ts';
import { machineOf } from './machine.ts';
import type { Assignment } from './read-spec.ts';
import { replayCommands } from './replay.ts';
import { type Problem, type SubmissionResult, statusOf, sumUp, type TestResult } from './results.ts';
import { type FinishedRun, runTest } from './run.ts';
import type { TestSpec } from './spec.ts';

/**
 * Grading: a submission's files against an assignment. The room `grade/`:
 *
 * - `shape.ts`, `spec.ts`: what a spec may say; `yaml-node.ts`, `read-spec.ts`: reading it
 * - `build.ts`, `machine.ts`, `run.ts`: the programs, the computer and one run of a test
 * - `recorder.ts`, `moments.ts`, `terminal-script.ts`: what is noted in a run, and done to it
 * - `checks.ts`, `text-match.ts`: what is wrong with it; `replay.ts`: how to see it again
 * - `results.ts`: what comes out; `report-....ts`: the forms in which people and programs get it
 *
 * All of it is pure: the same assignment and submission give the same result, whoever computes it.
 */
export interface GradingTools {
  /** The executables of /bin. */
  readonly tools: readonly InitialFile[];
  /** The sources of `programs/lib`, by name. */
  readonly library: Files;
}

/** A submission as it was handed in. */
export interface Submission {
  /** What it is called. */
  readonly name: string;
  readonly files: Files;
  /** Names assignment and submission by their contents. */
  readonly key: string;
  /** Why the files could not be taken, if so. */
  readonly refusal?: string;
}

/** What an instructor's plug-in finds wrong with a run. */
export type PluginCheck = (run: FinishedRun) => string | readonly string[] | undefined;

export interface GradingOptions {
  /** The plug-in's checks, by name. */
  readonly plugin?: ReadonlyMap<string, PluginCheck>;
  /** Only these tests are run; all by default. */
  readonly only?: readonly string[];
  /** Instead of each test's own seeds. */
  readonly seed?: number;
  /** How many of its seeds a test runs with at most. */
  readonly mostSeeds?: number;
  /** Results that are known already, by the name of the test. */
  readonly known?: ReadonlyMap<string, TestResult>;
  /** Called before each test that is run, and with its result. */
  readonly onTest?: (name: string) => void;
  readonly onResult?: (test: TestResult) => void;
}

/** Grades a submission. */
export function gradeSubmission(
  assignment: Assignment,
  submission: Submission,
  parts: GradingTools,
  options: GradingOptions = {},
): SubmissionResult {
  const { spec } = assignment;
  const wanted = spec.tests.filter(({ name }) => options.only === undefined || options.only.includes(name));
  const build =
    submission.refusal === undefined
      ? buildPrograms(assignment, submission.files, parts.library)
      : { programs: [], problem: { kind: 'unusable' as const, message: submission.refusal } };
  const results: TestResult[] = [];
  for (const test of wanted) {
    const known = options.known?.get(test.name);
    if (known === undefined) options.onTest?.(test.name);
    const result = known ?? gradeTest(test);
    results.push(result);
    if (known === undefined) options.onResult?.(result);
  }
  return sumUp({ assignment: spec.assignment, submission: submission.name, key: submission.key }, results);

  function gradeTest(test: TestSpec): TestResult {
    if (build.problem !== undefined) return resultOf(test, { problems: [build.problem], runs: 0, cycles: 0 });
    const missing = test.depends?.find((name) => results.find((result) => result.name === name)?.status !== 'passed');
    const isRunAlone = options.only !== undefined;
    if (missing !== undefined && !isRunAlone) {
      const problem: Problem = { kind: 'wrong', message: `it needs \`${missing}\`, which was not passed` };
      return { ...resultOf(test, { problems: [problem], runs: 0, cycles: 0 }), status: 'skipped' };
    }
    return runSeeds(test, build.programs);
  }

  function runSeeds(test: TestSpec, programs: readonly BuiltProgram[]): TestResult {
    const seeds = options.seed !== undefined ? [options.seed] : (test.seeds ?? [undefined]);
    let cycles = 0;
    let runs = 0;
    for (const seed of seeds.slice(0, options.mostSeeds)) {
      runs++;
      const machine = machineOf(spec, test, seed);
      const run = runTest({ spec, test, machine, programs, files: assignment.files, tools: parts.tools });
      cycles = run.computer.cycle;
      const problems = [...checkRun(test, run, assignment.files), ...runPlugin(test, run, options.plugin)];
      if (problems.length === 0) continue;
      const used = machine.settings.seed;
      const replay = replayCommands({ assignment, submission, test, machine, programs });
      return { ...resultOf(test, { problems, runs, cycles }), ...(used === undefined ? {} : { seed: used }), replay };
    }
    return resultOf(test, { problems: [], runs, cycles });
  }
}

/** The result of a test with these problems. */
export function resultOf(
  test: TestSpec,
  { problems, runs, cycles }: { readonly problems: readonly Problem[]; readonly runs: number; readonly cycles: number },
): TestResult {
  const status = statusOf(problems);
  const isPassed = status === 'passed';
  return {
    name: test.name,
    title: test.title ?? test.name,
    status,
    score: isPassed ? test.points : 0,
    points: test.points,
    visibility: test.visibility ?? 'visible',
    problems,
    ...(test.hint === undefined || isPassed ? {} : { hint: test.hint }),
    runs,
    cycles,
    replay: [],
  };
}

function runPlugin(test: TestSpec, run: FinishedRun, plugin: GradingOptions['plugin']): Problem[] {
  if (run.end.kind === 'cut') return [];
  return (test.checks ?? []).flatMap((name): Problem[] => {
    const check = plugin?.get(name);
    if (check === undefined) return [{ kind: 'host', message: `the plug-in exports no check \`${name}\`` }];
    const found = check(run) ?? [];
    return (typeof found === 'string' ? [found] : found).map((message) => ({ kind: 'wrong', message }));
  });
}
