import { blocksOf } from './blocks.ts';
import { formatShare } from './format.ts';
import { endOf, indexAt, type Model } from './model.ts';
import type { TimePanel } from './panel.ts';
import { GUTTER, type Surface } from './surface.ts';
import { hueColour, inkOn } from './theme.ts';
import type { TipLine } from './tip.ts';
import type { View } from './view.ts';
import { stretchText, threadTitle } from './words.ts';

const LANE = 26;
const NARROW_LANE = 12;

/** A lane for each hart with the threads that ran on it. */
export class HartsPanel implements TimePanel {
  private readonly model: Model;
  private readonly view: View;

  constructor(model: Model, view: View) {
    this.model = model;
    this.view = view;
  }

  height(): number {
    return this.model.data.harts.length * this.lane + 6;
  }

  draw(surface: Surface): void {
    const { data } = this.model;
    const { context, theme } = surface;
    data.harts.forEach((track, hart) => {
      const middle = 3 + hart * this.lane + this.lane / 2;
      const height = this.lane - 6;
      const { busy } = data.accounts.harts[hart]!;
      if (this.lane >= 14 || hart % 2 === 0) {
        surface.text(`hart ${hart}`, 12, middle, 70, theme.ink);
        const share = `${formatShare(busy, data.end)} busy`;
        context.textAlign = 'right';
        surface.text(share, GUTTER - 12, middle, 90, theme.muted);
        context.textAlign = 'left';
      }
      context.fillStyle = theme.stripe;
      context.fillRect(GUTTER, middle - height / 2, surface.right - GUTTER, height);
      surface.clipTime(() => {
        for (const { left, right, value } of blocksOf(track, surface, this.view)) {
          if (value === 0) continue;
          const colour = hueColour(theme, this.model.hues[value - 1]!);
          context.fillStyle = colour;
          context.fillRect(left, middle - height / 2, right - left, height);
          if (right - left > 6) {
            context.fillStyle = theme.panel;
            context.fillRect(right - 0.5, middle - height / 2, 0.5, height);
          }
          if (height < 14 || right - left < 22) continue;
          const start = Math.max(left, GUTTER) + 5;
          surface.text(threadTitle(this.model, value - 1), start, middle, right - start - 4, inkOn(colour));
        }
      });
    });
  }

  explain(surface: Surface, x: number, y: number): readonly TipLine[] | undefined {
    const hart = Math.floor((y - 3) / this.lane);
    const track = this.model.data.harts[hart];
    if (track === undefined || x < GUTTER || x > surface.right) return undefined;
    const cycle = surface.cycle(x);
    const at = indexAt(track, cycle);
    if (at < 0) return undefined;
    const thread = this.model.onHart(hart, cycle);
    const title = `hart ${hart}: ${thread === undefined ? 'idle' : threadTitle(this.model, thread, cycle)}`;
    const call = thread === undefined ? undefined : this.model.callAt(thread, cycle);
    return [
      { text: title, isTitle: true },
      { text: stretchText(this.model, track.starts[at]!, endOf(track, at)) },
      ...(call === undefined ? [] : [{ text: call }]),
    ];
  }

  private get lane(): number {
    return this.model.data.harts.length > 16 ? NARROW_LANE : LANE;
  }
}
