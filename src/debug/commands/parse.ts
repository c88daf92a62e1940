import type { Process } from '../../kernel/process.ts';
import type { Debugger } from '../debugger.ts';
import type { Location } from '../points.ts';
import { isSameFile } from '../program.ts';
import type { ThreadId } from '../stop.ts';
import { findThread, pcOf } from '../threads.ts';
import type { State } from './state.ts';

/** A number as people write it: `250`, `1_000_000`, `1e6`, `0x10`; undefined if `text` is none. */
export function parseNumber(text: string): number | undefined {
  if (!/^(0x[\da-f_]+|\d[\d_]*(e\d{1,2})?)$/i.test(text)) return undefined;
  const value = Number(text.replaceAll('_', ''));
  return Number.isSafeInteger(value) ? value : undefined;
}

/** The words of an argument. */
export function words(argument: string): string[] {
  return argument.split(/\s+/).filter((word) => word !== '');
}

/**
 * A place in the program: `*ADDRESS`, `FILE:LINE`, `FILE:SYMBOL`, `LINE` of the file that is shown, `SYMBOL`, `SYMBOL+N`. No
 * text is the present pc.
 */
export function parseLocation(session: Debugger, state: State, text: string): Location | { readonly error: string } {
  const thread = session.thread();
  if (text === '') {
    if (thread === undefined) return { error: 'there is no thread: say where' };
    return { kind: 'address', addr: pcOf(session.kernel, thread) };
  }
  if (text.startsWith('*')) {
    const value = session.evaluate(text.slice(1));
    return 'error' in value ? value : { kind: 'address', addr: value.value >>> 0 };
  }
  const inFile = /^(.+):(\d+|[A-Za-z_.][\w.$]*)$/.exec(text);
  if (inFile !== null) {
    const [, file, rest] = inFile;
    if (/^\d+$/.test(rest!)) return { kind: 'line', file: file!, line: Number(rest) };
    return { kind: 'symbol', name: rest!, offset: 0, file };
  }
  if (/^\d+$/.test(text)) {
    const file = presentFile(session, state);
    return file === undefined
      ? { error: `no source is shown: say FILE:${text}` }
      : { kind: 'line', file, line: Number(text) };
  }
  const symbol = /^([A-Za-z_.][\w.$]*)(?:\+(\d+|0x[\da-f]+))?$/i.exec(text);
  if (symbol === null) return { error: `cannot read the place '${text}': SYMBOL, FILE:LINE, LINE or *ADDRESS` };
  return { kind: 'symbol', name: symbol[1]!, offset: Number(symbol[2] ?? 0), file: undefined };
}

/** The source that was listed last, or that the selected thread is in. */
export function presentFile(session: Debugger, state: State): string | undefined {
  const frame = session.frames()[session.selectedFrame];
  return state.listed?.file ?? frame?.file ?? session.programOf(session.thread()?.process)?.files[0];
}

/** The process that `text` names by its pid (or a thread by `PID.THREAD`); the selected one for no text. */
export function parseProcess(session: Debugger, text: string): Process | { readonly error: string } {
  if (text === '') {
    const thread = session.thread();
    return thread === undefined ? { error: 'there is no process' } : thread.process;
  }
  const process = session.kernel.processes.get(Number.parseInt(text, 10));
  if (!/^\d+(\.\d+)?$/.test(text) || process === undefined) return { error: `there is no process '${text}' (see ps)` };
  if (process.ending !== undefined) return { error: `process ${process.pid} has ended` };
  return process;
}

/** Where a moment lies: a step, or the first moment of a cycle. */
export type MomentTarget = { readonly step: number; readonly thread?: ThreadId } | { readonly cycle: number };

/**
 * A moment: a cycle `1234`, a step `#5678`, `+N` or `-N` cycles from now, `start`, `end`, an event `e12`, or a bookmark.
 */
export function parseMoment(session: Debugger, state: State, text: string): MomentTarget | { readonly error: string } {
  const { timeline } = session;
  if (text === 'start' || text === 'begin') return { step: timeline.start };
  if (text === 'end') return { step: timeline.line.end };
  const bookmark = state.bookmarks.find(({ name }) => name === text);
  if (bookmark !== undefined) return { step: bookmark.step };
  const event = /^e(\d+)$/.exec(text);
  if (event !== null) {
    const found = session.events.list[Number(event[1]) - 1];
    return found === undefined
      ? { error: `there is no event '${text}' (see info events)` }
      : { step: found.step, thread: found.thread };
  }
  const relative = /^([+-])(#?)(.+)$/.exec(text);
  const absolute = /^(#?)(.+)$/.exec(text);
  const count = parseNumber((relative?.[3] ?? absolute?.[2] ?? '').trim());
  if (count === undefined)
    return { error: `cannot read the moment '${text}': a cycle, +N, -N, #STEP, eN, a bookmark, start or end` };
  if (relative === null) return absolute![1] === '#' ? { step: count } : { cycle: count };
  const sign = relative[1] === '-' ? -1 : 1;
  if (relative[2] === '#') return { step: Math.max(timeline.start, timeline.step + sign * count) };
  return { cycle: Math.max(0, session.now.cycle + sign * count) };
}

/** The addresses of a place in the program of the selected thread. */
export function findAddresses(session: Debugger, location: Location): readonly number[] {
  if (location.kind === 'address') return [location.addr];
  const thread = findThread(session.kernel, session.selected);
  const program = session.programOf(thread?.process);
  if (program === undefined) return [];
  if (location.kind === 'line') return program.addressesOf(location.file, location.line);
  if (location.file !== undefined && !program.files.some((file) => isSameFile(file, location.file!))) return [];
  const addr = program.address(location.name);
  return addr === undefined ? [] : [addr + location.offset];
}
