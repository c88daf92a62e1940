import {
  EHDR_SIZE,
  ELF_MAGIC,
  ELFCLASS32,
  ELFDATA2LSB,
  EM_RISCV,
  ET_EXEC,
  NOTE_DIVIDE_TRAP,
  NOTE_VENDOR,
  PF_R,
  PF_W,
  PF_X,
  PHDR_SIZE,
  PT_INTERP,
  PT_LOAD,
  PT_NOTE,
} from './format.ts';
import { PAGE_SIZE } from './layout.ts';

/** A part of an executable to be mapped; what `memorySize` has beyond `fileSize` is zeros. */
export interface Segment {
  readonly addr: number;
  readonly fileOffset: number;
  readonly fileSize: number;
  readonly memorySize: number;
  readonly readable: boolean;
  readonly writable: boolean;
  readonly executable: boolean;
}

/** What is needed to run an ELF32 executable; segments in the order of the file. */
export interface Executable {
  readonly entry: number;
  readonly segments: readonly Segment[];
  /** Where the program headers lie in memory, for the auxiliary vector; 0 if no segment holds them. */
  readonly programHeaderAddr: number;
  readonly programHeaderCount: number;
  /** The program asks that division by zero traps. */
  readonly divTrap: boolean;
}

/** Linux reads at most this much of program headers (fs/binfmt_elf.c, ELF_MAX). */
const LARGEST_HEADER_TABLE = 65536;
/** Notes longer than this are not looked at. */
const LARGEST_NOTE = 4096;
/** Addresses end below this, as for Linux processes on riscv32 (TASK_SIZE). */
const HIGHEST = 0x9dc00000;

/**
 * Reads the headers of an executable of `fileSize` bytes, of which `head` gives any part. What Linux would not execute
 * (fs/binfmt_elf.c), what needs an interpreter, and what lies outside of the file or over itself is 'bad-elf'; what
 * does not start as ELF is 'not-elf'. Reads no more than the header tables, whatever the file claims; never throws.
 */
export function readExecutable(
  head: (offset: number, length: number) => Uint8Array,
  fileSize: number,
): Executable | 'not-elf' | 'bad-elf' {
  const part = (offset: number, length: number): DataView | undefined => {
    if (offset + length > fileSize) return undefined;
    const bytes = head(offset, length);
    return bytes.length < length ? undefined : new DataView(bytes.buffer, bytes.byteOffset, length);
  };
  const magic = part(0, 4);
  if (magic === undefined || magic.getUint32(0, true) !== ELF_MAGIC) return 'not-elf';
  const header = part(0, EHDR_SIZE);
  if (header === undefined || !isRunnable(header)) return 'bad-elf';
  const tableOffset = header.getUint32(28, true);
  const count = header.getUint16(44, true);
  if (count === 0 || count * PHDR_SIZE > LARGEST_HEADER_TABLE) return 'bad-elf';
  const table = part(tableOffset, count * PHDR_SIZE);
  if (table === undefined) return 'bad-elf';
  const segments: Segment[] = [];
  let divTrap = false;
  for (let at = 0; at < count * PHDR_SIZE; at += PHDR_SIZE) {
    const type = table.getUint32(at, true);
    const segment = readSegment(table, at);
    if (type === PT_INTERP) return 'bad-elf';
    if (type === PT_NOTE)
      divTrap ||= asksForDivideTrap(part(segment.fileOffset, Math.min(segment.fileSize, LARGEST_NOTE)));
    if (type !== PT_LOAD || segment.memorySize === 0) continue;
    if (!isLoadable(segment, fileSize)) return 'bad-elf';
    segments.push(segment);
  }
  if (segments.length === 0 || haveCommonPage(segments)) return 'bad-elf';
  return {
    entry: header.getUint32(24, true),
    segments,
    programHeaderAddr: addressOfHeaders(segments, tableOffset, count * PHDR_SIZE),
    programHeaderCount: count,
    divTrap,
  };
}

function isRunnable(header: DataView): boolean {
  return (
    header.getUint8(4) === ELFCLASS32 &&
    header.getUint8(5) === ELFDATA2LSB &&
    header.getUint16(16, true) === ET_EXEC &&
    header.getUint16(18, true) === EM_RISCV &&
    header.getUint16(42, true) === PHDR_SIZE
  );
}

function readSegment(table: DataView, at: number): Segment {
  const flags = table.getUint32(at + 24, true);
  return {
    addr: table.getUint32(at + 8, true),
    fileOffset: table.getUint32(at + 4, true),
    fileSize: table.getUint32(at + 16, true),
    memorySize: table.getUint32(at + 20, true),
    readable: (flags & PF_R) !== 0,
    writable: (flags & PF_W) !== 0,
    executable: (flags & PF_X) !== 0,
  };
}

function isLoadable({ addr, fileOffset, fileSize, memorySize }: Segment, size: number): boolean {
  return (
    fileSize <= memorySize &&
    addr + memorySize <= HIGHEST &&
    fileOffset + fileSize <= size &&
    (fileSize === 0 || fileOffset % PAGE_SIZE === addr % PAGE_SIZE)
  );
}

/** Two segments on one page could not both have their contents and permissions. */
function haveCommonPage(segments: readonly Segment[]): boolean {
  const sorted = [...segments].sort((a, b) => a.addr - b.addr);
  return sorted.some((segment, index) => {
    const before = sorted[index - 1];
    if (before === undefined) return false;
    const lastPage = Math.floor((before.addr + before.memorySize - 1) / PAGE_SIZE);
    return Math.floor(segment.addr / PAGE_SIZE) <= lastPage;
  });
}

function addressOfHeaders(segments: readonly Segment[], offset: number, size: number): number {
  const holder = segments.find(
    ({ fileOffset, fileSize }) => offset >= fileOffset && offset + size <= fileOffset + fileSize,
  );
  return holder === undefined ? 0 : holder.addr + offset - holder.fileOffset;
}

/** Whether a segment of notes has the one of `.option divtrap`: lengths of name and description, type, then both. */
function asksForDivideTrap(notes: DataView | undefined): boolean {
  if (notes === undefined) return false;
  let at = 0;
  while (at + 12 <= notes.byteLength) {
    const nameSize = notes.getUint32(at, true);
    const descriptionSize = notes.getUint32(at + 4, true);
    const type = notes.getUint32(at + 8, true);
    const end = at + 12 + nameSize;
    if (end > notes.byteLength) return false;
    if (type === NOTE_DIVIDE_TRAP && nameSize === NOTE_VENDOR.length + 1 && isVendor(notes, at + 12)) return true;
    at = Math.ceil(end / 4) * 4 + Math.ceil(descriptionSize / 4) * 4;
  }
  return false;
}

function isVendor(notes: DataView, at: number): boolean {
  return [...NOTE_VENDOR].every((letter, index) => notes.getUint8(at + index) === letter.charCodeAt(0));
}
