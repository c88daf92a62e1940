import { CommandLine } from '../../src/debug/commands/command-line.ts';
import { Debugger, type DebuggerOptions } from '../../src/debug/debugger.ts';
import { Guest, type GuestOptions } from '../system/guest.ts';

/** A guest under the debugger, with commands as a person gives them. */
export class DebugSession {
  readonly guest: Guest;
  readonly session: Debugger;
  readonly commands: CommandLine;

  constructor(program: string | Uint8Array, options: GuestOptions & { readonly debug?: DebuggerOptions } = {}) {
    this.guest = new Guest(program, options);
    this.session = new Debugger(this.guest.computer, options.debug);
    this.commands = new CommandLine(this.session);
  }

  /** Carries a command out and gives what it shows. */
  do(line: string): string {
    return this.commands.executeWhole(line).text;
  }

  /** Carries commands out, one after the other; gives what the last one shows. */
  all(...lines: readonly string[]): string {
    return lines.map((line) => this.do(line)).at(-1)!;
  }

  get hash(): string {
    return this.guest.hash;
  }

  get step(): number {
    return this.session.timeline.step;
  }

  /** The pc of the selected thread. */
  get pc(): number {
    return this.session.registers()!.pc;
  }

  /** A register of the selected thread, int32. */
  register(name: string): number {
    const value = this.session.evaluate(`$${name}`);
    if ('error' in value) throw new Error(value.error);
    return value.value;
  }

  /** The address of a symbol of the selected thread's program. */
  symbol(name: string): number {
    const value = this.session.evaluate(name);
    if ('error' in value) throw new Error(value.error);
    return value.value >>> 0;
  }
}
