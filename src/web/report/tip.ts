import { element, swatch } from './elements.ts';

/** A line of a tip: a text, bold as a title, or with a colour before it. */
export interface TipLine {
  readonly text: string;
  readonly isTitle?: boolean;
  readonly colour?: string;
}

/** The box that explains what is under the pointer. */
export class Tip {
  private readonly box = element('div', { class: 'tip', role: 'tooltip', hidden: '' });

  constructor() {
    document.body.append(this.box);
  }

  show(lines: readonly TipLine[], x: number, y: number): void {
    this.box.replaceChildren(
      ...lines.map(({ text, isTitle, colour }) =>
        element(
          'div',
          isTitle === true ? { class: 'tip-title' } : {},
          colour === undefined ? [text] : [swatch(colour), text],
        ),
      ),
    );
    this.box.hidden = false;
    const { width, height } = this.box.getBoundingClientRect();
    const left = x + 14 + width > innerWidth ? x - 14 - width : x + 14;
    const top = y + 16 + height > innerHeight ? y - 12 - height : y + 16;
    this.box.style.transform = `translate(${Math.max(4, left)}px, ${Math.max(4, top)}px)`;
  }

  hide(): void {
    this.box.hidden = true;
  }
}
