import { byteString } from '../base/bytes.ts';
import { cpuCycles } from './cpu-timers.ts';
import type { HartTimes, ProcessTable, SystemFacts } from './fs/proc-facts.ts';
import type { Kernel } from './kernel.ts';
import type { Process } from './process.ts';
import type { Thread } from './thread.ts';
import { memoryOf } from './vm/present.ts';

/** The process table as /proc shows it. */
export class ProcProcesses implements ProcessTable {
  private readonly kernel: Kernel;

  constructor(kernel: Kernel) {
    this.kernel = kernel;
  }

  get(pid: number): Process | undefined {
    return this.kernel.processes.get(pid);
  }

  pids(): readonly number[] {
    return [...this.kernel.processes.keys()].sort((a, b) => a - b);
  }

  current(): Thread {
    return this.kernel.current!;
  }

  readMemory(process: Process, { start, end }: { readonly start: number; readonly end: number }): string {
    const bytes = memoryOf(this.kernel, process).read(start, end - start);
    return bytes === undefined ? '' : byteString(bytes);
  }

  userCycles(clock: Process | Thread): number {
    return cpuCycles(this.kernel, clock);
  }

  system(): SystemFacts {
    const { kernel } = this;
    const threads = [...kernel.threads.values()].filter(({ state }) => state !== 'ended');
    return {
      cycles: kernel.now(),
      harts: kernel.machine.harts.map(({ index }) => hartTimes(kernel, index)),
      switchCount: kernel.switchCount,
      forkCount: kernel.forkCount,
      lastPid: kernel.lastPid,
      threadCount: threads.length,
      activeCount: threads.filter(({ state }) => state === 'ready' || state === 'running').length,
      loadAverages: kernel.loadAverage.texts,
      maxProcesses: kernel.settings.maxProcesses,
      maxOpenFiles: kernel.settings.maxOpenFiles,
    };
  }
}

/** What a hart has run until now, the present thread's stay included. */
function hartTimes(kernel: Kernel, index: number): HartTimes {
  const thread = kernel.running[index];
  const present = thread === undefined ? 0 : Math.max(0, kernel.now() - thread.runningSince);
  const isNice = (thread?.scheduling.nice ?? 0) > 0;
  const nice = kernel.niceCycles[index]! + (isNice ? present : 0);
  return { user: kernel.busyCycles[index]! + present - nice, nice };
}
