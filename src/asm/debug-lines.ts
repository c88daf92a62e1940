import { lineAt, type Source } from '../base/source.ts';
import { type LineRow, type LineSequence, type LineUnit, writeLineTable } from '../elf/line-table.ts';
import type { Linked } from './link.ts';
import { outermostSpan } from './place.ts';
import { offsetOf, type Section } from './section.ts';
import type { Unit } from './unit.ts';

/** The sections from which a debugger learns the line of each instruction; in a macro, that of the outermost call. */
export function debugSections(units: readonly Unit[], linked: Linked): { name: string; bytes: Uint8Array }[] {
  const loaded = new Set(linked.outputs.flatMap(({ inputs }) => inputs));
  return writeLineTable(units.map((unit) => lineUnit(unit, loaded)));
}

function lineUnit(unit: Unit, loaded: ReadonlySet<Section>): LineUnit {
  const files = new Map<Source, number>([[unit.input.source, 0]]);
  const sequences: LineSequence[] = [];
  for (const section of unit.sections.values()) {
    const sequence = loaded.has(section) ? lineSequence(section, files) : undefined;
    if (sequence !== undefined) sequences.push(sequence);
  }
  return { name: unit.input.source.name, files: Array.from(files.keys(), ({ name }) => name), sequences };
}

function lineSequence(section: Section, files: Map<Source, number>): LineSequence | undefined {
  const rows: LineRow[] = [];
  for (const { fragment, offset, place, isCode } of section.marks) {
    if (!isCode) continue;
    const { source, start } = outermostSpan(place);
    let file = files.get(source);
    if (file === undefined) {
      file = files.size;
      files.set(source, file);
    }
    rows.push({ addr: section.addr + offsetOf({ section, fragment, offset }), file, line: lineAt(source, start) });
  }
  return rows.length === 0 ? undefined : { rows, end: section.addr + section.size };
}
