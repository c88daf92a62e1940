import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker, type WorkerOptions } from 'node:worker_threads';
import { resultOf, type Submission } from '../grade/grade.ts';
import { type Problem, type SubmissionResult, sumUp, type TestResult } from '../grade/results.ts';
import { Failure, STATUS } from './failure.ts';
import { type AssignmentBundle, bundleOf, type LoadedAssignment } from './grade-assignment.ts';
import { PROJECT_FOLDER } from './project.ts';

/** What a worker gets to know once. */
export interface WorkerStart {
  readonly bundle: AssignmentBundle;
  readonly options: Pick<PoolOptions, 'only' | 'seed' | 'mostSeeds'>;
}

/** A submission to grade, and the tests whose results are known from an earlier worker. */
export interface WorkerOrder {
  readonly submission: Submission;
  readonly known: ReadonlyMap<string, TestResult>;
}

export type WorkerAnswer =
  | { readonly kind: 'ready' }
  /** A test is begun. */
  | { readonly kind: 'test'; readonly name: string }
  | { readonly kind: 'result'; readonly test: TestResult }
  | { readonly kind: 'done'; readonly result: SubmissionResult };

/** How the pool is to work. */
export interface PoolOptions {
  readonly jobs: number;
  /**
   * Seconds of the host that one test may take before its worker is ended. Limits in cycles end every guest long before; this
   * is the last resort against what is not counted in cycles, such as a student's scheduler that never returns.
   */
  readonly patience: number;
  readonly only?: readonly string[];
  readonly seed?: number;
  readonly mostSeeds?: number;
}

/** What a worker's heap may grow to, in MiB. The guest's memory is not in it. */
const MOST_HEAP = 768;

interface Task {
  readonly submission: Submission;
  readonly known: Map<string, TestResult>;
  /** The test that is being run; undefined while the programs are built. */
  test: string | undefined;
  readonly resolve: (result: SubmissionResult) => void;
  readonly reject: (reason: Failure) => void;
}

interface Slot {
  worker: Worker;
  task: Task | undefined;
  isReady: boolean;
  watchdog: NodeJS.Timeout | undefined;
}

/**
 * Worker threads that grade submissions. Whatever happens to a worker (it runs out of memory, fails or does not answer) costs
 * the test that it was at; a new worker goes on with the rest of the submission.
 */
export class GradePool {
  private readonly loaded: LoadedAssignment;
  private readonly options: PoolOptions;
  private readonly waiting: Task[] = [];
  private readonly slots: Slot[] = [];
  private readonly pending = new Set<Promise<SubmissionResult>>();
  private isClosed = false;

  constructor(loaded: LoadedAssignment, options: PoolOptions) {
    this.loaded = loaded;
    this.options = options;
  }

  grade(submission: Submission): Promise<SubmissionResult> {
    const result = new Promise<SubmissionResult>((resolve, reject) => {
      this.waiting.push({ submission, known: new Map(), test: undefined, resolve, reject });
      const free = this.slots.filter(({ task }) => task === undefined);
      if (this.slots.length < this.options.jobs && this.waiting.length > free.length) this.open();
      this.assign();
    });
    this.pending.add(result);
    const forget = () => this.pending.delete(result);
    result.then(forget, forget);
    return result;
  }

  /** Ends all workers when what is under way is done. */
  async closeWhenIdle(): Promise<void> {
    await Promise.allSettled(this.pending);
    await this.close();
  }

  /** Ends all workers, in the middle of what they do. */
  async close(): Promise<void> {
    this.isClosed = true;
    for (const { watchdog } of this.slots) clearTimeout(watchdog);
    await Promise.all(this.slots.map(({ worker }) => worker.terminate()));
  }

  private open(): void {
    const slot: Slot = { worker: this.spawn(), task: undefined, isReady: false, watchdog: undefined };
    this.slots.push(slot);
    this.listen(slot);
  }

  private spawn(): Worker {
    const { only, seed, mostSeeds } = this.options;
    const start: WorkerStart = { bundle: bundleOf(this.loaded), options: { only, seed, mostSeeds } };
    return openWorker({
      workerData: start,
      execArgv: [],
      env: {},
      resourceLimits: { maxOldGenerationSizeMb: MOST_HEAP },
    });
  }

