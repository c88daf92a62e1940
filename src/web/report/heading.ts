import { element } from './elements.ts';
import { formatCount, formatShare, formatTime } from './format.ts';
import { KEYS } from './keys.ts';
import type { Model } from './model.ts';
import type { View } from './view.ts';

/** The top of the page: what ran, the main figures, and buttons for what keys do; `nextTheme` goes from light to dark. */
export function heading(model: Model, view: View, help: HTMLDialogElement, nextTheme: () => void): HTMLElement {
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
      button('◐', 'light or dark', nextTheme),
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

/** The keys in a box of their own. */
export function keysHelp(): HTMLDialogElement {
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
