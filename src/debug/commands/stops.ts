import { SIGNALS } from '../../abi/signals.ts';
import { SYSCALLS } from '../../abi/syscalls.ts';
import { parseExpression } from '../expression.ts';
import { hex, signalNumber } from '../names.ts';
import {
  CATCH_KINDS,
  type CatchKind,
  isInScope,
  type Location,
  type Point,
  type PointOptions,
  type Watchpoint,
} from '../points.ts';
import { isSameFile, type Program } from '../program.ts';
import type { ThreadId } from '../stop.ts';
import { registerByName } from '../threads.ts';
import { formatView, type View, viewData } from '../views/view.ts';
import { type CommandRow, type Context, type Outcome, refuse, say } from './command.ts';
import { suggestion } from './lookup.ts';
import { parseLocation, parseNumber, words } from './parse.ts';

/** What stands after the place: `if CONDITION`, `thread ID`, `process PID`, in any order. */
interface Conditions {
  readonly place: string;
  readonly options: PointOptions;
}

function readConditions({ session }: Context, argument: string): Conditions | { readonly error: string } {
  const ifAt = / if /.exec(` ${argument} `);
  const condition = ifAt === null ? undefined : argument.slice(ifAt.index + 3).trim();
  const head = (ifAt === null ? argument : argument.slice(0, Math.max(0, ifAt.index - 0))).trim();
  const match = /^(.*?)\s*(?:\b(thread|process)\s+(\d+(?:\.\d+)?))?$/.exec(head)!;
  const [, place = '', kind, number] = match;
  let thread: ThreadId | undefined;
  let scope: PointOptions['scope'] = 'all';
  if (kind === 'thread') {
    thread = session.numbers.find(number!);
    if (thread === undefined) return { error: `there is no thread '${number}' (info threads)` };
  }
  if (kind === 'process') {
    if (!session.kernel.processes.has(Number(number))) return { error: `there is no process '${number}' (ps)` };
    scope = [Number(number)];
  }
  if (condition === undefined) return { place: place.trim(), options: { thread, scope } };
  const expression = parseExpression(condition);
  if ('error' in expression) return { error: `condition: ${expression.error}` };
  return { place: place.trim(), options: { thread, scope, condition: { text: condition, expression } } };
}

function breaking(isTemporary: boolean) {
  return (context: Context, argument: string): Outcome => {
    const { session, state } = context;
    const read = readConditions(context, argument);
    if ('error' in read) return refuse(read.error);
    const location = parseLocation(session, state, read.place);
    if ('error' in location) return refuse(location.error);
    const program = session.programOf(session.thread()?.process);
    const problem = program === undefined ? undefined : misplaced(program, location);
    if (problem !== undefined) return refuse(problem);
    const text = read.place === '' ? undefined : read.place;
    const point = session.points.addBreakpoint(location, { ...read.options, isTemporary, text });
    const places = session.processes.flatMap((process) => {
      const program = session.programOf(process);
      return program === undefined ? [] : session.points.sitesIn(point, program);
    });
    const found = [...new Set(location.kind === 'address' ? [location.addr] : places)];
    const where = found.map((addr) => `${hex(addr)}${lineText(program?.lineAt(addr))}`).join(', ');
    const names = program?.symbols.map(({ name }) => name) ?? [];
    const guess = location.kind === 'symbol' ? suggestion(location.name, names) : '';
    const later = `(${point.text}): waits for a program that has this place${guess}`;
    return say(
      `${isTemporary ? 'temporary ' : ''}breakpoint ${point.id} ${found.length === 0 ? later : `at ${where}`}`,
    );
  };
}

/** Why a location can be none of any program's, if so. */
function misplaced(program: Program, location: Location): string | undefined {
  if (location.kind === 'address' && location.addr % 4 !== 0)
    return `no instruction stands at ${hex(location.addr)}: its address is a multiple of 4`;
  if (location.kind !== 'line' || program.addressesOf(location.file, location.line).length > 0) return undefined;
  const isOwn = program.files.some((file) => isSameFile(file, location.file));
  return isOwn ? `${location.file} has no code at line ${location.line} or after it` : undefined;
}

function lineText(place: { file: string; line: number } | undefined): string {
  return place === undefined ? '' : `: ${place.file.split('/').at(-1)}:${place.line}`;
}

