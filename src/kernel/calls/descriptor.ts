import { RLIMIT_NOFILE } from '../../abi/processes.ts';
import type { Call } from '../call.ts';
import type { OpenObject } from '../io/object.ts';

/** Gives `object` the lowest free descriptor from `from` on, or -EMFILE. */
export function install(call: Call, object: OpenObject, closeOnExec: boolean, from = 0): number {
  const limit = call.process.limits[RLIMIT_NOFILE]!.soft;
  return call.process.handles.install(object, { closeOnExec, from, limit });
}
