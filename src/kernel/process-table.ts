import { byteString } from '../base/bytes.ts';
import type { ProcessTable } from './fs/proc.ts';
import type { Kernel } from './kernel.ts';
import type { Process } from './process.ts';
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

  current(): Process {
    return this.kernel.current!.process;
  }

  readArguments(process: Process): string {
    const { start, end } = process.argumentRange;
    const bytes = memoryOf(this.kernel, process).read(start, end - start);
    return bytes === undefined ? '' : byteString(bytes);
  }
}
