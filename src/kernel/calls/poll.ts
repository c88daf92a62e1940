import { E } from '../../abi/errno.ts';
import {
  O_PATH,
  POLLERR,
  POLLHUP,
  POLLIN,
  POLLNVAL,
  POLLOUT,
  POLLPRI,
  POLLRDBAND,
  POLLRDNORM,
  POLLWRBAND,
  POLLWRNORM,
} from '../../abi/files.ts';
import { CLOCK_MONOTONIC, RLIMIT_NOFILE } from '../../abi/processes.ts';
import { STRUCTS } from '../../abi/structs.ts';
import { BLOCKED, type Call } from '../call.ts';
import type { OpenObject } from '../io/object.ts';
import { eventQueues, readyEvents } from '../io/readiness.ts';
import { isCutShort } from '../signal.ts';
import { splitCycles, timespecBytes } from '../usage.ts';
import { readDeadline } from './time.ts';
import { enterMask, leaveMask, waitForEvents } from './wait-mask.ts';

/** Events that make a descriptor of each of select's three sets ready (fs/select.c). */
const SELECT_EVENTS = [
  POLLIN | POLLRDNORM | POLLRDBAND | POLLHUP | POLLERR,
  POLLOUT | POLLWRNORM | POLLWRBAND | POLLERR,
  POLLPRI,
] as const;

const POLLFD = STRUCTS.pollfd;

/** A descriptor that select looks at, with its word and bit in the set that names it. */
interface Selected {
  readonly object: OpenObject;
  readonly set: number;
  readonly word: number;
  readonly bit: number;
}

/** Calls that wait until one of several descriptors is ready. */
export const pollCalls = {
  ppoll_time64(call: Call): number {
    const [addr, count, timeout, mask, size] = call.args as [number, number, number, number, number];
    if (count > call.process.limits[RLIMIT_NOFILE]!.soft) return -E.EINVAL;
    return withTimeoutAndMask(call, timeout, mask, size, (deadline) => poll(call, addr, count, deadline));
  },

  pselect6_time64(call: Call): number {
    const [, , , , timeout, maskAddr] = call.args as [number, number, number, number, number, number];
    if (call.int(0) < 0) return -E.EINVAL;
    // The mask and its size, in two words.
    const mask = maskAddr === 0 ? 0 : call.memory.readWord(maskAddr);
    const size = maskAddr === 0 ? 0 : call.memory.readWord(maskAddr + 4);
    if (mask === undefined || size === undefined) return -E.EFAULT;
    return withTimeoutAndMask(call, timeout, mask >>> 0, size, (deadline) => select(call, deadline));
  },
};

/** Waits until a deadline with a signal mask; as under Linux, what is left of the time is written back. */
function withTimeoutAndMask(
  call: Call,
  timeout: number,
  mask: number,
  size: number,
  wait: (deadline: number) => number,
): number {
  const { kernel, thread } = call;
  const deadline =
    call.wait?.deadline ?? (timeout === 0 ? Infinity : readDeadline(call, timeout, CLOCK_MONOTONIC, false));
  if (deadline < 0) return deadline;
  const error = enterMask(call, mask, size);
  if (error !== 0) return error;
  const result = wait(deadline);
  if (timeout !== 0 && (result !== BLOCKED || isCutShort(thread))) {
    call.memory.write(timeout, timespecBytes(splitCycles(Math.max(0, deadline - kernel.now()))));
  }
  if (result !== BLOCKED) leaveMask(thread);
  return result;
}

function poll(call: Call, addr: number, count: number, deadline: number): number {
  const bytes = call.memory.read(addr, count * POLLFD.bytes);
  if (bytes === undefined) return -E.EFAULT;
  const view = new DataView(bytes.buffer);
  const queues = [];
  let ready = 0;
  for (let at = 0; at < bytes.length; at += POLLFD.bytes) {
    const fd = view.getInt32(at + POLLFD.fields.fd, true);
    const events = view.getUint16(at + POLLFD.fields.events, true);
    const object = fd < 0 ? undefined : openObject(call, fd);
    let found = 0;
    if (object !== undefined) {
      found = readyEvents(call.kernel, object, events);
      queues.push(...eventQueues(object, events));
    } else if (fd >= 0) {
      found = POLLNVAL;
    }
    view.setUint16(at + POLLFD.fields.revents, found, true);
    if (found !== 0) ready++;
  }
  const result = ready > 0 ? ready : waitForEvents(call, queues, deadline);
  if (result === BLOCKED) return result;
  return call.memory.write(addr, bytes) ? result : -E.EFAULT;
}

function select(call: Call, deadline: number): number {
  const count = Math.min(call.int(0), call.process.limits[RLIMIT_NOFILE]!.soft);
  const words = Math.ceil(count / 32);
  const addrs = call.args.slice(1, 4);
  const sets = addrs.map((addr) => (addr === 0 ? new Uint8Array(words * 4) : call.memory.read(addr, words * 4)));
  if (sets.includes(undefined)) return -E.EFAULT;
  const selected = selectedObjects(call, sets as Uint8Array[], count);
  if (selected === undefined) return -E.EBADF;
  const isReady = ({ object, set }: Selected) => {
    const events = SELECT_EVENTS[set]!;
    return (readyEvents(call.kernel, object, events) & events) !== 0;
  };
  const ready = selected.filter(isReady);
  const queues = selected.flatMap(({ object, set }) => eventQueues(object, SELECT_EVENTS[set]!));
  const result = ready.length > 0 ? ready.length : waitForEvents(call, queues, deadline);
  if (result === BLOCKED) return result;
  const results = sets.map(() => new Int32Array(words));
  for (const { set, word, bit } of ready) results[set]![word]! |= 1 << bit;
  for (const [set, addr] of addrs.entries()) {
    if (addr !== 0 && !call.memory.writeWords(addr, [...results[set]!])) return -E.EFAULT;
  }
  return result;
}

/** The open objects that the sets name, by set and descriptor; undefined if a descriptor is not open. */
function selectedObjects(call: Call, sets: readonly Uint8Array[], count: number): Selected[] | undefined {
  const selected: Selected[] = [];
  for (const [set, bytes] of sets.entries()) {
    for (let fd = 0; fd < count; fd++) {
      if (((bytes[fd >> 3]! >> (fd & 7)) & 1) === 0) continue;
      const object = openObject(call, fd);
      if (object === undefined) return undefined;
      selected.push({ object, set, word: fd >> 5, bit: fd & 31 });
    }
  }
  return selected;
}

function openObject(call: Call, fd: number): OpenObject | undefined {
  const object = call.object(fd);
  return object === undefined || (object.flags & O_PATH) !== 0 ? undefined : object;
}
