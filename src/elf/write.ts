import { alignUp } from '../base/bits.ts';
import { ByteWriter, encodeUtf8 } from '../base/bytes.ts';
import {
  EHDR_SIZE,
  ELF_MAGIC,
  ELFCLASS32,
  ELFDATA2LSB,
  EM_RISCV,
  ET_EXEC,
  EV_CURRENT,
  NOTE_DIVIDE_TRAP,
  NOTE_SECTION,
  NOTE_VENDOR,
  PF_R,
  PF_W,
  PF_X,
  PHDR_SIZE,
  PT_GNU_STACK,
  PT_LOAD,
  PT_NOTE,
  SHDR_SIZE,
  SHF_ALLOC,
  SHF_EXECINSTR,
  SHF_WRITE,
  SHN_ABS,
  SHT_NOBITS,
  SHT_NOTE,
  SHT_PROGBITS,
  SHT_STRTAB,
  SHT_SYMTAB,
  STB_GLOBAL,
  STB_LOCAL,
  STB_WEAK,
  STT_FILE,
  STT_FUNC,
  STT_NOTYPE,
  STT_OBJECT,
  SYM_SIZE,
} from './format.ts';
import { HEADER_ROOM, IMAGE_START, PAGE_SIZE } from './layout.ts';

/** A section in memory; `bytes` is undefined for one that is all zeros. */
export interface ImageSection {
  readonly name: string;
  readonly addr: number;
  readonly size: number;
  readonly bytes: Uint8Array | undefined;
  readonly alignment: number;
  readonly writable: boolean;
  readonly executable: boolean;
}

export interface ImageSymbol {
  readonly name: string;
  readonly addr: number;
  readonly size: number;
  readonly kind: 'function' | 'object' | 'none' | 'file';
  readonly binding: 'local' | 'global' | 'weak';
  readonly hidden: boolean;
  /** Whether it is an address in a section, and not a mere number. */
  readonly isAddress: boolean;
}

/** A program to be written: its segments in the order of their addresses. */
export interface Image {
  readonly entry: number;
  readonly segments: readonly (readonly ImageSection[])[];
  readonly symbols: readonly ImageSymbol[];
  /** Sections that are not loaded, such as line numbers. */
  readonly extras: readonly { readonly name: string; readonly bytes: Uint8Array }[];
  readonly divTrap: boolean;
}

interface SectionHeader {
  readonly name: string;
  readonly type: number;
  readonly flags: number;
  readonly addr: number;
  readonly offset: number;
  readonly size: number;
  readonly link: number;
  readonly info: number;
  readonly alignment: number;
  readonly entrySize: number;
}

interface ProgramHeader {
  readonly type: number;
  readonly offset: number;
  readonly addr: number;
  readonly fileSize: number;
  readonly memorySize: number;
  readonly flags: number;
  readonly alignment: number;
}

const NO_SECTION: SectionHeader = {
  name: '',
  type: 0,
  flags: 0,
  addr: 0,
  offset: 0,
  size: 0,
  link: 0,
  info: 0,
  alignment: 0,
  entrySize: 0,
};

/** The bytes of an ELF32 executable. The first segment starts with the headers. */
export function writeElf(image: Image): Uint8Array {
  const file = new ByteWriter(0x4000);
  file.fill(HEADER_ROOM);
  const sections: SectionHeader[] = [NO_SECTION];
  const programHeaders: ProgramHeader[] = [];
  image.segments.forEach((segment, index) => {
    programHeaders.push(...writeSegment(file, segment, index === 0, sections));
  });
  programHeaders.push({
    type: PT_GNU_STACK,
    offset: 0,
    addr: 0,
    fileSize: 0,
    memorySize: 0,
    flags: PF_R | PF_W,
    alignment: 16,
  });
  const loaded = sections.length;
  if (image.divTrap) programHeaders.push(writeNote(file, sections));
  for (const { name, bytes } of image.extras)
    writeSection(file, sections, { ...NO_SECTION, name, type: SHT_PROGBITS, alignment: 1 }, bytes);
  writeSymbols(file, sections, image.symbols, sections.slice(0, loaded));
  const names = writeSectionNames(file, sections);
  file.align(4);
  const sectionTable = file.length;
  for (const [index, section] of sections.entries()) writeSectionHeader(file, section, names[index]!);
  const bytes = file.toBytes();
  bytes.set(headerBytes(image.entry, programHeaders, sectionTable, sections.length));
  return bytes;
}

