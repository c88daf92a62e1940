import { element, swatch } from './elements.ts';
import type { ThreadsPanel } from './threads-panel.ts';
import type { View } from './view.ts';

/** What the shapes of lanes mean. */
export function stateLegend(): HTMLElement {
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
export function flowToggles(threads: ThreadsPanel, view: View): HTMLElement {
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
