import { registerName, registerNumber } from '../isa/registers.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { Process } from '../kernel/process.ts';
import type { Thread } from '../kernel/thread.ts';
import { MemoryPeek } from '../kernel/vm/peek.ts';
import type { ThreadId } from './stop.ts';

/** What a thread has in its registers: x0 to x31, int32, and the pc, unsigned. */
export interface Registers {
  readonly x: Int32Array;
  readonly pc: number;
}

/** The number by which registers are written that are not x0 to x31. */
export const PC = 32;

export function idOf(thread: Thread): ThreadId {
  return { pid: thread.process.pid, tid: thread.tid };
}

export function isSameThread(a: ThreadId | undefined, b: ThreadId | undefined): boolean {
  return a?.pid === b?.pid && a?.tid === b?.tid;
}

/** The thread with these numbers, if it is alive. */
export function findThread(kernel: Kernel, id: ThreadId | undefined): Thread | undefined {
  const thread = id === undefined ? undefined : kernel.threads.get(id.tid);
  return thread?.process.pid === id?.pid && thread?.state !== 'ended' ? thread : undefined;
}

/** The threads of living processes that run programs, in the order of processes and then of threads. */
export function livingThreads(kernel: Kernel): Thread[] {
  return livingProcesses(kernel).flatMap(({ threads }) => threads.filter(({ state }) => state !== 'ended'));
}

/** Processes that have not ended and have a program: process 1 may be none. */
export function livingProcesses(kernel: Kernel): Process[] {
  return [...kernel.processes.values()].filter(
    ({ ending, executable }) => ending === undefined && executable !== undefined,
  );
}

/** The registers of a thread, wherever they are: a copy. */
export function registersOf(kernel: Kernel, thread: Thread): Registers {
  const holder = holderOf(kernel, thread);
  return { x: holder.x.slice(0, 32), pc: holder.pc };
}

/** The pc of a thread. */
export function pcOf(kernel: Kernel, thread: Thread): number {
  return holderOf(kernel, thread).pc;
}

/** Writes register `number`, or `PC`. */
export function writeRegister(kernel: Kernel, thread: Thread, number: number, value: number): void {
  const holder = holderOf(kernel, thread);
  if (number === PC) holder.pc = value >>> 0;
  else if (number !== 0) holder.x[number] = value | 0;
}

/** The number of the register called `name`, `PC` for the pc. */
export function registerByName(name: string): number | undefined {
  return name === 'pc' ? PC : registerNumber(name);
}

export function nameOfRegister(number: number): string {
  return number === PC ? 'pc' : registerName(number);
}

/** `bytes` (1, 2 or 4) at `addr` of a process, zero-extended to an int32; undefined for a bad address. */
export function loadFrom(kernel: Kernel, process: Process, addr: number, bytes: number): number | undefined {
  const content = new MemoryPeek(kernel, process).read(addr >>> 0, bytes);
  if (content === undefined) return undefined;
  return content.reduceRight((value, byte) => (value << 8) | byte, 0);
}

function holderOf({ running, machine }: Kernel, thread: Thread) {
  return running[thread.hart] === thread ? machine.harts[thread.hart]! : thread.context;
}
