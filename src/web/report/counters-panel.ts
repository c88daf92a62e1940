import type { Steps } from '../../trace/report-data.ts';
import { formatCount } from './format.ts';
import type { Model } from './model.ts';
import type { TimePanel } from './panel.ts';
import { GUTTER, type Surface } from './surface.ts';
import type { TipLine } from './tip.ts';
import type { View } from './view.ts';

const LANE = 46;

interface Counter {
  readonly name: string;
  readonly steps: Steps;
  readonly unit: string;
}

/** How many threads are ready, frames in use, and copied so far. */
export class CountersPanel implements TimePanel {
  private readonly counters: readonly Counter[];
  private readonly view: View;

  constructor({ data }: Model, view: View) {
    this.view = view;
    const { frames } = data.run;
    const used = { times: data.free.times, values: data.free.values.map((free) => frames - free) };
    this.counters = [
      { name: 'run queue', steps: data.ready, unit: 'threads ready' },
      { name: 'frames in use', steps: used, unit: `of ${formatCount(frames)} frames in use` },
      { name: 'frames copied', steps: data.copied, unit: 'frames copied on write so far' },
    ];
  }

  height(): number {
    return this.counters.length * LANE + 4;
  }

  draw(surface: Surface): void {
    const { theme } = surface;
    this.counters.forEach(({ name, steps }, row) => {
      const bottom = 2 + (row + 1) * LANE - 6;
      const highest = Math.max(1, ...steps.values);
      surface.text(name, 12, bottom - LANE / 2 + 2, 100, theme.ink);
      surface.context.textAlign = 'right';
      surface.text(formatCount(valueAt(steps, this.view.cursor)), GUTTER - 10, bottom - LANE / 2 + 2, 60, theme.ink);
      surface.text(`max ${formatCount(highest)}`, GUTTER - 10, bottom - LANE / 2 + 16, 80, theme.muted);
      surface.context.textAlign = 'left';
      surface.clipTime(() => drawSteps(surface, this.view, steps, { bottom, height: LANE - 12, highest }));
    });
  }

  explain(surface: Surface, x: number, y: number): readonly TipLine[] | undefined {
    const counter = this.counters[Math.floor((y - 2) / LANE)];
    if (counter === undefined || x < GUTTER || x > surface.right) return undefined;
    const cycle = surface.cycle(x);
    return [
      { text: `${formatCount(valueAt(counter.steps, cycle))} ${counter.unit}`, isTitle: true },
      { text: `at cycle ${formatCount(cycle)}` },
    ];
  }
}

/** The value at a cycle; 0 before the first one. */
export function valueAt({ times, values }: Steps, cycle: number): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle]! <= cycle) low = middle + 1;
    else high = middle;
  }
  return values[low - 1] ?? 0;
}

/** Draws a value in steps as an area. */
export function drawSteps(
  surface: Surface,
  view: View,
  { times, values }: Steps,
  { bottom, height, highest }: { readonly bottom: number; readonly height: number; readonly highest: number },
): void {
  const { context, theme } = surface;
  const y = (value: number) => bottom - (value / highest) * height;
  context.beginPath();
  context.moveTo(surface.x(view.from), bottom);
  context.lineTo(surface.x(view.from), y(valueAt({ times, values }, view.from)));
  for (let at = 0; at < times.length; at++) {
    if (times[at]! < view.from) continue;
    if (times[at]! > view.to) break;
    context.lineTo(surface.x(times[at]!), y(values[at - 1] ?? 0));
    context.lineTo(surface.x(times[at]!), y(values[at]!));
  }
  context.lineTo(surface.x(view.to), y(valueAt({ times, values }, view.to)));
  context.lineTo(surface.x(view.to), bottom);
  context.closePath();
  context.globalAlpha = 0.22;
  context.fillStyle = theme.area;
  context.fill();
  context.globalAlpha = 1;
  context.strokeStyle = theme.area;
  context.lineWidth = 1.2;
  context.stroke();
}
