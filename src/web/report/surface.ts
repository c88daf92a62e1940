import { currentTheme, type Theme } from './theme.ts';
import type { View } from './view.ts';

/** Columns of a panel, in CSS pixels: names on the left, then time, then a margin. */
export const GUTTER = 176;
const MARGIN = 10;
const NARROWEST_TEXT = 14;
const SMALL_FONT = '11px system-ui, sans-serif';

/** A canvas in the size of its box, in CSS pixels, with the time of a view from left to right. */
export class Surface {
  readonly canvas: HTMLCanvasElement;
  readonly context: CanvasRenderingContext2D;
  theme: Theme = currentTheme();
  width = 0;
  height = 0;
  private readonly view: View;
  private readonly patterns = new Map<string, CanvasPattern>();

  constructor(canvas: HTMLCanvasElement, view: View) {
    this.canvas = canvas;
    this.context = canvas.getContext('2d')!;
    this.view = view;
  }

  /** Begins a new picture of `height` pixels. */
  begin(height: number): void {
    const ratio = Math.max(1, devicePixelRatio);
    this.theme = currentTheme();
    this.width = this.canvas.parentElement!.clientWidth;
    this.height = height;
    this.canvas.style.height = `${height}px`;
    const [width, pixels] = [Math.round(this.width * ratio), Math.round(height * ratio)];
    if (this.canvas.width !== width || this.canvas.height !== pixels) {
      this.canvas.width = width;
      this.canvas.height = pixels;
    }
    this.patterns.clear();
    this.context.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.context.clearRect(0, 0, this.width, height);
    this.context.font = SMALL_FONT;
    this.context.textBaseline = 'middle';
  }

  get right(): number {
    return this.width - MARGIN;
  }

  /** Pixels from the left for a cycle. */
  x(cycle: number): number {
    return GUTTER + ((cycle - this.view.from) / this.view.span) * (this.right - GUTTER);
  }

  /** The cycle under a pixel. */
  cycle(x: number): number {
    return this.view.from + ((x - GUTTER) / (this.right - GUTTER)) * this.view.span;
  }

  /** Does what follows only within the columns of time. */
  clipTime(draw: () => void): void {
    const { context } = this;
    context.save();
    context.beginPath();
    context.rect(GUTTER, 0, this.right - GUTTER, this.height);
    context.clip();
    draw();
    context.restore();
  }

  /** A text that is cut, with dots, to a width; nothing if not even a letter fits. */
  text(text: string, x: number, y: number, width: number, colour: string): void {
    this.context.fillStyle = colour;
    this.context.fillText(this.fit(text, width), x, y);
  }

  private fit(text: string, width: number): string {
    if (width < NARROWEST_TEXT) return '';
    const whole = this.context.measureText(text).width;
    if (whole <= width) return text;
    // Letters differ in width: what should fit may be too long by some.
    for (let length = Math.floor((text.length * width) / whole); length > 0; length--) {
      const cut = `${text.slice(0, length)}…`;
      if (this.context.measureText(cut).width <= width) return cut;
    }
    return '';
  }

  /** Slanted lines in a colour. */
  hatch(colour: string, distance = 5): CanvasPattern {
    const key = `${colour} ${distance}`;
    const known = this.patterns.get(key);
    if (known !== undefined) return known;
    const ratio = Math.max(1, devicePixelRatio);
    const tile = document.createElement('canvas');
    tile.width = tile.height = Math.round(distance * ratio);
    const pen = tile.getContext('2d')!;
    pen.strokeStyle = colour;
    pen.lineWidth = 1.3 * ratio;
    const size = tile.width;
    for (const shift of [-size, 0, size]) {
      pen.beginPath();
      pen.moveTo(shift - 1, size + 1);
      pen.lineTo(shift + size + 1, -1);
      pen.stroke();
    }
    const pattern = this.context.createPattern(tile, 'repeat')!;
    pattern.setTransform(new DOMMatrix([1 / ratio, 0, 0, 1 / ratio, 0, 0]));
    this.patterns.set(key, pattern);
    return pattern;
  }

  /** The time cursor. */
  drawCursor(): void {
    const x = Math.round(this.x(this.view.cursor)) + 0.5;
    if (x < GUTTER || x > this.right + 1) return;
    const { context, theme } = this;
    context.strokeStyle = theme.cursor;
    context.lineWidth = 1.5;
    context.beginPath();
    context.moveTo(x, 0);
    context.lineTo(x, this.height);
    context.stroke();
  }
}
