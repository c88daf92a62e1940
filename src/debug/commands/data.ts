import { REGISTERS, registerName } from '../../isa/registers.ts';
import { hex } from '../names.ts';
import { NO_THREAD } from '../scope.ts';
import { PC, registerByName } from '../threads.ts';
import { formatView, type View, viewData } from '../views/view.ts';
import { type CommandRow, type Context, type Outcome, refuse, say } from './command.ts';
import { parseNumber, words } from './parse.ts';
import { frameText } from './place.ts';
import { display, examine, print, set, undisplay } from './printing.ts';
import { disassemble, infoLine, infoSources, list } from './source.ts';
import { addressText } from './values.ts';

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
      'read other sizes; $1 is the first value that was printed, $ the last; operators and their order are those of C, with 32-bit integers. FORMAT is x, d, u, o, t (binary), c, a (address), s (string at it).',
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
    name: 'list', aliases: ['l'], usage: '[LOCATION | FIRST,LAST | - | .]', group: 'data', summary: 'source lines: around a place, or those that follow',
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
