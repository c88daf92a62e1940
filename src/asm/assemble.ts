/**
 * The room `asm/`: from assembly text to an executable.
 *
 * - A text becomes statements (`lexer.ts`, `reader.ts`), each parsed by the grammar (`parse.ts`, `shape.ts`); macros and
 *   repetitions put new text in front of the reader (`macro.ts`, `arguments.ts`, `expansions.ts`, `conditions.ts`).
 * - A statement becomes bytes of a section (`source.ts`, `directives.ts`, `line-directives.ts`; `instructions.ts` and
 *   `forms.ts` with the tables `syntax.ts` and `pseudo.ts`). What depends on addresses is left open (`section.ts`,
 *   `expression.ts`).
 * - When all is read, sections get their sizes (`layout.ts`), the program its addresses (`link.ts`, `merge.ts`), and the
 *   open places their values (`image.ts`).
 *
 * Mistakes are collected with their places (`report.ts`, `place.ts`, `messages.ts`) and never end the run.
 */
import type { Diagnostic } from '../base/diagnostics.ts';
import type { Source } from '../base/source.ts';
import { Effort } from './effort.ts';
import { buildExecutable } from './executable.ts';
import { layOut } from './layout.ts';
import { link } from './link.ts';
import { formatListing } from './listing.ts';
import type { AssembleOptions } from './options.ts';
import { Diagnostics, type Report } from './report.ts';
import { readSource } from './source.ts';
import { Unit } from './unit.ts';

export type { AssembleOptions, IncludeReader } from './options.ts';

/** What became of the sources. */
export interface Assembly {
  /** The executable; undefined if there was any error. */
  readonly elf: Uint8Array | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /** Each line of the sources with the address and the bytes that it made. */
  readonly listing: () => string;
}

/** Assembles `sources` and links them into one program. Names are local to their source unless `.globl` shares them. */
export function assemble(sources: readonly Source[], options: AssembleOptions): Assembly {
  const diagnostics = new Diagnostics();
  const { report } = diagnostics;
  const effort = new Effort(options.limits);
  const units = sources.map((source) => {
    const unit = new Unit({ kind: 'file', source, text: source.text }, report, options.reader, effort);
    readSource(unit);
    layOut(unit.sections.values(), report, effort);
    return unit;
  });
  if (effort.isOver && !diagnostics.hasErrors) report('E0508', undefined, effort.message);
  // What was not read or laid out to its end cannot be put together.
  if (reportLargeSections(units, effort, report) || effort.isOver) {
    return { elf: undefined, diagnostics: diagnostics.inOrder(sources), listing: () => '' };
  }
  const linked = link(units, report);
  const elf = buildExecutable(units, linked, options, diagnostics);
  return {
    elf: diagnostics.hasErrors ? undefined : elf,
    diagnostics: diagnostics.inOrder(sources),
    listing: () => formatListing(units, linked),
  };
}

/** Reports sections that are too large to be put together; whether there are any. */
function reportLargeSections(units: readonly Unit[], { sectionBytes }: Effort, report: Report): boolean {
  const large = units
    .flatMap(({ sections }) => [...sections.values()])
    .filter(({ flags, size }) => !flags.empty && size > sectionBytes);
  for (const { name, size } of large) {
    report('E0504', undefined, `${name} would have ${size} bytes, more than ${sectionBytes}`);
  }
  return large.length > 0;
}
