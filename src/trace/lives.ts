import type { EventRecord } from './records.ts';

/**
 * What a thread does at a moment; it does exactly one thing from its birth until it is over:
 *   ready    could run, waits for a hart
 *   running  on hart `hart`
 *   blocked  for `reason`, at `on` if that is known
 *   stopped  by a signal
 *   zombie   over, but its process is still in the table
 */
export type Activity = 'ready' | 'running' | 'blocked' | 'stopped' | 'zombie';

/** The life of a thread, as far as it has been seen. */
export interface Life {
  /** In the order of birth, from 0. */
  readonly index: number;
  readonly pid: number;
  tid: number;
  name: string;
  /** Who made it; undefined for the first. */
  readonly parent: Life | undefined;
  readonly isThread: boolean;
  readonly born: number;
  /** What it does, since when; hart -1 before it first ran. */
  activity: Activity;
  since: number;
  hart: number;
  reason: string;
  on: string;
  /** The system call that it is in. */
  call: { readonly name: string; readonly since: number } | undefined;
  /** The cycle from which on it was no more. */
  over: number | undefined;
}

/** What readers of lives want to be told. */
interface LifeListener {
  /** A new life. */
  born?(life: Life): void;
  /** From `life.since` to `to`, which is later, it did what it says; it will change now. */
  interval?(life: Life, to: number): void;
  /** The call that `life` is in is over; `result` is undefined if it did not return. */
  called?(life: Life, to: number, result: number | undefined, text: string): void;
}

/**
 * Follows the lives of all threads through the stream of records. Every picture and count of what threads do is made from
 * this one state machine.
 */
export class Lives {
  readonly all: Life[] = [];
  private readonly byTid = new Map<number, Life>();
  private readonly onHart: (Life | undefined)[] = [];
  private readonly listener: LifeListener;

  constructor(listener: LifeListener) {
    this.listener = listener;
  }

  /** The living thread with this number. */
  get(tid: number): Life | undefined {
    return this.byTid.get(tid);
  }

  /** The thread on a hart. */
  running(hart: number): Life | undefined {
    return this.onHart[hart];
  }

  /** Takes the next record; the life that it is about, if it is about one. */
  take(record: EventRecord): Life | undefined {
    const { cycle } = record;
    if (record.kind === 'start' || record.kind === 'fork') return this.bear(record);
    if (record.kind === 'halt') {
      for (const life of this.byTid.values()) this.enter(life, cycle, life.activity, life.reason, life.on);
      return undefined;
    }
    if (record.kind === 'switch') return this.switch(record.hart, record.tid, cycle);
    if (record.kind === 'exec') this.rename(record);
    if (record.kind === 'reap') return this.bury(record.pid, cycle);
    const life = 'tid' in record ? this.byTid.get(record.tid) : undefined;
    if (life === undefined) return undefined;
    switch (record.kind) {
      case 'block':
        this.enter(life, cycle, 'blocked', record.reason, record.on);
        break;
      case 'wake':
      case 'continue':
      case 'preempt':
        this.enter(life, cycle, 'ready');
        break;
      case 'stop':
        this.enter(life, cycle, 'stopped');
        break;
      case 'call':
        this.endCall(life, cycle);
        life.call = { name: record.call, since: cycle };
        break;
      case 'return':
        life.call ??= { name: record.call, since: cycle };
        this.endCall(life, cycle, record.result, record.text);
        break;
      case 'end':
        this.end(life, cycle);
    }
    return life;
  }

  private bear(record: Extract<EventRecord, { kind: 'start' | 'fork' }>): Life {
    const { cycle, pid, tid, name } = record;
    const life: Life = {
      index: this.all.length,
      pid,
      tid,
      name,
      parent: record.kind === 'fork' ? this.byTid.get(record.parent) : undefined,
      isThread: record.kind === 'fork' && record.isThread,
      born: cycle,
      activity: 'ready',
      since: cycle,
      hart: -1,
      reason: '',
      on: '',
      call: undefined,
      over: undefined,
    };
    this.all.push(life);
    this.byTid.set(tid, life);
    this.listener.born?.(life);
    return life;
  }

  private switch(hart: number, tid: number, cycle: number): Life | undefined {
    const before = this.onHart[hart];
    const life = tid === 0 ? undefined : this.byTid.get(tid);
    this.onHart[hart] = life;
    if (life === undefined) return before;
    this.enter(life, cycle, 'running');
    life.hart = hart;
    return life;
  }

  /** The thread that calls execve stays, with the number of its process. */
  private rename({ cycle, tid, former, name, path }: Extract<EventRecord, { kind: 'exec' }>): void {
    const life = this.byTid.get(former);
    if (life === undefined) return;
    this.endCall(life, cycle, 0, `${life.call?.name}("${path}") = 0`);
    // What it did with the old program is over.
    this.enter(life, cycle, life.activity, life.reason, life.on);
    if (former !== tid) {
      const leader = this.byTid.get(tid);
      if (leader !== undefined) this.leave(leader, cycle);
      this.byTid.delete(former);
      this.byTid.set(tid, life);
      life.tid = tid;
    }
    life.name = name;
  }

  private end(life: Life, cycle: number): void {
    this.endCall(life, cycle);
    if (life.tid === life.pid) this.enter(life, cycle, 'zombie');
    else this.leave(life, cycle);
  }

  private bury(pid: number, cycle: number): Life | undefined {
    const life = this.byTid.get(pid);
    if (life !== undefined) this.leave(life, cycle);
    return life;
  }

  private leave(life: Life, cycle: number): void {
    this.enter(life, cycle, life.activity);
    life.over = cycle;
    if (this.byTid.get(life.tid) === life) this.byTid.delete(life.tid);
  }

  private enter(life: Life, cycle: number, activity: Activity, reason = '', on = ''): void {
    if (cycle > life.since) this.listener.interval?.(life, cycle);
    life.activity = activity;
    life.since = cycle;
    life.reason = reason;
    life.on = on;
  }

  private endCall(life: Life, cycle: number, result?: number, text = ''): void {
    if (life.call === undefined) return;
    this.listener.called?.(life, cycle, result, text);
    life.call = undefined;
  }
}
