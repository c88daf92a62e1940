import { hex } from '../names.ts';
import { NO_THREAD } from '../scope.ts';
import { idOf, registerByName } from '../threads.ts';
import { preview } from '../views/files.ts';
import { cut } from '../views/view.ts';
import { type Context, type Outcome, refuse, say } from './command.ts';
import { parseNumber, words } from './parse.ts';
import { instructionText } from './place.ts';
import { addressText, FORMAT_LETTERS, formatValue } from './values.ts';

const UNIT_BYTES: Readonly<Record<string, number>> = { b: 1, h: 2, w: 4 };
const LONGEST_STRING = 200;

/** `/x expression`: the format and what follows. */
function splitFormat(argument: string): { readonly format: string; readonly rest: string } {
  const match = /^\/(\S*)\s*(.*)$/.exec(argument);
  return match === null ? { format: '', rest: argument } : { format: match[1]!, rest: match[2]! };
}

/** An expression with earlier values of `print` put in: `$1`, and `$` for the last one. */
function withValues({ state }: Context, text: string): string {
  return text.replace(/(?<!\$)\$(\d*)(?![\w$])/g, (whole, number: string) => {
    const value = state.values.at(number === '' ? -1 : Number(number) - 1);
    return value === undefined || number === '0' ? whole : `(${value})`;
  });
}

/** What `print` and `display` show of an expression. */
function showValue(context: Context, format: string, text: string): string | { readonly error: string } {
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

/** The command `print`. */
export function print(context: Context, argument: string): Outcome {
  const { format, rest } = splitFormat(withValues(context, argument));
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

/** The command `x`. */
export function examine(context: Context, argument: string): Outcome {
  const { session, state } = context;
  const thread = session.thread();
  if (thread === undefined) return refuse(NO_THREAD);
  const { format, rest } = splitFormat(withValues(context, argument));
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

/** The command `display`. */
export function display(context: Context, argument: string): Outcome {
  const { state } = context;
  if (argument === '') return say(...showDisplays(context));
  const { format, rest } = splitFormat(withValues(context, argument));
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

/** The command `undisplay`. */
export function undisplay({ state }: Context, argument: string): Outcome {
  const numbers = words(argument).map(Number);
  const before = state.displays.length;
  state.displays = state.displays.filter(({ number }) => numbers.length > 0 && !numbers.includes(number));
  return before === state.displays.length && numbers.length > 0
    ? refuse(`there is no display ${argument}`)
    : { text: '' };
}

/** The command `set`: registers, memory, settings. */
export function set(context: Context, argument: string): Outcome {
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
  return assign(context, withValues(context, argument).replace(/^var(?:iable)?\s+/, ''));
}
