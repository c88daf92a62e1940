import { NANOSECONDS_PER_CYCLE } from '../abi/processes.ts';
import { STRUCTS } from '../abi/structs.ts';
import { wordBytes } from '../base/bytes.ts';
import { PAGE_SIZE } from '../machine/memory.ts';
import { cpuCycles } from './cpu-timers.ts';
import type { Kernel } from './kernel.ts';
import { addUsage, newUsage, type Process, type Usage } from './process.ts';

/** A length of virtual time as seconds and nanoseconds. */
export function splitCycles(cycles: number): {
  seconds: number;
  nanoseconds: number;
} {
  const perSecond = 1e9 / NANOSECONDS_PER_CYCLE;
  return {
    seconds: Math.floor(cycles / perSecond),
    nanoseconds: (cycles % perSecond) * NANOSECONDS_PER_CYCLE,
  };
}

/** A 64-bit timespec of 16 bytes: seconds, nanoseconds, padding. */
export function timespecBytes({ seconds, nanoseconds }: { seconds: number; nanoseconds: number }): Uint8Array {
  return wordBytes([seconds | 0, Math.floor(seconds / 2 ** 32), nanoseconds, 0]);
}

/** What a process has used until now, the present stay of its threads on their harts included. */
export function usageOf(kernel: Kernel, process: Process): Usage {
  const { usage, space } = process;
  const peakPages = process.ending === undefined ? space.peakPages : 0;
  return {
    ...usage,
    userCycles: cpuCycles(kernel, process),
    maxResidentPages: Math.max(usage.maxResidentPages, peakPages),
  };
}

/** What an ended process and the descendants that it waited for used. */
export function usageWithChildren(process: Process): Usage {
  const total = newUsage();
  addUsage(total, process.usage);
  addUsage(total, process.childUsage);
  return total;
}

/**
 * struct rusage (getrusage(2)), of which user time, faults (minor, major), context switches (voluntary, involuntary) and
 * the most memory in use are kept; kernel work takes no time.
 */
export function usageBytes(usage: Usage): Uint8Array {
  const { seconds, nanoseconds } = splitCycles(usage.userCycles);
  const { bytes: size, fields } = STRUCTS.rusage;
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  view.setUint32(fields.utime_sec, seconds, true);
  view.setUint32(fields.utime_usec, Math.floor(nanoseconds / 1000), true);
  view.setUint32(fields.maxrss, (usage.maxResidentPages * PAGE_SIZE) / 1024, true);
  view.setUint32(fields.minflt, usage.minorFaults, true);
  view.setUint32(fields.majflt, usage.majorFaults, true);
  view.setUint32(fields.nvcsw, usage.voluntarySwitches, true);
  view.setUint32(fields.nivcsw, usage.involuntarySwitches, true);
  return bytes;
}
