import { type Debugger, NoFrame } from '../debugger.ts';
import type { Stop } from '../stop.ts';
import { type Context, type Outcome, refuse } from './command.ts';
import { completions } from './completion.ts';
import { lookUp } from './lookup.ts';
import { describePlace, describeStop } from './place.ts';
import { showDisplays } from './printing.ts';
import { State } from './state.ts';
import { COMMANDS } from './table.ts';

/**
 * Commands as text: what the terminal, `monitor` of gdb and the console of an editor have in common. Its files: `table.ts` has
 * every command, in groups (`running.ts`, `time.ts`, `stops.ts`, `data.ts`, `kernel.ts`, `general.ts`); `lookup.ts` and
 * `completion.ts` find them; `printing.ts` and `source.ts` are what `data.ts` names; `parse.ts` and `values.ts` read and write arguments; `place.ts` shows where one is.
 */
export class CommandLine {
  readonly session: Debugger;
  private readonly context: Context;
  private last = '';

  constructor(session: Debugger) {
    this.session = session;
    this.context = { session, state: new State(), execute: (line) => this.execute(line) };
  }

  /**
   * Carries out a line. A motion that it asks for (`request`) is left to the caller, who shows the stop afterwards with
   * `describeStop`. An empty line does the last one again if that is a step or the like.
   */
  execute(line: string): Outcome {
    const text = line.trim() === '' ? this.last : line.trim();
    if (text === '' || text.startsWith('#')) return { text: '' };
    const found = lookUp(COMMANDS, text);
    if ('error' in found) return refuse(found.error);
    const { row, argument } = found;
    this.last = row.repeats === true ? repeated(row.name, argument, text) : '';
    return this.withPlace(row.run(this.context, argument));
  }

  /** As `execute`, with the motion and what is shown of its stop: for who cannot wait in between. */
  executeWhole(line: string): Outcome {
    const outcome = this.execute(line);
    if (outcome.request === undefined) return outcome;
    try {
      const stop = this.session.run(outcome.request);
      return { ...outcome, text: outcome.text + this.describeStop(stop) };
    } catch (error) {
      if (!(error instanceof NoFrame)) throw error;
      return { text: `${error.message}\n`, isError: true };
    }
  }

  /** What is shown after a stop. */
  describeStop(stop: Stop): string {
    this.context.state.listed = undefined;
    const displays = showDisplays(this.context).map((line) => `${line}\n`);
    return describeStop(this.session, this.context.state, stop) + displays.join('');
  }

  /** The commands that belong to a stop at a breakpoint; whether the stop itself is shown. */
  commandsAt({ reason }: Stop): { readonly lines: readonly string[]; readonly isSilent: boolean } {
    const isPoint = reason.kind === 'breakpoint' || reason.kind === 'watchpoint' || reason.kind === 'catchpoint';
    const lines = isPoint ? (this.session.points.get(reason.point)?.commands ?? []) : [];
    const isSilent = lines[0] === 'silent';
    return { lines: isSilent ? lines.slice(1) : lines, isSilent };
  }

  /** What the last word of a line may become. */
  complete(line: string): string[] {
    return completions(this.session, COMMANDS, line);
  }

  private withPlace(outcome: Outcome): Outcome {
    if (outcome.showsPlace !== true) return outcome;
    return { ...outcome, text: outcome.text + describePlace(this.session, this.context.state) };
  }
}

/** What an empty line does after this one: memory and source are shown further on. */
function repeated(name: string, argument: string, text: string): string {
  if (name === 'x') return 'x';
  return name === 'list' && argument !== '-' ? 'list' : text;
}
