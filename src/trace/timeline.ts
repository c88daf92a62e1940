import { signalName } from '../abi/signals.ts';
import { type Activity, type Life, Lives } from './lives.ts';
import type { EventRecord, RecordFields } from './records.ts';
import { Series } from './series.ts';
import { MIXED, Track } from './track.ts';

/** What a thread does in an interval: a running one with its hart, a blocked one with why and at what. */
export interface ThreadState {
  readonly activity: Activity;
  readonly hart: number;
  readonly reason: string;
  readonly on: string;
}

/** A thread of the run. Names are by the cycle from which on it had them. */
export interface ThreadTrack {
  readonly index: number;
  readonly pid: number;
  readonly tid: number;
  /** Index of the thread that made it; -1 for none. */
  readonly parent: number;
  readonly isThread: boolean;
  readonly names: { readonly from: number; readonly name: string }[];
  /** Values are indexes into `Timeline.states`. */
  readonly states: Track;
  /** How it ended; undefined while it lives. */
  ending: string | undefined;
}

/** How many intervals are kept before short ones are put together. */
const INTERVALS_MAX = 200_000;
const SERIES_MAX = 4000;

/**
 * The model of a run that pictures are drawn from: what each thread and each hart did at any time, and how many threads
 * were ready, frames free and copied. It is made from records alone, and its size is bounded: in long runs neighbouring
 * short intervals become one that is marked as mixed, once there are too many.
 */
export class Timeline {
  run: RecordFields['run'] | undefined;
  /** By index, in the order of birth. */
  readonly threads: ThreadTrack[] = [];
  /** By hart; values are indexes of threads plus 1, and 0 for an idle hart. */
  readonly harts: Track[] = [];
  readonly states: ThreadState[] = [];
  readonly ready: Series;
  readonly free: Series;
  readonly copied: Series;
  /** Intervals shorter than this, in cycles, may have been put together; 0: none were. */
  resolution = 0;
  end = 0;
  private readonly lives = new Lives({
    born: (life) => this.begin(life),
    interval: (life, to) => this.extend(life, to),
  });
  private readonly stateNumbers = new Map<string, number>();
  private readonly hartThreads: number[] = [];
  private readonly capacity: number;
  private readyCount = 0;
  private copiedCount = 0;
  private intervals = 0;

  constructor(capacity = INTERVALS_MAX, seriesCapacity = SERIES_MAX) {
    this.capacity = capacity;
    this.ready = new Series(seriesCapacity);
    this.free = new Series(seriesCapacity);
    this.copied = new Series(seriesCapacity);
  }

  take(record: EventRecord): void {
    const { cycle } = record;
    this.end = cycle;
    if (record.kind === 'run') this.start(record);
    const tid = 'tid' in record ? record.tid : 0;
    const before = this.lives.get(tid)?.activity;
    const life = this.lives.take(record);
    const after = this.lives.get(tid)?.activity;
    if (before !== after) this.countReady(cycle, Number(after === 'ready') - Number(before === 'ready'));
    switch (record.kind) {
      case 'switch':
        this.switchHart(record.hart, cycle, record.tid === 0 ? 0 : life!.index + 1);
        break;
      case 'exec':
        if (life !== undefined) this.threads[life.index]!.names.push({ from: cycle, name: record.name });
        break;
      case 'exit':
        this.exit(record);
        break;
      case 'frames':
        this.free.put(cycle, record.free);
        break;
      case 'fault':
        if (record.outcome === 'copied') this.copied.put(cycle, ++this.copiedCount);
        break;
      case 'halt':
        for (const hart of this.harts.keys()) this.switchHart(hart, cycle, 0);
    }
  }

  /** The life that a record is about, as `Lives.get` has it. */
  lifeOf(tid: number): Life | undefined {
    return this.lives.get(tid);
  }

  /** What a thread did at `cycle`; undefined before its birth and after its end. */
  stateAt(thread: ThreadTrack, cycle: number): ThreadState | undefined {
    const value = thread.states.values[thread.states.indexAt(cycle)];
    return value === undefined ? undefined : this.stateOf(value);
  }

  /** The state that a value of a thread's track stands for. */
  stateOf(value: number): ThreadState {
    return this.states[value % MIXED]!;
  }

  private start(run: RecordFields['run']): void {
    this.run = run;
    for (let hart = 0; hart < run.harts; hart++) {
      this.harts.push(new Track(0));
      this.hartThreads.push(0);
    }
    this.ready.put(0, 0);
    this.copied.put(0, 0);
  }

  private begin(life: Life): void {
    this.threads.push({
      index: life.index,
      pid: life.pid,
      tid: life.tid,
      parent: life.parent?.index ?? -1,
      isThread: life.isThread,
      names: [{ from: life.born, name: life.name }],
      states: new Track(life.born),
      ending: undefined,
    });
  }

  private extend(life: Life, to: number): void {
    const { activity, hart, reason, on } = life;
    const key = activity === 'running' ? `${activity} ${hart}` : `${activity} ${reason} ${on}`;
    let number = this.stateNumbers.get(key);
    if (number === undefined) {
      number = this.states.length;
      this.stateNumbers.set(key, number);
      this.states.push({ activity, hart: activity === 'running' ? hart : -1, reason, on });
    }
    this.put(this.threads[life.index]!.states, number, to);
  }

  private switchHart(hart: number, cycle: number, thread: number): void {
    const track = this.harts[hart]!;
    if (cycle > track.end) this.put(track, this.hartThreads[hart]!, cycle);
    this.hartThreads[hart] = thread;
  }

  private exit({ pid, status, signal }: Extract<EventRecord, { kind: 'exit' }>): void {
    const thread = this.threads.findLast((each) => each.tid === pid);
    if (thread !== undefined) thread.ending = signal === 0 ? `exit ${status}` : signalName(signal);
  }

  private countReady(cycle: number, change: number): void {
    if (change === 0) return;
    this.readyCount += change;
    this.ready.put(cycle, this.readyCount);
  }

  private put(track: Track, value: number, to: number): void {
    const before = track.starts.length;
    track.put(value, to);
    this.intervals += track.starts.length - before;
    while (this.intervals > this.capacity) this.coarsen();
  }

  private coarsen(): void {
    const finest = 2 ** Math.floor(Math.log2(Math.max(1, (this.end * this.trackCount) / this.capacity)));
    this.resolution = Math.max(this.resolution * 2, finest);
    const tracks = [...this.harts, ...this.threads.map(({ states }) => states)];
    for (const track of tracks) track.coarsen(this.resolution);
    this.intervals = tracks.reduce((sum, { starts }) => sum + starts.length, 0);
    // A run with more threads than intervals keeps one for each.
    if (this.resolution > this.end) this.intervals = 0;
  }

  private get trackCount(): number {
    return this.harts.length + this.threads.length;
  }
}
