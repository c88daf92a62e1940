import type { ReportThread } from '../../trace/report-data.ts';
import { MIXED } from '../../trace/track.ts';
import { endOf, indexAt, type Model } from './model.ts';
import { GUTTER, type Surface } from './surface.ts';
import { hueColour } from './theme.ts';
import type { View } from './view.ts';

/** Blocks narrower than this, in pixels, are drawn as one, with what fills most of it. */
const NARROWEST = 1.2;

/** A piece of a lane: from pixel to pixel, with the value of the interval. */
interface Block {
  readonly left: number;
  readonly right: number;
  readonly value: number;
}

/** The blocks of a track that are in view; what is too narrow to be seen is put together. */
export function blocksOf(
  track: { readonly starts: readonly number[]; readonly values: readonly number[]; readonly end: number },
  surface: Surface,
  view: View,
): Block[] {
  const blocks: Block[] = [];
  const first = Math.max(0, indexAt(track, Math.max(view.from, track.starts[0] ?? 0)));
  const times = new Map<number, number>();
  let pending: number | undefined;
  const flush = (right: number) => {
    if (pending === undefined) return;
    let [best, longest] = [0, -1];
    for (const [value, time] of times) if (time > longest) [best, longest] = [value, time];
    blocks.push({ left: pending, right: Math.max(right, pending + 0.8), value: best });
    pending = undefined;
    times.clear();
  };
  for (let at = first; at < track.starts.length && track.starts[at]! <= view.to; at++) {
    const left = Math.max(GUTTER - 2, surface.x(track.starts[at]!));
    const right = Math.min(surface.right + 2, surface.x(endOf(track, at)));
    if (right < GUTTER - 2) continue;
    const value = track.values[at]! % MIXED;
    if (pending !== undefined && right - pending >= NARROWEST) flush(left);
    if (right - left >= NARROWEST) {
      flush(left);
      blocks.push({ left, right, value });
      continue;
    }
    pending ??= left;
    times.set(value, (times.get(value) ?? 0) + right - left);
  }
  flush(Math.min(surface.right, surface.x(Math.min(track.end, view.to))));
  return blocks;
}

/** What a thread does, as a lane of `height` pixels around `middle`: states differ in shape as well as in colour. */
export function drawStates(
  surface: Surface,
  model: Model,
  { thread, index, middle, height }: { thread: ReportThread; index: number; middle: number; height: number },
  view: View,
): void {
  const { context, theme } = surface;
  const top = middle - height / 2;
  const hue = hueColour(theme, model.hues[index]!);
  for (const { left, right, value } of blocksOf(thread, surface, view)) {
    const { activity, reason, on } = model.data.states[value]!;
    const width = right - left;
    switch (activity) {
      case 'running':
        context.fillStyle = hue;
        context.fillRect(left, top, width, height);
        break;
      case 'ready':
        context.fillStyle = surface.hatch(theme.ready, 4);
        context.fillRect(left, top + height * 0.2, width, height * 0.6);
        context.strokeStyle = theme.ready;
        context.lineWidth = 1;
        if (width > 4) context.strokeRect(left + 0.5, top + height * 0.2 + 0.5, width - 1, height * 0.6 - 1);
        break;
      case 'blocked': {
        context.fillStyle = theme.blocked;
        const text = height >= 16 ? (on === '' ? reason : `${reason} · ${on}`) : '';
        const textWidth = context.measureText(text).width;
        const hasRoom = text !== '' && textWidth + 16 < width;
        if (hasRoom) {
          const start = Math.max(left, GUTTER) + 6;
          context.fillRect(left, middle - 1, start - 3 - left, 2);
          context.fillRect(start + textWidth + 3, middle - 1, right - start - textWidth - 3, 2);
          surface.text(text, start, middle, textWidth + 2, theme.muted);
        } else context.fillRect(left, middle - 1, width, 2);
        break;
      }
      case 'stopped':
        context.fillStyle = surface.hatch(theme.stopped, 6);
        context.fillRect(left, top, width, height);
        context.strokeStyle = theme.stopped;
        context.lineWidth = 1;
        if (width > 3) context.strokeRect(left + 0.5, top + 0.5, width - 1, height - 1);
        break;
      case 'zombie':
        context.fillStyle = theme.zombie;
        for (let x = left; x < right; x += 4) context.fillRect(x, middle - 1, Math.min(2, right - x), 2);
        break;
    }
  }
}
