/** Colours of canvases, as the style sheet has them for the rest of the page. */
export interface Theme {
  readonly isDark: boolean;
  readonly panel: string;
  readonly ink: string;
  readonly muted: string;
  readonly line: string;
  readonly stripe: string;
  readonly cursor: string;
  readonly ready: string;
  readonly blocked: string;
  readonly stopped: string;
  readonly zombie: string;
  readonly area: string;
  readonly hues: readonly string[];
  readonly flows: Readonly<Record<string, string>>;
  readonly pages: Readonly<Record<PageLook, string>>;
}

/** How a page is held: by one process alone or by several, and why. */
export type PageLook = 'own' | 'copied' | 'cow' | 'shared' | 'file' | 'shared file';

// The hues are those of Okabe and Ito, "Color Universal Design" (2008), which people with each kind of colour blindness
// tell apart, then more of other lightness; states differ in shape as well.
const LIGHT: Theme = {
  isDark: false,
  panel: '#ffffff',
  ink: '#1d2127',
  muted: '#69707c',
  line: '#e4e1da',
  stripe: '#faf9f6',
  cursor: '#c2185b',
  ready: '#e69f00',
  blocked: '#93a1b1',
  stopped: '#7b4a8e',
  zombie: '#9b958a',
  area: '#0072b2',
  hues: [
    '#0072b2',
    '#009e73',
    '#d55e00',
    '#56b4e9',
    '#cc79a7',
    '#6a5fb0',
    '#7d6a2f',
    '#2f7f86',
    '#a23b2a',
    '#5d9c3a',
    '#8b4b80',
    '#5f6c7b',
  ],
  flows: { fork: '#4d5561', wake: '#b07700', pipe: '#0072b2', socket: '#0072b2', signal: '#d1345b' },
  pages: {
    own: '#0072b2',
    copied: '#d55e00',
    cow: '#e9b949',
    shared: '#cc79a7',
    file: '#a9b3bd',
    'shared file': '#6f7d8c',
  },
};

const DARK: Theme = {
  isDark: true,
  panel: '#1b1f26',
  ink: '#e7e9ec',
  muted: '#98a1ae',
  line: '#2d333d',
  stripe: '#1f242c',
  cursor: '#ff6fa3',
  ready: '#f0b43c',
  blocked: '#64738a',
  stopped: '#b48ac6',
  zombie: '#7d786e',
  area: '#56b4e9',
  hues: [
    '#3d9be0',
    '#22b88d',
    '#f07c2e',
    '#8fd0f5',
    '#e39ac4',
    '#9c93e0',
    '#b7a15a',
    '#5fb3ba',
    '#e07866',
    '#92cc6d',
    '#c58bbb',
    '#9aa7b6',
  ],
  flows: { fork: '#aab3bf', wake: '#f0b43c', pipe: '#56b4e9', socket: '#56b4e9', signal: '#ff7b95' },
  pages: {
    own: '#3d9be0',
    copied: '#f07c2e',
    cow: '#f2cf6b',
    shared: '#e39ac4',
    file: '#5b6675',
    'shared file': '#93a0b0',
  },
};

let override: 'light' | 'dark' | undefined;

/** The theme that is shown: the one that was chosen, else that of the system. */
export function currentTheme(): Theme {
  const isDark = override === undefined ? matchMedia('(prefers-color-scheme: dark)').matches : override === 'dark';
  return isDark ? DARK : LIGHT;
}

/** Chooses a theme, or with undefined leaves it to the system. */
export function chooseTheme(theme: 'light' | 'dark' | undefined): void {
  override = theme;
  if (theme === undefined) delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

/** What was chosen. */
export function chosenTheme(): 'light' | 'dark' | undefined {
  return override;
}

/** The colour in which text on a background of `colour` (#rrggbb) is read best (WCAG 2, relative luminance). */
export function inkOn(colour: string): string {
  const [red, green, blue] = [1, 3, 5].map((at) => (Number.parseInt(colour.slice(at, at + 2), 16) / 255) ** 2.2);
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue! > 0.3 ? '#14171b' : '#ffffff';
}

/** The colour of a hue number. */
export function hueColour(theme: Theme, hue: number): string {
  return theme.hues[hue % theme.hues.length]!;
}
