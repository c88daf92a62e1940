import { CYCLES_PER_SECOND } from '../../abi/processes.ts';
import { syscallByNumber } from '../../abi/syscalls.ts';
import { A0, A7 } from '../../isa/registers.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Process } from '../../kernel/process.ts';
import { type Thread, threadName } from '../../kernel/thread.ts';
import { describeWait } from '../../system/deadlock.ts';
import type { Debugger } from '../debugger.ts';
import { hex } from '../names.ts';
import { idOf, registersOf } from '../threads.ts';
import { deadlockedThreads, pipesIn, wakersOf } from '../wakers.ts';
import { wrapLine } from './wrap.ts';

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
  const tell = (subject: Process, head: string, indent: string): void => {
    told.add(subject);
    for (const thread of subject.threads.filter(({ state }) => state !== 'ended')) {
      const who = `${session.numbers.text(idOf(thread))} ${threadName(thread)}`;
      lines.push(`${head}${who} ${stateText(session.kernel, thread)}`);
      for (const text of details(session.kernel, thread)) lines.push(`${indent}  ${text}`);
      for (const other of wakersOf(session.kernel, thread) ?? []) {
        if (!told.has(other)) tell(other, `${indent}  <- `, `${indent}     `);
        else if (other !== subject) lines.push(`${indent}  <- process ${other.pid} ${other.name}, as said before`);
      }
    }
  };
  tell(process, '', '');
  if (process.threads.some((thread) => deadlockedThreads(session.kernel).has(thread))) {
    lines.push('this is a deadlock: they wait for each other');
  }
  return lines.map((line) => `${wrapLine(line).join('\n')}\n`).join('');
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
  for (const pipe of pipesIn(kernel, wait.queues)) {
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
