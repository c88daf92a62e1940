import type { ReportChannel } from '../../trace/report-data.ts';
import { drawSteps, valueAt } from './counters-panel.ts';
import { formatCount } from './format.ts';
import type { Model } from './model.ts';
import type { TimePanel } from './panel.ts';
import { GUTTER, type Surface } from './surface.ts';
import { hueColour } from './theme.ts';
import type { TipLine } from './tip.ts';
import type { View } from './view.ts';
import { threadTitle } from './words.ts';

const LANE = 52;
/** How near, in pixels, a move of bytes must be to the pointer to be told of. */
const NEAR = 4;
const MARKS_MAX = 400;
/** Up to so many channels keep their places wherever one looks; of more those are shown through which bytes go there. */
const CHANNELS_KEPT = 12;
const CHANNELS_MAX = 40;

/** A lane for each pipe and socket: how much it holds; above who writes, below who reads. */
export class ChannelsPanel implements TimePanel {
  private readonly model: Model;
  private readonly view: View;
  private shown: readonly ReportChannel[] = [];

  constructor(model: Model, view: View) {
    this.model = model;
    this.view = view;
  }

  get isEmpty(): boolean {
    return this.model.data.channels.length === 0;
  }

  height(): number {
    const { channels } = this.model.data;
    const { from, to } = this.view;
    const isUsed = ({ moves }: ReportChannel) => moves.some(([cycle]) => cycle >= from && cycle <= to);
    this.shown = channels.length <= CHANNELS_KEPT ? channels : channels.filter(isUsed).slice(0, CHANNELS_MAX);
    return Math.max(1, this.shown.length) * LANE + 4;
  }

  draw(surface: Surface): void {
    if (this.shown.length === 0) surface.text('no bytes move here', GUTTER, LANE / 2, 300, surface.theme.muted);
    this.shown.forEach((channel, row) => {
      const top = 2 + row * LANE;
      const { theme } = surface;
      surface.text(this.usersText(channel), 12, top + 18, GUTTER - 24, theme.ink);
      const bytes = channel.writers.reduce((sum, [, count]) => sum + count, 0);
      surface.text(`${channel.name}, ${formatCount(bytes)} bytes`, 12, top + 34, GUTTER - 24, theme.muted);
      surface.clipTime(() => {
        const highest = Math.max(1, ...channel.level.values);
        drawSteps(surface, this.view, channel.level, { bottom: top + LANE - 14, height: LANE - 28, highest });
        this.drawMoves(surface, channel, top);
      });
    });
  }

  explain(surface: Surface, x: number, y: number): readonly TipLine[] | undefined {
    const channel = this.shown[Math.floor((y - 2) / LANE)];
    if (channel === undefined || x > surface.right) return undefined;
    const title = { text: `${channel.name}: ${this.usersText(channel)}`, isTitle: true };
    if (x < GUTTER) {
      const line =
        (verb: string) =>
        ([thread, bytes]: readonly [number, number]) => ({
          text: `${threadTitle(this.model, thread)} ${verb} ${formatCount(bytes)} bytes`,
          colour: hueColour(surface.theme, this.model.hues[thread]!),
        });
      return [title, ...channel.writers.map(line('wrote')), ...channel.readers.map(line('read'))];
    }
    const cycle = surface.cycle(x);
    const near = channel.moves.filter(([at]) => Math.abs(surface.x(at) - x) < NEAR).slice(0, 6);
    return [
      title,
      { text: `holds ${formatCount(valueAt(channel.level, cycle))} bytes at ${formatCount(cycle)}` },
      ...near.map(([at, thread, bytes]) => ({
        text: `${threadTitle(this.model, thread, at)} ${bytes > 0 ? 'wrote' : 'read'} ${formatCount(Math.abs(bytes))} bytes`,
        colour: hueColour(surface.theme, this.model.hues[thread]!),
      })),
    ];
  }

  private usersText({ writers, readers }: ReportChannel): string {
    const names = (users: ReportChannel['writers']) =>
      [...new Set(users.map(([thread]) => this.model.nameOf(thread)))].join(', ') || 'nobody';
    return `${names(writers)} → ${names(readers)}`;
  }

  /** Triangles that point into the channel for bytes written, and out of it for bytes read. */
  private drawMoves(surface: Surface, { moves }: ReportChannel, top: number): void {
    const { context, theme } = surface;
    const inView = moves.filter(([at]) => at >= this.view.from && at <= this.view.to);
    const step = Math.max(1, Math.ceil(inView.length / MARKS_MAX));
    for (let each = 0; each < inView.length; each += step) {
      const [at, thread, bytes] = inView[each]!;
      const x = surface.x(at);
      const y = bytes > 0 ? top + 4 : top + LANE - 11;
      context.fillStyle = hueColour(theme, this.model.hues[thread]!);
      context.beginPath();
      context.moveTo(x - 3.5, y);
      context.lineTo(x + 3.5, y);
      context.lineTo(x, y + 7);
      context.fill();
    }
  }
}
