import { syscallByNumber } from '../../abi/syscalls.ts';
import { A0, A7 } from '../../isa/registers.ts';
import type { Process } from '../../kernel/process.ts';
import { threadName } from '../../kernel/thread.ts';
import { hex } from '../names.ts';
import { idOf, registersOf } from '../threads.ts';
import { handleView, pipeView } from '../views/files.ts';
import { lockView } from '../views/locks.ts';
import { hartView, readyView, scheduleView } from '../views/machine.ts';
import { areaView, frameView, pageView, sharingView } from '../views/memory.ts';
import { processTree, processView, threadView } from '../views/processes.ts';
import { signalView } from '../views/signals.ts';
import { formatView, type View, viewData } from '../views/view.ts';
import { explainWait } from '../views/why.ts';
import { type CommandRow, type Context, type Outcome, refuse, say } from './command.ts';
import { parseNumber, parseProcess, words } from './parse.ts';

function show(view: View): Outcome {
  return { text: formatView(view), data: viewData(view) };
}

/** A view of the whole kernel. */
function whole(view: (session: Context['session']) => View) {
  return ({ session }: Context): Outcome => show(view(session));
}

/** A view of a process: the one that is named, or the selected one. */
function ofProcess(view: (session: Context['session'], process: Process) => View) {
  return ({ session }: Context, argument: string): Outcome => {
    const process = parseProcess(session, argument);
    return 'error' in process ? refuse(process.error) : show(view(session, process));
  };
}

function pages({ session }: Context, argument: string): Outcome {
  const process = parseProcess(session, '');
  if ('error' in process) return refuse(process.error);
  if (argument === '') return show(pageView(session, process));
  const value = session.evaluate(argument);
  if ('error' in value) return refuse(value.error);
  const page = value.value >>> 12;
  return show(pageView(session, process, page, page + 1));
}

function cow({ session }: Context, argument: string): Outcome {
  const process = parseProcess(session, '');
  if ('error' in process) return refuse(process.error);
  const value = session.evaluate(argument === '' ? '$sp' : argument);
  return 'error' in value ? refuse(value.error) : show(sharingView(session, process, value.value >>> 0));
}

function why({ session }: Context, argument: string): Outcome {
  const process = parseProcess(session, argument);
  return 'error' in process ? refuse(process.error) : { text: explainWait(session, process) };
}

function threads({ session, state }: Context, argument: string): Outcome {
  if (argument === '') {
    const thread = session.thread();
    return thread === undefined
      ? refuse('there is no thread')
      : say(`thread ${session.numbers.text(idOf(thread))} ${threadName(thread)}`);
  }
  const id = session.numbers.find(argument);
  if (id === undefined) return refuse(`there is no thread '${argument}' (info threads)`);
  session.select(id);
  state.listed = undefined;
  return { text: '', showsPlace: true };
}

/** A command for each thread or process in turn. */
function apply(context: Context, argument: string): Outcome {
  const match = /^(all|[\d.,\s]+?)\s+([a-z].*)$/.exec(argument);
  if (match === null) return refuse('thread apply all COMMAND, or thread apply ID ID COMMAND');
  const { session } = context;
  const before = session.selected;
  const [, which = '', command = ''] = match;
  const wanted =
    which === 'all'
      ? session.threads.map(idOf)
      : words(which.replaceAll(',', ' ')).map((text) => session.numbers.find(text));
  let text = '';
  for (const id of wanted) {
    if (id === undefined || !session.select(id)) continue;
    text += `thread ${session.numbers.text(id)}:\n`;
    const outcome = context.execute(command);
    if (outcome.request !== undefined) return refuse('commands that go on cannot be applied to several threads');
    text += outcome.text;
  }
  if (before !== undefined) session.select(before);
  return { text };
}

function inferior(context: Context, argument: string): Outcome {
  if (argument === '') return show(processView(context.session));
  const process = parseProcess(context.session, argument);
  return 'error' in process ? refuse(process.error) : threads(context, argument);
}

/** The calls that threads are in. */
function calls({ session }: Context): Outcome {
  const { kernel } = session;
  const rows = session.threads.flatMap((thread) => {
    const isInCall = thread.state === 'blocked' && thread.wait?.fault === undefined;
    if (!isInCall) return [];
    const { x } = registersOf(kernel, thread);
    const row = syscallByNumber(x[A7]! >>> 0);
    const args = (row?.args ?? []).map((_, at) => hex(x[A0 + at]!)).join(', ');
    return [
      [session.numbers.text(idOf(thread)), threadName(thread), `${row?.name ?? x[A7]}(${args})`, thread.wait?.reason],
    ];
  });
  return show({ columns: ['id', 'name', 'call', 'waits for'], rows, empty: 'no thread is in a system call' });
}

/** Ends the quantum of a hart's thread now: a change of the schedule. */
function preempt({ session }: Context, argument: string): Outcome {
  const thread = session.thread();
  const index = argument === '' ? thread?.hart : parseNumber(argument);
  const running = index === undefined ? undefined : session.kernel.running[index];
  if (index === undefined || running === undefined) return refuse('no thread runs there: preempt [HART]');
  const hart = session.computer.machine.harts[index]!;
  const who = session.numbers.text(idOf(running));
  const line = session.change(`the quantum of ${who} on hart ${index} ends`, () => {
    session.kernel.timers[index] = hart.cycle;
  });
  return say(`the quantum of ${who} ends now; this is line ${line.name} of history`);
}

