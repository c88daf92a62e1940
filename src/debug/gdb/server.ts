import { SIG } from '../../abi/signals.ts';
import { stringBytes } from '../../base/bytes.ts';
import { kernelDetails, sendSignal } from '../../kernel/signal.ts';
import type { Outcome } from '../commands/command.ts';
import type { Debugger } from '../debugger.ts';
import type { Pause } from '../motion.ts';
import type { ThreadId } from '../stop.ts';
import { Inferiors, type PointKind } from './inferiors.ts';
import { makePacket, PACKET_SIZE, PacketReader, unhex } from './packet.ts';
import { cut, hexText, ProgramFiles } from './programs.ts';
import { Questions } from './questions.ts';
import { BAD_REQUEST, NO_SUCH, OK, UNKNOWN } from './replies.ts';
import { type Plan, Resumption } from './resumption.ts';
import { Selection } from './selection.ts';
import { fromGdbSignal } from './signal-numbers.ts';
import { stopRemark, stopReply } from './stop-reply.ts';
import { Storage } from './storage.ts';
import { EVERYBODY, readAddressee, threadText } from './thread-ids.ts';

const SUPPORTED =
  `PacketSize=${PACKET_SIZE.toString(16)};QStartNoAckMode+;multiprocess+;swbreak+;hwbreak+;fork-events+;exec-events+;` +
  'vContSupported+;ReverseStep+;ReverseContinue+;no-resumed+;qXfer:features:read+;qXfer:threads:read+;' +
  'qXfer:exec-file:read+;qXfer:osdata:read+';

const POINT_KINDS: Readonly<Record<string, PointKind>> = {
  '0': 'break',
  '1': 'break',
  '2': 'write',
  '3': 'read',
  '4': 'access',
};

/**
 * The debugger as gdb sees it, by the remote serial protocol: bytes in, bytes out. gdb holds processes, the first program to
 * begin with; it hears of what happens in those, in all-stop mode, and whatever it lets go on, the whole computer goes on. The
 * room `debug/gdb/`: `packet.ts` (framing), `replies.ts`, `thread-ids.ts`, `signal-numbers.ts`, `description.ts` (what gdb is told of the
 * machine), `inferiors.ts` (whom gdb holds), `selection.ts`, `storage.ts`, `questions.ts`, `resumption.ts` and `stop-reply.ts` (going on and stopping), `programs.ts`.
 */
export class GdbServer {
  /** gdb has let go: the connection can be closed. */
  isDone = false;
  private readonly session: Debugger;
  private readonly execute: (line: string) => Outcome;
  private readonly reader = new PacketReader();
  private readonly inferiors: Inferiors;
  private readonly selection: Selection;
  private readonly storage: Storage;
  private readonly questions: Questions;
  private readonly resumption: Resumption;
  private readonly files: ProgramFiles;
  private readonly outgoing: Uint8Array[] = [];
  private lastPacket = makePacket('');
  private acknowledges = true;
  private features = { swbreak: false, hwbreak: false };

  /** `execute` carries out a command line of the debugger whole, for gdb's `monitor`. */
  constructor(session: Debugger, execute: (line: string) => Outcome) {
    this.session = session;
    this.execute = execute;
    this.inferiors = new Inferiors(session);
    this.selection = new Selection(session, this.inferiors);
    this.storage = new Storage(session, this.selection);
    this.questions = new Questions(session, this.inferiors, this.selection);
    this.resumption = new Resumption(session, this.inferiors);
    this.files = new ProgramFiles(session);
    if (session.selected !== undefined) this.inferiors.attached.add(session.selected.pid);
  }

  /** Whether the computer is to run: then `proceed` is called until it is not. */
  get isRunning(): boolean {
    return this.resumption.isRunning;
  }

  /** Takes bytes from gdb. */
  receive(bytes: Uint8Array): void {
    for (const received of this.reader.push(bytes)) {
      switch (received.kind) {
        case 'packet':
          if (this.acknowledges) this.outgoing.push(stringBytes('+'));
          this.answer(received.content);
          break;
        case 'interrupt':
          this.session.interrupt();
          break;
        case 'damaged':
          if (this.acknowledges) this.outgoing.push(stringBytes('-'));
          break;
        case 'repeat':
          if (this.acknowledges) this.outgoing.push(this.lastPacket);
          break;
        case 'acknowledged':
          break;
      }
    }
  }

  /** What is to be sent to gdb. */
  take(): Uint8Array[] {
    return this.outgoing.splice(0);
  }

  /** Lets the computer run for some milliseconds; the pause says what the host may wait for. */
  proceed(): Pause | undefined {
    const progress = this.resumption.proceed();
    switch (progress.kind) {
      case 'pause':
        return progress.pause;
      case 'exit':
        this.send(progress.reply);
        return undefined;
      case 'stop': {
        const { stop } = progress;
        this.selection.set(stop.thread);
        const remark = stopRemark(stop);
        if (remark !== undefined) this.say(`${remark}\n`);
        this.send(stopReply(this.session, stop, this.features));
        return undefined;
      }
    }
  }

