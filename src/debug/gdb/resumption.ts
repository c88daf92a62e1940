import { SIG_IGN } from '../../abi/signals.ts';
import { kernelDetails, sendThreadSignal, setAction } from '../../kernel/signal.ts';
import { discard } from '../../kernel/signal-queue.ts';
import type { Debugger, Request } from '../debugger.ts';
import type { Pause } from '../motion.ts';
import type { Stop, ThreadId } from '../stop.ts';
import { idOf } from '../threads.ts';
import type { Inferiors } from './inferiors.ts';
import { exitReply } from './stop-reply.ts';
import { type Addressee, isMeant } from './thread-ids.ts';

/** What gdb wants to happen. */
export interface Plan {
  readonly kind: 'continue' | 'step';
  readonly reverse?: boolean;
  readonly thread?: ThreadId;
  /** Who goes on for gdb: of the others it must hear nothing, although the whole computer goes on. */
  readonly whom: readonly Addressee[];
  /** Steps go on while the pc is from `start` to `end` - 1. */
  readonly range?: { readonly start: number; readonly end: number };
  /** The signal that the thread is to get; undefined for none. */
  readonly signal?: number;
}

/** What came of it: a stop or the end of a process to be told, or a pause. */
export type Progress =
  | { readonly kind: 'stop'; readonly stop: Stop }
  | { readonly kind: 'exit'; readonly reply: string }
  | { readonly kind: 'pause'; readonly pause: Pause };

/** The end of the last process, before which gdb is stopped once, so that it can still go back. */
interface ComingEnd {
  readonly step: number;
  readonly pid: number;
}

/** Carries out what gdb wants, and finds out of which stops it must hear. */
export class Resumption {
  private readonly session: Debugger;
  private readonly inferiors: Inferiors;
  private plan: Plan | undefined;
  private signalTold: { readonly step: number; readonly thread: ThreadId; readonly signal: number } | undefined;
  /** The step and signal of a delivery that gdb knows of. */
  private passing: { readonly step: number; readonly signal: number } | undefined;
  private comingEnd: ComingEnd | undefined;
  /** What is to be told at once: a breakpoint that was reached while a signal was kept from a thread, or an end. */
  private ready: Progress | undefined;
  /** Ends of processes that gdb holds and did not let go on, by pid: it is told when it does. */
  private readonly untoldEnds = new Map<number, string>();

  constructor(session: Debugger, inferiors: Inferiors) {
    this.session = session;
    this.inferiors = inferiors;
  }

  get isRunning(): boolean {
    return this.plan !== undefined;
  }

  begin(plan: Plan): void {
    this.inferiors.catchEvents(plan.reverse !== true);
    this.ready = this.untoldEnd(plan);
    if (plan.reverse !== true) this.settleSignal(plan);
    this.plan = plan;
    this.session.begin(requestOf(plan));
  }

  /** Goes on for some milliseconds. */
  proceed(): Progress {
    const plan = this.plan!;
    if (this.ready !== undefined) {
      this.plan = undefined;
      return this.ready;
    }
    for (;;) {
      const turn = this.session.proceed();
      if (turn.kind !== 'stopped') return { kind: 'pause', pause: turn };
      const told = this.tell(turn.stop, plan);
      if (told !== undefined) {
        this.plan = undefined;
        return told;
      }
      this.session.begin(requestOf(plan));
    }
  }

