import { CLD_EXITED, signalName } from '../../abi/signals.ts';
import { disassemble } from '../../isa/disassemble.ts';
import { registerName } from '../../isa/registers.ts';
import { threadName } from '../../kernel/thread.ts';
import type { Frame } from '../backtrace.ts';
import type { Debugger } from '../debugger.ts';
import { hex } from '../names.ts';
import type { CaughtEvent, Origin, Stop } from '../stop.ts';
import { idOf, isSameThread, loadFrom } from '../threads.ts';
import { cut } from '../views/view.ts';
import { wrapItems, wrapLine } from '../views/wrap.ts';
import type { State } from './state.ts';

/** How many registers that changed are shown. */
const MOST_CHANGES = 8;

/** What is shown after a stop: why, the status line, the source line, and the registers that changed. */
export function describeStop(session: Debugger, state: State, stop: Stop): string {
  const reason = reasonText(session, stop);
  const lines = reason === undefined ? [] : wrapLine(reason);
  return `${lines.map((line) => `${line}\n`).join('')}${describePlace(session, state)}`;
}

/** The status line, the source line, and what changed since this was shown last. */
export function describePlace(session: Debugger, state: State): string {
  const lines = [statusLine(session), ...sourceOrCode(session)];
  const changed = changedRegisters(session, state);
  if (changed !== undefined) lines.push(...changed);
  return lines.map((line) => `${line}\n`).join('');
}

/** `t=1234 hart0 2.1 sh pc=0x10104 <main+4> main.s:12`. */
function statusLine(session: Debugger): string {
  const { kernel, computer, now } = session;
  const thread = session.thread();
  if (thread === undefined) return `t=${now.cycle} no thread`;
  const isRunning = thread.state === 'running';
  const cycle = isRunning ? computer.machine.harts[thread.hart]!.cycle : kernel.now();
  const frame = session.frames()[session.selectedFrame];
  const pc = frame?.pc ?? session.registers()!.pc;
  const program = session.programOf(thread.process);
  const symbol = program?.describe(pc);
  const place = frame?.file === undefined ? '' : ` ${frame.file.split('/').at(-1)}:${frame.line}`;
  const where = isRunning ? `hart${thread.hart}` : thread.state;
  const id = session.numbers.text(idOf(thread));
  return cut(
    `t=${cycle} ${where} ${id} ${threadName(thread)} pc=${hex(pc)}${symbol === undefined ? '' : ` <${symbol}>`}${place}`,
  );
}

/** The line of the source that the selected frame is at; without one its instruction. */
function sourceOrCode(session: Debugger): string[] {
  const thread = session.thread();
  const frame = session.frames()[session.selectedFrame];
  if (thread === undefined || frame === undefined) return [];
  const program = session.programOf(thread.process);
  if (program !== undefined && frame.file !== undefined) {
    const text = session.sourceLine(program, frame.file, frame.line!);
    if (text !== undefined)
      return [cut(`${String(frame.line).padEnd(6)}${text.trimEnd().replaceAll('\t', '        ')}`)];
  }
  return [instructionText(session, thread.process.pid, frame.pc, true)];
}

/** `=> 0x10104 <main+4>: addi a0, zero, 1`. */
export function instructionText(session: Debugger, pid: number, addr: number, isCurrent: boolean): string {
  const process = session.kernel.processes.get(pid);
  const program = session.programOf(process);
  const word = process === undefined ? undefined : loadFrom(session.kernel, process, addr, 4);
  const name = program?.describe(addr);
  const head = `${isCurrent ? '=>' : '  '} ${hex(addr)}${name === undefined ? '' : ` <${name}>`}:`;
  if (word === undefined) return `${head} (cannot be read)`;
  const target = (at: number) => {
    const symbol = program?.describe(at);
    return symbol === undefined ? hex(at) : `${hex(at)} <${symbol}>`;
  };
  return cut(`${head} ${disassemble(word, addr, target)}`);
}

/** A frame as bt shows it. */
export function frameText({ level, pc, name, offset, file, line }: Frame, isSelected: boolean): string {
  const symbol = name === undefined ? '??' : offset === 0 || level > 0 ? name : `${name}+${offset}`;
  const place = file === undefined ? '' : ` at ${file.split('/').at(-1)}:${line}`;
  return cut(`${isSelected ? '*' : ' '}#${String(level).padEnd(2)} ${hex(pc)} in ${symbol}${place}`);
}

