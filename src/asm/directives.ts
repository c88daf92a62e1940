import { alignToBytes, alignToPower, org } from './alignment.ts';
import { fill, insnWord, integers, leb128, space, strings } from './data.ts';
import type { Arguments } from './operands.ts';
import { popSection, previous, pushSection, section, standardSection } from './section-directives.ts';
import { common, eachSymbol, equate, localCommon, symbolSize, symbolType } from './symbol-directives.ts';

/** What a directive does with its operands, and the form in which messages and the reference show it. */
interface Directive {
  readonly form: string;
  /** What it is for, in the reference. */
  readonly summary: string;
  readonly run: (args: Arguments) => void;
  /** Each operand counts by itself, so that a list may be read in parts. */
  readonly isList: boolean;
}

const row = (form: string, run: (args: Arguments) => void, summary: string): Directive => ({
  form,
  summary,
  run,
  isList: /^(value|"text"|symbol), \.\.\.$/.test(form),
});
const ignore = () => {};

/** The directives whose operands are expressions, names and strings; the others are in `line-directives.ts`. */
// biome-ignore format: a table
export const DIRECTIVES: Readonly<Record<string, Directive>> = {
  '.text':        row('',                                  standardSection, 'go on in the section of instructions'),
  '.data':        row('',                                  standardSection, 'go on in the section of variables with a value'),
  '.rodata':      row('',                                  standardSection, 'go on in the section of constants'),
  '.bss':         row('',                                  standardSection, 'go on in the section of variables that begin as 0; it takes no room in the file'),
  '.section':     row('name, "flags", @type',              section, 'go on in a section of any name; flags: a in memory, w writable, x executable, M mergeable, S texts'),
  '.pushsection': row('name, "flags", @type',              pushSection, 'the same, and remember where we were'),
  '.popsection':  row('',                                  popSection, 'back to where .pushsection was'),
  '.previous':    row('',                                  previous, 'back to the section before this one'),

  '.globl':       row('symbol, ...',                       (args) => eachSymbol(args, (symbol) => { if (symbol.binding === 'local') symbol.binding = 'global'; }), 'make symbols known to other files'),
  '.global':      row('symbol, ...',                       (args) => eachSymbol(args, (symbol) => { if (symbol.binding === 'local') symbol.binding = 'global'; }), 'as .globl'),
  '.local':       row('symbol, ...',                       (args) => eachSymbol(args, (symbol) => { symbol.binding = 'local'; args.unit.declaredLocal.add(symbol); }), 'keep symbols within this file'),
  '.weak':        row('symbol, ...',                       (args) => eachSymbol(args, (symbol) => { symbol.binding = 'weak'; }), 'global symbols that others may define again'),
  '.hidden':      row('symbol, ...',                       (args) => eachSymbol(args, (symbol) => { symbol.hidden = true; }), 'global symbols that stay within the program'),
  '.internal':    row('symbol, ...',                       (args) => eachSymbol(args, (symbol) => { symbol.hidden = true; }), 'as .hidden'),
  '.protected':   row('symbol, ...',                       ignore, 'for GNU; changes nothing here'),
  '.extern':      row('symbol',                            ignore, 'for readers: the symbol is in another file'),
  '.comm':        row('symbol, size, alignment',           common, 'zeroed memory that files which name it share'),
  '.lcomm':       row('symbol, size',                      localCommon, 'zeroed memory of this file'),
  '.equ':         row('symbol, value',                     (args) => equate(args, 'again'), 'give a symbol a value; it may get another one later'),
  '.set':         row('symbol, value',                     (args) => equate(args, 'again'), 'as .equ'),
  '.equiv':       row('symbol, value',                     (args) => equate(args, 'once'), 'the same, but only once'),
  '.type':        row('symbol, @function',                 symbolType, 'say that a symbol is a function or an object'),
  '.size':        row('symbol, size',                      symbolSize, 'say how large what a symbol names is'),

  '.byte':        row('value, ...',                        (args) => integers(args, 1), 'numbers of 1 byte'),
  '.half':        row('value, ...',                        (args) => integers(args, 2), 'numbers of 2 bytes'),
  '.short':       row('value, ...',                        (args) => integers(args, 2), 'as .half'),
  '.hword':       row('value, ...',                        (args) => integers(args, 2), 'as .half'),
  '.2byte':       row('value, ...',                        (args) => integers(args, 2), 'as .half'),
  '.word':        row('value, ...',                        (args) => integers(args, 4), 'numbers of 4 bytes, or addresses'),
  '.int':         row('value, ...',                        (args) => integers(args, 4), 'as .word'),
  '.long':        row('value, ...',                        (args) => integers(args, 4), 'as .word'),
  '.4byte':       row('value, ...',                        (args) => integers(args, 4), 'as .word'),
  '.dword':       row('value, ...',                        (args) => integers(args, 8), 'numbers of 8 bytes'),
  '.quad':        row('value, ...',                        (args) => integers(args, 8), 'as .dword'),
  '.8byte':       row('value, ...',                        (args) => integers(args, 8), 'as .dword'),
  '.insn':        row('word | length, word',                 insnWord, 'an instruction word as it is'),
  '.uleb128':     row('value, ...',                        (args) => leb128(args, false), 'unsigned numbers in 7-bit groups'),
  '.sleb128':     row('value, ...',                        (args) => leb128(args, true), 'signed numbers in 7-bit groups'),
  '.ascii':       row('"text", ...',                       (args) => strings(args, false), 'texts'),
  '.asciz':       row('"text", ...',                       (args) => strings(args, true), 'texts, each with a zero behind it'),
  '.asciiz':      row('"text", ...',                       (args) => strings(args, true), 'as .asciz'),
  '.string':      row('"text", ...',                       (args) => strings(args, true), 'as .asciz'),
  '.zero':        row('size',                              space, 'so many zeros'),
  '.space':       row('size, value',                       space, 'so many bytes, zero unless a value is given'),
  '.skip':        row('size, value',                       space, 'as .space'),
  '.fill':        row('count, size, value',                fill, 'count numbers of that size'),

  '.align':       row('power of two, value, most',         (args) => alignToPower(args), 'fill up to a multiple of 2^n'),
  '.p2align':     row('power of two, value, most',         (args) => alignToPower(args), 'as .align'),
  '.p2alignw':    row('power of two, value, most',         (args) => alignToPower(args, 2), 'as .align, filled with 2-byte numbers'),
  '.p2alignl':    row('power of two, value, most',         (args) => alignToPower(args, 4), 'as .align, filled with 4-byte numbers'),
  '.balign':      row('bytes, value, most',                (args) => alignToBytes(args), 'fill up to a multiple of so many bytes; not by more than `most`'),
  '.balignw':     row('bytes, value, most',                (args) => alignToBytes(args, 2), 'the same, filled with 2-byte numbers'),
  '.balignl':     row('bytes, value, most',                (args) => alignToBytes(args, 4), 'the same, filled with 4-byte numbers'),
  '.org':         row('place, value',                      org, 'fill up to that place of the section'),
};
