import { join } from 'node:path';
import { parsePage } from '../../src/cli/lesson-page.ts';
import { LessonFolder, listLessons } from '../../src/cli/lessons.ts';
import { loadPrograms } from '../../src/cli/programs.ts';
import type { KernelEvent } from '../../src/kernel/events.ts';
import type { Process } from '../../src/kernel/process.ts';
import type { ThreadState, WaitReason } from '../../src/kernel/thread.ts';
import type { Computer } from '../../src/system/computer.ts';
import type { Settings } from '../../src/system/settings.ts';
import { type KernletOutcome, runInKernlet } from '../guest/kernlet.ts';
import { assembledOnce } from './assembled.ts';

/** The executables of /bin, which only some programs need: a computer without them is made faster. */
const bin = await loadPrograms();
const PROGRAMS_WITH_TOOLS = ['14-zombies-and-orphans/family', '15-tree-and-groups/groups', '12-unix-and-windows/both'];

/** How a program of a lesson is run. */
export interface LessonOptions extends Partial<Settings> {
  readonly args?: readonly string[];
  /** The number of the change of the page that is applied first, from 1; 0 for none. */
  readonly change?: number;
  readonly stdin?: string;
  /** Cycles after which the run counts as timed out. */
  readonly limit?: number;
  /** Sees every event, with the computer as it is then. */
  readonly watch?: (event: KernelEvent, computer: Computer) => void;
}

/** What an event said; threads and processes by number, since they change afterwards. */
export interface Moment {
  readonly kind: KernelEvent['kind'];
  readonly cycle: number;
  readonly pid: number;
  readonly tid: number;
  /** The hart of a switch or a preemption, or that the thread was on last. */
  readonly hart: number;
  readonly state: ThreadState | undefined;
  /** Of a block. */
  readonly reason: WaitReason | undefined;
  readonly event: KernelEvent;
}

/** A run of a lesson's program, with all that the kernel said. */
export interface LessonRun extends KernletOutcome {
  readonly moments: readonly Moment[];
}

const assembled = new Map<string, Uint8Array>();

/** The executable of `NN-topic/name`, as it is or with a change of its page. */
function assembleLesson(program: string, change = 0): Uint8Array {
  const key = `${program} ${change}`;
  const known = assembled.get(key);
  if (known !== undefined) return known;
  const lesson = listLessons().find(({ name }) => name === program.split('/')[0])!;
  const folder = new LessonFolder(lesson);
  try {
    if (change > 0) folder.apply(parsePage(lesson.page).filter((part) => part.kind === 'change')[change - 1]!);
    const elf = assembledOnce(join(folder.path, 'programs', 'lessons', `${program}.s`));
    if (elf === undefined) throw new Error(`${program} has errors with change ${change}`);
    assembled.set(key, elf);
    return elf;
  } finally {
    folder.remove();
  }
}

/** Runs `NN-topic/name`, in a computer like that of `kernlet run`. */
export function runLesson(program: string, options: LessonOptions = {}): LessonRun {
  const { args, change, stdin, limit, watch, ...settings } = options;
  const path = `/run/${program.split('/')[1]}`;
  const executable = { path, bytes: assembleLesson(program, change) };
  const moments: Moment[] = [];
  const outcome = runInKernlet(
    { program: path, args, stdin },
    [...(PROGRAMS_WITH_TOOLS.includes(program) ? bin : []), executable],
    {
      settings,
      limit,
      prepare: (computer) =>
        computer.kernel.observe((event) => {
          moments.push(momentOf(event));
          watch?.(event, computer);
        }),
    },
  );
  return { ...outcome, moments };
}

function momentOf(event: KernelEvent): Moment {
  const thread =
    'thread' in event ? event.thread : 'child' in event && typeof event.child === 'object' ? event.child : undefined;
  return {
    kind: event.kind,
    cycle: event.cycle,
    pid: 'process' in (thread ?? {}) ? thread!.process.pid : 0,
    tid: thread?.tid ?? 0,
    hart: 'hart' in event ? event.hart : (thread?.hart ?? -1),
    state: thread?.state,
    reason: event.kind === 'block' ? event.reason : undefined,
    event,
  };
}

/** The state of the only thread of a process; why it waits, if it does. */
export function stateOf({ threads: [thread] }: Process): string {
  return thread!.state === 'blocked' ? `blocked: ${thread!.wait?.reason}` : thread!.state;
}

/** The frame under `addr` in a process; 0 if the page is not present. */
export function frameOf(process: Process, addr: number): number {
  return process.space.table.get(addr >>> 12) >>> 10;
}

/** The process with this number; undefined when it is gone. */
export function processOf(computer: Computer, pid: number): Process | undefined {
  return computer.kernel.processes.get(pid);
}