/** Appends the contents of a segment; nothing for an empty one, unless it holds the headers. */
function writeSegment(
  file: ByteWriter,
  segment: readonly ImageSection[],
  hasHeaders: boolean,
  sections: SectionHeader[],
): ProgramHeader[] {
  const first = segment[0];
  if (first === undefined && !hasHeaders) return [];
  if (!hasHeaders) file.align(PAGE_SIZE);
  const addr = hasHeaders ? IMAGE_START : Math.floor(first!.addr / PAGE_SIZE) * PAGE_SIZE;
  const offset = hasHeaders ? 0 : file.length;
  let end = addr + (hasHeaders ? HEADER_ROOM : 0);
  for (const section of segment) {
    if (section.bytes !== undefined) {
      file.fill(offset + section.addr - addr - file.length);
      file.bytes(section.bytes);
    }
    end = section.addr + section.size;
    sections.push({
      ...NO_SECTION,
      name: section.name,
      type: section.bytes === undefined ? SHT_NOBITS : SHT_PROGBITS,
      flags: SHF_ALLOC | (section.writable ? SHF_WRITE : 0) | (section.executable ? SHF_EXECINSTR : 0),
      addr: section.addr,
      offset: section.bytes === undefined ? file.length : offset + section.addr - addr,
      size: section.size,
      alignment: section.alignment,
    });
  }
  const writable = segment.some((section) => section.writable);
  const executable = hasHeaders || segment.some((section) => section.executable);
  const flags = PF_R | (writable ? PF_W : 0) | (executable ? PF_X : 0);
  const fileSize = file.length - offset;
  return [{ type: PT_LOAD, offset, addr, fileSize, memorySize: end - addr, flags, alignment: PAGE_SIZE }];
}

function writeSection(
  file: ByteWriter,
  sections: SectionHeader[],
  header: SectionHeader,
  bytes: Uint8Array,
): SectionHeader {
  file.align(Math.max(1, header.alignment));
  const placed = { ...header, offset: file.length, size: bytes.length };
  file.bytes(bytes);
  sections.push(placed);
  return placed;
}

/** A note is a name and a description, each with its length in front and padded to four bytes. */
function writeNote(file: ByteWriter, sections: SectionHeader[]): ProgramHeader {
  const note = new ByteWriter(32);
  note.u32(NOTE_VENDOR.length + 1);
  note.u32(0);
  note.u32(NOTE_DIVIDE_TRAP);
  note.cString(NOTE_VENDOR);
  note.align(4);
  const header = { ...NO_SECTION, name: NOTE_SECTION, type: SHT_NOTE, alignment: 4 };
  const { offset, size } = writeSection(file, sections, header, note.toBytes());
  return { type: PT_NOTE, offset, addr: 0, fileSize: size, memorySize: size, flags: PF_R, alignment: 4 };
}

const BINDINGS = { local: STB_LOCAL, global: STB_GLOBAL, weak: STB_WEAK } as const;
const KINDS = { none: STT_NOTYPE, object: STT_OBJECT, function: STT_FUNC, file: STT_FILE } as const;
const STV_HIDDEN = 2;

