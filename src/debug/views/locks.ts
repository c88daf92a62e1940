import type { Thread } from '../../kernel/thread.ts';
import type { Debugger } from '../debugger.ts';
import { hex } from '../names.ts';
import { livingProcesses, loadFrom } from '../threads.ts';
import { threadNames } from './thread-names.ts';
import type { View } from './view.ts';

/** Locks that somebody holds or waits for: futexes with waiters, and locks on files. */
export function lockView(session: Debugger): View {
  return {
    columns: ['lock', 'value', 'held by', 'waiting'],
    rows: [...futexRows(session), ...fileRows(session)],
    empty: 'nobody waits for a futex, and no file is locked',
  };
}

function futexRows(session: Debugger): (string | undefined)[][] {
  const { kernel } = session;
  return [...kernel.futexes].map(([key, { waiters }]) => {
    const addr = Number(key.split(' ').at(-1));
    const first = waiters[0];
    const value = first === undefined ? undefined : loadFrom(kernel, first.process, addressIn(first, addr), 4);
    return [
      `futex ${key.startsWith('space') ? hex(addr) : key}`,
      value === undefined ? undefined : hex(value),
      undefined,
      threadNames(session, waiters),
    ];
  });
}

/** Where the futex of a wait is in the address space of the waiter: its first argument. */
function addressIn(thread: Thread, addr: number): number {
  return thread.state === 'blocked' ? thread.context.x[10]! >>> 0 : addr;
}

function fileRows(session: Debugger): (string | undefined)[][] {
  const { kernel } = session;
  const processes = livingProcesses(kernel);
  const inodes = new Set(processes.flatMap(({ handles }) => handles.entries().map(([, { object }]) => object.inode)));
  return [...inodes].flatMap((inode) => {
    const { locks } = inode;
    if (locks === undefined) return [];
    const path = kernel.files.shownPath(inode) ?? `inode ${inode.number}`;
    const waiting = threadNames(session, locks.waiters.waiters);
    const whole = locks.whole.map(({ owner, isExclusive }) => {
      const holders = processes.filter(({ handles }) => handles.entries().some(([, { object }]) => object === owner));
      return [
        `${path} (whole)`,
        isExclusive ? 'exclusive' : 'shared',
        holders.map(({ pid }) => `process ${pid}`).join(', '),
        waiting,
      ];
    });
    const records = locks.records.map(({ pid, isExclusive, start, end }) => [
      `${path} ${start}-${end === Infinity ? 'end' : end}`,
      isExclusive ? 'exclusive' : 'shared',
      pid < 0 ? 'an open file' : `process ${pid}`,
      waiting,
    ]);
    return [...whole, ...records];
  });
}
