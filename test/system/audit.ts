import { CpuAlarm } from '../../src/kernel/cpu-timers.ts';
import type { FileInode } from '../../src/kernel/fs/inode.ts';
import type { OpenObject } from '../../src/kernel/io/object.ts';
import { ProcessObject } from '../../src/kernel/io/process-object.ts';
import { TimerFd } from '../../src/kernel/io/timer-fd.ts';
import type { Process } from '../../src/kernel/process.ts';
import { Thread } from '../../src/kernel/thread.ts';
import { Timer } from '../../src/kernel/timer.ts';
import { Space } from '../../src/kernel/vm/space.ts';
import { WaitQueue } from '../../src/kernel/wait-queue.ts';
import { ThreadObject } from '../../src/kernel/windows/thread-object.ts';
import { pteFrame } from '../../src/machine/page-table.ts';
import type { Computer } from '../../src/system/computer.ts';
import { sharedParts } from '../../src/system/snapshot.ts';

/** Every object of the kernel's state, found from the kernel. */
export function objectsOf(computer: Computer): object[] {
  const shared = sharedParts(computer);
  const seen = new Set<object>();
  const open: unknown[] = [computer.kernel];
  for (let value = open.pop(); open.length > 0 || value !== undefined; value = open.pop()) {
    if (typeof value !== 'object' || value === null || shared.has(value) || seen.has(value)) continue;
    if (ArrayBuffer.isView(value)) continue;
    seen.add(value);
    if (value instanceof Map) for (const [key, item] of value) open.push(key, item);
    else if (value instanceof Set || Array.isArray(value)) for (const item of value) open.push(item);
    else open.push(...Object.values(value));
  }
  return [...seen];
}

function isFile(value: object): value is FileInode {
  return 'kind' in value && value.kind === 'file' && 'pages' in value;
}

/**
 * Compares every count that the kernel keeps with what can be found by looking: the holders of each frame, the handles of
 * each open object, the users of each file, the threads and watchers in each queue, and the alarms that are set. Gives one line for each that is wrong.
 */
export function audit(computer: Computer): string[] {
  const objects = objectsOf(computer);
  return [
    ...auditFrames(computer, objects),
    ...auditHandles(computer, objects),
    ...auditFiles(objects),
    ...auditQueues(objects),
    ...auditWatchers(objects),
    ...auditAlarms(objects),
    ...auditNames(computer, objects),
    ...auditFamilies(computer),
  ];
}

function auditFrames(computer: Computer, objects: readonly object[]): string[] {
  const { frames, memory } = computer.machine;
  const holders = new Int32Array(frames.total);
  const hold = (frame: number) => {
    holders[frame]!++;
  };
  for (const object of objects) {
    if (isFile(object)) object.pages.forEach(hold);
    if (!(object instanceof Space) || object.users === 0) continue;
    const { root } = object.table;
    hold(root);
    const first = memory.frameAddr(root) >>> 2;
    for (let index = 0; index < 1024; index++) {
      const entry = memory.u32[first + index]!;
      if ((entry & 1) !== 0) hold(pteFrame(entry));
    }
    let resident = 0;
    object.table.forEach(0, 1 << 20, (_, pte) => {
      hold(pteFrame(pte));
      resident++;
    });
    if (resident !== object.residentPages) return [`${object.residentPages} resident pages, but ${resident} found`];
  }
  const wrong: string[] = [];
  holders.forEach((count, frame) => {
    const kept = frames.references(frame);
    if (kept !== count) wrong.push(`frame ${frame} counts ${kept} holders, but has ${count}`);
  });
  const free = frames.freeCount + frames.quarantined;
  const unheld = holders.filter((count) => count === 0).length - 1;
  if (free !== unheld) wrong.push(`${free} frames are free, but ${unheld} have no holder`);
  return wrong;
}

/** A reference is a handle, or a message on its way that passes one. */
function auditHandles({ kernel, settings }: Computer, objects: readonly object[]): string[] {
  const found = new Map<OpenObject, number>();
  for (const object of objects) {
    if (!('rights' in object)) continue;
    for (const passed of object.rights as OpenObject[]) found.set(passed, (found.get(passed) ?? 0) + 1);
  }
  for (const { handles } of kernel.processes.values()) {
    for (let number = 0; number < settings.maxOpenFiles; number++) {
      const object = handles.get(number)?.object;
      if (object !== undefined) found.set(object, (found.get(object) ?? 0) + 1);
    }
  }
  return [...found]
    .filter(([object, count]) => object.references !== count)
    .map(([object, count]) => `a ${object.kind} counts ${object.references} handles, but has ${count}`);
}

