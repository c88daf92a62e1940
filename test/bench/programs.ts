import { join } from 'node:path';

/** A program of the benchmark: one source, which every peer runs. */
export interface BenchProgram {
  readonly name: string;
  /** What is done `count` times in a pass, and measured. */
  readonly operation: string;
  readonly count: number;
  /** How many times faster than qemu-riscv32 it shall be; undefined for no target. */
  readonly target?: number;
  /** Processes that take turns: all run it on one core, be it the host's or a virtual one, since they would wake each other across cores. */
  readonly isPinned?: boolean;
  /** Whether there is a version in Python. */
  readonly hasPython?: boolean;
}

export const SOURCES = join(import.meta.dirname, 'programs');

// biome-ignore format: a table
export const PROGRAMS: readonly BenchProgram[] = [
  { name: 'alu',       operation: 'step',             count: 1e6,   target: 1.0 },
  { name: 'fib',       operation: 'fib(24)',          count: 1,     target: 1.6 },
  { name: 'sieve',     operation: 'sieve to 10^6',    count: 1,     target: 1.0 },
  { name: 'scatter',   operation: 'random access',    count: 1e6 },
  { name: 'memcpy',    operation: 'word copied',      count: 65536 * 8, target: 1.0 },
  { name: 'quicksort', operation: 'number sorted',    count: 20000, target: 0.8 },
  { name: 'mixture',   operation: 'round',            count: 20,    target: 0.8 },
  { name: 'sum',       operation: 'number added',     count: 1e7,   hasPython: true },
  { name: 'getpid',    operation: 'call',             count: 10000, target: 10 },
  { name: 'fault',     operation: 'page touched',     count: 256 },
  { name: 'fork',      operation: 'fork+exit+wait',   count: 20,    target: 25 },
  { name: 'pipe',      operation: 'message',          count: 2000,  target: 3, isPinned: true },
  { name: 'pipeline',  operation: 'piece of 4 KiB',   count: 512,   isPinned: true },
];