  private listen(slot: Slot): void {
    const { worker } = slot;
    worker.on('message', (answer: WorkerAnswer) => this.take(slot, answer));
    worker.on('error', (error: Error) => this.replace(slot, worker, reasonOf(error)));
    worker.on('exit', () => this.replace(slot, worker, 'the grading process ended by itself'));
  }

  private assign(): void {
    for (const slot of this.slots) {
      if (!slot.isReady || slot.task !== undefined) continue;
      const task = this.waiting.shift();
      if (task === undefined) return;
      slot.task = task;
      this.order(slot, task);
    }
  }

  private order(slot: Slot, task: Task): void {
    const order: WorkerOrder = { submission: task.submission, known: task.known };
    task.test = undefined;
    this.watch(slot);
    slot.worker.postMessage(order);
  }

  private take(slot: Slot, answer: WorkerAnswer): void {
    const { task } = slot;
    switch (answer.kind) {
      case 'ready':
        slot.isReady = true;
        if (task === undefined) this.assign();
        else this.order(slot, task);
        break;
      case 'test':
        if (task !== undefined) task.test = answer.name;
        this.watch(slot);
        break;
      case 'result':
        task?.known.set(answer.test.name, answer.test);
        break;
      case 'done':
        clearTimeout(slot.watchdog);
        slot.task = undefined;
        task?.resolve(answer.result);
        this.assign();
    }
  }

  private watch(slot: Slot): void {
    clearTimeout(slot.watchdog);
    const { patience } = this.options;
    const message = `the host gave up after ${patience} seconds: something that no limit in cycles counts did not end`;
    slot.watchdog = setTimeout(() => this.replace(slot, slot.worker, message), patience * 1000);
  }

  /** Lets a new worker go on where `worker` was lost. */
  private replace(slot: Slot, worker: Worker, message: string): void {
    if (this.isClosed || slot.worker !== worker) return;
    clearTimeout(slot.watchdog);
    void worker.terminate();
    const { task } = slot;
    if (!slot.isReady) {
      // It would not start another time either.
      const failure = new Failure(`cannot start grading: ${message}`, STATUS.ourFault);
      for (const { reject } of [...this.waiting, ...(task === undefined ? [] : [task])]) reject(failure);
      return;
    }
    slot.isReady = false;
    if (task !== undefined) this.blame(slot, task, { kind: 'host', message });
    slot.worker = this.spawn();
    this.listen(slot);
  }

  /** The test that was being run has failed; if none was, all of them have. */
  private blame(slot: Slot, task: Task, problem: Problem): void {
    const { spec } = this.loaded.assignment;
    const { submission, known, test } = task;
    const { only } = this.options;
    const tests = spec.tests.filter(({ name }) => only === undefined || only.includes(name));
    for (const candidate of tests) {
      if (known.has(candidate.name) || (test !== undefined && candidate.name !== test)) continue;
      known.set(candidate.name, resultOf(candidate, { problems: [problem], runs: 1, cycles: 0 }));
    }
    if (test !== undefined) return;
    slot.task = undefined;
    const results = tests.map(({ name }) => known.get(name)!);
    task.resolve(sumUp({ assignment: spec.assignment, submission: submission.name, key: submission.key }, results));
  }
}

/** The worker beside this file: bundled, or as it was written, through tsx. */
function openWorker(options: WorkerOptions): Worker {
  const built = join(import.meta.dirname, 'grade-worker.js');
  if (existsSync(built)) return new Worker(built, options);
  // Its own loader: what was registered for this thread does not count there.
  const loader = pathToFileURL(join(PROJECT_FOLDER, 'node_modules', 'tsx', 'dist', 'esm', 'api', 'index.mjs'));
  const source = pathToFileURL(join(import.meta.dirname, 'grade-worker.ts'));
  const start = `import('${loader.href}').then(({ register }) => (register(), import('${source.href}')));`;
  return new Worker(start, { ...options, eval: true });
}

function reasonOf(error: Error): string {
  if ('code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY') {
    return `it took more than ${MOST_HEAP} MiB of the host's memory`;
  }
  return `this is a bug in kernlet or in a plug-in: ${error.message}`;
}
