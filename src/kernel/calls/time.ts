import { E } from '../../abi/errno.ts';
import * as p from '../../abi/processes.ts';
import { type Call, INTERRUPTED } from '../call.ts';
import { cycleOf, lengthInCycles, readTimespec } from '../timer-setting.ts';
import { splitCycles, timespecBytes } from '../usage.ts';

/** Calls about clocks and sleeping. */
export const timeCalls = {
  clock_gettime64(call: Call): number {
    const now = readClock(call, call.args[0]!);
    if (now === undefined) return -E.EINVAL;
    return call.memory.write(call.args[1]!, timespecBytes(now)) ? 0 : -E.EFAULT;
  },

  clock_getres_time64(call: Call): number {
    if (readClock(call, call.args[0]!) === undefined) return -E.EINVAL;
    const resolution = timespecBytes({
      seconds: 0,
      nanoseconds: p.NANOSECONDS_PER_CYCLE,
    });
    return call.args[1] === 0 || call.memory.write(call.args[1]!, resolution) ? 0 : -E.EFAULT;
  },

  clock_nanosleep_time64(call: Call): number {
    const [clock, flags, request, left] = call.args as [number, number, number, number];
    const now = call.kernel.now();
    const isAbsolute = (flags & p.TIMER_ABSTIME) !== 0;
    if (call.wait !== undefined) {
      const { deadline } = call.wait;
      if (now >= deadline) return 0;
      if (!call.wait.isInterrupted) return call.block('sleep', [], { deadline });
      const rest = timespecBytes(splitCycles(deadline - now));
      if (!isAbsolute && left !== 0 && !call.memory.write(left, rest)) return -E.EFAULT;
      return INTERRUPTED;
    }
    if (clock === p.CLOCK_THREAD_CPUTIME_ID || clock > p.CLOCK_BOOTTIME) return -E.EINVAL;
    const deadline = readDeadline(call, request, clock, isAbsolute);
    if (deadline < 0) return deadline;
    return deadline <= now ? 0 : call.block('sleep', [], { deadline });
  },
};

/**
 * The cycle that the 64-bit timespec at `addr` means: on `clock`, or, if it is not absolute, from now on. A negative
 * error number if it is bad.
 */
export function readDeadline(call: Call, addr: number, clock: number, isAbsolute: boolean): number {
  const bytes = call.memory.read(addr, 16);
  if (bytes === undefined) return -E.EFAULT;
  const time = readTimespec(bytes, 0);
  if (time === undefined) return -E.EINVAL;
  return isAbsolute ? cycleOf(clock, time) : call.kernel.now() + lengthInCycles(time);
}

function readClock(call: Call, clock: number): { seconds: number; nanoseconds: number } | undefined {
  const now = call.kernel.now();
  switch (clock) {
    case p.CLOCK_REALTIME:
    case p.CLOCK_REALTIME_COARSE: {
      const { seconds, nanoseconds } = splitCycles(now);
      return { seconds: seconds + p.BOOT_TIME, nanoseconds };
    }
    case p.CLOCK_MONOTONIC:
    case p.CLOCK_MONOTONIC_RAW:
    case p.CLOCK_MONOTONIC_COARSE:
    case p.CLOCK_BOOTTIME:
      return splitCycles(now);
    case p.CLOCK_PROCESS_CPUTIME_ID:
      return splitCycles(call.process.usage.userCycles + sinceLoaded(call));
    case p.CLOCK_THREAD_CPUTIME_ID:
      return splitCycles(call.thread.userCycles + sinceLoaded(call));
    default:
      return undefined;
  }
}

/** Cycles of the present stay on the hart, which are not yet accounted. */
function sinceLoaded(call: Call): number {
  return call.hart.cycle - call.thread.runningSince;
}
