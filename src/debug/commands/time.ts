import { PAGE_SIZE } from '../../machine/memory.ts';
import { pteFrame } from '../../machine/page-table.ts';
import type { Debugger, Request } from '../debugger.ts';
import type { Line } from '../line.ts';
import { hex } from '../names.ts';
import { NO_THREAD } from '../scope.ts';
import type { ThreadId } from '../stop.ts';
import { idOf, nameOfRegister, registersOf } from '../threads.ts';
import { formatView, viewData } from '../views/view.ts';
import { type CommandRow, type Context, type Outcome, refuse, say } from './command.ts';
import { type MomentTarget, parseMoment, words } from './parse.ts';
import type { Place } from './state.ts';

function requestFor(target: MomentTarget): Request {
  return 'step' in target ? { kind: 'seek', ...target } : { kind: 'seek cycle', cycle: target.cycle };
}

function seek(context: Context, argument: string): Outcome {
  const { session, state } = context;
  if (argument === '')
    return refuse('say where to go: a cycle, +N, -N, #STEP, eN (info events), a bookmark, start or end');
  const target = parseMoment(session, state, argument);
  if ('error' in target) return refuse(target.error);
  remember(context);
  return { text: '', request: requestFor(target) };
}

/** Notes where one is, before a jump, for `back`. */
function remember({ session, state }: Context): void {
  state.past.push(placeOf(session));
  state.future = [];
}

function jump(context: Context, from: 'past' | 'future', to: 'past' | 'future'): Outcome {
  const { session, state } = context;
  const place = state[from].pop();
  if (place === undefined) return refuse(from === 'past' ? 'there was no jump before' : 'there was no jump back');
  state[to].push(placeOf(session));
  return { text: '', request: { kind: 'seek', ...place } };
}

function placeOf({ timeline, selected }: Debugger): Place {
  return { step: timeline.step, thread: selected };
}

function when({ session, state }: Context): Outcome {
  const { timeline, now, numbers } = session;
  const thread = session.thread();
  const hart = thread?.state === 'running' ? session.computer.machine.harts[thread.hart]! : undefined;
  const { line } = timeline;
  const mark = state.bookmarks.find(({ step, line: name }) => step === now.step && name === line.name);
  const where = [
    `cycle ${hart?.cycle ?? now.cycle}${hart === undefined ? '' : ` of hart ${hart.index}`}, step #${now.step}`,
    thread === undefined ? undefined : `thread ${numbers.text(idOf(thread))}`,
    mark === undefined ? undefined : `bookmark ${mark.name}`,
  ].filter((part) => part !== undefined);
  const history = `history: #${timeline.start} to #${line.end} (cycle ${line.endCycle}), line ${line.name}${timeline.isAtEnd ? ', at its end' : ''}`;
  return { ...say(where.join(', '), history), data: { ...now, hart: hart?.index, end: line.end, line: line.name } };
}

