import type { ReportData } from '../../trace/report.ts';
import { ChannelsPanel } from './channels-panel.ts';
import { CountersPanel } from './counters-panel.ts';
import { element, swatch } from './elements.ts';
import { formatCount, formatShare, formatTime } from './format.ts';
import { HartsPanel } from './harts-panel.ts';
import { Inspector } from './inspector.ts';
import { handleKey, KEYS } from './keys.ts';
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
  document.body.prepend(heading(model, view, help), element('main', {}, [column, inspector.box]), help);

  view.listen(() => {
    timeBox.setAttribute('aria-valuenow', String(view.cursor));
    timeBox.setAttribute('aria-valuetext', `cycle ${formatCount(view.cursor)}`);
    const hints = [
      ...(threads.hiddenThreads > 0 ? [`${formatCount(threads.hiddenThreads)} more threads live here: zoom in`] : []),
      ...(threads.hasHidden ? ['zoom in for all arrows'] : []),
    ];
    flowHint.textContent = hints.join('; ');
    toggles.hidden = data.flows.length === 0;
    history.replaceState(null, '', `#${view.cursor},${Math.round(view.from)},${Math.round(view.to)}`);
  });
  timeBox.setAttribute('aria-label', 'time cursor');
  timeBox.setAttribute('aria-valuemin', '0');
  timeBox.setAttribute('aria-valuemax', String(view.end));
  listen(model, view, help);
  restore(view);
  view.draw();
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

function heading(model: Model, view: View, help: HTMLDialogElement): HTMLElement {
  const { run, end, accounts, threads, why } = model.data;
  const busy = accounts.harts.reduce((sum, hart) => sum + hart.busy, 0);
  const facts = [
    `${formatCount(end)} cycles`,
    formatTime(end, run.cyclesPerSecond),
    `${run.harts} ${run.harts === 1 ? 'hart' : 'harts'}, ${formatShare(busy, end * run.harts)} busy`,
    `${formatCount(accounts.processes.length)} processes, ${formatCount(threads.length)} threads`,
    ...(why === 'ended' ? [] : [`stopped: ${why}`]),
  ];
  const button = (text: string, title: string, act: () => void) => {
    const made = element('button', { type: 'button', title, 'aria-label': title }, [text]);
    made.addEventListener('click', act);
    return made;
  };
  return element('header', { class: 'top' }, [
    element('div', { class: 'title' }, [
      element('h1', {}, [run.program.join(' ')]),
      element('p', { class: 'facts' }, [facts.join('  ·  '), ...resolutionNote(model)]),
    ]),
    element('nav', { 'aria-label': 'view' }, [
      button('−', 'zoom out', () => view.zoom(2)),
      button('+', 'zoom in', () => view.zoom(0.5)),
      button('Whole run', 'show the whole run', () => view.show(0, view.end)),
      button('◀', 'to the change before', () => view.moveCursor(model.nextChange(view.cursor, -1), true)),
      button('▶', 'to the next change', () => view.moveCursor(model.nextChange(view.cursor, 1), true)),
      button('◐', 'light or dark', () => nextTheme(view)),
      button('?', 'keys', () => help.showModal()),
    ]),
  ]);
}

/** In a long run not everything is kept: says what. */
function resolutionNote({ data }: Model): string[] {
  const notes = [
    ...(data.resolution > 0
      ? [`stretches shorter than ${formatCount(data.resolution)} cycles are drawn together`]
      : []),
    ...(data.shortestCall > 0 ? [`calls shorter than ${formatCount(data.shortestCall)} cycles are left out`] : []),
    ...(data.areFlowsThinned ? ['not every arrow is kept'] : []),
  ];
  return notes.length === 0 ? [] : [`  ·  ${notes.join('; ')}`];
}

function keysHelp(): HTMLDialogElement {
  const rows = KEYS.map(([keys, text]) =>
    element('tr', {}, [
      element(
        'th',
        {},
        keys.split(' ').map((key) => element('kbd', {}, [key])),
      ),
      element('td', {}, [text]),
    ]),
  );
  const close = element('button', { type: 'submit' }, ['Close']);
  return element('dialog', { 'aria-label': 'keys' }, [
    element('h2', {}, ['Keys and mouse']),
    element('table', {}, rows),
    element('p', {}, ['The wheel zooms, with Shift it moves; a click puts the cursor, dragging moves what is shown.']),
    element('form', { method: 'dialog' }, [close]),
  ]);
}

function stateLegend(): HTMLElement {
  const states = [
    ['running', 'running'],
    ['ready', 'ready'],
    ['blocked', 'waiting'],
    ['stopped', 'stopped'],
    ['zombie', 'zombie'],
  ] as const;
  return element(
    'div',
    { class: 'legend' },
    states.map(([state, text]) =>
      element('span', { class: 'key' }, [element('i', { class: `sample ${state}` }), text]),
    ),
  );
}

/** Boxes to choose which arrows are shown. */
function flowToggles(threads: ThreadsPanel, view: View): HTMLElement {
  const kinds = [
    ['fork', 'forks'],
    ['wake', 'wake-ups'],
    ['pipe', 'bytes'],
    ['signal', 'signals'],
  ] as const;
  return element(
    'div',
    { class: 'legend toggles' },
    kinds.map(([kind, text]) => {
      const box = element('input', { type: 'checkbox' });
      box.checked = threads.shown.has(kind);
      box.addEventListener('change', () => {
        for (const each of kind === 'pipe' ? ['pipe', 'socket'] : [kind]) {
          if (box.checked) threads.shown.add(each);
          else threads.shown.delete(each);
        }
        view.change();
      });
      return element('label', { class: 'key' }, [box, swatch(`var(--flow-${kind})`), text]);
    }),
  );
}

main();
