import type { ReportFlow } from '../../trace/report-data.ts';
import { drawStates } from './blocks.ts';
import { formatCount } from './format.ts';
import type { Model, Row } from './model.ts';
import type { TimePanel } from './panel.ts';
import { GUTTER, type Surface } from './surface.ts';
import { hueColour, inkOn } from './theme.ts';
import type { TipLine } from './tip.ts';
import type { View } from './view.ts';
import { stateText, stretchText, threadTitle } from './words.ts';

/** Up to so many threads keep their places wherever one looks; of more those are shown that live there, but not all. */
export const ROWS_KEPT = 60;
export const ROWS_MAX = 300;
/** No more arrows than this are drawn at once. */
const ARROWS_MAX = 600;
/** More than this are drawn fainter, so that what they cross can be seen. */
const MANY_ARROWS = 120;
const DEEPEST_INDENT = 7;
const INDENT = 11;
/** How near the pointer must be to an arrow to mean it, in pixels. */
const NEAR = 5;

/** A flow as it is drawn. */
interface Arrow {
  readonly flow: ReportFlow;
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

/** A lane for each thread, children below who made them, with what each does and what they do to each other. */
export class ThreadsPanel implements TimePanel {
  /** The kinds of flows that are shown. */
  readonly shown = new Set<string>(['fork', 'pipe', 'socket', 'signal']);
  /** Whether there were more arrows than can be shown, and how many threads there were more. */
  hasHidden = false;
  hiddenThreads = 0;
  private readonly model: Model;
  private readonly view: View;
  private rows: readonly Row[] = [];
  private readonly rowOf = new Map<number, number>();
  private arrows: Arrow[] = [];

  constructor(model: Model, view: View) {
    this.model = model;
    this.view = view;
  }

  height(): number {
    const { model, view } = this;
    if (model.rows.length <= ROWS_KEPT) this.rows = model.rows;
    else {
      const { rows, rest } = model.rowsBetween(view.from, view.to, ROWS_MAX);
      this.rows = rows;
      this.hiddenThreads = rest;
    }
    this.rowOf.clear();
    for (const [row, { index }] of this.rows.entries()) this.rowOf.set(index, row);
    return this.rows.length * this.lane + 8;
  }

  draw(surface: Surface): void {
    const { model, view } = this;
    const { context, theme } = surface;
    this.rows.forEach(({ index, depth }, row) => {
      const thread = model.data.threads[index]!;
      const middle = this.middleOf(row);
      if (row % 2 === 0) {
        context.fillStyle = theme.stripe;
        context.fillRect(0, middle - this.lane / 2, surface.right, this.lane);
      }
      this.drawLabel(surface, index, Math.min(depth, DEEPEST_INDENT), middle);
      surface.clipTime(() => {
        drawStates(surface, model, { thread, index, middle, height: Math.max(4, this.lane - 8) }, view);
        this.drawCalls(surface, index, middle);
      });
    });
    surface.clipTime(() => this.drawArrows(surface));
  }

  explain(surface: Surface, x: number, y: number): readonly TipLine[] | undefined {
    const arrow = x < GUTTER ? undefined : this.arrowAt(x, y);
    if (arrow !== undefined) return this.explainArrow(surface, arrow);
    const row = this.rows[Math.floor((y - 4) / this.lane)];
    if (row === undefined || x > surface.right) return undefined;
    const { model } = this;
    const colour = hueColour(surface.theme, model.hues[row.index]!);
    const thread = model.data.threads[row.index]!;
    if (x < GUTTER) {
      const names = thread.names.map(([, name]) => name).join(' → ');
      const ending = thread.ending === '' ? [] : [{ text: thread.ending }];
      return [
        { text: threadTitle(model, row.index), isTitle: true, colour },
        { text: names },
        { text: stretchText(model, model.born(row.index), thread.end) },
        ...ending,
      ];
    }
    const cycle = surface.cycle(x);
    const stay = model.stayAt(row.index, cycle);
    if (stay === undefined) return undefined;
    const call = model.callAt(row.index, cycle);
    return [
      { text: `${threadTitle(model, row.index, cycle)}: ${stateText(stay)}`, isTitle: true, colour },
      { text: stretchText(model, stay.from, stay.to) },
      ...(stay.isMixed ? [{ text: 'several short stretches; this fills the most of it' }] : []),
      ...(call === undefined ? [] : [{ text: call }]),
    ];
  }

  private get lane(): number {
    const { length } = this.rows;
    return length <= 36 ? 24 : length <= 90 ? 15 : 10;
  }

  private middleOf(row: number): number {
    return 4 + row * this.lane + this.lane / 2;
  }

  private drawLabel(surface: Surface, index: number, depth: number, middle: number): void {
    const { context, theme } = surface;
    const left = 12 + depth * INDENT;
    context.fillStyle = hueColour(theme, this.model.hues[index]!);
    context.fillRect(left, middle - Math.min(4, this.lane / 2 - 1), 4, Math.min(8, this.lane - 2));
    if (this.lane < 12) context.font = '9px system-ui, sans-serif';
    const { tid } = this.model.data.threads[index]!;
    const number = String(tid);
    const room = context.measureText(number).width;
    surface.text(this.model.nameOf(index), left + 9, middle, GUTTER - left - 26 - room, theme.ink);
    context.textAlign = 'right';
    surface.text(number, GUTTER - 10, middle, 60, theme.muted);
    context.textAlign = 'left';
    context.font = '11px system-ui, sans-serif';
  }

