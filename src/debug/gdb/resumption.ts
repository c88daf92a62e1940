import { SIG_IGN } from '../../abi/signals.ts';
import { kernelDetails, sendThreadSignal, setAction } from '../../kernel/signal.ts';
import { discard } from '../../kernel/signal-queue.ts';
import type { Debugger, Request } from '../debugger.ts';
import type { Pause } from '../motion.ts';
import type { Stop, ThreadId } from '../stop.ts';
import { idOf } from '../threads.ts';
import type { Inferiors } from './inferiors.ts';
import { exitReply } from './stop-reply.ts';

/** What gdb wants to happen. */
export interface Plan {
  readonly kind: 'continue' | 'step';
  readonly reverse?: boolean;
  readonly thread?: ThreadId;
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
  /** A breakpoint that was reached while a signal was kept from a thread. */
  private reached: Stop | undefined;

  constructor(session: Debugger, inferiors: Inferiors) {
    this.session = session;
    this.inferiors = inferiors;
  }

  get isRunning(): boolean {
    return this.plan !== undefined;
  }

  begin(plan: Plan): void {
    this.inferiors.catchEvents(plan.reverse !== true);
    this.reached = undefined;
    if (plan.reverse !== true) this.settleSignal(plan);
    this.plan = plan;
    this.session.begin(requestOf(plan));
  }

  /** Goes on for some milliseconds. */
  proceed(): Progress {
    const plan = this.plan!;
    if (this.reached !== undefined) {
      this.plan = undefined;
      return { kind: 'stop', stop: this.reached };
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
    if (reason.kind === 'ended' || reason.kind === 'gone') return this.tellEnd(stop);
    const isEvent = reason.kind === 'breakpoint' || reason.kind === 'watchpoint' || reason.kind === 'catchpoint';
    if ((isEvent || reason.kind === 'signal') && id !== undefined && !inferiors.attached.has(id.pid)) return undefined;
    if (reason.kind === 'catchpoint' && inferiors.isOwnEvent(reason.point)) return this.tellEvent(stop);
    if (reason.kind === 'reached' && plan.range !== undefined && id !== undefined) {
      const { start, end } = plan.range;
      const pc = session.registers(id)?.pc ?? 0;
      if (start <= pc && pc < end) return undefined;
    }
    if (reason.kind === 'signal' && id !== undefined)
      this.signalTold = { step: stop.moment.step, thread: id, signal: reason.signal };
    return { kind: 'stop', stop: { ...stop, thread: this.threadFor(stop) } };
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
    const isLast = inferiors.threads.every((id) => id.pid === pid);
    const { step } = stop.moment;
    const wasTold = this.comingEnd?.step === step && this.comingEnd.pid === pid;
    if (isLast && !wasTold) {
      this.comingEnd = { step, pid };
      const before = session.run({ kind: 'seek', step: step - 1 });
      const thread = stop.thread ?? before.thread;
      if (thread !== undefined) session.select(thread);
      return { kind: 'stop', stop: { ...before, thread, reason: { kind: 'ended', code, status } } };
    }
    inferiors.detach(pid);
    return { kind: 'exit', reply: exitReply(pid, code, status) };
  }

  private tellEnd(stop: Stop): Progress {
    const { reason } = stop;
    const [pid = 0] = this.inferiors.attached;
    this.inferiors.detach(pid);
    const { code, status } = reason.kind === 'ended' ? reason : { code: 1, status: 0 };
    return { kind: 'exit', reply: pid === 0 ? 'N' : exitReply(pid, code, status) };
  }

  /** The thread that gdb is to look at: the one of the stop, or else one that it knows. */
  private threadFor({ thread }: Stop): ThreadId | undefined {
    const { session, inferiors } = this;
    const known = inferiors.threads;
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
    if (point !== undefined)
      this.reached = { reason: { kind: 'breakpoint', point: point.id }, thread: id, moment: session.now };
  }
}

function requestOf({ kind, reverse, thread }: Plan): Request {
  return kind === 'continue' ? { kind, reverse } : { kind, by: 'instruction', reverse, thread };
}
