import { E } from '../../abi/errno.ts';
import * as ev from '../../abi/events.ts';
import * as p from '../../abi/processes.ts';
import * as s from '../../abi/signals.ts';
import { STRUCTS } from '../../abi/structs.ts';
import type { Call } from '../call.ts';
import type { Process } from '../process.ts';
import type { Thread } from '../thread.ts';
import { Timer, type TimerNotice } from '../timer.ts';
import { dueCycle, readItimerspec, readItimerval, writeItimerspec, writeItimerval } from '../timer-setting.ts';

/** The signals of the interval timers. */
const INTERVAL_SIGNALS: Readonly<Record<number, number>> = {
  [ev.ITIMER_REAL]: s.SIG.SIGALRM,
  [ev.ITIMER_VIRTUAL]: s.SIG.SIGVTALRM,
  [ev.ITIMER_PROF]: s.SIG.SIGPROF,
};
const EVENT = STRUCTS.sigevent;

/** Calls about timers that send signals. */
export const timerCalls = {
  getitimer(call: Call): number {
    const [which, addr] = call.args as [number, number];
    if (which > ev.ITIMER_PROF) return -E.EINVAL;
    return writeItimerval(call, addr, ...intervalState(call, which));
  },

  setitimer(call: Call): number {
    const [which, newAddr, oldAddr] = call.args as [number, number, number];
    // Linux takes a null pointer for zeros (setitimer(2), Bugs).
    const wanted = newAddr === 0 ? { value: 0, interval: 0 } : readItimerval(call, newAddr);
    if (typeof wanted === 'number') return wanted;
    if (which > ev.ITIMER_PROF) return -E.EINVAL;
    const { kernel, process } = call;
    const { interval: timers } = process.timers;
    const old = intervalState(call, which);
    timers[which] ??= newIntervalTimer(process, which);
    const timer = timers[which];
    const isOff = wanted.value === 0;
    // Turned off, only the timers of processor time keep their interval.
    const interval = isOff && timer.clock === undefined ? 0 : wanted.interval;
    timer.set(kernel, isOff ? Infinity : timer.now(kernel) + wanted.value, interval);
    return oldAddr === 0 ? 0 : writeItimerval(call, oldAddr, ...old);
  },

  timer_create(call: Call): number {
    const [clockId, eventAddr, idAddr] = call.args as [number, number, number];
    const { process, memory } = call;
    const { timers } = process;
    const clock = clockOf(call, clockId);
    if (clock === 'unknown') return -E.EINVAL;
    if (timers.created.size >= process.limits[p.RLIMIT_SIGPENDING]!.soft) return -E.EAGAIN;
    const id = timers.nextId;
    const notice = eventAddr === 0 ? plainNotice(id) : readNotice(call, eventAddr, id);
    if (typeof notice === 'number') return notice;
    if (!memory.writeWord(idAddr, id)) return -E.EFAULT;
    timers.nextId++;
    timers.created.set(id, new Timer(process, clock === 'wall' ? undefined : clock, notice, clockId));
    return 0;
  },

  timer_settime64(call: Call): number {
    const [, flags, newAddr, oldAddr] = call.args as [number, number, number, number];
    const { kernel } = call;
    if (newAddr === 0) return -E.EINVAL;
    const wanted = readItimerspec(call, newAddr);
    if (typeof wanted === 'number') return wanted;
    const timer = call.process.timers.created.get(call.int(0));
    if (timer === undefined) return -E.EINVAL;
    const left = timer.left(kernel);
    const { interval } = timer.setting;
    const isAbsolute = (flags & p.TIMER_ABSTIME) !== 0;
    const next = dueCycle(timer.clockId, wanted.value, timer.now(kernel), isAbsolute);
    // A timer that is turned off keeps no interval.
    timer.set(kernel, next, next === Infinity ? 0 : wanted.interval);
    return oldAddr === 0 ? 0 : writeItimerspec(call, oldAddr, left, interval);
  },

  timer_gettime64(call: Call): number {
    const timer = call.process.timers.created.get(call.int(0));
    if (timer === undefined) return -E.EINVAL;
    return writeItimerspec(call, call.args[1]!, timer.left(call.kernel), timer.setting.interval);
  },

  timer_getoverrun: (call: Call) => call.process.timers.created.get(call.int(0))?.lastOverruns ?? -E.EINVAL,

  timer_delete(call: Call): number {
    const timer = call.process.timers.created.get(call.int(0));
    if (timer === undefined) return -E.EINVAL;
    timer.set(call.kernel, Infinity, 0);
    call.process.timers.created.delete(call.int(0));
    return 0;
  },
};

/** What is left of an interval timer, and its interval. */
function intervalState(call: Call, which: number): [left: number, interval: number] {
  const timer = call.process.timers.interval[which];
  if (timer === undefined) return [0, 0];
  // SIGALRM has not been taken: the timer stands.
  return [timer.isWaiting ? 0 : timer.left(call.kernel), timer.setting.interval];
}

function newIntervalTimer(process: Process, which: number): Timer {
  const clock = which === ev.ITIMER_REAL ? undefined : process;
  return new Timer(process, clock, { kind: 'interval', signal: INTERVAL_SIGNALS[which]! });
}

/** Whose cycles a timer of `clock` counts. */
function clockOf(call: Call, clock: number): Process | Thread | 'wall' | 'unknown' {
  switch (clock) {
    case p.CLOCK_REALTIME:
    case p.CLOCK_MONOTONIC:
    case p.CLOCK_BOOTTIME:
    case p.CLOCK_REALTIME_ALARM:
    case p.CLOCK_BOOTTIME_ALARM:
      return 'wall';
    case p.CLOCK_PROCESS_CPUTIME_ID:
      return call.process;
    case p.CLOCK_THREAD_CPUTIME_ID:
      return call.thread;
    default:
      return 'unknown';
  }
}

/** What a timer does without a struct sigevent: SIGALRM, with its id as the value. */
function plainNotice(id: number): TimerNotice {
  return { kind: 'signal', id, signal: s.SIG.SIGALRM, value: id, target: undefined };
}

function readNotice(call: Call, addr: number, id: number): TimerNotice | number {
  const bytes = call.memory.read(addr, EVENT.bytes);
  if (bytes === undefined) return -E.EFAULT;
  const view = new DataView(bytes.buffer);
  const signal = view.getInt32(EVENT.fields.signo, true);
  const value = view.getInt32(EVENT.fields.value, true);
  const target = call.kernel.threads.get(view.getInt32(EVENT.fields.tid, true));
  switch (view.getInt32(EVENT.fields.notify, true)) {
    case s.SIGEV_NONE:
      return { kind: 'none' };
    case s.SIGEV_THREAD_ID:
      if (target?.process !== call.process || signal < 1 || signal > s.SIGNAL_MAX) return -E.EINVAL;
      return { kind: 'signal', id, signal, value, target };
    case s.SIGEV_SIGNAL:
    case s.SIGEV_THREAD:
      if (signal < 1 || signal > s.SIGNAL_MAX) return -E.EINVAL;
      return { kind: 'signal', id, signal, value, target: undefined };
    default:
      return -E.EINVAL;
  }
}
