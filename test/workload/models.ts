import type { Job } from '../../src/workload/workload.ts';

/** Who ran on a hart from `start` to `end`, in ticks. */
export interface Stretch {
  readonly job: number;
  readonly hart: number;
  readonly start: number;
  readonly end: number;
}

/**
 * Models of the rules of the textbooks' simulators, written for these tests alone: tick by tick, over plain lists. They
 * share nothing with the policies but the rules.
 */

/** Joins ticks of one job on one hart that follow each other. */
export function joined(stretches: readonly Stretch[]): Stretch[] {
  const result: Stretch[] = [];
  const sorted = [...stretches].sort((a, b) => a.hart - b.hart || a.start - b.start);
  for (const stretch of sorted) {
    const last = result.at(-1);
    if (last !== undefined && last.job === stretch.job && last.hart === stretch.hart && last.end === stretch.start) {
      result[result.length - 1] = { ...last, end: stretch.end };
    } else {
      result.push({ ...stretch });
    }
  }
  return result;
}

interface Live {
  readonly job: number;
  left: number;
  done: number;
}

interface TickRules {
  /** The ready jobs, the first of which runs next if the hart is free. */
  readonly compare: (a: Live & { seq: number }, b: Live & { seq: number }) => number;
  readonly quantum: number;
  readonly preempts: boolean;
}

/** One hart, ticks, arrivals and I/O: for FIFO, SJF, SRTF and round robin. */
export function modelQueue(jobs: readonly Job[], rules: TickRules): Stretch[] {
  const stretches: Stretch[] = [];
  const ready: (Live & { seq: number })[] = [];
  const live = jobs.map((job, index) => ({ job: index, left: job.run, done: 0, seq: 0 }));
  const comings: { at: number; job: number }[] = jobs.map((job, index) => ({ at: job.arrival, job: index }));
  let running: (Live & { seq: number }) | undefined;
  let ran = 0;
  let seq = 0;
  let ended = 0;
  for (let now = 0; ended < jobs.length; now++) {
    if (running !== undefined) {
      const { io } = jobs[running.job]!;
      if (running.left === 0) {
        ended++;
        running = undefined;
      } else if (io !== undefined && running.done % io.every === 0) {
        comings.push({ at: now + io.length, job: running.job });
        running = undefined;
      } else if (ran === rules.quantum) {
        running.seq = seq++;
        ready.push(running);
        running = undefined;
      }
    }
    for (const { job } of comings.filter(({ at }) => at === now)) {
      live[job]!.seq = seq++;
      ready.push(live[job]!);
    }
    ready.sort((a, b) => rules.compare(a, b) || a.seq - b.seq);
    const first = ready[0];
    if (running !== undefined && rules.preempts && first !== undefined && rules.compare(first, running) < 0) {
      ready.push(running);
      running.seq = -1 - now;
      running = undefined;
      ready.sort((a, b) => rules.compare(a, b) || a.seq - b.seq);
    }
    if (running === undefined) {
      running = ready.shift();
      ran = 0;
    }
    if (running === undefined) continue;
    stretches.push({ job: running.job, hart: 0, start: now, end: now + 1 });
    running.left--;
    running.done++;
    ran++;
  }
  return joined(stretches);
}

export interface FeedbackRules {
  /** The highest level first. */
  readonly quanta: readonly number[];
  readonly allotments: readonly number[];
  readonly boost: number;
  readonly stays: boolean;
  readonly bumps: boolean;
}

/** The rules of mlfq.py, tick by tick; the job that runs stays in its queue. */
export function modelFeedback(jobs: readonly Job[], rules: FeedbackRules): Stretch[] {
  const stretches: Stretch[] = [];
  const queues: number[][] = rules.quanta.map(() => []);
  const state = jobs.map((job) => ({
    level: 0,
    ticks: rules.quanta[0]!,
    allotment: rules.allotments[0]!,
    left: job.run,
  }));
  const comings = jobs.map((job, index) => ({ at: job.arrival, job: index, isNew: true }));
  let ended = 0;
  for (let now = 0; ended < jobs.length; ) {
    if (rules.boost > 0 && now > 0 && now % rules.boost === 0) {
      for (let level = queues.length - 1; level > 0; level--) queues[0]!.push(...queues[level]!.splice(0));
      for (const one of state) {
        if (one.left === 0) continue;
        one.level = 0;
        one.ticks = rules.quanta[0]!;
        one.allotment = rules.allotments[0]!;
      }
    }
    for (const { job, isNew } of comings.filter(({ at }) => at === now)) {
      const queue = queues[state[job]!.level]!;
      if (rules.bumps && !isNew) queue.unshift(job);
      else queue.push(job);
    }
    const queue = queues.find(({ length }) => length > 0);
    if (queue === undefined) {
      now++;
      continue;
    }
    const job = queue[0]!;
    const one = state[job]!;
    const { level } = one;
    stretches.push({ job, hart: 0, start: now, end: now + 1 });
    now++;
    one.left--;
    one.ticks--;
    const isOver = one.ticks === 0;
    if (one.left === 0) {
      queue.shift();
      ended++;
      continue;
    }
    const { io, run } = jobs[job]!;
    const isWaiting = io !== undefined && (run - one.left) % io.every === 0;
    if (isWaiting) {
      queue.shift();
      if (rules.stays) {
        one.ticks = rules.quanta[level]!;
        one.allotment = rules.allotments[level]!;
      }
      comings.push({ at: now + io.length, job, isNew: false });
    }
    if (!isOver) continue;
    if (!isWaiting) queue.shift();
    one.allotment--;
    if (one.allotment === 0) {
      one.level = Math.min(level + 1, queues.length - 1);
      one.allotment = rules.allotments[one.level]!;
    }
    one.ticks = rules.quanta[one.level]!;
    if (!isWaiting) queues[one.level]!.push(job);
  }
  return joined(stretches);
}

