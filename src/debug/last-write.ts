import type { Process } from '../kernel/process.ts';
import { PAGE_SHIFT, PAGE_SIZE } from '../machine/memory.ts';
import type { EventLog } from './event-log.ts';
import { backwards, type Course, type Motion, type Pause, reached } from './motion.ts';
import type { Programs } from './program.ts';
import type { Origin, Stop, ThreadId } from './stop.ts';
import { findThread, loadFrom } from './threads.ts';

/**
 * Goes back to the last write to `length` bytes at `addr` of a thread's process; where it has its memory from a fork, to that of the
 * process that forked it. What nobody wrote is left as it is: the stop says where it comes from.
 */
export function* lastWrite(
  course: Course & { readonly programs: Programs },
  events: EventLog,
  id: ThreadId,
  { addr, length }: { readonly addr: number; readonly length: number },
): Motion {
  const { timeline, points } = course;
  const present = timeline.step;
  const others = points.all.filter(({ isEnabled }) => isEnabled);
  for (const point of others) points.setEnabled(point, false);
  try {
    let owner: ThreadId | undefined = id;
    while (owner !== undefined) {
      const birth = events.birthOf(owner.pid);
      const stop: Stop = yield* lastWriteSince(course, owner.pid, birth?.step, { addr, length });
      // The number of the watchpoint means nothing to anybody.
      if (stop.reason.kind === 'watchpoint') return { ...stop, reason: { kind: 'reached' } };
      if (stop.reason.kind !== 'history') return stop;
      owner = birth?.parent;
      if (owner !== undefined) timeline.seek(birth!.step - 1);
    }
  } finally {
    for (const point of others) points.setEnabled(point, true);
  }
  timeline.seek(present);
  const thread = findThread(timeline.computer.kernel, id);
  if (thread === undefined) return reached(course, { kind: 'gone' });
  return reached(course, { kind: 'unwritten', addr, origin: originOf(course, thread.process, addr) }, id);
}

/** Backwards with nothing armed but a watchpoint, to the step `since`. */
function* lastWriteSince(
  course: Course,
  pid: number,
  since: number | undefined,
  { addr, length }: { readonly addr: number; readonly length: number },
): Generator<Pause, Stop> {
  const { points } = course;
  const watch = points.addWatchpoint({ kind: 'memory', addr, length }, 'write', { isInternal: true, scope: [pid] });
  try {
    return yield* backwards(course, since);
  } finally {
    points.delete(watch.id);
  }
}

/** Where a word comes from that nobody wrote. */
function originOf(
  { timeline, programs }: Course & { readonly programs: Programs },
  process: Process,
  addr: number,
): Origin {
  const { kernel } = timeline.computer;
  const { space } = process;
  const area = space.areaAt(addr >>> PAGE_SHIFT);
  if (area?.backing.kind === 'file' && addr - space.firstPageOf(area) * PAGE_SIZE < area.backing.bytes) {
    const { inode } = area.backing;
    const section = inode === process.executable ? programs.of(kernel, process)?.sectionAt(addr) : undefined;
    return { kind: 'file', path: kernel.files.shownPath(inode) ?? process.executablePath, section };
  }
  return { kind: loadFrom(kernel, process, addr, 4) === 0 ? 'zero' : 'start' };
}