  /** What gdb hears of a stop; undefined if it is to hear nothing, and all goes on. */
  private tell(stop: Stop, plan: Plan): Progress | undefined {
    const { session, inferiors } = this;
    const { reason } = stop;
    const id = stop.thread;
    if (plan.reverse === true && inferiors.threads.length === 0) return this.tellBeginning(stop, plan);
    if (reason.kind === 'ended' || reason.kind === 'gone') return this.tellEnd(stop);
    const isEvent = reason.kind === 'breakpoint' || reason.kind === 'watchpoint' || reason.kind === 'catchpoint';
    if ((isEvent || reason.kind === 'signal') && id !== undefined) {
      if (!inferiors.attached.has(id.pid)) return undefined;
      if (!plan.whom.some((addressee) => isMeant(addressee, id))) return this.keepEnd(stop, id.pid);
    }
    if (reason.kind === 'catchpoint' && inferiors.isOwnEvent(reason.point)) return this.tellEvent(stop);
    if (reason.kind === 'watchpoint') return this.tellWatch(stop, plan);
    if (reason.kind === 'reached' && plan.range !== undefined && id !== undefined) {
      const { start, end } = plan.range;
      const pc = session.registers(id)?.pc ?? 0;
      if (start <= pc && pc < end) return undefined;
    }
    if (reason.kind === 'signal' && id !== undefined)
      this.signalTold = { step: stop.moment.step, thread: id, signal: reason.signal };
    return { kind: 'stop', stop: { ...stop, thread: this.threadFor(stop, plan) } };
  }

  /** Something happened in a process that does not go on for gdb: of that only its end counts, and later. */
  private keepEnd(stop: Stop, pid: number): Progress | undefined {
    const { reason } = stop;
    if (reason.kind !== 'catchpoint' || reason.event.kind !== 'exit' || !this.inferiors.isOwnEvent(reason.point))
      return undefined;
    const { code, status } = reason.event;
    if (this.isLast(pid)) return this.tellExit(stop, pid, code, status);
    this.untoldEnds.set(pid, exitReply(pid, code, status));
    return undefined;
  }

  /** The end of a process that gdb now lets go on, if it has ended meanwhile. */
  private untoldEnd({ whom }: Plan): Progress | undefined {
    const living = new Set(this.inferiors.threads.map(({ pid }) => pid));
    for (const [pid, reply] of this.untoldEnds) {
      if (!living.has(pid) && !whom.some((addressee) => isMeant(addressee, { pid, tid: pid }))) continue;
      this.untoldEnds.delete(pid);
      // Who has gone back since finds it alive.
      if (living.has(pid)) continue;
      this.inferiors.detach(pid);
      return { kind: 'exit', reply };
    }
    return undefined;
  }

  /** For this architecture gdb expects to be stopped on this side of the access, and goes over it itself by a step. */
  private tellWatch(stop: Stop, { reverse }: Plan): Progress {
    const step = stop.moment.step + (reverse === true ? 1 : -1);
    const { moment } = this.session.run({ kind: 'seek', step, thread: stop.thread });
    return { kind: 'stop', stop: { ...stop, moment } };
  }

  /** None of the processes that gdb holds is there yet: for gdb the history begins with the first of them. */
  private tellBeginning(stop: Stop, plan: Plan): Progress {
    const { session, inferiors } = this;
    const births = Array.from(inferiors.attached, (pid) => session.events.firstStepOf(pid) ?? Infinity);
    const { moment } = session.run({ kind: 'seek', step: Math.min(session.timeline.line.end, ...births) });
    return {
      kind: 'stop',
      stop: { reason: { kind: 'history', end: 'begin' }, thread: this.threadFor(stop, plan), moment },
    };
  }

  private tellEvent(stop: Stop): Progress | undefined {
    const { reason, thread } = stop;
    if (reason.kind !== 'catchpoint' || thread === undefined) return undefined;
    const { event } = reason;
    switch (event.kind) {
      case 'fork':
        if (event.isThread || this.inferiors.attached.has(event.child.pid)) return undefined;
        this.inferiors.attached.add(event.child.pid);
        break;
      case 'signal':
        return this.tellSignal(stop, thread, event.signal, event.isFault);
      case 'exit':
        return this.tellExit(stop, thread.pid, event.code, event.status);
      default:
        break;
    }
    this.session.select(thread);
    return { kind: 'stop', stop };
  }

  /** gdb hears of a signal before the thread takes it; then it says whether the thread gets it at all. */
  private tellSignal(stop: Stop, thread: ThreadId, signal: number, isFault: boolean): Progress | undefined {
    const { step } = stop.moment;
    const { passing } = this;
    if (passing?.signal === signal && passing.step === step) return undefined;
    const before = isFault ? step : step - 1;
    if (!isFault) this.session.run({ kind: 'seek', step: before });
    this.signalTold = { step: before, thread, signal };
    this.session.select(thread);
    return { kind: 'stop', stop: { ...stop, moment: this.session.now } };
  }