/** A process knows how many open objects name it or a thread of it, and a Windows-style one is there as long as they are. */
function auditNames({ kernel }: Computer, objects: readonly object[]): string[] {
  const names = new Map<Process, number>();
  for (const object of objects) {
    const process =
      object instanceof ProcessObject
        ? object.process
        : object instanceof ThreadObject
          ? object.thread.process
          : undefined;
    const { references } = object as unknown as OpenObject;
    if (process !== undefined && references > 0) names.set(process, (names.get(process) ?? 0) + 1);
  }
  return [...new Set([...kernel.processes.values(), ...names.keys()])].flatMap((process) => {
    const count = names.get(process) ?? 0;
    const wrong =
      process.nameCount === count ? [] : [`process ${process.pid} counts ${process.nameCount} names, but has ${count}`];
    const isForgotten = process.style === 'windows' && process.ending !== undefined && count === 0;
    return isForgotten
      ? [...wrong, `process ${process.pid} has ended and nobody has a handle, but it is still there`]
      : wrong;
  });
}

/** A file is used by each open file, each area that maps it, and, as the trampoline, by the kernel. */
function auditFiles(objects: readonly object[]): string[] {
  const users = new Map<FileInode, number>();
  const use = (inode: FileInode) => users.set(inode, (users.get(inode) ?? 0) + 1);
  for (const object of objects) {
    if ('trampoline' in object) use(object.trampoline as FileInode);
    if (object instanceof Space) {
      for (const { backing } of object.areas) if (backing.kind === 'file') use(backing.inode);
    } else if ('offset' in object && 'files' in object && 'inode' in object && 'references' in object) {
      const { inode, references } = object as unknown as OpenObject;
      if (references > 0 && isFile(inode)) use(inode);
    }
  }
  return objects
    .filter(isFile)
    .filter((inode) => inode.openCount !== (users.get(inode) ?? 0))
    .map((inode) => `file ${inode.number} counts ${inode.openCount} users, but has ${users.get(inode) ?? 0}`);
}

function auditQueues(objects: readonly object[]): string[] {
  const wrong: string[] = [];
  for (const object of objects) {
    if (object instanceof WaitQueue) {
      for (const thread of object.waiters) {
        if (thread.state !== 'blocked') wrong.push(`thread ${thread.tid} is ${thread.state}, but stands in a queue`);
        if (!thread.wait!.queues.includes(object)) wrong.push(`thread ${thread.tid} stands in a queue it forgot`);
      }
    }
    if (object instanceof Thread && object.state === 'blocked') {
      for (const queue of object.wait?.queues ?? []) {
        if (!queue.waiters.includes(object)) wrong.push(`thread ${object.tid} is blocked, but not in its queue`);
      }
    }
  }
  return wrong;
}

/** Who watches a queue watches an open object, which knows of it. */
function auditWatchers(objects: readonly object[]): string[] {
  const wrong: string[] = [];
  for (const queue of objects) {
    if (!(queue instanceof WaitQueue)) continue;
    for (const watcher of queue.watchers) {
      const { object } = watcher as unknown as { readonly object: OpenObject };
      if (object.references === 0) wrong.push(`a closed ${object.kind} is watched`);
      if (object.watchers?.includes(watcher as never) !== true) wrong.push(`a ${object.kind} forgot a watcher`);
    }
  }
  return wrong;
}

/** An alarm belongs to a thread that waits, an open timer or a timer of a living process. */
function auditAlarms(objects: readonly object[]): string[] {
  const wrong: string[] = [];
  for (const entry of objects) {
    if (!('alarm' in entry && 'order' in entry && 'cycle' in entry)) continue;
    const { alarm } = entry;
    const isLive =
      (alarm instanceof Thread && alarm.state === 'blocked' && alarm.wait!.deadline === entry.cycle) ||
      (alarm instanceof TimerFd && alarm.references > 0) ||
      (alarm instanceof Timer && isTimerOf(alarm.process, alarm)) ||
      (alarm instanceof CpuAlarm && alarm.process.ending === undefined && alarm.process.cpuAlarm === alarm);
    if (!isLive) wrong.push(`an alarm is set for cycle ${entry.cycle}, but nobody waits for it`);
  }
  return wrong;
}

function isTimerOf({ ending, timers }: Process, timer: Timer): boolean {
  return ending === undefined && [...timers.interval, ...timers.created.values()].includes(timer);
}

/** A process stands among its parent's children, in its group and in its session, and so do no others. */
function auditFamilies({ kernel }: Computer): string[] {
  const wrong: string[] = [];
  let children = 0;
  for (const process of kernel.processes.values()) {
    const { pid, pgid, session, parent } = process;
    if (parent !== undefined && kernel.processes.has(parent.pid) && ![...parent.children].includes(process))
      wrong.push(`process ${pid} is no child of its parent`);
    if (!kernel.groups.of(pgid).includes(process)) wrong.push(`process ${pid} is not in its group`);
    if (!kernel.sessions.of(session.sid).includes(process)) wrong.push(`process ${pid} is not in its session`);
    for (const child of process.children) {
      children++;
      if (kernel.processes.get(child.pid) !== child) wrong.push(`process ${pid} has a child that is gone`);
    }
  }
  if (children > kernel.processes.size) wrong.push(`${children} children of ${kernel.processes.size} processes`);
  return wrong;
}
