import type { Thread } from '../kernel/thread.ts';
import type { Halt } from '../system/computer.ts';
import type { Found, Lookout } from './lookout.ts';
import type { Moves } from './moves.ts';
import type { Breakpoint, Points } from './points.ts';
import type { Stop, StopReason, ThreadId } from './stop.ts';
import { findThread, idOf } from './threads.ts';
import type { Timeline } from './timeline.ts';

/** Why a motion gives the host a turn: just so, or since the computer idles or waits for input. */
export type Pause =
  | { readonly kind: 'turn' }
  | { readonly kind: 'idle'; readonly cycle: number }
  | { readonly kind: 'input' };

/** A way through time that ends with a stop; between its pieces the host can look after other things. */
export type Motion = Generator<Pause, Stop>;

/** What motions are made of. */
export interface Course {
  readonly timeline: Timeline;
  readonly lookout: Lookout;
  readonly points: Points;
  readonly moves: Moves;
  /** Somebody wants the motion to end. */
  isInterrupted(): boolean;
  /** Whether idle time passes as it does outside. */
  readonly isPaced: boolean;
  /** The cycle at which virtual time ends. */
  readonly limit: number | undefined;
  /** The last step that there is: the end of a recording. */
  readonly lastStep: number;
}

/** So many hits in one stretch, and it is searched from its end in pieces. */
const MANY_HITS = 500;
const SMALLEST_PIECE = 20_000;

/** Goes on until something is found, the computer stands, or the step `until` or the cycle `untilCycle` is reached. */
export function* forwards(course: Course, until = Infinity, untilCycle = Infinity): Motion {
  const { timeline, lookout } = course;
  lookout.isForward = true;
  lookout.arm();
  try {
    for (;;) {
      const end = Math.min(until, course.lastStep);
      if (timeline.step >= end) return until <= course.lastStep ? reached(course, { kind: 'reached' }) : atEnd(course);
      if (timeline.now.cycle >= untilCycle) return reached(course, { kind: 'reached' });
      const stop = yield* piece(course, Math.min(end - timeline.step, timeline.stepsBefore(untilCycle)));
      if (stop !== undefined) return stop;
    }
  } finally {
    lookout.disarm();
  }
}

/** The end of a recording, which may be that of the program. */
function atEnd(course: Course): Stop {
  return reached(course, endingHere(course) ?? { kind: 'history', end: 'end' });
}

/** The end of the program, if it has ended at the present moment. */
export function endingHere({ timeline }: Course): StopReason | undefined {
  const halt = timeline.advance(0);
  if (halt.kind !== 'ended') return undefined;
  const { code, status } = halt.ending;
  return { kind: 'ended', code, status };
}

/** One piece of a run with the lookout armed: the stop, if there is one. */
function* piece(
  course: Course,
  count: number,
  hartPause?: { readonly index: number; readonly instret: number },
): Generator<Pause, Stop | undefined> {
  const { timeline, lookout } = course;
  lookout.refresh();
  const halt = timeline.advance(lookout.mustSingleStep ? 1 : count, hartPause, course.limit);
  const found = take(course, halt);
  if (found !== undefined) return stopAt(course, found);
  if (halt.kind === 'paused' || halt.kind === 'stopped') {
    if (course.isInterrupted()) return reached(course, { kind: 'interrupted' });
    if (timeline.takeTurn()) yield { kind: 'turn' };
    return undefined;
  }
  return yield* standstill(course, halt);
}

/** What a run has found, and what the machine's stop was about. */
function take({ timeline, lookout }: Course, halt: Halt): Found | undefined {
  const found = lookout.take();
  if (found !== undefined || halt.kind !== 'stopped') return found;
  const { computer } = timeline;
  const hart = computer.machine.harts[halt.hart]!;
  const thread = computer.kernel.running[halt.hart]!;
  const hit = lookout.atMachineStop(hart);
  if (hit?.reason.kind !== 'watchpoint') return hit;
  // The access is made first: then one sees whether it changed anything.
  timeline.advance(Infinity, { index: halt.hart, instret: hart.instret + 1 });
  const watched = lookout.afterWatched(hit, thread);
  const other = lookout.take();
  return watched ?? other;
}

