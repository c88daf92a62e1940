import type { Executable } from '../elf/read.ts';
import { type ElfSection, type ElfSymbol, readSections, readSymbols } from '../elf/symbols.ts';
import { type Decoded, decode } from '../isa/decode.ts';
import { disassemble } from '../isa/disassemble.ts';
import type { Term } from '../isa/terms.ts';

/** The text column: names of instructions are this wide. */
const NAME_WIDTH = 9;
const COMMENT_COLUMN = 46;
const BYTES_PER_LINE = 16;

/** The symbols of an executable, for looking up. */
class Names {
  private readonly sorted: readonly ElfSymbol[];
  private readonly byAddress = new Map<number, string[]>();

  constructor(symbols: readonly ElfSymbol[]) {
    this.sorted = symbols
      // `$x` and `$d` mark code and data for tools.
      .filter(
        ({ kind, name, section }) =>
          kind !== 'file' && kind !== 'section' && name !== '' && section !== '' && !name.startsWith('$'),
      )
      .sort((a, b) => a.addr - b.addr || Number(b.global) - Number(a.global));
    for (const { addr, name } of this.sorted) {
      const others = this.byAddress.get(addr);
      if (others === undefined) this.byAddress.set(addr, [name]);
      else others.push(name);
    }
  }

  at(addr: number): readonly string[] {
    return this.byAddress.get(addr) ?? [];
  }

  /** The nearest symbol at or before `addr`, and how far that is; undefined if `addr` is in none of the sections. */
  describe(addr: number, sections: readonly ElfSection[]): string | undefined {
    const exact = this.at(addr)[0];
    if (exact !== undefined) return exact;
    const section = sections.find(({ addr: start, bytes }) => addr >= start && addr < start + bytes.length);
    const before = this.sorted.filter((symbol) => symbol.addr < addr && symbol.section === section?.name).at(-1);
    return before === undefined ? undefined : `${before.name}+0x${(addr - before.addr).toString(16)}`;
  }
}

/**
 * The sections of an executable: code as instructions, with labels and where jumps and addresses lead; data, if
 * `withData`, as bytes. Without a table of sections, what is executable in memory is shown.
 */
export function formatDisassembly(name: string, elf: Uint8Array, executable: Executable, withData: boolean): string {
  const names = new Names(readSymbols(elf));
  const sections = listSections(elf, executable);
  const entry = names.at(executable.entry)[0];
  const lines = [`${name}: ELF32 riscv, entry ${hex(executable.entry)}${entry === undefined ? '' : ` <${entry}>`}`];
  for (const section of sections) {
    lines.push('', `${section.name} at ${hex(section.addr)}, ${section.bytes.length} bytes`);
    if (section.executable) lines.push(...codeLines(section, sections, names));
    else if (withData) lines.push(...dataLines(section, names));
  }
  return lines.map((line) => `${line.trimEnd()}\n`).join('');
}

function listSections(elf: Uint8Array, executable: Executable): readonly ElfSection[] {
  const sections = readSections(elf).filter(({ allocated, bytes }) => allocated && bytes.length > 0);
  if (sections.some((section) => section.executable)) return sections;
  return executable.segments.map((segment) => ({
    name: `segment ${[segment.readable ? 'r' : '-', segment.writable ? 'w' : '-', segment.executable ? 'x' : '-'].join('')}`,
    addr: segment.addr,
    bytes: elf.subarray(segment.fileOffset, segment.fileOffset + segment.fileSize),
    executable: segment.executable,
    writable: segment.writable,
    allocated: true,
  }));
}

function codeLines(section: ElfSection, sections: readonly ElfSection[], names: Names): string[] {
  const { addr: start, bytes } = section;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const lines: string[] = [];
  // What auipc and lui have put into registers, while the next instructions may use it.
  const known = new Map<number, number>();
  let at = 0;
  for (; at + 4 <= bytes.length; at += 4) {
    const addr = start + at;
    const labels = names.at(addr);
    if (labels.length > 0) {
      lines.push('', ...labels.map((label) => `${label}:`));
      known.clear();
    }
    const word = view.getUint32(at, true);
    const [name = '', ...rest] = disassemble(word, addr).split(' ');
    const text = `${name.padEnd(NAME_WIDTH)}${rest.join(' ')}`.trimEnd();
    const target = targetOf(word, addr, known);
    const comment = target === undefined ? undefined : names.describe(target, sections);
    const line = `${addr.toString(16).padStart(8)}: ${word.toString(16).padStart(8, '0')}  ${text}`;
    lines.push(comment === undefined ? line : `${line.padEnd(COMMENT_COLUMN)} # ${comment}`);
  }
  if (at < bytes.length) lines.push(`${(start + at).toString(16).padStart(8)}: ${bytes.length - at} bytes more`);
  return lines;
}

/**
 * The address that an instruction goes to, accesses or computes from a register, as far as it follows from the
 * instructions before. `known` is kept up to date with what registers hold.
 */
function targetOf(word: number, addr: number, known: Map<number, number>): number | undefined {
  const decoded = decode(word);
  if (decoded === undefined) return undefined;
  const value = (term: Term) => evaluate(term, decoded, addr, known);
  const hasBase = decoded.insn.format.fields.includes('rs1');
  let target: number | undefined;
  let result: number | undefined;
  for (const effect of decoded.insn.effects) {
    if (effect.kind === 'setRd') result = value(effect.value);
    if (effect.kind === 'setRd' && hasBase) target = result;
    if (effect.kind === 'jump' || effect.kind === 'branch') target = value(effect.target);
    if (effect.kind === 'load' || effect.kind === 'store') target = value(effect.addr);
  }
  if (decoded.rd !== 0 && result !== undefined) known.set(decoded.rd, result);
  else known.delete(decoded.rd);
  return target;
}

/** The value of a sum of what is known; undefined for anything else. */
function evaluate(term: Term, decoded: Decoded, addr: number, known: Map<number, number>): number | undefined {
  if (term.kind === 'number') return term.value;
  if (term.kind === 'leaf') {
    if (term.name === 'imm') return decoded.imm;
    if (term.name === 'pc') return addr;
    if (term.name === 'rs1') return decoded.rs1 === 0 ? 0 : known.get(decoded.rs1);
    return undefined;
  }
  const a = evaluate(term.a, decoded, addr, known);
  const b = evaluate(term.b, decoded, addr, known);
  if (a === undefined || b === undefined) return undefined;
  if (term.operator === 'add') return (a + b) >>> 0;
  return term.operator === 'and' ? (a & b) >>> 0 : undefined;
}

function dataLines({ addr: start, bytes }: ElfSection, names: Names): string[] {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; ) {
    const labels = names.at(start + at);
    if (labels.length > 0) lines.push('', ...labels.map((label) => `${label}:`));
    let end = Math.min(at + BYTES_PER_LINE, bytes.length);
    for (let next = at + 1; next < end; next++) if (names.at(start + next).length > 0) end = next;
    const piece = [...bytes.subarray(at, end)];
    const numbers = piece.map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    const text = piece.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join('');
    lines.push(`${(start + at).toString(16).padStart(8)}: ${numbers.padEnd(BYTES_PER_LINE * 3)} |${text}|`);
    at = end;
  }
  return lines;
}

function hex(value: number): string {
  return `0x${value.toString(16)}`;
}
