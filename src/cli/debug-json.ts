import type { Debugger } from '../debug/debugger.ts';
import type { Stop } from '../debug/stop.ts';

/** A stop as data: why, who, when and where. */
export function stopData(session: Debugger, { reason, thread, moment }: Stop) {
  const { selected } = session;
  const frame = session.frames()[0];
  const present = session.thread();
  return {
    reason,
    thread: thread === undefined ? undefined : session.numbers.text(thread),
    selected: selected === undefined ? undefined : session.numbers.text(selected),
    ...moment,
    hart: present?.state === 'running' ? present.hart : undefined,
    pc: frame?.pc,
    function: frame?.name,
    file: frame?.file,
    line: frame?.line,
  };
}
