import { appendFileSync, readFileSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import type { SubmissionResult } from '../grade/results.ts';
import { Failure, hostCode, hostReason, STATUS } from './failure.ts';

/** A file with one result on each line (JSON Lines), in the order in which they came, and at the end in the order of names. */
export class ResultFile {
  private readonly path: string;

  /** Begins the file anew, or goes on behind what an earlier run has left in it. */
  constructor(path: string, keeps: boolean) {
    this.path = path;
    try {
      if (keeps) cutBrokenLine(path);
      else writeFileSync(path, '');
    } catch (error) {
      throw cannotWrite(path, error);
    }
  }

  add(result: SubmissionResult): void {
    try {
      appendFileSync(this.path, lineOf(result));
    } catch (error) {
      throw cannotWrite(this.path, error);
    }
  }

  /** Replaces the file by one with these results, in this order. */
  finish(results: readonly SubmissionResult[]): void {
    try {
      writeFileSync(`${this.path}.new`, results.map(lineOf).join(''));
      renameSync(`${this.path}.new`, this.path);
    } catch (error) {
      throw cannotWrite(this.path, error);
    }
  }
}

/** The results in a file. A last line that was not written whole is left out; with `isOptional` a missing file has none. */
export function readResults(path: string, isOptional = false): SubmissionResult[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (isOptional && hostCode(error) === 'ENOENT') return [];
    throw new Failure(`cannot read the results '${path}': ${hostReason(error)}`, STATUS.wrongUsage);
  }
  const lines = text.split('\n').slice(0, -1);
  return lines.map((line, index) => {
    try {
      const result: SubmissionResult = JSON.parse(line);
      if (typeof result.key === 'string' && Array.isArray(result.tests)) return result;
    } catch {
      // Said below.
    }
    throw new Failure(`${path}:${index + 1}: this is no result of 'kernlet grade'`, STATUS.wrongUsage);
  });
}

function lineOf(result: SubmissionResult): string {
  return `${JSON.stringify(result)}\n`;
}

/** An interrupted run may have left half a line. */
function cutBrokenLine(path: string): void {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    if (hostCode(error) !== 'ENOENT') throw error;
    writeFileSync(path, '');
    return;
  }
  truncateSync(path, bytes.lastIndexOf(0x0a) + 1);
}

function cannotWrite(path: string, error: unknown): Failure {
  return new Failure(`cannot write the results '${path}': ${hostReason(error)}`, STATUS.wrongUsage);
}
