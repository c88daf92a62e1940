import { REGISTERS, registerName } from '../../isa/registers.ts';
import { hex } from '../names.ts';
import { isSameFile } from '../program.ts';
import { idOf, PC, registerByName } from '../threads.ts';
import { preview } from '../views/files.ts';
import { cut, formatView, type View, viewData } from '../views/view.ts';
import { type CommandRow, type Context, type Outcome, refuse, say } from './command.ts';
import { findAddresses, parseLocation, parseNumber, presentFile, words } from './parse.ts';
import { frameText, instructionText } from './place.ts';
import { addressText, FORMAT_LETTERS, formatValue } from './values.ts';

const NO_THREAD = 'there is no thread to look at';
const UNIT_BYTES: Readonly<Record<string, number>> = { b: 1, h: 2, w: 4 };
const LONGEST_STRING = 200;

/** `/x expression`: the format and what follows. */
function splitFormat(argument: string): { readonly format: string; readonly rest: string } {
  const match = /^\/(\S*)\s*(.*)$/.exec(argument);
  return match === null ? { format: '', rest: argument } : { format: match[1]!, rest: match[2]! };
}

/** What `print` and `display` show of an expression. */
export function showValue(context: Context, format: string, text: string): string | { readonly error: string } {
  const { session } = context;
  const value = session.evaluate(text);
  if ('error' in value) return value;
  if (format !== '' && !FORMAT_LETTERS.includes(format))
    return { error: `the format '${format}' is none of ${[...FORMAT_LETTERS].join(' ')}` };
  if (format === 's') return stringAt(context, value.value >>> 0);
  if (format !== '') return formatValue(session, value.value, format);
  // A symbol by itself stands for an address: what is there is what one wants to see as well.
  const name = /^[A-Za-z_.][\w.$]*$/.test(text)
    ? session.programOf(session.thread()?.process)?.address(text)
    : undefined;
  const there = name === undefined ? undefined : session.evaluate(`*${text}`);
  const word = there !== undefined && 'value' in there ? `, word there ${there.value} (${hex(there.value)})` : '';
  const symbol = addressText(session, value.value >>> 0);
  if (name !== undefined) return `${symbol}${word}`;
  const isAddress = symbol.includes('<') && Math.abs(value.value) > 4095;
  return `${value.value}${isAddress ? ` = ${symbol}` : Math.abs(value.value) > 9 ? ` (${hex(value.value)})` : ''}`;
}

function print(context: Context, argument: string): Outcome {
  const { format, rest } = splitFormat(argument);
  if (rest === '') return refuse('print what? print [/FORMAT] EXPRESSION');
  const assignment = /^(\$\w+|\*[^=!<>]+)\s*=(?!=)\s*(.+)$/.exec(rest);
  if (assignment !== null) return assign(context, rest);
  const text = showValue(context, format, rest);
  if (typeof text !== 'string') return refuse(text.error);
  const value = context.session.evaluate(rest);
  if ('value' in value) context.state.values.push(value.value);
  return { ...say(`$${context.state.values.length} = ${text}`), data: 'value' in value ? value.value : undefined };
}

function stringAt({ session }: Context, addr: number): string {
  const thread = session.thread();
  if (thread === undefined) return NO_THREAD;
  const bytes = session.readMemory(thread.process.pid, addr, LONGEST_STRING);
  if (bytes.length === 0) return `cannot read memory at ${hex(addr)}`;
  const end = bytes.indexOf(0);
  return preview(end < 0 ? bytes : bytes.subarray(0, end), end < 0 ? bytes.length + 1 : end);
}

