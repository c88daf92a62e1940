import { encode } from '../isa/encode.ts';
import type { Instruction } from '../isa/instruction.ts';
import { fieldValue, immediateBits, requireInstruction } from './code.ts';
import { checkWidth, encodeLeb128 } from './data.ts';
import { type Expr, evaluate } from './expression.ts';
import { LONG_BRANCH } from './layout.ts';
import type { Place } from './place.ts';
import type { Report } from './report.ts';
import { addressOf, type Fixup, offsetOf, type Section, type Tail } from './section.ts';
import { reportFailure, reportTarget } from './target-errors.ts';

const NOP = 0x00000013;
/** What GNU as puts where two bytes are too few for a nop: a compressed one, never executed. */
const HALF_NOP = 0x0001;

/** The bytes of `section` as far as they do not depend on addresses: fixed bytes and padding. */
export function sectionBytes(section: Section): Uint8Array {
  const image = new Uint8Array(section.size);
  const fixed = section.bytes.toBytes();
  section.fragments.forEach((fragment, index) => {
    const size = section.fixedSize(index);
    image.set(fixed.subarray(fragment.start, fragment.start + size), fragment.offset);
    const { tail } = fragment;
    if (tail !== undefined) fillTail(image.subarray(fragment.offset + size, fragment.offset + size + tail.size), tail);
  });
  return image;
}

function fillTail(bytes: Uint8Array, tail: Tail): void {
  switch (tail.kind) {
    case 'fill':
    case 'space':
    case 'org':
      bytes.fill(tail.value);
      return;
    case 'align':
      if (tail.fill === 'nops') fillNops(bytes);
      else fillPattern(bytes, tail.fill.value, tail.fill.bytes);
      return;
    case 'branch':
    case 'leb128':
      return;
  }
}

function fillNops(bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let at = bytes.length & 1;
  if ((bytes.length & 2) !== 0) {
    view.setUint16(at, HALF_NOP, true);
    at += 2;
  }
  for (; at < bytes.length; at += 4) view.setUint32(at, NOP, true);
}

function fillPattern(bytes: Uint8Array, value: number, size: number): void {
  const start = bytes.length % size;
  for (let at = start; at < bytes.length; at++) bytes[at] = (value >>> (8 * ((at - start) % size))) & 0xff;
}

/** The distances that the `%pcrel_hi` at each address stands for, for the `%pcrel_lo` that name them. */
export type PcrelTargets = Map<number, bigint>;

/** Notes the `%pcrel_hi` of `section`. All sections' must be known before any section is filled in. */
export function collectPcrelTargets(section: Section, targets: PcrelTargets): void {
  for (const fixup of section.fixups) {
    if (fixup.kind !== 'field' || fixup.part !== 'pcrelHi') continue;
    const value = evaluate(fixup.expr);
    const addr = fixupAddress(section, fixup);
    if (typeof value === 'bigint') targets.set(addr, value - BigInt(addr));
  }
}

function fixupAddress(section: Section, { fragment, offset }: Fixup): number {
  return addressOf({ section, fragment, offset });
}

/** Puts the values that depend on addresses into `image`, the bytes of `section`. Reports what does not fit. */
export function fillAddresses(section: Section, image: Uint8Array, targets: PcrelTargets, report: Report): void {
  const view = new DataView(image.buffer, image.byteOffset, image.length);
  for (const [index, fixup] of section.fixups.entries()) {
    const offset = offsetOf({ section, fragment: fixup.fragment, offset: fixup.offset });
    const value = resolve(fixup.expr, fixup.place, report);
    if (value === undefined) continue;
    if (isCallOfNothing(fixup, section.fixups[index + 1])) {
      // GNU ld makes it a call of address 0 by register 0.
      view.setUint32(offset + 4, view.getUint32(offset + 4, true) & ~(31 << 15), true);
      continue;
    }
    if (isCallOfNothing(section.fixups[index - 1], fixup)) continue;
    if (fixup.kind === 'data') {
      // Addresses wrap around at 32 bits; only smaller places can lose something.
      if (fixup.bytes < 4) checkWidth({ report }, value, fixup.bytes, fixup.place);
      const bits = BigInt.asUintN(8 * fixup.bytes, fixup.bytes === 8 ? BigInt.asUintN(32, value) : value);
      for (let i = 0; i < fixup.bytes; i++) image[offset + i] = Number((bits >> BigInt(8 * i)) & 0xffn);
      continue;
    }
    const imm = immediateOf(fixup, value, section.addr + offset, targets, report);
    if (imm === undefined) continue;
    view.setUint32(offset, (view.getUint32(offset, true) | immediateBits(fixup.insn, imm)) >>> 0, true);
  }
  section.fragments.forEach((fragment, index) => {
    const { tail } = fragment;
    if (tail === undefined) return;
    const offset = fragment.offset + section.fixedSize(index);
    if (tail.kind === 'branch') writeBranch(view, offset, section.addr + offset, tail, report);
    if (tail.kind === 'leb128') writeLeb128(image, offset, tail, report);
  });
}

