import { E } from '../../abi/errno.ts';
import * as ev from '../../abi/events.ts';
import { O_CLOEXEC, O_NONBLOCK } from '../../abi/files.ts';
import * as p from '../../abi/processes.ts';
import { SI_USER, SIGNAL_MAX, SIGSET_BYTES } from '../../abi/signals.ts';
import type { Call } from '../call.ts';
import { EventFd } from '../io/event-fd.ts';
import type { OpenObject } from '../io/object.ts';
import { nameProcess, ProcessObject } from '../io/process-object.ts';
import { SignalFd } from '../io/signal-fd.ts';
import { TimerFd } from '../io/timer-fd.ts';
import { sendSignal } from '../signal.ts';
import { dueCycle, readItimerspec, writeItimerspec } from '../timer-setting.ts';
import { install } from './descriptor.ts';
import { isPretence, readSiginfo } from './queued-signals.ts';
import { mayReach, readSet } from './signals.ts';

/** Flags that every call here takes. */
const FLAGS = O_CLOEXEC | O_NONBLOCK;

const TIMER_CLOCKS: readonly number[] = [
  p.CLOCK_REALTIME,
  p.CLOCK_MONOTONIC,
  p.CLOCK_BOOTTIME,
  p.CLOCK_REALTIME_ALARM,
  p.CLOCK_BOOTTIME_ALARM,
];

/** Calls about descriptors that only tell of events: counters, timers, signals, processes. */
export const eventSourceCalls = {
  eventfd2(call: Call): number {
    const [count, flags] = call.args as [number, number];
    if ((flags & ~(FLAGS | ev.EFD_SEMAPHORE)) !== 0) return -E.EINVAL;
    const isSemaphore = (flags & ev.EFD_SEMAPHORE) !== 0;
    return open(call, new EventFd(call.kernel.files.newAnonymous(), flags & O_NONBLOCK, count, isSemaphore), flags);
  },

  timerfd_create(call: Call): number {
    const [clock, flags] = call.args as [number, number];
    if ((flags & ~FLAGS) !== 0 || !TIMER_CLOCKS.includes(clock)) return -E.EINVAL;
    return open(call, new TimerFd(call.kernel.files.newAnonymous(), flags & O_NONBLOCK, clock), flags);
  },

  timerfd_settime64(call: Call): number {
    const [fd, flags, newAddr, oldAddr] = call.args as [number, number, number, number];
    const wanted = readItimerspec(call, newAddr);
    if (typeof wanted === 'number') return wanted;
    if ((flags & ~(ev.TFD_TIMER_ABSTIME | ev.TFD_TIMER_CANCEL_ON_SET)) !== 0) return -E.EINVAL;
    const timer = timerOf(call, fd);
    if (typeof timer === 'number') return timer;
    const left = timer.left(call.kernel);
    const { interval } = timer;
    const isAbsolute = (flags & ev.TFD_TIMER_ABSTIME) !== 0;
    timer.set(call.kernel, dueCycle(timer.clock, wanted.value, call.kernel.now(), isAbsolute), wanted.interval);
    return oldAddr === 0 ? 0 : writeItimerspec(call, oldAddr, left, interval);
  },

  timerfd_gettime64(call: Call): number {
    const timer = timerOf(call, call.args[0]!);
    if (typeof timer === 'number') return timer;
    return writeItimerspec(call, call.args[1]!, timer.left(call.kernel), timer.interval);
  },

  signalfd4(call: Call): number {
    const [, addr, size, flags] = call.args as [number, number, number, number];
    const fd = call.int(0);
    if (size !== SIGSET_BYTES) return -E.EINVAL;
    const bytes = call.memory.read(addr, SIGSET_BYTES);
    if (bytes === undefined) return -E.EFAULT;
    if ((flags & ~FLAGS) !== 0) return -E.EINVAL;
    const mask = readSet(bytes, 0);
    if (fd === -1) {
      const { kernel } = call;
      return open(call, new SignalFd(kernel, kernel.files.newAnonymous(), flags & O_NONBLOCK, mask), flags);
    }
    const object = call.object(fd);
    if (object === undefined) return -E.EBADF;
    if (!(object instanceof SignalFd)) return -E.EINVAL;
    object.setMask(mask);
    return fd;
  },

  pidfd_open(call: Call): number {
    const [, flags] = call.args as [number, number];
    const pid = call.int(0);
    if ((flags & ~O_NONBLOCK) !== 0 || pid <= 0) return -E.EINVAL;
    const process = call.kernel.processes.get(pid);
    if (process === undefined) return call.kernel.threads.has(pid) ? -E.EINVAL : -E.ESRCH;
    return open(call, nameProcess(process, call.kernel.files.newAnonymous(), flags & O_NONBLOCK), O_CLOEXEC);
  },

  pidfd_send_signal(call: Call): number {
    const [fd, signal, addr, flags] = call.args as [number, number, number, number];
    if (flags !== 0) return -E.EINVAL;
    const object = call.object(fd);
    if (!(object instanceof ProcessObject)) return -E.EBADF;
    const { process: target } = object;
    const { pid, credentials } = call.process;
    const plain = { code: SI_USER, pid, uid: credentials.uid, status: 0, addr: 0 };
    const sent = addr === 0 ? { signal, details: plain } : readSiginfo(call, addr);
    if (sent === undefined) return -E.EFAULT;
    if (signal > SIGNAL_MAX || sent.signal !== signal) return -E.EINVAL;
    if (addr !== 0 && isPretence(sent.details.code) && target !== call.process) return -E.EPERM;
    if (call.kernel.processes.get(target.pid) !== target) return -E.ESRCH;
    if (!mayReach(call, target, signal)) return -E.EPERM;
    if (signal !== 0) sendSignal(call.kernel, target, signal, sent.details);
    return 0;
  },
};

function open(call: Call, object: OpenObject, flags: number): number {
  return install(call, object, (flags & O_CLOEXEC) !== 0);
}

function timerOf(call: Call, fd: number): TimerFd | number {
  const object = call.object(fd);
  if (object === undefined) return -E.EBADF;
  return object instanceof TimerFd ? object : -E.EINVAL;
}
