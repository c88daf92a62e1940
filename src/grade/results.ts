import type { Visibility } from './spec.ts';

/** Whose fault a problem is: a wrong answer; an end that no test may have; a submission that cannot be used; the host's limits. */
export type ProblemKind = 'wrong' | 'crash' | 'limit' | 'deadlock' | 'unusable' | 'host';

/** Why a test was not passed. */
export interface Problem {
  readonly kind: ProblemKind;
  /** Lower case, no full stop, names the thing; further lines may follow. */
  readonly message: string;
  /** What was to come and what came, where these are texts or numbers. */
  readonly expected?: string;
  readonly got?: string;
}

/** `failed` is a wrong answer; `error` a crash, a limit, a deadlock or a submission that cannot be used; `skipped` depends on another test. */
export type TestStatus = 'passed' | 'failed' | 'error' | 'skipped';

/** The outcome of one test. It is plain data and holds no times but virtual ones, so that it is the same wherever it was made. */
export interface TestResult {
  readonly name: string;
  readonly title: string;
  readonly status: TestStatus;
  readonly score: number;
  readonly points: number;
  readonly visibility: Visibility;
  readonly problems: readonly Problem[];
  /** The instructor's, if the test was not passed. */
  readonly hint?: string;
  /** How many runs there were, and the virtual time of the last. */
  readonly runs: number;
  readonly cycles: number;
  /** The seed of the run that failed, if it had one. */
  readonly seed?: number;
  /** Commands that run it again, for people. */
  readonly replay: readonly string[];
}

/** The outcome of one submission. */
export interface SubmissionResult {
  readonly assignment: string;
  /** What the submission is called: its file's or folder's name. */
  readonly submission: string;
  /** Names spec and submission by their contents: the same key has the same result. */
  readonly key: string;
  readonly score: number;
  readonly points: number;
  readonly tests: readonly TestResult[];
}

/** The status that follows from problems. */
export function statusOf(problems: readonly Problem[]): TestStatus {
  if (problems.length === 0) return 'passed';
  return problems.some(({ kind }) => kind !== 'wrong') ? 'error' : 'failed';
}

/** A submission's result from those of its tests. */
export function sumUp(
  names: { readonly assignment: string; readonly submission: string; readonly key: string },
  tests: readonly TestResult[],
): SubmissionResult {
  return {
    assignment: names.assignment,
    submission: names.submission,
    key: names.key,
    score: tests.reduce((sum, { score }) => sum + score, 0),
    points: tests.reduce((sum, { points }) => sum + points, 0),
    tests,
  };
}
