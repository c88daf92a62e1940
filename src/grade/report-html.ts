import type { SubmissionResult } from './results.ts';

export function htmlReport(results: readonly SubmissionResult[]): string {
  return `${results.length}`;
}