  /** gdb is gone: takes back what it has put into the computer. */
  close(): void {
    this.session.interrupt();
    this.inferiors.release();
    this.isDone = true;
  }

  private answer(packet: string): void {
    if (this.isRunning) return;
    const reply = this.replyTo(packet);
    if (reply !== undefined) this.send(reply);
  }

  private send(content: string): void {
    this.lastPacket = makePacket(content);
    this.outgoing.push(this.lastPacket);
  }

  /** Text for the person at gdb. */
  private say(text: string): void {
    this.send(`O${hexText(text)}`);
  }

  /** The answer to a packet; undefined if the next stop is the answer. */
  private replyTo(packet: string): string | undefined {
    const rest = packet.slice(1);
    switch (packet[0]) {
      case '!':
        return OK;
      case '?':
        return this.presentStop();
      case 'g':
        return this.storage.allRegisters();
      case 'G':
        return this.storage.writeAllRegisters(rest);
      case 'p':
        return this.storage.register(Number.parseInt(rest, 16));
      case 'P':
        return this.storage.writeRegister(rest);
      case 'm':
        return this.storage.memory(rest);
      case 'M':
      case 'X':
        return this.storage.writeMemory(rest, packet[0] === 'X');
      case 'H':
        return this.selection.choose(rest);
      case 'T':
        return this.selection.isAlive(rest) ? OK : NO_SUCH;
      case 'c':
      case 's':
        return this.resume({
          kind: packet[0] === 'c' ? 'continue' : 'step',
          thread: this.selection.stepping,
          whom: this.selection.goingOn,
        });
      case 'C':
      case 'S':
        return this.resume({
          kind: packet[0] === 'C' ? 'continue' : 'step',
          thread: this.selection.stepping,
          whom: this.selection.goingOn,
          signal: fromGdbSignal(Number.parseInt(rest, 16)),
        });
      case 'b':
        return this.resumeBackwards(rest);
      case 'D':
        return this.detach(rest);
      case 'k':
        this.isDone = true;
        return undefined;
      case 'R':
        return this.restart() === undefined ? NO_SUCH : undefined;
      case 'Z':
      case 'z':
        return this.changePoint(packet[0] === 'Z', rest);
      case 'q':
      case 'Q':
        return this.query(packet);
      case 'v':
        return this.verbose(packet);
      default:
        return UNKNOWN;
    }
  }

  private presentStop(): string {
    const thread = this.selection.thread;
    if (thread === undefined) return 'W00';
    this.selection.set(thread);
    return stopReply(this.session, { ...this.session.stop, reason: { kind: 'reached' }, thread }, this.features);
  }

  // Threads and processes

  private detach(text: string): string {
    const pids = text.startsWith(';') ? [Number.parseInt(text.slice(1), 16)] : [...this.inferiors.attached];
    for (const pid of pids) this.inferiors.detach(pid);
    if (this.inferiors.attached.size === 0) this.isDone = true;
    return OK;
  }

  private kill(digits: string): string {
    const pid = Number.parseInt(digits, 16);
    const process = this.session.kernel.processes.get(pid);
    if (process === undefined || !this.inferiors.attached.has(pid)) return NO_SUCH;
    this.inferiors.detach(pid);
    this.session.change(`process ${pid} was killed`, () =>
      sendSignal(this.session.kernel, process, SIG.SIGKILL, kernelDetails()),
    );
    return OK;
  }

  private attach(digits: string): string {
    const pid = Number.parseInt(digits, 16);
    const thread = this.session.threads.find(({ process }) => process.pid === pid);
    if (thread === undefined) return NO_SUCH;
    this.inferiors.attached.add(pid);
    this.selection.set({ pid, tid: thread.tid });
    return this.presentStop();
  }

  /** Back to the beginning, with the first program alone; undefined if there is none. */
  private restart(): ThreadId | undefined {
    const { session, inferiors } = this;
    // Where the first line of history begins nothing was changed, and gdb has killed nobody.
    const { thread } = session.switchLine(session.timeline.lines[0]!);
    if (thread === undefined) return undefined;
    inferiors.attached.clear();
    inferiors.attached.add(thread.pid);
    this.selection.set(thread);
    return thread;
  }

  // Going on

  private resume(plan: Plan): string | undefined {
    const [first] = this.inferiors.threads;
    if (first === undefined) return NO_SUCH;
    this.resumption.begin(plan.kind === 'step' ? { ...plan, thread: this.selection.living(plan.thread) } : plan);
    return undefined;
  }

  private resumeBackwards(how: string): string | undefined {
    if (how !== 'c' && how !== 's') return UNKNOWN;
    const { stepping: thread, goingOn: whom } = this.selection;
    return this.resume({ kind: how === 'c' ? 'continue' : 'step', reverse: true, thread, whom });
  }