function watching(on: Watchpoint['on']) {
  return (context: Context, argument: string): Outcome => {
    const { session } = context;
    const read = readConditions(context, argument);
    if ('error' in read) return refuse(read.error);
    if (read.place === '') return refuse('say what to watch: a symbol, *ADDRESS[, LENGTH] or $REGISTER');
    const target = watchTarget(context, read.place);
    if ('error' in target) return refuse(target.error);
    if (target.kind === 'expression' && on !== 'write') return refuse('only memory can be watched for reading');
    const thread = session.selected;
    const isRegister = target.kind === 'expression';
    const scope = read.options.scope === 'all' && thread !== undefined ? [thread.pid] : read.options.scope;
    const options = {
      ...read.options,
      scope,
      thread: read.options.thread ?? (isRegister ? thread : undefined),
      text: read.place,
    };
    const point = session.points.addWatchpoint(target, on, options);
    const what = target.kind === 'memory' ? `${target.length} bytes at ${hex(target.addr)}` : read.place;
    const slow = isRegister ? '; each instruction is looked at, which is slow' : '';
    return say(`watchpoint ${point.id}: ${what}${slow}`);
  };
}

/** `$a0` and what uses registers is watched as an expression; a symbol or address by its memory. */
function watchTarget({ session }: Context, text: string): Watchpoint['target'] | { readonly error: string } {
  const [place = '', lengthText] = text.split(',').map((part) => part.trim());
  const isAddress = place.startsWith('*');
  const symbol = /^[A-Za-z_.][\w.$]*$/.test(place) && registerByName(place) === undefined;
  if (!isAddress && !symbol) {
    const expression = parseExpression(text);
    if ('error' in expression) return expression;
    const value = session.evaluate(text);
    return 'error' in value ? value : { kind: 'expression', expression };
  }
  const value = session.evaluate(isAddress ? place.slice(1) : place);
  if ('error' in value) return value;
  const size = symbol ? session.programOf(session.thread()?.process)?.sizeOf(place) : undefined;
  const length = lengthText === undefined ? Math.min(size ?? 4, 4096) : parseNumber(lengthText);
  if (length === undefined || length < 1 || length > 4096)
    return { error: `expected a length of 1 to 4096, not '${lengthText}'` };
  return { kind: 'memory', addr: value.value >>> 0, length };
}

function catching(isTemporary: boolean) {
  return (context: Context, argument: string): Outcome => {
    const [kind, ...names] = words(argument);
    const event = CATCH_KINDS.find((candidate) => kind !== undefined && candidate.startsWith(kind));
    if (event === undefined) return refuse(`catch what? one of ${CATCH_KINDS.join(', ')}`);
    const checked = checkNames(event, names);
    if ('error' in checked) return refuse(checked.error);
    const point = context.session.points.addCatchpoint(event, checked.names, { isTemporary });
    return say(`catchpoint ${point.id} (${point.text})`);
  };
}

const FAULT_OUTCOMES = ['minor', 'major', 'copied', 'signal'];

function checkNames(
  event: CatchKind,
  names: readonly string[],
): { readonly names: string[] } | { readonly error: string } {
  const checked: string[] = [];
  for (const name of names) {
    if (event === 'syscall') {
      if (!SYSCALLS.some((row) => row.name === name || String(row.number) === name))
        return { error: `there is no system call '${name}'` };
      checked.push(name);
    } else if (event === 'signal') {
      const number = signalNumber(name);
      if (number === undefined) return { error: `there is no signal '${name}'` };
      checked.push(SIGNALS.find((row) => row.number === number)!.name);
    } else if (event === 'fault') {
      if (!FAULT_OUTCOMES.includes(name)) return { error: `a fault is ${FAULT_OUTCOMES.join(', ')}, not '${name}'` };
      checked.push(name);
    } else {
      return { error: `catch ${event} takes no names` };
    }
  }
  return { names: checked };
}

/** The points that numbers name; all of them for no numbers. */
function pointsOf({ session }: Context, argument: string): Point[] | { readonly error: string } {
  const numbers = words(argument);
  if (numbers.length === 0) return [...session.points.list];
  const found: Point[] = [];
  for (const number of numbers) {
    const point = session.points.get(Number(number));
    if (point === undefined || point.isInternal)
      return { error: `there is no breakpoint ${number} (info breakpoints)` };
    found.push(point);
  }
  return found;
}

function deleting(context: Context, argument: string): Outcome {
  const found = pointsOf(context, argument.replace(/^breakpoints?\b/, ''));
  if ('error' in found) return refuse(found.error);
  for (const { id } of found) context.session.points.delete(id);
  return { text: '' };
}

