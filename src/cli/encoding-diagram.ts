import { type Format, unpackOperands } from '../isa/formats.ts';
import type { Instruction } from '../isa/instruction.ts';

/** What a bit of the word holds: a fixed 0 or 1, or a bit of an operand. */
type Bit =
  | { readonly kind: 'fixed'; readonly value: number }
  | { readonly kind: 'operand'; readonly field: 'rd' | 'rs1' | 'rs2' | 'imm'; readonly at: number };

/** Bits of the word that belong together, `high` to `low`. */
interface Cell {
  readonly high: number;
  readonly low: number;
  readonly label: string;
}

const FIELDS = ['rd', 'rs1', 'rs2', 'imm'] as const;

/** The word of an instruction as a picture of three lines: bit numbers, fields, a rule. */
export function encodingDiagram(insn: Instruction): string[] {
  const cells = wordCells(insn);
  const widths = cells.map(({ high, low, label }) => Math.max(label.length, bitNumbers(high, low, 0).length) + 2);
  const numbers = cells.map(({ high, low }, index) => ` ${bitNumbers(high, low, widths[index]! - 2)} `).join(' ');
  const labels = cells.map(({ label }, index) => centre(label, widths[index]!)).join('|');
  const rule = widths.map((width) => '-'.repeat(width)).join('+');
  return [` ${numbers}`.trimEnd(), `+${rule}+`, `|${labels}|`, `+${rule}+`];
}

function wordCells({ format, match }: Instruction): Cell[] {
  const bits = Array.from({ length: 32 }, (_, index) => bitAt(format, match, index));
  const cells: Cell[] = [];
  for (let high = 31; high >= 0; ) {
    let low = high;
    while (low > 0 && belongTogether(bits[low]!, bits[low - 1]!)) low--;
    cells.push({ high, low, label: labelOf(bits, high, low) });
    high = low - 1;
  }
  return cells;
}

/** What bit `index` holds is found by taking a word apart in which no other bit is set. */
function bitAt(format: Format, match: number, index: number): Bit {
  const operands = unpackOperands(format, 1 << index);
  const field = FIELDS.find((name) => operands[name] !== 0);
  if (field === undefined) return { kind: 'fixed', value: (match >>> index) & 1 };
  const value = operands[field];
  return { kind: 'operand', field, at: 31 - Math.clz32(value & -value) };
}

function belongTogether(upper: Bit, lower: Bit): boolean {
  if (upper.kind === 'fixed' || lower.kind === 'fixed') return upper.kind === lower.kind;
  return upper.field === lower.field && upper.at === lower.at + 1;
}

function labelOf(bits: readonly Bit[], high: number, low: number): string {
  const top = bits[high]!;
  const bottom = bits[low]!;
  if (top.kind === 'operand' && bottom.kind === 'operand') {
    if (top.field !== 'imm') return top.field;
    return top.at === bottom.at ? `imm[${top.at}]` : `imm[${top.at}:${bottom.at}]`;
  }
  return bits
    .slice(low, high + 1)
    .reverse()
    .map((bit) => (bit.kind === 'fixed' ? bit.value : '?'))
    .join('');
}

function bitNumbers(high: number, low: number, width: number): string {
  if (high === low) return String(high).padEnd(width);
  const left = String(high);
  const right = String(low);
  return `${left}${' '.repeat(Math.max(1, width - left.length - right.length))}${right}`;
}

function centre(text: string, width: number): string {
  const left = Math.floor((width - text.length) / 2);
  return `${' '.repeat(left)}${text}${' '.repeat(width - text.length - left)}`;
}
