import { CYCLES_PER_SECOND } from '../../abi/processes.ts';
import { syscallByNumber } from '../../abi/syscalls.ts';
import { A0, A7 } from '../../isa/registers.ts';
import type { FileLocks } from '../../kernel/fs/locks.ts';
import type { Pipe } from '../../kernel/io/pipe.ts';
import { PipeEnd } from '../../kernel/io/pipe.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Process } from '../../kernel/process.ts';
import { type Thread, threadName } from '../../kernel/thread.ts';
import type { WaitQueue } from '../../kernel/wait-queue.ts';
import { describeWait } from '../../system/deadlock.ts';
import type { Debugger } from '../debugger.ts';
import { hex } from '../names.ts';
import { idOf, registersOf } from '../threads.ts';

/** What a blocked thread waits for, in a few words. */
function waitText(kernel: Kernel, thread: Thread): string | undefined {
  const { wait } = thread;
  if (wait === undefined) return undefined;
  const until = wait.deadline === Infinity ? '' : `, at most until cycle ${wait.deadline}`;
  return `${callText(kernel, thread) ?? ''}${describeWait(wait.reason)}${until}`;
}

/** Why a process does not go on: for each thread what it waits for, and who could end that; followed from one to the next. */
export function explainWait(session: Debugger, process: Process): string {
  const lines: string[] = [];
  const told = new Set<Process>();
  const tell = (subject: Process, indent: string): void => {
    told.add(subject);
    for (const thread of subject.threads.filter(({ state }) => state !== 'ended')) {
      const who = `${session.numbers.text(idOf(thread))} ${threadName(thread)}`;
      lines.push(`${indent}${who} ${stateText(session.kernel, thread)}`);
      for (const text of details(session.kernel, thread)) lines.push(`${indent}  ${text}`);
      for (const other of whoCould(session.kernel, thread)) {
        if (told.has(other))
          lines.push(`${indent}  -> process ${other.pid} ${other.name}, which is in this chain already`);
        else tell(other, `${indent}  -> `.replace(/-> (?=.*-> )/g, '   '));
      }
    }
  };
  tell(process, '');
  return lines.map((line) => `${line}\n`).join('');
}

function stateText(kernel: Kernel, thread: Thread): string {
  const { state, process, hart } = thread;
  if (process.isStopped) return 'is stopped, until somebody sends SIGCONT';
  switch (state) {
    case 'running':
      return `runs on hart ${hart}`;
    case 'ready':
      return `is ready since cycle ${thread.readyAt}, and waits for a hart (${kernel.scheduler.readyCount} are ready)`;
    case 'blocked':
      return `waits in ${waitText(kernel, thread) ?? 'the kernel'}`;
    default:
      return `is ${state}`;
  }
}

/** The call that a blocked thread is in, as far as it names a descriptor: `read(3): `. */
function callText(kernel: Kernel, thread: Thread): string | undefined {
  if (thread.wait?.fault !== undefined) return `a page fault at ${hex(thread.wait.fault.addr)}: `;
  const { x } = registersOf(kernel, thread);
  const row = syscallByNumber(x[A7]! >>> 0);
  if (row === undefined) return undefined;
  const [first] = row.args;
  const argument = first !== undefined && ['fd', 'pid'].includes(first[1]) ? String(x[A0]) : '';
  return `${row.name}(${argument}): `;
}

/** Facts about what a thread waits for. */
function details(kernel: Kernel, thread: Thread): string[] {
  const { wait } = thread;
  if (wait === undefined) return [];
  const lines: string[] = [];
  for (const pipe of pipesOf(kernel, wait.queues)) {
    lines.push(
      `the pipe holds ${pipe.length} of ${pipe.capacity} bytes; ${pipe.writerCount} can write, ${pipe.readerCount} can read`,
    );
  }
  for (const [key, queue] of kernel.futexes) {
    if (wait.queues.includes(queue))
      lines.push(`the futex ${key.split(' ').at(-1)} has ${queue.waiters.length} waiting`);
  }
  if (wait.deadline !== Infinity) {
    const cycles = Math.max(0, wait.deadline - kernel.now());
    lines.push(`${cycles} cycles are left (${((cycles / CYCLES_PER_SECOND) * 1000).toFixed(3)} ms)`);
  }
  if (wait.reason === 'child') {
    const children = Array.from(thread.process.children, ({ pid, name }) => `${pid} ${name}`);
    lines.push(children.length === 0 ? 'it has no children' : `its children: ${children.join(', ')}`);
  }
  return lines;
}

/** The processes that could end a wait: those at the other end of a pipe, the children, the holders of a lock. */
function whoCould(kernel: Kernel, thread: Thread): Process[] {
  const { wait, process } = thread;
  if (wait === undefined) return [];
  const found = new Set<Process>();
  const living = [...kernel.processes.values()].filter(({ ending }) => ending === undefined);
  if (wait.reason === 'child' || wait.reason === 'vfork') {
    for (const child of process.children) if (child.ending === undefined) found.add(child);
  }
  for (const other of living) {
    for (const [, { object }] of other.handles.entries()) {
      if (!(object instanceof PipeEnd)) continue;
      const canWrite = (object.flags & 3) !== 0;
      if (wait.queues.includes(object.pipe.readable) && canWrite) found.add(other);
      if (wait.queues.includes(object.pipe.writable) && (object.flags & 3) !== 1) found.add(other);
    }
  }
  for (const locks of locksOf(living)) {
    if (!wait.queues.includes(locks.waiters)) continue;
    for (const other of living) if (holdsLock(other, locks)) found.add(other);
  }
  if (wait.reason !== 'child') found.delete(process);
  return [...found];
}

function pipesOf(kernel: Kernel, queues: readonly WaitQueue[]): Pipe[] {
  const pipes = new Set<Pipe>();
  for (const { handles, ending } of kernel.processes.values()) {
    if (ending !== undefined) continue;
    for (const [, { object }] of handles.entries()) {
      if (
        object instanceof PipeEnd &&
        [object.pipe.readable, object.pipe.writable].some((queue) => queues.includes(queue))
      )
        pipes.add(object.pipe);
    }
  }
  return [...pipes];
}

function locksOf(processes: readonly Process[]): FileLocks[] {
  const inodes = processes.flatMap(({ handles }) => handles.entries().map(([, { object }]) => object.inode));
  return [...new Set(inodes.map(({ locks }) => locks).filter((locks) => locks !== undefined))];
}

function holdsLock(process: Process, locks: FileLocks): boolean {
  const objects = process.handles.entries().map(([, { object }]) => object);
  if (locks.records.some(({ owner }) => owner === process.handles)) return true;
  return locks.whole.some(({ owner }) => objects.includes(owner));
}
