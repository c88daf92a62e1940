import { ByteWriter } from '../base/bytes.ts';
import {
  DW_LNE_end_sequence,
  DW_LNE_set_address,
  DW_LNS_advance_line,
  DW_LNS_advance_pc,
  DW_LNS_copy,
  DW_LNS_set_file,
} from './dwarf-lines.ts';

/** From `addr` on the code comes from line `line` of file number `file` (from 0). */
export interface LineRow {
  readonly addr: number;
  readonly file: number;
  readonly line: number;
}

/** Instructions that lie one behind the other, from the first row's address to `end`. */
export interface LineSequence {
  readonly rows: readonly LineRow[];
  readonly end: number;
}

/** The lines of one source and the files that it includes. */
export interface LineUnit {
  readonly name: string;
  readonly files: readonly string[];
  readonly sequences: readonly LineSequence[];
}

const VERSION = 4;
const ADDRESS_SIZE = 4;

/** DWARF 4: section 7.5, "Debugging Information Entry". */
const DW_TAG_compile_unit = 0x11;
const DW_AT_name = 0x03;
const DW_AT_stmt_list = 0x10;
const DW_AT_low_pc = 0x11;
const DW_AT_language = 0x13;
const DW_AT_producer = 0x25;
const DW_AT_ranges = 0x55;
const DW_FORM_addr = 0x01;
const DW_FORM_data2 = 0x05;
const DW_FORM_string = 0x08;
const DW_FORM_sec_offset = 0x17;
const DW_LANG_Mips_Assembler = 0x8001;

/** How many operands each standard opcode has. */
const OPERAND_COUNTS = [0, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 1];
const OPCODE_BASE = OPERAND_COUNTS.length + 1;
/** A special opcode moves on by a few bytes and by -5 to 8 lines. */
const LINE_BASE = -5;
const LINE_RANGE = 14;

/**
 * The sections that let a debugger show source lines. It finds a unit by its ranges in .debug_info, and from there the
 * unit's program in .debug_line.
 */
export function writeLineTable(units: readonly LineUnit[]): { readonly name: string; readonly bytes: Uint8Array }[] {
  const used = units.filter(({ sequences }) => sequences.length > 0);
  if (used.length === 0) return [];
  const info = new ByteWriter();
  const lines = new ByteWriter();
  const ranges = new ByteWriter();
  for (const unit of used) {
    writeInfo(info, unit.name, lines.length, ranges.length);
    writeProgram(lines, unit);
    writeRanges(ranges, unit);
  }
  return [
    { name: '.debug_abbrev', bytes: abbreviations() },
    { name: '.debug_info', bytes: info.toBytes() },
    { name: '.debug_line', bytes: lines.toBytes() },
    { name: '.debug_ranges', bytes: ranges.toBytes() },
  ];
}

/** The one kind of entry: number 1, a compilation unit without children. */
function abbreviations(): Uint8Array {
  const table = new ByteWriter(32);
  table.uleb128(1);
  table.uleb128(DW_TAG_compile_unit);
  table.u8(0);
  const attributes = [
    [DW_AT_stmt_list, DW_FORM_sec_offset],
    [DW_AT_ranges, DW_FORM_sec_offset],
    [DW_AT_low_pc, DW_FORM_addr],
    [DW_AT_name, DW_FORM_string],
    [DW_AT_producer, DW_FORM_string],
    [DW_AT_language, DW_FORM_data2],
    [0, 0],
  ];
  for (const number of attributes.flat()) table.uleb128(number);
  table.u8(0);
  return table.toBytes();
}

function writeInfo(info: ByteWriter, name: string, lineOffset: number, rangeOffset: number): void {
  const entry = new ByteWriter();
  entry.u16(VERSION);
  entry.u32(0); // the abbreviations start at 0
  entry.u8(ADDRESS_SIZE);
  entry.uleb128(1);
  entry.u32(lineOffset);
  entry.u32(rangeOffset);
  entry.u32(0); // the ranges count from 0
  entry.cString(name);
  entry.cString('kernlet');
  entry.u16(DW_LANG_Mips_Assembler);
  info.u32(entry.length);
  info.bytes(entry.toBytes());
}

function writeRanges(ranges: ByteWriter, { sequences }: LineUnit): void {
  for (const { rows, end } of sequences) {
    ranges.u32(rows[0]?.addr ?? end);
    ranges.u32(end);
  }
  ranges.u64(0, 0);
}

function writeProgram(lines: ByteWriter, { files, sequences }: LineUnit): void {
  const header = new ByteWriter();
  header.u8(1); // addresses advance by single bytes
  header.u8(1); // one operation per instruction
  header.u8(1); // each row is a statement
  header.u8(LINE_BASE & 0xff);
  header.u8(LINE_RANGE);
  header.u8(OPCODE_BASE);
  for (const count of OPERAND_COUNTS) header.u8(count);
  header.u8(0); // no folders: names are as they were given
  for (const file of files) {
    header.cString(file);
    for (let field = 0; field < 3; field++) header.uleb128(0); // folder, time and size are not known
  }
  header.u8(0);
  const program = new ByteWriter();
  for (const sequence of sequences) writeSequence(program, sequence);
  lines.u32(2 + 4 + header.length + program.length);
  lines.u16(VERSION);
  lines.u32(header.length);
  lines.bytes(header.toBytes());
  lines.bytes(program.toBytes());
}

function writeSequence(program: ByteWriter, { rows, end }: LineSequence): void {
  const start = rows[0]?.addr ?? end;
  program.u8(0);
  program.uleb128(1 + ADDRESS_SIZE);
  program.u8(DW_LNE_set_address);
  program.u32(start);
  let at: LineRow = { addr: start, file: 0, line: 1 };
  for (const row of rows) {
    if (row.file !== at.file) {
      program.u8(DW_LNS_set_file);
      program.uleb128(row.file + 1);
    }
    writeRow(program, row.addr - at.addr, row.line - at.line);
    at = row;
  }
  program.u8(DW_LNS_advance_pc);
  program.uleb128(end - at.addr);
  program.u8(0);
  program.uleb128(1);
  program.u8(DW_LNE_end_sequence);
}

/** A row that many bytes and lines further on: one byte where both are small. */
function writeRow(program: ByteWriter, bytes: number, lines: number): void {
  const opcode = lines - LINE_BASE + LINE_RANGE * bytes + OPCODE_BASE;
  if (lines >= LINE_BASE && lines < LINE_BASE + LINE_RANGE && opcode <= 255) {
    program.u8(opcode);
    return;
  }
  program.u8(DW_LNS_advance_pc);
  program.uleb128(bytes);
  program.u8(DW_LNS_advance_line);
  program.sleb128(lines);
  program.u8(DW_LNS_copy);
}
