import { hex } from '../names.ts';
import { isSameFile } from '../program.ts';
import { NO_THREAD } from '../scope.ts';
import { cut, formatView, viewData } from '../views/view.ts';
import { type Context, type Outcome, refuse, say } from './command.ts';
import { findAddresses, parseLocation, presentFile } from './parse.ts';
import { instructionText } from './place.ts';
import { addressText } from './values.ts';

/** The command `disassemble`. */
export function disassemble(context: Context, argument: string): Outcome {
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

/** The command `list`. */
export function list(context: Context, argument: string): Outcome {
  const { session, state } = context;
  const program = session.programOf(session.thread()?.process);
  if (program === undefined) return refuse(NO_THREAD);
  let { listed } = state;
  let first: number;
  const frame = session.frames()[session.selectedFrame];
  const range = /^(\d+),\s*(\d+)$/.exec(argument);
  if (range !== null) first = Math.max(1, Number(range[1]));
  else if (argument === '' && listed !== undefined) first = listed.line;
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
  const count = range === null ? state.listSize : Math.max(1, Number(range[2]) - first + 1);
  const lines = source.slice(first - 1, first - 1 + count);
  state.listed = { file, line: first + count };
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

/** The command `info line`. */
export function infoLine(context: Context, argument: string): Outcome {
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

/** The command `info source`. */
export function infoSources({ session }: Context): Outcome {
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
