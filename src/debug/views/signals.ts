import { defaultAction, SIG_DFL, SIG_IGN, SIGNALS } from '../../abi/signals.ts';
import type { Process } from '../../kernel/process.ts';
import { hasSignal } from '../../kernel/signal-set.ts';
import type { Debugger } from '../debugger.ts';
import { hex } from '../names.ts';
import type { View } from './view.ts';

/** What a process does with signals: those that it handles, ignores or blocks, or that wait. */
export function signalView(session: Debugger, process: Process): View {
  const program = session.programOf(process);
  const rows = SIGNALS.flatMap(({ number, name }) => {
    const action = process.actions[number];
    const handler = action?.handler ?? SIG_DFL;
    const threads = process.threads.filter(({ state }) => state !== 'ended');
    const blockedBy = threads
      .filter(({ blocked }) => hasSignal(blocked, number))
      .map((thread) => session.numbers.number({ pid: process.pid, tid: thread.tid }));
    const isPending =
      hasSignal(process.pending.set, number) || threads.some(({ pending }) => hasSignal(pending.set, number));
    if (handler === SIG_DFL && blockedBy.length === 0 && !isPending) return [];
    return [
      [
        name,
        actionText(number, handler, (addr) => program?.describe(addr)),
        isPending ? 'yes' : undefined,
        blockedText(blockedBy, threads.length),
      ],
    ];
  });
  return {
    columns: ['signal', 'action', 'pending', 'blocked by'],
    rows,
    empty: 'every signal has its default action; none is pending or blocked',
  };
}

function actionText(signal: number, handler: number, describe: (addr: number) => string | undefined): string {
  if (handler === SIG_DFL) return `default: ${defaultAction(signal)}`;
  if (handler === SIG_IGN) return 'ignored';
  return `handler ${describe(handler) ?? hex(handler)}`;
}

function blockedText(numbers: readonly number[], threads: number): string | undefined {
  if (numbers.length === 0) return undefined;
  return numbers.length === threads ? 'all threads' : `thread ${numbers.join(', ')}`;
}
