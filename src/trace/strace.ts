import { E, errnoByNumber } from '../abi/errno.ts';
import { CLD_EXITED, signalName } from '../abi/signals.ts';
import { isWindowsCall } from '../abi/windows-calls.ts';
import type { CallSite, KernelEvent } from '../kernel/events.ts';
import type { Ending } from '../kernel/process.ts';
import type { Thread } from '../kernel/thread.ts';
import type { MemoryPeek } from '../kernel/vm/peek.ts';
import { countKnown, formatArguments } from './arguments.ts';
import { formatSignalFacts } from './structures.ts';
import { hex } from './symbols.ts';
import { formatWindowsResult } from './windows-arguments.ts';

/** The column at which strace puts the results. */
const RESULT_COLUMN = 40;

/** A call that has begun. */
interface OpenCall {
  readonly call: CallSite;
  readonly memory: MemoryPeek;
  /** Name and the arguments that are known. */
  readonly text: string;
  /** Whether another line came between, so that `text` has been shown. */
  isShown: boolean;
}

/**
 * Shows the system calls and signals of all processes as `strace -f` does: a line each, with the process id in front
 * while there is more than one. A call in whose time another process shows something takes two lines (`<unfinished ...>`,
 * `<... read resumed>`).
 */
export class Strace {
  private readonly write: (line: string) => void;
  private readonly open = new Map<Thread, OpenCall>();
  /** Threads that were seen and have not ended. */
  private readonly living = new Set<Thread>();

  /** `write` takes whole lines, with their ends. */
  constructor(write: (line: string) => void) {
    this.write = write;
  }

  observe(event: KernelEvent): void {
    switch (event.kind) {
      case 'call':
        this.begin(event.thread, event.call, event.memory);
        break;
      case 'return':
        this.end(event.thread, event.call, event.memory, event.result);
        break;
      case 'fork':
        this.living.add(event.child);
        break;
      case 'exec':
        this.complete(event.thread, undefined, '0');
        break;
      case 'deliver':
        this.interrupt(event.thread);
        this.show(
          event.thread,
          `--- ${signalName(event.signal)} ${formatSignalFacts(event.signal, event.details)} ---`,
        );
        break;
      case 'exit':
        this.exit(event);
    }
  }

  /** Shows the calls that have not ended. */
  finish(): void {
    for (const thread of this.open.keys()) this.suspend(thread);
  }

  private begin(thread: Thread, call: CallSite, memory: MemoryPeek): void {
    this.living.add(thread);
    // A call that is made again without having ended was cut short by a signal.
    this.interrupt(thread);
    const name = callName(call);
    const known = countKnown(call);
    const texts = formatArguments(call, memory, { from: 0, to: known });
    if (call.row === undefined) texts.push(...call.args.slice(0, 6).map(hex));
    const isWhole = known === (call.row?.args.length ?? 0);
    const text = `${name}(${texts.join(', ')}${isWhole || known === 0 ? '' : ', '}`;
    this.open.set(thread, { call, memory, text, isShown: false });
    if (call.row?.result === 'none') this.complete(thread, undefined, '?');
  }

  private end(thread: Thread, call: CallSite, memory: MemoryPeek, result: number): void {
    const open = this.open.get(thread);
    // What a signal cut short has been shown; it may have gone on nevertheless.
    if (open === undefined && result === -E.EINTR) return;
    if (open === undefined) this.begin(thread, call, memory);
    this.complete(thread, result, formatResult(call, result, thread.lastError));
  }

  /** A signal comes while a call waits. */
  private interrupt(thread: Thread): void {
    const open = this.open.get(thread);
    if (open === undefined) return;
    const restarts = open.call.row?.restart === 'restarts';
    const meaning = restarts
      ? 'ERESTARTSYS (To be restarted if SA_RESTART is set)'
      : 'ERESTARTNOHAND (To be restarted if no handler)';
    this.complete(thread, undefined, `? ${meaning}`);
  }

  private exit(event: Extract<KernelEvent, { kind: 'exit' }>): void {
    const { thread } = event;
    this.complete(thread, undefined, '?');
    this.show(thread, `+++ ${endingText(event)} +++`);
    this.open.delete(thread);
    this.living.delete(thread);
  }

  /**
   * Shows the end of the open call of `thread`, and its beginning if that was not shown. Without a `result` the call has not
   * written what it was to write.
   */
  private complete(thread: Thread, result: number | undefined, resultText: string): void {
    const open = this.open.get(thread);
    if (open === undefined) return;
    this.open.delete(thread);
    const start = open.isShown ? `<... ${open.text.replace(/\(.*/s, '')} resumed>` : open.text;
    const { call, memory } = open;
    const range = { from: countKnown(call), to: call.row?.args.length ?? 0 };
    const texts = formatArguments(call, memory, range, result);
    this.suspendOthers(thread);
    const line = `${this.prefix(thread)}${start}${texts.join(', ')})`;
    this.write(`${line.padEnd(RESULT_COLUMN - 1)} = ${resultText}\n`);
  }

  private show(thread: Thread, text: string): void {
    this.suspendOthers(thread);
    this.write(`${this.prefix(thread)}${text}\n`);
  }

  private suspendOthers(thread: Thread): void {
    for (const other of this.open.keys()) if (other !== thread) this.suspend(other);
  }

  private suspend(thread: Thread): void {
    const open = this.open.get(thread);
    if (open === undefined || open.isShown) return;
    open.isShown = true;
    this.write(`${this.prefix(thread)}${open.text} <unfinished ...>\n`);
  }

  private prefix(thread: Thread): string {
    return this.living.size > 1 ? `[pid ${thread.tid}] ` : '';
  }
}

function endingText({ code, status, exitCode }: Ending): string {
  if (code === CLD_EXITED) return `exited with ${exitCode ?? status}`;
  return exitCode === undefined ? `killed by ${signalName(status)}` : `terminated with ${exitCode}`;
}

/** The name of a call, or its number if the kernel does not have it. */
export function callName({ row, number }: CallSite): string {
  return row?.name ?? `syscall_${hex(number)}`;
}

/** A call that has returned, on one line; `lastError` is what GetLastError gives afterwards. */
export function formatCall(call: CallSite, memory: MemoryPeek, result: number, lastError = 0): string {
  const texts = formatArguments(call, memory, { from: 0, to: call.row?.args.length ?? 0 }, result);
  return `${callName(call)}(${texts.join(', ')}) = ${formatResult(call, result, lastError)}`;
}

function formatResult(call: CallSite, result: number, lastError: number): string {
  if (call.row !== undefined && isWindowsCall(call.row)) return formatWindowsResult(call, result, lastError);
  const error = result < 0 ? errnoByNumber(-result) : undefined;
  if (error !== undefined) return `-1 ${error.name} (${error.text})`;
  return call.row?.result === 'hex' ? hex(result) : String(result);
}
