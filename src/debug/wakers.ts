import { O_ACCMODE, O_RDONLY, O_WRONLY } from '../abi/files.ts';
import type { FileLocks } from '../kernel/fs/locks.ts';
import { type Pipe, PipeEnd } from '../kernel/io/pipe.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { Process } from '../kernel/process.ts';
import type { Thread } from '../kernel/thread.ts';
import type { WaitQueue } from '../kernel/wait-queue.ts';

/**
 * The processes that could end the wait of a thread: those with the other end of a pipe, living children, holders of a lock, who
 * shares its memory. Undefined if that cannot be said: time, a signal, a terminal or the world outside may do it.
 */
export function wakersOf(kernel: Kernel, { wait, process }: Thread): ReadonlySet<Process> | undefined {
  if (wait === undefined || wait.deadline !== Infinity) return undefined;
  const living = [...kernel.processes.values()].filter(({ ending }) => ending === undefined);
  switch (wait.reason) {
    case 'child':
    case 'vfork':
      return new Set([...process.children].filter(({ ending }) => ending === undefined));
    case 'futex':
      return new Set(living.filter(({ space }) => space === process.space || sharesMemory(process, { space })));
    case 'lock': {
      const locks = locksOf(living).filter(({ waiters }) => wait.queues.includes(waiters));
      return locks.length === 0
        ? undefined
        : new Set(living.filter((other) => locks.some((lock) => holds(other, lock))));
    }
    case 'read':
    case 'write': {
      const ends = living.flatMap((holder) => pipeEndsOf(holder).map((end) => ({ holder, end })));
      const others = ends.filter(({ end }) => isOtherEnd(end, wait.queues));
      // A wait in a queue of something that is no pipe is for somebody else.
      return pipesIn(kernel, wait.queues).length === 0 ? undefined : new Set(others.map(({ holder }) => holder));
    }
    default:
      return undefined;
  }
}

/** The threads that wait for each other in circles, so that none of them can ever go on unless a signal comes. */
export function deadlockedThreads(kernel: Kernel): ReadonlySet<Thread> {
  const bound = new Map<Thread, ReadonlySet<Process>>();
  for (const thread of kernel.threads.values()) {
    const wakers = thread.state === 'blocked' ? wakersOf(kernel, thread) : undefined;
    if (wakers !== undefined) bound.set(thread, wakers);
  }
  for (let isDone = false; !isDone; ) {
    isDone = true;
    for (const [thread, wakers] of bound) {
      const isFree = [...wakers].some(({ threads }) =>
        threads.some((other) => other.state !== 'ended' && !bound.has(other)),
      );
      if (!isFree) continue;
      bound.delete(thread);
      isDone = false;
    }
  }
  return new Set(bound.keys());
}

/** The pipes in one of whose queues somebody would stand. */
export function pipesIn(kernel: Kernel, queues: readonly WaitQueue[]): readonly Pipe[] {
  const pipes = new Set<Pipe>();
  for (const process of kernel.processes.values()) {
    if (process.ending !== undefined) continue;
    for (const { pipe } of pipeEndsOf(process)) {
      if (queues.includes(pipe.readable) || queues.includes(pipe.writable)) pipes.add(pipe);
    }
  }
  return [...pipes];
}

function pipeEndsOf({ handles }: Process): PipeEnd[] {
  return handles
    .entries()
    .map(([, { object }]) => object)
    .filter((object) => object instanceof PipeEnd);
}

/** Whether an end of a pipe can do what one of the queues waits for. */
function isOtherEnd({ pipe, flags }: PipeEnd, queues: readonly WaitQueue[]): boolean {
  const mode = flags & O_ACCMODE;
  if (queues.includes(pipe.readable) && mode !== O_RDONLY) return true;
  return queues.includes(pipe.writable) && mode !== O_WRONLY;
}

/** Whether two processes have a frame in common that both may write. */
function sharesMemory({ space }: Process, other: Pick<Process, 'space'>): boolean {
  return space.areas.some(({ isShared, backing }) => {
    if (!isShared || backing.kind !== 'file') return false;
    const { inode } = backing;
    return other.space.areas.some(
      (area) => area.isShared && area.backing.kind === 'file' && area.backing.inode === inode,
    );
  });
}

function locksOf(processes: readonly Process[]): FileLocks[] {
  const inodes = processes.flatMap(({ handles }) => handles.entries().map(([, { object }]) => object.inode));
  return [...new Set(inodes.map(({ locks }) => locks).filter((locks) => locks !== undefined))];
}

function holds(process: Process, locks: FileLocks): boolean {
  const objects = process.handles.entries().map(([, { object }]) => object);
  if (locks.records.some(({ owner }) => owner === process.handles)) return true;
  return locks.whole.some(({ owner }) => objects.includes(owner));
}
