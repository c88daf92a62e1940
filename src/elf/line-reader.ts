import { decodeUtf8 } from '../base/bytes.ts';
import {
  DW_LNE_end_sequence,
  DW_LNE_set_address,
  DW_LNS_advance_line,
  DW_LNS_advance_pc,
  DW_LNS_copy,
  DW_LNS_set_file,
} from './dwarf-lines.ts';
import type { LineSequence } from './line-table.ts';
import { readSections } from './symbols.ts';

/** The source lines of an executable. */
export interface SourceLines {
  /** Names as the compiler wrote them, with their folders. */
  readonly files: readonly string[];
  /** Stretches of code; files are indices of `files`, and rows of one sequence ascend by address. */
  readonly sequences: readonly LineSequence[];
}

/** More standard opcodes (DWARF 5, section 6.2.5.2). */
const DW_LNS_const_add_pc = 8;
const DW_LNS_fixed_advance_pc = 9;
const DW_LNCT_path = 1;
const DW_LNCT_directory_index = 2;

/** What a line program begins with, as far as it is needed. */
interface Header {
  readonly version: number;
  readonly end: number;
  readonly minimumLength: number;
  readonly lineBase: number;
  readonly lineRange: number;
  readonly opcodeBase: number;
  readonly operandCounts: readonly number[];
  /** Indices into the files of all, by the file numbers of this program. */
  readonly files: readonly number[];
}

/** The strings that a program of version 5 refers to. */
interface Strings {
  readonly line: Uint8Array;
  readonly debug: Uint8Array;
}

/**
 * Reads `.debug_line` of an executable (DWARF 2 to 5, sections "Line Number Information"): none if it has no such section.
 * What makes no sense ends its program early.
 */
export function readLines(elf: Uint8Array): SourceLines {
  const sections = new Map(readSections(elf).map(({ name, bytes }) => [name, bytes]));
  const bytes = sections.get('.debug_line') ?? new Uint8Array();
  const empty = new Uint8Array();
  const strings = { line: sections.get('.debug_line_str') ?? empty, debug: sections.get('.debug_str') ?? empty };
  const fileNumbers = new Map<string, number>();
  const sequences: LineSequence[] = [];
  const reader = new Reader(bytes);
  try {
    while (reader.at + 4 < bytes.length) {
      const header = readHeader(reader, strings, fileNumbers);
      if (header === undefined) break;
      runProgram(reader, header, sequences);
      reader.at = header.end;
    }
  } catch (error) {
    // A table that is cut off shows what was before.
    if (!(error instanceof RangeError)) throw error;
  }
  return { files: [...fileNumbers.keys()], sequences: sequences.filter(({ rows }) => rows.length > 0) };
}

function readHeader(reader: Reader, strings: Strings, fileNumbers: Map<string, number>): Header | undefined {
  const length = reader.u32();
  // 64-bit DWARF does not occur for a 32-bit target.
  if (length >= 0xfffffff0) return undefined;
  const end = reader.at + length;
  const version = reader.u16();
  if (version < 2 || version > 5) return undefined;
  if (version >= 5) reader.at += 2; // sizes of addresses and of segment selectors
  const programAt = reader.u32() + reader.at;
  const minimumLength = reader.u8();
  if (version >= 4) reader.at += 1; // operations in an instruction
  reader.at += 1; // whether rows are statements at first
  const lineBase = (reader.u8() << 24) >> 24;
  const lineRange = reader.u8();
  const opcodeBase = reader.u8();
  const operandCounts = Array.from({ length: opcodeBase - 1 }, () => reader.u8());
  const names = version >= 5 ? readNames5(reader, strings) : readNames(reader);
  const files = names.map((name) => {
    const number = fileNumbers.get(name) ?? fileNumbers.size;
    fileNumbers.set(name, number);
    return number;
  });
  reader.at = programAt;
  if (lineRange === 0) return undefined;
  return { version, end, minimumLength, lineBase, lineRange, opcodeBase, operandCounts, files };
}

/** The file names of versions 2 to 4; number 0 stands for the first, which nothing else refers to. */
function readNames(reader: Reader): string[] {
  const folders = ['.'];
  for (let folder = reader.text(); folder !== ''; folder = reader.text()) folders.push(folder);
  const names: string[] = [];
  for (let name = reader.text(); name !== ''; name = reader.text()) {
    const folder = folders[reader.uleb128()] ?? '.';
    reader.uleb128(); // time
    reader.uleb128(); // size
    names.push(inFolder(folder, name));
  }
  return [names[0] ?? '?', ...names];
}

/** The file names of version 5: two tables whose columns are described first. */
function readNames5(reader: Reader, strings: Strings): string[] {
  const folders = readTable(reader, strings).map(({ path }) => path);
  return readTable(reader, strings).map(({ path, folder }) => {
    // Folder 0 is where the compiler ran: names are relative to it.
    return folder === 0 ? path : inFolder(inFolder(folders[0] ?? '.', folders[folder] ?? '.', true), path);
  });
}

