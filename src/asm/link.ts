import { alignUp } from '../base/bits.ts';
import {
  DISCARDED,
  type ExtraSection,
  GLOBAL_POINTER,
  HEADER_ROOM,
  IMAGE_START,
  LAYOUT,
  matchesPattern,
  type OutputRow,
  PAGE_SIZE,
  rowsWithExtras,
  type SegmentRow,
} from '../elf/layout.ts';
import { sectionBytes } from './image.ts';
import { mergeSections } from './merge.ts';
import type { Report } from './report.ts';
import type { Section } from './section.ts';
import { type AsmSymbol, makeSymbol } from './symbol.ts';
import type { Unit } from './unit.ts';

/** A section of the executable with what it is made of. */
export interface OutputSection {
  readonly name: string;
  readonly segment: SegmentRow;
  readonly inputs: readonly Section[];
  addr: number;
  size: number;
  alignment: number;
  /** It has no bytes in the file. */
  readonly empty: boolean;
}

/** The program as it lies in memory, its values not yet filled in. */
export interface Linked {
  readonly outputs: readonly OutputSection[];
  /** The bytes of each section that has any. */
  readonly contents: ReadonlyMap<Section, Uint8Array>;
}

/** Addresses end below this: the upper half belongs to the kernel. */
const HIGHEST = 2 ** 31;

/** Collects the sections of all units into the sections of the layout table and gives everything its address. */
export function link(units: readonly Unit[], report: Report): Linked {
  const sections = units.flatMap((unit) => [...unit.sections.values()]).filter(isLoaded);
  const contents = new Map<Section, Uint8Array>();
  for (const section of sections) if (!section.flags.empty) contents.set(section, sectionBytes(section));
  const commons = resolveGlobals(units, report);
  const outputs: OutputSection[] = [];
  const provided = new Map<string, number>();
  const extras = extraSections(sections);
  let addr = IMAGE_START + HEADER_ROOM;
  LAYOUT.forEach((segment, index) => {
    if (index > 0) addr = alignUp(addr, PAGE_SIZE);
    for (const row of rowsWithExtras(segment, extras)) {
      for (const name of row.startSymbols ?? []) provided.set(name, addr);
      const output = makeOutput(row, segment, sections, contents);
      addr = placeOutput(output, row.hasCommon ? commons : [], addr);
      if (output.size > 0) outputs.push(output);
      for (const name of row.endSymbols ?? []) provided.set(name, addr);
    }
    for (const name of segment.endSymbols ?? []) provided.set(name, addr);
  });
  if (addr > HIGHEST)
    report('E0504', undefined, `the program ends at 0x${addr.toString(16)}, beyond 0x${HIGHEST.toString(16)}`);
  provided.set(GLOBAL_POINTER.symbol, (provided.get(GLOBAL_POINTER.base) ?? 0) + GLOBAL_POINTER.offset);
  provideSymbols(units, provided);
  return { outputs, contents };
}

function isLoaded({ flags, name }: Section): boolean {
  return flags.allocated && !DISCARDED.some((pattern) => matchesPattern(name, pattern));
}

/** The sections that no row names, each name once. */
function extraSections(sections: readonly Section[]): ExtraSection[] {
  const patterns = LAYOUT.flatMap((segment) => segment.sections.flatMap((row) => row.inputs.flat()));
  const extras = new Map<string, ExtraSection>();
  for (const { name, flags } of sections) {
    if (extras.has(name) || patterns.some((pattern) => matchesPattern(name, pattern))) continue;
    // What is writable is never executable here: such a section goes with the data.
    extras.set(name, {
      name,
      writable: flags.writable,
      executable: flags.executable && !flags.writable,
      empty: flags.empty,
    });
  }
  return [...extras.values()];
}

function makeOutput(
  row: OutputRow,
  segment: SegmentRow,
  sections: readonly Section[],
  contents: Map<Section, Uint8Array>,
): OutputSection {
  const inputs = row.inputs.flatMap((patterns, group) => {
    const earlier = row.inputs.slice(0, group).flat();
    return sections.filter(
      ({ name }) =>
        patterns.some((pattern) => matchesPattern(name, pattern)) &&
        !earlier.some((pattern) => matchesPattern(name, pattern)),
    );
  });
  mergeSections(inputs, contents);
  const empty = inputs.every((section) => section.flags.empty || section.size === 0);
  return { name: row.name, segment, inputs, addr: 0, size: 0, alignment: 1, empty };
}

