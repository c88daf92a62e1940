import { parentPort, workerData } from 'node:worker_threads';
import { withInstructorFiles } from '../grade/build.ts';
import { gradeSubmission } from '../grade/grade.ts';
import { loadLibrary, unbundle } from './grade-assignment.ts';
import { loadPlugin } from './grade-plugin.ts';
import { loadStudentPolicy } from './grade-policy.ts';
import type { WorkerAnswer, WorkerOrder, WorkerStart } from './grade-pool.ts';
import { loadPrograms } from './programs.ts';

/** A thread that grades submissions, one after the other, for `grade-pool.ts`. */
async function serve(): Promise<void> {
  const { bundle, options } = workerData as WorkerStart;
  const { assignment } = unbundle(bundle);
  const plugin = await loadPlugin(assignment);
  const tools = { tools: await loadPrograms(), library: loadLibrary() };
  const answer = (message: WorkerAnswer) => parentPort!.postMessage(message);
  parentPort!.on('message', async ({ submission, known }: WorkerOrder) => {
    const { scheduler } = assignment.spec.build;
    const files = withInstructorFiles(assignment, submission.files);
    const makePolicy = scheduler === undefined ? undefined : await loadStudentPolicy(files, scheduler);
    const result = gradeSubmission(assignment, submission, tools, {
      plugin,
      ...options,
      makePolicy,
      known,
      onTest: (name) => answer({ kind: 'test', name }),
      onResult: (test) => answer({ kind: 'result', test }),
    });
    answer({ kind: 'done', result });
  });
  answer({ kind: 'ready' });
}

await serve();
