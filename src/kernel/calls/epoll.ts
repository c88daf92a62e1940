import { E } from '../../abi/errno.ts';
import * as ev from '../../abi/events.ts';
import { O_CLOEXEC, O_PATH, POLLERR, POLLHUP, POLLIN, POLLOUT } from '../../abi/files.ts';
import { CLOCK_MONOTONIC, NANOSECONDS_PER_CYCLE } from '../../abi/processes.ts';
import { STRUCTS } from '../../abi/structs.ts';
import { BLOCKED, type Call } from '../call.ts';
import { Epoll, type EpollRequest } from '../io/epoll.ts';
import { isWatchable } from '../io/readiness.ts';
import { install } from './descriptor.ts';
import { readDeadline } from './time.ts';
import { enterMask, leaveMask, waitForEvents } from './wait-mask.ts';

const EVENT = STRUCTS.epoll_event;
/** The most events that one wait may ask for. */
const EVENTS_MAX = Math.floor(0x7fffffff / EVENT.bytes);
/** What may be asked for together with EPOLLEXCLUSIVE. */
const EXCLUSIVE_EVENTS = (POLLIN | POLLOUT | POLLERR | POLLHUP | ev.EPOLLWAKEUP | ev.EPOLLET | ev.EPOLLEXCLUSIVE) >>> 0;
const CYCLES_PER_MILLISECOND = 1e6 / NANOSECONDS_PER_CYCLE;

/** epoll(7): sets of descriptors that are waited for together. */
export const epollCalls = {
  epoll_create1(call: Call): number {
    const flags = call.args[0]!;
    if ((flags & ~O_CLOEXEC) !== 0) return -E.EINVAL;
    return install(call, new Epoll(call.kernel.files.newAnonymous()), (flags & O_CLOEXEC) !== 0);
  },

  epoll_ctl(call: Call): number {
    const [epfd, operation, fd, addr] = call.args as [number, number, number, number];
    const request = operation === ev.EPOLL_CTL_DEL ? NO_REQUEST : readRequest(call, addr);
    if (request === undefined) return -E.EFAULT;
    const epoll = call.object(epfd);
    const object = call.object(fd);
    if (epoll === undefined || object === undefined || (object.flags & O_PATH) !== 0) return -E.EBADF;
    if (!isWatchable(object)) return -E.EPERM;
    if (epoll === object || !(epoll instanceof Epoll)) return -E.EINVAL;
    const isExclusive = (request.events & ev.EPOLLEXCLUSIVE) !== 0;
    if (isExclusive && !mayBeExclusive(operation, request, object instanceof Epoll)) return -E.EINVAL;
    const entry = epoll.find(fd, object);
    switch (operation) {
      case ev.EPOLL_CTL_ADD:
        return entry === undefined ? epoll.add(call.kernel, fd, object, request) : -E.EEXIST;
      case ev.EPOLL_CTL_DEL:
        if (entry === undefined) return -E.ENOENT;
        epoll.remove(entry);
        return 0;
      case ev.EPOLL_CTL_MOD:
        if (entry === undefined) return -E.ENOENT;
        if ((entry.request.events & ev.EPOLLEXCLUSIVE) !== 0) return -E.EINVAL;
        epoll.change(call.kernel, entry, request);
        return 0;
      default:
        return -E.EINVAL;
    }
  },

  epoll_pwait(call: Call): number {
    const timeout = call.int(3);
    const deadline = timeout < 0 ? Infinity : call.kernel.now() + timeout * CYCLES_PER_MILLISECOND;
    return waitForEntries(call, call.wait?.deadline ?? deadline);
  },

  epoll_pwait2(call: Call): number {
    const timeout = call.args[3]!;
    if (call.wait !== undefined) return waitForEntries(call, call.wait.deadline);
    const deadline = timeout === 0 ? Infinity : readDeadline(call, timeout, CLOCK_MONOTONIC, false);
    return deadline < 0 ? deadline : waitForEntries(call, deadline);
  },
};

const NO_REQUEST: EpollRequest = { events: 0, data: [0, 0] };

function readRequest(call: Call, addr: number): EpollRequest | undefined {
  const bytes = call.memory.read(addr, EVENT.bytes);
  if (bytes === undefined) return undefined;
  const view = new DataView(bytes.buffer);
  const { events, data } = EVENT.fields;
  return {
    events: view.getUint32(events, true),
    data: [view.getUint32(data, true), view.getUint32(data + 4, true)],
  };
}

function mayBeExclusive(operation: number, { events }: EpollRequest, isNested: boolean): boolean {
  if (operation === ev.EPOLL_CTL_MOD) return false;
  return operation !== ev.EPOLL_CTL_ADD || (!isNested && (events & ~EXCLUSIVE_EVENTS) === 0);
}

function waitForEntries(call: Call, deadline: number): number {
  const [epfd, addr, , , mask, size] = call.args as [number, number, number, number, number, number];
  const max = call.int(2);
  const epoll = call.object(epfd);
  if (call.wait === undefined) {
    if (max <= 0 || max > EVENTS_MAX) return -E.EINVAL;
    if (epoll === undefined) return -E.EBADF;
    if (!(epoll instanceof Epoll)) return -E.EINVAL;
    const error = enterMask(call, mask, size);
    if (error !== 0) return error;
  }
  const result = epoll instanceof Epoll ? takeOrWait(call, epoll, addr, max, deadline) : -E.EBADF;
  if (result !== BLOCKED) leaveMask(call.thread);
  return result;
}

function takeOrWait(call: Call, epoll: Epoll, addr: number, max: number, deadline: number): number {
  const room = Math.min(max, epoll.entries.length);
  // The pages are there before events are taken, so that a bad address loses none.
  const canWrite = call.memory.prepare(addr, room * EVENT.bytes, true);
  if (!canWrite && epoll.poll(call.kernel) !== 0) return -E.EFAULT;
  const taken = canWrite ? epoll.take(call.kernel, room) : [];
  if (taken.length === 0) return waitForEvents(call, [epoll.readers], deadline);
  call.memory.writeWords(
    addr,
    taken.flatMap(({ events, data }) => [events, 0, ...data]),
  );
  return taken.length;
}
