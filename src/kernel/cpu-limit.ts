import { CYCLES_PER_SECOND, RLIMIT_CPU } from '../abi/processes.ts';
import { SIG } from '../abi/signals.ts';
import { type CpuTimer, cpuCycles, startCpuTimer, stopCpuTimer } from './cpu-timers.ts';
import type { Kernel } from './kernel.ts';
import { setLimit } from './limits.ts';
import type { Process } from './process.ts';
import { kernelDetails, sendSignal } from './signal.ts';

/**
 * RLIMIT_CPU of a process: at the soft limit, and at each second after it, SIGXCPU comes; at the hard one SIGKILL. As in
 * Linux the soft limit moves on by a second each time.
 */
export class CpuLimit implements CpuTimer {
  readonly process: Process;
  readonly clock: Process;
  readonly setting = { next: Infinity };

  constructor(process: Process) {
    this.process = process;
    this.clock = process;
  }

  expire(kernel: Kernel): void {
    const { process } = this;
    const limit = process.limits[RLIMIT_CPU]!;
    const isOver = cpuCycles(kernel, process) >= limit.hard * CYCLES_PER_SECOND;
    if (!isOver) {
      setLimit(process, RLIMIT_CPU, { ...limit, soft: limit.soft + 1 });
      planCpuLimit(kernel, process);
    }
    sendSignal(kernel, process, isOver ? SIG.SIGKILL : SIG.SIGXCPU, kernelDetails());
  }
}

/** Has the limit of a process as it is now watched over. */
export function planCpuLimit(kernel: Kernel, process: Process): void {
  dropCpuLimit(kernel, process);
  const { soft, hard } = process.limits[RLIMIT_CPU]!;
  const next = Math.min(soft, hard) * CYCLES_PER_SECOND;
  if (next === Infinity) return;
  process.cpuLimit = new CpuLimit(process);
  process.cpuLimit.setting.next = next;
  startCpuTimer(kernel, process.cpuLimit);
}

/** Ends the watch: the process ends, or its limit is another. */
export function dropCpuLimit(kernel: Kernel, process: Process): void {
  if (process.cpuLimit !== undefined) stopCpuTimer(kernel, process.cpuLimit);
  process.cpuLimit = undefined;
}