function clear(context: Context, argument: string): Outcome {
  const { session, state } = context;
  const location = parseLocation(session, state, argument);
  if ('error' in location) return refuse(location.error);
  const wanted = JSON.stringify(location);
  const found = session.points.list.filter(
    (point) => point.kind === 'break' && JSON.stringify(point.location) === wanted,
  );
  if (found.length === 0) return refuse(`no breakpoint stands at ${argument === '' ? 'this place' : argument}`);
  for (const { id } of found) session.points.delete(id);
  return say(`deleted ${found.map(({ id }) => id).join(', ')}`);
}

function enabling(isEnabled: boolean) {
  return (context: Context, argument: string): Outcome => {
    const found = pointsOf(context, argument);
    if ('error' in found) return refuse(found.error);
    for (const point of found) context.session.points.setEnabled(point, isEnabled);
    return { text: '' };
  };
}

function condition(context: Context, argument: string): Outcome {
  const match = /^(\d+)\s*(.*)$/.exec(argument);
  if (match === null) return refuse('say which breakpoint: condition NUMBER [EXPRESSION]');
  const [, number = '', text = ''] = match;
  const found = pointsOf(context, number);
  if ('error' in found) return refuse(found.error);
  const point = found[0]!;
  if (text === '') {
    point.condition = undefined;
    return say(`breakpoint ${point.id} has no condition now`);
  }
  const expression = parseExpression(text);
  if ('error' in expression) return refuse(expression.error);
  point.condition = { text, expression };
  return { text: '' };
}

function ignore(context: Context, argument: string): Outcome {
  const [number, countText] = words(argument);
  const count = parseNumber(countText ?? '');
  if (number === undefined || count === undefined || count < 0)
    return refuse('say which and how often: ignore NUMBER COUNT');
  const found = pointsOf(context, number);
  if ('error' in found) return refuse(found.error);
  found[0]!.ignore = count;
  const times = count === 1 ? 'once' : `${count} times`;
  return say(count === 0 ? `breakpoint ${number} stops the next time` : `breakpoint ${number} will be passed ${times}`);
}

/** `commands N` with the commands on the lines after it, up to `end`, or after it with semicolons. */
function commands(context: Context, argument: string): Outcome {
  const match = /^(\d+)?\s*([\s\S]*)$/.exec(argument)!;
  const last = context.session.points.list.at(-1);
  const found = match[1] === undefined ? undefined : pointsOf(context, match[1]);
  if (found !== undefined && 'error' in found) return refuse(found.error);
  const point = found === undefined ? last : found[0];
  if (point === undefined) return refuse('there is no breakpoint yet: commands NUMBER');
  point.commands = match[2]!
    .split(/[;\n]/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && line !== 'end');
  return { text: '' };
}

function pointView({ session }: Context): View {
  const rows = session.points.list.map((point) => [
    point.id,
    kindText(point),
    point.isEnabled ? 'y' : 'n',
    point.hits,
    point.text,
    [
      point.condition === undefined ? '' : `if ${point.condition.text}`,
      point.thread === undefined ? '' : `thread ${session.numbers.text(point.thread)}`,
      point.scope === 'all' ? '' : `process ${[...point.scope].join(', ')}`,
      point.ignore === 0 ? '' : `passes ${point.ignore} more`,
      point.commands.length === 0 ? '' : `commands: ${point.commands.join('; ')}`,
      point.kind === 'break'
        ? addressText(
            session.processes
              .filter((process) => isInScope(point, process))
              .flatMap((process) => {
                const program = session.programOf(process);
                return program === undefined ? [] : session.points.sitesIn(point, program);
              }),
          )
        : '',
    ]
      .filter((part) => part !== '')
      .join(', '),
  ]);
  return { columns: ['num', 'kind', 'on', 'hits', 'where', 'more'], rows, empty: 'there are no breakpoints' };
}

function addressText(addresses: readonly number[]): string {
  return [...new Set(addresses)].map((addr) => hex(addr)).join(', ');
}

function kindText(point: Point): string {
  if (point.kind === 'break') return point.isTemporary ? 'tbreak' : 'break';
  if (point.kind === 'catch') return 'catch';
  return { write: 'watch', read: 'rwatch', access: 'awatch' }[point.on];
}

const WATCH_USAGE = 'SYMBOL | *ADDRESS[, LENGTH] | EXPRESSION [if CONDITION]';