function* standstill(course: Course, halt: Halt): Generator<Pause, Stop | undefined> {
  const { timeline, lookout } = course;
  if (course.isInterrupted()) return reached(course, { kind: 'interrupted' });
  switch (halt.kind) {
    case 'idle': {
      if (course.isPaced && timeline.isAtEnd) {
        const { step } = timeline;
        yield { kind: 'idle', cycle: halt.cycle };
        // Something may have come from outside meanwhile.
        if (timeline.step !== step) return undefined;
        if (course.isInterrupted()) return reached(course, { kind: 'interrupted' });
      }
      timeline.skipIdle(halt.cycle);
      const found = lookout.take();
      return found === undefined ? undefined : stopAt(course, found);
    }
    case 'input': {
      const { step } = timeline;
      yield { kind: 'input' };
      if (course.isInterrupted()) return reached(course, { kind: 'interrupted' });
      return timeline.step === step ? reached(course, { kind: 'input' }) : undefined;
    }
    case 'ended':
      return reached(course, { kind: 'ended', code: halt.ending.code, status: halt.ending.status });
    case 'deadlock':
      return reached(course, { kind: 'deadlock' });
    default:
      return reached(course, { kind: 'limit' });
  }
}

/** A stop here, for a reason that belongs to no thread. */
export function reached({ timeline }: Course, reason: StopReason, thread?: ThreadId): Stop {
  return { reason, thread, moment: timeline.now };
}

function stopAt({ timeline, points, lookout }: Course, found: Found): Stop {
  if (found.isBefore === true) {
    lookout.disarm();
    timeline.seek(found.step);
  }
  lookout.passed = { step: timeline.step, thread: found.thread };
  if (found.point?.isTemporary === true) points.delete(found.point.id);
  return { reason: found.reason, thread: found.thread, moment: timeline.now };
}

/** Goes back to the last moment before now, and not before the step `first`, at which something would have been found. */
export function* backwards(course: Course, first = course.timeline.start): Motion {
  const { timeline, lookout } = course;
  const present = timeline.step;
  let high = present;
  while (high > first) {
    // Near the present finely, since the next journey begins near its end.
    if (high === present) timeline.approach(high);
    const low = Math.max(first, timeline.markBefore(high - 1).step);
    const last = yield* search(course, low, high, present);
    if (last === 'interrupted') return reached(course, { kind: 'interrupted' });
    if (last !== undefined) {
      timeline.seek(last.step);
      lookout.passed = { step: last.step, thread: last.thread };
      return { reason: last.reason, thread: last.thread, moment: timeline.now };
    }
    high = low;
  }
  timeline.seek(first);
  return reached(course, { kind: 'history', end: 'begin' });
}

/** The last thing found in the stretch of history from `low` to `high`, before `present`. */
function* search(
  course: Course,
  low: number,
  high: number,
  present: number,
): Generator<Pause, Found | 'interrupted' | undefined> {
  const { timeline, lookout } = course;
  timeline.seek(low);
  lookout.isForward = false;
  lookout.passed = undefined;
  lookout.arm();
  let last: Found | undefined;
  let hits = 0;
  try {
    while (timeline.step < high) {
      const { step } = timeline;
      const halt = timeline.advance(lookout.mustSingleStep ? 1 : high - step);
      const found = take(course, halt);
      // Going back one arrives before the access, and not after it.
      const at = found?.reason.kind === 'watchpoint' && found.step === timeline.step ? found.step - 1 : found?.step;
      if (found !== undefined && at! < present) {
        last = { ...found, step: at! };
        hits++;
      }
      if (halt.kind === 'idle') timeline.skipIdle(halt.cycle);
      if (course.isInterrupted()) return 'interrupted';
      if (timeline.takeTurn()) yield { kind: 'turn' };
      if (hits > MANY_HITS && high - timeline.step > SMALLEST_PIECE) break;
    }
  } finally {
    lookout.disarm();
  }
  if (timeline.step >= high) return last;
  // Only the last hit counts: the second half first, then what is left of the first.
  const middle = timeline.step + Math.floor((high - timeline.step) / 2);
  const here = timeline.step;
  timeline.seek(middle);
  timeline.keep();
  const later = yield* search(course, middle, high, present);
  if (later !== undefined) return later;
  return (yield* search(course, here, middle, present)) ?? last;
}

