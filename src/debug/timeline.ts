import type { Computer, Halt, Monitor } from '../system/computer.ts';
import { restoreSnapshot, type Snapshot, takeSnapshot } from '../system/snapshot.ts';
import { EffortMeter } from './effort.ts';
import { ancestry, insertMark, type Line, lastMark, type Mark, newBytes } from './line.ts';
import { Runners } from './runners.ts';
import { bytesOf, thinTo } from './thinning.ts';

/** A moment: how many steps the computer had made (`Computer.steps`), and the cycle that it had reached. */
export interface Moment {
  readonly step: number;
  readonly cycle: number;
}

/** How much may be remembered, and by what clock the effort of running is measured. */
export interface TimelineOptions {
  /** Milliseconds, from a clock of the host; without one effort is estimated. It changes nothing that can be observed. */
  readonly clock?: () => number;
  /** About how many bytes snapshots may take. */
  readonly memoryBytes?: number;
}

/** How often a snapshot is taken while history is made, in milliseconds of effort: more seldom where one takes long itself. */
const SMALLEST_GAP = 25;
const LARGEST_GAP = 100;
const GAP_PER_COST = 60;
const DEFAULT_MEMORY = 2 ** 29;
/** On the way back snapshots are left at these distances, in steps, before the target. */
const LANDINGS = [1_000_000, 100_000, 10_000];

/**
 * The history of a computer: it is recorded while the computer runs, and any moment of it can be gone back to. After that
 * the computer goes the same way again, up to the end of the line, and then on. A change starts another line.
 */
export class Timeline {
  readonly computer: Computer;
  readonly lines: Line[] = [];
  private readonly meter: EffortMeter;
  private readonly options: TimelineOptions;
  /** About how many milliseconds a snapshot takes. */
  private markCost = 0;
  /** The line, and which of the lines that lead to it is being gone. */
  private path: Line[] = [];
  private place = 0;
  /** The mark that was passed or restored last, and the effort since then. */
  private lastMark: Mark;

  /** Records from the present on. */
  constructor(computer: Computer, options: TimelineOptions = {}) {
    this.computer = computer;
    this.meter = new EffortMeter(computer, options.clock);
    this.options = options;
    this.lastMark = this.makeMark(0, undefined);
    this.addLine({ name: 'main', parent: undefined, cause: '', start: this.step, marks: [this.lastMark] });
  }

  /** How many steps were made up to now. */
  get step(): number {
    return this.computer.steps;
  }

  get now(): Moment {
    return { step: this.step, cycle: reachedCycle(this.computer) };
  }

  get line(): Line {
    return this.path.at(-1)!;
  }

  /** The lines that lead to the present one, which comes last. */
  get ancestry(): readonly Line[] {
    return this.path;
  }

  /** The one of them that the present moment is on. */
  get presentLine(): Line {
    return this.path[this.place]!;
  }

  /** The first moment that can be gone back to. */
  get start(): number {
    return this.path[0]!.start;
  }

  /** Whether nothing is known of what comes next. */
  get isAtEnd(): boolean {
    return this.step >= this.line.end;
  }

  /** How many bytes the snapshots hold. */
  get bytes(): number {
    return bytesOf(this.lines);
  }

  /**
   * Makes up to `count` steps, and no more than one turn's work; ends earlier as `Computer.run` does. `hartPause` is passed on.
   */
  advance(count: number, hartPause?: { readonly index: number; readonly instret: number }, limit?: number): Halt {
    this.enterLine();
    const next = this.path[this.place + 1];
    const pauseAfter = next === undefined ? count : Math.min(count, next.start - this.step);
    this.meter.begin();
    const halt = this.computer.run({ pauseAfter, turn: this.meter.turn, hartPause, limit });
    this.meter.end();
    this.afterRunning();
    this.enterChangedLine();
    return halt;
  }

  /** Lets the time pass in which every hart is idle, up to `cycle`. */
  skipIdle(cycle: number): void {
    this.enterLine();
    this.computer.skipIdle(cycle);
    this.computer.monitor?.served();
    this.afterRunning();
  }

  /** Goes to `step`, which must lie between the start and the end of the line. */
  seek(step: number): void {
    const before = this.step;
    if (step === before) return;
    const mark = this.markBefore(step);
    const isFurther = step > before && mark.step <= before;
    if (!isFurther) this.restore(mark);
    if (step < before) this.land(step);
    this.replay(step);
  }

