import type { Model, Row } from './model.ts';
import type { TimePanel } from './panel.ts';
import { GUTTER, type Surface } from './surface.ts';
import { hueColour, inkOn } from './theme.ts';
import { ROWS_KEPT, ROWS_MAX } from './threads-panel.ts';
import type { TipLine } from './tip.ts';
import type { View } from './view.ts';
import { stretchText, threadTitle } from './words.ts';

/** The lives of processes: each hangs from the one that made it, in pieces for the programs that it ran. */
export class TreePanel implements TimePanel {
  private readonly model: Model;
  private readonly view: View;
  private rows: readonly Row[] = [];
  private readonly rowOf = new Map<number, number>();

  constructor(model: Model, view: View) {
    this.model = model;
    this.view = view;
  }

  height(): number {
    const { model, view } = this;
    // With few threads everybody keeps a place, wherever one looks.
    const isSmall = model.rows.length <= ROWS_KEPT;
    const { rows } = isSmall ? model : model.rowsBetween(view.from, view.to, ROWS_MAX);
    this.rows = rows.filter(({ index }) => !model.data.threads[index]!.isThread);
    this.rowOf.clear();
    for (const [row, { index }] of this.rows.entries()) this.rowOf.set(index, row);
    return this.rows.length * this.lane + 8;
  }

  draw(surface: Surface): void {
    for (const [at, row] of this.rows.entries()) this.drawLabel(surface, row, at);
    surface.clipTime(() => {
      for (const [at, row] of this.rows.entries()) this.drawLife(surface, row, at);
    });
  }

  explain(surface: Surface, x: number, y: number): readonly TipLine[] | undefined {
    const row = this.rows[Math.floor((y - 4) / this.lane)];
    if (row === undefined || x < GUTTER || x > surface.right) return undefined;
    const { model } = this;
    const thread = model.data.threads[row.index]!;
    const cycle = surface.cycle(x);
    if (cycle < model.born(row.index) || cycle > thread.end) return undefined;
    const parent =
      thread.parent < 0 ? [] : [{ text: `made by ${threadTitle(model, thread.parent, model.born(row.index))}` }];
    return [
      {
        text: threadTitle(model, row.index, cycle),
        isTitle: true,
        colour: hueColour(surface.theme, model.hues[row.index]!),
      },
      { text: thread.names.map(([, name]) => name).join(' → ') },
      ...parent,
      { text: stretchText(model, model.born(row.index), thread.end) },
      { text: thread.ending === '' ? 'has not ended' : thread.ending },
    ];
  }

  private get lane(): number {
    return this.rows.length <= 40 ? 20 : this.rows.length <= 100 ? 12 : 7;
  }

  private middleOf(row: number): number {
    return 4 + row * this.lane + this.lane / 2;
  }

  private drawLabel(surface: Surface, { index, depth }: Row, at: number): void {
    if (this.lane < 10) return;
    const { theme, context } = surface;
    const { pid, parent, ending } = this.model.data.threads[index]!;
    const middle = this.middleOf(at);
    const left = 12 + Math.min(depth, 7) * 11;
    if (parent >= 0 && depth <= 7) {
      const above = this.middleOf(this.rowOf.get(parent) ?? at);
      context.strokeStyle = theme.muted;
      context.lineWidth = 1;
      context.beginPath();
      context.moveTo(left - 6.5, above + 6);
      context.lineTo(left - 6.5, middle + 0.5);
      context.lineTo(left - 1, middle + 0.5);
      context.stroke();
    }
    const ended = ending.startsWith('exit 0') ? '' : ending;
    surface.text(`${pid} ${this.model.nameOf(index)}`, left + 2, middle, GUTTER - left - 60, theme.ink);
    context.textAlign = 'right';
    surface.text(ended, GUTTER - 10, middle, 54, theme.muted);
    context.textAlign = 'left';
  }

  private drawLife(surface: Surface, { index }: Row, at: number): void {
    const { model } = this;
    const { context, theme } = surface;
    const thread = model.data.threads[index]!;
    const middle = this.middleOf(at);
    const height = Math.max(3, this.lane - 6);
    const dead = zombieFrom(model, index);
    const colour = hueColour(theme, model.hues[index]!);
    if (thread.parent >= 0 && this.rowOf.has(thread.parent)) {
      const x = Math.round(surface.x(model.born(index))) + 0.5;
      context.strokeStyle = theme.muted;
      context.lineWidth = 1;
      context.beginPath();
      context.moveTo(x, this.middleOf(this.rowOf.get(thread.parent)!) + height / 2);
      context.lineTo(x, middle);
      context.stroke();
    }
    thread.names.forEach(([from, name], piece) => {
      const to = Math.min(thread.names[piece + 1]?.[0] ?? dead, dead);
      const [left, right] = [surface.x(from), surface.x(to)];
      context.globalAlpha = piece === thread.names.length - 1 ? 1 : 0.45;
      context.fillStyle = colour;
      context.fillRect(left, middle - height / 2, Math.max(1, right - left - 1), height);
      context.globalAlpha = 1;
      const start = Math.max(left, GUTTER) + 4;
      const isFaint = piece < thread.names.length - 1;
      if (height >= 12) surface.text(name, start, middle, right - start - 4, isFaint ? theme.ink : inkOn(colour));
    });
    context.fillStyle = theme.zombie;
    const right = surface.x(thread.end);
    for (let x = surface.x(dead); x < right; x += 4) context.fillRect(x, middle - 1, Math.min(2, right - x), 2);
  }
}

/** From when on a thread is a zombie: its end if it is none. */
function zombieFrom(model: Model, index: number): number {
  const thread = model.data.threads[index]!;
  if (thread.values.length === 0) return thread.end;
  const { activity, from } = model.stay(thread, thread.values.length - 1);
  return activity === 'zombie' ? from : thread.end;
}
