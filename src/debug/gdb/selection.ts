import type { Debugger } from '../debugger.ts';
import type { ThreadId } from '../stop.ts';
import type { Inferiors } from './inferiors.ts';
import { BAD_REQUEST, NO_SUCH, OK } from './replies.ts';
import { type Addressee, EVERYBODY, readAddressee } from './thread-ids.ts';

/** Which threads packets are about that do not say it themselves: what gdb chose with `H`. */
export class Selection {
  private readonly session: Debugger;
  private readonly inferiors: Inferiors;
  /** The thread that `g`, `m`, `Z` and the like are about, and the one that `s` is about. */
  private general: ThreadId | undefined;
  private forSteps: ThreadId | undefined;
  private forRuns: Addressee = EVERYBODY;

  constructor(session: Debugger, inferiors: Inferiors) {
    this.session = session;
    this.inferiors = inferiors;
  }

  /** The thread that a packet is about: the one that gdb chose, or else one that there is. */
  get thread(): ThreadId | undefined {
    return this.living(this.general);
  }

  /** The thread that a step without an address is about. */
  get stepping(): ThreadId | undefined {
    return this.forSteps;
  }

  /** Who goes on with a packet that does not say it itself. */
  get goingOn(): readonly Addressee[] {
    return [this.forRuns];
  }

  /** From now on everything is about one thread; what goes on are all. */
  set(thread: ThreadId | undefined): void {
    this.general = this.forSteps = thread;
    this.forRuns = EVERYBODY;
  }

  /** The thread `id` if it lives, else one of its process, else any. */
  living(id: ThreadId | undefined): ThreadId | undefined {
    const { threads } = this.inferiors;
    return threads.find(({ tid }) => tid === id?.tid) ?? threads.find(({ pid }) => pid === id?.pid) ?? threads[0];
  }

  find(pid: number | 'all' | undefined, tid: number | 'all' | undefined): ThreadId | undefined {
    const { threads } = this.inferiors;
    if (typeof tid === 'number') return threads.find((id) => id.tid === tid);
    if (typeof pid === 'number') return threads.find((id) => id.pid === pid);
    return this.thread;
  }

  /** `Hg` and `Hc`. */
  choose(text: string): string {
    const whom = readAddressee(text.slice(1));
    if (whom === undefined) return BAD_REQUEST;
    const thread = this.find(whom.pid, whom.tid);
    if (text[0] === 'g') {
      if (thread === undefined) return NO_SUCH;
      this.general = thread;
      this.session.select(thread);
      return OK;
    }
    if (text[0] !== 'c') return BAD_REQUEST;
    this.forSteps = whom.tid === 'all' ? undefined : thread;
    this.forRuns = whom;
    return OK;
  }

  /** Whether the thread that `text` names is alive. */
  isAlive(text: string): boolean {
    const whom = readAddressee(text);
    return whom !== undefined && this.inferiors.threads.some(({ tid }) => tid === whom.tid);
  }
}
