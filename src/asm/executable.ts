import { LAYOUT } from '../elf/layout.ts';
import { type ImageSection, type ImageSymbol, writeElf } from '../elf/write.ts';
import { decode } from '../isa/decode.ts';
import { debugSections } from './debug-lines.ts';
import { evaluate } from './expression.ts';
import { collectPcrelTargets, fillAddresses, type PcrelTargets } from './image.ts';
import type { Linked, OutputSection } from './link.ts';
import type { AssembleOptions } from './options.ts';
import type { Diagnostics, Report } from './report.ts';
import { addressOf, offsetOf } from './section.ts';
import type { AsmSymbol } from './symbol.ts';
import { reportUndefined } from './target-errors.ts';
import type { Unit } from './unit.ts';

/** Fills all values in and writes the program. The result is of use only if nothing was reported as an error. */
export function buildExecutable(
  units: readonly Unit[],
  linked: Linked,
  options: AssembleOptions,
  diagnostics: Diagnostics,
): Uint8Array {
  const { report } = diagnostics;
  const targets: PcrelTargets = new Map();
  for (const { inputs } of linked.outputs) for (const section of inputs) collectPcrelTargets(section, targets);
  for (const [section, bytes] of linked.contents) {
    if (section.size > 0) fillAddresses(section, bytes, targets, report);
  }
  const isIncomplete = diagnostics.list.some(({ code }) => HIDES_DEFINITIONS.has(code));
  if (!isIncomplete) reportUndefinedSymbols(units, report);
  const entry = findEntry(units, linked, options.entry, report);
  if (diagnostics.hasErrors) return new Uint8Array();
  checkEnd(linked, report);
  checkAlignment(linked, report);
  return writeElf({
    entry,
    segments: LAYOUT.map((segment) =>
      linked.outputs.filter((output) => output.segment === segment).map((output) => imageSection(output, linked)),
    ),
    symbols: units.flatMap(symbolsOf),
    extras: options.debug === false ? [] : debugSections(units, linked),
    divTrap: units.some(({ divTrap }) => divTrap),
  });
}

/** After these mistakes, definitions are missing that are there in truth. */
const HIDES_DEFINITIONS: ReadonlySet<string> = new Set(['E0108', 'E0109', 'E0405', 'E0406']);

function reportUndefinedSymbols(units: readonly Unit[], report: Report): void {
  let suggestions = 100;
  for (const unit of units) {
    for (const symbol of unit.symbols.values()) {
      if (symbol.missing === undefined) continue;
      const elsewhere = units.find((other) => other !== unit && other.symbols.get(symbol.name)?.defined !== undefined);
      const known = suggestions-- > 0 ? unit.symbols : undefined;
      reportUndefined(symbol, known, elsewhere?.symbols.get(symbol.name), report);
    }
  }
}

/** Where the program starts: `wanted`, or `_start`, or `main`, or the first instruction. */
function findEntry(units: readonly Unit[], linked: Linked, wanted: string | undefined, report: Report): number {
  for (const name of [wanted ?? '_start', 'main']) {
    const addr = addressOfSymbol(units, name);
    if (addr === undefined) continue;
    if (name === 'main' && wanted !== 'main')
      report('W0602', undefined, `no \`${wanted ?? '_start'}\`: the program starts at \`main\``);
    return addr;
  }
  const text = linked.outputs.find(({ name }) => name === '.text');
  report('W0602', undefined, `no \`${wanted ?? '_start'}\`: the program starts at the first instruction of .text`, {
    help: ['put `.globl _start` and the label `_start:` where it should start'],
  });
  return text?.addr ?? 0;
}

function addressOfSymbol(units: readonly Unit[], name: string): number | undefined {
  const symbols = units.flatMap((unit) => unit.symbols.get(name) ?? []);
  for (const symbol of [...symbols.filter(({ binding }) => binding !== 'local'), ...symbols]) {
    if (symbol.value.kind === 'undefined') continue;
    const value = evaluate({ kind: 'symbol', symbol });
    if (typeof value === 'bigint') return Number(BigInt.asUintN(32, value));
  }
  return undefined;
}

function imageSection(output: OutputSection, { contents }: Linked): ImageSection {
  const { name, addr, size, alignment, segment, empty } = output;
  let bytes: Uint8Array | undefined;
  if (!empty) {
    bytes = new Uint8Array(size);
    for (const section of output.inputs) {
      const content = contents.get(section);
      if (content !== undefined) bytes.set(content, section.addr - addr);
    }
  }
  return { name, addr, size, bytes, alignment, writable: segment.writable, executable: segment.executable };
}

/** The symbols of a unit for the symbol table: all but the compiler's own (`.L...`) and undefined ones. */
function symbolsOf(unit: Unit): ImageSymbol[] {
  const name = unit.fileName ?? unit.input.source.name;
  const file: ImageSymbol = { name, addr: 0, size: 0, kind: 'file', binding: 'local', hidden: false, isAddress: false };
  const symbols = [...unit.symbols.values()].filter(
    ({ name, value }) => value.kind !== 'undefined' && !name.startsWith('.L'),
  );
  return [file, ...symbols.map(imageSymbol)];
}

function imageSymbol(symbol: AsmSymbol): ImageSymbol {
  const value = evaluate({ kind: 'symbol', symbol });
  const size = symbol.size === undefined ? 0n : evaluate(symbol.size);
  return {
    name: symbol.name,
    addr: typeof value === 'bigint' ? Number(BigInt.asUintN(32, value)) : 0,
    size: typeof size === 'bigint' ? Number(BigInt.asUintN(32, size)) : 0,
    kind: symbol.type,
    binding: symbol.binding,
    hidden: symbol.hidden,
    isAddress: symbol.value.kind === 'label' || symbol.type === 'object',
  };
}

const UNIMP = 0xc0001073;
/** After an instruction with one of these effects, what follows need not be reached. */
const LEAVES: ReadonlySet<string> = new Set(['jump', 'environmentCall', 'breakpoint']);

/** Warns if the last instruction of the code lets execution go on behind it. */
function checkEnd(linked: Linked, report: Report): void {
  const code = linked.outputs.filter(({ segment }) => segment.executable);
  const section = code[code.length - 1]?.inputs.filter(({ size }) => size > 0).pop();
  const mark = section?.marks[section.marks.length - 1];
  const bytes = section === undefined ? undefined : linked.contents.get(section);
  if (mark === undefined || bytes === undefined || !mark.isCode || bytes.length < 4) return;
  const word = new DataView(bytes.buffer, bytes.byteOffset).getUint32(bytes.length - 4, true);
  const effects = decode(word)?.insn.effects ?? [];
  if (word === UNIMP || effects.some(({ kind }) => LEAVES.has(kind))) return;
  report('W0601', mark.place, 'execution can run off the end of .text: is an exit call missing?', {
    help: ['end the program with `li a7, 93` and `ecall`, or a jump'],
  });
}

/** Warns of instructions that lie where none can be executed. */
function checkAlignment(linked: Linked, report: Report): void {
  for (const { inputs } of linked.outputs) {
    for (const section of inputs) {
      const odd = section.marks.find(
        (mark) => mark.isCode && (section.addr + offsetOf({ section, ...mark })) % 4 !== 0,
      );
      if (odd === undefined) continue;
      const addr = addressOf({ section, fragment: odd.fragment, offset: odd.offset });
      report('W0605', odd.place, `the instruction lies at 0x${addr.toString(16)}, which is no multiple of 4`, {
        help: ['put `.align 2` after the data before it'],
      });
    }
  }
}
