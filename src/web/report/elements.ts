/** Makes an element with attributes and children; a child that is a string becomes text. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string>> = {},
  children: readonly (Node | string)[] = [],
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** A small square in a colour, before a name. */
export function swatch(colour: string): HTMLElement {
  return element('span', { class: 'swatch', style: `background:${colour}` });
}
