import { element, swatch } from './elements.ts';
import { formatCount } from './format.ts';
import type { Model } from './model.ts';
import { type MappedPage, PageMaps } from './page-maps.ts';
import { GUTTER, Surface } from './surface.ts';
import { currentTheme, type PageLook } from './theme.ts';
import type { Tip, TipLine } from './tip.ts';
import type { View } from './view.ts';
import { threadTitle } from './words.ts';

const LOOKS: readonly (readonly [PageLook, string])[] = [
  ['own', 'its own'],
  ['cow', 'shared until somebody writes'],
  ['copied', 'its own copy'],
  ['shared', 'shared memory'],
  ['file', "a file's"],
  ['shared file', "a file's, in several processes"],
];
const CELL = 11;
const SMALL_CELL = 6;
const ROW_GAP = 10;
const AREA_GAP = 12;
/** More processes than this are not shown. */
const PROCESSES_MAX = 150;
/** With more pages than this the cells are small. */
const MANY_PAGES = 2500;

interface Cell extends MappedPage {
  readonly thread: number;
  readonly x: number;
  readonly y: number;
}

/** The page map of every process at the cursor: a cell for each page that has a frame. */
export class PagesPanel {
  readonly legend = element('div', { class: 'legend' });
  readonly summary = element('p', { class: 'summary' });
  private readonly model: Model;
  private readonly view: View;
  private readonly maps: PageMaps;
  private readonly surface: Surface;
  private cells: Cell[] = [];
  private size = CELL;
  private marked: number | undefined;
  private hidden = 0;

  constructor(model: Model, view: View, tip: Tip, box: HTMLElement) {
    this.model = model;
    this.view = view;
    this.maps = new PageMaps(model.data);
    const canvas = element('canvas', { 'aria-hidden': 'true' });
    box.append(canvas);
    this.surface = new Surface(canvas, view);
    view.listen(() => this.draw());
    canvas.addEventListener('pointermove', (event) => this.point(event, tip));
    canvas.addEventListener('pointerleave', () => {
      tip.hide();
      this.mark(undefined);
    });
  }

  private draw(): void {
    const all = this.maps.at(this.view.cursor);
    const maps = new Map([...all].slice(0, PROCESSES_MAX));
    this.hidden = all.size - maps.size;
    this.place(maps);
    const bottom = Math.max(30, ...this.cells.map(({ y }) => y + this.size)) + 14;
    this.surface.begin(bottom);
    const { context, theme } = this.surface;
    this.drawLabels(maps);
    for (const { x, y, look, frame } of this.cells) {
      context.fillStyle = theme.pages[look];
      context.fillRect(x, y, this.size - 1, this.size - 1);
      if (look === 'cow' || look === 'shared' || look === 'shared file') {
        // Shared frames have a notch, so that colour is not all that tells them.
        context.fillStyle = theme.panel;
        context.beginPath();
        context.moveTo(x + this.size - 1, y);
        context.lineTo(x + this.size - 1, y + this.size * 0.42);
        context.lineTo(x + this.size - 1 - this.size * 0.42, y);
        context.fill();
      }
      if (frame === this.marked) {
        context.strokeStyle = theme.ink;
        context.lineWidth = 2;
        context.strokeRect(x - 1, y - 1, this.size + 1, this.size + 1);
      }
    }
    this.describe();
  }

  private place(maps: ReadonlyMap<number, readonly MappedPage[]>): void {
    const count = [...maps.values()].reduce((sum, pages) => sum + pages.length, 0);
    this.size = count > MANY_PAGES ? SMALL_CELL : CELL;
    const right = this.surface.canvas.parentElement!.clientWidth - 14;
    this.cells = [];
    let y = 18;
    for (const [thread, pages] of maps) {
      let x = GUTTER;
      pages.forEach((page, at) => {
        if (at > 0 && page.area !== pages[at - 1]!.area) x += AREA_GAP;
        if (x + this.size > right) {
          x = GUTTER;
          y += this.size + 1;
        }
        this.cells.push({ ...page, thread, x, y });
        x += this.size + 1;
      });
      y += this.size + ROW_GAP + 8;
    }
  }

  private drawLabels(maps: ReadonlyMap<number, readonly MappedPage[]>): void {
    const { surface, model, view } = this;
    const { theme, context } = surface;
    let [thread, area] = [-1, ''];
    for (const cell of this.cells) {
      if (cell.thread !== thread) {
        const middle = cell.y + this.size / 2;
        surface.text(threadTitle(model, cell.thread, view.cursor), 12, middle, GUTTER - 70, theme.ink);
        context.textAlign = 'right';
        surface.text(formatCount(maps.get(cell.thread)!.length), GUTTER - 12, middle, 50, theme.muted);
        context.textAlign = 'left';
      }
      if (cell.thread !== thread || cell.area !== area) {
        context.font = '9px system-ui, sans-serif';
        surface.text(cell.area, cell.x, cell.y - 6, 60, theme.muted);
        context.font = '11px system-ui, sans-serif';
      }
      [thread, area] = [cell.thread, cell.area];
    }
    if (this.cells.length === 0) surface.text('no process has memory at this cycle', GUTTER, 18, 400, theme.muted);
  }

  private describe(): void {
    const theme = currentTheme();
    const counts = new Map<PageLook, number>();
    for (const { look } of this.cells) counts.set(look, (counts.get(look) ?? 0) + 1);
    this.legend.replaceChildren(
      ...LOOKS.map(([look, text]) =>
        element('span', { class: 'key' }, [
          swatch(theme.pages[look]),
          `${text} (${formatCount(counts.get(look) ?? 0)})`,
        ]),
      ),
    );
    const frames = new Set(this.cells.map(({ frame }) => frame)).size;
    const { pagesEnd } = this.model.data;
    const isBeyond = pagesEnd !== undefined && this.view.cursor > pagesEnd;
    this.summary.textContent =
      `${formatCount(this.cells.length)} pages are in ${formatCount(frames)} frames: ` +
      `sharing saves ${formatCount(this.cells.length - frames)}.` +
      (this.hidden > 0 ? ` ${formatCount(this.hidden)} more processes are not shown.` : '') +
      (isBeyond ? ` There were too many changes: this is as it was at cycle ${formatCount(pagesEnd)}.` : '');
  }

  private point(event: PointerEvent, tip: Tip): void {
    const cell = this.cells.find(
      ({ x, y }) =>
        event.offsetX >= x - 1 &&
        event.offsetX <= x + this.size &&
        event.offsetY >= y - 1 &&
        event.offsetY <= y + this.size,
    );
    this.mark(cell?.frame);
    if (cell === undefined) tip.hide();
    else tip.show(this.explain(cell), event.clientX, event.clientY);
  }

  private mark(frame: number | undefined): void {
    if (frame === this.marked) return;
    this.marked = frame;
    this.draw();
  }

  private explain({ page, frame, area, look, thread }: Cell): readonly TipLine[] {
    const others = this.cells.filter((cell) => cell.frame === frame && cell.thread !== thread);
    const names = [...new Set(others.map((cell) => threadTitle(this.model, cell.thread, this.view.cursor)))];
    const text = LOOKS.find(([each]) => each === look)![1];
    return [
      { text: `0x${(page * 4096).toString(16)}, ${area}`, isTitle: true, colour: this.surface.theme.pages[look] },
      { text: `frame ${frame}: ${text}` },
      ...(names.length === 0
        ? []
        : [{ text: `also in ${names.slice(0, 8).join(', ')}${names.length > 8 ? ' and others' : ''}` }]),
    ];
  }
}