/** The registers of the selected thread that differ from those at the last stop, if that was the same thread's. */
function changedRegisters(session: Debugger, state: State): string[] | undefined {
  const thread = session.thread();
  const registers = session.registers();
  if (thread === undefined || registers === undefined) return undefined;
  const id = idOf(thread);
  const before = state.shown;
  state.shown = { thread: id, registers };
  if (before === undefined || !isSameThread(before.thread, id)) return undefined;
  const changes: string[] = [];
  registers.x.forEach((value, number) => {
    if (before.registers.x[number] !== value) changes.push(`${registerName(number)}=${valueText(value)}`);
  });
  if (changes.length === 0 || changes.length > MOST_CHANGES) {
    return changes.length === 0 ? undefined : [`      ${changes.length} registers changed (info registers)`];
  }
  return wrapItems(changes, 6);
}

/** A word in hexadecimal, and in decimal if that is short. */
function valueText(value: number): string {
  return value >= -9999 && value <= 9999 ? `${value}` : hex(value);
}

/** Why a run stopped, in words; undefined if that goes without saying. */
export function reasonText(session: Debugger, { reason, thread }: Stop): string | undefined {
  const who = thread === undefined ? '' : session.numbers.text(thread);
  switch (reason.kind) {
    case 'start':
    case 'reached':
      return undefined;
    case 'unwritten':
      return unwrittenText(session, reason.addr, reason.origin);
    case 'breakpoint':
      return `${breakpointText(session, reason.point)}${pointText(session, reason.point)}`;
    case 'watchpoint': {
      const what = `watchpoint ${reason.point}${pointText(session, reason.point)}`;
      const change =
        reason.before === reason.after || reason.after === undefined
          ? ''
          : `: ${hex(reason.before ?? 0)} -> ${hex(reason.after)}`;
      return `${what}${change}${reason.byKernel ? ', by the kernel in a call' : ''}`;
    }
    case 'catchpoint':
      return `catchpoint ${reason.point}: ${eventText(session, reason.event, who)}`;
    case 'signal':
      return `${who} gets ${signalName(reason.signal)} for address ${hex(reason.addr)}, which nobody handles`;
    case 'gone':
      return who === '' ? 'there is no thread to go on with' : `thread ${who} has ended`;
    case 'ended':
      return reason.code === CLD_EXITED
        ? `the program has ended with status ${reason.status}`
        : `the program was killed by ${signalName(reason.status)}`;
    case 'deadlock':
      return 'deadlock: nothing can happen any more (why PID says who waits for what)';
    case 'input':
      return 'everything waits for input (type TEXT gives some)';
    case 'history':
      return reason.end === 'begin' ? 'the history begins here' : 'the recording ends here';
    case 'limit':
      return 'the limit of cycles is reached (--max-cycles)';
    case 'interrupted':
      return 'interrupted';
  }
}

function unwrittenText(session: Debugger, addr: number, origin: Origin): string {
  const symbol = session.programOf(session.thread()?.process)?.describe(addr);
  const what = `${hex(addr)}${symbol === undefined ? '' : ` <${symbol}>`} was never written`;
  switch (origin.kind) {
    case 'file':
      return `${what}: it comes from ${origin.section === undefined ? '' : `${origin.section} of `}${origin.path}`;
    case 'zero':
      return `${what}: it is still zero`;
    case 'start':
      return `${what}: it was there at the start`;
  }
}

/** A temporary one is gone when its stop is told of. */
function breakpointText({ points }: Debugger, id: number): string {
  const point = points.get(id) ?? points.lastTemporary;
  return `${point?.id === id && point.isTemporary ? 'temporary ' : ''}breakpoint ${id}`;
}

function pointText({ points }: Debugger, id: number): string {
  const point = points.get(id) ?? points.lastTemporary;
  return point?.id === id ? ` (${point.text})` : '';
}

function eventText(session: Debugger, event: CaughtEvent, who: string): string {
  switch (event.kind) {
    case 'syscall':
      return event.at === 'call'
        ? `${who} calls ${event.name}`
        : `${who} returns from ${event.name} with ${event.result}`;
    case 'fork':
      return `${who} made ${event.isThread ? 'thread' : 'process'} ${session.numbers.text(event.child)}`;
    case 'exec':
      return `${who} runs ${event.path}`;
    case 'exit':
      return event.code === CLD_EXITED
        ? `${who} has exited with ${event.status}`
        : `${who} was killed by ${signalName(event.status)}`;
    case 'signal':
      return `${who} ${event.isFault ? 'is about to get' : 'has taken'} ${signalName(event.signal)}`;
    case 'fault':
      return `page fault of ${who} at ${hex(event.addr)} (${event.outcome})`;
    case 'cow':
      return `${who} got its own copy of the page at ${hex(event.addr)}, frame ${event.frame}`;
    case 'switch':
      return `hart ${event.hart} has switched to ${who}`;
    case 'deadlock':
      return `${who} has closed a circle of those who wait for each other (why says whom)`;
  }
}
