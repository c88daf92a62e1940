import { decodeUtf8 } from '../base/bytes.ts';
import type { Arguments } from './operands.ts';
import type { Section, SectionFlags } from './section.ts';
import { flagsByLetters, flagsByName } from './section-kinds.ts';

/** `.text`, `.data` and so on. RARS gives an address here, which is the linker's business. */
export function standardSection(args: Arguments): void {
  const { unit } = args;
  if (args.count > 0) unit.report('W0606', args.place(0), 'the address is ignored: the linker places sections');
  unit.enterSection(unit.openSection(args.name, flagsByName(args.name)));
}

/** `.section name, "flags", @type, entry size`. */
export function section(args: Arguments): void {
  const found = namedSection(args);
  if (found !== undefined) args.unit.enterSection(found);
}

export function pushSection(args: Arguments): void {
  const { unit } = args;
  const found = namedSection(args);
  if (found === undefined) return;
  unit.sectionStack.push({ section: unit.section, previous: unit.previousSection });
  unit.enterSection(found);
}

export function popSection(args: Arguments): void {
  const { unit } = args;
  const saved = unit.sectionStack.pop();
  if (saved === undefined) {
    unit.report('E0507', args.head, '`.popsection` without `.pushsection`');
    return;
  }
  unit.section = saved.section;
  unit.previousSection = saved.previous;
}

export function previous(args: Arguments): void {
  const { unit } = args;
  unit.enterSection(unit.previousSection);
}

function namedSection(args: Arguments): Section | undefined {
  const { unit } = args;
  const name = args.shapes[0]?.kind === 'strings' ? decodeUtf8(args.string(0) ?? new Uint8Array()) : sectionName(args);
  if (name === undefined) return undefined;
  const known = unit.sections.get(name);
  if (known !== undefined) return known;
  const flags = args.shapes[1]?.kind === 'strings' ? statedFlags(args, name) : flagsByName(name);
  return flags === undefined ? undefined : unit.openSection(name, flags);
}

/** A name such as `.note.GNU-stack` reads as an expression; its text is what counts. */
function sectionName(args: Arguments): string | undefined {
  const text = args.source(0);
  if (args.has(0) && /^[\w.$-]+$/.test(text)) return text;
  args.wrong(0, 'the name of a section');
  return undefined;
}

function statedFlags(args: Arguments, name: string): SectionFlags | undefined {
  const letters = decodeUtf8(args.string(1) ?? new Uint8Array());
  const flags = flagsByLetters(letters);
  if (typeof flags === 'string') {
    args.unit.report('E0507', args.place(1), `unknown section flag \`${flags}\``, {
      help: ['a: takes memory, w: writable, x: code, M: equal entries are merged, S: made of strings'],
    });
    return undefined;
  }
  const type = args.has(2) ? args.source(2) : '';
  const entrySize = flags.mergeable ? (args.number(3, 0) ?? 0) : 0;
  const empty = type.endsWith('nobits') || (type === '' && flagsByName(name).empty);
  return { ...flags, empty, entrySize };
}
