import type { SectionFlags } from './section.ts';

const NONE: SectionFlags = {
  allocated: false,
  writable: false,
  executable: false,
  mergeable: false,
  strings: false,
  empty: false,
  entrySize: 0,
};
const READ_ONLY = { ...NONE, allocated: true };
const CODE = { ...READ_ONLY, executable: true };
const DATA = { ...READ_ONLY, writable: true };
const ZEROS = { ...DATA, empty: true };

/** The flags that a section has by its name: the name itself, or the name and a full stop as a prefix. */
const BY_NAME: Readonly<Record<string, SectionFlags>> = {
  '.text': CODE,
  '.init': CODE,
  '.fini': CODE,
  '.rodata': READ_ONLY,
  '.srodata': READ_ONLY,
  '.data': DATA,
  '.sdata': DATA,
  '.bss': ZEROS,
  '.sbss': ZEROS,
  '.init_array': DATA,
  '.fini_array': DATA,
  '.preinit_array': DATA,
};

/** The flags of a section whose flags are not stated. */
export function flagsByName(name: string): SectionFlags {
  const stem = name.indexOf('.', 1) > 0 ? name.slice(0, name.indexOf('.', 1)) : name;
  return BY_NAME[name] ?? BY_NAME[stem] ?? NONE;
}

const LETTERS: Readonly<Record<string, Partial<SectionFlags>>> = {
  a: { allocated: true },
  w: { writable: true },
  x: { executable: true },
  M: { mergeable: true },
  S: { strings: true },
};
/** Letters of other systems' sections (groups, thread-local storage, retention) that change nothing here. */
const IGNORED_LETTERS = 'GTeoRd?';

/** The flags that `letters` of `.section` state, or the first letter that means nothing. */
export function flagsByLetters(letters: string): SectionFlags | string {
  let flags = NONE;
  for (const letter of letters) {
    if (IGNORED_LETTERS.includes(letter)) continue;
    const meaning = LETTERS[letter];
    if (meaning === undefined) return letter;
    flags = { ...flags, ...meaning };
  }
  return flags;
}
