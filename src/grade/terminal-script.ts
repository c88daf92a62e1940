import { stringBytes } from '../base/bytes.ts';
import type { Computer } from '../system/computer.ts';
import type { Recorder } from './recorder.ts';
import type { Problem } from './results.ts';
import type { TerminalStep } from './spec.ts';
import { byteText, shown } from './text-match.ts';

/** What a test does at the terminal: its steps, one after the other, each as soon as what was expected before is there. */
export class TerminalScript {
  private readonly steps: readonly TerminalStep[];
  private readonly computer: Computer;
  private readonly recorder: Recorder;
  private next = 0;
  /** How much of the screen has been expected already. */
  private seen = 0;

  constructor(steps: readonly TerminalStep[], computer: Computer, recorder: Recorder) {
    this.steps = steps;
    this.computer = computer;
    this.recorder = recorder;
  }

  /** Does what can be done now; whether that was anything. */
  advance(): boolean {
    const before = this.next;
    while (this.next < this.steps.length && this.perform(this.steps[this.next]!)) this.next++;
    return this.next > before;
  }

  /** What is missing at the end of the run. */
  get problems(): readonly Problem[] {
    const step = this.steps[this.next];
    if (step === undefined) return [];
    const where = `step ${this.next + 1} at the terminal`;
    if (step.expect === undefined) return [{ kind: 'wrong', message: `${where} was not reached` }];
    const wanted = typeof step.expect === 'string' ? step.expect : step.expect.regex;
    const rest = this.recorder.screen.slice(this.seen).replaceAll('\r\n', '\n');
    return [{ kind: 'wrong', message: `${where}: the screen never showed it`, expected: wanted, got: shown(rest) }];
  }

  private perform({ expect, send, resize, hang_up }: TerminalStep): boolean {
    if (send !== undefined) this.computer.type(stringBytes(byteText(send)));
    if (resize !== undefined) this.computer.resize(resize[0]!, resize[1]!);
    if (hang_up === true) this.computer.hangUp();
    return expect === undefined || this.expect(expect);
  }

  private expect(wanted: NonNullable<TerminalStep['expect']>): boolean {
    const rest = this.recorder.screen.slice(this.seen);
    if (typeof wanted === 'string') {
      const text = byteText(wanted.replaceAll('\n', '\r\n'));
      const at = rest.indexOf(text);
      if (at >= 0) this.seen += at + text.length;
      return at >= 0;
    }
    const match = new RegExp(wanted.regex, 'm').exec(rest);
    if (match !== null) this.seen += match.index + match[0].length;
    return match !== null;
  }
}
