import {
  EHDR_SIZE,
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

/** A part of an executable that is to be in memory. */
export interface Segment {
  readonly addr: number;
  readonly fileOffset: number;
  readonly fileSize: number;
  readonly memorySize: number;
  readonly readable: boolean;
  readonly writable: boolean;
  readonly executable: boolean;
}

/** What execve needs to know of an executable. */
export interface Executable {
  readonly entry: number;
  /** Ascending by address, not overlapping. */
  readonly segments: readonly Segment[];
  /** Where the program headers are in memory; 0 if no segment holds them. */
  readonly programHeaderAddr: number;
  readonly programHeaderCount: number;
  /** Whether the executable asks for a trap on division by zero (`.option divtrap`). */
  readonly divTrap: boolean;
}

const PAGE = 4096;
/** Linux reads the program headers if they fit into 64 KiB. */
const HEADERS_MAX = 65536 / PHDR_SIZE;
const NOTES_MAX = 4096;

/**
 * Reads the headers of an ELF executable for riscv32, through `read(offset, length)`, which gives fewer bytes at the end
 * of the file. Accepts what Linux's binfmt_elf does for a static executable. Nothing in the file is trusted: no
 * content makes this throw or take more than a little memory.
 */
export function readExecutable(
  read: (offset: number, length: number) => Uint8Array,
  fileSize: number,
): Executable | 'not-elf' | 'bad-elf' {
  const head = read(0, EHDR_SIZE);
  if (head.length < 4 || head[0] !== 0x7f || head[1] !== 0x45 || head[2] !== 0x4c || head[3] !== 0x46) return 'not-elf';
  if (head.length < EHDR_SIZE) return 'bad-elf';
  const header = viewOf(head);
  const is32BitLittleEndian = head[4] === 1 && head[5] === 1;
  if (!is32BitLittleEndian || header.getUint16(16, true) !== ET_EXEC) return 'bad-elf';
  if (header.getUint16(18, true) !== EM_RISCV || header.getUint16(42, true) !== PHDR_SIZE) return 'bad-elf';
  const tableOffset = header.getUint32(28, true);
  const count = header.getUint16(44, true);
  if (count === 0 || count > HEADERS_MAX) return 'bad-elf';
  const table = read(tableOffset, count * PHDR_SIZE);
  if (table.length < count * PHDR_SIZE) return 'bad-elf';
  return readSegments(read, fileSize, header.getUint32(24, true), tableOffset, table);
}

function readSegments(
  read: (offset: number, length: number) => Uint8Array,
  fileSize: number,
  entry: number,
  tableOffset: number,
  table: Uint8Array,
): Executable | 'bad-elf' {
  const segments: Segment[] = [];
  let divTrap = false;
  for (let at = 0; at < table.length; at += PHDR_SIZE) {
    const view = viewOf(table.subarray(at, at + PHDR_SIZE));
    const type = view.getUint32(0, true);
    if (type === PT_INTERP) return 'bad-elf';
    if (type === PT_NOTE)
      divTrap ||= hasDivTrap(read(view.getUint32(4, true), Math.min(view.getUint32(16, true), NOTES_MAX)));
    if (type !== PT_LOAD) continue;
    const segment = segmentOf(view);
    if (!isLoadable(segment, fileSize, segments.at(-1))) return 'bad-elf';
    if (segment.memorySize > 0) segments.push(segment);
  }
  if (!segments.some(({ addr, memorySize }) => entry >= addr && entry < addr + memorySize)) return 'bad-elf';
  const holder = segments.find(
    ({ fileOffset, fileSize: size }) => tableOffset >= fileOffset && tableOffset + table.length <= fileOffset + size,
  );
  return {
    entry,
    segments,
    programHeaderAddr: holder === undefined ? 0 : holder.addr + tableOffset - holder.fileOffset,
    programHeaderCount: table.length / PHDR_SIZE,
    divTrap,
  };
}

function segmentOf(view: DataView): Segment {
  const flags = view.getUint32(24, true);
  return {
    fileOffset: view.getUint32(4, true),
    addr: view.getUint32(8, true),
    fileSize: view.getUint32(16, true),
    memorySize: view.getUint32(20, true),
    readable: (flags & PF_R) !== 0,
    writable: (flags & PF_W) !== 0,
    executable: (flags & PF_X) !== 0,
  };
}

/** Whether a segment can be mapped: page-congruent, within file and addresses, above page 0, behind the one before. */
function isLoadable(
  { addr, fileOffset, fileSize: size, memorySize }: Segment,
  fileSize: number,
  before?: Segment,
): boolean {
  if (memorySize === 0) return size === 0;
  if (addr % PAGE !== fileOffset % PAGE && size > 0) return false;
  if (size > memorySize || fileOffset + size > fileSize) return false;
  if (addr < PAGE || addr + memorySize > 2 ** 31) return false;
  return before === undefined || addr >= before.addr + before.memorySize;
}

/**
 * A note is three words (sizes of name and content, type), then name and content, each padded to four bytes.
 */
function hasDivTrap(notes: Uint8Array): boolean {
  const view = viewOf(notes);
  for (let at = 0; at + 12 <= notes.length; ) {
    const nameSize = view.getUint32(at, true);
    const contentSize = view.getUint32(at + 4, true);
    const name = String.fromCharCode(...notes.subarray(at + 12, at + 12 + Math.min(nameSize, 16)));
    if (name === `${NOTE_VENDOR}\0` && view.getUint32(at + 8, true) === NOTE_DIVIDE_TRAP) return true;
    at += 12 + Math.ceil(nameSize / 4) * 4 + Math.ceil(contentSize / 4) * 4;
  }
  return false;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}
