import { ByteWriter } from '../base/bytes.ts';
import { constantOf, type Expr } from './expression.ts';
import { type Arguments, readExpr } from './operands.ts';
import type { Place } from './place.ts';
import type { Unit } from './unit.ts';

/** Room that takes no bytes of its own until the file is written: larger reservations and all of .bss. */
const LARGE = 1024;
/** More than any program may have; see E0504. */
const LARGEST = 2 ** 31;

/** `.word` and its relatives: each argument as `bytes` bytes; `value : count` repeats, as in RARS. */
export function integers(args: Arguments, bytes: number): void {
  const { unit, statement, shapes } = args;
  shapes.forEach((shape, index) => {
    const place = args.place(index);
    if (shape.kind === 'repeat') {
      const count = constantOf(readExpr(unit, statement, shape.count));
      if (count === undefined || count < 0n || count > 2n ** 24n) {
        unit.report('E0205', place, 'the count behind `:` must be a number that is known here');
        return;
      }
      unit.effort.spend(Number(count));
      if (unit.effort.isOver) return;
      for (let i = 0n; i < count; i++) emitInteger(unit, readExpr(unit, statement, shape.value), bytes, place);
      return;
    }
    const expr = args.expr(index);
    if (expr !== undefined) emitInteger(unit, expr, bytes, place);
  });
}

/** `.insn word` or `.insn length, word`: an instruction by its bits. */
export function insnWord(args: Arguments): void {
  const { unit } = args;
  const last = args.count === 2 ? 1 : 0;
  if (args.count > 2 || args.count === 0 || (last === 1 && args.number(0) !== 4)) {
    unit.report('E0207', args.head, '`.insn` wants a word, or the length 4 and a word, or a format such as `r`');
    return;
  }
  const word = args.number(last);
  if (word === undefined) return;
  unit.mark(true);
  unit.section.bytes.u32(word >>> 0);
}

function emitInteger(unit: Unit, expr: Expr, bytes: number, place: Place): void {
  const value = constantOf(expr);
  if (unit.section.flags.empty) {
    if (value === 0n) reserve(unit, bytes, 0, place);
    else reportNoData(unit, place);
    return;
  }
  unit.mark(false);
  if (value === undefined) {
    const { fragment, offset } = unit.here();
    unit.section.fixups.push({ kind: 'data', fragment, offset, bytes, expr, place });
  } else {
    checkWidth(unit, value, bytes, place);
  }
  writeInteger(unit.section.bytes, value ?? 0n, bytes);
}

/** Warns if the high bytes of `value` are lost in `bytes` bytes. */
export function checkWidth(unit: Pick<Unit, 'report'>, value: bigint, bytes: number, place: Place): void {
  const limit = 1n << BigInt(8 * bytes);
  if (bytes === 8 || (value < limit && value > -limit)) return;
  const digits = BigInt.asUintN(64, value).toString(16);
  const kept = BigInt.asUintN(8 * bytes, value).toString(16);
  unit.report('W0603', place, `value 0x${digits} truncated to 0x${kept}`);
}

/** The low `bytes` bytes of `value`, little-endian. */
function writeInteger(writer: ByteWriter, value: bigint, bytes: number): void {
  if (bytes === 4) {
    writer.u32(Number(BigInt.asUintN(32, value)));
    return;
  }
  let rest = BigInt.asUintN(64, value);
  for (let i = 0; i < bytes; i++) {
    writer.u8(Number(rest & 0xffn));
    rest >>= 8n;
  }
}

/** `.ascii` and its relatives; strings side by side are one. */
export function strings(args: Arguments, terminator: boolean): void {
  args.shapes.forEach((_, index) => {
    const texts = args.strings(index);
    if (texts === undefined) return;
    for (const text of texts) emitBytes(args.unit, text, args.place(index));
    if (terminator) emitBytes(args.unit, new Uint8Array(1), args.place(index));
  });
}