/** Commands about stops. */
// biome-ignore format: a table
export const STOP_COMMANDS: readonly CommandRow[] = [
  {
    name: 'break', aliases: ['b', 'br'], usage: '[LOCATION] [thread ID | process PID] [if CONDITION]', group: 'stops',
    summary: 'stop before an instruction is executed',
    details: 'A place is a symbol, FILE:LINE, a LINE of the source that is shown, or *ADDRESS; here, if none is given. It holds in every process ' +
      'whose program has that place, unless one process or thread is named; children that a process forks join it.',
    example: 'break sort.s:42 if $a0 > 3', completes: 'location', run: breaking(false),
  },
  {
    name: 'tbreak', aliases: ['tb'], usage: '[LOCATION] [thread ID | process PID] [if CONDITION]', group: 'stops',
    summary: 'a breakpoint that goes away when it is hit', example: 'tbreak main', completes: 'location', run: breaking(true),
  },
  {
    name: 'watch', aliases: [], usage: WATCH_USAGE, group: 'stops', summary: 'stop when memory or a register changes',
    details: 'A symbol or *ADDRESS is watched as memory, four bytes unless its size is known or a length is given; writes of the kernel count too. ' +
      'Anything else, such as $a0 or *table + $a1, is computed after each instruction.',
    example: 'watch counter', completes: 'expression', run: watching('write'),
  },
  {
    name: 'rwatch', aliases: [], usage: WATCH_USAGE, group: 'stops', summary: 'stop when memory is read',
    example: 'rwatch *0x12000, 16', completes: 'expression', run: watching('read'),
  },
  {
    name: 'awatch', aliases: [], usage: WATCH_USAGE, group: 'stops', summary: 'stop when memory is read or written',
    example: 'awatch counter', completes: 'expression', run: watching('access'),
  },
  {
    name: 'catch', aliases: [], usage: 'EVENT [NAME...]', group: 'stops', summary: 'stop at something that the kernel does',
    details: 'EVENT is syscall (NAME: calls; at the call and at its return), fork (threads too), exec, exit, signal (NAME: signals), ' +
      'fault (NAME: minor, major, copied, signal), cow (a shared frame is copied), switch (a hart gets another thread) or deadlock.',
    example: 'catch syscall write', completes: [...CATCH_KINDS], run: catching(false),
  },
  {
    name: 'tcatch', aliases: [], usage: 'EVENT [NAME...]', group: 'stops', summary: 'a catchpoint that goes away when it is hit',
    example: 'tcatch fork', completes: [...CATCH_KINDS], run: catching(true),
  },
  {
    name: 'condition', aliases: [], usage: 'NUMBER [EXPRESSION]', group: 'stops', summary: 'stop there only if an expression is not 0',
    example: 'condition 1 $a0 == 5', completes: 'point', run: condition,
  },
  {
    name: 'ignore', aliases: [], usage: 'NUMBER COUNT', group: 'stops', summary: 'pass a breakpoint so many times',
    details: 'Going backwards does not count.',
    example: 'ignore 1 100', completes: 'point', run: ignore,
  },
  {
    name: 'commands', aliases: [], usage: '[NUMBER] COMMAND; ...', group: 'stops', summary: 'commands to carry out at each hit',
    details: 'With nothing after the number they stand on the lines that follow, up to end. silent as the first one shows nothing of the stop.',
    example: 'commands 1 silent; print $a0; continue', completes: 'point', run: commands,
  },
  {
    name: 'delete', aliases: ['d'], usage: '[NUMBER...]', group: 'stops', summary: 'delete breakpoints, or all of them',
    example: 'delete 1 2', completes: 'point', run: deleting,
  },
  {
    name: 'clear', aliases: [], usage: '[LOCATION]', group: 'stops', summary: 'delete the breakpoints at a place',
    example: 'clear main', completes: 'location', run: clear,
  },
  {
    name: 'enable', aliases: [], usage: '[NUMBER...]', group: 'stops', summary: 'let breakpoints stop again',
    example: 'enable 1', completes: 'point', run: enabling(true),
  },
  {
    name: 'disable', aliases: [], usage: '[NUMBER...]', group: 'stops', summary: 'let breakpoints not stop for now',
    example: 'disable 1', completes: 'point', run: enabling(false),
  },
  {
    name: 'info breakpoints', aliases: ['info watchpoints', 'info b'], usage: '', group: 'stops', summary: 'breakpoints, watchpoints and catchpoints',
    example: 'info breakpoints', completes: 'nothing',
    run: (context) => { const view = pointView(context); return { text: formatView(view), data: viewData(view) }; },
  },
];
