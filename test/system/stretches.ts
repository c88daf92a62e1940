import type { Settings } from '../../src/system/settings.ts';
import { Guest } from './guest.ts';

/** A stretch of time that a thread had a hart for. */
export interface Stretch {
  readonly tid: number;
  readonly hart: number;
  readonly cycles: number;
}

/** Boots a guest and notes, as each stretch ends, who ran where for how long. */
export function watchStretches(program: string, settings: Partial<Settings>) {
  const guest = new Guest(program, { settings });
  const stretches: Stretch[] = [];
  const { kernel, machine } = guest.computer;
  const on = kernel.running.map((thread) => thread && { thread, since: thread.runningSince });
  kernel.observe((event) => {
    if (event.kind !== 'switch') return;
    const ended = on[event.hart];
    const { cycle } = machine.harts[event.hart]!;
    if (ended !== undefined) stretches.push({ tid: ended.thread.tid, hart: event.hart, cycles: cycle - ended.since });
    on[event.hart] = event.thread && { thread: event.thread, since: cycle };
  });
  return { guest, stretches };
}

/** `count` processes (the first program, with tid 2, is one of them) that run for ever, and make no call. */
export function spinners(count: number): string {
  return `
    li      s0, ${count - 1}
1:  beqz    s0, 2f
    addi    s0, s0, -1
    fork
    bnez    a0, 1b
2:  addi    s1, s1, 1
    j       2b
`;
}

/** Four processes that make calls at their own paces. */
export const CALLERS = `
    li      s1, 7
    li      s0, 3
1:  fork
    beqz    a0, 2f
    addi    s1, s1, 4
    addi    s0, s0, -1
    bnez    s0, 1b
2:  li      s2, 60
3:  mv      t0, s1
4:  addi    t0, t0, -1
    bnez    t0, 4b
    syscall getuid
    addi    s2, s2, -1
    bnez    s2, 3b
    exit
`;
