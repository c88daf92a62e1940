import type { DebugProtocol } from '@vscode/debugprotocol';
import { threadName } from '../../kernel/thread.ts';
import type { CommandLine } from '../commands/command-line.ts';
import { reasonText } from '../commands/place.ts';
import { type Debugger, NoFrame, type Request } from '../debugger.ts';
import type { Pause } from '../motion.ts';
import { hex } from '../names.ts';
import type { Stop, ThreadId } from '../stop.ts';
import { idOf } from '../threads.ts';
import {
  type Arguments,
  BadRequest,
  isObject,
  isRequest,
  optionalText,
  sourcePath,
  texts,
  wholeNumber,
  wishes,
} from './arguments.ts';
import { CAPABILITIES } from './capabilities.ts';
import { EditorPoints } from './editor-points.ts';
import { Inspection } from './inspection.ts';

/** What an editor wants to debug: a program to be started, or a recording to be gone through. */
export interface Launch {
  readonly program: string | undefined;
  readonly recording: string | undefined;
  readonly args: readonly string[];
  /** Options of the command line, such as `--harts 2`, word by word. */
  readonly options: readonly string[];
}

/** What is there once the program has been started. */
export interface Debuggee {
  readonly session: Debugger;
  readonly commands: CommandLine;
  /** Where a source lies on the host, by the name that the assembler or compiler gave it. */
  readonly findSource: (name: string) => string | undefined;
}

const STOP_REASONS: Readonly<Partial<Record<Stop['reason']['kind'], string>>> = {
  breakpoint: 'breakpoint',
  watchpoint: 'data breakpoint',
  catchpoint: 'exception',
  signal: 'exception',
  deadlock: 'exception',
  interrupted: 'pause',
  start: 'entry',
};

/**
 * The debugger as editors see it, by the debug adapter protocol (microsoft.github.io/debug-adapter-protocol): messages in, messages
 * out. One session holds every process of the computer, and its threads are the editor's threads. The room `debug/dap/`:
 * `framing.ts`, `capabilities.ts`, `editor-points.ts` (breakpoints), `inspection.ts` (stacks, variables, memory, code) with `scopes.ts` and
 * `references.ts`.
 */
export class DapAdapter {
  /** The editor has said goodbye. */
  isDone = false;
  private readonly outgoing: DebugProtocol.ProtocolMessage[] = [];
  private nextSeq = 1;
  private wish: Launch | undefined;
  /** The request that waits for the program to be started. */
  private launchRequest: DebugProtocol.Request | undefined;
  private stopsOnEntry = false;
  private isConfigured = false;
  private debuggee: Debuggee | undefined;
  private points: EditorPoints | undefined;
  private inspection: Inspection | undefined;
  /** What is to be done when the answer is out. */
  private next: (() => void) | undefined;
  /** The step at which the computer ends, if the editor was stopped before it: so it can still go back. */
  private endTold: number | undefined;

  /** What is to be sent. */
  take(): DebugProtocol.ProtocolMessage[] {
    return this.outgoing.splice(0);
  }

  /** What the host is to start, once: it answers with `launched` or `refuseLaunch`. */
  takeLaunch(): Launch | undefined {
    const { wish } = this;
    this.wish = undefined;
    return wish;
  }

  launched(debuggee: Debuggee): void {
    this.debuggee = debuggee;
    this.points = new EditorPoints(debuggee.session);
    this.inspection = new Inspection(debuggee.session, debuggee.findSource);
    this.respond(this.launchRequest!);
    this.event('initialized');
  }

  refuseLaunch(message: string): void {
    this.refuse(this.launchRequest!, message);
    this.launchRequest = undefined;
    this.event('terminated');
  }

  /** Text that the guest or Kernlet prints. */
  output(category: 'stdout' | 'stderr' | 'console', output: string): void {
    this.event('output', { category, output });
  }

  /** Whether the computer is to run: then `proceed` is called until it is not. */
  get isRunning(): boolean {
    return this.debuggee?.session.isMoving ?? false;
  }

  /** Lets the computer run for some milliseconds; the pause says what the host may wait for. */
  proceed(): Pause | undefined {
    const turn = this.debuggee!.session.proceed();
    if (turn.kind !== 'stopped') return turn;
    this.tellStop(turn.stop);
    return undefined;
  }

