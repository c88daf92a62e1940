import { unbundle } from './grade-assignment.ts';
import { GradePool } from './grade-pool.ts';
import { bundleKey, connect, type GradeJob, QUEUE_NAME, unpackBundle, unpackSubmission } from './grade-queue.ts';
import { print } from './print.ts';
import type { WorkerOptions } from './worker.ts';

/** How long, in milliseconds, a job belongs to a worker that does not answer, and how often that is looked at. */
const LOCK = 4_000;
const STALLED_CHECK = 2_000;
/** How often a job is begun again after a worker was lost over it. */
const MOST_STALLS = 5;
/** Assignments whose pools are kept. */
const MOST_POOLS = 3;

/** Takes jobs from a queue until it is told to end; then those that were begun are finished. The exit status. */
export async function runWorker({ queue, jobs }: WorkerOptions): Promise<number> {
  const { Worker } = await import('bullmq');
  const [connection, store] = [await connect(queue), await connect(queue)];
  const pools = new Map<string, Promise<GradePool>>();

  const openPool = async ({ digest, options }: GradeJob): Promise<GradePool> => {
    const text = await store.get(bundleKey(digest));
    if (text === null) throw new Error('the assignment is not in Redis any more');
    return new GradePool(unbundle(unpackBundle(text)), { jobs, ...options });
  };
  const poolFor = async (job: GradeJob): Promise<GradePool> => {
    const key = JSON.stringify([job.digest, job.options]);
    const known = pools.get(key);
    if (known !== undefined) return known;
    const opened = openPool(job);
    pools.set(key, opened);
    for (const [old, pool] of pools) {
      if (pools.size <= MOST_POOLS) break;
      pools.delete(old);
      void pool.then((idle) => idle.closeWhenIdle());
    }
    return opened;
  };

  const worker = new Worker<GradeJob>(
    QUEUE_NAME,
    async ({ data }) => (await poolFor(data)).grade(unpackSubmission(data.submission)),
    { connection, concurrency: jobs, lockDuration: LOCK, stalledInterval: STALLED_CHECK, maxStalledCount: MOST_STALLS },
  );
  worker.on('error', () => {});
  worker.on('completed', ({ data }) => print(2, `graded ${data.submission.name}\n`));
  worker.on('failed', (job, error) =>
    print(2, `could not grade ${job?.data.submission.name ?? '?'}: ${error.message}\n`),
  );
  await worker.waitUntilReady();
  print(2, `waiting for submissions at ${queue}; Ctrl-C ends when those that were begun are done\n`);
  await new Promise<void>((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
  await worker.close();
  for (const pool of pools.values()) await (await pool).close();
  for (const open of [connection, store]) open.disconnect();
  return 0;
}