  private tellExit(stop: Stop, pid: number, code: number, status: number): Progress {
    const { session, inferiors } = this;
    const { step } = stop.moment;
    const wasTold = this.comingEnd?.step === step && this.comingEnd.pid === pid;
    if (this.isLast(pid) && !wasTold) {
      this.comingEnd = { step, pid };
      const before = session.run({ kind: 'seek', step: step - 1 });
      const thread = stop.thread ?? before.thread;
      if (thread !== undefined) session.select(thread);
      return { kind: 'stop', stop: { ...before, thread, reason: { kind: 'ended', code, status } } };
    }
    inferiors.detach(pid);
    return { kind: 'exit', reply: exitReply(pid, code, status) };
  }

  private isLast(pid: number): boolean {
    return this.inferiors.threads.every((id) => id.pid === pid);
  }

  private tellEnd(stop: Stop): Progress {
    const { reason } = stop;
    const [pid = 0] = this.inferiors.attached;
    this.inferiors.detach(pid);
    const { code, status } = reason.kind === 'ended' ? reason : { code: 1, status: 0 };
    return { kind: 'exit', reply: pid === 0 ? 'N' : exitReply(pid, code, status) };
  }

  /** The thread that gdb is to look at: the one of the stop, or else one that it knows. */
  private threadFor({ thread }: Stop, { whom }: Plan): ThreadId | undefined {
    const { session, inferiors } = this;
    const goingOn = inferiors.threads.filter((id) => whom.some((addressee) => isMeant(addressee, id)));
    const known = goingOn.length === 0 ? inferiors.threads : goingOn;
    const isKnown = (id: ThreadId | undefined) => known.some(({ tid }) => tid === id?.tid);
    const chosen = [thread, session.selected, known[0]].find(isKnown);
    if (chosen !== undefined) session.select(chosen);
    return chosen;
  }

  /** Before the thread goes on it gets the signal that gdb wants it to have, in the place of the one that gdb was told of. */
  private settleSignal({ signal, thread: id }: Plan): void {
    const { session } = this;
    const { step } = session.now;
    const told = this.signalTold?.step === step ? this.signalTold : undefined;
    this.signalTold = undefined;
    this.passing = undefined;
    // gdb gives back the signal that stood for the coming end.
    if (this.comingEnd?.step === step + 1) return;
    if (told !== undefined && told.signal === signal) {
      this.passing = { step: step + 1, signal };
      return;
    }
    if (told !== undefined) this.withhold(told.thread, told.signal);
    const target = session.thread(id ?? told?.thread);
    if (signal !== undefined && target !== undefined)
      session.change(`signal ${signal} was given to ${session.numbers.text(idOf(target))}`, () =>
        sendThreadSignal(session.kernel, target, signal, kernelDetails()),
      );
  }

  /** Makes the step in which a thread would take a signal, with that signal ignored. */
  private withhold(id: ThreadId, signal: number): void {
    const { session } = this;
    const text = session.numbers.text(id);
    const process = session.thread(id)?.process;
    if (process === undefined) return;
    const { handler } = process.actions[signal]!;
    session.change(`signal ${signal} was kept from ${text}`, () => {
      discard(process, signal);
      setAction(process, signal, { handler: SIG_IGN });
    });
    session.run({ kind: 'seek', step: session.now.step + 1 });
    const later = session.thread(id)?.process;
    if (later === undefined) return;
    session.change(`signal ${signal} is not kept from ${text} any more`, () => setAction(later, signal, { handler }));
    const [point] = session.points.at(session.kernel, later, session.registers(id)!.pc);
    if (point === undefined) return;
    const reason = { kind: 'breakpoint', point: point.id } as const;
    this.ready = { kind: 'stop', stop: { reason, thread: id, moment: session.now } };
  }
}

function requestOf({ kind, reverse, thread }: Plan): Request {
  return kind === 'continue' ? { kind, reverse } : { kind, by: 'instruction', reverse, thread };
}
