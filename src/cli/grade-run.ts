import type { SubmissionResult } from '../grade/results.ts';
import type { LoadedAssignment } from './grade-assignment.ts';
import type { GradeProgress } from './grade-progress.ts';
import { readSubmission, type SubmissionPlace } from './grade-submissions.ts';

/** What grading many submissions needs. */
export interface GradeRun {
  readonly loaded: LoadedAssignment;
  readonly places: readonly SubmissionPlace[];
  /** Names the options that results depend on. */
  readonly variant: string;
  /** Results of an earlier run, by key. */
  readonly known: ReadonlyMap<string, SubmissionResult>;
  readonly progress: GradeProgress;
  /** Called with each new result, in the order in which they are ready. */
  readonly onResult: (result: SubmissionResult) => void;
}

/** Whoever can grade one submission after the other: worker threads here, or a queue to other machines. */
export interface Grader {
  grade(submission: Awaited<ReturnType<typeof readSubmission>>): Promise<SubmissionResult>;
  close(): Promise<void>;
}

/** Grades all submissions; `ahead` of them are read and under way at a time. The results are in the order of the places. */
export async function gradeWith(grader: Grader, run: GradeRun, ahead: number): Promise<SubmissionResult[]> {
  const { loaded, places, variant, known, progress, onResult } = run;
  const results: SubmissionResult[] = [];
  let next = 0;
  progress.begin(places.length);
  const gradeNext = async (): Promise<void> => {
    for (let index = next++; index < places.length; index = next++) {
      const submission = await readSubmission(places[index]!, loaded, variant);
      const before = known.get(submission.key);
      const result = before ?? (await grader.grade(submission));
      results[index] = result;
      if (before === undefined) onResult(result);
      progress.advance();
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(ahead, places.length) }, gradeNext));
  } finally {
    progress.end();
    await grader.close();
  }
  return results;
}
