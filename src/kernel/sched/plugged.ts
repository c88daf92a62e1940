import { drawUint32, type PrngState, seedPrng } from '../../base/prng.ts';
import { type Thread, threadName } from '../thread.ts';
import { mayRunOn } from './attributes.ts';
import type { HartSet } from './hart-set.ts';
import type { PolicyContext } from './policies.ts';
import type { Policy, Task, World } from './policy.ts';
import { ReadyQueue } from './ready-queue.ts';
import { type Arrival, type Assignment, cyclesUsed, type Departure, NOBODY, type Scheduler } from './scheduler.ts';

/** Thrown when a policy that a user wrote does what no policy may. */
export class PolicyMistake {
  readonly message: string;

  constructor(message: string) {
    this.message = message;
  }
}

/**
 * A policy that a user wrote (`policy.ts`). The ready threads are kept here, and the policy sees pictures of them, so it
 * can lose none and change none; what it decides is checked.
 */
export class Plugged implements Scheduler {
  readonly alarm = Infinity;
  /** No part of the computer's state, which holds no functions. */
  private readonly policy: Policy<unknown>;
  private readonly state: unknown;
  private readonly options: Readonly<Record<string, number>>;
  private readonly quantum: number;
  private readonly context: Pick<PolicyContext, 'time' | 'harts'>;
  private readonly prng: PrngState;
  private readonly queue = new ReadyQueue();
  /** Whether a thread became ready since the policy was asked who must make room. */
  private isFresh = false;

  constructor(
    policy: Policy<unknown>,
    options: Readonly<Record<string, number>>,
    quantum: number,
    { time, harts }: PolicyContext,
  ) {
    this.policy = policy;
    this.options = options;
    this.quantum = quantum;
    this.context = { time, harts };
    this.prng = seedPrng(harts);
    this.state = policy.start?.(this.world());
    const foreign = findForeign(this.state);
    if (foreign !== undefined)
      throw new PolicyMistake(`start returned a state that holds ${foreign}: it must be plain data`);
  }

  get readyCount(): number {
    return this.queue.size;
  }

  add(thread: Thread, why: Arrival): void {
    this.queue.push(thread);
    this.isFresh = true;
    this.policy.ready?.(this.state, this.picture(thread), why, this.world());
  }

  remove(thread: Thread): void {
    this.queue.remove(thread);
  }

  leave(thread: Thread, why: Departure): void {
    this.policy.gone?.(this.state, this.picture(thread), why, this.world());
  }

  pick(idle: HartSet): Assignment | undefined {
    for (const hart of idle) {
      const candidates = this.candidatesFor(hart);
      if (candidates.length === 0) continue;
      const tasks = Object.freeze(candidates.map((thread) => this.picture(thread)));
      const choice = this.policy.pick(this.state, tasks, hart, this.world());
      if (choice === undefined) continue;
      const { id, quantum = this.quantum } = typeof choice === 'object' && choice !== null ? choice : { id: choice };
      const thread = candidates.find(({ tid }) => tid === id);
      if (thread === undefined) throw new PolicyMistake(this.objection(choice, id, hart, candidates));
      if (typeof quantum !== 'number' || !(quantum >= 1)) {
        throw new PolicyMistake(`pick returned the quantum ${String(quantum)}: it must be a number of cycles from 1`);
      }
      this.queue.remove(thread);
      return { thread, hart, quantum: Math.floor(quantum) };
    }
    return undefined;
  }

  wantsHart(hart: number): boolean {
    return this.candidatesFor(hart).length > 0;
  }

  extend(): number {
    return this.quantum;
  }

  outranked(running: readonly (Thread | undefined)[]): readonly Thread[] {
    const { policy } = this;
    if (!this.isFresh || policy.preempts === undefined) return NOBODY;
    this.isFresh = false;
    const { cycle } = this.context.time;
    const victims = running.filter((thread) => {
      // Who got its hart at this cycle keeps it, or two threads could take turns without time passing.
      if (thread === undefined || thread.runningSince >= cycle) return false;
      const tasks = Object.freeze(this.candidatesFor(thread.hart).map((candidate) => this.picture(candidate)));
      return tasks.length > 0 && policy.preempts!(this.state, this.picture(thread), tasks, this.world());
    });
    this.isFresh = victims.length > 0;
    return victims.filter((thread) => thread !== undefined);
  }

  quantumOf(): number {
    return this.quantum;
  }

  giveWay(): void {
    const ids = [...this.queue].map(({ tid }) => tid).join(', ');
    throw new PolicyMistake(`pick leaves every hart idle for ever, but threads are ready: ${ids}`);
  }

  private candidatesFor(hart: number): Thread[] {
    return [...this.queue].filter((thread) => mayRunOn(thread, hart));
  }

  private picture(thread: Thread): Task {
    const { tid, hart, state, scheduling, readyAt, runningSince } = thread;
    return Object.freeze({
      id: tid,
      name: threadName(thread),
      hart,
      nice: scheduling.nice,
      priority: scheduling.rank,
      tickets: scheduling.tickets,
      length: scheduling.length,
      used: cyclesUsed(thread, this.context.time.cycle),
      since: state === 'running' ? runningSince : readyAt,
    });
  }

  private world(): World {
    const { prng, context, quantum, options } = this;
    const random = () => drawUint32(prng) / 2 ** 32;
    return Object.freeze({ now: context.time.cycle, harts: context.harts, quantum, options, random });
  }

  /** What is wrong with a choice that is no candidate. */
  private objection(choice: unknown, id: unknown, hart: number, candidates: readonly Thread[]): string {
    const ids = candidates.map(({ tid }) => tid).join(', ');
    const isElsewhere = [...this.queue].some(({ tid }) => tid === id);
    const what =
      typeof id !== 'number'
        ? `pick returned ${describe(choice)} instead of the number of a task`
        : isElsewhere
          ? `pick chose thread ${id} for hart ${hart}, where it may not run`
          : `pick chose thread ${id}, which is not ready: it runs, waits, has ended, or never was`;
    return `${what}\nready for hart ${hart}: ${ids}`;
  }
}

function describe(value: unknown): string {
  if (value instanceof Promise) return 'a promise (it must not be async)';
  if (typeof value !== 'object' || value === null) return `${typeof value} ${String(value)}`;
  return 'id' in value ? `an object whose \`id\` is ${describe(value.id)}` : 'an object without `id`';
}

/** What in `value` is not plain data, in words; undefined if all is. */
function findForeign(value: unknown, seen = new Set<unknown>()): string | undefined {
  if (typeof value === 'function' || typeof value === 'symbol') return `a ${typeof value}`;
  if (typeof value !== 'object' || value === null || seen.has(value)) return undefined;
  seen.add(value);
  if (ArrayBuffer.isView(value)) return undefined;
  if (value instanceof Promise || value instanceof WeakMap || value instanceof WeakSet) return 'what cannot be copied';
  const parts = value instanceof Map ? [...value].flat() : value instanceof Set ? [...value] : Object.values(value);
  for (const part of parts) {
    const found = findForeign(part, seen);
    if (found !== undefined) return found;
  }
  return undefined;
}
