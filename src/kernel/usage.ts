import { NANOSECONDS_PER_CYCLE } from '../abi/processes.ts';
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
 * struct rusage of riscv32 Linux (getrusage(2)), 72 bytes: user and system time as 32-bit seconds and microseconds, then
 * 14 words of which faults (minor, major) and context switches (voluntary, involuntary) are kept.
 */
export function usageBytes(usage: Usage): Uint8Array {
  const { seconds, nanoseconds } = splitCycles(usage.userCycles);
  const words: number[] = Array(18).fill(0);
  words[0] = seconds;
  words[1] = Math.floor(nanoseconds / 1000);
  words[8] = usage.minorFaults;
  words[9] = usage.majorFaults;
  words[16] = usage.voluntarySwitches;
  words[17] = usage.involuntarySwitches;
  return wordBytes(words);
}
