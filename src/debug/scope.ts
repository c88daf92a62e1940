import { SP } from '../isa/registers.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { Process } from '../kernel/process.ts';
import type { Thread } from '../kernel/thread.ts';
import type { Frame } from './backtrace.ts';
import type { Names } from './expression.ts';
import type { Program } from './program.ts';
import { loadFrom, PC, registerByName, registersOf } from './threads.ts';
import type { Moment } from './timeline.ts';

/** Where names are looked up: a debugger, with the thread and the frame that are selected. */
export interface Scope {
  readonly kernel: Kernel;
  readonly now: Moment;
  readonly selectedFrame: number;
  thread(): Thread | undefined;
  frames(): readonly Frame[];
  programOf(process: Process): Program | undefined;
}

/** What is said where a thread is wanted and there is none. */
export const NO_THREAD = 'there is no thread to look at';

/** Names where there is no thread. */
export const NO_NAMES: Names = {
  register: () => undefined,
  symbol: () => undefined,
  load: () => undefined,
  absence: NO_THREAD,
};

/** What the names in an expression mean for a thread; pc and sp are those of its selected frame. */
export function namesFor(scope: Scope, thread: Thread): Names {
  const { kernel } = scope;
  const { process } = thread;
  const isInner = scope.selectedFrame === 0 || thread !== scope.thread();
  const frame = isInner ? undefined : scope.frames()[scope.selectedFrame];
  return {
    register: (name) => {
      const number = registerByName(name);
      if (number === undefined) return special(scope, name, thread);
      const registers = registersOf(kernel, thread);
      if (number === PC) return frame?.pc ?? registers.pc;
      return number === SP && frame !== undefined ? frame.sp : registers.x[number];
    },
    symbol: (name) => scope.programOf(process)?.address(name),
    load: (addr, bytes) => loadFrom(kernel, process, addr, bytes),
  };
}

/** Names beside registers: `$pid`, `$tid`, `$hart`, `$cycle`. */
function special(scope: Scope, name: string, thread: Thread): number | undefined {
  switch (name) {
    case 'pid':
      return thread.process.pid;
    case 'tid':
      return thread.tid;
    case 'hart':
      return thread.hart;
    case 'cycle':
      return scope.now.cycle | 0;
    default:
      return undefined;
  }
}