/** Puts `bytes` here, as `.incbin` and strings do. */
export function emitBytes(unit: Unit, bytes: Uint8Array, place: Place): void {
  if (!unit.section.flags.empty) {
    unit.mark(false);
    unit.section.bytes.bytes(bytes);
  } else if (bytes.every((byte) => byte === 0)) {
    reserve(unit, bytes.length, 0, place);
  } else {
    reportNoData(unit, place);
  }
}

function reportNoData(unit: Unit, place: Place): void {
  unit.report('E0505', place, `a value in ${unit.section.name}, which holds no data`);
}

/** `.space count, value`. The count may be known only later. */
export function space(args: Arguments): void {
  const expr = args.expr(0);
  const value = args.number(1, 0);
  if (expr === undefined || value === undefined) return;
  const { unit } = args;
  const count = constantOf(expr);
  if (count === undefined) unit.endFragment({ kind: 'space', size: 0, count: expr, value, place: args.place(0) });
  else reserve(unit, checkCount(args, Number(count)), value & 0xff, args.place(0));
}

/** `.fill count, size, value`. */
export function fill(args: Arguments): void {
  const count = checkCount(args, args.number(0) ?? 0);
  const size = Math.min(Math.max(args.number(1, 1) ?? 1, 0), 8);
  const value = args.number(2, 0) ?? 0;
  const { unit } = args;
  if (value === 0 || size === 1) {
    reserve(unit, count * size, value & 0xff, args.place(0));
    return;
  }
  if (unit.section.flags.empty) {
    reportNoData(unit, args.place(2));
    return;
  }
  if (count * size > unit.effort.sectionBytes) {
    reportSize(args, count * size);
    return;
  }
  // GNU as takes the value as a number of four bytes, and zeros above it.
  const pattern = BigInt(value >>> 0);
  unit.mark(false);
  for (let i = 0; i < count; i++) writeInteger(unit.section.bytes, pattern, size);
}

function checkCount(args: Arguments, count: number): number {
  if (count >= 0 && count < LARGEST) return count;
  if (count < 0) args.unit.report('E0207', args.place(0), `\`${args.name}\` wants a size of 0 or more, not ${count}`);
  else reportSize(args, count);
  return 0;
}

function reportSize(args: Arguments, size: number): void {
  args.unit.report('E0504', args.place(0), `${size} bytes are more than a program can have`);
}

/** Room of `count` bytes of `value`. */
function reserve(unit: Unit, count: number, value: number, place: Place): void {
  if (count === 0) return;
  if (unit.section.flags.empty && value !== 0) {
    reportNoData(unit, place);
  } else if (unit.section.flags.empty || count >= LARGE) {
    unit.endFragment({ kind: 'fill', size: count, value, place });
  } else {
    unit.mark(false);
    unit.section.bytes.fill(count, value);
  }
}

/** `.uleb128` and `.sleb128`: numbers in as many bytes as they need, as DWARF has them. */
export function leb128(args: Arguments, signed: boolean): void {
  args.shapes.forEach((_, index) => {
    const expr = args.expr(index);
    if (expr === undefined) return;
    const place = args.place(index);
    const value = constantOf(expr);
    if (value === undefined) args.unit.endFragment({ kind: 'leb128', size: 1, signed, value: expr, place });
    else emitBytes(args.unit, encodeLeb128(value, signed), place);
  });
}

/** `value` in LEB128; an unsigned one is taken modulo 2^64. */
export function encodeLeb128(value: bigint, signed: boolean): Uint8Array {
  const writer = new ByteWriter(16);
  let rest = signed ? value : BigInt.asUintN(64, value);
  for (;;) {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    const isLast = signed ? rest === (low & 0x40 ? -1n : 0n) : rest === 0n;
    writer.u8(isLast ? low : low | 0x80);
    if (isLast) return writer.toBytes();
  }
}