  /** Takes a message from the editor, whatever it is. */
  receive(message: unknown): void {
    if (!isRequest(message)) {
      this.output('stderr', 'a message that is no request was passed over\n');
      return;
    }
    const args: Arguments = isObject(message.arguments) ? message.arguments : {};
    try {
      this.answer(message, args);
    } catch (error) {
      if (!(error instanceof BadRequest || error instanceof NoFrame)) throw error;
      this.refuse(message, error.message);
    }
  }

  private answer(request: DebugProtocol.Request, args: Arguments): void {
    switch (request.command) {
      case 'initialize':
        this.respond(request, CAPABILITIES);
        break;
      case 'launch':
      case 'attach':
        this.wishLaunch(request, args);
        break;
      case 'disconnect':
      case 'terminate':
        this.respond(request);
        if (request.command === 'terminate') this.event('terminated');
        this.isDone = true;
        break;
      default:
        this.respond(request, this.answerSession(request.command, args));
        this.next?.();
        this.next = undefined;
    }
  }

  private wishLaunch(request: DebugProtocol.Request, args: Arguments): void {
    if (this.launchRequest !== undefined) throw new BadRequest('one program is enough');
    const program = optionalText(args, 'program');
    const recording = optionalText(args, 'recording');
    if ((program === undefined) === (recording === undefined))
      throw new BadRequest("say which 'program' to start, or which 'recording' to go through");
    this.stopsOnEntry = args.stopOnEntry === true;
    this.wish = { program, recording, args: texts(args, 'args'), options: texts(args, 'options') };
    this.launchRequest = request;
  }

  /** The body of the answer; what is to be done after it is in `next`. */
  private answerSession(command: string, args: Arguments): object {
    const { debuggee, points, inspection } = this;
    if (debuggee === undefined || points === undefined || inspection === undefined)
      throw new BadRequest(`'${command}' comes before a program was started`);
    switch (command) {
      case 'configurationDone':
        return this.configured();
      case 'setBreakpoints':
        return { breakpoints: points.setSource(sourcePath(args), wishes(args, 'breakpoints', { line: 'number' })) };
      case 'setFunctionBreakpoints':
        return { breakpoints: points.setFunctions(wishes(args, 'breakpoints', { name: 'string' })) };
      case 'setInstructionBreakpoints':
        return {
          breakpoints: points.setInstructions(wishes(args, 'breakpoints', { instructionReference: 'string' })),
        };
      case 'setDataBreakpoints':
        return { breakpoints: points.setData(wishes(args, 'breakpoints', { dataId: 'string' })) };
      case 'setExceptionBreakpoints':
        return { breakpoints: points.setExceptions(texts(args, 'filters')) };
      case 'threads':
        return { threads: this.threads() };
      case 'pause':
        debuggee.session.interrupt();
        return {};
      case 'completions':
        return this.complete(args);
      default:
        if (this.isRunning) throw new BadRequest('the computer is running: pause it first');
        return this.answerStanding(command, args, debuggee, inspection);
    }
  }

  /** What is only asked while the computer stands. */
  private answerStanding(command: string, args: Arguments, { session }: Debuggee, inspection: Inspection): object {
    switch (command) {
      case 'continue':
        return this.go({ kind: 'continue' });
      case 'reverseContinue':
        return this.go({ kind: 'continue', reverse: true });
      case 'next':
      case 'stepIn':
      case 'stepBack':
        return this.go(this.step(command, args));
      case 'stepOut':
        return this.go({ kind: 'finish', thread: this.threadOf(args) });
      case 'restart':
        session.switchLine(session.timeline.lines[0]!);
        this.endTold = undefined;
        this.next = () => this.start();
        return {};
      case 'evaluate':
        return this.evaluate(args);
      default: {
        const body = inspection.answer(command, args);
        if (body === undefined) throw new BadRequest(`there is no request '${command}'`);
        return body;
      }
    }
  }

  // Going on

  private configured(): object {
    if (!this.isConfigured) this.next = () => this.start();
    this.isConfigured = true;
    return {};
  }

  private start(): void {
    if (this.stopsOnEntry) this.tellStop(this.debuggee!.session.stop, 'entry');
    else this.debuggee!.session.begin({ kind: 'continue' });
  }

  private step(command: 'next' | 'stepIn' | 'stepBack', args: Arguments): Request {
    const by = args.granularity === 'instruction' ? 'instruction' : 'line';
    const over = command === 'next';
    return { kind: 'step', by, over, reverse: command === 'stepBack', thread: this.threadOf(args) };
  }

