import { E } from '../abi/errno.ts';
import {
  BOOT_TIME,
  CLOCK_REALTIME,
  CLOCK_REALTIME_ALARM,
  CYCLES_PER_SECOND,
  NANOSECONDS_PER_CYCLE,
} from '../abi/processes.ts';
import { STRUCTS } from '../abi/structs.ts';
import type { Call } from './call.ts';
import { splitCycles, timespecBytes } from './usage.ts';

/** When a timer is due, in cycles: first at `next` (Infinity: never), then every `interval` (0: not again). */
export interface TimerSetting {
  next: number;
  interval: number;
}

/** Beyond 2^52 cycles (over a year) doubles would lose cycles: time ends there. */
const CYCLES_MAX = 2 ** 52;
const CYCLES_PER_MICROSECOND = 1000 / NANOSECONDS_PER_CYCLE;

/** Moves `next` beyond `now`; gives how often the timer was due by then. */
export function passDue(setting: TimerSetting, now: number): number {
  if (setting.next > now) return 0;
  if (setting.interval === 0) {
    setting.next = Infinity;
    return 1;
  }
  const count = Math.floor((now - setting.next) / setting.interval) + 1;
  setting.next += count * setting.interval;
  return count;
}

/** How long it is until the timer is next due; 0 if it is off. A timer that waits to be taken goes on in its interval. */
export function timeLeft({ next, interval }: TimerSetting, now: number): number {
  if (next === Infinity) return 0;
  if (next > now) return next - now;
  return interval === 0 ? 0 : interval - ((now - next) % interval);
}

/** A time as a program gives it: not negative. */
export interface Timespec {
  readonly seconds: number;
  readonly nanoseconds: number;
}

/** The 64-bit timespec at `at`; undefined if it is no time. */
export function readTimespec(bytes: Uint8Array, at: number): Timespec | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset + at);
  const seconds = view.getInt32(4, true) * 2 ** 32 + view.getUint32(0, true);
  const nanoseconds = view.getInt32(8, true);
  return seconds < 0 || nanoseconds < 0 || nanoseconds >= 1e9 ? undefined : { seconds, nanoseconds };
}

/** The length of a time in cycles, rounded up. */
export function lengthInCycles({ seconds, nanoseconds }: Timespec): number {
  return Math.min(seconds * CYCLES_PER_SECOND + Math.ceil(nanoseconds / NANOSECONDS_PER_CYCLE), CYCLES_MAX);
}

/** The cycle that a moment on CLOCK_ `clock` is; 0 if that was before the start. */
export function cycleOf(clock: number, { seconds, nanoseconds }: Timespec): number {
  const countsFromEpoch = clock === CLOCK_REALTIME || clock === CLOCK_REALTIME_ALARM;
  const sinceStart = seconds - (countsFromEpoch ? BOOT_TIME : 0);
  return sinceStart < 0 ? 0 : lengthInCycles({ seconds: sinceStart, nanoseconds });
}

/** When a timer of `clock` is due that is set to `value`, from `now` on or absolutely; the value 0 turns it off. */
export function dueCycle(clock: number, value: Timespec, now: number, isAbsolute: boolean): number {
  if (value.seconds === 0 && value.nanoseconds === 0) return Infinity;
  return isAbsolute ? cycleOf(clock, value) : now + lengthInCycles(value);
}

/** The struct itimerspec with 64-bit times at `addr`: what it is set to, and its interval in cycles; or an error number. */
export function readItimerspec(call: Call, addr: number): { value: Timespec; interval: number } | number {
  const { bytes: size, fields } = STRUCTS.itimerspec;
  const bytes = call.memory.read(addr, size);
  if (bytes === undefined) return -E.EFAULT;
  const interval = readTimespec(bytes, fields.interval);
  const value = readTimespec(bytes, fields.value);
  return interval === undefined || value === undefined ? -E.EINVAL : { value, interval: lengthInCycles(interval) };
}

/** Writes what is left of a timer as a struct itimerspec with 64-bit times; 0 or EFAULT. */
export function writeItimerspec(call: Call, addr: number, left: number, interval: number): number {
  const { bytes: size, fields } = STRUCTS.itimerspec;
  const bytes = new Uint8Array(size);
  bytes.set(timespecBytes(splitCycles(interval)), fields.interval);
  bytes.set(timespecBytes(splitCycles(left)), fields.value);
  return call.memory.write(addr, bytes) ? 0 : -E.EFAULT;
}

/** The struct itimerval at `addr`: four words, interval and value in seconds and microseconds; or an error number. */
export function readItimerval(call: Call, addr: number): { value: number; interval: number } | number {
  const bytes = call.memory.read(addr, STRUCTS.itimerval.bytes);
  if (bytes === undefined) return -E.EFAULT;
  const [intervalSeconds, intervalMicros, valueSeconds, valueMicros] = [...new Int32Array(bytes.buffer)];
  const interval = fromMicroseconds(intervalSeconds!, intervalMicros!);
  const value = fromMicroseconds(valueSeconds!, valueMicros!);
  return interval === undefined || value === undefined ? -E.EINVAL : { value, interval };
}

/** Writes what is left of a timer as a struct itimerval; 0 or EFAULT. */
export function writeItimerval(call: Call, addr: number, left: number, interval: number): number {
  const words = [interval, left].flatMap((cycles) => {
    const micros = Math.ceil(cycles / CYCLES_PER_MICROSECOND);
    return [Math.floor(micros / 1e6), micros % 1e6];
  });
  return call.memory.writeWords(addr, words) ? 0 : -E.EFAULT;
}

function fromMicroseconds(seconds: number, microseconds: number): number | undefined {
  if (seconds < 0 || microseconds < 0 || microseconds >= 1e6) return undefined;
  return (seconds * 1e6 + microseconds) * CYCLES_PER_MICROSECOND;
}
