import type { Job, Queue, QueueEvents } from 'bullmq';
import type { Redis } from 'ioredis';
import { resultOf, type Submission } from '../grade/grade.ts';
import { type Problem, type SubmissionResult, sumUp } from '../grade/results.ts';
import { Failure, hostReason, STATUS } from './failure.ts';
import { type AssignmentBundle, bundleOf, type LoadedAssignment } from './grade-assignment.ts';
import type { PoolOptions } from './grade-pool.ts';
import type { Grader } from './grade-run.ts';

/** The queue's name in Redis. */
export const QUEUE_NAME = 'kernlet-grading';

/** A job: a submission, and where the assignment is. It is pure, so that it does not matter if two workers do it. */
export interface GradeJob {
  /** Names the assignment among those in Redis. */
  readonly digest: string;
  readonly submission: SentSubmission;
  readonly options: Omit<PoolOptions, 'jobs'>;
}

/** A submission as JSON: contents in base64. */
interface SentSubmission extends Omit<Submission, 'files'> {
  readonly files: SentFiles;
}

type SentFiles = readonly (readonly [path: string, base64: string])[];

/** How long, in seconds, an assignment stays in Redis, and a result that was fetched. */
const BUNDLE_LIFE = 14 * 24 * 3600;
const RESULT_LIFE = 24 * 3600;

/** Opens a connection; a Failure if nobody answers at `url`. */
export async function connect(url: string): Promise<Redis> {
  const { Redis } = await import('ioredis');
  const probe = new Redis(url, { lazyConnect: true, retryStrategy: () => null, maxRetriesPerRequest: 0 });
  // `connect` only tells that the connection is closed.
  let reason: unknown;
  probe.on('error', (error) => {
    reason = error;
  });
  try {
    await probe.connect();
  } catch (error) {
    throw new Failure(`cannot reach Redis at '${url}': ${hostReason(reason ?? error)}`, STATUS.wrongUsage);
  } finally {
    probe.disconnect();
  }
  const connection = new Redis(url, { maxRetriesPerRequest: null });
  // It goes on trying.
  connection.on('error', () => {});
  return connection;
}

/** Hands submissions to whatever workers take jobs from a Redis queue. */
export class QueueGrader implements Grader {
  private readonly connections: readonly Redis[];
  private readonly queue: Queue<GradeJob, SubmissionResult>;
  private readonly events: QueueEvents;
  private readonly loaded: LoadedAssignment;
  private readonly options: GradeJob['options'];

  private constructor(parts: {
    connections: readonly Redis[];
    queue: Queue<GradeJob, SubmissionResult>;
    events: QueueEvents;
    loaded: LoadedAssignment;
    options: GradeJob['options'];
  }) {
    this.connections = parts.connections;
    this.queue = parts.queue;
    this.events = parts.events;
    this.loaded = parts.loaded;
    this.options = parts.options;
  }

  /** Opens the queue at `url`, and puts the assignment there. */
  static async open(url: string, loaded: LoadedAssignment, options: GradeJob['options']): Promise<QueueGrader> {
    const { Queue, QueueEvents } = await import('bullmq');
    const connections = [await connect(url), await connect(url)] as const;
    const queue = new Queue<GradeJob, SubmissionResult>(QUEUE_NAME, { connection: connections[0] });
    const events = new QueueEvents(QUEUE_NAME, { connection: connections[1] });
    // Each submission that waits listens to both; there may be hundreds.
    queue.setMaxListeners(0);
    events.setMaxListeners(0);
    await events.waitUntilReady();
    await connections[0].set(bundleKey(loaded.digest), packBundle(bundleOf(loaded)), 'EX', BUNDLE_LIFE);
    return new QueueGrader({ connections, queue, events, loaded, options });
  }

  async grade(submission: Submission): Promise<SubmissionResult> {
    const job: Job<GradeJob, SubmissionResult> = await this.queue.add(
      'grade',
      {
        digest: this.loaded.digest,
        submission: { ...submission, files: packFiles(submission.files) },
        options: this.options,
      },
      { removeOnComplete: { age: RESULT_LIFE }, removeOnFail: true },
    );
    try {
      return await job.waitUntilFinished(this.events);
    } catch (error) {
      // Several workers were lost over it, or could not begin: that costs this submission only.
      return this.giveUp(submission, error instanceof Error ? error.message : String(error));
    }
  }

  private giveUp({ name, key }: Submission, reason: string): SubmissionResult {
    const { spec } = this.loaded.assignment;
    const problems: Problem[] = [{ kind: 'host', message: `the workers could not grade it: ${reason}` }];
    const tests = spec.tests.map((test) => resultOf(test, { problems, runs: 0, cycles: 0 }));
    return sumUp({ assignment: spec.assignment, submission: name, key }, tests);
  }

  async close(): Promise<void> {
    await this.events.close();
    await this.queue.close();
    for (const connection of this.connections) connection.disconnect();
  }
}

/** Where an assignment is in Redis. */
export function bundleKey(digest: string): string {
  return `kernlet:assignment:${digest}`;
}

function packBundle({ specName, specText, files }: AssignmentBundle): string {
  return JSON.stringify({ specName, specText, files: packFiles(files) });
}

/** The assignment that was put into Redis as `text`. */
export function unpackBundle(text: string): AssignmentBundle {
  const { specName, specText, files }: { specName: string; specText: string; files: SentFiles } = JSON.parse(text);
  return { specName, specText, files: unpackFiles(files) };
}

/** The submission of a job. */
export function unpackSubmission(sent: SentSubmission): Submission {
  return { ...sent, files: unpackFiles(sent.files) };
}

function packFiles(files: ReadonlyMap<string, Uint8Array>): SentFiles {
  return Array.from(files, ([path, bytes]) => [path, Buffer.from(bytes).toString('base64')] as const);
}

function unpackFiles(files: SentFiles): ReadonlyMap<string, Uint8Array> {
  return new Map(files.map(([path, base64]) => [path, new Uint8Array(Buffer.from(base64, 'base64'))]));
}
