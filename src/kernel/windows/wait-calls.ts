import { POLLERR, POLLHUP, POLLIN } from '../../abi/files.ts';
import { CYCLES_PER_SECOND } from '../../abi/processes.ts';
import * as w from '../../abi/windows.ts';
import { ERROR } from '../../abi/windows-errors.ts';
import type { Call } from '../call.ts';
import type { OpenObject } from '../io/object.ts';
import { fail } from './failure.ts';
import { lookUp } from './handles.ts';
import { isSignalledFor, Synchronizer, takeSignal } from './synchronizer.ts';

const CYCLES_PER_MILLISECOND = CYCLES_PER_SECOND / 1000;

/** Windows-style calls that wait. */
export const windowsWaitCalls = {
  WaitForSingleObject(call: Call): number {
    const entry = lookUp(call, call.args[0]!, w.SYNCHRONIZE);
    return typeof entry === 'number' ? fail(call, entry) : waitFor(call, [entry.object], false, call.args[1]!);
  },

  WaitForMultipleObjects(call: Call): number {
    const [count, addr, needsAll, timeout] = call.args as [number, number, number, number];
    if (count === 0 || count > w.MAXIMUM_WAIT_OBJECTS) return fail(call, ERROR.ERROR_INVALID_PARAMETER);
    const bytes = call.memory.read(addr, count * 4);
    if (bytes === undefined) return fail(call, ERROR.ERROR_NOACCESS);
    const handles = new Uint32Array(bytes.buffer);
    const objects: OpenObject[] = [];
    for (const handle of handles) {
      const entry = lookUp(call, handle, w.SYNCHRONIZE);
      if (typeof entry === 'number') return fail(call, entry);
      objects.push(entry.object);
    }
    // One object twice could never be had twice at once.
    const isDouble = needsAll !== 0 && new Set(objects).size < objects.length;
    return isDouble ? fail(call, ERROR.ERROR_INVALID_PARAMETER) : waitFor(call, objects, needsAll !== 0, timeout);
  },

  Sleep(call: Call): number {
    const time = call.args[0]!;
    const { kernel } = call;
    if (time === 0) kernel.timers[call.hart.index] = kernel.now();
    const deadline = call.wait?.deadline ?? deadlineIn(call, time);
    return kernel.now() >= deadline ? 0 : call.block('sleep', [], { deadline });
  },
};

/** Waits until one object is signalled, or all are at the same time; what is taken from them is taken then. */
function waitFor(call: Call, objects: readonly OpenObject[], needsAll: boolean, timeout: number): number {
  const { kernel, thread } = call;
  const ready = objects.filter((object) => isSignalled(call, object));
  if (ready.length > 0 && (!needsAll || ready.length === objects.length)) {
    const taken = needsAll ? ready : ready.slice(0, 1);
    const abandoned = taken.filter((object) => object instanceof Synchronizer && takeSignal(object, thread));
    if (abandoned.length > 0) return w.WAIT_ABANDONED_0 + objects.indexOf(abandoned[0]!);
    return w.WAIT_OBJECT_0 + (needsAll ? 0 : objects.indexOf(taken[0]!));
  }
  const deadline = call.wait?.deadline ?? deadlineIn(call, timeout);
  if (kernel.now() >= deadline) return w.WAIT_TIMEOUT;
  return call.block('object', new Set(objects.map(({ readers }) => readers)), { deadline });
}

/** A process or thread that has ended, a synchronizer that is free; anything else that can be read without waiting. */
function isSignalled(call: Call, object: OpenObject): boolean {
  if (object instanceof Synchronizer) return isSignalledFor(object, call.thread);
  return (object.poll(call.kernel) & (POLLIN | POLLHUP | POLLERR)) !== 0;
}

/** The cycle `milliseconds` from now. */
function deadlineIn(call: Call, milliseconds: number): number {
  return milliseconds === w.INFINITE ? Infinity : call.kernel.now() + milliseconds * CYCLES_PER_MILLISECOND;
}
