import { CLD_EXITED, signalName } from '../../abi/signals.ts';
import type { Process } from '../../kernel/process.ts';
import { type Thread, threadName } from '../../kernel/thread.ts';
import type { Debugger } from '../debugger.ts';
import { hex } from '../names.ts';
import { idOf, isSameThread, pcOf } from '../threads.ts';
import { cut, type View } from './view.ts';

/** The processes, zombies too, as ps would show them, with why they wait. */
export function processView({ kernel, selected }: Debugger): View {
  const rows = [...kernel.processes.values()].map((process) => [
    process.pid === selected?.pid ? '*' : '',
    process.pid,
    process.parent?.pid,
    process.pgid,
    process.session.sid,
    processState(process),
    process.ending === undefined ? livingOf(process).length : undefined,
    process.ending === undefined ? process.space.residentPages : undefined,
    process.name,
    reasonText(process),
  ]);
  const columns = ['', 'pid', 'ppid', 'pgid', 'sid', 'state', 'threads', 'pages', 'name', 'wait'];
  return { columns, rows, empty: 'there are no processes' };
}

/** The threads of living processes. */
export function threadView(session: Debugger): View {
  const { kernel, numbers, selected } = session;
  const rows = session.threads.map((thread) => {
    const id = idOf(thread);
    const pc = pcOf(kernel, thread);
    return [
      isSameThread(id, selected) ? '*' : '',
      numbers.text(id),
      thread.tid,
      thread.state,
      thread.state === 'running' ? `hart${thread.hart}` : undefined,
      hex(pc),
      threadName(thread),
      placeText(session, thread),
      thread.state === 'blocked' ? thread.wait?.reason : undefined,
    ];
  });
  const columns = ['', 'id', 'tid', 'state', 'hart', 'pc', 'name', 'at', 'wait'];
  return { columns, rows, empty: 'there are no threads' };
}

/** The tree of processes, a row for each with its depth. */
export function processTree(session: Debugger): string {
  const { kernel } = session;
  const lines: string[] = [];
  const show = (process: Process, prefix: string, isLast: boolean, isRoot: boolean): void => {
    const branch = isRoot ? '' : isLast ? '`- ' : '|- ';
    const threads = livingOf(process).length;
    const many = threads > 1 ? ` {${threads} threads}` : '';
    const mark = process.pid === session.selected?.pid ? ' *' : '';
    lines.push(cut(`${prefix}${branch}${process.pid} ${process.name}${many} (${processState(process)})${mark}`));
    const below = isRoot ? '' : `${prefix}${isLast ? '   ' : '|  '}`;
    const children = [...process.children].filter(({ pid }) => kernel.processes.get(pid) !== undefined);
    for (const child of children) show(child, below, child === children.at(-1), false);
  };
  for (const process of kernel.processes.values()) {
    if (process.parent === undefined || !kernel.processes.has(process.parent.pid)) show(process, '', true, true);
  }
  return lines.map((line) => `${line}\n`).join('');
}

/** What a process does: running, ready, blocked, stopped, or a zombie with its status. */
function processState(process: Process): string {
  const { ending } = process;
  if (ending !== undefined) {
    return ending.code === CLD_EXITED ? `zombie, exit ${ending.status}` : `zombie, ${signalName(ending.status)}`;
  }
  if (process.executable === undefined) return 'idle';
  if (process.isStopped) return 'stopped';
  const states = livingOf(process).map(({ state }) => state);
  for (const state of ['running', 'ready'] as const) if (states.includes(state)) return state;
  return states[0] ?? 'ended';
}

function reasonText(process: Process): string | undefined {
  const first = process.threads[0];
  return process.ending === undefined && first?.state === 'blocked' ? first.wait?.reason : undefined;
}

function livingOf({ threads }: Process): Thread[] {
  return threads.filter(({ state }) => state !== 'ended');
}

/** Where a thread is, in words: `main+8 at main.s:12`. */
function placeText(session: Debugger, thread: Thread): string | undefined {
  const program = session.programOf(thread.process);
  const pc = pcOf(session.kernel, thread);
  const line = program?.lineAt(pc);
  const file = line?.file.split('/').at(-1);
  return (
    [program?.describe(pc), line === undefined ? undefined : `${file}:${line.line}`].filter(Boolean).join(' ') ||
    undefined
  );
}
