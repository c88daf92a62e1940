import { alignUp } from '../base/bits.ts';
import type { Section } from './section.ts';

/** An entry of a mergeable section: a string with its terminator, or a constant. */
interface Entry {
  readonly bytes: Uint8Array;
  /** The largest power of two that some copy's offset is a multiple of, as far as the section's alignment. */
  alignment: number;
  /** The section of its first copy, where it is kept unless it is the end of another entry. */
  readonly home: Section;
  /** The entry whose end it is. */
  container: Entry | undefined;
  offset: number;
}

/** Where the entries of one section start, and which they are. */
interface Split {
  readonly section: Section;
  readonly starts: number[];
  readonly entries: Entry[];
}

/**
 * Stores equal entries of `sections` once, and strings that end another one within it, as GNU ld does (bfd/merge.c).
 * `contents` are the sections' bytes, which are replaced; afterwards each section's `moved` maps old offsets to
 * addresses.
 */
export function mergeSections(sections: readonly Section[], contents: Map<Section, Uint8Array>): void {
  const groups = new Map<string, Section[]>();
  for (const section of sections) {
    const { entrySize, strings } = section.flags;
    const key = `${strings} ${entrySize} ${section.alignment}`;
    const isWhole = section.alignment <= entrySize || strings;
    if (!section.flags.mergeable || entrySize === 0 || section.size === 0 || !isWhole) continue;
    groups.set(key, [...(groups.get(key) ?? []), section]);
  }
  for (const group of groups.values()) mergeGroup(group, contents);
}

function mergeGroup(group: readonly Section[], contents: Map<Section, Uint8Array>): void {
  const entries = new Map<string, Entry>();
  const splits = group.map((section) => splitSection(section, contents.get(section) ?? new Uint8Array(), entries));
  const kept = [...entries.values()];
  if (group[0]!.flags.strings) joinSuffixes(kept);
  for (const { section } of splits) placeEntries(section, kept, contents);
  for (const split of splits) split.section.moved = (offset) => movedAddress(split, offset);
}

function splitSection(section: Section, bytes: Uint8Array, entries: Map<string, Entry>): Split {
  const { strings, entrySize } = section.flags;
  const split: Split = { section, starts: [], entries: [] };
  const add = (start: number, end: number, alignment: number) => {
    split.starts.push(start);
    split.entries.push(findEntry(entries, bytes.subarray(start, end), alignment, section));
  };
  let at = 0;
  while (at < bytes.length) {
    const end = strings ? stringEnd(bytes, at, entrySize) : Math.min(bytes.length, at + entrySize);
    const lowest = at === 0 ? section.alignment : at & -at;
    add(at, end, strings ? Math.min(lowest, section.alignment) : section.alignment);
    at = end;
    if (!strings || entrySize !== 1) continue;
    // Zeros behind a string are padding; the first that is aligned may be an empty string.
    let hasEmpty = false;
    for (; at < bytes.length && bytes[at] === 0; at++) {
      if (hasEmpty || at % section.alignment !== 0) continue;
      hasEmpty = true;
      add(at, at + 1, section.alignment);
    }
  }
  return split;
}

/** The offset behind the terminator of the string at `start`; the end of the section if there is none. */
function stringEnd(bytes: Uint8Array, start: number, entrySize: number): number {
  for (let at = start; at + entrySize <= bytes.length; at += entrySize) {
    if (bytes.subarray(at, at + entrySize).every((byte) => byte === 0)) return at + entrySize;
  }
  return bytes.length;
}

function findEntry(entries: Map<string, Entry>, bytes: Uint8Array, alignment: number, home: Section): Entry {
  const key = bytes.join();
  const known = entries.get(key);
  if (known === undefined) {
    const entry = { bytes, alignment, home, container: undefined, offset: 0 };
    entries.set(key, entry);
    return entry;
  }
  known.alignment = Math.max(known.alignment, alignment);
  return known;
}

/** Finds the entries that are the end of another one: with the texts sorted from their ends, a neighbour. */
function joinSuffixes(entries: readonly Entry[]): void {
  const alignment = Math.max(...entries.map((entry) => entry.alignment));
  const isUniform = entries.every((entry) => entry.alignment === alignment);
  const sorted = [...entries].sort((a, b) => compareFromEnd(a, b, isUniform ? alignment : 1));
  let container = sorted.pop();
  for (let entry = sorted.pop(); entry !== undefined && container !== undefined; entry = sorted.pop()) {
    const before = container.bytes.length - entry.bytes.length;
    const fits = container.alignment >= entry.alignment && (before & (entry.alignment - 1)) === 0;
    if (fits && endsWith(container.bytes, entry.bytes)) entry.container = container;
    else container = entry;
  }
}

function compareFromEnd(a: Entry, b: Entry, alignment: number): number {
  if (alignment > 1) {
    const tail = (a.bytes.length & (alignment - 1)) - (b.bytes.length & (alignment - 1));
    if (tail !== 0) return tail;
  }
  let i = a.bytes.length - 1;
  let j = b.bytes.length - 1;
  for (; i >= 0 && j >= 0; i--, j--) {
    if (a.bytes[i] !== b.bytes[j]) return a.bytes[i]! - b.bytes[j]!;
  }
  return a.bytes.length - b.bytes.length;
}

function endsWith(bytes: Uint8Array, end: Uint8Array): boolean {
  const start = bytes.length - end.length;
  return start >= 0 && end.every((byte, index) => byte === bytes[start + index]);
}

/** Lays out the entries that `section` keeps, in the order of their first copies. */
function placeEntries(section: Section, entries: readonly Entry[], contents: Map<Section, Uint8Array>): void {
  const own = entries.filter((entry) => entry.home === section && entry.container === undefined);
  let size = 0;
  for (const entry of own) {
    entry.offset = alignUp(size, entry.alignment);
    size = entry.offset + entry.bytes.length;
  }
  const bytes = new Uint8Array(size);
  for (const entry of own) bytes.set(entry.bytes, entry.offset);
  contents.set(section, bytes);
  section.size = bytes.length;
}

function movedAddress({ section, starts, entries }: Split, offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  if (high < 0) return section.addr + offset;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle]! <= offset) low = middle;
    else high = middle - 1;
  }
  const entry = entries[low]!;
  const container = entry.container ?? entry;
  const inside = container.bytes.length - entry.bytes.length;
  return container.home.addr + container.offset + inside + offset - starts[low]!;
}
