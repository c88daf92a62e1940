import type { Kernel } from '../kernel/kernel.ts';
import type { Thread } from '../kernel/thread.ts';
import type { Computer } from '../system/computer.ts';
import { evaluate, type Names } from './expression.ts';
import { isInScope, type Watchpoint } from './points.ts';
import { loadFrom } from './threads.ts';

/** A value before and after; undefined where it cannot be read. */
export interface Change {
  readonly before: number | undefined;
  readonly after: number | undefined;
}

/** What was last seen at watchpoints: by process for memory, by thread for expressions. */
export class WatchedValues {
  private readonly computer: Computer;
  private readonly namesFor: (thread: Thread) => Names;
  private readonly values = new Map<string, number | undefined>();

  constructor(computer: Computer, namesFor: (thread: Thread) => Names) {
    this.computer = computer;
    this.namesFor = namesFor;
  }

  private get kernel(): Kernel {
    return this.computer.kernel;
  }

  clear(): void {
    this.values.clear();
  }

  /** Looks at a watchpoint in all processes or threads in which it has not been looked at. */
  note(point: Watchpoint): void {
    for (const thread of this.kernel.threads.values()) {
      const key = keyOf(point, thread);
      if (thread.state === 'ended' || !isInScope(point, thread.process) || this.values.has(key)) continue;
      this.values.set(key, this.valueOf(point, thread));
    }
  }

  /** Looks again: what was seen before, and what is there now. Undefined if it was never looked at. */
  look(point: Watchpoint, thread: Thread): Change | undefined {
    const key = keyOf(point, thread);
    const isKnown = this.values.has(key);
    const before = this.values.get(key);
    const after = this.valueOf(point, thread);
    this.values.set(key, after);
    return isKnown ? { before, after } : undefined;
  }

  private valueOf({ target }: Watchpoint, thread: Thread): number | undefined {
    if (target.kind === 'expression') {
      const result = evaluate(target.expression, this.namesFor(thread));
      return 'value' in result ? result.value : undefined;
    }
    if (target.length <= 4 && target.length !== 3)
      return loadFrom(this.kernel, thread.process, target.addr, target.length);
    // A longer range by a sum of its bytes that hardly ever stays the same.
    let sum = 0;
    for (let at = 0; at < target.length; at++) {
      const byte = loadFrom(this.kernel, thread.process, target.addr + at, 1);
      if (byte === undefined) return undefined;
      sum = (Math.imul(sum, 31) + byte) | 0;
    }
    return sum;
  }
}

function keyOf({ id, target }: Watchpoint, { process, tid }: Thread): string {
  return `${id} ${target.kind === 'memory' ? process.pid : tid}`;
}
