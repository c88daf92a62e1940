/**
 * The room `elf/` knows executables: where sections go (`layout.ts`), how a file is written (`write.ts`, with line
 * numbers from `line-table.ts`), how it is read for execution (`read.ts`) and for people (`symbols.ts`). `format.ts` has
 * the numbers of the format.
 *
 * This is the one table of the memory layout. The same table makes the linker script for GNU ld, so that both place
 * everything alike:
 *
 *     0x10000  ELF header, program headers   \
 *     0x10100  .init .text .fini             /  read, execute
 *              (next page) .rodata              read
 *              (next page) .data ... .bss       read, write
 */
export const IMAGE_START = 0x10000;
export const HEADER_ROOM = 0x100;
export const PAGE_SIZE = 4096;

/** A section of the executable and the sections of the sources that it is made of. */
export interface OutputRow {
  readonly name: string;
  /** Patterns in groups: all sources' sections of one group go before the next. `*` at the end stands for anything. */
  readonly inputs: readonly (readonly string[])[];
  /** Symbols that stand for its start and for its end, unless a source defines them. */
  readonly startSymbols?: readonly string[];
  readonly endSymbols?: readonly string[];
  /** Room that sources share (.comm) goes to its end. */
  readonly hasCommon?: boolean;
}

/** A part of memory with its own permissions; it starts on a page. */
export interface SegmentRow {
  readonly name: string;
  readonly writable: boolean;
  readonly executable: boolean;
  readonly sections: readonly OutputRow[];
  /** Symbols for its end. */
  readonly endSymbols?: readonly string[];
}

const plain = (name: string): OutputRow => ({
  name,
  inputs: [[name, `${name}.*`]],
});

/** The segments in order of their addresses. */
// biome-ignore format: a table
export const LAYOUT: readonly SegmentRow[] = [
  { name: 'text', writable: false, executable: true, endSymbols: ['__etext', '_etext', 'etext'], sections: [
    { name: '.init', inputs: [['.init']] },
    { name: '.text', inputs: [['.text.unlikely', '.text.unlikely.*'], ['.text.exit', '.text.exit.*'], ['.text.startup', '.text.startup.*'], ['.text.hot', '.text.hot.*'], ['.text', '.text.*']] },
    { name: '.fini', inputs: [['.fini']] },
  ] },
  { name: 'rodata', writable: false, executable: false, sections: [
    plain('.rodata'),
    plain('.srodata'),
  ] },
  { name: 'data', writable: true, executable: false, endSymbols: ['_end', 'end'], sections: [
    { name: '.preinit_array', inputs: [['.preinit_array']], startSymbols: ['__preinit_array_start'], endSymbols: ['__preinit_array_end'] },
    { name: '.init_array', inputs: [['.init_array', '.init_array.*']], startSymbols: ['__init_array_start'], endSymbols: ['__init_array_end'] },
    { name: '.fini_array', inputs: [['.fini_array', '.fini_array.*']], startSymbols: ['__fini_array_start'], endSymbols: ['__fini_array_end'] },
    { ...plain('.data'), startSymbols: ['__DATA_BEGIN__'] },
    { ...plain('.sdata'), startSymbols: ['__SDATA_BEGIN__'], endSymbols: ['_edata', 'edata'] },
    { ...plain('.sbss'), startSymbols: ['__bss_start'] },
    { ...plain('.bss'), hasCommon: true, endSymbols: ['__BSS_END__'] },
  ] },
];

/** The global pointer of the C compiler: 2 KiB into the small data, so that 12-bit offsets reach all of it. */
export const GLOBAL_POINTER = {
  symbol: '__global_pointer$',
  base: '__SDATA_BEGIN__',
  offset: 0x800,
};

/** Sections that are left out: unwind tables, which nothing here reads, and notes about how code was made. */
export const DISCARDED: readonly string[] = [
  '.eh_frame',
  '.eh_frame.*',
  '.comment',
  '.note.GNU-stack',
  '.riscv.attributes',
];

/** Whether a section's `name` is meant by `pattern`. */
export function matchesPattern(name: string, pattern: string): boolean {
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}

/** A section that the table does not name: where it goes is decided by its permissions. */
export interface ExtraSection {
  readonly name: string;
  readonly writable: boolean;
  readonly executable: boolean;
  readonly empty: boolean;
}

/** The rows of `segment` with `extras` put in: behind its sections with data; those without data last. */
export function rowsWithExtras(segment: SegmentRow, extras: readonly ExtraSection[]): OutputRow[] {
  const own = extras.filter((extra) => extra.writable === segment.writable && extra.executable === segment.executable);
  const row = ({ name }: ExtraSection): OutputRow => ({
    name,
    inputs: [[name]],
  });
  const firstEmpty = segment.sections.findIndex(({ name }) => name === '.sbss');
  const cut = firstEmpty < 0 ? segment.sections.length : firstEmpty;
  return [
    ...segment.sections.slice(0, cut),
    ...own.filter(({ empty }) => !empty).map(row),
    ...segment.sections.slice(cut),
    ...own.filter(({ empty }) => empty).map(row),
  ];
}

/** The layout as a linker script for GNU ld, with `extras` where our linker puts them. */
export function linkerScript(extras: readonly ExtraSection[] = []): string {
  const lines = ['ENTRY(_start)', 'PHDRS', '{'];
  for (const { name, writable, executable } of LAYOUT) {
    const headers = name === LAYOUT[0]!.name ? ' FILEHDR PHDRS' : '';
    lines.push(`  ${name} PT_LOAD${headers} FLAGS(${4 + (writable ? 2 : 0) + (executable ? 1 : 0)});`);
  }
  lines.push('}', 'SECTIONS', '{', `  . = 0x${(IMAGE_START + HEADER_ROOM).toString(16)};`);
  LAYOUT.forEach((segment, index) => {
    if (index > 0) lines.push(`  . = ALIGN(${PAGE_SIZE});`);
    for (const row of rowsWithExtras(segment, extras)) lines.push(...scriptRow(row, segment.name));
    lines.push(...provide(segment.endSymbols));
  });
  const { symbol, base, offset } = GLOBAL_POINTER;
  lines.push(`  PROVIDE(${symbol} = ${base} + ${offset});`);
  lines.push(`  /DISCARD/ : { ${DISCARDED.map((name) => `*(${name})`).join(' ')} }`, '}', '');
  return lines.join('\n');
}

function scriptRow(row: OutputRow, segment: string): string[] {
  const groups = row.inputs.map((patterns) => `*(${patterns.join(' ')})`);
  if (row.hasCommon) groups.push('*(COMMON)');
  return [
    ...provide(row.startSymbols),
    `  ${row.name} : { ${groups.join(' ')} } :${segment}`,
    ...provide(row.endSymbols),
  ];
}

function provide(symbols: readonly string[] = []): string[] {
  return symbols.map((symbol) => `  PROVIDE(${symbol} = .);`);
}