  /** Goes to the first moment at which the computer had reached `cycle`; false, and to the end, if it has not yet. */
  seekCycle(cycle: number): boolean {
    this.seek(this.markBeforeCycle(cycle).step);
    const { computer } = this;
    const { monitor } = computer;
    computer.monitor = undefined;
    try {
      while (reachedCycle(computer) < cycle) {
        if (this.isAtEnd) return false;
        const halt = this.advance(Math.min(this.stepsBefore(cycle), this.line.end - this.step));
        if (halt.kind === 'idle') this.skipIdle(halt.cycle);
        else if (halt.kind !== 'paused' && halt.kind !== 'stopped') return reachedCycle(computer) >= cycle;
      }
      return true;
    } finally {
      computer.monitor = monitor;
    }
  }

  /** How many steps can be made, at least one, without passing the moment at which the computer reaches `cycle`. */
  stepsBefore(cycle: number): number {
    const { settings, kernel } = this.computer;
    const dearest = Math.max(1 + settings.entryCycles, ...kernel.costs);
    return Math.max(1, Math.floor((cycle - reachedCycle(this.computer)) / dearest));
  }

  /** The last snapshot at or before `step`. */
  markBefore(step: number): Mark {
    for (let place = this.path.length - 1; place >= 0; place--) {
      const mark = lastMark(this.path[place]!.marks, (candidate) => candidate.step <= step);
      if (mark !== undefined) return mark;
    }
    throw new Error(`step ${step} lies before the start of the history`);
  }

  /** The last snapshot at which the computer had not reached `cycle`, or the first of all. */
  markBeforeCycle(cycle: number): Mark {
    for (let place = this.path.length - 1; place >= 0; place--) {
      const mark = lastMark(this.path[place]!.marks, (candidate) => candidate.cycle < cycle);
      if (mark !== undefined) return mark;
    }
    return this.path[0]!.marks[0]!;
  }

  /** Changes something now: what follows is a line of its own, and the one before stays as it was recorded. */
  change(name: string | undefined, cause: string, make: () => void): Line {
    const { step, line } = this;
    const parent = this.path[this.place]!;
    const isFresh = line.end === step && line.start === step && line.parent !== undefined && line.marks.length === 1;
    this.computer.outside.startCourse();
    make();
    const effort = this.lastMark.effort + this.meter.effort;
    const mark = this.makeMark(effort, undefined);
    if (isFresh) {
      // Several changes at one moment make one line.
      line.marks[0] = mark;
      line.end = mark.step;
      line.endCycle = mark.cycle;
      this.lastMark = mark;
      return line;
    }
    const other = this.addLine({ name: name ?? this.freeName(), parent, cause, start: step, marks: [mark] });
    this.lastMark = mark;
    return other;
  }

  /** What comes from outside: at the end of the line it goes on with that; before, it starts another line. */
  receive(cause: string, happen: () => void): void {
    if (!this.isAtEnd) {
      this.change(undefined, cause, happen);
      return;
    }
    // What was noted already, and has yet to count, stays noted.
    const { outside } = this.computer;
    outside.position.noted = outside.log.happenings.length;
    happen();
    this.afterRunning();
  }

  /** Goes over to another line: to where it left the present one or another, or to `step` on it. */
  switchTo(line: Line, step = line.start): void {
    this.path = ancestry(line);
    this.restore(this.markBefore(step));
    this.replay(step);
  }

  /** Gives a line another name. */
  rename(line: Line, name: string): void {
    line.name = name;
  }

  private addLine(parts: Omit<Line, 'end' | 'endCycle'>): Line {
    const first = parts.marks[0]!;
    const line: Line = { ...parts, end: first.step, endCycle: first.cycle };
    this.lines.push(line);
    this.path = ancestry(line);
    this.place = this.path.length - 1;
    return line;
  }

  private freeName(): string {
    let number = this.lines.length;
    while (this.lines.some(({ name }) => name === `branch-${number}`)) number++;
    return `branch-${number}`;
  }

  /** At the start of the next line of the path: that is where it goes on. */
  private enterLine(): void {
    const next = this.path[this.place + 1];
    if (next !== undefined && this.step === next.start) this.restore(next.marks[0]!);
  }