/** The symbol table with its names; local symbols come first, as the format wants. */
function writeSymbols(
  file: ByteWriter,
  sections: SectionHeader[],
  symbols: readonly ImageSymbol[],
  loaded: readonly SectionHeader[],
): void {
  const locals = symbols.filter(({ binding }) => binding === 'local');
  const ordered = [...locals, ...symbols.filter(({ binding }) => binding !== 'local')];
  const table = new ByteWriter((ordered.length + 1) * SYM_SIZE);
  const names = new ByteWriter();
  table.fill(SYM_SIZE);
  names.u8(0);
  for (const symbol of ordered) {
    table.u32(names.length);
    names.cString(symbol.name);
    table.u32(symbol.addr >>> 0);
    table.u32(symbol.size);
    table.u8((BINDINGS[symbol.binding] << 4) | KINDS[symbol.kind]);
    table.u8(symbol.hidden ? STV_HIDDEN : 0);
    table.u16(symbol.isAddress ? sectionAt(loaded, symbol.addr) : SHN_ABS);
  }
  const strings = sections.length + 1;
  const header = {
    ...NO_SECTION,
    name: '.symtab',
    type: SHT_SYMTAB,
    link: strings,
    info: locals.length + 1,
    alignment: 4,
    entrySize: SYM_SIZE,
  };
  writeSection(file, sections, header, table.toBytes());
  writeSection(file, sections, { ...NO_SECTION, name: '.strtab', type: SHT_STRTAB, alignment: 1 }, names.toBytes());
}

/** The section that `addr` lies in, or ends; an address outside of all is a mere number. */
function sectionAt(sections: readonly SectionHeader[], addr: number): number {
  const inside = sections.findIndex(
    (section) => section.size > 0 && addr >= section.addr && addr < section.addr + section.size,
  );
  if (inside > 0) return inside;
  const before = sections.findIndex((section) => section.size > 0 && addr === section.addr + section.size);
  return before > 0 ? before : SHN_ABS;
}

function writeSectionNames(file: ByteWriter, sections: SectionHeader[]): number[] {
  const names = new ByteWriter();
  const offsets = [...sections.map(({ name }) => name), '.shstrtab'].map((name) => {
    const offset = names.length;
    names.bytes(encodeUtf8(`${name}\0`));
    return offset;
  });
  writeSection(file, sections, { ...NO_SECTION, name: '.shstrtab', type: SHT_STRTAB, alignment: 1 }, names.toBytes());
  return offsets;
}

function writeSectionHeader(file: ByteWriter, section: SectionHeader, name: number): void {
  file.u32(name);
  file.u32(section.type);
  file.u32(section.flags);
  file.u32(section.addr);
  file.u32(section.offset);
  file.u32(section.size);
  file.u32(section.link);
  file.u32(section.info);
  file.u32(section.alignment);
  file.u32(section.entrySize);
}

function headerBytes(
  entry: number,
  programs: readonly ProgramHeader[],
  sectionTable: number,
  sections: number,
): Uint8Array {
  const header = new ByteWriter(HEADER_ROOM);
  header.u32(ELF_MAGIC);
  header.u8(ELFCLASS32);
  header.u8(ELFDATA2LSB);
  header.u8(EV_CURRENT);
  header.fill(9);
  header.u16(ET_EXEC);
  header.u16(EM_RISCV);
  header.u32(EV_CURRENT);
  header.u32(entry);
  header.u32(EHDR_SIZE);
  header.u32(sectionTable);
  header.u32(0);
  header.u16(EHDR_SIZE);
  header.u16(PHDR_SIZE);
  header.u16(programs.length);
  header.u16(SHDR_SIZE);
  header.u16(sections);
  header.u16(sections - 1);
  for (const program of programs) {
    header.u32(program.type);
    header.u32(program.offset);
    header.u32(program.addr);
    header.u32(program.addr);
    header.u32(program.fileSize);
    header.u32(program.memorySize);
    header.u32(program.flags);
    header.u32(program.alignment);
  }
  if (header.length > alignUp(HEADER_ROOM, 4)) throw new Error(`${programs.length} program headers do not fit`);
  return header.toBytes();
}
