import type { Kernel } from '../kernel/kernel.ts';
import type { Process } from '../kernel/process.ts';
import type { WaitReason } from '../kernel/thread.ts';

const WAITS_FOR: Readonly<Record<WaitReason, string>> = {
  read: 'something to read',
  write: 'room to write',
  child: 'a child to end',
  sleep: 'its time',
  vfork: 'its child to start a program or end',
  signal: 'a signal',
  open: 'the other end of a named pipe',
  futex: 'a futex',
  poll: 'a descriptor to become ready',
  lock: 'a file to be unlocked',
  disk: 'the disk',
  object: 'an object to be signalled',
};

/** Says that nothing can happen any more, with a line for each process that waits. */
export function describeDeadlock(kernel: Kernel): string {
  const waiting = [...kernel.processes.values()].filter(({ executable, ending }) => executable && ending === undefined);
  return ['deadlock: nothing can happen any more', ...waiting.map((process) => `  ${describe(process)}`)].join('\n');
}

/** What a thread with this reason to wait waits for, in words. */
export function describeWait(reason: WaitReason): string {
  return WAITS_FOR[reason];
}

function describe(process: Process): string {
  const who = `process ${process.pid} (${process.name})`;
  if (process.isStopped) return `${who} is stopped: nobody sends it SIGCONT`;
  const suspended = process.threads.find(({ suspendCount }) => suspendCount > 0);
  if (suspended !== undefined) return `${who} is suspended: nobody resumes it`;
  const reason = process.threads.find(({ wait }) => wait !== undefined)?.wait?.reason;
  return reason === undefined ? `${who} does not run` : `${who} waits for ${describeWait(reason)}`;
}
