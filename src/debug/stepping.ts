import { SP } from '../isa/registers.ts';
import type { Thread } from '../kernel/thread.ts';
import {
  backtrace,
  decodedAt,
  type Frame,
  isReturn,
  isReturnAddress,
  isSignalReturn,
  SIGNAL_FRAME,
  type StackReader,
} from './backtrace.ts';
import { isCall } from './call-targets.ts';
import {
  arrived,
  backwardsTo,
  type Course,
  forwardsTo,
  type Motion,
  type Pause,
  reached,
  stepBackwards,
  stepForwards,
} from './motion.ts';
import type { LineRange, Program, Programs } from './program.ts';
import type { Stop, ThreadId } from './stop.ts';
import { findThread, loadFrom, pcOf, registersOf } from './threads.ts';

/** How to step. */
export interface StepOptions {
  readonly by: 'instruction' | 'line';
  /** Calls count as one. */
  readonly over: boolean;
  readonly count: number;
}

/** What stepping needs beside what every motion does. */
export interface SteppingCourse extends Course {
  readonly programs: Programs;
}

/** Steps a thread forwards; others go on meanwhile as far as they must. */
export function* step(course: SteppingCourse, id: ThreadId, options: StepOptions): Motion {
  for (let count = 0; count < options.count; count++) {
    const stop =
      options.by === 'line' ? yield* stepLine(course, id, options.over) : yield* stepOne(course, id, options.over);
    if (stop !== undefined) return stop;
    const last = arrived(course, id);
    if (last.reason.kind !== 'reached') return last;
  }
  return arrived(course, id);
}

/** Steps a thread back. */
export function* reverseStep(course: SteppingCourse, id: ThreadId, options: StepOptions): Motion {
  const { by, over, count } = options;
  if (by === 'instruction' && !over) {
    const stop = yield* stepBackwards(course, id, count);
    return stop ?? arrived(course, id);
  }
  for (let done = 0; done < count; done++) {
    const stop = by === 'line' ? yield* reverseLine(course, id, over) : yield* reverseOne(course, id, over);
    if (stop !== undefined) return stop;
  }
  return arrived(course, id);
}

/** Goes on until the function that runs has returned. Throws `NoFrame` for the outermost one. */
export function finish(course: SteppingCourse, id: ThreadId): Motion {
  const caller = callerOf(course, id);
  // Deeper calls of the same function return to the same place with a lower sp.
  const hasReturned = (thread: Thread) => spOf(course, thread) >= caller.sp;
  return arriving(course, id, forwardsTo(course, id, caller.pc, hasReturned));
}

/** Goes back to the call of the function that runs. Throws `NoFrame` for the outermost one. */
export function reverseFinish(course: SteppingCourse, id: ThreadId): Motion {
  const caller = callerOf(course, id);
  const isOfSignal = caller.name === SIGNAL_FRAME || framesOf(course, id)[0]!.name === SIGNAL_FRAME;
  if (isOfSignal) return arriving(course, id, beforeSignal(course, id));
  const isCalling = (thread: Thread) => spOf(course, thread) === caller.sp;
  return arriving(course, id, backwardsTo(course, id, caller.pc - 4, isCalling));
}

/** Back to before the signal whose handler runs, or has just returned. */
function* beforeSignal(course: SteppingCourse, id: ThreadId): Generator<Pause, Stop | undefined> {
  const { name, pc, offset, sp, callerSp } = framesOf(course, id)[0]!;
  const isOver = name === SIGNAL_FRAME;
  const entry = isOver ? handlerOf(course, id, sp) : pc - offset;
  const top = isOver ? sp : callerSp;
  if (entry !== pc) {
    const stop = yield* backwardsTo(course, id, entry, (thread) => spOf(course, thread) === top);
    if (stop !== undefined) return stop;
  }
  return yield* stepBackwards(course, id);
}

/** The handler of the signal whose frame is at `sp`: that begins with the signal's number. */
function handlerOf(course: SteppingCourse, id: ThreadId, sp: number): number {
  const { kernel } = course.timeline.computer;
  const { process } = findThread(kernel, id)!;
  return (process.actions[loadFrom(kernel, process, sp, 4) ?? 0]?.handler ?? 0) >>> 0;
}

function callerOf(course: SteppingCourse, id: ThreadId): Frame {
  const caller = framesOf(course, id)[1];
  if (caller === undefined) throw new NoFrame();
  return caller;
}

/** The stop at which a way ends, or else that at the place it was to. */
function* arriving(course: Course, id: ThreadId, way: Generator<Pause, Stop | undefined>): Motion {
  return (yield* way) ?? arrived(course, id);
}