  /** `vCont`: the first action that steps says what happens, or else all go on. */
  private resumeEach(text: string): string | undefined {
    const actions = text.split(';').filter((action) => action !== '');
    const plans: Plan[] = [];
    for (const action of actions) {
      const plan = this.readAction(action);
      if (plan === undefined) return BAD_REQUEST;
      plans.push(plan);
    }
    const plan =
      plans.find(({ kind }) => kind === 'step') ?? plans.find(({ signal }) => signal !== undefined) ?? plans[0];
    if (plan === undefined) return BAD_REQUEST;
    return this.resume({ ...plan, whom: plans.flatMap(({ whom }) => whom) });
  }

  private readAction(action: string): Plan | undefined {
    const [what, who] = cut(action, ':');
    const addressee = who === '' ? undefined : readAddressee(who);
    if (who !== '' && addressee === undefined) return undefined;
    const thread = addressee === undefined ? undefined : this.selection.find(addressee.pid, addressee.tid);
    const whom = [addressee ?? EVERYBODY];
    const signal = fromGdbSignal(Number.parseInt(what.slice(1), 16));
    switch (what[0]) {
      case 'c':
        return { kind: 'continue', thread, whom };
      case 'C':
        return { kind: 'continue', thread, whom, signal };
      case 's':
        return { kind: 'step', thread, whom };
      case 'S':
        return { kind: 'step', thread, whom, signal };
      case 'r': {
        const [start = NaN, end = NaN] = what
          .slice(1)
          .split(',')
          .map((digits) => Number.parseInt(digits, 16));
        return start <= end ? { kind: 'step', thread, whom, range: { start, end } } : undefined;
      }
      default:
        return undefined;
    }
  }

  private changePoint(isInsertion: boolean, text: string): string {
    const [kindText = '', addrText = '', lengthText = ''] = cut(text, ';')[0].split(',');
    const kind = POINT_KINDS[kindText];
    const addr = Number.parseInt(addrText, 16);
    const length = Number.parseInt(lengthText, 16);
    const thread = this.selection.thread;
    if (kind === undefined) return UNKNOWN;
    if (!(addr >= 0 && addr < 2 ** 32 && length > 0 && length <= 4096)) return BAD_REQUEST;
    if (thread === undefined) return NO_SUCH;
    if (isInsertion) this.inferiors.insert(thread.pid, kind, addr, length);
    else this.inferiors.remove(thread.pid, kind, addr, length);
    return OK;
  }

  // Questions

  private query(packet: string): string | undefined {
    const [name, rest] = cut(packet, packet.startsWith('qRcmd') || packet.startsWith('qThreadExtraInfo') ? ',' : ':');
    switch (name) {
      case 'qSupported':
        this.features = { swbreak: rest.includes('swbreak+'), hwbreak: rest.includes('hwbreak+') };
        return SUPPORTED;
      case 'QStartNoAckMode':
        this.acknowledges = false;
        return OK;
      case 'qC': {
        const thread = this.selection.thread;
        return thread === undefined ? NO_SUCH : `QC${threadText(thread)}`;
      }
      case 'qAttached':
        // Not 1: at its end gdb then kills what it debugs, and the computer is put away.
        return '0';
      case 'qSymbol':
        return OK;
      case 'qfThreadInfo':
        return `m${this.inferiors.threads.map(threadText).join(',')}`;
      case 'qsThreadInfo':
        return 'l';
      case 'qThreadExtraInfo':
        return this.questions.threadInfo(rest);
      case 'qXfer':
        return this.questions.transfer(rest);
      case 'qRcmd':
        return this.monitor(rest);
      default:
        return UNKNOWN;
    }
  }

  private verbose(packet: string): string | undefined {
    const [name, rest] = /^vCont\?|^vCont|^vKill|^vAttach|^vRun|^vFile/.test(packet) ? splitVerb(packet) : [packet, ''];
    switch (name) {
      case 'vCont?':
        return 'vCont;c;C;s;S;r';
      case 'vCont':
        return this.resumeEach(rest);
      case 'vKill':
        return this.kill(rest);
      case 'vAttach':
        return this.attach(rest);
      case 'vRun':
        return this.restart() === undefined ? NO_SUCH : this.presentStop();
      case 'vFile':
        return this.files.answer(rest);
      default:
        return UNKNOWN;
    }
  }

  /** A command of the debugger; where it moves through time, gdb must forget the registers that it knows. */
  private monitor(digits: string): string {
    const bytes = unhex(digits);
    if (bytes === undefined) return BAD_REQUEST;
    this.inferiors.catchEvents(false);
    const { text } = this.execute(new TextDecoder().decode(bytes));
    const { selected } = this.session;
    // At a moment at which none of its processes is there gdb holds the one that is.
    if (this.inferiors.threads.length === 0 && selected !== undefined) this.inferiors.attached.add(selected.pid);
    if (text !== '') this.say(text);
    return OK;
  }
}

function splitVerb(packet: string): readonly [string, string] {
  const match = /^(vCont\?|v[A-Za-z]+)[;:]?(.*)$/s.exec(packet)!;
  return [match[1]!, match[2]!];
}