function readTable(reader: Reader, strings: Strings): { path: string; folder: number }[] {
  const columns = Array.from({ length: reader.u8() }, () => [reader.uleb128(), reader.uleb128()] as const);
  return Array.from({ length: reader.uleb128() }, () => {
    const entry = { path: '?', folder: 0 };
    for (const [content, form] of columns) {
      const value = readForm(reader, form, strings);
      if (content === DW_LNCT_path && typeof value === 'string') entry.path = value;
      if (content === DW_LNCT_directory_index && typeof value === 'number') entry.folder = value;
    }
    return entry;
  });
}

/** A value in one of the forms that the tables use (DWARF 5, section 7.5.6). */
function readForm(reader: Reader, form: number, strings: Strings): string | number {
  switch (form) {
    case 0x08: // string
      return reader.text();
    case 0x0e: // strp
      return new Reader(strings.debug, reader.u32()).text();
    case 0x1f: // line_strp
      return new Reader(strings.line, reader.u32()).text();
    case 0x0b: // data1
      return reader.u8();
    case 0x05: // data2
      return reader.u16();
    case 0x06: // data4
      return reader.u32();
    case 0x07: // data8
      reader.at += 8;
      return 0;
    case 0x0f: // udata
      return reader.uleb128();
    case 0x1e: // data16, a checksum
      reader.at += 16;
      return 0;
    case 0x09: // block
      reader.at += reader.uleb128();
      return 0;
    default:
      throw new RangeError(`form ${form} of a line table`);
  }
}

/** A name as it is found from where the compiler ran; `asFolder`: where a folder is relative to the first one, without that. */
function inFolder(folder: string, name: string, asFolder = false): string {
  if (name.startsWith('/') || folder === '.' || folder === '' || asFolder) return name;
  return `${folder}/${name}`;
}

function runProgram(reader: Reader, header: Header, sequences: LineSequence[]): void {
  const { opcodeBase, lineRange, lineBase, minimumLength } = header;
  let at = { addr: 0, file: 1, line: 1 };
  let rows: { addr: number; file: number; line: number }[] = [];
  const copy = () => rows.push({ addr: at.addr, file: header.files[at.file] ?? header.files[0] ?? 0, line: at.line });
  const special = (opcode: number) => Math.floor((opcode - opcodeBase) / lineRange) * minimumLength;
  while (reader.at < header.end) {
    const opcode = reader.u8();
    if (opcode >= opcodeBase) {
      at.addr += special(opcode);
      at.line += lineBase + ((opcode - opcodeBase) % lineRange);
      copy();
    } else if (opcode === 0) {
      const next = reader.uleb128() + reader.at;
      const extended = reader.u8();
      if (extended === DW_LNE_set_address) at.addr = reader.u32();
      if (extended === DW_LNE_end_sequence) {
        sequences.push({ rows, end: at.addr });
        rows = [];
        at = { addr: 0, file: 1, line: 1 };
      }
      reader.at = next;
    } else if (opcode === DW_LNS_copy) copy();
    else if (opcode === DW_LNS_advance_pc) at.addr += reader.uleb128() * minimumLength;
    else if (opcode === DW_LNS_advance_line) at.line += reader.sleb128();
    else if (opcode === DW_LNS_set_file) at.file = reader.uleb128();
    else if (opcode === DW_LNS_const_add_pc) at.addr += special(255);
    else if (opcode === DW_LNS_fixed_advance_pc) at.addr += reader.u16();
    else for (let count = header.operandCounts[opcode - 1] ?? 0; count > 0; count--) reader.uleb128();
  }
}

/** Reads little-endian numbers and strings; beyond the end it throws a RangeError. */
class Reader {
  at: number;
  private readonly bytes: Uint8Array;
  private readonly view: DataView;

  constructor(bytes: Uint8Array, at = 0) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.at = at;
  }

  u8(): number {
    return this.view.getUint8(this.at++);
  }

  u16(): number {
    this.at += 2;
    return this.view.getUint16(this.at - 2, true);
  }

  u32(): number {
    this.at += 4;
    return this.view.getUint32(this.at - 4, true);
  }

  uleb128(): number {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.u8();
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
  }

  sleb128(): number {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.u8();
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return (byte & 0x40) === 0 ? value : value - factor * 128;
    }
  }

  /** A string up to its zero byte. */
  text(): string {
    const end = this.bytes.indexOf(0, this.at);
    if (end < 0) throw new RangeError('a string without an end');
    const text = decodeUtf8(this.bytes.subarray(this.at, end));
    this.at = end + 1;
    return text;
  }
}
