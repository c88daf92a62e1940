import type { Alarm } from './deadlines.ts';
import type { Kernel } from './kernel.ts';
import type { Process } from './process.ts';
import type { Thread } from './thread.ts';

/** Something that happens when a process, or one of its threads, has run for so many cycles. */
export interface CpuTimer {
  readonly process: Process;
  /** Whose cycles it counts. */
  readonly clock: Process | Thread | undefined;
  readonly setting: { readonly next: number };
  /** It is due. */
  expire(kernel: Kernel): void;
}

/**
 * Rings for the timers of a process that count its cycles in user mode. How many pass is not known before, so it rings
 * when they can have passed at the earliest, looks, and is set again.
 */
export class CpuAlarm implements Alarm {
  readonly process: Process;
  /** The timers that run. */
  readonly timers: CpuTimer[] = [];

  constructor(process: Process) {
    this.process = process;
  }

  ring(kernel: Kernel): void {
    for (const timer of this.timers.filter((each) => each.setting.next <= cpuCycles(kernel, each.clock!))) {
      stopCpuTimer(kernel, timer);
      timer.expire(kernel);
    }
    planCpuTimers(kernel, this.process);
  }
}

/** The cycles that a process or a thread has run in user mode until now. */
export function cpuCycles(kernel: Kernel, clock: Process | Thread): number {
  const now = kernel.now();
  const present = (thread: Thread | undefined) => Math.max(0, now - (thread?.runningSince ?? now));
  if ('tid' in clock) return clock.userCycles + present(kernel.running.find((thread) => thread === clock));
  const running = kernel.running.filter((thread) => thread?.process === clock);
  return running.reduce((sum, thread) => sum + present(thread), clock.usage.userCycles);
}

/** Starts a timer of the process's own clock or of one of its threads'. */
export function startCpuTimer(kernel: Kernel, timer: CpuTimer): void {
  const { process } = timer;
  process.cpuAlarm ??= new CpuAlarm(process);
  process.cpuAlarm.timers.push(timer);
  planCpuTimers(kernel, process);
}

/** Stops a timer, if it runs. */
export function stopCpuTimer(kernel: Kernel, timer: CpuTimer): void {
  const { cpuAlarm } = timer.process;
  if (cpuAlarm === undefined || !cpuAlarm.timers.includes(timer)) return;
  cpuAlarm.timers.splice(cpuAlarm.timers.indexOf(timer), 1);
  planCpuTimers(kernel, timer.process);
}

/** Sets the alarm of a process anew: a thread of it started or stopped running, or a timer did. */
export function planCpuTimers(kernel: Kernel, process: Process): void {
  const { cpuAlarm } = process;
  if (cpuAlarm === undefined) return;
  kernel.deadlines.remove(cpuAlarm);
  if (cpuAlarm.timers.length === 0) {
    process.cpuAlarm = undefined;
    return;
  }
  const running = kernel.running.filter((thread) => thread?.process === process);
  let wait = Infinity;
  for (const { clock, setting } of cpuAlarm.timers) {
    const speed = 'tid' in clock! ? Number(running.includes(clock)) : running.length;
    if (speed > 0) wait = Math.min(wait, Math.ceil(Math.max(0, setting.next - cpuCycles(kernel, clock!)) / speed));
  }
  if (wait !== Infinity) kernel.deadlines.add(cpuAlarm, kernel.now() + wait);
}
