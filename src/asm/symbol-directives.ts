import { constantOf, type Expr } from './expression.ts';
import type { Arguments } from './operands.ts';
import type { Place } from './place.ts';
import type { AsmSymbol } from './symbol.ts';
import type { Unit } from './unit.ts';

/** How a symbol may get its value: `.set` and `=` any number of times, `.equiv` once. */
export type Assignment = 'again' | 'once';

/** Lets `symbol` stand for `expr`. */
export function assign(unit: Unit, symbol: AsmSymbol, expr: Expr, place: Place, how: Assignment): void {
  const isTaken =
    symbol.value.kind === 'label' ||
    symbol.value.kind === 'common' ||
    (how === 'once' && symbol.value.kind !== 'undefined');
  if (isTaken) {
    unit.reportRedefinition(symbol, place);
    return;
  }
  symbol.value = { kind: 'equal', expr: constantOf(expr) ?? expr };
  symbol.variable = how === 'again';
  symbol.defined = place;
}

/** `.equ name, value`, `.set`, `.equiv`. */
export function equate(args: Arguments, how: Assignment): void {
  const symbol = args.symbol(0);
  if (symbol === undefined) return;
  // After a mistake in the value the symbol is defined all the same, so that its uses are no mistakes too.
  assign(args.unit, symbol, args.expr(1) ?? 0n, args.place(0), how);
}

/** Applies `change` to every symbol that is named. */
export function eachSymbol(args: Arguments, change: (symbol: AsmSymbol) => void): void {
  if (args.count === 0) args.wrong(0, 'a symbol');
  args.shapes.forEach((_, index) => {
    const symbol = args.symbol(index);
    if (symbol !== undefined) change(symbol);
  });
}

/** `.comm name, size, alignment`: room in .bss that files may share. */
export function common(args: Arguments): void {
  const symbol = args.symbol(0);
  const size = args.number(1);
  const alignment = args.number(2, 0);
  if (symbol === undefined || size === undefined || alignment === undefined) return;
  if (symbol.value.kind === 'label' || symbol.value.kind === 'equal') {
    args.unit.reportRedefinition(symbol, args.place(0));
    return;
  }
  symbol.value = { kind: 'common', size, alignment: alignment > 0 ? alignment : naturalAlignment(size) };
  symbol.type = 'object';
  symbol.size = BigInt(size);
  symbol.defined ??= args.place(0);
  if (symbol.binding === 'local' && !args.unit.declaredLocal.has(symbol)) symbol.binding = 'global';
}

/** `.lcomm name, size`: room for this file alone, behind everything else in its .bss. */
export function localCommon(args: Arguments): void {
  const symbol = args.symbol(0);
  const size = args.number(1);
  const alignment = args.number(2, 0);
  if (symbol === undefined || size === undefined || alignment === undefined) return;
  const place = args.place(0);
  if (symbol.defined !== undefined) {
    args.unit.reportRedefinition(symbol, place);
    return;
  }
  symbol.type = 'object';
  symbol.size = BigInt(size);
  symbol.defined = place;
  args.unit.localCommons.push({ symbol, size, boundary: alignment || naturalAlignment(size), place });
}

/** Puts the room that `.lcomm` asked for behind the rest of .bss, when the source is at its end. */
export function placeLocalCommons(unit: Unit): void {
  const bss = unit.sections.get('.bss');
  if (bss === undefined) throw new Error('no section .bss');
  unit.section = bss;
  for (const { symbol, size, boundary, place } of unit.localCommons) {
    bss.alignment = Math.max(bss.alignment, boundary);
    unit.endFragment({ kind: 'align', size: 0, boundary, fill: { value: 0, bytes: 1 }, most: boundary, place });
    unit.defineLabel(symbol, place);
    unit.endFragment({ kind: 'fill', size, value: 0, place });
  }
}

/** The alignment of room whose alignment is not stated: the largest power of two that fits, up to 8. */
function naturalAlignment(size: number): number {
  return size >= 8 ? 8 : size >= 4 ? 4 : size >= 2 ? 2 : 1;
}

const TYPES: Readonly<Record<string, AsmSymbol['type']>> = {
  function: 'function',
  object: 'object',
  notype: 'none',
  common: 'object',
  stt_func: 'function',
  stt_object: 'object',
  stt_notype: 'none',
};

/** `.type name, @function`. */
export function symbolType(args: Arguments): void {
  const symbol = args.symbol(0);
  if (symbol === undefined) return;
  const type =
    TYPES[
      args
        .source(1)
        .replace(/^[@%"]|"$/g, '')
        .toLowerCase()
    ];
  if (type === undefined) args.wrong(1, '@function, @object or @notype');
  else symbol.type = type;
}

/** `.size name, expression`. */
export function symbolSize(args: Arguments): void {
  const symbol = args.symbol(0);
  const size = args.expr(1);
  if (symbol !== undefined) symbol.size = size;
}