function examine(context: Context, argument: string): Outcome {
  const { session, state } = context;
  const thread = session.thread();
  if (thread === undefined) return refuse(NO_THREAD);
  const { format, rest } = splitFormat(argument);
  const match = /^(\d*)([a-z]*)$/.exec(format);
  if (match === null) return refuse(`cannot read the format '/${format}': /[COUNT][${FORMAT_LETTERS}i][bhw]`);
  const count = match[1] === '' ? 1 : Number(match[1]);
  const letters = match[2] === '' ? (state.examined?.format ?? 'x') : match[2]!;
  const unit = [...letters].find((letter) => letter in UNIT_BYTES);
  const kind = [...letters].find((letter) => !(letter in UNIT_BYTES)) ?? 'x';
  if (!`${FORMAT_LETTERS}i`.includes(kind))
    return refuse(`the format '${kind}' is none of ${[...FORMAT_LETTERS, 'i'].join(' ')}`);
  let addr = state.examined?.addr;
  if (rest !== '') {
    const value = session.evaluate(rest);
    if ('error' in value) return refuse(value.error);
    addr = value.value >>> 0;
  }
  if (addr === undefined) return refuse('examine what? x/FORMAT ADDRESS');
  const { pid } = thread.process;
  if (kind === 'i') {
    const pc = session.registers()!.pc;
    const start = addr;
    const lines = Array.from({ length: count }, (_, at) =>
      instructionText(session, pid, start + at * 4, start + at * 4 === pc),
    );
    state.examined = { addr: addr + count * 4, format: letters };
    return say(...lines);
  }
  if (kind === 's') {
    const lines: string[] = [];
    for (let at = 0; at < count; at++) {
      const bytes = session.readMemory(pid, addr, LONGEST_STRING);
      lines.push(`${addressText(session, addr)}: ${stringAt(context, addr)}`);
      const end = bytes.indexOf(0);
      addr += (end < 0 ? bytes.length : end) + 1;
    }
    state.examined = { addr, format: letters };
    return say(...lines.map((line) => cut(line)));
  }
  const bytes = UNIT_BYTES[unit ?? (kind === 'c' ? 'b' : 'w')]!;
  return examineUnits(context, { pid, addr, count, bytes, kind, letters });
}

function examineUnits(
  { session, state }: Context,
  {
    pid,
    addr,
    count,
    bytes,
    kind,
    letters,
  }: { pid: number; addr: number; count: number; bytes: number; kind: string; letters: string },
): Outcome {
  const memory = session.readMemory(pid, addr, count * bytes);
  const readable = Math.floor(memory.length / bytes);
  if (readable === 0) return refuse(`cannot read memory at ${hex(addr)}`);
  const view = new DataView(memory.buffer, memory.byteOffset, memory.length);
  const texts = Array.from({ length: readable }, (_, at) => {
    const value =
      bytes === 1 ? view.getInt8(at) : bytes === 2 ? view.getInt16(at * 2, true) : view.getInt32(at * 4, true);
    return formatValue(session, value, kind, bytes);
  });
  const width = Math.max(...texts.map((text) => text.length)) + 2;
  const perLine = Math.max(1, 2 ** Math.floor(Math.log2(Math.max(1, Math.floor(52 / width)))));
  const lines: string[] = [];
  for (let at = 0; at < readable; at += perLine) {
    const head = `${addressText(session, addr + at * bytes)}:`.padEnd(24);
    lines.push(
      `${head} ${texts
        .slice(at, at + perLine)
        .map((text) => text.padStart(width))
        .join('')}`.trimEnd(),
    );
  }
  state.examined = { addr: addr + readable * bytes, format: letters };
  if (readable < count) lines.push(`cannot read memory at ${hex(addr + readable * bytes)}`);
  return { ...say(...lines), data: [...memory] };
}

