import type { Kernel } from '../kernel/kernel.ts';
import type { Thread } from '../kernel/thread.ts';
import { type Context, newContext } from '../machine/context.ts';
import type { FrameSnapshot } from '../machine/frame-snapshot.ts';
import type { Hart } from '../machine/hart.ts';
import { cloneGraph, type Shared } from './clone.ts';
import type { Computer } from './computer.ts';
import type { NamedObjects } from './graph.ts';
import type { Course, Position } from './outside.ts';
import type { Rounds } from './rounds.ts';

/** What the kernel, the rounds and the place in the input log are at one moment: all that is not in frames and harts. */
interface State {
  readonly kernel: Kernel;
  readonly rounds: Rounds;
  readonly trapped: (Thread | undefined)[];
  readonly steps: number;
  readonly position: Position;
}

/** A hart between two instructions. */
interface HartState {
  readonly context: Context;
  readonly root: number;
  readonly cycle: number;
  readonly instret: number;
  readonly divTrap: boolean;
  readonly trapCause: number;
  readonly trapValue: number;
}

/** A whole computer at one moment. It stays valid however the computer goes on, and can be restored any number of times. */
export interface Snapshot {
  readonly state: State;
  /** How many objects the state consists of. */
  readonly objects: number;
  readonly harts: readonly HartState[];
  readonly frames: FrameSnapshot;
  /** What came in up to then and after, on this course: it goes on as it did until something else happens. */
  readonly course: Course;
}

/** Copies the computer's state; nothing that the guest can observe changes. */
export function takeSnapshot(computer: Computer): Snapshot {
  const { copy: state, objects } = cloneGraph(stateOf(computer), sharedParts(computer));
  return {
    state,
    objects,
    harts: computer.machine.harts.map(saveHart),
    frames: computer.machine.captureFrames(),
    course: computer.outside.course,
  };
}

/** Puts the computer back to a moment. Observers of the kernel stay. */
export function restoreSnapshot(computer: Computer, snapshot: Snapshot): void {
  const { position, ...state } = cloneGraph(snapshot.state, sharedParts(computer)).copy;
  Object.assign(computer, state);
  computer.outside.position = position;
  computer.outside.course = snapshot.course;
  computer.machine.restoreFrames(snapshot.frames);
  for (const hart of computer.machine.harts) loadHart(hart, snapshot.harts[hart.index]!);
}

/** What a snapshot refers to and does not hold: the hardware, which it saves in its own way, and what is outside the computer. */
export function sharedParts(computer: Computer): Shared {
  return new Set(Object.values(namedParts(computer)));
}

/** The same by names. */
export function namedParts({ machine, outside, settings, kernel }: Computer): NamedObjects {
  const { call, observers, followers, files } = kernel;
  const others = { call, observers, followers, images: files.images };
  const parts = { machine, outside, folders: outside.folders, settings, ...others };
  const { module } = settings.scheduler;
  return module === undefined ? parts : { ...parts, policy: module };
}

/** The graph of the computer's state: all that is not in frames and harts. */
export function stateOf({ kernel, rounds, trapped, steps, outside }: Computer): State {
  return { kernel, rounds, trapped, steps, position: outside.position };
}

function saveHart(hart: Hart): HartState {
  const context = newContext();
  hart.saveContext(context);
  const { root, cycle, instret, divTrap, trapCause, trapValue } = hart;
  return { context, root, cycle, instret, divTrap, trapCause, trapValue };
}

function loadHart(hart: Hart, { context, root, trapCause, trapValue, ...counters }: HartState): void {
  hart.load(root, context);
  Object.assign(hart, counters);
  Object.assign(hart.outcome, { trapCause, trapValue });
}
