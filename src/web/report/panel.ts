import { element } from './elements.ts';
import { GUTTER, Surface } from './surface.ts';
import type { Tip, TipLine } from './tip.ts';
import type { View } from './view.ts';

/** Something drawn over time, in a box of its own. */
export interface TimePanel {
  /** How high it is, in CSS pixels. */
  height(): number;
  draw(surface: Surface): void;
  /** What is under a point, for the tip. */
  explain(surface: Surface, x: number, y: number): readonly TipLine[] | undefined;
}

/** How much one step of a wheel zooms. */
const ZOOM_STEP = 1.0015;
/** A pointer that moved less than this many pixels was a click. */
const CLICK_DISTANCE = 4;

/**
 * Puts a panel into `box`: it is drawn with each change of the view, a click moves the cursor, the wheel zooms, dragging
 * moves what is shown, or, in a panel that `scrubs`, the cursor.
 */
export function mountPanel(box: HTMLElement, panel: TimePanel, view: View, tip: Tip, scrubs = false): Surface {
  const canvas = element('canvas', { 'aria-hidden': 'true' });
  box.append(canvas);
  const surface = new Surface(canvas, view);
  view.listen(() => {
    surface.begin(panel.height());
    panel.draw(surface);
    surface.drawCursor();
  });
  canvas.addEventListener(
    'wheel',
    (event) => {
      const isSideways = event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY);
      const distance = isSideways && event.deltaX !== 0 ? event.deltaX : event.deltaY;
      if (event.offsetX < GUTTER) return;
      const hasMoved = isSideways
        ? view.pan((distance / surface.width) * view.span)
        : view.zoom(ZOOM_STEP ** distance, surface.cycle(event.offsetX));
      // At the ends of what can be shown the wheel scrolls the page.
      if (hasMoved) event.preventDefault();
    },
    { passive: false },
  );
  listenToPointer(canvas, surface, panel, { view, tip, scrubs });
  return surface;
}

function listenToPointer(
  canvas: HTMLCanvasElement,
  surface: Surface,
  panel: TimePanel,
  { view, tip, scrubs }: { readonly view: View; readonly tip: Tip; readonly scrubs: boolean },
): void {
  let start: { readonly x: number; readonly from: number; isDrag: boolean } | undefined;
  canvas.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    start = { x: event.offsetX, from: view.from, isDrag: false };
    canvas.setPointerCapture(event.pointerId);
    if (scrubs) view.moveCursor(surface.cycle(event.offsetX));
  });
  canvas.addEventListener('pointermove', (event) => {
    if (start === undefined) {
      const lines = panel.explain(surface, event.offsetX, event.offsetY);
      if (lines === undefined) tip.hide();
      else tip.show(lines, event.clientX, event.clientY);
      return;
    }
    const moved = event.offsetX - start.x;
    start.isDrag ||= Math.abs(moved) >= CLICK_DISTANCE;
    if (!start.isDrag) return;
    tip.hide();
    if (scrubs) view.moveCursor(surface.cycle(event.offsetX));
    else {
      const from = start.from - (moved / (surface.right - GUTTER)) * view.span;
      view.show(from, from + view.span);
    }
  });
  canvas.addEventListener('pointerup', (event) => {
    if (start !== undefined && !start.isDrag && event.offsetX >= GUTTER) view.moveCursor(surface.cycle(event.offsetX));
    start = undefined;
  });
  canvas.addEventListener('pointercancel', () => {
    start = undefined;
  });
  canvas.addEventListener('pointerleave', () => tip.hide());
}