/** Goes on to a place, or to the end of the function that runs, whichever comes first. */
export function* advanceTo(course: SteppingCourse, id: ThreadId, addresses: readonly number[]): Motion {
  const { points } = course;
  const frames = framesOf(course, id);
  const caller = frames[1];
  const set = addresses.map((addr) =>
    points.addBreakpoint({ kind: 'address', addr }, { isInternal: true, thread: id }),
  );
  let stop: Stop | undefined;
  try {
    const test = (thread: Thread) => caller !== undefined && spOf(course, thread) >= caller.sp;
    stop = yield* forwardsTo(course, id, caller?.pc ?? 0, test);
  } finally {
    for (const point of set) points.delete(point.id);
  }
  const { reason } = stop ?? { reason: undefined };
  const isOurs = reason?.kind === 'breakpoint' && set.some((point) => point.id === reason.point);
  return stop === undefined || isOurs ? arrived(course, id) : stop;
}

/** As `step` over calls by line, but never back to a line before: loops are run to their ends. */
export function* stepOut(course: SteppingCourse, id: ThreadId): Motion {
  const start = place(course, id);
  if (start === undefined) return reached(course, { kind: 'gone' }, id);
  for (;;) {
    const stop = yield* stepLine(course, id, true);
    if (stop !== undefined) return stop;
    const last = arrived(course, id);
    const now = place(course, id);
    const isBack = now !== undefined && now.function === start.function && now.sp === start.sp && now.pc <= start.pc;
    if (last.reason.kind !== 'reached' || !isBack) return last;
  }
}

/** There is no caller to return to. Thrown by `finish` before anything has moved. */
export class NoFrame {
  readonly message = 'this is the outermost function: there is no caller to return to';
}

/** The frames of a thread; none if it is gone. */
export function framesOf(course: { readonly programs: Programs } & Pick<Course, 'timeline'>, id: ThreadId): Frame[] {
  const { kernel } = course.timeline.computer;
  const thread = findThread(kernel, id);
  return thread === undefined ? [] : backtrace(registersOf(kernel, thread), readerOf(course, thread));
}

function readerOf(
  { programs, timeline }: { readonly programs: Programs } & Pick<Course, 'timeline'>,
  thread: Thread,
): StackReader {
  const { kernel } = timeline.computer;
  const { process } = thread;
  const handlers = process.actions.map(({ handler }) => handler >>> 0);
  return { program: programs.of(kernel, process), handlers, load: (addr) => loadFrom(kernel, process, addr, 4) };
}

function spOf({ timeline }: Course, thread: Thread): number {
  return registersOf(timeline.computer.kernel, thread).x[SP]! >>> 0;
}

/** Where a thread is. */
interface Place {
  readonly pc: number;
  readonly sp: number;
  readonly line: LineRange | undefined;
  readonly function: number | undefined;
  readonly program: Program | undefined;
}

function place(course: SteppingCourse, id: ThreadId): Place | undefined {
  const { kernel } = course.timeline.computer;
  const thread = findThread(kernel, id);
  if (thread === undefined) return undefined;
  const pc = pcOf(kernel, thread);
  const program = course.programs.of(kernel, thread.process);
  return {
    pc,
    sp: spOf(course, thread),
    line: program?.lineAt(pc),
    function: program?.functionAt(pc)?.start,
    program,
  };
}

function isSameLine(a: LineRange | undefined, b: LineRange | undefined): boolean {
  return a?.line === b?.line && a?.file === b?.file;
}

/** One instruction; a call with all that it calls if `over`. */
function* stepOne(course: SteppingCourse, id: ThreadId, over: boolean): Generator<Pause, Stop | undefined> {
  const start = place(course, id);
  const thread = findThread(course.timeline.computer.kernel, id);
  const decoded =
    start === undefined || thread === undefined ? undefined : decodedAt(start.pc, readerOf(course, thread));
  const stop = yield* stepForwards(course, id);
  if (stop !== undefined || start === undefined || !over || decoded === undefined) return stop;
  if (isAtHandler(course, id)) return yield* leaveHandler(course, id);
  if (!isCall(decoded)) return undefined;
  const now = place(course, id);
  if (now === undefined || now.pc === start.pc + 4) return undefined;
  return yield* forwardsTo(course, id, start.pc + 4, (other) => spOf(course, other) >= start.sp);
}

/** Whether a thread stands where a signal has just made it go. */
function isAtHandler(course: SteppingCourse, id: ThreadId): boolean {
  const [own, caller] = framesOf(course, id);
  return own?.offset === 0 && caller?.name === SIGNAL_FRAME && own.sp === own.callerSp;
}

/** On to what a signal has interrupted. */
function* leaveHandler(course: SteppingCourse, id: ThreadId): Generator<Pause, Stop | undefined> {
  const interrupted = framesOf(course, id)[2];
  if (interrupted === undefined) return undefined;
  return yield* forwardsTo(course, id, interrupted.pc, (thread) => spOf(course, thread) === interrupted.sp);
}

