import { element, swatch } from './elements.ts';
import { formatCount, formatTime } from './format.ts';
import type { Model, Stay } from './model.ts';
import { currentTheme, hueColour } from './theme.ts';
import type { View } from './view.ts';
import { stateText, threadTitle } from './words.ts';

/** More threads than this are not listed at once. */
const SHOWN = 60;

/** What there is at the cursor, as text: the cycle, the harts, and every living thread with what it does and why. */
export class Inspector {
  readonly box = element('aside', { class: 'inspector', 'aria-label': 'at the time cursor' });
  private readonly model: Model;
  private readonly view: View;
  private readonly cycle = element('input', {
    type: 'text',
    inputmode: 'numeric',
    id: 'cycle',
    'aria-label': 'cycle of the time cursor',
    autocomplete: 'off',
  });
  private readonly time = element('span', { class: 'muted', id: 'time' });
  private readonly harts = element('ul', { class: 'harts', id: 'harts-now' });
  private readonly threads = element('ul', { class: 'threads', id: 'threads-now' });

  constructor(model: Model, view: View) {
    this.model = model;
    this.view = view;
    this.box.append(
      element('div', { class: 'now' }, [element('label', { for: 'cycle' }, ['At cycle']), this.cycle, this.time]),
      this.harts,
      element('h3', {}, ['Processes and threads']),
      this.threads,
    );
    this.cycle.addEventListener('change', () => this.jump());
    this.cycle.addEventListener('keydown', (event) => {
      event.stopPropagation();
      if (event.key === 'Enter') this.jump();
    });
    view.listen(() => this.update());
  }

  private jump(): void {
    const cycle = Number(this.cycle.value.replaceAll(/[ ,_]/g, ''));
    if (Number.isFinite(cycle)) this.view.moveCursor(cycle, true);
    else this.update();
  }

  private update(): void {
    const { model, view } = this;
    const { cursor } = view;
    const theme = currentTheme();
    if (document.activeElement !== this.cycle) this.cycle.value = formatCount(cursor);
    this.time.textContent = formatTime(cursor, model.data.run.cyclesPerSecond);
    this.harts.replaceChildren(
      ...model.data.harts.map((_, hart) => {
        const index = model.onHart(hart, cursor);
        const name = index === undefined ? 'idle' : threadTitle(model, index, cursor);
        const colour = index === undefined ? 'transparent' : hueColour(theme, model.hues[index]!);
        const attributes = { 'data-hart': String(hart), class: index === undefined ? 'idle' : '' };
        return element('li', attributes, [element('b', {}, [`hart ${hart}`]), swatch(colour), name]);
      }),
    );
    const living = model.rows.flatMap(({ index, depth }) => {
      const stay = model.stayAt(index, cursor);
      return stay === undefined ? [] : [{ index, depth, stay }];
    });
    const rows = living.slice(0, SHOWN).map(({ index, depth, stay }) => this.row(index, depth, stay));
    if (living.length > SHOWN) rows.push(element('li', { class: 'muted' }, [`and ${living.length - SHOWN} more`]));
    if (living.length === 0) rows.push(element('li', { class: 'muted' }, ['nobody lives at this cycle']));
    this.threads.replaceChildren(...rows);
  }

  private row(index: number, depth: number, stay: Stay): HTMLLIElement {
    const { model, view } = this;
    const { tid } = model.data.threads[index]!;
    const call = model.callAt(index, view.cursor);
    const colour = hueColour(currentTheme(), model.hues[index]!);
    const attributes = {
      'data-tid': String(tid),
      'data-state': stay.activity,
      style: `padding-left:${Math.min(depth, 8) * 12}px`,
    };
    return element('li', attributes, [
      element('div', { class: 'who' }, [swatch(colour), threadTitle(model, index, view.cursor)]),
      element('div', { class: `state ${stay.activity}` }, [stateText(stay)]),
      ...(call === undefined ? [] : [element('code', { class: 'call' }, [call])]),
    ]);
  }
}
