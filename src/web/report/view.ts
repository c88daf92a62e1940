/** A stretch narrower than this, in cycles, cannot be zoomed into. */
const NARROWEST = 20;

/** What part of the run is shown, and where the time cursor stands. Every panel draws itself from this one view. */
export class View {
  from = 0;
  to: number;
  cursor = 0;
  readonly end: number;
  private readonly listeners: (() => void)[] = [];
  private isScheduled = false;

  constructor(end: number) {
    this.end = end;
    this.to = end;
  }

  /** Calls `listener` before the next picture after each change. */
  listen(listener: () => void): void {
    this.listeners.push(listener);
  }

  /** Something changed: everything is drawn anew, once. */
  change(): void {
    if (this.isScheduled) return;
    this.isScheduled = true;
    requestAnimationFrame(() => this.draw());
  }

  /** Draws everything at once. */
  draw(): void {
    this.isScheduled = false;
    for (const listener of this.listeners) listener();
  }

  get span(): number {
    return this.to - this.from;
  }

  /** Shows a stretch of the run; whether that is another one than before. */
  show(from: number, to: number): boolean {
    const span = Math.min(this.end, Math.max(Math.min(NARROWEST, this.end), to - from));
    const start = Math.min(Math.max(0, from), this.end - span);
    if (start === this.from && start + span === this.to) return false;
    this.from = start;
    this.to = start + span;
    this.change();
    return true;
  }

  /** Makes what is shown `factor` times as long, with `cycle` staying where it is. */
  zoom(factor: number, cycle = this.cursor): boolean {
    const anchor = Math.min(Math.max(cycle, this.from), this.to);
    return this.show(anchor - (anchor - this.from) * factor, anchor + (this.to - anchor) * factor);
  }

  pan(cycles: number): boolean {
    return this.show(this.from + cycles, this.to + cycles);
  }

  /** Puts the cursor on a cycle; with `isFollowed` what is shown moves so that it can be seen. */
  moveCursor(cycle: number, isFollowed = false): void {
    this.cursor = Math.round(Math.min(Math.max(0, cycle), this.end));
    if (isFollowed && (this.cursor < this.from || this.cursor > this.to)) {
      this.show(this.cursor - this.span / 2, this.cursor + this.span / 2);
    }
    this.change();
  }
}
