import { decodeUtf8 } from '../base/bytes.ts';
import {
  EHDR_SIZE,
  ELF_MAGIC,
  SHDR_SIZE,
  SHF_ALLOC,
  SHF_EXECINSTR,
  SHF_WRITE,
  SHT_NOBITS,
  SHT_SYMTAB,
  STB_LOCAL,
  STT_FILE,
  STT_FUNC,
  STT_OBJECT,
  STT_SECTION,
  SYM_SIZE,
} from './format.ts';

/** A symbol of an executable, for people: disassemblies, traces, the debugger. */
export interface ElfSymbol {
  readonly name: string;
  readonly addr: number;
  readonly size: number;
  readonly kind: 'function' | 'object' | 'none' | 'section' | 'file';
  /** The section it lies in; empty for mere numbers. */
  readonly section: string;
  readonly global: boolean;
}

/** A section with its bytes; one that is all zeros has none. */
export interface ElfSection {
  readonly name: string;
  readonly addr: number;
  readonly bytes: Uint8Array;
  readonly executable: boolean;
  readonly writable: boolean;
  readonly allocated: boolean;
}

interface Header {
  readonly name: string;
  readonly type: number;
  readonly flags: number;
  readonly addr: number;
  readonly link: number;
  readonly bytes: Uint8Array;
}

const KINDS: Readonly<Record<number, ElfSymbol['kind']>> = {
  [STT_FUNC]: 'function',
  [STT_OBJECT]: 'object',
  [STT_SECTION]: 'section',
  [STT_FILE]: 'file',
};

/** The symbols of an ELF32 file in the order of its table; none if it has no table or makes no sense. */
export function readSymbols(elf: Uint8Array): readonly ElfSymbol[] {
  const headers = readHeaders(elf);
  const table = headers.find(({ type }) => type === SHT_SYMTAB);
  const names = table === undefined ? undefined : headers[table.link]?.bytes;
  if (table === undefined || names === undefined) return [];
  const view = viewOf(table.bytes);
  const symbols: ElfSymbol[] = [];
  for (let at = SYM_SIZE; at + SYM_SIZE <= view.byteLength; at += SYM_SIZE) {
    const info = view.getUint8(at + 12);
    symbols.push({
      name: stringAt(names, view.getUint32(at, true)),
      addr: view.getUint32(at + 4, true),
      size: view.getUint32(at + 8, true),
      kind: KINDS[info & 15] ?? 'none',
      section: headers[view.getUint16(at + 14, true)]?.name ?? '',
      global: info >> 4 !== STB_LOCAL,
    });
  }
  return symbols;
}

/** The sections of an ELF32 file; none if it makes no sense. */
export function readSections(elf: Uint8Array): readonly ElfSection[] {
  return readHeaders(elf)
    .slice(1)
    .map(({ name, addr, bytes, flags }) => ({
      name,
      addr,
      bytes,
      executable: (flags & SHF_EXECINSTR) !== 0,
      writable: (flags & SHF_WRITE) !== 0,
      allocated: (flags & SHF_ALLOC) !== 0,
    }));
}

function readHeaders(elf: Uint8Array): Header[] {
  const view = viewOf(elf);
  if (elf.length < EHDR_SIZE || view.getUint32(0, true) !== ELF_MAGIC) return [];
  const table = view.getUint32(32, true);
  const count = view.getUint16(48, true);
  const namesIndex = view.getUint16(50, true);
  if (view.getUint16(46, true) !== SHDR_SIZE || table + count * SHDR_SIZE > elf.length) return [];
  const bytesOf = (index: number) => {
    const at = table + index * SHDR_SIZE;
    if (index >= count || view.getUint32(at + 4, true) === SHT_NOBITS) return new Uint8Array();
    const offset = view.getUint32(at + 16, true);
    return elf.subarray(Math.min(offset, elf.length), Math.min(offset + view.getUint32(at + 20, true), elf.length));
  };
  const names = bytesOf(namesIndex);
  return Array.from({ length: count }, (_, index) => {
    const at = table + index * SHDR_SIZE;
    return {
      name: stringAt(names, view.getUint32(at, true)),
      type: view.getUint32(at + 4, true),
      flags: view.getUint32(at + 8, true),
      addr: view.getUint32(at + 12, true),
      link: view.getUint32(at + 24, true),
      bytes: bytesOf(index),
    };
  });
}

function stringAt(strings: Uint8Array, offset: number): string {
  const end = strings.indexOf(0, offset);
  return decodeUtf8(strings.subarray(offset, end < 0 ? strings.length : end));
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}
