import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { CYCLES_PER_SECOND } from '../abi/processes.ts';
import type { Outcome } from '../debug/commands/command.ts';
import { CommandLine } from '../debug/commands/command-line.ts';
import { type Debugger, NoFrame, type Request } from '../debug/debugger.ts';
import type { Stop } from '../debug/stop.ts';
import type { DebugSource } from './debug.ts';
import type { GuestTerminal } from './debug-guest.ts';
import { DebugHistory } from './debug-history.ts';
import { stopData } from './debug-json.ts';
import { lineReader } from './debug-lines.ts';
import type { Debuggee } from './debuggee.ts';
import { hostReason } from './failure.ts';
import { print } from './print.ts';

const PROMPT = '(kernlet) ';
const MORE_PROMPT = '> ';
const CYCLES_PER_MILLISECOND = CYCLES_PER_SECOND / 1000;
/** Files of commands may name files of commands, to this depth. */
const DEEPEST = 16;

/** A line to be carried out; `depth` counts the files that led to it. */
interface Pending {
  readonly line: string;
  readonly depth: number;
}

/** Reads commands from a person, a pipe, or files, carries them out, and shows what they give. */
export class Repl {
  private readonly session: Debugger;
  private readonly debuggee: Debuggee;
  private readonly guest: GuestTerminal;
  private readonly commands: CommandLine;
  private readonly isTyped: boolean;
  private readonly asJson: boolean;
  private readonly history = new DebugHistory();
  private pending: Pending[] = [];
  private hasFailed = false;
  private hasLeft = false;
  private readPiped: (() => Promise<string | undefined>) | undefined;

  constructor(parts: { debuggee: Debuggee; guest: GuestTerminal; isTyped: boolean; json: boolean }) {
    this.debuggee = parts.debuggee;
    this.session = parts.debuggee.session;
    this.guest = parts.guest;
    this.commands = new CommandLine(this.session);
    this.isTyped = parts.isTyped;
    this.asJson = parts.json;
  }

  /** Carries out `sources`, then (unless it is a batch) what is typed; gives the exit status. */
  async run(sources: readonly DebugSource[], isBatch: boolean): Promise<number> {
    this.show({ text: this.commands.describeStop(this.session.stop) }, this.session.stop);
    for (const { kind, text } of sources) {
      if (kind === 'command') this.pending.push({ line: text, depth: 0 });
      else this.pending.push(...this.linesOf(text, 0));
      await this.work();
      if (this.hasLeft) break;
    }
    while (!this.hasLeft && !isBatch) {
      const line = await this.ask(PROMPT);
      if (line === undefined) break;
      this.pending.push({ line, depth: 0 });
      await this.work();
    }
    return isBatch && this.hasFailed ? 1 : 0;
  }

  /** Carries out what is pending. */
  private async work(): Promise<void> {
    for (let next = this.pending.shift(); next !== undefined && !this.hasLeft; next = this.pending.shift()) {
      const line = await this.whole(next);
      if (!this.isTyped && !this.asJson) print(1, `${PROMPT}${line.replaceAll('\n', '; ')}\n`);
      const outcome = this.commands.execute(line);
      await this.carryOut(outcome, next.depth, line);
    }
  }

  /** `commands N` by itself takes the lines up to `end`. */
  private async whole({ line, depth }: Pending): Promise<string> {
    if (!/^comm\w*(\s+\d+)?\s*$/.test(line.trim())) return line;
    const lines = [line];
    for (;;) {
      const next =
        this.pending.length > 0 ? this.pending.shift()!.line : depth > 0 ? 'end' : await this.ask(MORE_PROMPT);
      if (next === undefined || next.trim() === 'end') return lines.join('\n');
      lines.push(next);
    }
  }

  private async carryOut(outcome: Outcome, depth: number, line: string): Promise<void> {
    this.hasFailed ||= outcome.isError === true;
    this.show(outcome, undefined, line);
    if (outcome.quits === true) this.hasLeft = true;
    if (outcome.source !== undefined) this.pending.unshift(...this.linesOf(outcome.source, depth + 1));
    if (outcome.request === undefined) return;
    const stop = await this.move(outcome.request);
    if (stop === undefined) return;
    const { lines, isSilent } = this.commands.commandsAt(stop);
    const text = this.commands.describeStop(stop);
    if (!isSilent) this.show({ text }, stop);
    this.pending.unshift(...lines.map((command) => ({ line: command, depth })));
    const verdict = this.debuggee.verify?.(stop);
    if (verdict !== undefined) this.show(verdict);
  }