/** The rules of lottery.py: `draw` gives numbers from 0 to below 1. */
export function modelLottery(jobs: readonly Job[], quantum: number, draw: () => number): Stretch[] {
  const stretches: Stretch[] = [];
  const left = jobs.map(({ run }) => run);
  for (let clock = 0; left.some((ticks) => ticks > 0); clock += quantum) {
    const holders = jobs.map((_, job) => job).filter((job) => left[job]! > 0);
    const total = holders.reduce((sum, job) => sum + jobs[job]!.tickets!, 0);
    const winner = Math.floor(draw() * 1000001) % total;
    const upTo = (place: number) => holders.slice(0, place + 1).reduce((sum, one) => sum + jobs[one]!.tickets!, 0);
    const job = holders.find((_, place) => upTo(place) > winner)!;
    const ran = Math.min(quantum, left[job]!);
    stretches.push({ job, hart: 0, start: clock, end: clock + ran });
    left[job]! -= ran;
  }
  return joined(stretches);
}

/** Stride scheduling on one hart, without I/O and with all jobs there from the start: exact fractions of a pass. */
export function modelStride(jobs: readonly Job[], quantum: number): Stretch[] {
  const stretches: Stretch[] = [];
  const left = jobs.map(({ run }) => run);
  // A pass is a fraction n / product, and so a whole number n.
  const product = jobs.reduce((all, { tickets }) => all * BigInt(tickets!), 1n);
  const pass = jobs.map(() => 0n);
  for (let now = 0; left.some((ticks) => ticks > 0); ) {
    let next = -1;
    for (const [job, ticks] of left.entries()) if (ticks > 0 && (next < 0 || pass[job]! < pass[next]!)) next = job;
    const ran = Math.min(quantum, left[next]!);
    stretches.push({ job: next, hart: 0, start: now, end: now + ran });
    pass[next]! += (product / BigInt(jobs[next]!.tickets!)) * BigInt(ran);
    left[next]! -= ran;
    now += ran;
  }
  return joined(stretches);
}

/** Priorities with aging on one hart, tick by tick. */
export function modelPriority(jobs: readonly Job[], quantum: number, aging: number): Stretch[] {
  const stretches: Stretch[] = [];
  const state = jobs.map((job) => ({ gain: 0, left: job.run, ran: 0 }));
  const comings = jobs.map((job, index) => ({ at: job.arrival, job: index }));
  const value = (job: number) => jobs[job]!.priority! + state[job]!.gain;
  /** The ready jobs, in the order in which equals go. */
  let ready: number[] = [];
  let running: number | undefined;
  for (let now = 0; state.some(({ left }) => left > 0); now++) {
    if (running !== undefined) {
      const one = state[running]!;
      const { io, run } = jobs[running]!;
      const isWaiting = one.left > 0 && io !== undefined && (run - one.left) % io.every === 0;
      if (isWaiting) comings.push({ at: now + io.length, job: running });
      if (one.left === 0 || isWaiting) {
        one.gain = 0;
        running = undefined;
      } else if (one.ran === quantum) {
        // Whoever is not below it goes first; if nobody is there, it goes on with what it has gained.
        const mine = value(running);
        if (ready.some((job) => value(job) >= mine)) {
          one.gain = 0;
          ready.push(running);
          running = undefined;
        } else {
          one.ran = 0;
        }
      }
    }
    if (aging > 0 && now > 0 && now % aging === 0) for (const job of ready) state[job]!.gain++;
    ready.push(...comings.filter(({ at }) => at === now).map(({ job }) => job));
    const best = Math.max(-1, ...ready.map(value));
    if (running !== undefined && best > value(running)) {
      ready = [running, ...ready];
      running = undefined;
    }
    if (running === undefined) {
      running = ready.find((job) => value(job) === best);
      if (running === undefined) continue;
      ready = ready.filter((job) => job !== running);
      state[running]!.ran = 0;
    }
    stretches.push({ job: running, hart: 0, start: now, end: now + 1 });
    state[running]!.left--;
    state[running]!.ran++;
  }
  return joined(stretches);
}