/** On from the trampoline of a handler that has returned. */
function* leaveTrampoline(course: SteppingCourse, id: ThreadId): Generator<Pause, Stop | undefined> {
  while (isSignalReturn(place(course, id)?.pc ?? 0)) {
    const stop = yield* stepForwards(course, id);
    if (stop !== undefined) return stop;
  }
  return undefined;
}

/** To the beginning of another line. Functions without lines are stepped over. */
function* stepLine(course: SteppingCourse, id: ThreadId, over: boolean): Generator<Pause, Stop | undefined> {
  const start = place(course, id);
  if (start !== undefined && isSignalReturn(start.pc)) return yield* leaveTrampoline(course, id);
  if (start?.line === undefined) return yield* stepOne(course, id, over);
  for (;;) {
    const before = place(course, id);
    if (before === undefined) return reached(course, { kind: 'gone' }, id);
    const stop = yield* stepOne(course, id, over);
    if (stop !== undefined) return stop;
    const now = place(course, id);
    if (now === undefined) return reached(course, { kind: 'gone' }, id);
    if (now.line === undefined) {
      const left = yield* leaveUnknown(course, id, before);
      if (left !== undefined) return left;
      const after = place(course, id);
      if (after?.line === undefined || !isSameLine(after.line, start.line)) return undefined;
      continue;
    }
    if (!isSameLine(now.line, start.line)) {
      // Back in the middle of a line after a return: on to the next one, as gdb does.
      return undefined;
    }
    // The same line again from its beginning: a loop of one line, or a recursion.
    if (now.pc === now.line.start && now.pc <= before.pc && now.sp !== start.sp) return undefined;
    if (now.pc === start.line.start && now.pc < before.pc) return undefined;
  }
}

/** From code without lines, which was called at `before`, back to where it was called from. */
function* leaveUnknown(course: SteppingCourse, id: ThreadId, before: Place): Generator<Pause, Stop | undefined> {
  const thread = findThread(course.timeline.computer.kernel, id);
  if (thread === undefined) return undefined;
  if (isSignalReturn(pcOf(course.timeline.computer.kernel, thread))) return yield* leaveTrampoline(course, id);
  const back = registersOf(course.timeline.computer.kernel, thread).x[1]! >>> 0;
  const wasCalled = back === before.pc + 4 && isReturnAddress(back, readerOf(course, thread));
  if (!wasCalled) return undefined;
  return yield* forwardsTo(course, id, back, (other) => spOf(course, other) >= before.sp);
}

/** One instruction back; over a return with all that was called if `over`. */
function* reverseOne(course: SteppingCourse, id: ThreadId, over: boolean): Generator<Pause, Stop | undefined> {
  const start = place(course, id);
  const stop = yield* stepBackwards(course, id);
  if (stop !== undefined || start === undefined || !over) return stop;
  const { kernel } = course.timeline.computer;
  const thread = findThread(kernel, id);
  if (thread === undefined) return undefined;
  if (isSignalReturn(pcOf(kernel, thread))) return yield* beforeSignal(course, id);
  const reader = readerOf(course, thread);
  const decoded = decodedAt(pcOf(kernel, thread), reader);
  if (decoded === undefined || !isReturn(decoded) || !isReturnAddress(start.pc, reader)) return undefined;
  // It came back from a call: to just before that.
  return yield* backwardsTo(course, id, start.pc - 4, (other) => spOf(course, other) === start.sp);
}

/** To the beginning of the line before, or of the present one if that has begun. */
function* reverseLine(course: SteppingCourse, id: ThreadId, over: boolean): Generator<Pause, Stop | undefined> {
  const start = place(course, id);
  if (start?.line === undefined) return yield* reverseOne(course, id, over);
  const stop = yield* reverseOne(course, id, over);
  if (stop !== undefined) return stop;
  let now = place(course, id);
  // Back over code without lines, to what called it.
  while (now !== undefined && now.line === undefined) {
    const more = yield* reverseOne(course, id, over);
    if (more !== undefined) return more;
    now = place(course, id);
  }
  if (now === undefined) return undefined;
  return yield* toLineStart(course, id, now, over);
}

/** Back as long as the thread was in the same line of the same call. */
function* toLineStart(
  course: SteppingCourse,
  id: ThreadId,
  target: Place,
  over: boolean,
): Generator<Pause, Stop | undefined> {
  const { timeline } = course;
  for (;;) {
    const here = place(course, id);
    if (here === undefined || here.pc === target.line?.start) return undefined;
    const { step: present } = timeline;
    const stop = yield* reverseOne(course, id, over);
    const now = place(course, id);
    if (stop !== undefined) return stop;
    if (now !== undefined && isSameLine(now.line, target.line) && now.function === target.function) continue;
    // One too far: the line was entered in its middle.
    timeline.seek(present);
    return undefined;
  }
}
