import { readLines, type SourceLines } from '../elf/line-reader.ts';
import { readExecutable } from '../elf/read.ts';
import { type ElfSymbol, readSections, readSymbols } from '../elf/symbols.ts';
import type { FileInode } from '../kernel/fs/inode.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { Process } from '../kernel/process.ts';
import { PAGE_SIZE } from '../machine/memory.ts';
import { callTargets } from './call-targets.ts';

/** A place in a source. */
export interface SourcePlace {
  readonly file: string;
  readonly line: number;
}

/** Code that comes from one line: from `start` up to `end`. */
export interface LineRange extends SourcePlace {
  readonly start: number;
  readonly end: number;
}

interface NamedRange {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly isCode: boolean;
  readonly isGlobal: boolean;
}

/** What an executable says about itself: symbols and source lines. */
export class Program {
  /** Equal for equal executables of one computer. */
  readonly key: string;
  readonly path: string;
  readonly elf: Uint8Array;
  /** Labels by address; of several at one address the one that is shown comes last. */
  readonly symbols: readonly ElfSymbol[];
  /** The source files, as the assembler or compiler named them. */
  readonly files: readonly string[];
  private readonly ranges: readonly LineRange[];
  private readonly named: readonly NamedRange[];

  constructor(key: string, path: string, elf: Uint8Array) {
    this.key = key;
    this.path = path;
    this.elf = elf;
    this.symbols = readSymbols(elf)
      .filter(isLabel)
      .sort((a, b) => a.addr - b.addr || rank(a) - rank(b));
    const lines = readLines(elf);
    this.files = lines.files;
    this.ranges = lineRanges(lines);
    this.named = nameRanges(elf, this.symbols);
  }

  /** The address of a symbol. */
  address(name: string): number | undefined {
    const found = this.symbols.filter((symbol) => symbol.name === name);
    return (found.find(({ global }) => global) ?? found[0])?.addr;
  }

  /** The name of the section whose content the file has for `addr`. */
  sectionAt(addr: number): string | undefined {
    return readSections(this.elf).find(
      (section) => section.allocated && addr >= section.addr && addr < section.addr + section.bytes.length,
    )?.name;
  }

  /** The size of the object called `name`, in bytes; undefined if it is not known. */
  sizeOf(name: string): number | undefined {
    return this.symbols.find((symbol) => symbol.name === name && symbol.size > 0)?.size;
  }

  /** The symbol at or before `addr` in the same section, and how far that is. */
  nameOf(addr: number): { readonly name: string; readonly offset: number } | undefined {
    const range = this.named[lastAtOrBefore(this.named, addr)];
    return range === undefined || addr >= range.end ? undefined : { name: range.name, offset: addr - range.start };
  }

  /** As `nameOf`, as text: `main`, `main+8`. */
  describe(addr: number): string | undefined {
    const found = this.nameOf(addr);
    if (found === undefined) return undefined;
    return found.offset === 0 ? found.name : `${found.name}+${found.offset}`;
  }

  /**
   * The function that holds `addr`: from a label that is a function, global or called from somewhere to the next such label,
   * if the address is that of code.
   */
  functionAt(addr: number): { readonly name: string; readonly start: number; readonly end: number } | undefined {
    const at = lastAtOrBefore(this.functions, addr);
    const found = this.functions[at];
    return found === undefined || addr >= found.end ? undefined : found;
  }

  /** The source line of the instruction at `addr`. */
  lineAt(addr: number): LineRange | undefined {
    const range = this.ranges[lastAtOrBefore(this.ranges, addr)];
    return range === undefined || addr >= range.end ? undefined : range;
  }

  /** The addresses at which the code of a line begins: of the next line with code, if that one has none. */
  addressesOf(file: string, line: number): readonly number[] {
    const names = this.files.filter((name) => isSameFile(name, file));
    const inFile = this.ranges.filter((range) => names.includes(range.file));
    const nearest = inFile.reduce((best, range) => (range.line >= line ? Math.min(best, range.line) : best), Infinity);
    const found = inFile.filter((range) => range.line === nearest);
    // A line that goes on where it left off, after another line between, is one place.
    const starts = found.filter((range) => !found.some((other) => other.end === range.start));
    const byFunction = new Map<number, number>();
    for (const { start } of starts) {
      const key = this.functionAt(start)?.start ?? start;
      byFunction.set(key, Math.min(byFunction.get(key) ?? start, start));
    }
    return [...byFunction.values()].sort((a, b) => a - b);
  }

  /** Lines that have code, in a file, ascending. */
  codeLines(file: string): readonly number[] {
    const lines = this.ranges.filter((range) => isSameFile(range.file, file)).map(({ line }) => line);
    return [...new Set(lines)].sort((a, b) => a - b);
  }

  private get functions(): readonly NamedRange[] {
    this.cachedFunctions ??= functionsOf(this.named, this.symbols, callTargets(readSections(this.elf)));
    return this.cachedFunctions;
  }

