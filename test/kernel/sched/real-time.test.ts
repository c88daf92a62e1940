import { describe, expect, test } from 'vitest';
import { SCHED_FIFO, SCHED_IDLE, SCHED_RR } from '../../../src/abi/scheduling.ts';
import type { Process } from '../../../src/kernel/process.ts';
import { newAttributes, type SchedulingAttributes } from '../../../src/kernel/sched/attributes.ts';
import { HartSet } from '../../../src/kernel/sched/hart-set.ts';
import { RealTime } from '../../../src/kernel/sched/real-time.ts';
import { RoundRobin } from '../../../src/kernel/sched/round-robin.ts';
import { newSignalSet } from '../../../src/kernel/signal-set.ts';
import { Thread } from '../../../src/kernel/thread.ts';
import { newContext } from '../../../src/machine/context.ts';

const QUANTUM = 1024;

/** A thread of no process: schedulers look at its attributes only. */
function thread(tid: number, attributes: Partial<SchedulingAttributes> = {}, hart = -1): Thread {
  const made = new Thread(tid, {} as Process, newContext(), newSignalSet(), { ...newAttributes(), ...attributes });
  made.hart = hart;
  return made;
}

function scheduler(): RealTime {
  return new RealTime(QUANTUM, new RoundRobin(QUANTUM));
}

/** The order in which threads are picked for one hart. */
function order(policy: RealTime | RoundRobin): number[] {
  const tids: number[] = [];
  for (let next = policy.pick(new HartSet([0])); next !== undefined; next = policy.pick(new HartSet([0]))) {
    tids.push(next.thread.tid);
  }
  return tids;
}

describe('round robin', () => {
  test('serves in the order of arrival', () => {
    const policy = new RoundRobin(QUANTUM);
    for (const tid of [3, 1, 2]) policy.add(thread(tid));
    expect(order(policy)).toEqual([3, 1, 2]);
  });

  test('gives a thread the hart that it ran on last, else the lowest idle one', () => {
    const policy = new RoundRobin(QUANTUM);
    policy.add(thread(1, {}, 2));
    policy.add(thread(2, {}, 0));
    expect(policy.pick(new HartSet([1, 2]))?.hart).toBe(2);
    expect(policy.pick(new HartSet([1, 2]))?.hart).toBe(1);
  });

  test('passes over a thread that may not run on an idle hart', () => {
    const policy = new RoundRobin(QUANTUM);
    policy.add(thread(1, { affinity: [0b010, 0] }));
    policy.add(thread(2));
    expect(policy.wantsHart(0)).toBe(true);
    expect(policy.pick(new HartSet([0]))?.thread.tid).toBe(2);
    expect(policy.wantsHart(0)).toBe(false);
    expect(policy.pick(new HartSet([0, 2]))).toBeUndefined();
    expect(policy.pick(new HartSet([0, 1]))?.hart).toBe(1);
  });

  test('weighs quanta by the nice value: a step is a quarter', () => {
    const policy = new RoundRobin(QUANTUM);
    const quanta = [-20, -1, 0, 1, 5, 19].map((nice) => policy.quantumOf(thread(1, { nice })));
    expect(quanta).toEqual([88761, 1277, 1024, 820, 335, 15]);
    expect(policy.quantumOf(thread(1, { policy: SCHED_IDLE }))).toBe(3);
    expect(new RoundRobin(1).quantumOf(thread(1, { nice: 19 }))).toBe(1);
  });
});

describe('the real-time policies', () => {
  const fifo = (priority: number) => ({ policy: SCHED_FIFO, priority });
  const turns = (priority: number) => ({ policy: SCHED_RR, priority });

  test('go before ordinary threads, the highest priority first', () => {
    const policy = scheduler();
    policy.add(thread(1), 'new');
    policy.add(thread(2, fifo(5)), 'new');
    policy.add(thread(3, turns(7)), 'new');
    policy.add(thread(4, fifo(5)), 'new');
    expect(order(policy)).toEqual([3, 2, 4, 1]);
  });

  test('keep the place of a thread that was outranked', () => {
    const policy = scheduler();
    policy.add(thread(1, fifo(5)), 'new');
    policy.add(thread(2, fifo(5)), 'outranked');
    expect(order(policy)).toEqual([2, 1]);
  });

  test('give SCHED_FIFO no end and SCHED_RR a quantum', () => {
    expect(scheduler().quantumOf(thread(1, fifo(1)))).toBe(Infinity);
    expect(scheduler().quantumOf(thread(1, turns(99)))).toBe(QUANTUM);
  });

  test('take the hart of the lowest priority that is below their own', () => {
    const policy = scheduler();
    const running = [thread(1, fifo(9), 0), thread(2, {}, 1), thread(3, fifo(1), 2)];
    policy.add(thread(4, fifo(5)), 'new');
    expect(policy.outranked(running)).toEqual([running[1]]);
    policy.add(thread(5, fifo(2)), 'new');
    expect(policy.outranked(running)).toEqual([running[1], running[2]]);
    policy.add(thread(6, fifo(2)), 'new');
    expect(policy.outranked(running).length).toBe(2);
  });

  test('take no hart that they may not run on', () => {
    const policy = scheduler();
    const running = [thread(1, {}, 0), thread(2, {}, 1)];
    policy.add(thread(4, { ...fifo(5), affinity: [0b010, 0] }), 'new');
    expect(policy.outranked(running)).toEqual([running[1]]);
  });

  test('make room for the same priority when a quantum is over, and never for a lower one', () => {
    const policy = scheduler();
    policy.add(thread(1), 'new');
    expect(policy.wantsHart(0, thread(9))).toBe(true);
    expect(policy.wantsHart(0, thread(9, turns(1)))).toBe(false);
    policy.add(thread(2, fifo(3)), 'new');
    expect(policy.wantsHart(0, thread(9, turns(4)))).toBe(false);
    expect(policy.wantsHart(0, thread(9, turns(3)))).toBe(true);
  });

  test('let a ready thread be removed', () => {
    const policy = scheduler();
    const [first, second] = [thread(1, fifo(5)), thread(2)];
    policy.add(first, 'new');
    policy.add(second, 'new');
    policy.remove(first);
    policy.remove(second);
    expect(policy.readyCount).toBe(0);
  });
});