/** Goes on until the thread has moved once: by an instruction of its own, or into a signal handler or a new program. */
export function* stepForwards(course: Course, id: ThreadId): Generator<Pause, Stop | undefined> {
  const { timeline, lookout } = course;
  lookout.isForward = true;
  lookout.arm();
  lookout.follow(id);
  try {
    for (;;) {
      if (timeline.step >= course.lastStep) return atEnd(course);
      const thread = findThread(timeline.computer.kernel, id);
      const stop = yield* piece(course, course.lastStep - timeline.step, nextInstruction(course, thread));
      if (lookout.progress === 'gone') return stop ?? reached(course, { kind: 'gone' }, id);
      if (stop !== undefined) return stop;
      if (lookout.progress === 'moved') return undefined;
    }
  } finally {
    lookout.disarm();
  }
}

/** The pause at which the hart of a running thread has retired one instruction more. */
function nextInstruction({ timeline }: Course, thread: Thread | undefined) {
  if (thread?.state !== 'running') return undefined;
  const hart = timeline.computer.machine.harts[thread.hart]!;
  return { index: hart.index, instret: hart.instret + 1 };
}

/** Goes on until `thread` comes to `addr` and passes `test`, or to any other stop: then that is given. */
export function forwardsTo(course: Course, thread: ThreadId, addr: number, test: (thread: Thread) => boolean) {
  return goTo(course, forwards(course), { thread, addr, test });
}

/** As `forwardsTo`, into the past. */
export function backwardsTo(course: Course, thread: ThreadId, addr: number, test: (thread: Thread) => boolean) {
  return goTo(course, backwards(course), { thread, addr, test });
}

/** Carries out `motion` with one breakpoint more: undefined if it ends there. */
function* goTo(
  { points }: Course,
  motion: Motion,
  to: { readonly thread: ThreadId; readonly addr: number; readonly test: (thread: Thread) => boolean },
): Generator<Pause, Stop | undefined> {
  const { thread, addr, test } = to;
  const point = points.addBreakpoint({ kind: 'address', addr }, { isInternal: true, thread, test });
  try {
    const stop = yield* motion;
    return isAt(stop, point) ? undefined : stop;
  } finally {
    points.delete(point.id);
  }
}

function isAt({ reason }: Stop, point: Breakpoint): boolean {
  return reason.kind === 'breakpoint' && reason.point === point.id;
}

/** Goes back to the moment before the last move of the thread; undefined if it got there. */
export function* stepBackwards(course: Course, id: ThreadId, count = 1): Generator<Pause, Stop | undefined> {
  const { timeline, moves } = course;
  const found = moves.before(id, timeline.step, count + 1);
  const target = found[count] ?? found.at(-1) ?? timeline.start;
  timeline.seek(target);
  if (timeline.takeTurn()) yield { kind: 'turn' };
  return found.length > count ? undefined : reached(course, { kind: 'history', end: 'begin' }, id);
}

/** The stop at the end of steps: at a breakpoint that stands there, if one does. */
export function arrived(course: Course, id: ThreadId): Stop {
  const { timeline, lookout } = course;
  const thread = findThread(timeline.computer.kernel, id);
  lookout.passed = undefined;
  const found = thread === undefined ? undefined : lookout.atBreakpoint(thread);
  lookout.passed = { step: timeline.step, thread: id };
  if (found === undefined) return reached(course, { kind: 'reached' }, id);
  return stopAt(course, { ...found, thread: thread === undefined ? id : idOf(thread) });
}