function signal({ session }: Context, argument: string): Outcome {
  const number = Number(argument);
  if (!Number.isInteger(number) || number < 1 || number > 64)
    return refuse('sendsignal NUMBER: as if Ctrl-C and the like were typed');
  session.signal(number);
  return say(`signal ${number} is sent to the foreground`);
}

function type({ session }: Context, argument: string): Outcome {
  const text = argument
    .replace(/\\(n|r|t|e|\\|x[\da-f]{2})/gi, (_, code: string) => {
      if (code.startsWith('x')) return String.fromCharCode(Number.parseInt(code.slice(1), 16));
      return { n: '\n', r: '\r', t: '\t', e: '\x1b', '\\': '\\' }[code] ?? code;
    })
    .replace(/^"(.*)"$/s, '$1');
  session.type(new TextEncoder().encode(text));
  return { text: '' };
}

/** Commands about processes, threads and the kernel. */
// biome-ignore format: a table
export const KERNEL_COMMANDS: readonly CommandRow[] = [
  { name: 'thread', aliases: ['t'], usage: '[ID]', group: 'threads', summary: 'choose a thread, such as 2.1; it is of the process before the point', example: 'thread 3.1', completes: 'thread', run: threads },
  { name: 'thread apply', aliases: [], usage: 'all | ID... COMMAND', group: 'threads', summary: 'a command for each thread', example: 'thread apply all backtrace', completes: ['all'], run: apply },
  { name: 'inferior', aliases: ['process'], usage: '[PID]', group: 'threads', summary: 'choose a process', example: 'inferior 3', completes: 'process', run: inferior },
  { name: 'info threads', aliases: [], usage: '', group: 'threads', summary: 'the threads, where they are and what they wait for', example: 'info threads', completes: 'nothing', run: whole(threadView) },
  { name: 'info inferiors', aliases: ['ps', 'info processes'], usage: '', group: 'threads', summary: 'the processes, with their states', example: 'ps', completes: 'nothing', run: whole(processView) },
  { name: 'ptree', aliases: ['pstree'], usage: '', group: 'threads', summary: 'the tree of processes', example: 'ptree', completes: 'nothing', run: ({ session }) => ({ text: processTree(session) }) },
  { name: 'why', aliases: [], usage: '[PID]', group: 'threads', summary: 'why a process does not go on, and who could change that', example: 'why 3', completes: 'process', run: why },
  { name: 'info cores', aliases: ['info harts'], usage: '', group: 'kernel', summary: 'the harts: who runs where, how far each has got', example: 'info cores', completes: 'nothing', run: whole(hartView) },
  { name: 'info runq', aliases: ['info ready'], usage: '', group: 'kernel', summary: 'the threads that wait for a hart', example: 'info runq', completes: 'nothing', run: whole(readyView) },
  { name: 'info sched', aliases: [], usage: '', group: 'kernel', summary: 'how threads are scheduled, and what they have had', example: 'info sched', completes: 'nothing', run: whole(scheduleView) },
  { name: 'info vm', aliases: ['info proc mappings'], usage: '[PID]', group: 'kernel', summary: 'the areas of an address space', example: 'info vm', completes: 'process', run: ofProcess(areaView) },
  { name: 'info pt', aliases: [], usage: '[ADDRESS]', group: 'kernel', summary: 'the page table of this process, or the entry for an address', example: 'info pt $sp', completes: 'expression', run: pages },
  { name: 'info frames', aliases: [], usage: '', group: 'kernel', summary: 'how the memory of the computer is used', example: 'info frames', completes: 'nothing', run: whole(frameView) },
  { name: 'cow', aliases: [], usage: '[ADDRESS]', group: 'kernel', summary: 'who shares the frame under an address', example: 'cow counter', completes: 'expression', run: cow },
  { name: 'info fds', aliases: ['info files', 'info handles'], usage: '[PID]', group: 'kernel', summary: 'the open descriptors of a process', example: 'info fds 2', completes: 'process', run: ofProcess(handleView) },
  { name: 'info pipes', aliases: [], usage: '', group: 'kernel', summary: 'the pipes: who has their ends, what they hold', example: 'info pipes', completes: 'nothing', run: whole(pipeView) },
  { name: 'info signals', aliases: [], usage: '[PID]', group: 'kernel', summary: 'what a process does with signals; which are pending', example: 'info signals', completes: 'process', run: ofProcess(signalView) },
  { name: 'info locks', aliases: ['info futexes'], usage: '', group: 'kernel', summary: 'futexes with waiters, and locks on files', example: 'info locks', completes: 'nothing', run: whole(lockView) },
  { name: 'info syscalls', aliases: [], usage: '', group: 'kernel', summary: 'the system calls that threads are in', example: 'info syscalls', completes: 'nothing', run: calls },
  {
    name: 'preempt', aliases: [], usage: '[HART]', group: 'kernel', summary: 'end a quantum now: the next ready thread gets the hart',
    details: 'This starts another line of history; the one before stays as it was.', example: 'preempt 0', completes: 'nothing', run: preempt,
  },
  {
    name: 'type', aliases: [], usage: 'TEXT', group: 'debugger', summary: "type on the guest's terminal",
    details: '\\n is Enter, \\x03 is Ctrl-C. In the past this starts another line of history.', example: 'type echo hello\\n', completes: 'nothing', run: type,
  },
  {
    name: 'sendsignal', aliases: [], usage: 'NUMBER', group: 'debugger', summary: 'send a signal to the foreground group of the guest',
    example: 'sendsignal 2', completes: 'nothing', run: signal,
  },
];