  /** As `enterLine`, for a line that begins with a change and without a step. */
  private enterChangedLine(): void {
    if (this.path[this.place + 1]?.marks[0]?.step === this.step) this.enterLine();
  }

  private restore(mark: Mark): void {
    restoreSnapshot(this.computer, mark.snapshot);
    this.place = this.path.findLastIndex(({ marks }) => marks.includes(mark));
    this.lastMark = mark;
    this.meter.reset();
  }

  /** Leaves snapshots before `step`, so that what lies before it is soon reached from then on. */
  approach(step: number): void {
    const mark = this.markBefore(step - 1);
    if (step - mark.step < LANDINGS.at(-1)! * 4) return;
    this.restore(mark);
    this.land(step);
  }

  /** Keeps the present as a snapshot, unless there is one. */
  keep(): void {
    if (this.markBefore(this.step).step !== this.step) this.addMark();
  }

  /** A thread runs: it is noted with the stretch of history. */
  noteRan(tid: number): void {
    this.lastMark.ran.add(tid);
  }

  /** Whether it is time to let the host look after other things; then its turn begins. */
  takeTurn(): boolean {
    return this.meter.takeTurn();
  }

  /** Runs through recorded history to `step` while `monitor` (or nobody) looks on; it need not ask for pauses. */
  replayWith(step: number, monitor: Monitor | undefined): void {
    const { computer } = this;
    const before = computer.monitor;
    computer.monitor = monitor;
    while (this.step < step) {
      const halt = this.advance(step - this.step);
      if (halt.kind === 'idle') this.skipIdle(halt.cycle);
      else if (halt.kind !== 'paused' && halt.kind !== 'stopped' && this.step < step) {
        throw new Error(`history ends with ${halt.kind} at step ${this.step}, before step ${step}`);
      }
    }
    this.enterChangedLine();
    computer.monitor = before;
  }

  private replay(step: number): void {
    this.replayWith(step, undefined);
  }

  /** Leaves snapshots on the way to `step`, so that going back from there is quick. */
  private land(step: number): void {
    for (const distance of LANDINGS) {
      if (step - this.step < distance * 4) continue;
      this.replay(step - distance);
      this.addMark();
    }
  }

  /** The present has been reached by running: notes how far, and takes a snapshot when one is due. */
  private afterRunning(): void {
    const line = this.path[this.place]!;
    const isNew = this.step > line.end;
    if (isNew) {
      line.end = this.step;
      line.endCycle = reachedCycle(this.computer);
    }
    if (this.meter.effort < this.gap) return;
    if (isNew) {
      this.addMark();
      return;
    }
    const mark = this.markBefore(this.step);
    if (mark === this.lastMark) return;
    this.lastMark = mark;
    this.meter.reset();
  }

  private get gap(): number {
    return Math.min(LARGEST_GAP, Math.max(SMALLEST_GAP, this.markCost * GAP_PER_COST));
  }

  private addMark(): void {
    const start = this.options.clock?.() ?? 0;
    const { marks, end } = this.path[this.place]!;
    const mark = this.makeMark(this.lastMark.effort + this.meter.effort, this.lastMark.snapshot);
    if (this.step < end) mark.ran.addAll(this.markBefore(this.step).ran);
    insertMark(marks, mark);
    this.lastMark = mark;
    this.meter.reset();
    thinTo(this.lines, mark.effort, this.options.memoryBytes ?? DEFAULT_MEMORY);
    const spent = (this.options.clock?.() ?? 0) - start;
    this.markCost += (spent - this.markCost) / 4;
  }

  private makeMark(effort: number, before: Snapshot | undefined): Mark {
    const snapshot = takeSnapshot(this.computer);
    const { step, cycle } = this.now;
    // A thread on a hart may move with what the kernel does next.
    const { running } = this.computer.kernel;
    const ran = new Runners(running.flatMap((thread) => (thread === undefined ? [] : [thread.tid])));
    return { step, cycle, effort, snapshot, bytes: newBytes(snapshot, before), ran };
  }
}

/** The cycle up to which something has happened: that of the hart that is ahead, or of the kernel. */
function reachedCycle({ machine, kernel }: Computer): number {
  let reached = kernel.now();
  for (const hart of machine.harts) reached = Math.max(reached, hart.cycle);
  return reached;
}