  /** Lets the guest run, or goes through its past, until there is a stop. */
  private async move(request: Request): Promise<Stop | undefined> {
    const { session, guest } = this;
    try {
      session.begin(request);
    } catch (error) {
      if (!(error instanceof NoFrame)) throw error;
      this.show({ text: `${error.message}\n`, isError: true });
      return undefined;
    }
    let wake: () => void = () => undefined;
    let hasInput = false;
    let idleFrom: { cycle: number; time: number } | undefined;
    guest.begin({
      typed: (bytes) => {
        hasInput = true;
        const passed =
          idleFrom === undefined
            ? undefined
            : idleFrom.cycle + Math.floor((performance.now() - idleFrom.time) * CYCLES_PER_MILLISECOND);
        session.type(bytes, passed);
        wake();
      },
      interrupt: () => {
        session.interrupt();
        wake();
      },
    });
    try {
      for (;;) {
        const turn = session.proceed();
        if (turn.kind === 'stopped') return turn.stop;
        hasInput = false;
        if (turn.kind === 'turn') await new Promise<void>((resolve) => setImmediate(resolve));
        else {
          const isEndless = turn.kind === 'input';
          // Nobody can type in a batch: then waiting for input is a stop.
          if (isEndless && !guest.isTerminal) continue;
          idleFrom = { cycle: session.now.cycle, time: performance.now() };
          const length = isEndless
            ? 2 ** 31 - 1
            : Math.min(2 ** 31 - 1, (turn.cycle - session.now.cycle) / CYCLES_PER_MILLISECOND);
          await new Promise<void>((resolve) => {
            const timer = setTimeout(resolve, length);
            wake = () => {
              clearTimeout(timer);
              resolve();
            };
            if (hasInput) wake();
          });
          idleFrom = undefined;
        }
      }
    } finally {
      guest.end();
    }
  }

  private show(outcome: Outcome, stop?: Stop, line?: string): void {
    if (!this.asJson) {
      print(1, outcome.text);
      return;
    }
    const record = {
      ...(line === undefined ? {} : { command: line }),
      ...(outcome.isError === true ? { error: outcome.text.trimEnd() } : {}),
      ...(outcome.isError !== true && outcome.text !== '' ? { text: outcome.text } : {}),
      ...(outcome.data === undefined ? {} : { data: outcome.data }),
      ...(stop === undefined ? {} : { stop: stopData(this.session, stop) }),
    };
    if (Object.keys(record).length > 0) print(1, `${JSON.stringify(record)}\n`);
  }

  /** A line from whoever gives commands; undefined at the end. */
  private ask(prompt: string): Promise<string | undefined> {
    if (!this.isTyped) {
      this.readPiped ??= lineReader(process.stdin);
      return this.readPiped();
    }
    return new Promise((resolve) => {
      const { lines } = this.history;
      const reader = createInterface({
        input: process.stdin,
        output: process.stdout,
        prompt,
        history: [...lines],
        historySize: lines.length + 1,
        completer: (line: string) => [this.commands.complete(line), /\S*$/.exec(line)![0]],
      });
      let answer: string | undefined;
      reader.on('line', (line) => {
        answer = line;
        reader.close();
      });
      // Ctrl-C at the prompt: another line.
      reader.on('SIGINT', () => {
        print(1, '^C\n');
        reader.write(null, { ctrl: true, name: 'e' });
        reader.write(null, { ctrl: true, name: 'u' });
        reader.prompt();
      });
      reader.on('close', () => {
        if (answer === undefined) print(1, '\n');
        else this.history.add(answer);
        resolve(answer);
      });
      reader.prompt();
    });
  }

  private linesOf(path: string, depth: number): Pending[] {
    if (depth > DEEPEST) {
      this.show({ text: `'${path}' leads to itself\n`, isError: true });
      return [];
    }
    try {
      return readFileSync(path, 'utf8')
        .split(/\r?\n/)
        .filter((line) => line.trim() !== '' && !line.trim().startsWith('#'))
        .map((line) => ({ line, depth: depth + 1 }));
    } catch (error) {
      this.hasFailed = true;
      this.show({ text: `cannot read '${path}': ${hostReason(error)}\n`, isError: true });
      return [];
    }
  }
}
