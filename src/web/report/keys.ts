import type { Model } from './model.ts';
import type { View } from './view.ts';

/** What each key does, for the help of the page as well. */
export const KEYS: readonly (readonly [keys: string, text: string])[] = [
  ['← →', 'move the cursor to the change of state before or after'],
  ['Shift ← →', 'move the cursor by a hundredth of what is shown'],
  ['+ − W S', 'zoom in and out around the cursor'],
  ['A D', 'move what is shown to the left or right'],
  ['0', 'show the whole run'],
  ['Home End', 'move the cursor to the start or the end'],
  ['T', 'light, dark, or as the system has it'],
  ['?', 'show these keys'],
];

const ZOOM = 1.5;

/** Does what a key stands for; whether it stands for anything. */
export function handleKey(event: KeyboardEvent, model: Model, view: View): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  switch (event.key) {
    case 'ArrowLeft':
    case 'ArrowRight': {
      const direction = event.key === 'ArrowRight' ? 1 : -1;
      const target = event.shiftKey
        ? view.cursor + direction * Math.max(1, view.span / 100)
        : model.nextChange(view.cursor, direction);
      view.moveCursor(target, true);
      return true;
    }
    case '+':
    case '=':
    case 'w':
      view.zoom(1 / ZOOM);
      return true;
    case '-':
    case '_':
    case 's':
      view.zoom(ZOOM);
      return true;
    case 'a':
      view.pan(-view.span / 10);
      return true;
    case 'd':
      view.pan(view.span / 10);
      return true;
    case '0':
      view.show(0, view.end);
      return true;
    case 'Home':
      view.moveCursor(0, true);
      return true;
    case 'End':
      view.moveCursor(view.end, true);
      return true;
    default:
      return false;
  }
}