function checkpoint({ session, state }: Context, argument: string): Outcome {
  const [
    name = freeName(
      state.bookmarks.map((mark) => mark.name),
      state.nextBookmark,
    ),
  ] = words(argument);
  if (/^([-+#]|e?\d|start$|end$|begin$)/.test(name))
    return refuse(`'${name}' would be read as a moment: choose a word`);
  const { step, cycle } = session.now;
  state.nextBookmark++;
  state.bookmarks = [
    ...state.bookmarks.filter((mark) => mark.name !== name),
    { name, step, cycle, line: session.timeline.line.name },
  ];
  session.timeline.keep();
  return say(`bookmark ${name} at cycle ${cycle}, step #${step}`);
}

function freeName(taken: readonly string[], from: number): string {
  let number = from;
  while (taken.includes(`m${number}`)) number++;
  return `m${number}`;
}

function restart(context: Context, argument: string): Outcome {
  const mark = context.state.bookmarks.find(({ name }) => name === argument);
  if (mark === undefined)
    return refuse(argument === '' ? 'say which bookmark (info checkpoints)' : `there is no bookmark '${argument}'`);
  remember(context);
  const { session } = context;
  const line = session.timeline.lines.find(({ name }) => name === mark.line);
  if (line !== undefined && line !== session.timeline.line) session.switchLine(line);
  return { text: '', request: { kind: 'seek', step: mark.step } };
}

/** Goes back to the last time that something was written: a watchpoint for one journey. */
function lastWrite(context: Context, argument: string): Outcome {
  const { session } = context;
  if (session.thread() === undefined) return refuse(NO_THREAD);
  const [addrText = '', ...rest] = argument.split(',');
  const value = session.evaluate(addrText);
  if ('error' in value) return refuse(`lastwrite: ${value.error}`);
  const length = rest.length === 0 ? 4 : Number(rest.join('').trim());
  if (![1, 2, 4].includes(length)) return refuse(`expected a length of 1, 2 or 4, not '${rest.join(',')}'`);
  const addr = value.value >>> 0;
  remember(context);
  return { text: '', request: { kind: 'last write', addr, length } };
}

/** What differs between two moments: registers of the thread, and memory of its process. */
function diff(context: Context, argument: string): Outcome {
  const { session, state } = context;
  const [first, second] = words(argument);
  if (first === undefined) return refuse('say which moments: diff T1 [T2]');
  const present = session.timeline.step;
  const id = session.selected;
  if (id === undefined) return refuse(NO_THREAD);
  const moments: { readonly cycle: number; readonly picture: Picture }[] = [];
  // The second one comes first: of the first one only that is wanted which is there at the second one.
  for (const text of [second, first]) {
    const target = text === undefined ? { step: present } : parseMoment(session, state, text);
    if ('error' in target) return refuse(target.error);
    session.run(requestFor(target));
    const picture = pictureOf(session, id, moments[0]?.picture.pages);
    const { cycle } = session.now;
    session.run({ kind: 'seek', step: present, thread: id });
    if (picture === undefined) return refuse(`this thread is not there at ${text ?? 'this moment'}`);
    moments.push({ cycle, picture });
  }
  const [to, from] = moments;
  return differences(context, { ...from!.picture, cycle: from!.cycle }, { ...to!.picture, cycle: to!.cycle });
}

interface Picture {
  readonly registers: Map<string, number>;
  readonly pages: Map<number, Uint8Array>;
}

/**
 * The registers of a thread and the memory of its process, with what the pages of `others` would hold if they were touched;
 * undefined if it is not alive.
 */
function pictureOf(
  session: Debugger,
  id: ThreadId,
  others: ReadonlyMap<number, Uint8Array> = new Map(),
): Picture | undefined {
  const { kernel } = session;
  const thread = session.thread(id);
  if (thread === undefined) return undefined;
  const registers = new Map<string, number>();
  const pages = new Map<number, Uint8Array>();
  const { x, pc } = registersOf(kernel, thread);
  x.forEach((value, number) => {
    registers.set(nameOfRegister(number), value);
  });
  registers.set('pc', pc);
  thread.process.space.table.forEach(0, 1 << 20, (page, pte) => {
    pages.set(page, kernel.machine.memory.frameBytes(pteFrame(pte)).slice());
  });
  for (const page of others.keys()) {
    if (pages.has(page)) continue;
    const bytes = session.readMemory(thread.process.pid, page * PAGE_SIZE, PAGE_SIZE);
    if (bytes.length === PAGE_SIZE) pages.set(page, bytes.slice());
  }
  return { registers, pages };
}

const MOST_DIFFERENCES = 40;

function differences(
  { session }: Context,
  from: Picture & { cycle: number },
  to: Picture & { cycle: number },
): Outcome {
  const rows: string[][] = [];
  for (const [name, value] of to.registers) {
    const before = from.registers.get(name);
    if (before !== undefined && before !== value) rows.push([name, hex(before), hex(value)]);
  }
  const program = session.programOf(session.thread()?.process);
  let more = 0;
  const empty = new Uint8Array(PAGE_SIZE);
  for (const [page, bytes] of to.pages) {
    const before = from.pages.get(page) ?? empty;
    const words = new Uint32Array(bytes.buffer, 0, 1024);
    const wordsBefore = new Uint32Array(before.buffer, 0, 1024);
    words.forEach((word, at) => {
      if (word === wordsBefore[at]) return;
      const addr = page * PAGE_SIZE + at * 4;
      const name = program?.describe(addr);
      if (rows.length < MOST_DIFFERENCES)
        rows.push([`${hex(addr)}${name === undefined ? '' : ` <${name}>`}`, hex(wordsBefore[at]!), hex(word)]);
      else more++;
    });
  }
  const view = {
    columns: ['what', `at ${from.cycle}`, `at ${to.cycle}`],
    rows,
    empty: 'registers and memory of this thread are the same',
  };
  const rest = more === 0 ? '' : `and ${more} words more\n`;
  return { text: formatView(view) + rest, data: viewData(view) };
}

function branches({ session }: Context): Outcome {
  const { timeline } = session;
  const rows = timeline.lines.map((line) => [
    line === timeline.line ? '*' : '',
    line.name,
    line.parent?.name,
    `#${line.start}`,
    `#${line.end}`,
    line.endCycle,
    line.cause,
  ]);
  const view = { columns: ['', 'line', 'from', 'at', 'to', 'cycle', 'change'], rows };
  return { text: formatView(view), data: viewData(view) };
}

function branch(context: Context, argument: string): Outcome {
  const { session } = context;
  const [verb, name] = words(argument);
  if (verb === undefined) return branches(context);
  const line = findLine(session, name ?? verb);
  if (name !== undefined && verb === 'name') {
    if (line !== undefined) return refuse(`there is a line '${name}' already`);
    session.timeline.rename(session.timeline.line, name);
    return say(`this line is called ${name}`);
  }
  if (line === undefined) return refuse(`there is no line of history '${verb}' (branch shows them)`);
  session.switchLine(line);
  return { text: '', showsPlace: true };
}

function findLine({ timeline }: Debugger, name: string): Line | undefined {
  return timeline.lines.find((line) => line.name === name);
}

function bookmarks({ state }: Context): Outcome {
  const rows = state.bookmarks.map(({ name, step, cycle, line }) => [name, cycle, `#${step}`, line]);
  const view = {
    columns: ['bookmark', 'cycle', 'step', 'line'],
    rows,
    empty: 'there are no bookmarks (checkpoint NAME makes one)',
  };
  return { text: formatView(view), data: viewData(view) };
}

function events({ session }: Context, argument: string): Outcome {
  const wanted = words(argument);
  const rows = session.events.list.flatMap(({ step, cycle, kind, thread, text }, index) => {
    if (wanted.length > 0 && !wanted.includes(kind)) return [];
    return [[`e${index + 1}`, cycle, `#${step}`, kind, session.numbers.text(thread), text]];
  });
  const view = {
    columns: ['event', 'cycle', 'step', 'kind', 'id', 'what'],
    rows,
    empty: 'nothing of note has happened',
  };
  return { text: formatView(view), data: viewData(view) };
}

function memoryOfHistory({ session }: Context): Outcome {
  const { timeline } = session;
  const marks = timeline.lines.flatMap((line) => line.marks);
  const text = `${marks.length} snapshots, ${Math.ceil(timeline.bytes / 1024)} KiB, ${timeline.lines.length} ${timeline.lines.length === 1 ? 'line' : 'lines'}`;
  return { ...say(text), data: { snapshots: marks.length, bytes: timeline.bytes, lines: timeline.lines.length } };
}

/** Commands that go to moments. */
// biome-ignore format: a table
export const TIME_COMMANDS: readonly CommandRow[] = [
  {
    name: 'seek', aliases: [], usage: 'MOMENT', group: 'time', summary: 'go to a moment, forwards or backwards',
    details: 'A moment is a cycle (1200000), +N or -N cycles from now, a step (#5678: one order of all that all harts do), ' +
      'an event (e3, see info events), a bookmark, start or end. A cycle is the first moment at which some hart has reached it.',
    example: 'seek 1200000', completes: 'nothing', run: seek,
  },
  {
    name: 'when', aliases: [], usage: '', group: 'time', summary: 'say which moment it is',
    example: 'when', completes: 'nothing', run: when,
  },
  {
    name: 'back', aliases: [], usage: '', group: 'time', summary: 'go to where one was before the last seek',
    example: 'back', completes: 'nothing', run: (context) => jump(context, 'past', 'future'),
  },
  {
    name: 'forward', aliases: [], usage: '', group: 'time', summary: 'undo a back',
    example: 'forward', completes: 'nothing', run: (context) => jump(context, 'future', 'past'),
  },
  {
    name: 'checkpoint', aliases: ['bookmark'], usage: '[NAME]', group: 'time', summary: 'give this moment a name',
    example: 'checkpoint before-fork', completes: 'nothing', run: checkpoint,
  },
  {
    name: 'restart', aliases: [], usage: 'NAME', group: 'time', summary: 'go to a bookmark',
    example: 'restart before-fork', completes: 'nothing', run: restart,
  },
  {
    name: 'lastwrite', aliases: [], usage: 'ADDRESS[, LENGTH]', group: 'time', summary: 'go back to where memory was written last',
    details: 'Arrives just before the instruction (or the system call) that gave the word its present value.',
    example: 'lastwrite counter', completes: 'expression', run: lastWrite,
  },
  {
    name: 'diff', aliases: [], usage: 'MOMENT [MOMENT]', group: 'time', summary: 'what differs between two moments',
    details: 'Registers of the selected thread and memory of its process; one moment is compared with now.',
    example: 'diff start end', completes: 'nothing', run: diff,
  },
  {
    name: 'branch', aliases: ['line'], usage: '[LINE | name NAME]', group: 'time', summary: 'show lines of history, or go to one',
    details: 'A change of a register, of memory, of the schedule or of the input starts another line; the one before stays as it was.',
    example: 'branch main', completes: 'nothing', run: branch,
  },
  {
    name: 'info checkpoints', aliases: ['info bookmarks'], usage: '', group: 'time', summary: 'the bookmarks',
    example: 'info checkpoints', completes: 'nothing', run: bookmarks,
  },
  {
    name: 'info events', aliases: [], usage: '[KIND...]', group: 'time', summary: 'what happened: forks, programs, ends, signals',
    example: 'info events fork exit', completes: ['fork', 'thread', 'exec', 'exit', 'signal'], run: events,
  },
  {
    name: 'info history', aliases: ['info record'], usage: '', group: 'time', summary: 'what the history takes',
    example: 'info history', completes: 'nothing', run: memoryOfHistory,
  },
];
