import type { ReportData } from '../../trace/report-data.ts';
import { ChannelsPanel } from './channels-panel.ts';
import { CountersPanel } from './counters-panel.ts';
import { element } from './elements.ts';
import { formatCount } from './format.ts';
import { HartsPanel } from './harts-panel.ts';
import { heading, keysHelp } from './heading.ts';
import { Inspector } from './inspector.ts';
import { handleKey } from './keys.ts';
import { flowToggles, stateLegend } from './legends.ts';
import { metricsSummary, metricsTable } from './metrics.ts';
import { Model } from './model.ts';
import { OverviewPanel, RulerPanel } from './overview-panel.ts';
import { PagesPanel } from './pages-panel.ts';
import { mountPanel } from './panel.ts';
import { Surface } from './surface.ts';
import { chooseTheme, chosenTheme, currentTheme } from './theme.ts';
import { ThreadsPanel } from './threads-panel.ts';
import { Tip } from './tip.ts';
import { TreePanel } from './tree-panel.ts';
import { View } from './view.ts';

const ADDRESS_DELAY = 250;
let addressTimer: ReturnType<typeof setTimeout> | undefined;

/**
 * The page of a report: a run as it went, on one axis of time. The data stands in the page itself. `model.ts` answers
 * questions about it, `view.ts` is what is shown and where the cursor stands; each panel draws itself from these two. The
 * inspector tells in words what there is at the cursor.
 */
function main(): void {
  // What the page was made with (JSON).
  const data = JSON.parse(document.getElementById('data')!.textContent ?? '') as ReportData;
  const model = new Model(data);
  const view = new View(model.end);
  const tip = new Tip();
  const threads = new ThreadsPanel(model, view);
  const channels = new ChannelsPanel(model, view);
  const inspector = new Inspector(model, view);
  const help = keysHelp();

  const timeBox = element('div', { class: 'time', tabindex: '0', role: 'slider', id: 'timeline' });
  const rulerBox = element('div', { class: 'canvas sticky' });
  const flowHint = element('span', { class: 'muted' });
  const column = element('div', { class: 'column' }, [timeBox]);
  timeBox.append(rulerBox);
  mountOverview(rulerBox, new OverviewPanel(model, view), view);
  mountPanel(rulerBox, new RulerPanel(model, view), view, tip, true);
  const section = (title: string, extra: readonly Node[] = []) => {
    const box = element('div', { class: 'canvas' });
    timeBox.append(
      element('section', { 'aria-label': title }, [element('header', {}, [element('h2', {}, [title]), ...extra]), box]),
    );
    return box;
  };
  mountPanel(section('Harts'), new HartsPanel(model, view), view, tip);
  const toggles = flowToggles(threads, view);
  mountPanel(section('Threads', [stateLegend(), toggles, flowHint]), threads, view, tip);
  mountPanel(section('Process tree'), new TreePanel(model, view), view, tip);
  mountPanel(section('Counters'), new CountersPanel(model, view), view, tip);
  if (!channels.isEmpty) mountPanel(section('Pipes and sockets'), channels, view, tip);
  const pagesBox = element('div', { class: 'canvas' });
  const pages = new PagesPanel(model, view, tip, pagesBox);
  column.append(
    element('section', { 'aria-label': 'Pages' }, [
      element('header', {}, [element('h2', {}, ['Pages at the cursor']), pages.legend]),
      pages.summary,
      pagesBox,
    ]),
    element('section', { 'aria-label': 'Scheduling' }, [
      element('header', {}, [element('h2', {}, ['Scheduling'])]),
      metricsSummary(model),
      metricsTable(model),
    ]),
  );
  document.body.prepend(
    heading(model, view, help, () => nextTheme(view)),
    element('main', {}, [column, inspector.box]),
    help,
  );

  view.listen(() => {
    timeBox.setAttribute('aria-valuenow', String(view.cursor));
    timeBox.setAttribute('aria-valuetext', `cycle ${formatCount(view.cursor)}`);
    const hints = [
      ...(threads.hiddenThreads > 0 ? [`${formatCount(threads.hiddenThreads)} more threads live here: zoom in`] : []),
      ...(threads.hasHidden ? ['zoom in for all arrows'] : []),
    ];
    flowHint.textContent = hints.join('; ');
    toggles.hidden = data.flows.length === 0;
    timeBox.dataset.from = String(Math.round(view.from));
    timeBox.dataset.to = String(Math.round(view.to));
    noteAddress(view);
  });
  timeBox.setAttribute('aria-label', 'time cursor');
  timeBox.setAttribute('aria-valuemin', '0');
  timeBox.setAttribute('aria-valuemax', String(view.end));
  listen(model, view, help);
  restore(view);
  view.draw();
}

/** Lets the address of the page follow the view when it rests: browsers do not let it change all the time. */
function noteAddress(view: View): void {
  clearTimeout(addressTimer);
  addressTimer = setTimeout(() => {
    history.replaceState(null, '', `#${view.cursor},${Math.round(view.from)},${Math.round(view.to)}`);
  }, ADDRESS_DELAY);
}

/** The place that the address of the page names: cursor, from, to. */
function restore(view: View): void {
  const [cursor, from, to] = location.hash.slice(1).split(',').map(Number);
  if (from !== undefined && to !== undefined && to > from) view.show(from, to);
  view.moveCursor(cursor !== undefined && Number.isFinite(cursor) ? cursor : 0);
}

function listen(model: Model, view: View, help: HTMLDialogElement): void {
  document.addEventListener('keydown', (event) => {
    if (event.target instanceof HTMLInputElement && event.target.type === 'text') return;
    if (event.key === '?') help.showModal();
    else if (event.key === 't') nextTheme(view);
    else if (!help.open && handleKey(event, model, view)) event.preventDefault();
  });
  addEventListener('resize', () => view.change());
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => view.change());
  // On paper everything is light, and drawn for the width of the paper.
  let before: ReturnType<typeof chosenTheme>;
  addEventListener('beforeprint', () => {
    before = chosenTheme();
    chooseTheme('light');
    document.body.classList.add('print');
    view.draw();
  });
  addEventListener('afterprint', () => {
    document.body.classList.remove('print');
    chooseTheme(before);
    view.draw();
  });
}

function nextTheme(view: View): void {
  const chosen = chosenTheme();
  const { isDark } = currentTheme();
  if (chosen === undefined) chooseTheme(isDark ? 'light' : 'dark');
  else chooseTheme(undefined);
  view.change();
}

function mountOverview(box: HTMLElement, panel: OverviewPanel, view: View): void {
  const canvas = element('canvas', { 'aria-hidden': 'true' });
  box.append(canvas);
  const surface = new Surface(canvas, view);
  view.listen(() => {
    surface.begin(panel.height());
    panel.draw(surface);
  });
  const follow = (event: PointerEvent) => {
    const [left, right] = [panel.x(surface, 0), panel.x(surface, view.end)];
    const cycle = ((event.offsetX - left) / (right - left)) * view.end;
    if (view.span < view.end) view.show(cycle - view.span / 2, cycle + view.span / 2);
    else view.moveCursor(cycle);
  };
  canvas.addEventListener('pointerdown', (event) => {
    canvas.setPointerCapture(event.pointerId);
    follow(event);
  });
  canvas.addEventListener('pointermove', (event) => {
    if (event.buttons === 1) follow(event);
  });
}

main();
