import type { DebugProtocol } from '@vscode/debugprotocol';
import { CSRS } from '../../isa/csrs.ts';
import { REGISTERS } from '../../isa/registers.ts';
import type { Thread } from '../../kernel/thread.ts';
import type { Debugger } from '../debugger.ts';
import { hex } from '../names.ts';
import { idOf, PC } from '../threads.ts';
import { handleView, pipeView } from '../views/files.ts';
import { lockView } from '../views/locks.ts';
import { hartView, readyView } from '../views/machine.ts';
import { areaView, frameView } from '../views/memory.ts';
import { processView, threadView } from '../views/processes.ts';
import { signalView } from '../views/signals.ts';
import { type Cell, type View, viewData } from '../views/view.ts';

/** A line of a scope: a value, perhaps with lines of its own below it. */
export interface Variable {
  readonly name: string;
  readonly value: string;
  readonly children?: readonly Variable[];
  /** The address that the value is. */
  readonly addr?: number;
  /** The register that can be set. */
  readonly register?: number;
}

/** A group of variables that an editor shows; its content is made when it is opened. */
interface Scope {
  readonly name: string;
  readonly hint?: DebugProtocol.Scope['presentationHint'];
  readonly variables: (session: Debugger, thread: Thread) => readonly Variable[];
}

/** What there is to see of a thread, its process, and the kernel: the views of the debugger. */
export const SCOPES: readonly Scope[] = [
  { name: 'Registers', hint: 'registers', variables: registers },
  { name: 'Counters', hint: 'registers', variables: counters },
  { name: 'Process: address space', variables: (session, { process }) => rowsOf(areaView(session, process)) },
  { name: 'Process: descriptors', variables: (session, { process }) => rowsOf(handleView(session, process)) },
  { name: 'Process: signals', variables: (session, { process }) => rowsOf(signalView(session, process)) },
  { name: 'Kernel: processes', variables: (session) => rowsOf(processView(session)) },
  { name: 'Kernel: threads', variables: (session) => rowsOf(threadView(session)) },
  { name: 'Kernel: harts', variables: (session) => rowsOf(hartView(session)) },
  { name: 'Kernel: ready threads', variables: (session) => rowsOf(readyView(session)) },
  { name: 'Kernel: pipes', variables: (session) => rowsOf(pipeView(session)) },
  { name: 'Kernel: locks', variables: (session) => rowsOf(lockView(session)) },
  { name: 'Kernel: frames', variables: (session) => rowsOf(frameView(session)) },
];

function registers(session: Debugger, thread: Thread): Variable[] {
  const { x, pc } = session.registers(idOf(thread))!;
  const general = REGISTERS.map(({ abiName }, number) =>
    registerVariable(session, thread, abiName, number, x[number]!),
  );
  return [registerVariable(session, thread, 'pc', PC, pc), ...general];
}

function registerVariable(session: Debugger, thread: Thread, name: string, register: number, value: number): Variable {
  const place = session.programOf(thread.process)?.describe(value >>> 0);
  const text = place === undefined ? `${hex(value)} (${value})` : `${hex(value)} <${place}>`;
  return { name, value: text, addr: value >>> 0, register };
}

function counters({ kernel, now }: Debugger, thread: Thread): Variable[] {
  const hart = kernel.running[thread.hart] === thread ? kernel.machine.harts[thread.hart] : undefined;
  const values = { cycle: hart?.cycle ?? now.cycle, time: hart?.cycle ?? now.cycle, instret: hart?.instret };
  return CSRS.filter(({ half }) => half === 'low').map(({ name, counter }) => {
    const value = values[counter];
    return { name, value: value === undefined ? 'not on a hart' : String(value) };
  });
}

/** A variable for each row, named by its first columns that say something, with a child for each column. */
function rowsOf(view: View): Variable[] {
  if (view.rows.length === 0) return [{ name: view.empty ?? 'none', value: '' }];
  return viewData(view).map((row, at) => {
    const entries = Object.entries(row).filter(([name]) => name !== '');
    const [first, ...rest] = entries;
    return {
      name: `${first?.[1] ?? at}`,
      value: rest.map(([name, value]) => `${name} ${text(value)}`).join(', '),
      children: entries.map(([name, value]) => ({ name, value: text(value) })),
    };
  });
}

function text(cell: Cell): string {
  return cell === undefined ? '' : String(cell);
}