/** Whether two fixups are a call of a weak symbol that is defined nowhere. */
function isCallOfNothing(high: Fixup | undefined, low: Fixup | undefined): boolean {
  if (high?.kind !== 'field' || high.part !== 'pcrelHi' || low?.kind !== 'field' || low.part !== 'pairLo') return false;
  if (low.insn.format.name !== 'JALR' || typeof high.expr === 'bigint' || high.expr.kind !== 'symbol') return false;
  const { binding, value, target } = high.expr.symbol;
  return binding === 'weak' && value.kind === 'undefined' && target === undefined;
}

function resolve(expr: Expr, place: Place, report: Report): bigint | undefined {
  const value = evaluate(expr);
  if (typeof value === 'bigint') return value;
  reportFailure(value, place, report);
  return undefined;
}

const word = (value: bigint) => Number(BigInt.asIntN(32, value));
const high = (value: number) => (value + 0x800) & ~0xfff;
const low = (value: number) => (value << 20) >> 20;

/** The immediate that `fixup` puts into its instruction at `addr`. */
function immediateOf(
  fixup: Extract<Fixup, { kind: 'field' }>,
  value: bigint,
  addr: number,
  targets: PcrelTargets,
  report: Report,
): number | undefined {
  const { insn, part, place } = fixup;
  switch (part) {
    case 'value':
      return fieldValue(insn, value, place, report);
    case 'hi':
      return high(word(value));
    case 'lo':
      return low(word(value));
    case 'pcrelHi':
      return high(word(value - BigInt(addr)));
    case 'pairLo':
      return low(word(value - BigInt(addr - 4)));
    case 'pcrelLo': {
      const distance = targets.get(Number(value));
      if (distance !== undefined) return low(word(distance));
      report('E0305', place, 'no `%pcrel_hi` at this label', {
        help: [
          '`%pcrel_lo` names the label in front of the `auipc`: `1: auipc a0, %pcrel_hi(x)` then `addi a0, a0, %pcrel_lo(1b)`',
        ],
      });
      return undefined;
    }
    case 'target':
      return jumpDistance(insn, word(value - BigInt(addr)), place, report);
  }
}

function jumpDistance(insn: Instruction, distance: number, place: Place, report: Report): number | undefined {
  const range = insn.format.range ?? { min: 0, max: 0 };
  if (distance >= range.min && distance <= range.max && distance % 2 === 0) return distance;
  reportTarget(insn, distance, place, report);
  return undefined;
}

const JUMP = requireInstruction('jal');

/** A branch, or the opposite branch over a jump. */
function writeBranch(
  view: DataView,
  offset: number,
  addr: number,
  tail: Extract<Tail, { kind: 'branch' }>,
  report: Report,
): void {
  const { insn, rs1, rs2, place } = tail;
  const value = resolve(tail.target, place, report);
  if (value === undefined) return;
  if (tail.size !== LONG_BRANCH) {
    const imm = jumpDistance(insn, word(value - BigInt(addr)), place, report);
    view.setUint32(offset, encode(insn, { rd: 0, rs1, rs2, imm: imm ?? 0 }), true);
    return;
  }
  // Bit 12 of a branch turns its condition around (specification, "Conditional Branches").
  const opposite = { ...insn, match: insn.match ^ 0x1000 };
  const imm = jumpDistance(JUMP, word(value - BigInt(addr + 4)), place, report);
  view.setUint32(offset, encode(opposite, { rd: 0, rs1, rs2, imm: LONG_BRANCH }), true);
  view.setUint32(offset + 4, encode(JUMP, { rd: 0, rs1: 0, rs2: 0, imm: imm ?? 0 }), true);
}

function writeLeb128(image: Uint8Array, offset: number, tail: Extract<Tail, { kind: 'leb128' }>, report: Report): void {
  const value = resolve(tail.value, tail.place, report);
  if (value === undefined) return;
  const bytes = encodeLeb128(value, tail.signed);
  image.set(bytes.subarray(0, tail.size), offset);
  // A number that got shorter while sections were laid out is padded to its room.
  for (let i = bytes.length; i < tail.size; i++) {
    image[offset + i - 1] = (image[offset + i - 1] ?? 0) | 0x80;
    image[offset + i] = tail.signed && value < 0n ? 0x7f : 0;
  }
}
