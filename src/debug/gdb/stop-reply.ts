import { CLD_EXITED, SIG } from '../../abi/signals.ts';
import { SP } from '../../isa/registers.ts';
import type { Debugger } from '../debugger.ts';
import type { Stop, ThreadId } from '../stop.ts';
import { PC_NUMBER } from './description.ts';
import { hexWord } from './packet.ts';
import { hexText } from './programs.ts';
import { toGdbSignal } from './signal-numbers.ts';
import { threadText } from './thread-ids.ts';

/** What gdb said that it understands. */
export interface Features {
  readonly swbreak: boolean;
  readonly hwbreak: boolean;
}

/** A stop that gdb is told of: `T`, the signal, and what it likes to know at once. */
export function stopReply(session: Debugger, stop: Stop, features: Features): string {
  const { thread = session.selected } = stop;
  const facts = [...placeFacts(session, thread), ...reasonFacts(stop, features)];
  return `T${byte(signalOf(stop))}${facts.map((fact) => `${fact};`).join('')}`;
}

/** The end of a process: `W` with its exit status, or `X` with the signal that killed it. */
export function exitReply(pid: number, code: number, status: number): string {
  const end = code === CLD_EXITED ? `W${byte(status & 0xff)}` : `X${byte(toGdbSignal(status))}`;
  return `${end};process:${pid.toString(16)}`;
}

/** What a person at gdb is told besides, as a line; undefined if the stop says enough. */
export function stopRemark({ reason }: Stop): string | undefined {
  switch (reason.kind) {
    case 'deadlock':
      return 'deadlock: every process waits for something that nothing can bring about';
    case 'input':
      return 'everything waits for input, and there is none';
    case 'limit':
      return 'the limit of cycles is reached';
    case 'catchpoint':
      // gdb's own catchpoints have no numbers of the debugger's.
      return reason.point > 0 ? `catchpoint ${reason.point}: ${reason.event.kind}` : undefined;
    default:
      return undefined;
  }
}

function placeFacts(session: Debugger, id: ThreadId | undefined): string[] {
  const registers = session.registers(id);
  const thread = session.thread(id);
  if (id === undefined || registers === undefined || thread === undefined) return [];
  return [
    `${byte(PC_NUMBER)}:${hexWord(registers.pc)}`,
    `${byte(SP)}:${hexWord(registers.x[SP]!)}`,
    `thread:${threadText(id)}`,
    `core:${thread.hart.toString(16)}`,
  ];
}

function reasonFacts({ reason }: Stop, { swbreak, hwbreak }: Features): string[] {
  switch (reason.kind) {
    case 'breakpoint':
      return swbreak ? ['swbreak:'] : hwbreak ? ['hwbreak:'] : [];
    case 'watchpoint': {
      const name = { write: 'watch', read: 'rwatch', access: 'awatch' }[reason.on];
      return reason.addr === undefined ? [] : [`${name}:${reason.addr.toString(16)}`];
    }
    case 'history':
      return [`replaylog:${reason.end}`];
    case 'catchpoint':
      if (reason.event.kind === 'fork') return [`fork:${threadText(reason.event.child)}`];
      return reason.event.kind === 'exec' ? [`exec:${hexText(reason.event.path)}`] : [];
    default:
      return [];
  }
}

function signalOf({ reason }: Stop): number {
  switch (reason.kind) {
    case 'signal':
      return toGdbSignal(reason.signal);
    case 'catchpoint':
      return toGdbSignal(reason.event.kind === 'signal' ? reason.event.signal : SIG.SIGTRAP);
    case 'interrupted':
      return toGdbSignal(SIG.SIGINT);
    case 'ended':
      // The last process is about to end, as rr shows it.
      return toGdbSignal(SIG.SIGKILL);
    default:
      return toGdbSignal(SIG.SIGTRAP);
  }
}

function byte(value: number): string {
  return value.toString(16).padStart(2, '0');
}
