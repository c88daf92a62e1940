import type { Effort } from './effort.ts';
import type { Token } from './lexer.ts';
import type { Macro } from './macro.ts';
import type { IncludeReader } from './options.ts';
import type { Input, Place } from './place.ts';
import type { Report } from './report.ts';
import { type Position, Section, type SectionFlags, type Tail } from './section.ts';
import { flagsByName } from './section-kinds.ts';
import { type AsmSymbol, makeSymbol } from './symbol.ts';

/** One statement: its tokens (without labels and comments it may be empty) and the stretch of text it stands in. */
export interface Statement extends Place {
  readonly tokens: readonly Token[];
}

/** The symbols of a numeric label: the one last defined, and the one that `f` references wait for. */
interface Numbered {
  last: AsmSymbol | undefined;
  next: AsmSymbol | undefined;
}

/** What the assembler knows of one source while it reads it. Nothing of it is visible to other sources but globals. */
export class Unit {
  readonly input: Extract<Input, { kind: 'file' }>;
  readonly report: Report;
  readonly reader: IncludeReader;
  readonly effort: Effort;
  readonly symbols = new Map<string, AsmSymbol>();
  /** In the order in which GNU as makes them, which is the order in which they are linked. */
  readonly sections = new Map<string, Section>();
  section: Section;
  previousSection: Section;
  readonly sectionStack: { readonly section: Section; readonly previous: Section }[] = [];
  readonly macros = new Map<string, Macro>();
  /** Names that `.eqv` replaces by other tokens. */
  readonly replacements = new Map<string, readonly Token[]>();
  readonly numbered = new Map<string, Numbered>();
  /** Symbols that `.local` names. */
  readonly declaredLocal = new Set<AsmSymbol>();
  /** What `.lcomm` asked for. */
  readonly localCommons: {
    readonly symbol: AsmSymbol;
    readonly size: number;
    readonly boundary: number;
    readonly place: Place;
  }[] = [];
  /** How many expansions there have been: the value of `\@`. */
  expansions = 0;
  /** `.option divtrap` was seen. */
  divTrap = false;
  /** The source's own name for itself (`.file`). */
  fileName: string | undefined;
  /** What was suggested for unknown instructions, each found once. */
  readonly suggestions = new Map<string, string[]>();
  private statementPlace: Place;

  constructor(input: Extract<Input, { kind: 'file' }>, report: Report, reader: IncludeReader, effort: Effort) {
    this.input = input;
    this.report = report;
    this.reader = reader;
    this.effort = effort;
    this.section = this.openSection('.text', flagsByName('.text'));
    this.section.alignment = 4;
    this.previousSection = this.section;
    this.openSection('.data', flagsByName('.data'));
    this.openSection('.bss', flagsByName('.bss'));
    this.statementPlace = { input, start: 0, end: 0 };
  }

  /** Bytes that follow belong to the statement at `place`. */
  begin(place: Place): void {
    this.statementPlace = place;
  }

  /** The section called `name`; it gets `flags` when it is new. */
  openSection(name: string, flags: SectionFlags): Section {
    const known = this.sections.get(name);
    if (known !== undefined) return known;
    const section = new Section(name, flags);
    this.sections.set(name, section);
    return section;
  }

  enterSection(section: Section): void {
    this.previousSection = this.section;
    this.section = section;
  }

  /** The symbol called `name`, undefined as yet if it is new; `place` says where it is used. */
  symbol(name: string, place: Place): AsmSymbol {
    let symbol = this.symbols.get(name);
    if (symbol === undefined) {
      symbol = makeSymbol(name);
      this.symbols.set(name, symbol);
    }
    symbol.used ??= place;
    return symbol;
  }

  /** Lets the label `symbol` stand for the current place; reports a second definition. */
  defineLabel(symbol: AsmSymbol, place: Place): void {
    if (symbol.value.kind !== 'undefined' || (symbol.defined !== undefined && symbol.defined !== place)) {
      this.reportRedefinition(symbol, place);
      return;
    }
    symbol.value = { kind: 'label', position: this.section.here() };
    symbol.defined = place;
  }

  reportRedefinition(symbol: AsmSymbol, place: Place): void {
    const related = symbol.defined === undefined ? [] : [{ place: symbol.defined, text: 'first defined here' }];
    this.report('E0301', place, `\`${symbol.name}\` is defined twice`, { related });
  }

  /** The numeric label `digits` as it stands: the last one above, and the next one below. */
  numberedLabel(digits: string): Numbered {
    const number = BigInt(digits).toString();
    let label = this.numbered.get(number);
    if (label === undefined) {
      label = { last: undefined, next: undefined };
      this.numbered.set(number, label);
    }
    return label;
  }

  /** The symbol of the next label `digits:` below. */
  nextNumbered(digits: string, place: Place): AsmSymbol {
    const label = this.numberedLabel(digits);
    label.next ??= makeSymbol(digits);
    label.next.used ??= place;
    return label.next;
  }

  defineNumbered(digits: string, place: Place): void {
    const label = this.numberedLabel(digits);
    const symbol = label.next ?? makeSymbol(digits);
    label.last = symbol;
    label.next = undefined;
    this.defineLabel(symbol, place);
  }

  /** Notes that the current statement makes bytes here. */
  mark(isCode: boolean): void {
    const { marks } = this.section;
    if (marks.length > 0 && marks[marks.length - 1]!.place === this.statementPlace) return;
    const { fragment, offset } = this.section.here();
    marks.push({ fragment, offset, place: this.statementPlace, isCode });
  }

  endFragment(tail: Tail): void {
    this.mark(tail.kind === 'branch');
    this.section.endFragment(tail);
  }

  here(): Position {
    return this.section.here();
  }
}
