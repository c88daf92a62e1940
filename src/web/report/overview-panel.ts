import { formatCount, formatShort, formatTime, ticks } from './format.ts';
import type { Model } from './model.ts';
import type { TimePanel } from './panel.ts';
import { GUTTER, type Surface } from './surface.ts';
import type { TipLine } from './tip.ts';
import type { View } from './view.ts';

const RULER_HEIGHT = 30;
const OVERVIEW_HEIGHT = 34;

/** The ruler: cycles above, virtual time below. Dragging on it moves the cursor. */
export class RulerPanel implements TimePanel {
  private readonly model: Model;
  private readonly view: View;

  constructor(model: Model, view: View) {
    this.model = model;
    this.view = view;
  }

  height(): number {
    return RULER_HEIGHT;
  }

  draw(surface: Surface): void {
    const { context, theme } = surface;
    const { view } = this;
    surface.text('cycles', 12, 9, 80, theme.muted);
    surface.text('virtual time', 12, 22, 100, theme.muted);
    const { cyclesPerSecond } = this.model.data.run;
    for (const mark of ticks(view.from, view.to, (surface.right - GUTTER) / 110)) {
      const x = Math.round(surface.x(mark)) + 0.5;
      context.fillStyle = theme.line;
      context.fillRect(x, 0, 1, RULER_HEIGHT);
      surface.text(formatShort(mark), x + 4, 9, surface.right - x, theme.ink);
      surface.text(formatTime(mark, cyclesPerSecond), x + 4, 22, surface.right - x, theme.muted);
    }
    const x = surface.x(view.cursor);
    if (x < GUTTER || x > surface.right) return;
    context.fillStyle = theme.cursor;
    context.beginPath();
    context.moveTo(x - 6, 0);
    context.lineTo(x + 6, 0);
    context.lineTo(x, 8);
    context.fill();
  }

  explain(surface: Surface, x: number): readonly TipLine[] | undefined {
    if (x < GUTTER || x > surface.right) return undefined;
    const cycle = Math.round(surface.cycle(x));
    const time = formatTime(cycle, this.model.data.run.cyclesPerSecond);
    return [{ text: `cycle ${formatCount(cycle)}`, isTitle: true }, { text: `${time}; drag to move the cursor` }];
  }
}

/** The whole run in small, with how many harts were busy, and a frame around what is shown. */
export class OverviewPanel {
  private readonly model: Model;
  private readonly view: View;
  private busy: number[] = [];

  constructor(model: Model, view: View) {
    this.model = model;
    this.view = view;
  }

  height(): number {
    return OVERVIEW_HEIGHT;
  }

  /** Pixels for a cycle: here always the whole run is shown. */
  x(surface: Surface, cycle: number): number {
    return GUTTER + (cycle / this.model.end) * (surface.right - GUTTER);
  }

  draw(surface: Surface): void {
    const { context, theme } = surface;
    const { view, model } = this;
    const columns = Math.max(1, Math.floor(surface.right - GUTTER));
    if (this.busy.length !== columns) this.busy = busyShares(model, columns);
    surface.text('whole run', 12, OVERVIEW_HEIGHT / 2, 100, theme.muted);
    context.fillStyle = theme.stripe;
    context.fillRect(GUTTER, 2, surface.right - GUTTER, OVERVIEW_HEIGHT - 4);
    context.fillStyle = theme.area;
    context.globalAlpha = 0.55;
    this.busy.forEach((share, column) => {
      const height = share * (OVERVIEW_HEIGHT - 8);
      context.fillRect(GUTTER + column, OVERVIEW_HEIGHT - 3 - height, 1, height);
    });
    context.globalAlpha = 1;
    const [left, right] = [this.x(surface, view.from), this.x(surface, view.to)];
    context.fillStyle = theme.isDark ? 'rgba(0, 0, 0, 0.5)' : 'rgba(90, 85, 75, 0.18)';
    context.fillRect(GUTTER, 2, left - GUTTER, OVERVIEW_HEIGHT - 4);
    context.fillRect(right, 2, surface.right - right, OVERVIEW_HEIGHT - 4);
    context.strokeStyle = theme.ink;
    context.lineWidth = 1.5;
    context.strokeRect(left, 2, Math.max(2, right - left), OVERVIEW_HEIGHT - 4);
    const cursor = this.x(surface, view.cursor);
    context.fillStyle = theme.cursor;
    context.fillRect(cursor - 0.75, 0, 1.5, OVERVIEW_HEIGHT);
  }
}

/** For each column of pixels the share of the harts that were busy. */
function busyShares({ data, end }: Model, columns: number): number[] {
  const shares = Array<number>(columns).fill(0);
  const perColumn = end / columns;
  for (const { starts, values, end: last } of data.harts) {
    for (let at = 0; at < starts.length; at++) {
      if (values[at] === 0) continue;
      const [from, to] = [starts[at]!, starts[at + 1] ?? last];
      for (let column = Math.floor(from / perColumn); column < columns && column * perColumn < to; column++) {
        const inside = Math.min(to, (column + 1) * perColumn) - Math.max(from, column * perColumn);
        shares[column]! += inside / perColumn / data.harts.length;
      }
    }
  }
  return shares;
}