  private cachedFunctions: readonly NamedRange[] | undefined;
}

/** The programs of processes, read once each. */
export class Programs {
  private readonly known = new Map<string, Program>();

  /** The program that a process runs; undefined for one that has none, or that has ended. */
  of(kernel: Kernel, process: Process): Program | undefined {
    const inode = process.executable;
    if (inode?.kind !== 'file') return undefined;
    const key = `${inode.device}:${inode.number}:${inode.size}:${inode.modified.seconds}.${inode.modified.nanoseconds}`;
    let program = this.known.get(key);
    if (program === undefined) {
      program = new Program(key, process.executablePath, readWhole(kernel, inode));
      this.known.set(key, program);
    }
    return program;
  }

  get all(): readonly Program[] {
    return [...this.known.values()];
  }
}

/** Whether two names of a source mean the same: equal, or one ends with the other after a slash. */
export function isSameFile(name: string, wanted: string): boolean {
  return name === wanted || name.endsWith(`/${wanted}`) || wanted.endsWith(`/${name}`);
}

function readWhole(kernel: Kernel, inode: FileInode): Uint8Array {
  const bytes = new Uint8Array(inode.size);
  for (let page = 0; page * PAGE_SIZE < inode.size; page++) {
    const content = kernel.files.data.peek(inode, page);
    // A page that the host has and the guest has not read: symbols come when it is known.
    if (content !== undefined) bytes.set(content.subarray(0, inode.size - page * PAGE_SIZE), page * PAGE_SIZE);
  }
  return bytes;
}

/** `$x` and `$d` mark code and data for tools; `.L` labels are the compiler's own. */
function isLabel({ kind, name, section }: ElfSymbol): boolean {
  return kind !== 'file' && kind !== 'section' && name !== '' && section !== '' && !/^(\$|\.L)/.test(name);
}

function rank({ kind, global, name }: ElfSymbol): number {
  if (name === '__global_pointer$' || /^_+(bss|edata|end|BSS|DATA|SDATA)/.test(name)) return -1;
  return (kind === 'function' ? 2 : 0) + (global ? 1 : 0);
}

function lineRanges({ files, sequences }: SourceLines): LineRange[] {
  const ranges: LineRange[] = [];
  for (const { rows, end } of sequences) {
    rows.forEach((row, index) => {
      const next = rows[index + 1]?.addr ?? end;
      const last = ranges.at(-1);
      // Of rows at one address the last counts; rows of one line in a row are one range.
      if (next <= row.addr) return;
      if (last?.end === row.addr && last.line === row.line && last.file === files[row.file]) {
        ranges[ranges.length - 1] = { ...last, end: next };
      } else {
        ranges.push({ file: files[row.file] ?? '?', line: row.line, start: row.addr, end: next });
      }
    });
  }
  return ranges.sort((a, b) => a.start - b.start);
}

function nameRanges(elf: Uint8Array, symbols: readonly ElfSymbol[]): NamedRange[] {
  const sections = readSections(elf).filter(({ allocated }) => allocated);
  const executable = readExecutable((offset, length) => elf.subarray(offset, offset + length), elf.length);
  const segments = typeof executable === 'string' ? [] : executable.segments;
  const ranges: NamedRange[] = [];
  symbols.forEach((symbol, index) => {
    const next = symbols[index + 1];
    // Only the last of those at one address is shown.
    if (next?.addr === symbol.addr) return;
    const section = sections.find(({ name, addr }) => name === symbol.section && symbol.addr >= addr);
    const segment = segments.find(({ addr, memorySize }) => symbol.addr >= addr && symbol.addr <= addr + memorySize);
    const limit = segment === undefined ? symbol.addr + 1 : segment.addr + segment.memorySize;
    const end = Math.min(next?.addr ?? Infinity, Math.max(limit, symbol.addr + 1));
    ranges.push({
      name: symbol.name,
      start: symbol.addr,
      end,
      isCode: section?.executable === true,
      isGlobal: symbol.global,
    });
  });
  return ranges;
}

function functionsOf(
  named: readonly NamedRange[],
  symbols: readonly ElfSymbol[],
  called: ReadonlySet<number>,
): NamedRange[] {
  const marked = new Set(symbols.filter(({ kind, global }) => kind === 'function' || global).map(({ addr }) => addr));
  const code = named.filter(({ isCode }) => isCode);
  const starts = code.filter(({ start }, index) => index === 0 || marked.has(start) || called.has(start));
  return starts.map((range, index) => {
    const limit = starts[index + 1]?.start ?? code.at(-1)!.end;
    return { ...range, end: limit };
  });
}

/** The index of the last range that starts at or before `addr`; -1 if there is none. */
function lastAtOrBefore(ranges: readonly { readonly start: number }[], addr: number): number {
  let low = 0;
  let high = ranges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ranges[middle]!.start <= addr) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