/** Puts the inputs of `output`, then `commons`, one behind the other from `addr` on; returns the end. */
function placeOutput(output: OutputSection, commons: readonly AsmSymbol[], addr: number): number {
  const used = output.inputs.filter(({ size }) => size > 0);
  const alignments = [...used.map(({ alignment }) => alignment), ...commons.map(commonAlignment)];
  // An empty section keeps its labels but moves nothing.
  for (const section of output.inputs) section.addr = addr;
  if (alignments.length === 0) return addr;
  output.alignment = Math.max(...alignments);
  output.addr = alignUp(addr, output.alignment);
  let end = output.addr;
  for (const section of output.inputs) {
    section.addr = alignUp(end, section.alignment);
    if (section.size > 0) end = section.addr + section.size;
  }
  for (const symbol of commons) {
    if (symbol.value.kind !== 'common') continue;
    const start = alignUp(end, symbol.value.alignment);
    end = start + symbol.value.size;
    symbol.value = { kind: 'equal', expr: BigInt(start) };
  }
  output.size = end - output.addr;
  return end;
}

function commonAlignment({ value }: AsmSymbol): number {
  return value.kind === 'common' ? value.alignment : 1;
}

/**
 * Lets each name that a unit uses but does not define mean the definition of another unit. A second definition is
 * reported; a weak one gives way; shared room is as large as the largest request. Returns the symbols that need room.
 */
function resolveGlobals(units: readonly Unit[], report: Report): AsmSymbol[] {
  const globals = new Map<string, AsmSymbol>();
  for (const unit of units) {
    for (const symbol of unit.symbols.values()) {
      if (symbol.value.kind === 'undefined' || symbol.binding === 'local') continue;
      const known = globals.get(symbol.name);
      globals.set(symbol.name, known === undefined ? symbol : chooseDefinition(known, symbol, report));
    }
  }
  const commons: AsmSymbol[] = [];
  for (const unit of units) {
    for (const symbol of unit.symbols.values()) {
      const chosen = globals.get(symbol.name);
      if (symbol.value.kind === 'common' && (symbol.binding === 'local' || chosen === symbol)) commons.push(symbol);
      if (chosen === undefined || chosen === symbol) continue;
      const isLocal = symbol.binding === 'local' && symbol.value.kind !== 'undefined';
      if (isLocal) continue;
      symbol.value = { kind: 'undefined' };
      symbol.target = chosen;
    }
  }
  return commons;
}

function chooseDefinition(first: AsmSymbol, second: AsmSymbol, report: Report): AsmSymbol {
  if (first.value.kind === 'common' && second.value.kind === 'common') {
    const size = Math.max(first.value.size, second.value.size);
    const alignment = Math.max(first.value.alignment, second.value.alignment);
    first.value = { kind: 'common', size, alignment };
    return first;
  }
  const rank = ({ value, binding }: AsmSymbol) => (value.kind === 'common' ? 1 : binding === 'weak' ? 0 : 2);
  if (rank(first) === 2 && rank(second) === 2) {
    const related = first.defined === undefined ? [] : [{ place: first.defined, text: 'first defined here' }];
    report('E0301', second.defined, `\`${second.name}\` is defined twice`, { related });
  }
  return rank(second) > rank(first) ? second : first;
}

/** Lets undefined names of the layout table stand for their addresses. */
function provideSymbols(units: readonly Unit[], provided: ReadonlyMap<string, number>): void {
  for (const unit of units) {
    for (const symbol of unit.symbols.values()) {
      const addr = provided.get(symbol.name);
      if (addr === undefined || symbol.value.kind !== 'undefined' || symbol.target !== undefined) continue;
      symbol.target = makeSymbol(symbol.name);
      symbol.target.value = { kind: 'equal', expr: BigInt(addr) };
    }
  }
}
