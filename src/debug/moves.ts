import type { ThreadId } from './stop.ts';
import { findThread, pcOf } from './threads.ts';
import type { Timeline } from './timeline.ts';

/** Steps `from` to `to`, with each of which a thread moved. */
interface Stretch {
  readonly from: number;
  readonly to: number;
}

/**
 * When a thread moved: the steps that retired one of its instructions, or with which the kernel made it go on elsewhere. The
 * moment after such a step is where one arrives by stepping.
 */
export class Moves {
  private readonly timeline: Timeline;
  private cache: { line: object; tid: number; from: number; to: number; stretches: readonly Stretch[] } | undefined;

  constructor(timeline: Timeline) {
    this.timeline = timeline;
  }

  /**
   * The last `count` steps before or at `step` with which the thread moved, the latest first; fewer if it began, or the
   * history did. The present may be another one afterwards.
   */
  before(id: ThreadId, step: number, count: number): number[] {
    const found: number[] = [];
    let end = step;
    while (found.length < count && end > this.timeline.start) {
      const { from, stretches } = this.stretchesUpTo(id, end);
      for (const stretch of [...stretches].reverse()) {
        for (let at = Math.min(stretch.to, end); at >= stretch.from && found.length < count; at--) found.push(at);
      }
      end = from;
    }
    // Where the history begins, the thread stands at an instruction that it did not step to.
    if (found.length < count && end <= this.timeline.start && this.existedAtStart(id)) found.push(this.timeline.start);
    return found;
  }

  private existedAtStart(id: ThreadId): boolean {
    this.timeline.seek(this.timeline.start);
    return findThread(this.timeline.computer.kernel, id) !== undefined;
  }

  /** The stretches of moves in a stretch of history that ends at `end`, and where that begins. */
  private stretchesUpTo(id: ThreadId, end: number): { from: number; stretches: readonly Stretch[] } {
    const { timeline, cache } = this;
    const { line } = timeline;
    if (cache?.line === line && cache.tid === id.tid && cache.from < end && end <= cache.to) return cache;
    timeline.approach(end);
    let mark = timeline.markBefore(end - 1);
    let to = end;
    // Over stretches in which it did not run.
    while (!mark.ran.has(id.tid) && mark.step > timeline.start) {
      to = mark.step;
      mark = timeline.markBefore(to - 1);
    }
    const stretches = this.record(id, mark.step, to);
    this.cache = { line, tid: id.tid, from: mark.step, to: end, stretches };
    return this.cache;
  }

  /** Runs from one step to another and notes when the thread moves. */
  private record(id: ThreadId, from: number, to: number): Stretch[] {
    const { timeline } = this;
    const stretches: Stretch[] = [];
    timeline.seek(from);
    const note = (first: number, last: number): void => {
      const before = stretches.at(-1);
      if (before?.to === first - 1) stretches[stretches.length - 1] = { from: before.from, to: last };
      else stretches.push({ from: first, to: last });
    };
    const { computer } = timeline;
    const present = () => findThread(computer.kernel, id);
    let thread = present();
    let pc = thread === undefined ? undefined : pcOf(computer.kernel, thread);
    timeline.replayWith(to, {
      ran: (hart, count, isTrapped) => {
        const running = computer.kernel.running[hart.index]!;
        if (running.tid !== id.tid || running.process.pid !== id.pid) return false;
        const retired = count - (isTrapped ? 1 : 0);
        const first = computer.steps - count + 1;
        if (retired > 0) note(first, first + retired - 1);
        pc = hart.pc;
        return false;
      },
      served: () => {
        thread = present();
        const now = thread === undefined ? undefined : pcOf(computer.kernel, thread);
        // A thread that begins stands at its first instruction.
        if (now !== undefined && now !== pc) note(computer.steps, computer.steps);
        pc = now;
        return false;
      },
    });
    return stretches;
  }
}
