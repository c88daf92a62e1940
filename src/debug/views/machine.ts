import { threadName } from '../../kernel/thread.ts';
import type { Debugger } from '../debugger.ts';
import { idOf } from '../threads.ts';
import type { View } from './view.ts';

/** The harts: who runs there, since when and how long, and how far each has got. */
export function hartView({ kernel, computer, numbers }: Debugger): View {
  const rows = computer.machine.harts.map((hart) => {
    const thread = kernel.running[hart.index];
    const timer = kernel.timers[hart.index]!;
    const isTrapped = thread !== undefined && computer.trapped[hart.index] === thread;
    const state =
      thread === undefined ? 'idle' : kernel.stalled.includes(hart.index) ? 'stalled' : isTrapped ? 'trapped' : 'runs';
    return [
      hart.index,
      state,
      thread === undefined ? undefined : `${numbers.text(idOf(thread))} ${threadName(thread)}`,
      hart.cycle,
      hart.instret,
      thread === undefined ? undefined : hart.cycle - thread.runningSince,
      thread === undefined || timer === Infinity ? undefined : Math.max(0, timer - hart.cycle),
    ];
  });
  return { columns: ['hart', 'state', 'thread', 'cycle', 'retired', 'has run', 'quantum left'], rows };
}

/** The threads that could run, the one that has waited longest first. */
export function readyView({ kernel, numbers }: Debugger): View {
  const ready = [...kernel.threads.values()].filter(({ state }) => state === 'ready');
  const rows = ready
    .sort((a, b) => a.readyAt - b.readyAt || a.tid - b.tid)
    .map((thread) => [
      numbers.text(idOf(thread)),
      threadName(thread),
      thread.readyAt,
      kernel.now() - thread.readyAt,
      thread.scheduling.nice,
      thread.scheduling.priority,
      thread.hart < 0 ? 'never ran' : `hart${thread.hart}`,
    ]);
  const columns = ['id', 'name', 'ready since', 'waited', 'nice', 'priority', 'last on'];
  return { columns, rows, empty: 'no thread waits for a hart' };
}

/** How each thread is scheduled, and what it has had. */
export function scheduleView(session: Debugger): View {
  const { kernel, numbers } = session;
  const rows = session.threads.map((thread) => {
    const quantum = kernel.scheduler.quantumOf(thread);
    return [
      numbers.text(idOf(thread)),
      threadName(thread),
      thread.state,
      thread.userCycles,
      thread.voluntarySwitches,
      thread.involuntarySwitches,
      quantum === Infinity ? 'none' : quantum,
      thread.scheduling.nice,
      thread.scheduling.priority,
    ];
  });
  return {
    columns: ['id', 'name', 'state', 'cycles', 'gave up', 'preempted', 'quantum', 'nice', 'priority'],
    rows,
    empty: 'there are no threads',
  };
}