function assign(context: Context, text: string): Outcome {
  const { session } = context;
  const match = /^(.+?)\s*=(?!=)\s*(.+)$/.exec(text);
  const thread = session.thread();
  if (match === null) return refuse('set what? set $REGISTER = VALUE or set *ADDRESS = VALUE');
  if (thread === undefined) return refuse(NO_THREAD);
  const [, target = '', expression = ''] = match;
  const value = session.evaluate(expression);
  if ('error' in value) return refuse(value.error);
  const id = idOf(thread);
  const before = session.timeline.line;
  if (target.startsWith('$')) {
    const number = registerByName(target.slice(1));
    if (number === undefined) return refuse(`there is no register '${target}'`);
    if (number === 0) return refuse('zero is always 0');
    session.writeRegister(id, number, value.value);
  } else {
    const place = /^(?:\*|(u8|i8|u16|i16|u32)\s*(?=\())(.+)$/.exec(target);
    if (place === null) return refuse(`cannot write to '${target}': $REGISTER, *ADDRESS, u8(ADDRESS) or u16(ADDRESS)`);
    const addr = session.evaluate(place[2]!);
    if ('error' in addr) return refuse(addr.error);
    const bytes = place[1] === undefined ? 4 : Number(place[1].slice(1)) / 8;
    const content = Uint8Array.from({ length: bytes }, (_, at) => value.value >>> (at * 8));
    if (!session.writeMemory(id.pid, addr.value >>> 0, content))
      return refuse(`cannot write to memory at ${hex(addr.value)}`);
  }
  const { line } = session.timeline;
  return line === before ? { text: '' } : say(`this is line ${line.name} of history now (branch)`);
}

function disassemble(context: Context, argument: string): Outcome {
  const { session } = context;
  const thread = session.thread();
  const program = session.programOf(thread?.process);
  if (thread === undefined || program === undefined) return refuse(NO_THREAD);
  const [first, second] = argument.split(',').map((part) => part.trim());
  const frame = session.frames()[session.selectedFrame];
  const pc = frame?.pc ?? session.registers()!.pc;
  let start: number;
  let end: number;
  const from = first === undefined || first === '' ? undefined : session.evaluate(first);
  if (from !== undefined && 'error' in from) return refuse(from.error);
  if (second !== undefined) {
    const to = session.evaluate(second.replace(/^\+/, ''));
    if ('error' in to) return refuse(to.error);
    start = from!.value >>> 0;
    end = second.startsWith('+') ? start + to.value : to.value >>> 0;
  } else {
    const addr = from === undefined ? pc : from.value >>> 0;
    const found = program.functionAt(addr);
    start = found?.start ?? addr;
    end = Math.min(found?.end ?? addr + 40, start + 4000);
    // Of a long function the part around the place.
    if (end - start > 200) [start, end] = [Math.max(start, addr - 40), Math.min(end, addr + 80)];
  }
  if (!(end > start) || end - start > 65536) return refuse('disassemble START, END or START, +BYTES: at most 64 KiB');
  const lines: string[] = [];
  let shown: string | undefined;
  for (let addr = start; addr < end; addr += 4) {
    const line = program.lineAt(addr);
    const key = line === undefined ? undefined : `${line.file}:${line.line}`;
    if (key !== undefined && key !== shown && line!.start === addr) {
      const text = session.sourceLine(program, line!.file, line!.line);
      if (text !== undefined) lines.push(cut(`${String(line!.line).padEnd(6)}${text.trimEnd()}`));
    }
    shown = key;
    lines.push(instructionText(session, thread.process.pid, addr, addr === pc));
  }
  return say(...lines);
}

function list(context: Context, argument: string): Outcome {
  const { session, state } = context;
  const program = session.programOf(session.thread()?.process);
  if (program === undefined) return refuse(NO_THREAD);
  let { listed } = state;
  let first: number;
  const frame = session.frames()[session.selectedFrame];
  if (argument === '' && listed !== undefined) first = listed.line;
  else if (argument === '-' && listed !== undefined) first = Math.max(1, listed.line - 2 * state.listSize);
  else if (argument === '' || argument === '.') {
    if (frame?.file === undefined) return refuse('there is no source for this place (disassemble shows its code)');
    listed = { file: frame.file, line: frame.line! };
    first = Math.max(1, frame.line! - Math.floor(state.listSize / 2));
  } else {
    const place = listPlace(context, argument);
    if ('error' in place) return refuse(place.error);
    listed = place;
    first = Math.max(1, place.line - Math.floor(state.listSize / 2));
  }
  const file = listed?.file ?? presentFile(session, state);
  const source = file === undefined ? undefined : session.sourceLines(program, file);
  if (file === undefined || source === undefined) return refuse(`the source ${file ?? ''} cannot be read`);
  if (first > source.length) return refuse(`${file} has ${source.length} lines`);
  const lines = source.slice(first - 1, first - 1 + state.listSize);
  state.listed = { file, line: first + state.listSize };
  return say(
    ...lines.map((text, at) => {
      const number = first + at;
      const isHere = frame?.line === number && frame.file === file;
      return cut(`${isHere ? '>' : ' '}${String(number).padEnd(6)}${text.trimEnd().replaceAll('\t', '        ')}`);
    }),
  );
}

function listPlace(
  { session, state }: Context,
  argument: string,
): { file: string; line: number } | { readonly error: string } {
  const program = session.programOf(session.thread()?.process)!;
  const location = parseLocation(session, state, argument);
  if ('error' in location) return location;
  if (location.kind === 'line') {
    const file = program.files.find((name) => isSameFile(name, location.file)) ?? location.file;
    return { file, line: location.line };
  }
  const [addr] = findAddresses(session, location);
  const line = addr === undefined ? undefined : program.lineAt(addr);
  return line === undefined ? { error: `there is no source for '${argument}'` } : { file: line.file, line: line.line };
}

function backtraceText({ session }: Context, argument: string): Outcome {
  if (session.thread() === undefined) return refuse(NO_THREAD);
  const most = argument === '' ? undefined : parseNumber(argument);
  const frames = session.frames();
  const shown = most === undefined ? frames : frames.slice(0, most);
  const more = frames.length > shown.length ? [`(${frames.length - shown.length} more frames)`] : [];
  return {
    ...say(...shown.map((frame) => frameText(frame, frame.level === session.selectedFrame)), ...more),
    data: frames,
  };
}

function selectFrame(context: Context, level: number): Outcome {
  const { session } = context;
  if (session.thread() === undefined) return refuse(NO_THREAD);
  const frames = session.frames();
  if (!(level >= 0)) return refuse('this is the innermost frame: it has called nobody');
  if (level >= frames.length) return refuse('this is the outermost frame: nobody has called it');
  session.selectedFrame = level;
  context.state.listed = undefined;
  return { text: `${frameText(frames[level]!, true)}\n`, showsPlace: true };
}

function frame(context: Context, argument: string): Outcome {
  const level = argument === '' ? context.session.selectedFrame : parseNumber(argument);
  return level === undefined
    ? refuse(`expected the number of a frame, not '${argument}'`)
    : selectFrame(context, level);
}

function moveFrame(direction: 1 | -1) {
  return (context: Context, argument: string): Outcome => {
    const count = argument === '' ? 1 : parseNumber(argument);
    if (count === undefined) return refuse(`expected a number of frames, not '${argument}'`);
    return selectFrame(context, context.session.selectedFrame + direction * count);
  };
}

function display(context: Context, argument: string): Outcome {
  const { state } = context;
  if (argument === '') return say(...showDisplays(context));
  const { format, rest } = splitFormat(argument);
  const text = showValue(context, format, rest);
  if (typeof text !== 'string') return refuse(text.error);
  state.displays.push({ number: state.nextDisplay, format, text: rest });
  return say(`${state.nextDisplay++}: ${rest} = ${text}`);
}

/** A line for each expression that is shown at stops. */
export function showDisplays(context: Context): string[] {
  return context.state.displays.map(({ number, format, text }) => {
    const value = showValue(context, format, text);
    return cut(`${number}: ${text} = ${typeof value === 'string' ? value : `(${value.error})`}`);
  });
}

function undisplay({ state }: Context, argument: string): Outcome {
  const numbers = words(argument).map(Number);
  const before = state.displays.length;
  state.displays = state.displays.filter(({ number }) => numbers.length > 0 && !numbers.includes(number));
  return before === state.displays.length && numbers.length > 0
    ? refuse(`there is no display ${argument}`)
    : { text: '' };
}

function registerView({ session }: Context, argument: string): View | { readonly error: string } {
  const registers = session.registers();
  if (registers === undefined) return { error: NO_THREAD };
  const wanted = words(argument).map((name) => name.replace(/^\$/, ''));
  const unknown = wanted.find((name) => registerByName(name) === undefined);
  if (unknown !== undefined) return { error: `there is no register '${unknown}'` };
  const numbers = wanted.length === 0 ? [...REGISTERS.keys(), PC] : wanted.map((name) => registerByName(name)!);
  const rows = numbers.map((number) => {
    const value = number === PC ? registers.pc : registers.x[number]!;
    const symbol = session.programOf(session.thread()?.process)?.describe(value >>> 0);
    return [
      number === PC ? 'pc' : registerName(number),
      hex(value),
      value | 0,
      Math.abs(value) > 4095 ? symbol : undefined,
    ];
  });
  return { columns: ['register', 'value', 'signed', 'symbol'], rows };
}

function infoRegisters(context: Context, argument: string): Outcome {
  const view = registerView(context, argument);
  if ('error' in view) return refuse(view.error);
  if (argument !== '') return { text: formatView(view), data: viewData(view) };
  // All of them in four columns.
  const cells = view.rows.map(([name, value]) => `${String(name).padEnd(5)}${value}`.padEnd(19));
  const lines = Array.from({ length: Math.ceil(cells.length / 4) }, (_, line) =>
    [0, 1, 2, 3]
      .map((column) => cells[line + column * Math.ceil(cells.length / 4)] ?? '')
      .join('')
      .trimEnd(),
  );
  return { ...say(...lines), data: viewData(view) };
}

function infoSymbols({ session }: Context, argument: string): Outcome {
  const program = session.programOf(session.thread()?.process);
  if (program === undefined) return refuse(NO_THREAD);
  const rows = program.symbols
    .filter(({ name }) => name.includes(argument))
    .map(({ name, addr, size, kind, section, global }) => [
      hex(addr),
      name,
      size || undefined,
      kind === 'none' ? undefined : kind,
      section,
      global ? 'global' : undefined,
    ]);
  const view = { columns: ['address', 'symbol', 'size', 'kind', 'section', 'binding'], rows, empty: 'no such symbol' };
  return { text: formatView(view), data: viewData(view) };
}

function infoLine(context: Context, argument: string): Outcome {
  const { session, state } = context;
  const location = parseLocation(session, state, argument);
  if ('error' in location) return refuse(location.error);
  const program = session.programOf(session.thread()?.process);
  const found = findAddresses(session, location);
  if (found.length === 0) return refuse(`there is no code at '${argument}'`);
  return say(
    ...found.map((addr) => {
      const line = program?.lineAt(addr);
      if (line === undefined) return `${addressText(session, addr)} has no source line`;
      return `${line.file}:${line.line} is ${addressText(session, line.start)} to ${hex(line.end)}`;
    }),
  );
}

function infoSources({ session }: Context): Outcome {
  const program = session.programOf(session.thread()?.process);
  if (program === undefined) return refuse(NO_THREAD);
  const rows = program.files.map((file) => [
    file,
    session.sourceLines(program, file) === undefined ? 'cannot be read' : undefined,
  ]);
  const view = {
    columns: ['source', ''],
    rows,
    empty: 'this program has no line numbers (assemble with -g, or gcc -g)',
  };
  return { text: formatView(view), data: viewData(view) };
}

function infoFrame({ session }: Context): Outcome {
  const frames = session.frames();
  const present = frames[session.selectedFrame];
  if (present === undefined) return refuse(NO_THREAD);
  const caller = frames[session.selectedFrame + 1];
  return say(
    frameText(present, true),
    `  sp ${hex(present.sp)}${present.callerSp === undefined ? '' : `, ${present.callerSp - present.sp} bytes; its caller had ${hex(present.callerSp)}`}`,
    caller === undefined ? '  called by nobody that can be found' : `  returns to ${addressText(session, caller.pc)}`,
  );
}

/** Commands that look at the program, and change it. */
// biome-ignore format: a table
export const DATA_COMMANDS: readonly CommandRow[] = [
  {
    name: 'print', aliases: ['p', 'inspect', 'output'], usage: '[/FORMAT] EXPRESSION', group: 'data', summary: 'the value of an expression',
    details: 'Registers are $a0, $sp, $pc; a symbol stands for its address; *X is the word at X, X[I] the word I words after X; u8(X), i8, u16, i16, u32 ' +
      'read other sizes; operators and their order are those of C, with 32-bit integers. FORMAT is x, d, u, o, t (binary), c, a (address), s (string at it).',
    example: 'print /x *counter + 1', completes: 'expression', run: print,
  },
  {
    name: 'x', aliases: [], usage: '[/COUNT FORMAT UNIT] [ADDRESS]', group: 'data', summary: 'examine memory',
    details: 'FORMAT is that of print, or i for instructions; UNIT is b, h or w (1, 2 or 4 bytes). Without an address it goes on.',
    example: 'x/8xw $sp', completes: 'expression', repeats: true, run: examine,
  },
  {
    name: 'set', aliases: ['set var'], usage: '$REGISTER = VALUE | *ADDRESS = VALUE', group: 'data', summary: 'change a register or memory',
    details: 'This starts another line of history; the one before stays as it was (see branch). Settings: set listsize N, set follow-fork-mode parent|child.',
    example: 'set $a0 = 42', completes: 'expression', run: set,
  },
  {
    name: 'disassemble', aliases: ['disas'], usage: '[START[, END | , +BYTES]]', group: 'data', summary: 'code as instructions, with source lines',
    details: 'Without an address the function that runs, or the part of it around the pc.',
    example: 'disassemble main', completes: 'location', run: disassemble,
  },
  {
    name: 'list', aliases: ['l'], usage: '[LOCATION | - | .]', group: 'data', summary: 'source lines: around a place, or those that follow',
    example: 'list main', completes: 'location', repeats: true, run: list,
  },
  {
    name: 'backtrace', aliases: ['bt', 'where'], usage: '[N]', group: 'data', summary: 'the functions that were called, innermost first',
    example: 'backtrace', completes: 'nothing', run: backtraceText,
  },
  {
    name: 'frame', aliases: ['f'], usage: '[N]', group: 'data', summary: 'choose a frame of the backtrace',
    example: 'frame 2', completes: 'nothing', run: frame,
  },
  { name: 'up', aliases: [], usage: '[N]', group: 'data', summary: 'go to the caller\'s frame', example: 'up', completes: 'nothing', repeats: true, run: moveFrame(1) },
  { name: 'down', aliases: [], usage: '[N]', group: 'data', summary: 'go to the frame of who was called', example: 'down', completes: 'nothing', repeats: true, run: moveFrame(-1) },
  {
    name: 'display', aliases: [], usage: '[/FORMAT] EXPRESSION', group: 'data', summary: 'show an expression at each stop',
    example: 'display /x $a0', completes: 'expression', run: display,
  },
  {
    name: 'undisplay', aliases: ['delete display'], usage: '[NUMBER...]', group: 'data', summary: 'show an expression no more',
    example: 'undisplay 1', completes: 'nothing', run: undisplay,
  },
  {
    name: 'info registers', aliases: ['info r'], usage: '[NAME...]', group: 'data', summary: 'the registers of this thread',
    example: 'info registers sp ra', completes: REGISTERS.map(({ abiName }) => abiName), run: infoRegisters,
  },
  {
    name: 'info symbols', aliases: ['info functions', 'info variables'], usage: '[PART]', group: 'data', summary: 'the symbols of this program whose names contain PART',
    example: 'info symbols print', completes: 'nothing', run: infoSymbols,
  },
  { name: 'info line', aliases: ['info address'], usage: '[LOCATION]', group: 'data', summary: 'the addresses of a line', example: 'info line 12', completes: 'location', run: infoLine },
  { name: 'info source', aliases: ['info sources'], usage: '', group: 'data', summary: 'the sources of this program', example: 'info source', completes: 'nothing', run: infoSources },
  { name: 'info frame', aliases: [], usage: '', group: 'data', summary: 'the chosen frame', example: 'info frame', completes: 'nothing', run: infoFrame },
];

function set(context: Context, argument: string): Outcome {
  const { session, state } = context;
  const [name, value] = words(argument);
  if (name === 'listsize') {
    const size = parseNumber(value ?? '');
    if (size === undefined || size < 1) return refuse('set listsize N');
    state.listSize = size;
    return { text: '' };
  }
  if (name === 'follow-fork-mode') {
    if (value !== 'parent' && value !== 'child') return refuse('set follow-fork-mode parent or child');
    session.followFork = value;
    return { text: '' };
  }
  return assign(context, argument.replace(/^var(?:iable)?\s+/, ''));
}