  /** Marks where calls were made, when there is room for them. */
  private drawCalls(surface: Surface, index: number, middle: number): void {
    if (this.lane < 20) return;
    const { model, view } = this;
    const calls = model.callsBetween(index, view.from, view.to);
    if (calls.length > (surface.right - GUTTER) / 5) return;
    const { context, theme } = surface;
    const colour = hueColour(theme, model.hues[index]!);
    calls.forEach(({ cycle, text }, at) => {
      const x = surface.x(cycle);
      context.fillStyle = theme.ink;
      context.fillRect(x - 0.5, middle + this.lane / 2 - 6, 1, 4);
      const stay = model.stayAt(index, cycle);
      if (stay?.activity !== 'running') return;
      const end = Math.min(surface.x(stay.to), surface.x(calls[at + 1]?.cycle ?? Infinity), surface.right);
      if (end - x > 60) surface.text(text, x + 4, middle, end - x - 8, inkOn(colour));
    });
  }

  private drawArrows(surface: Surface): void {
    const { model, view } = this;
    this.arrows = [];
    this.hasHidden = false;
    const inView = model.data.flows.filter(
      ({ kind, fromCycle, toCycle }) => this.shown.has(kind) && toCycle >= view.from && fromCycle <= view.to,
    );
    const step = Math.max(1, Math.ceil(inView.length / ARROWS_MAX));
    this.hasHidden = step > 1;
    const alpha = inView.length > MANY_ARROWS ? 0.4 : 0.85;
    for (let at = 0; at < inView.length; at += step) this.drawArrow(surface, inView[at]!, alpha);
  }

  private drawArrow(surface: Surface, flow: ReportFlow, alpha: number): void {
    const { context, theme } = surface;
    const [x1, x2] = [surface.x(flow.fromCycle), surface.x(flow.toCycle)];
    const [row1, row2] = [this.rowOf.get(flow.from), this.rowOf.get(flow.to)];
    if (row1 === undefined || row2 === undefined) return;
    const [y1, y2] = [this.middleOf(row1), this.middleOf(row2)];
    const arrow = { flow, x1, y1, x2, y2 };
    this.arrows.push(arrow);
    const colour = theme.flows[flow.kind]!;
    context.strokeStyle = colour;
    context.fillStyle = colour;
    context.globalAlpha = alpha;
    context.lineWidth = alpha < 0.5 ? 0.7 : 1.3;
    context.setLineDash(flow.kind === 'wake' ? [3, 3] : flow.kind === 'signal' ? [6, 2, 1, 2] : []);
    context.beginPath();
    context.moveTo(x1, y1);
    if (flow.kind === 'fork') context.lineTo(x2, y2);
    else context.bezierCurveTo(x1 + 14, y1 + (y2 - y1) * 0.35, x2 - 14, y1 + (y2 - y1) * 0.65, x2, y2);
    context.stroke();
    context.setLineDash([]);
    drawEnds(context, arrow);
    context.globalAlpha = 1;
  }

  private arrowAt(x: number, y: number): ReportFlow | undefined {
    return this.arrows.find(({ x1, y1, x2, y2 }) => {
      if (y < Math.min(y1, y2) || y > Math.max(y1, y2)) return false;
      return Math.abs(x1 + ((x2 - x1) * (y - y1)) / (y2 - y1 || 1) - x) < NEAR;
    })?.flow;
  }

  private explainArrow(surface: Surface, { kind, from, to, fromCycle, toCycle }: ReportFlow): readonly TipLine[] {
    const verbs: Readonly<Record<string, string>> = {
      fork: 'makes',
      wake: 'wakes',
      pipe: 'sends bytes through a pipe to',
      socket: 'sends bytes through a socket to',
      signal: 'sends a signal to',
    };
    const [sender, receiver] = [threadTitle(this.model, from, fromCycle), threadTitle(this.model, to, toCycle)];
    const took = toCycle === fromCycle ? '' : `, taken at ${formatCount(toCycle)}`;
    return [
      { text: `${sender} ${verbs[kind]} ${receiver}`, isTitle: true, colour: surface.theme.flows[kind]! },
      { text: `at ${formatCount(fromCycle)}${took}` },
    ];
  }
}

/** A dot where an arrow begins, and its head. */
function drawEnds(context: CanvasRenderingContext2D, { x1, y1, x2, y2 }: Arrow): void {
  const down = Math.sign(y2 - y1);
  context.beginPath();
  context.moveTo(x2, y2);
  context.lineTo(x2 - 3, y2 - down * 6);
  context.lineTo(x2 + 3, y2 - down * 6);
  context.fill();
  context.beginPath();
  context.arc(x1, y1, 2, 0, 2 * Math.PI);
  context.fill();
}
