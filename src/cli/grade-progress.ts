import { Presets, SingleBar } from 'cli-progress';

/** Tells people how far grading is: a bar on a terminal, nothing elsewhere. */
export class GradeProgress {
  private readonly bar: SingleBar | undefined;

  constructor(isShown: boolean) {
    if (!isShown) return;
    const format = 'grading {bar} {value}/{total}, {eta_formatted} left';
    this.bar = new SingleBar({ format, barsize: 30, hideCursor: true, stream: process.stderr }, Presets.shades_classic);
  }

  begin(total: number): void {
    this.bar?.start(total, 0);
  }

  advance(): void {
    this.bar?.increment();
  }

  end(): void {
    this.bar?.stop();
  }
}
