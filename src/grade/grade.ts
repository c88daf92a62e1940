import { PolicyMistake } from '../kernel/sched/plugged.ts';
import type { Policy } from '../kernel/sched/policy.ts';
import type { InitialFile } from '../system/boot.ts';
import { type BuiltProgram, buildPrograms, type Files } from './build.ts';
import { checkRun } from './checks.ts';
import { machineOf } from './machine.ts';
import type { Assignment } from './read-spec.ts';
import { replayCommands } from './replay.ts';
import { type Problem, type SubmissionResult, statusOf, sumUp, type TestResult } from './results.ts';
import { type FinishedRun, type RunParts, runTest } from './run.ts';
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

/** What an instructor's plug-in finds wrong with a run of a test. */
export type PluginCheck = (run: FinishedRun, test: TestSpec) => string | readonly string[] | undefined;

/** A scheduling policy that the student wrote, made for one run. */
export interface StudentPolicy {
  readonly policy: Policy<unknown>;
  dispose(): void;
}

export interface GradingOptions {
  /** Makes the policy of the submission, for an assignment that asks for one; a text says why there is none. */
  readonly makePolicy?: (() => StudentPolicy) | string;
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
  const refusal = submission.refusal ?? (typeof options.makePolicy === 'string' ? options.makePolicy : undefined);
  const build =
    refusal === undefined
      ? buildPrograms(assignment, submission.files, parts.library)
      : { programs: [], problem: { kind: 'unusable' as const, message: refusal } };
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

  function runOnce(test: TestSpec, run: RunParts): RunOutcome {
    try {
      const finished = runWithPolicy(run, options);
      const problems = [...checkRun(test, finished, assignment.files), ...runPlugin(test, finished, options.plugin)];
      return { problems, cycles: finished.computer.cycle, hasReachedLimit: finished.recorder.hasReachedLimit };
    } catch (error) {
      if (!(error instanceof PolicyMistake)) throw error;
      const problem: Problem = { kind: 'crash', message: `the scheduler is wrong: ${error.message}` };
      return { problems: [problem], cycles: 0, hasReachedLimit: false };
    }
  }

  function runSeeds(test: TestSpec, programs: readonly BuiltProgram[]): TestResult {
    const seeds = options.seed !== undefined ? [options.seed] : (test.seeds ?? [undefined]);
    let cycles = 0;
    let runs = 0;
    for (const seed of seeds.slice(0, options.mostSeeds)) {
      runs++;
      const machine = machineOf(spec, test, seed);
      const outcome = runOnce(test, { spec, test, machine, programs, files: assignment.files, tools: parts.tools });
      const { problems } = outcome;
      cycles = outcome.cycles;
      if (problems.length === 0) continue;
      const used = machine.settings.seed;
      const { hasReachedLimit } = outcome;
      const replay = replayCommands({ assignment, submission, test, machine, programs, hasReachedLimit });
      return { ...resultOf(test, { problems, runs, cycles }), ...(used === undefined ? {} : { seed: used }), replay };
    }
    return resultOf(test, { problems: [], runs, cycles });
  }
}

/** What one run of a test came to. */
interface RunOutcome {
  readonly problems: readonly Problem[];
  readonly cycles: number;
  /** Whether the computer's limits on processes or descriptors made a difference. */
  readonly hasReachedLimit: boolean;
}

/** Runs a test, with the student's policy if there is one; it begins afresh with each run. */
function runWithPolicy(parts: RunParts, { makePolicy }: GradingOptions): FinishedRun {
  const path = parts.spec.build.scheduler;
  if (typeof makePolicy !== 'function' || path === undefined) return runTest(parts);
  const { settings } = parts.machine;
  const { scheduler } = settings;
  // A test may want one of the policies that there are, to compare with.
  if (scheduler.name !== `./${path}`) return runTest(parts);
  let student: StudentPolicy | undefined;
  const start = () => {
    student = makePolicy();
    return { ...settings, scheduler: { ...scheduler, module: student.policy } };
  };
  try {
    return runTest(parts, start);
  } finally {
    student?.dispose();
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
    const found = check(run, test) ?? [];
    return (typeof found === 'string' ? [found] : found).map((message) => ({ kind: 'wrong', message }));
  });
}
