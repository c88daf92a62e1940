import { formatCount, formatTime } from './format.ts';
import type { Model, Stay } from './model.ts';

const REASONS: Readonly<Record<string, string>> = {
  read: 'something to read',
  write: 'room to write',
  child: 'a child',
  sleep: 'its time',
  vfork: 'its child to exec or end',
  signal: 'a signal',
  open: 'the other end of a named pipe',
  futex: 'a futex',
  poll: 'a descriptor to become ready',
  lock: 'a file lock',
  disk: 'the disk',
  object: 'an object',
};

/** What a thread does, in a few words. */
export function stateText({ activity, hart, reason, on }: Stay): string {
  switch (activity) {
    case 'running':
      return `running on hart ${hart}`;
    case 'ready':
      return 'ready, waits for a hart';
    case 'blocked':
      return `waits for ${REASONS[reason] ?? reason}${on === '' ? '' : ` (${on})`}`;
    case 'stopped':
      return 'stopped by a signal';
    case 'zombie':
      return 'zombie: ended, not yet waited for';
  }
}

/** How a thread is called: its name and number. */
export function threadTitle(model: Model, index: number, cycle?: number): string {
  const { pid, tid } = model.data.threads[index]!;
  const name = cycle === undefined ? model.nameOf(index) : model.nameAt(index, cycle);
  return pid === tid ? `${name} ${tid}` : `${name} ${pid}/${tid}`;
}

/** A stretch of time: its length, and from where to where. */
export function stretchText(model: Model, from: number, to: number): string {
  const { cyclesPerSecond } = model.data.run;
  return `${formatCount(to - from)} cycles (${formatTime(to - from, cyclesPerSecond)}), ${formatCount(from)} to ${formatCount(to)}`;
}