  private go(motion: Request): object {
    const { session } = this.debuggee!;
    // Who has gone back since is told again.
    if (session.now.step + 1 !== this.endTold) this.endTold = undefined;
    session.begin(motion);
    this.inspection!.forget();
    return { allThreadsContinued: true };
  }

  private tellStop(stop: Stop, why?: string): void {
    const { session } = this.debuggee!;
    const { reason } = stop;
    if (reason.kind === 'ended') {
      if (this.endTold === stop.moment.step) {
        this.event('exited', { exitCode: reason.status });
        this.event('terminated');
        return;
      }
      this.endTold = stop.moment.step;
      session.run({ kind: 'seek', step: stop.moment.step - 1 });
    }
    for (const breakpoint of this.points?.verify() ?? []) {
      if (breakpoint.verified) this.event('breakpoint', { reason: 'changed', breakpoint });
    }
    const text = reasonText(session, stop);
    this.event('stopped', {
      reason: why ?? STOP_REASONS[reason.kind] ?? 'step',
      description: reason.kind === 'ended' ? `${text}: going on ends the session, going back is possible` : text,
      text,
      threadId: session.selected?.tid,
      allThreadsStopped: true,
      hitBreakpointIds: reason.kind === 'breakpoint' || reason.kind === 'watchpoint' ? [reason.point] : undefined,
    });
  }

  // Threads and commands

  private threads(): DebugProtocol.Thread[] {
    const { session } = this.debuggee!;
    return session.threads.map((thread) => {
      const place = thread.state === 'running' ? `hart${thread.hart}` : thread.state;
      return { id: thread.tid, name: `${session.numbers.text(idOf(thread))} ${threadName(thread)} [${place}]` };
    });
  }

  private threadOf(args: Arguments): ThreadId | undefined {
    const thread = this.debuggee!.session.threads.find(({ tid }) => tid === args.threadId);
    return thread === undefined ? undefined : idOf(thread);
  }

  /** In the console every command of the debugger, elsewhere the value of an expression. */
  private evaluate(args: Arguments): object {
    const { session, commands } = this.debuggee!;
    const text = optionalText(args, 'expression') ?? '';
    this.inspection!.selectFrame(args.frameId);
    if (args.context !== 'repl') {
      const value = session.evaluate(text);
      if ('error' in value) throw new BadRequest(value.error);
      return {
        result: `${value.value} (${hex(value.value)})`,
        variablesReference: 0,
        memoryReference: hex(value.value),
      };
    }
    const outcome = commands.execute(text);
    if (outcome.isError === true) throw new BadRequest(outcome.text.trimEnd());
    if (outcome.request !== undefined) {
      this.go(outcome.request);
      this.next = () => this.event('continued', { threadId: session.selected?.tid, allThreadsContinued: true });
    } else if (outcome.showsPlace === true) {
      this.next = () => this.tellStop(session.stop);
    }
    return { result: outcome.text.trimEnd(), variablesReference: 0 };
  }

  private complete(args: Arguments): object {
    const text = (optionalText(args, 'text') ?? '').slice(0, Math.max(0, wholeNumber(args, 'column', 1) - 1));
    const { length } = /\S*$/.exec(text)![0];
    const start = text.length - length;
    return {
      targets: this.debuggee!.commands.complete(text).map((label) => ({ label, text: label, start, length })),
    };
  }

  // Messages

  private respond(request: DebugProtocol.Request, body?: object): void {
    const response: DebugProtocol.Response = {
      seq: this.nextSeq++,
      type: 'response',
      request_seq: request.seq,
      command: request.command,
      success: true,
      body,
    };
    this.outgoing.push(response);
  }

  private refuse(request: DebugProtocol.Request, message: string): void {
    const response: DebugProtocol.ErrorResponse = {
      seq: this.nextSeq++,
      type: 'response',
      request_seq: request.seq,
      command: request.command,
      success: false,
      message,
      body: { error: { id: 1, format: message.replaceAll('{', '(').replaceAll('}', ')'), showUser: true } },
    };
    this.outgoing.push(response);
  }

  private event(event: string, body?: object): void {
    const message: DebugProtocol.Event = { seq: this.nextSeq++, type: 'event', event, body };
    this.outgoing.push(message);
  }
}