/** EEVDF on one hart with all jobs there from the start: each asks for a tick at a time. Virtual times are exact fractions. */
export function modelFair(jobs: readonly Job[], weights: readonly number[]): Stretch[] {
  const stretches: Stretch[] = [];
  const left = jobs.map(({ run }) => run);
  const product = weights.reduce((all, weight) => all * BigInt(weight), 1n);
  const step = weights.map((weight) => product / BigInt(weight));
  const time = jobs.map(() => 0n);
  /** Who became ready last stands last among equals. */
  let order = jobs.map((_, job) => job);
  let last: number | undefined;
  for (let now = 0; order.length > 0; now++) {
    const weightOf = (job: number) => BigInt(weights[job]!);
    const total = order.reduce((sum, job) => sum + weightOf(job), 0n);
    const weighted = order.reduce((sum, job) => sum + weightOf(job) * time[job]!, 0n);
    const isEligible = (job: number) => time[job]! * total <= weighted;
    const deadline = (job: number) => time[job]! + step[job]!;
    const others = order.filter((job) => isEligible(job) && job !== last);
    let next = last;
    for (const job of others) {
      const isBetter = next === undefined || !isEligible(next) || deadline(job) < deadline(next);
      if (isBetter) next = job;
    }
    if (next !== last && last !== undefined) order = [...order.filter((job) => job !== last), last];
    stretches.push({ job: next!, hart: 0, start: now, end: now + 1 });
    time[next!]! += step[next!]!;
    left[next!]!--;
    last = next;
    if (left[next!] === 0) {
      order = order.filter((job) => job !== next);
      last = undefined;
    }
  }
  return joined(stretches);
}

export interface MultiRules {
  readonly harts: number;
  readonly quantum: number;
  readonly isLocal: boolean;
  readonly peek: number;
  /** The place that Python's random.choice takes among `count`. */
  readonly choose: (count: number) => number;
  readonly cache?: { readonly size: number; readonly warmup: number; readonly rate: number };
}

/** The rules of multi.py, tick by tick. With a cache, `run` is what a job does at the cold rate. */
export function modelMulti(jobs: readonly Job[], rules: MultiRules): Stretch[] {
  const { harts, quantum, isLocal, peek, cache } = rules;
  const stretches: Stretch[] = [];
  const shared: number[] = [];
  const queues = Array.from({ length: harts }, () => (isLocal ? [] : shared));
  const may = (job: number, hart: number) => jobs[job]!.affinity?.includes(hart) ?? true;
  const undealt = jobs.map((_, job) => job);
  if (!isLocal) shared.push(...undealt.splice(0));
  while (undealt.length > 0) {
    for (let hart = 0; hart < harts; hart++) {
      const at = undealt.findIndex((job) => may(job, hart));
      if (at >= 0) queues[hart]!.push(...undealt.splice(at, 1));
    }
  }
  const current: (number | undefined)[] = Array.from({ length: harts }, () => undefined);
  const left = jobs.map(({ run }) => run);
  const warm: number[][] = Array.from({ length: harts }, () => []);
  const warming: Map<number, number>[] = Array.from({ length: harts }, () => new Map());
  const shrink = (hart: number) => {
    const sum = () => warm[hart]!.reduce((total, job) => total + (jobs[job]!.workingSet ?? 0), 0);
    while (sum() > cache!.size) warming[hart]!.set(warm[hart]!.pop()!, cache!.warmup);
  };
  for (let now = 0; left.some((ticks) => ticks > 0); now++) {
    if (now > 0 && now % quantum === 0) {
      current.forEach((job, hart) => {
        if (job !== undefined) queues[hart]!.push(job);
        current[hart] = undefined;
      });
    }
    if (isLocal && peek > 0 && now > 0 && now % peek === 0) {
      for (let hart = 0; hart < harts; hart++) {
        if (queues[hart]!.length > 0 || harts === 1) continue;
        const others = queues.map((_, other) => other).filter((other) => other !== hart);
        const from = queues[others[rules.choose(others.length)]!]!;
        const at = from.findIndex((job) => may(job, hart));
        if (at >= 0) queues[hart]!.push(...from.splice(at, 1));
      }
    }
    for (let hart = 0; hart < harts; hart++) {
      if (current[hart] !== undefined) continue;
      const at = queues[hart]!.findIndex((job) => may(job, hart));
      if (at < 0) continue;
      const [job] = queues[hart]!.splice(at, 1);
      current[hart] = job;
      if (cache !== undefined && !warm[hart]!.includes(job!) && !warming[hart]!.has(job!)) {
        warming[hart]!.set(job!, cache.warmup);
      }
    }
    for (let hart = 0; hart < harts; hart++) {
      const job = current[hart];
      if (job === undefined) continue;
      stretches.push({ job, hart, start: now, end: now + 1 });
      const rate = cache !== undefined && warm[hart]!.includes(job) ? cache.rate : 1;
      left[job] = Math.max(0, left[job]! - rate);
      const counter = warming[hart]!.get(job);
      if (counter !== undefined && counter > 1) warming[hart]!.set(job, counter - 1);
      else if (counter !== undefined) {
        warming[hart]!.delete(job);
        warm[hart]!.unshift(job);
        shrink(hart);
      }
      if (left[job] === 0) current[hart] = undefined;
    }
  }
  return joined(stretches);
}
