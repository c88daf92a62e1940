import { createContext, Script } from 'node:vm';
import { PolicyMistake } from '../kernel/sched/plugged.ts';
import type { PolicyChoice } from '../kernel/sched/policies.ts';
import type { Policy } from '../kernel/sched/policy.ts';
import { Failure } from './failure.ts';

/** Runs a piece of the computer's time. */
export type Guard = <T>(run: () => T) => T;

/** How long, in milliseconds, a piece may take with a policy that a user wrote. */
const PATIENCE = 3000;

/** What is known of a policy that was loaded. */
interface Watched {
  readonly path: string;
  /** The exit status of its mistakes. */
  readonly status: number;
  /** The function of it that is being called. */
  inside: string | undefined;
}

const watched = new WeakMap<Policy<unknown>, Watched>();

/** Notes a policy that was loaded; `guardOf` watches over it. */
export function watchPolicy(policy: Policy<unknown>, watch: Watched): void {
  watched.set(policy, watch);
}

/**
 * What the computer's time is to be run in: mistakes of a policy that the user wrote, and loops of it without end, become
 * Failures. With a policy of our own nothing is watched.
 */
export function guardOf({ module }: PolicyChoice): Guard {
  const watch = module === undefined ? undefined : watched.get(module);
  if (watch === undefined) return (run) => run();
  return (run) => {
    watch.inside = undefined;
    try {
      return runInTime(run);
    } catch (error) {
      throw explain(error, watch);
    }
  };
}

function explain(error: unknown, { path, status, inside }: Watched): unknown {
  if (error instanceof PolicyMistake) return new Failure(`scheduler '${path}': ${error.message}`, status);
  if (!isTimeout(error) || inside === undefined) return error;
  const seconds = PATIENCE / 1000;
  return new Failure(
    `scheduler '${path}': \`${inside}\` did not come back in ${seconds} seconds: does it loop?`,
    status,
  );
}

function runInTime<T>(run: () => T): T {
  let result: T | undefined;
  const context = createContext({ run: () => (result = run()) });
  new Script('run()').runInContext(context, { timeout: PATIENCE });
  // It came back, so it has been set.
  return result as T;
}

function isTimeout(error: unknown): boolean {
  // It comes from the other context, whose Error is not ours.
  return (
    typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT'
  );
}
