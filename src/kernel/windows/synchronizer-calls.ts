import { PATH_MAX } from '../../abi/files.ts';
import { ERROR } from '../../abi/windows-errors.ts';
import type { Call } from '../call.ts';
import { fail } from './failure.ts';
import { giveHandle, lookUp, readInheritance } from './handles.ts';
import { releaseMutex, Synchronizer, type SynchronizerState, takeSignal } from './synchronizer.ts';

type StateOf<Kind> = Extract<SynchronizerState, { kind: Kind }>;

/** Windows-style calls about events, mutexes and semaphores. */
export const windowsSynchronizerCalls = {
  CreateEvent(call: Call): number {
    const [, isManual, isSet] = call.args as [number, number, number];
    return create(call, call.args[3]!, { kind: 'event', isManual: isManual !== 0, isSet: isSet !== 0 });
  },

  SetEvent(call: Call): number {
    const event = find(call, 'event');
    if (typeof event === 'number') return fail(call, event);
    event.state.isSet = true;
    call.kernel.wakeAll(event.readers);
    return 1;
  },

  ResetEvent(call: Call): number {
    const event = find(call, 'event');
    if (typeof event === 'number') return fail(call, event);
    event.state.isSet = false;
    return 1;
  },

  CreateMutex(call: Call): number {
    const state: SynchronizerState = { kind: 'mutex', owner: undefined, depth: 0, isAbandoned: false };
    return create(call, call.args[2]!, state, call.args[1] !== 0);
  },

  ReleaseMutex(call: Call): number {
    const mutex = find(call, 'mutex');
    if (typeof mutex === 'number') return fail(call, mutex);
    return releaseMutex(call.kernel, mutex, call.thread) ? 1 : fail(call, ERROR.ERROR_NOT_OWNER);
  },

  CreateSemaphore(call: Call): number {
    const [count, maximum] = [call.int(1), call.int(2)];
    if (maximum <= 0 || count < 0 || count > maximum) return fail(call, ERROR.ERROR_INVALID_PARAMETER);
    return create(call, call.args[3]!, { kind: 'semaphore', count, maximum });
  },

  ReleaseSemaphore(call: Call): number {
    const semaphore = find(call, 'semaphore');
    if (typeof semaphore === 'number') return fail(call, semaphore);
    const { state } = semaphore;
    const added = call.int(1);
    const previousAddr = call.args[2]!;
    if (added <= 0) return fail(call, ERROR.ERROR_INVALID_PARAMETER);
    if (added > state.maximum - state.count) return fail(call, ERROR.ERROR_TOO_MANY_POSTS);
    if (previousAddr !== 0 && !call.memory.writeWord(previousAddr, state.count)) {
      return fail(call, ERROR.ERROR_NOACCESS);
    }
    state.count += added;
    call.kernel.wakeAll(semaphore.readers);
    return 1;
  },
};

/**
 * A handle to a new object, or to the one that has the name already, of which ERROR_ALREADY_EXISTS then tells; `isOwned`
 * makes the caller the owner of a new mutex.
 */
function create(call: Call, nameAddr: number, state: SynchronizerState, isOwned = false): number {
  const { kernel, process, thread } = call;
  const inherits = readInheritance(call, call.args[0]!);
  const name = nameAddr === 0 ? '' : call.memory.readString(nameAddr, PATH_MAX);
  if (inherits === undefined || name === undefined) return fail(call, ERROR.ERROR_NOACCESS);
  if (name === null) return fail(call, ERROR.ERROR_FILENAME_EXCED_RANGE);
  const known = name === '' ? undefined : kernel.namedObjects.get(name);
  if (known !== undefined && known.kind !== state.kind) return fail(call, ERROR.ERROR_INVALID_HANDLE);
  const object = known ?? new Synchronizer(kernel.files.newAnonymous(), state, name);
  const handle = giveHandle(call, process, object, { inherits });
  if (handle === 0) return fail(call, ERROR.ERROR_TOO_MANY_OPEN_FILES);
  thread.lastError = known === undefined ? ERROR.ERROR_SUCCESS : ERROR.ERROR_ALREADY_EXISTS;
  if (known !== undefined) return handle;
  if (name !== '') kernel.namedObjects.set(name, object);
  if (isOwned) takeSignal(object, thread);
  return handle;
}

/** The object of handle a0, if it is of `kind`; a number is an error. */
function find<Kind extends SynchronizerState['kind']>(call: Call, kind: Kind): Synchronizer<StateOf<Kind>> | number {
  const entry = lookUp(call, call.args[0]!);
  if (typeof entry === 'number') return entry;
  return isOfKind(entry.object, kind) ? entry.object : ERROR.ERROR_INVALID_HANDLE;
}

function isOfKind<Kind extends SynchronizerState['kind']>(
  object: { readonly kind: string },
  kind: Kind,
): object is Synchronizer<StateOf<Kind>> {
  return object instanceof Synchronizer && object.kind === kind;
}
