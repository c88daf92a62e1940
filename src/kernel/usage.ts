import { NANOSECONDS_PER_CYCLE } from '../abi/processes.ts';
import { STRUCTS } from '../abi/structs.ts';
import { wordBytes } from '../base/bytes.ts';
import type { Usage } from './process.ts';

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

/**
 * struct rusage (getrusage(2)), of which user time, faults (minor, major) and context switches (voluntary, involuntary)
 * are kept; kernel work takes no time.
 */
export function usageBytes(usage: Usage): Uint8Array {
  const { seconds, nanoseconds } = splitCycles(usage.userCycles);
  const { bytes: size, fields } = STRUCTS.rusage;
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  view.setUint32(fields.utime_sec, seconds, true);
  view.setUint32(fields.utime_usec, Math.floor(nanoseconds / 1000), true);
  view.setUint32(fields.minflt, usage.minorFaults, true);
  view.setUint32(fields.majflt, usage.majorFaults, true);
  view.setUint32(fields.nvcsw, usage.voluntarySwitches, true);
  view.setUint32(fields.nivcsw, usage.involuntarySwitches, true);
  return bytes;
}
